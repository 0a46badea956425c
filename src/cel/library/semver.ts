/**
 * Versions, without the normalising of the second argument, which kro 0.9 does not enable.
 * @see https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-semver-library
 */

import { EvaluationFailure } from "../error.ts";
import { define } from "../signature.ts";
import type { Library } from "../signature.ts";
import { Opaque } from "../value.ts";

class Version extends Opaque {
  readonly typeName = "kubernetes.Semver";
  readonly numbers: readonly [major: bigint, minor: bigint, patch: bigint];
  readonly prerelease: readonly string[];

  constructor(numbers: readonly [bigint, bigint, bigint], prerelease: readonly string[]) {
    super();
    this.numbers = numbers;
    this.prerelease = prerelease;
  }

  equals(other: Opaque): boolean {
    return other instanceof Version && compareVersions(this, other) === 0;
  }
}

const NUMBER = String.raw`(0|[1-9]\d*)`;
const IDENTIFIER = String.raw`(?:0|[1-9]\d*|\d*[A-Za-z-][\dA-Za-z-]*)`;
const BUILD = String.raw`[\dA-Za-z-]+(?:\.[\dA-Za-z-]+)*`;
const VERSION = new RegExp(
  String.raw`^${NUMBER}\.${NUMBER}\.${NUMBER}(?:-(${IDENTIFIER}(?:\.${IDENTIFIER})*))?(?:\+${BUILD})?$`,
);

function parsed(text: string): Version | undefined {
  const [, major, minor = "", patch = "", prerelease] = VERSION.exec(text) ?? [];
  if (major === undefined) return undefined;
  return new Version([BigInt(major), BigInt(minor), BigInt(patch)], prerelease?.split(".") ?? []);
}

function semver(text: string): Version {
  const version = parsed(text);
  if (version === undefined) throw new EvaluationFailure(complaint(text));
  return version;
}

/** What the parser says of the mistakes that are made. */
function complaint(text: string): string {
  if (text === "") return "Version string empty";
  const parts = text.split(".");
  if (parts.length < 3) return "No Major.Minor.Patch elements found";
  const names = ["major", "minor"];
  const wrong = names.findIndex((_, index) => !/^\d+$/.test(parts[index] ?? ""));
  return wrong < 0
    ? "not a semantic version"
    : `Invalid character(s) found in ${names[wrong]} number ${JSON.stringify(parts[wrong])}`;
}

/** -1, 0 or 1; what is built does not count. */
function compareVersions(a: Version, b: Version): number {
  for (const [index, number] of a.numbers.entries()) {
    const other = b.numbers[index] ?? 0n;
    if (number !== other) return number < other ? -1 : 1;
  }
  if (a.prerelease.length === 0 || b.prerelease.length === 0) {
    return Math.sign(b.prerelease.length - a.prerelease.length);
  }
  return comparePrereleases(a.prerelease, b.prerelease);
}

function comparePrereleases(a: readonly string[], b: readonly string[]): number {
  for (const [index, part] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    if (part === other) continue;
    const [isNumber, otherIsNumber] = [/^\d+$/.test(part), /^\d+$/.test(other)];
    if (isNumber !== otherIsNumber) return isNumber ? -1 : 1;
    const isLess = isNumber ? BigInt(part) < BigInt(other) : part < other;
    return isLess ? -1 : 1;
  }
  return a.length < b.length ? -1 : 0;
}

export const SEMVER: Library = [
  define("semver(string): Semver", semver),
  define("isSemver(string): bool", (text: string) => parsed(text) !== undefined),
  define("Semver.isGreaterThan(Semver): bool", (a: Version, b: Version) => compareVersions(a, b) > 0),
  define("Semver.isLessThan(Semver): bool", (a: Version, b: Version) => compareVersions(a, b) < 0),
  define("Semver.compareTo(Semver): int", (a: Version, b: Version) => BigInt(compareVersions(a, b))),
  define("Semver.major(): int", ({ numbers }: Version) => numbers[0]),
  define("Semver.minor(): int", ({ numbers }: Version) => numbers[1]),
  define("Semver.patch(): int", ({ numbers }: Version) => numbers[2]),
];

/**
 * What the server did not keep of an apply, without a word: `status`, the spec of a CertificateSigningRequest, fields behind a
 * feature gate, integers that do not fit their type. Field paths only, never values. Pure.
 *
 * Careful rather than complete: what only is written in another way (quantities, times, defaults for empty values) is kept.
 */

import { isJsonObject } from "../model/json.ts";
import type { Manifest } from "../model/object.ts";

/** Fields that the server kept otherwise than they were sent. */
export interface Unkept {
  /** Still as they were before, or absent. */
  ignored: readonly string[];
  /** Integers that lost their upper bits: `4294967298` is kept as `2`. */
  wrapped: readonly string[];
}

// The object itself, what the server decides on its own, and what is moved elsewhere as it is written.
const NOT_COMPARED = new Set(["apiVersion", "kind", "metadata", "stringData"]);

/**
 * Compares what was sent with the answer to it.
 * @param sent the manifest
 * @param kept the object in the answer
 */
export function unkeptFields(sent: Manifest, kept: Manifest): Unkept {
  const compared = Object.fromEntries(Object.entries(sent).filter(([key]) => !NOT_COMPARED.has(key)));
  const found = differences(compared, kept, "");
  const paths = (wrapped: boolean): string[] =>
    found
      .filter((one) => one.wrapped === wrapped)
      .map(({ path }) => path.replace(/^\.status\..*/, ".status"));
  return { ignored: [...new Set(paths(false))], wrapped: paths(true) };
}

/** Whether a value holds an integer that may not fit its field: most integers of Kubernetes have 32 bits. */
export function hasWideInteger(value: unknown): boolean {
  if (typeof value === "number") return Number.isInteger(value) && value !== (value | 0);
  return typeof value === "object" && value !== null && Object.values(value).some(hasWideInteger);
}

interface Difference {
  path: string;
  wrapped: boolean;
}

function differences(sent: unknown, kept: unknown, path: string): Difference[] {
  if (kept === undefined || kept === null) return isEmpty(sent) ? [] : [{ path, wrapped: false }];
  if (Array.isArray(sent))
    return Array.isArray(kept)
      ? sent.flatMap((item, index) => missing(item, { kept, index, path: `${path}[${index}]` }))
      : [];
  if (isJsonObject(sent)) {
    if (!isJsonObject(kept)) return [];
    return Object.entries(sent).flatMap(([key, value]) => differences(value, kept[key], `${path}.${key}`));
  }
  if (isSameScalar(sent, kept) || (isEmpty(sent) && sent !== false)) return [];
  const wrapped = typeof sent === "number" && hasWideInteger(sent) && isLowerHalf(sent, kept);
  return [{ path, wrapped }];
}

/** What no element of a list has of this one: the server and others may put elements before it. */
function missing(
  item: unknown,
  list: { kept: readonly unknown[]; index: number; path: string },
): Difference[] {
  const { kept, index, path } = list;
  const same = differences(item, kept[index], path);
  if (same.length === 0) return same;
  const others = kept.map((candidate) => differences(item, candidate, path));
  return others.reduce((nearest, other) => (other.length < nearest.length ? other : nearest), same);
}

// The server leaves these out, or puts a default in their place.
function isEmpty(value: unknown): boolean {
  if (typeof value === "object" && value !== null) return Object.values(value).every(isEmpty);
  return value === undefined || value === null || value === "" || value === 0 || value === false;
}

const QUANTITY = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+|[EPTGMK]i|[numkMGTPE])?$/;
const DURATION = /^[+-]?(\d+(\.\d*)?(ns|us|µs|ms|s|m|h))+$/;
const SPACE = /\s+/g;

function isSameScalar(sent: unknown, kept: unknown): boolean {
  if (typeof sent !== typeof kept) return true;
  if (typeof sent !== "string" || typeof kept !== "string") return sent === kept;
  // Base64 is kept without line breaks; names of hosts and protocols in one case.
  if (sent.replace(SPACE, "").toLowerCase() === kept.replace(SPACE, "").toLowerCase()) return true;
  return [QUANTITY, DURATION].some((form) => form.test(sent) && form.test(kept)) || isSameTime(sent, kept);
}

function isSameTime(sent: string, kept: string): boolean {
  return /^\d{4}-\d\d-\d\dT/.test(sent) && Math.abs(Date.parse(sent) - Date.parse(kept)) < 1_000;
}

/** Whether a number is what is left of another one in 32 bits; of what does not even fit into 64, anything may be left. */
function isLowerHalf(whole: number, kept: unknown): boolean {
  return Math.abs(whole) >= 2 ** 63 ? typeof kept === "number" : (whole | 0) === kept;
}

/** Strings by characters, not UTF-16 units. @see https://pkg.go.dev/github.com/google/cel-go/ext#Strings */

import { EvaluationFailure } from "../error.ts";
import { define } from "../signature.ts";
import type { Library } from "../signature.ts";
import type { Value } from "../value.ts";
import { format } from "./format.ts";

function outOfRange(index: bigint): EvaluationFailure {
  return new EvaluationFailure(`index out of range: ${index}`);
}

function charAt(text: string, index: bigint): string {
  const characters = Array.from(text);
  if (index < 0n || index > characters.length) throw outOfRange(index);
  return characters[Number(index)] ?? "";
}

function startsAt(characters: readonly string[], part: readonly string[], at: number): boolean {
  return part.every((character, index) => characters[at + index] === character);
}

function indexOf(text: string, part: string, offset = 0n): bigint {
  if (offset < 0n) throw outOfRange(offset);
  const [characters, searched] = [Array.from(text), Array.from(part)];
  const from = Math.min(Number(offset), characters.length);
  if (searched.length === 0) return BigInt(from);
  for (let at = from; at + searched.length <= characters.length; at++) {
    if (startsAt(characters, searched, at)) return BigInt(at);
  }
  return -1n;
}

function lastIndexOf(text: string, part: string, offset?: bigint): bigint {
  const [characters, searched] = [Array.from(text), Array.from(part)];
  if (offset !== undefined && offset < 0n) throw outOfRange(offset);
  if (searched.length === 0) return BigInt(Math.min(Number(offset ?? characters.length), characters.length));
  // As cel-go: an offset behind the end finds nothing.
  if (offset !== undefined && offset >= characters.length) return -1n;
  const last = characters.length - searched.length;
  for (let at = Math.min(Number(offset ?? last), last); at >= 0; at--) {
    if (startsAt(characters, searched, at)) return BigInt(at);
  }
  return -1n;
}

function replace(text: string, old: string, by: string, limit = -1n): string {
  const parts = old === "" ? ["", ...Array.from(text)] : text.split(old);
  const places = old === "" ? parts.length : parts.length - 1;
  const count = limit < 0n ? places : Math.min(Number(limit), places);
  // Between the first `count` parts stands the new text, behind them the old one.
  if (old === "") {
    return (
      Array.from(text)
        .map((character, at) => (at < count ? by : "") + character)
        .join("") + (count > Array.from(text).length ? by : "")
    );
  }
  return parts.slice(0, count).join(by) + (count > 0 ? by : "") + parts.slice(count).join(old);
}

/** Splits as Go: at most `limit` parts, the last one unsplit; into characters where there is no separator. */
function split(text: string, separator: string, limit = -1n): string[] {
  if (limit === 0n) return [];
  const parts = separator === "" ? Array.from(text) : text.split(separator);
  if (limit < 0n || parts.length <= limit) return parts;
  const kept = Number(limit) - 1;
  return [...parts.slice(0, kept), parts.slice(kept).join(separator)];
}

function substring(text: string, start: bigint, end?: bigint): string {
  const characters = Array.from(text);
  if (end !== undefined && start > end) {
    throw new EvaluationFailure(`invalid substring range. start: ${start}, end: ${end}`);
  }
  for (const index of [start, end ?? start]) {
    if (index < 0n || index > characters.length) throw outOfRange(index);
  }
  return characters.slice(Number(start), end === undefined ? undefined : Number(end)).join("");
}

const QUOTED: Readonly<Record<string, string>> = {
  "\x07": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
  "\\": "\\\\",
  '"': '\\"',
};

function quote(text: string): string {
  return `"${Array.from(text)
    .map((character) => QUOTED[character] ?? character)
    .join("")}"`;
}

function join(list: readonly Value[], separator = ""): string {
  if (!list.every((item) => typeof item === "string")) throw new EvaluationFailure("join: invalid input");
  return list.join(separator);
}

// White space of Unicode, as Go sees it: with U+0085, without the byte order mark.
const TRIMMED = /^[\s\u0085]+|[\s\u0085]+$/g;

export const STRINGS: Library = [
  define("string.charAt(int): string", charAt),
  { signatures: ["string.indexOf(string): int", "string.indexOf(string, int): int"], run: indexOf },
  {
    signatures: ["string.lastIndexOf(string): int", "string.lastIndexOf(string, int): int"],
    run: lastIndexOf,
  },
  define("string.lowerAscii(): string", (text: string) =>
    text.replaceAll(/[A-Z]+/g, (part) => part.toLowerCase()),
  ),
  define("string.upperAscii(): string", (text: string) =>
    text.replaceAll(/[a-z]+/g, (part) => part.toUpperCase()),
  ),
  {
    signatures: ["string.replace(string, string): string", "string.replace(string, string, int): string"],
    run: replace,
  },
  {
    signatures: ["string.split(string): list(string)", "string.split(string, int): list(string)"],
    run: split,
  },
  { signatures: ["string.substring(int): string", "string.substring(int, int): string"], run: substring },
  define("string.trim(): string", (text: string) => text.replaceAll(TRIMMED, "")),
  define("string.format(list(dyn)): string", format),
  define("strings.quote(string): string", quote),
  { signatures: ["list(string).join(): string", "list(string).join(string): string"], run: join },
  define("string.reverse(): string", (text: string) => Array.from(text).toReversed().join("")),
];

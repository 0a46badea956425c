/** `string.format`. @see https://github.com/google/cel-spec/blob/master/doc/extensions/strings.md */

import { EvaluationFailure } from "../error.ts";
import { formatFixed, formatPlain, formatScientific } from "../number.ts";
import { durationInSeconds, formatTimestamp } from "../time.ts";
import { Duration, isList, MapValue, Timestamp, TypeName, typeName, Uint } from "../value.ts";
import type { Value } from "../value.ts";

const DEFAULT_PRECISION = 6;
const MAX_PRECISION = 100;

type Clause = (value: Value, precision: number) => string;

const NUMBERS = ["int", "uint", "double"];

/** What a clause may be used on; also checked when the format and its arguments are literals. */
export const CLAUSE_TYPES: Readonly<Record<string, readonly string[]>> = {
  s: [
    ...NUMBERS,
    "list",
    "map",
    "bool",
    "string",
    "bytes",
    "type",
    "null_type",
    "google.protobuf.Timestamp",
    "google.protobuf.Duration",
  ],
  d: NUMBERS,
  f: NUMBERS,
  e: NUMBERS,
  b: ["bool", "int", "uint"],
  x: ["int", "uint", "string", "bytes"],
  X: ["int", "uint", "string", "bytes"],
  o: ["int", "uint"],
};

const CLAUSES: Readonly<Record<string, Clause>> = {
  s: text,
  d: (value) => (typeof value === "number" ? double(value, formatPlain) : String(integer(value))),
  f: (value, precision) => double(Number(integer(value)), (number) => formatFixed(number, precision)),
  e: (value, precision) => double(Number(integer(value)), (number) => formatScientific(number, precision)),
  b: (value) => (typeof value === "boolean" ? String(Number(value)) : integer(value).toString(2)),
  x: hexadecimal,
  X: (value) => hexadecimal(value).toUpperCase(),
  o: (value) => integer(value).toString(8),
};

function integer(value: Value): bigint | number {
  if (value instanceof Uint) return value.value;
  return typeof value === "bigint" || typeof value === "number" ? value : 0n;
}

function double(value: number, write: (value: number) => string): string {
  return Number.isFinite(value) ? write(value) : String(value);
}

function hexadecimal(value: Value): string {
  if (typeof value === "string") return Buffer.from(value).toString("hex");
  if (value instanceof Uint8Array) return Buffer.from(value).toString("hex");
  return integer(value).toString(16);
}

/** A value as text, as `%s` writes it. */
function text(value: Value): string {
  if (typeof value === "string") return value;
  if (typeof value === "number") return double(value, formatPlain);
  if (typeof value === "boolean" || typeof value === "bigint" || value === null) return String(value);
  if (value instanceof Uint) return String(value.value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString();
  if (value instanceof Duration) return durationInSeconds(value);
  if (value instanceof Timestamp) return formatTimestamp(value, "nanos", 0);
  if (value instanceof TypeName) return value.name;
  if (isList(value)) return `[${value.map(text).join(", ")}]`;
  if (value instanceof MapValue) return mapText(value);
  throw refused("s", value);
}

function mapText(map: MapValue): string {
  const entries = map.keys().map((key) => [text(key), text(map.get(key) ?? null)] as const);
  entries.sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  return `{${entries.map(([key, value]) => `${key}: ${value}`).join(", ")}}`;
}

function refused(letter: string, value: Value): EvaluationFailure {
  return new EvaluationFailure(`error during formatting: %${letter} cannot be used on ${typeName(value)}`);
}

/** A piece of a format: text as it is, or a clause. */
export type Piece = { text: string } | { letter: string; precision: number };

/**
 * Reads a format.
 * @throws {EvaluationFailure} for a clause that does not exist
 */
export function piecesOf(format: string): Piece[] {
  const pieces: Piece[] = [];
  for (const [all, dot, digits = "", letter] of format.matchAll(/%(?:%|(\.)?(\d*)([^]?))|[^%]+/g)) {
    if (all === "%%") pieces.push({ text: "%" });
    else if (letter === undefined) pieces.push({ text: all });
    else pieces.push(clause(letter, dot === undefined ? undefined : digits, all));
  }
  return pieces;
}

function clause(letter: string, digits: string | undefined, all: string): Piece {
  const precision = digits === undefined ? DEFAULT_PRECISION : Number(digits === "" ? Number.NaN : digits);
  if (digits === undefined && /^%\d/.test(all)) throw malformed(`unrecognized formatting clause "${all}"`);
  if (Number.isNaN(precision)) throw malformed("error while parsing precision");
  if (precision > MAX_PRECISION) throw malformed(`precision ${precision} exceeds maximum allowed precision`);
  if (!Object.hasOwn(CLAUSES, letter)) throw malformed(`unrecognized formatting clause "${letter}"`);
  return { letter, precision };
}

function malformed(what: string): EvaluationFailure {
  return new EvaluationFailure(`could not parse formatting clause: ${what}`);
}

/** Puts values into a format. @throws {EvaluationFailure} */
export function format(pattern: string, values: readonly Value[]): string {
  let next = 0;
  return piecesOf(pattern)
    .map((piece) => {
      if ("text" in piece) return piece.text;
      const value = values[next];
      if (value === undefined) throw new EvaluationFailure(`index ${next} out of range`);
      next++;
      if (!CLAUSE_TYPES[piece.letter]?.includes(typeName(value))) throw refused(piece.letter, value);
      return CLAUSES[piece.letter]?.(value, piece.precision) ?? "";
    })
    .join("");
}

/** The standard functions of CEL: sizes, conversions, strings and times. @see https://github.com/google/cel-spec/blob/master/doc/langdef.md */

import { EvaluationFailure, noSuchOverload } from "../error.ts";
import { regularExpression } from "../regular-expression.ts";
import { define } from "../signature.ts";
import type { Library } from "../signature.ts";
import {
  durationInSeconds,
  formatTimestamp,
  parseDuration,
  parseTimestamp,
  timestamp,
  unixSeconds,
} from "../time.ts";
import { isList, MapValue, TypeName, typeName } from "../value.ts";
import type { Duration, Timestamp, Uint, Value } from "../value.ts";
import { formatDouble } from "../number.ts";
import { int, uint } from "./operators.ts";

function size(value: Value): bigint {
  if (typeof value === "string") return BigInt(Array.from(value).length);
  if (value instanceof Uint8Array || (value !== null && isList(value))) return BigInt(value.length);
  if (value instanceof MapValue) return BigInt(value.size);
  throw noSuchOverload();
}

const SIZED = ["bytes", "list(A)", "map(A, B)", "string"];

function conversion(from: string, to: string): EvaluationFailure {
  return new EvaluationFailure(`type conversion error from '${from}' to '${to}'`);
}

const BOOLS: Record<string, boolean> = Object.fromEntries([
  ...["1", "t", "T", "true", "TRUE", "True"].map((text) => [text, true]),
  ...["0", "f", "F", "false", "FALSE", "False"].map((text) => [text, false]),
]) as Record<string, boolean>;

function stringToBool(text: string): boolean {
  if (!Object.hasOwn(BOOLS, text)) throw conversion("string", "bool");
  return BOOLS[text] === true;
}

const FLOAT =
  /^[+-]?(?:(?:\d[\d_]*\.?\d*|\.\d+)(?:e[+-]?\d+)?|0x[\da-f]+(?:\.[\da-f]*)?p[+-]?\d+|inf|infinity|nan)$/i;

function stringToDouble(text: string): number {
  if (!FLOAT.test(text) || text.includes("_")) throw conversion("string", "double");
  const [, sign, word] = /^([+-]?)(inf|infinity|nan)$/i.exec(text) ?? [];
  if (word !== undefined)
    return word.toLowerCase() === "nan" ? Number.NaN : sign === "-" ? -Infinity : Infinity;
  const value = Number(text);
  if (!Number.isFinite(value)) throw conversion("string", "double");
  return value;
}

function stringToInteger(text: string, type: "int" | "uint"): bigint {
  if (!/^[+-]?\d+$/.test(text) || (type === "uint" && !/^\d/.test(text))) throw conversion("string", type);
  return BigInt(text.replace("+", ""));
}

function checked<T>(convert: () => T, failure: EvaluationFailure): T {
  try {
    return convert();
  } catch (error) {
    if (error instanceof EvaluationFailure) throw failure;
    throw error;
  }
}

function doubleToBigInt(value: number): bigint {
  if (!Number.isFinite(value) || Math.abs(value) >= 2 ** 64) throw new EvaluationFailure("integer overflow");
  return BigInt(Math.trunc(value));
}

/** As Go: the bounds themselves count as overflow. */
function doubleToInt(value: number): bigint {
  if (Math.abs(value) >= 2 ** 63) throw new EvaluationFailure("integer overflow");
  return int(doubleToBigInt(value));
}

function bytesToString(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new EvaluationFailure("invalid UTF-8 in bytes, cannot convert to string");
  }
}

/** Functions that a type name names: they convert to that type. */
const CONVERSIONS: Library = [
  define("bool(bool): bool", (value: boolean) => value),
  define("bool(string): bool", stringToBool),
  define("bytes(bytes): bytes", (value: Uint8Array) => value),
  define("bytes(string): bytes", (text: string) => Buffer.from(text)),
  define("double(double): double", (value: number) => value),
  define("double(int): double", Number),
  define("double(string): double", stringToDouble),
  define("double(uint): double", ({ value }: Uint) => Number(value)),
  define("duration(duration): duration", (value: Duration) => value),
  define("duration(string): duration", parseDuration),
  define("dyn(A): dyn", (value: Value) => value),
  define("int(int): int", (value: bigint) => value),
  define("int(double): int", doubleToInt),
  define("int(duration): int", ({ nanos }: Duration) => nanos),
  define("int(string): int", (text: string) =>
    checked(() => int(stringToInteger(text, "int")), conversion("string", "int")),
  ),
  define("int(timestamp): int", unixSeconds),
  define("int(uint): int", ({ value }: Uint) => int(value)),
  define("string(string): string", (text: string) => text),
  define("string(bool): string", String),
  define("string(bytes): string", bytesToString),
  define("string(double): string", formatDouble),
  define("string(duration): string", durationInSeconds),
  define("string(int): string", String),
  define("string(timestamp): string", (value: Timestamp) => formatTimestamp(value, "nanos")),
  define("string(uint): string", ({ value }: Uint) => String(value)),
  define("timestamp(timestamp): timestamp", (value: Timestamp) => value),
  define("timestamp(int): timestamp", (seconds: bigint) => timestamp(seconds * 1_000_000_000n)),
  define("timestamp(string): timestamp", parseTimestamp),
  define("type(A): type(A)", (value: Value) => new TypeName(typeName(value))),
  define("uint(uint): uint", (value: Uint) => value),
  define("uint(double): uint", (value: number) => uint(doubleToBigInt(value))),
  define("uint(int): uint", uint),
  define("uint(string): uint", (text: string) =>
    checked(() => uint(stringToInteger(text, "uint")), conversion("string", "uint")),
  ),
];

function test(text: string, pattern: string): boolean {
  return regularExpression(pattern).test(text);
}

const STRINGS: Library = [
  define("string.contains(string): bool", (text: string, part: string) => text.includes(part)),
  define("string.endsWith(string): bool", (text: string, part: string) => text.endsWith(part)),
  define("string.startsWith(string): bool", (text: string, part: string) => text.startsWith(part)),
  { signatures: ["matches(string, string): bool", "string.matches(string): bool"], run: test },
];

export const STANDARD: Library = [
  {
    signatures: SIZED.flatMap((type) => [`size(${type}): int`, `${type}.size(): int`]),
    run: size,
    unguarded: true,
  },
  ...CONVERSIONS,
  ...STRINGS,
];

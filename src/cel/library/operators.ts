/** Operators: arithmetic, comparison, `in` and indexing. */

import { compare, equals, matches } from "../equality.ts";
import { EvaluationFailure, noSuchOverload } from "../error.ts";
import { keepRule, listRule } from "../json-value.ts";
import type { Library } from "../signature.ts";
import { duration, timestamp } from "../time.ts";
import {
  Duration,
  isList,
  MapValue,
  MAX_INT,
  MAX_UINT,
  MIN_INT,
  Optional,
  Timestamp,
  Uint,
} from "../value.ts";
import type { Value } from "../value.ts";
import { elementAt, valueAt } from "../access.ts";

/** An int of 64 bits. @throws {EvaluationFailure} on overflow */
export function int(value: bigint): bigint {
  if (value > MAX_INT || value < MIN_INT) throw new EvaluationFailure("integer overflow");
  return value;
}

/** A uint of 64 bits. @throws {EvaluationFailure} on overflow */
export function uint(value: bigint): Uint {
  if (value > MAX_UINT || value < 0n) throw new EvaluationFailure("unsigned integer overflow");
  return new Uint(value);
}

interface Arithmetic {
  ints: (a: bigint, b: bigint) => bigint;
  doubles?: (a: number, b: number) => number;
}

/** Arithmetic of two numbers of one type. */
function numbers({ ints, doubles }: Arithmetic, a: Value, b: Value): Value {
  if (typeof a === "bigint" && typeof b === "bigint") return int(ints(a, b));
  if (a instanceof Uint && b instanceof Uint) return uint(ints(a.value, b.value));
  if (doubles !== undefined && typeof a === "number" && typeof b === "number") return doubles(a, b);
  throw noSuchOverload();
}

function add(a: Value, b: Value): Value {
  if (typeof a === "string" && typeof b === "string") return a + b;
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.concat([a, b]);
  if (a instanceof Duration && b instanceof Duration) return duration(a.nanos + b.nanos);
  if (a instanceof Duration && b instanceof Timestamp) return timestamp(a.nanos + b.nanos, b.offset);
  if (a instanceof Timestamp && b instanceof Duration) return timestamp(a.nanos + b.nanos, a.offset);
  if (isList(a) && isList(b)) return concatenate(a, b);
  return numbers({ ints: (x, y) => x + y, doubles: (x, y) => x + y }, a, b);
}

/** Adds lists: an element of a set or a keyed list that is there already is replaced where it is. */
function concatenate(a: readonly Value[], b: readonly Value[]): Value {
  const rule = listRule(a);
  if (rule === undefined) return [...a, ...b];
  const result = [...a];
  for (const item of b) {
    const at = result.findIndex((other) => matches(rule, item, other));
    if (at < 0) result.push(item);
    else if (rule.type === "map") result[at] = item;
  }
  return keepRule(result, rule);
}

function subtract(a: Value, b: Value): Value {
  if (a instanceof Duration && b instanceof Duration) return duration(a.nanos - b.nanos);
  if (a instanceof Timestamp && b instanceof Duration) return timestamp(a.nanos - b.nanos, a.offset);
  if (a instanceof Timestamp && b instanceof Timestamp) return duration(a.nanos - b.nanos);
  return numbers({ ints: (x, y) => x - y, doubles: (x, y) => x - y }, a, b);
}

function notZero(value: bigint, what: "division" | "modulus"): bigint {
  if (value === 0n) throw new EvaluationFailure(`${what} by zero`);
  return value;
}

function negate(value: Value): Value {
  if (typeof value === "bigint") return int(-value);
  if (typeof value === "number") return -value;
  throw noSuchOverload();
}

/** Whether a list has an element, or a map a key. */
function isIn(item: Value, container: Value): boolean {
  if (isList(container)) return container.some((other) => equals(other, item));
  if (container instanceof MapValue) return container.get(item) !== undefined;
  throw noSuchOverload();
}

/** Comparison, where NaN is neither less nor more than anything. */
function ordered(test: (order: number) => boolean): (a: Value, b: Value) => boolean {
  return (a, b) => !Number.isNaN(a) && !Number.isNaN(b) && test(compare(a, b));
}

const NUMBERS = ["int", "uint", "double"];
const COMPARED: readonly (readonly [string, string])[] = [
  ...["bool", "string", "bytes", "timestamp", "duration"].map((type) => [type, type] as const),
  ...NUMBERS.flatMap((type) => NUMBERS.map((other) => [type, other] as const)),
];

function comparison(operator: string, test: (order: number) => boolean): Library[number] {
  const signatures = COMPARED.map(([a, b]) => `${operator}(${a}, ${b}): bool`);
  return { signatures, run: ordered(test), unguarded: true };
}

function signatures(operator: string, ...types: string[]): string[] {
  return types.map((type) => `${operator}(${type}, ${type}): ${type}`);
}

export const OPERATORS: Library = [
  {
    signatures: [
      ...signatures("_+_", "bytes", "double", "duration"),
      "_+_(duration, timestamp): timestamp",
      "_+_(timestamp, duration): timestamp",
      ...signatures("_+_", "int", "list(A)", "string", "uint"),
    ],
    run: add,
    unguarded: true,
  },
  {
    signatures: [
      ...signatures("_-_", "double", "duration", "int"),
      "_-_(timestamp, duration): timestamp",
      "_-_(timestamp, timestamp): duration",
      ...signatures("_-_", "uint"),
    ],
    run: subtract,
    unguarded: true,
  },
  {
    signatures: signatures("_*_", "double", "int", "uint"),
    run: (a: Value, b: Value) => numbers({ ints: (x, y) => x * y, doubles: (x, y) => x * y }, a, b),
    unguarded: true,
  },
  {
    signatures: signatures("_/_", "double", "int", "uint"),
    run: (a: Value, b: Value) =>
      numbers({ ints: (x, y) => x / notZero(y, "division"), doubles: (x, y) => x / y }, a, b),
    unguarded: true,
  },
  {
    signatures: signatures("_%_", "int", "uint"),
    run: (a: Value, b: Value) => numbers({ ints: (x, y) => x % notZero(y, "modulus") }, a, b),
    unguarded: true,
  },
  { signatures: ["-_(double): double", "-_(int): int"], run: negate, unguarded: true },
  {
    signatures: ["!_(bool): bool"],
    run: (value: Value) => {
      if (typeof value !== "boolean") throw noSuchOverload();
      return !value;
    },
    unguarded: true,
  },
  { signatures: ["_==_(A, A): bool"], run: equals, unguarded: true },
  { signatures: ["_!=_(A, A): bool"], run: (a: Value, b: Value) => !equals(a, b), unguarded: true },
  comparison("_<_", (order) => order < 0),
  comparison("_<=_", (order) => order <= 0),
  comparison("_>_", (order) => order > 0),
  comparison("_>=_", (order) => order >= 0),
  { signatures: ["@in(A, list(A)): bool", "@in(A, map(A, B)): bool"], run: isIn, unguarded: true },
  {
    signatures: [
      "_[_](list(A), int): A",
      "_[_](map(A, B), A): B",
      "_[_](optional(list(V)), int): optional(V)",
      "_[_](optional(map(K, V)), K): optional(V)",
    ],
    run: (container: Value, key: Value) =>
      container instanceof Optional ? elementAt(container, key) : valueAt(container, key),
    unguarded: true,
  },
  {
    signatures: [
      "_[?_](list(V), int): optional(V)",
      "_[?_](optional(list(V)), int): optional(V)",
      "_[?_](map(K, V), K): optional(V)",
      "_[?_](optional(map(K, V)), K): optional(V)",
    ],
    run: elementAt,
    unguarded: true,
  },
];

/** Lists: those of cel-go, of Kubernetes and of kro. @see https://pkg.go.dev/github.com/google/cel-go/ext#Lists */

import { compare, equals } from "../equality.ts";
import { EvaluationFailure, noSuchOverload } from "../error.ts";
import { define } from "../signature.ts";
import type { Implementation, Library } from "../signature.ts";
import { isList, typeName, Uint } from "../value.ts";
import type { Value } from "../value.ts";
import { duration } from "../time.ts";
import { int, uint } from "./operators.ts";
import { Duration } from "../value.ts";

type List = readonly Value[];

const COMPARABLE = ["int", "uint", "double", "bool", "duration", "timestamp", "string", "bytes"];

/** Sorts a list by keys of one comparable type. @throws {EvaluationFailure} */
export function sortedBy(list: List, keys: List): Value[] {
  const [first] = keys;
  if (first === undefined) return [];
  if (keys.some((key) => typeName(key) !== typeName(first))) {
    throw new EvaluationFailure("list elements must have the same type");
  }
  const pairs = list.map((item, index): [Value, Value] => [item, keys[index] ?? null]);
  // Also a list of one has to be comparable.
  compare(first, first);
  return pairs.toSorted(([, a], [, b]) => compare(a, b)).map(([item]) => item);
}

/** The signatures of what sorts by keys: `sortBy` is checked with them. */
export const SORT_KEYS = COMPARABLE;

function slice(list: List, start: bigint, end: bigint): Value[] {
  const problem =
    start < 0n || end < 0n
      ? "negative indexes not supported"
      : start > end
        ? "start index must be less than or equal to end index"
        : list.length < end
          ? `list is length ${list.length}`
          : undefined;
  if (problem !== undefined) throw new EvaluationFailure(`cannot slice(${start}, ${end}), ${problem}`);
  return list.slice(Number(start), Number(end));
}

function flatten(list: List, depth = 1n): Value[] {
  if (depth < 0n) throw new EvaluationFailure("level must be non-negative");
  if (depth === 0n) return [...list];
  return list.flatMap((item) => (item !== null && isList(item) ? flatten(item, depth - 1n) : [item]));
}

function range(size: bigint): Value[] {
  if (size < 0n) throw new EvaluationFailure(`lists.range: size must be non-negative, got ${size}`);
  return Array.from({ length: Number(size) }, (_, index) => BigInt(index));
}

function distinct(list: List): Value[] {
  return list.filter((item, index) => !list.slice(0, index).some((other) => equals(item, other)));
}

function isSorted(list: List): boolean {
  return list.every((item, index) => index === 0 || compare(list[index - 1] ?? null, item) <= 0);
}

function extreme(name: string, sign: 1 | -1): (list: List) => Value {
  return (list) => {
    const [first, ...rest] = list;
    if (first === undefined) throw new EvaluationFailure(`${name} called on empty list`);
    return rest.reduce((best, item) => (compare(best, item) * sign < 0 ? item : best), first);
  };
}

/** Sums by type of the elements: an empty list has the zero of its type. */
const SUMS: Readonly<Record<string, (list: List) => Value>> = {
  int: (list) => list.reduce<bigint>((sum, item) => int(sum + expect(item, "bigint")), 0n),
  uint: (list) =>
    list.reduce<Uint>((sum, item) => {
      if (!(item instanceof Uint)) throw noSuchOverload();
      return uint(sum.value + item.value);
    }, new Uint(0n)),
  double: (list) => list.reduce<number>((sum, item) => sum + expect(item, "number"), 0),
  duration: (list) =>
    list.reduce<Duration>((sum, item) => {
      if (!(item instanceof Duration)) throw noSuchOverload();
      return duration(sum.nanos + item.nanos);
    }, new Duration(0n)),
};

function expect(value: Value, type: "bigint"): bigint;
function expect(value: Value, type: "number"): number;
function expect(value: Value, type: "bigint" | "number"): Value {
  if (typeof value !== type) throw noSuchOverload();
  return value;
}

function inBounds(name: string, index: bigint, end: number, bracket: ")" | "]"): number {
  const last = bracket === ")" ? end - 1 : end;
  if (index >= 0n && index <= last) return Number(index);
  // Not "index out of bounds": that would be pending.
  throw new EvaluationFailure(`lists.${name}: index ${index} out of bounds [0, ${end}${bracket}`);
}

function each(types: readonly string[], signature: (type: string) => string, run: Implementation): Library {
  return types.map((type) => define(signature(type), run));
}

export const LISTS: Library = [
  define("list(T).slice(int, int): list(T)", slice),
  define("list(list(T)).flatten(): list(T)", (list: List) => flatten(list)),
  define("list(dyn).flatten(int): list(dyn)", flatten),
  ...each(
    COMPARABLE,
    (type) => `list(${type}).sort(): list(${type})`,
    (list: List) => sortedBy(list, list),
  ),
  define("lists.range(int): list(int)", range),
  define("list(T).reverse(): list(T)", (list: List) => list.toReversed()),
  define("list(T).distinct(): list(T)", distinct),
];

/** @see https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-list-library */
export const KUBERNETES_LISTS: Library = [
  ...each(COMPARABLE, (type) => `list(${type}).isSorted(): bool`, isSorted),
  ...Object.entries(SUMS).map(([type, run]) => define(`list(${type}).sum(): ${type}`, run)),
  ...each(COMPARABLE, (type) => `list(${type}).max(): ${type}`, extreme("max", 1)),
  ...each(COMPARABLE, (type) => `list(${type}).min(): ${type}`, extreme("min", -1)),
  define("list(A).indexOf(A): int", (list: List, item: Value) =>
    BigInt(list.findIndex((other) => equals(other, item))),
  ),
  define("list(A).lastIndexOf(A): int", (list: List, item: Value) =>
    BigInt(list.findLastIndex((other) => equals(other, item))),
  ),
];

/** @see https://kro.run/docs/docs/concepts/rgd/cel-expressions */
export const KRO_LISTS: Library = [
  define("lists.setAtIndex(list(T), int, T): list(T)", (list: List, index: bigint, item: Value) =>
    list.with(inBounds("setAtIndex", index, list.length, ")"), item),
  ),
  define("lists.insertAtIndex(list(T), int, T): list(T)", (list: List, index: bigint, item: Value) =>
    list.toSpliced(inBounds("insertAtIndex", index, list.length, "]"), 0, item),
  ),
  define("lists.removeAtIndex(list(T), int): list(T)", (list: List, index: bigint) =>
    list.toSpliced(inBounds("removeAtIndex", index, list.length, ")"), 1),
  ),
];

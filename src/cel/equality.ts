/** Equality and order of values: numbers compare across their types, everything else only within its own. */

import { EvaluationFailure, noSuchOverload } from "./error.ts";
import { JsonMap, listRule } from "./json-value.ts";
import type { ListRule } from "./json-value.ts";
import { Duration, isList, MapValue, Opaque, Optional, Timestamp, TypeName, Uint } from "./value.ts";
import type { Value } from "./value.ts";

type Same = (a: Value, b: Value) => boolean | undefined;

/** Equality of the values of a class; `undefined` where the first is none. */
function same<T>(type: abstract new (...args: never[]) => T, equal: (a: T, b: T) => boolean): Same {
  return (a, b) => (a instanceof type ? b instanceof type && equal(a, b) : undefined);
}

const SAME: readonly Same[] = [
  same(MapValue, equalMaps),
  same(Uint8Array, (a, b) => Buffer.compare(a, b) === 0),
  same(Timestamp, (a, b) => a.nanos === b.nanos),
  same(Duration, (a, b) => a.nanos === b.nanos),
  same(TypeName, (a, b) => a.name === b.name),
  same(Optional, equalOptionals),
  same(Opaque, (a, b) => a.typeName === b.typeName && a.equals(b)),
];

/** Whether two values are equal. Values of different types are not. */
export function equals(a: Value, b: Value): boolean {
  const [numberA, numberB] = [numeric(a), numeric(b)];
  // Loosely, as bigint and number compare by their mathematical value.
  // oxlint-disable-next-line eqeqeq
  if (numberA !== undefined && numberB !== undefined) return numberA == numberB;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
  if (isList(a)) return isList(b) && equalLists(a, b);
  for (const equal of SAME) {
    const result = equal(a, b);
    if (result !== undefined) return result;
  }
  return false;
}

function numeric(value: Value): bigint | number | undefined {
  if (value instanceof Uint) return value.value;
  return typeof value === "bigint" || typeof value === "number" ? value : undefined;
}

function equalOptionals(a: Optional, b: Optional): boolean {
  if (a.value === undefined || b.value === undefined) return a.value === b.value;
  return equals(a.value, b.value);
}

function equalMaps(a: MapValue, b: MapValue): boolean {
  if (a.size !== b.size) return false;
  return a.keys().every((key) => {
    const [ofA, ofB] = [a.get(key), b.get(key)];
    return ofA === undefined || ofB === undefined ? ofA === ofB : equals(ofA, ofB);
  });
}

function equalLists(a: readonly Value[], b: readonly Value[]): boolean {
  if (a.length !== b.length) return false;
  const rule = listRule(a);
  if (rule === undefined || rule.type === "atomic")
    return a.every((item, index) => equals(item, b[index] ?? null));
  return b.every((item) => a.some((other) => matches(rule, item, other) && equals(other, item)));
}

/** Whether two elements of a set or a keyed list are the same element. */
export function matches(rule: ListRule, a: Value, b: Value): boolean {
  if (rule.type === "atomic") return false;
  if (rule.type === "set") return equals(a, b);
  if (!(a instanceof JsonMap) || !(b instanceof JsonMap)) return equals(a, b);
  return rule.keys.every((key) => a.json[key] === b.json[key]);
}

/**
 * The order of two values.
 * @returns below 0, 0 or above 0
 * @throws {EvaluationFailure} where they have none
 */
export function compare(a: Value, b: Value): number {
  const [numberA, numberB] = [numeric(a), numeric(b)];
  if (numberA !== undefined && numberB !== undefined) {
    if (Number.isNaN(numberA) || Number.isNaN(numberB))
      throw new EvaluationFailure("NaN values cannot be ordered");
    return numberA < numberB ? -1 : numberA > numberB ? 1 : 0;
  }
  if (typeof a === "boolean" && typeof b === "boolean") return Number(a) - Number(b);
  // By UTF-8, as Go compares; UTF-16 orders characters beyond the first plane otherwise.
  if (typeof a === "string" && typeof b === "string") return Buffer.compare(Buffer.from(a), Buffer.from(b));
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b);
  if (a instanceof Timestamp && b instanceof Timestamp) return order(a.nanos, b.nanos);
  if (a instanceof Duration && b instanceof Duration) return order(a.nanos, b.nanos);
  throw noSuchOverload();
}

function order(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

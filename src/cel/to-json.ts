/** Values as JSON: what kro writes into fields (pkg/cel/conversion). */

import { isJsonObject } from "../model/json.ts";
import type { Json } from "../model/json.ts";
import { EvaluationFailure } from "./error.ts";
import { JsonMap } from "./json-value.ts";
import { Condition } from "./library/runtime.ts";
import { formatDuration, formatTimestamp } from "./time.ts";
import { Duration, isList, MapValue, MAX_INT, Optional, Timestamp, typeName, Uint } from "./value.ts";
import type { Value } from "./value.ts";

/**
 * Converts a value to JSON. An optional without a value is null; times are strings.
 * @param bytes what to make of bytes, which JSON has not
 * @throws {EvaluationFailure} for values that have no JSON
 */
export function toJson(value: Value, bytes: (value: Uint8Array) => Json = refuseBytes): Json {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "bigint") return integer(value);
  if (typeof value === "number") return finite(value);
  if (value instanceof Uint) {
    if (value.value > MAX_INT && bytes === refuseBytes) {
      throw unsupported("uint value overflows int64; convert it explicitly, e.g. string(...)");
    }
    return integer(value.value);
  }
  if (value instanceof Uint8Array) return bytes(value);
  if (value instanceof Duration) return formatDuration(value);
  if (value instanceof Timestamp) return formatTimestamp(value, "seconds", 0);
  if (value instanceof Optional) return value.value === undefined ? null : toJson(value.value, bytes);
  if (value instanceof MapValue) return mapToJson(value, bytes);
  if (isList(value)) return value.map((item) => toJson(item, bytes));
  if (value instanceof Condition) return { ...value.fields };
  throw unsupported(typeName(value));
}

function mapToJson(map: MapValue, bytes: (value: Uint8Array) => Json): Json {
  // What came in as JSON goes out as it came.
  if (map instanceof JsonMap) return isJsonObject(map.json) ? structuredClone(map.json) : null;
  const entries = map.keys().map((key): [string, Json] => {
    if (typeof key !== "string") throw new EvaluationFailure(`map key must be string, got ${typeName(key)}`);
    return [key, toJson(map.get(key) ?? null, bytes)];
  });
  return Object.fromEntries(entries);
}

/** A number of JavaScript does not hold every int64: what it would change is refused. */
function integer(value: bigint): number {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  throw new EvaluationFailure(
    `${value} is too large for a JSON number; convert it explicitly, e.g. string(...)`,
  );
}

function finite(value: number): number {
  if (Number.isFinite(value)) return value;
  throw new EvaluationFailure("unsupported value: JSON has neither infinity nor NaN");
}

function refuseBytes(): never {
  throw unsupported(
    "bytes value cannot be used directly in a resource template or status field; encode it explicitly, e.g. base64.encode(...)",
  );
}

function unsupported(what: string): EvaluationFailure {
  return new EvaluationFailure(`unsupported type: ${what}`);
}

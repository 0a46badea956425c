/** Unions of JSON Schema that a structural schema can express another way. Pure. */

import { isJsonObject, type Json, type JsonObject } from "../model/json.ts";

/** What a union comes to: one schema, and whether null is allowed beside it. */
export interface Union {
  schema: JsonObject;
  nullable: boolean;
}

/**
 * One schema for a union.
 * @param branches without references
 * @returns `undefined` for a union that stays one
 */
export function unionOf(branches: readonly JsonObject[]): Union | undefined {
  const rest = branches.filter((branch) => !isNull(branch));
  const nullable = rest.length < branches.length;
  const [only] = rest;
  if (only === undefined) return undefined;
  const schema = rest.length === 1 ? only : (ofValues(rest) ?? ofTypes(rest));
  return schema === undefined ? undefined : { schema, nullable };
}

function isNull(branch: JsonObject): boolean {
  return branch["type"] === "null" || ("const" in branch && branch["const"] === null);
}

/** `"a" | "b"` however it is written. */
function ofValues(branches: readonly JsonObject[]): JsonObject | undefined {
  const values = branches.map(valuesOf);
  return values.every((list) => list !== undefined) ? { enum: [...new Set(values.flat())] } : undefined;
}

function valuesOf(branch: JsonObject): Json[] | undefined {
  if (branch["const"] !== undefined) return [branch["const"]];
  return Array.isArray(branch["enum"]) ? branch["enum"] : undefined;
}

/** `integer | string`, and `integer | number`, where neither says more. */
function ofTypes(branches: readonly JsonObject[]): JsonObject | undefined {
  if (branches.some((branch) => Object.keys(branch).length !== 1)) return undefined;
  const types = branches.map(({ type }) => type).filter((type) => typeof type === "string");
  return types.length === branches.length ? typesTogether(types) : undefined;
}

/** One schema for several types, without null. */
export function typesTogether(types: readonly string[]): JsonObject | undefined {
  switch ([...new Set(types)].sort().join()) {
    case "integer,string":
      return { "x-kubernetes-int-or-string": true };
    case "integer,number":
      return { type: "number" };
    default:
      return types.length === 1 ? { type: types[0] ?? "" } : undefined;
  }
}

/** The type of values: all of one type, null aside. */
export function typeOfValues(values: readonly Json[]): string | undefined {
  const types = new Set(values.filter((value) => value !== null).map(typeOfValue));
  if (types.size === 2 && types.has("integer") && types.has("number")) return "number";
  const [type] = types;
  return types.size === 1 ? type : undefined;
}

function typeOfValue(value: Json): string {
  if (Array.isArray(value)) return "array";
  if (isJsonObject(value)) return "object";
  return Number.isInteger(value) ? "integer" : typeof value;
}

/** Defaults of a structural schema, filled in as the API server does before it stores an object. Pure. */

import { isJsonObject, type Json, type JsonObject } from "../model/json.ts";
import type { StructuralSchema } from "../model/schema.ts";
import { copyJson } from "./path.ts";

/**
 * Fills in what is missing. Null where the schema does not allow it counts as missing; without a default it goes.
 * @returns a copy; the value itself is left alone
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#defaulting-and-nullable
 */
export function withDefaults(value: Json, schema: StructuralSchema): Json {
  if (Array.isArray(value)) {
    const { items } = schema;
    return items === undefined ? copyJson(value) : value.map((item) => withDefaults(item, items));
  }
  return isJsonObject(value) ? objectDefaults(value, schema) : value;
}

function objectDefaults(value: JsonObject, schema: StructuralSchema): JsonObject {
  const properties = schema.properties ?? {};
  const others = typeof schema.additionalProperties === "object" ? schema.additionalProperties : undefined;
  const result: JsonObject = {};
  for (const [name, given] of Object.entries(value)) {
    if (given === undefined) continue;
    const inner = properties[name] ?? others;
    if (inner === undefined) result[name] = copyJson(given);
    else if (given !== null || inner.nullable === true) result[name] = withDefaults(given, inner);
  }
  for (const [name, inner] of Object.entries(properties)) {
    if (result[name] === undefined && inner.default !== undefined)
      result[name] = withDefaults(inner.default, inner);
  }
  return result;
}

/**
 * New objects as Go writes them before anything is set: what is there already is not added by whoever creates the object,
 * so that `f:spec` of a Deployment is owned by nobody, and `f:spec` of a custom resource is.
 */

import { type JsonObject, isJsonObject } from "../../model/json.ts";
import type { StructuralSchema } from "../../model/schema.ts";

const zeros = new WeakMap<StructuralSchema, JsonObject>();

/**
 * The new object of a built-in kind; empty for a custom resource. Not to be changed.
 * @param schema of the kind, or of a struct in it
 */
export function zeroValue(schema: StructuralSchema): JsonObject {
  let zero = zeros.get(schema);
  if (zero === undefined) {
    zero = {};
    for (const [name, value] of Object.entries(schema["x-go-zero"] ?? {})) {
      const property = schema.properties?.[name];
      zero[name] = isJsonObject(value) && property !== undefined ? zeroValue(property) : value;
    }
    zeros.set(schema, zero);
  }
  return zero;
}

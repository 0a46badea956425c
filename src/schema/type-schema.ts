/** The type that a JSON Schema gives a value. Pure. */

import type { Json, JsonObject } from "../model/json.ts";
import type { StructuralSchema } from "../model/schema.ts";
import { SchemaProblem } from "./reference.ts";
import { typeOfValues, typesTogether } from "./union.ts";

const TYPES = new Set<unknown>(["string", "integer", "number", "boolean", "object", "array"]);

/**
 * The schema of a type alone, with its enum.
 * @param schema without references, intersections and unions
 * @throws {SchemaProblem} for several types that have no schema together
 */
export function typeSchema(schema: JsonObject): StructuralSchema {
  if (schema["x-kubernetes-int-or-string"] === true) return { "x-kubernetes-int-or-string": true };
  const values = valuesOf(schema);
  const written = writtenTypes(schema);
  const types = written.length > 0 ? written : impliedTypes(schema, values);
  const real = types.filter((type) => type !== "null");
  const nullable =
    schema["nullable"] === true || real.length < types.length || (values?.includes(null) ?? false);
  const base = nullable ? { nullable } : {};
  if (types.length === 0) return anything(values, base);
  const together = typesTogether(real);
  if (together === undefined)
    throw new SchemaProblem(`a structural schema has no union of ${types.join(" and ")}. Use one type.`);
  const out = { ...together, ...base } as StructuralSchema;
  if (out.type !== undefined && !TYPES.has(out.type))
    throw new SchemaProblem(`${out.type} is no type of JSON Schema. Use ${[...TYPES].join(", ")}.`);
  if (values !== undefined && !(out.type === "boolean" && values.length > 1)) out.enum = values;
  return out;
}

function anything(values: readonly Json[] | undefined, base: StructuralSchema): StructuralSchema {
  if (values !== undefined)
    throw new SchemaProblem("the values are of several types. Use values of one type.");
  return { "x-kubernetes-preserve-unknown-fields": true, ...base };
}

function valuesOf({ const: value, enum: values }: JsonObject): Json[] | undefined {
  if (value !== undefined) return [value];
  return Array.isArray(values) ? values : undefined;
}

function writtenTypes({ type }: JsonObject): string[] {
  if (Array.isArray(type)) return type.map(String);
  return typeof type === "string" ? [type] : [];
}

/** What is meant by a schema that names no type. */
function impliedTypes(schema: JsonObject, values: readonly Json[] | undefined): string[] {
  if (values !== undefined) {
    const type = typeOfValues(values);
    return type === undefined ? [] : [type];
  }
  if (schema["properties"] !== undefined || schema["additionalProperties"] !== undefined) return ["object"];
  if (schema["items"] !== undefined) return ["array"];
  return schema["pattern"] !== undefined || schema["minLength"] !== undefined ? ["string"] : [];
}

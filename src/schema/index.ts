/**
 * Any schema as a structural schema: of arktype, zod and other libraries, JSON Schema, and kro's SimpleSchema. Imports errors,
 * model, cel and graph, and no library of schemas: they are known by what they offer.
 * Invariant: the result is one that a CustomResourceDefinition may hold, and means what its source meant; otherwise it is an
 * error that names the field.
 */

import { ProviderError, summaryOf } from "../errors.ts";
import { fromSimpleSchema } from "../graph/simple-schema/index.ts";
import type { JsonObject } from "../model/json.ts";
import type { StructuralSchema } from "../model/schema.ts";
import { structuralFromJsonSchema } from "./json-schema.ts";
import { schemaSourceOf, type StandardSchema } from "./source.ts";

export type { InferInput, InferSchema } from "./infer.ts";
export { schemaSourceOf } from "./source.ts";

const TARGET = "draft-2020-12";

/**
 * The structural schema of the input that a schema takes. Fields with a default are optional; an object whose fields have
 * defaults, none of them required, gets the default `{}`, as in kro.
 * @param source type of arktype, schema of zod or another library of Standard Schema, JSON Schema (draft 2020-12 or draft-07),
 *   or a record of SimpleSchema (`{ name: "string | required=true" }`)
 * @param types custom types of SimpleSchema
 * @throws {GraphError} with the path of every field that a structural schema cannot express, and what to do
 * @throws {ProviderError} `usage` for a value that is no schema, and for a schema that the library cannot write as JSON Schema
 * @see https://standardschema.dev/json-schema
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema
 */
export function structuralSchemaOf(source: unknown, types?: JsonObject): StructuralSchema {
  switch (schemaSourceOf(source)) {
    case "standard":
      return structuralFromJsonSchema(jsonSchemaOf(source as StandardSchema));
    case "json-schema":
      return structuralFromJsonSchema(source);
    case "simple-schema":
      return fromSimpleSchema(source as JsonObject, types);
    case undefined:
      throw new ProviderError("usage", "this value is no schema", {
        object: "schema",
        advice:
          'Give a type of arktype, a schema of zod, JSON Schema, or fields as { name: "string | required=true" }.',
      });
  }
}

/** Libraries' own methods come first: arktype's Standard JSON Schema has no defaults. */
function jsonSchemaOf(source: StandardSchema): unknown {
  const { vendor = "a library", jsonSchema } = source["~standard"];
  try {
    if (typeof source.toJsonSchema === "function") return source.toJsonSchema();
    if (typeof source.toJSONSchema === "function")
      return source.toJSONSchema({ io: "input", target: TARGET });
    if (typeof jsonSchema?.input === "function") return jsonSchema.input({ target: TARGET });
  } catch (cause) {
    const why = summaryOf(cause);
    throw new ProviderError("usage", `${vendor} cannot write it as JSON Schema: ${why}`, {
      object: "schema",
      advice: "Use types that JSON has: no dates, big integers, functions or transformations.",
      cause,
    });
  }
  throw new ProviderError("usage", `schemas of ${vendor} do not offer JSON Schema`, {
    object: "schema",
    advice: "Convert it to JSON Schema with a package for that library, and give that.",
  });
}

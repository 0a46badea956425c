/** Which kind of schema a value is. Pure. */

import { parseField, type SimpleType } from "../graph/simple-schema/field.ts";
import { isJsonObject, type JsonObject } from "../model/json.ts";

/**
 * What a schema was written with: a library that follows Standard Schema (arktype, zod, …), JSON Schema, or kro's SimpleSchema
 * as a record of fields.
 */
export type SchemaSource = "standard" | "json-schema" | "simple-schema";

/** A schema of a library, as far as it is used: its JSON Schema, by one of three ways. */
export interface StandardSchema {
  "~standard": {
    vendor?: string;
    jsonSchema?: { input?: (options: { target: string }) => unknown };
  };
  /** arktype. */
  toJsonSchema?: () => unknown;
  /** zod. */
  toJSONSchema?: (options: { io: "input"; target: string }) => unknown;
}

/** Keywords that no record of fields has with such values: fields are strings or records. */
const JSON_SCHEMA_LISTS = ["required", "allOf", "anyOf", "oneOf", "enum"] as const;

/**
 * Tells what a value describes types with.
 * @returns `undefined` for `{}` and objects of example values, which say nothing but a TypeScript type
 */
export function schemaSourceOf(value: unknown): SchemaSource | undefined {
  if (isStandardSchema(value)) return "standard";
  if (!isJsonObject(value)) return undefined;
  if (isJsonSchema(value)) return "json-schema";
  return hasField(value) ? "simple-schema" : undefined;
}

/** Whether a value follows Standard Schema. Types of arktype are functions. */
export function isStandardSchema(value: unknown): value is StandardSchema {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return false;
  return "~standard" in value && typeof value["~standard"] === "object" && value["~standard"] !== null;
}

function isJsonSchema(value: JsonObject): boolean {
  if (typeof value["$schema"] === "string" || typeof value["$ref"] === "string") return true;
  if (JSON_SCHEMA_LISTS.some((keyword) => Array.isArray(value[keyword]))) return true;
  if (value["type"] !== "object") return false;
  const { properties, additionalProperties, "x-kubernetes-preserve-unknown-fields": open } = value;
  return (
    isJsonObject(properties) ||
    isJsonObject(additionalProperties) ||
    typeof additionalProperties === "boolean" ||
    open === true
  );
}

/** Whether anything in it is certainly a field: what is beside it is then one too, or a mistake to report. */
function hasField(value: JsonObject): boolean {
  return Object.values(value).some((field) =>
    isJsonObject(field) ? hasField(field) : typeof field === "string" && isField(field),
  );
}

function isField(text: string): boolean {
  try {
    return isKnown(parseField(text).type);
  } catch {
    // The marker is wrong, but it is one.
    return /^[^|]*\b(?:string|integer|boolean|float|object)\s*\|/.test(text);
  }
}

function isKnown(type: SimpleType): boolean {
  return "of" in type ? isKnown(type.of) || type.of.kind === "custom" : type.kind !== "custom";
}

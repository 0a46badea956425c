/** Whether a value fits a structural schema, with every reason why not. Pure. */

import { EvaluationFailure } from "../cel/error.ts";
import { regularExpression } from "../cel/regular-expression.ts";
import { canonicalJson, isJsonObject, type Json, type JsonObject } from "../model/json.ts";
import type { StructuralSchema } from "../model/schema.ts";
import type { Problem } from "./error.ts";
import { joinPath } from "./path.ts";
import { didYouMean } from "../model/suggest.ts";

// Values are never repeated in messages: a spec may hold a password.

/**
 * Judges as the API server does, and unknown fields as well, which it would drop with a warning.
 * Rules in CEL (`x-kubernetes-validations`) are judged in rules.ts.
 * @param path of the value, for example `spec`
 */
export function valueProblems(value: Json, schema: StructuralSchema, path: string): Problem[] {
  if (value === null)
    return schema.nullable === true || isOpen(schema) ? [] : [wrongType(value, schema, path)];
  if (!fitsType(value, schema)) return [wrongType(value, schema, path)];
  const own = [...enumProblem(value, schema), ...sizeProblems(value, schema)];
  const problems = own.map((message) => ({ path, message }));
  if (Array.isArray(value)) return [...problems, ...listProblems(value, schema, path)];
  return isJsonObject(value) ? [...problems, ...objectProblems(value, schema, path)] : problems;
}

/** Whether the schema lets anything pass. */
function isOpen(schema: StructuralSchema): boolean {
  return schema.type === undefined && schema["x-kubernetes-int-or-string"] !== true;
}

function fitsType(value: Json, schema: StructuralSchema): boolean {
  if (schema["x-kubernetes-int-or-string"] === true)
    return typeof value === "string" || Number.isInteger(value);
  switch (schema.type) {
    case undefined:
      return true;
    case "integer":
      return Number.isInteger(value);
    case "number":
      return typeof value === "number" && Number.isFinite(value);
    case "array":
      return Array.isArray(value);
    case "object":
      return isJsonObject(value);
    case "string":
    case "boolean":
      return typeof value === schema.type;
  }
}

function wrongType(value: unknown, schema: StructuralSchema, path: string): Problem {
  const expected = schema["x-kubernetes-int-or-string"] === true ? "integer or string" : (schema.type ?? "");
  return { path, message: `must be of type ${expected}, not ${typeName(value)}` };
}

function typeName(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return Number.isInteger(value) ? "integer" : typeof value;
}

function enumProblem(value: Json, schema: StructuralSchema): string[] {
  if (schema.enum === undefined) return [];
  const written = canonicalJson(value);
  if (schema.enum.some((allowed) => canonicalJson(allowed) === written)) return [];
  return [`must be one of ${schema.enum.map((allowed) => JSON.stringify(allowed)).join(", ")}`];
}

function sizeProblems(value: Json, schema: StructuralSchema): string[] {
  if (typeof value === "number") return numberProblems(value, schema);
  if (typeof value === "string") return stringProblems(value, schema);
  if (Array.isArray(value)) return countProblems(value.length, schema.minItems, schema.maxItems, "items");
  if (isJsonObject(value))
    return countProblems(Object.keys(value).length, schema.minProperties, schema.maxProperties, "fields");
  return [];
}

function numberProblems(value: number, schema: StructuralSchema): string[] {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  const problems: string[] = [];
  if (minimum !== undefined && (exclusiveMinimum === true ? value <= minimum : value < minimum)) {
    problems.push(`must be greater than ${exclusiveMinimum === true ? "" : "or equal to "}${minimum}`);
  }
  if (maximum !== undefined && (exclusiveMaximum === true ? value >= maximum : value > maximum)) {
    problems.push(`must be less than ${exclusiveMaximum === true ? "" : "or equal to "}${maximum}`);
  }
  if (multipleOf !== undefined && !Number.isInteger(value / multipleOf)) {
    problems.push(`must be a multiple of ${multipleOf}`);
  }
  return problems;
}

function stringProblems(value: string, schema: StructuralSchema): string[] {
  const problems = countProblems(Array.from(value).length, schema.minLength, schema.maxLength, "characters");
  if (schema.pattern !== undefined && !matches(value, schema.pattern)) {
    problems.push(`must match the pattern ${schema.pattern}`);
  }
  return problems;
}

function matches(value: string, pattern: string): boolean {
  try {
    return regularExpression(pattern).test(value);
  } catch (error) {
    if (!(error instanceof EvaluationFailure)) throw error;
    // What JavaScript has nothing for is left to the server to judge.
    return true;
  }
}

function countProblems(
  count: number,
  least: number | undefined,
  most: number | undefined,
  of: string,
): string[] {
  if (least !== undefined && count < least) return [`must have at least ${least} ${of}, has ${count}`];
  return most !== undefined && count > most ? [`must have at most ${most} ${of}, has ${count}`] : [];
}

function listProblems(value: readonly Json[], schema: StructuralSchema, path: string): Problem[] {
  const { items } = schema;
  const problems =
    items === undefined
      ? []
      : value.flatMap((item, index) => valueProblems(item, items, `${path}[${index}]`));
  const seen = new Set<string>();
  for (const [index, item] of value.entries()) {
    const key = identityOf(item, schema);
    if (key === undefined) continue;
    if (seen.has(key))
      problems.push({ path: `${path}[${index}]`, message: "is a duplicate: items must differ" });
    seen.add(key);
  }
  return problems;
}

function identityOf(item: Json, schema: StructuralSchema): string | undefined {
  const type = schema["x-kubernetes-list-type"];
  if (type === "set" || schema.uniqueItems === true) return canonicalJson(item);
  if (type !== "map" || !isJsonObject(item)) return undefined;
  return canonicalJson((schema["x-kubernetes-list-map-keys"] ?? []).map((key) => item[key] ?? null));
}

function objectProblems(value: JsonObject, schema: StructuralSchema, path: string): Problem[] {
  const { properties = {}, additionalProperties, required = [] } = schema;
  const problems: Problem[] = required
    .filter((name) => value[name] === undefined)
    .map((name) => ({ path: joinPath(path, [name]), message: "is required" }));
  const open =
    schema["x-kubernetes-preserve-unknown-fields"] === true ||
    additionalProperties === true ||
    schema.type === undefined;
  for (const [name, inner] of Object.entries(value)) {
    if (inner === undefined) continue;
    const place = joinPath(path, [name]);
    const known =
      properties[name] ?? (typeof additionalProperties === "object" ? additionalProperties : undefined);
    if (known !== undefined) problems.push(...valueProblems(inner, known, place));
    else if (!open) {
      problems.push({ path: place, message: `unknown field${didYouMean(name, Object.keys(properties))}` });
    }
  }
  return problems;
}

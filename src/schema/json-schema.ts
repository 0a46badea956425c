/** JSON Schema (draft 2020-12 and draft-07) to structural schema. Pure. */

import { regularExpression } from "../cel/regular-expression.ts";
import { GraphError, type Problem } from "../graph/error.ts";
import { joinPath } from "../graph/path.ts";
import { isJsonObject, type JsonObject } from "../model/json.ts";
import type { StructuralSchema } from "../model/schema.ts";
import { applyBounds } from "./bounds.ts";
import { flatten, type Flattening } from "./flatten.ts";
import { SchemaProblem } from "./reference.ts";
import { typeSchema } from "./type-schema.ts";

interface Context extends Flattening {
  active: Set<string>;
  problems: Problem[];
}

/** A schema that is converted: from where, into what. */
interface Field {
  context: Context;
  /** Without references, intersections and unions. */
  schema: JsonObject;
  path: string;
  out: StructuralSchema;
}

/** Any value. */
const ANYTHING: StructuralSchema = { "x-kubernetes-preserve-unknown-fields": true };

/** Keywords that no structural schema can express, and what to do instead. */
const REFUSED: Readonly<Record<string, string>> = {
  not: "Write it as a validation rule.",
  if: "Write it as a validation rule.",
  dependentRequired: "Write it as a validation rule.",
  dependentSchemas: "Write it as a validation rule.",
  dependencies: "Write it as a validation rule.",
  patternProperties: "Use a map with values of one type, and a validation rule for its keys.",
  contains: "Write it as a validation rule.",
  prefixItems: "Use an object with a field per element.",
};

/**
 * Converts a JSON Schema of an object. References are inlined, unions of values become enums, exclusive bounds take OpenAPI's
 * form. Left out: keywords that only annotate, `additionalProperties: false` (the API server drops unknown fields anyway), and
 * patterns beside a format that RE2 cannot read.
 * @param source draft 2020-12 or draft-07; `nullable` and extensions of Kubernetes are kept
 * @throws {GraphError} with the path of every field that a structural schema cannot express, and what to do
 */
export function structuralFromJsonSchema(source: unknown): StructuralSchema {
  const context: Context = { root: isJsonObject(source) ? source : {}, active: new Set(["#"]), problems: [] };
  const schema = convert(context, source, "spec");
  if (schema.type !== "object")
    context.problems.push({ path: "spec", message: "a spec must be an object. Put the value into a field" });
  if (context.problems.length > 0) throw new GraphError("schema", context.problems);
  return schema;
}

function convert(context: Context, source: unknown, path: string): StructuralSchema {
  if (source === true) return { ...ANYTHING };
  if (!isJsonObject(source)) return refuse(context, path, "nothing fits this schema. Leave the field out.");
  try {
    const { schema, entered } = flatten(context, source);
    for (const reference of entered) context.active.add(reference);
    try {
      return convertFlat(context, schema, path);
    } finally {
      for (const reference of entered) context.active.delete(reference);
    }
  } catch (error) {
    if (!(error instanceof SchemaProblem)) throw error;
    return refuse(context, path, error.message);
  }
}

function refuse({ problems }: Context, path: string, message: string): StructuralSchema {
  problems.push({ path, message: message.replace(/\.$/, "") });
  return { ...ANYTHING };
}

/** Of a schema without references, intersections, and unions that could be resolved. */
function convertFlat(context: Context, schema: JsonObject, path: string): StructuralSchema {
  for (const [keyword, advice] of Object.entries(REFUSED))
    if (schema[keyword] !== undefined)
      refuse(context, path, `a structural schema has no ${keyword}. ${advice}`);
  const out = typeSchema(schema);
  copyWords(out, schema);
  applyBounds(out, schema);
  const field: Field = { context, schema, path, out };
  applyPattern(field);
  if (out.type === "object") applyObject(field);
  if (out.type === "array") applyArray(field);
  return out;
}

/** What is kept as it is. */
function copyWords(out: StructuralSchema, schema: JsonObject): void {
  const { title, description, format, default: value } = schema;
  if (typeof title === "string") out.title = title;
  if (typeof description === "string") out.description = description;
  if (typeof format === "string") out.format = format;
  if (value !== undefined) out.default = value;
  const extensions = Object.entries(schema).filter(([keyword]) => keyword.startsWith("x-kubernetes-"));
  Object.assign(out, Object.fromEntries(extensions));
}

function applyPattern({ context, schema: { pattern }, path, out }: Field): void {
  if (typeof pattern !== "string") return;
  try {
    regularExpression(pattern);
    out.pattern = pattern;
  } catch {
    if (out.format !== undefined) return;
    refuse(
      context,
      path,
      `the pattern ${pattern} is none of RE2. Use one without lookaround and references to groups.`,
    );
  }
}

function applyObject(field: Field): void {
  const { context, schema, path, out } = field;
  const { properties, additionalProperties: others, propertyNames: names } = schema;
  if (isJsonObject(names) && Object.keys(names).some((keyword) => keyword !== "type"))
    refuse(context, path, "a structural schema has no propertyNames. Write it as a validation rule.");
  const open = others === true || (isJsonObject(others) && Object.keys(others).length === 0);
  if (isJsonObject(properties)) {
    applyProperties(field, properties);
    if (open) out["x-kubernetes-preserve-unknown-fields"] = true;
    else if (isJsonObject(others))
      refuse(
        context,
        path,
        "an object has either fields or values of one type. Put the values into a field.",
      );
  } else if (isJsonObject(others) && !open) out.additionalProperties = convert(context, others, `${path}[*]`);
  else if (others === false) out.properties = {};
  else out["x-kubernetes-preserve-unknown-fields"] = true;
}

function applyProperties({ context, schema: { required }, path, out }: Field, properties: JsonObject): void {
  const fields = Object.entries(properties).map(
    ([name, property]) => [name, convert(context, property, joinPath(path, [name]))] as const,
  );
  const defaulted = new Set(fields.filter(([, field]) => field.default !== undefined).map(([name]) => name));
  out.properties = Object.fromEntries(fields);
  const needed = (Array.isArray(required) ? required.map(String) : []).filter((name) => !defaulted.has(name));
  if (needed.length > 0) out.required = needed.sort();
  else if (defaulted.size > 0) out.default ??= {};
}

const SCALARS = new Set<unknown>(["string", "integer", "number", "boolean"]);

function applyArray({ context, schema, path, out }: Field): void {
  const { items } = schema;
  if (Array.isArray(items))
    refuse(context, path, `a structural schema has no tuples. ${REFUSED["prefixItems"]}`);
  out.items = isJsonObject(items) ? convert(context, items, `${path}[]`) : { ...ANYTHING };
  if (schema["uniqueItems"] !== true) return;
  if (SCALARS.has(out.items.type)) out["x-kubernetes-list-type"] = "set";
  else
    refuse(
      context,
      path,
      "only items that are no objects can be unique. Use a list of the type map with keys.",
    );
}

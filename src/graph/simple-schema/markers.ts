/** What each marker does to a schema. Pure. */

import { summaryOf } from "../../errors.ts";
import { regularExpression } from "../../cel/regular-expression.ts";
import type { Json } from "../../model/json.ts";
import type { StructuralSchema } from "../../model/schema.ts";
import type { Marker, MarkerKey } from "./field.ts";
import { FieldProblem, parseBool, parseFloat64, parseInteger } from "./scalars.ts";

/** The object that a field is in, as far as its markers change it. */
export interface Parent {
  required: Set<string>;
}

/** A field that markers are applied to. */
interface Target {
  schema: StructuralSchema;
  name: string;
  parent: Parent;
}

type Apply = (target: Target, value: string) => void;

/** Messages of the rules that markers make: without them a rule is not read back as its marker. */
export const IMMUTABLE = { rule: "self == oldSelf", message: "field is immutable" } as const;
export const VALIDATION_MESSAGE = "validation failed";

const APPLY: Readonly<Record<MarkerKey, Apply>> = {
  required: ({ parent, name }, value) => {
    if (parseBool(value, "failed to parse required marker value")) parent.required.add(name);
  },
  default: ({ schema }, value) => {
    schema.default = defaultOf(schema, value);
  },
  description: ({ schema }, value) => {
    if (value === "") delete schema.description;
    else schema.description = value;
  },
  minimum: ({ schema }, value) => {
    schema.minimum = parseFloat64(value, "failed to parse minimum enum value");
  },
  maximum: ({ schema }, value) => {
    schema.maximum = parseFloat64(value, "failed to parse maximum enum value");
  },
  validation: ({ schema }, value) => {
    if (value.trim() === "") throw new FieldProblem(VALIDATION_MESSAGE);
    addRule(schema, { rule: value, message: VALIDATION_MESSAGE });
  },
  immutable: ({ schema }, value) => {
    if (parseBool(value, "failed to parse immutable marker value")) addRule(schema, { ...IMMUTABLE });
  },
  enum: ({ schema }, value) => {
    schema.enum = value.split(",").map((item) => enumValue(schema, item.trim()));
  },
  pattern: ({ schema }, value) => {
    if (value === "") throw new FieldProblem("pattern marker value cannot be empty");
    only(schema, "string", "pattern");
    schema.pattern = checkedPattern(value);
  },
  uniqueItems: ({ schema }, value) => {
    const unique = parseBool(value, "failed to parse uniqueItems marker value");
    only(schema, "array", "uniqueItems");
    if (!unique) return;
    const known = schema["x-kubernetes-list-type"];
    if (known !== undefined && known !== "set")
      throw new FieldProblem(`cannot set unique when listType is set to ${known}`);
    schema["x-kubernetes-list-type"] = "set";
  },
  minLength: length("minLength", "string"),
  maxLength: length("maxLength", "string"),
  minItems: length("minItems", "array"),
  maxItems: length("maxItems", "array"),
  listType: ({ schema }, value) => {
    if (schema.type !== "array") throw new FieldProblem("listType marker only applies to array types");
    if (value !== "atomic" && value !== "set" && value !== "map")
      throw new FieldProblem(
        `unsupported value for listType ${value}, needs to be one of atomic, set, or map`,
      );
    const known = schema["x-kubernetes-list-type"];
    if (known !== undefined && known !== value)
      throw new FieldProblem(
        `listType attempting to overwrite set type of ${known}, ` +
          "this can happen if you set contradictory markers like unique=true | listType=map",
      );
    schema["x-kubernetes-list-type"] = value;
  },
  listMapKey: ({ schema }, value) => {
    if (schema.type !== "array") throw new FieldProblem("listMapKey marker only applies to array types");
    const keys = schema["x-kubernetes-list-map-keys"] ?? [];
    if (keys.includes(value)) throw new FieldProblem(`duplicate listMapKey marker, value ${value}`);
    schema["x-kubernetes-list-map-keys"] = [...keys, value];
  },
};

/**
 * Applies markers in their order.
 * @throws {FieldProblem}
 */
export function applyMarkers(target: Target, markers: readonly Marker[]): void {
  for (const { key, value } of markers) APPLY[key](target, value);
  const { "x-kubernetes-list-map-keys": keys = [], "x-kubernetes-list-type": type } = target.schema;
  if (keys.length > 0 && type !== "map")
    throw new FieldProblem(
      `listMapKey set while listType is ${type === undefined ? "unset" : `set to ${type}`}, listType must be set to map`,
    );
}

function only(schema: StructuralSchema, type: "string" | "array", marker: string): void {
  if (schema.type !== type)
    throw new FieldProblem(
      `${marker} marker is only valid for ${type} types, got type: ${schema.type ?? ""}`,
    );
}

function length(key: "minLength" | "maxLength" | "minItems" | "maxItems", type: "string" | "array"): Apply {
  return ({ schema }, value) => {
    only(schema, type, key);
    schema[key] = parseInteger(value, `failed to parse ${key} value`);
  };
}

function addRule(schema: StructuralSchema, rule: { rule: string; message: string }): void {
  schema["x-kubernetes-validations"] = [...(schema["x-kubernetes-validations"] ?? []), rule];
}

function checkedPattern(value: string): string {
  try {
    regularExpression(value);
  } catch (error) {
    throw new FieldProblem(`invalid pattern regex: ${summaryOf(error)}`);
  }
  return value;
}

/** What the type of a default is checked by; kro does not check others. */
const DEFAULTS: Partial<Record<string, { type: string; parse: (text: string, context: string) => unknown }>> =
  {
    integer: { type: "integer", parse: parseInteger },
    number: { type: "number", parse: parseFloat64 },
    boolean: { type: "boolean", parse: parseBool },
  };

function defaultOf(schema: StructuralSchema, value: string): Json {
  if (schema.type === "string") return jsonOf(`"${value}"`, value);
  const checked = DEFAULTS[schema.type ?? ""];
  if (checked !== undefined) {
    try {
      checked.parse(value, "");
    } catch {
      throw new FieldProblem(`default value must be a valid ${checked.type}, got: ${value}`);
    }
  }
  return value === "" ? null : jsonOf(value, value);
}

/** kro takes anything for JSON, and then fails to write its definition. */
function jsonOf(text: string, value: string, what = "default"): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new FieldProblem(`${what} value must be valid JSON, got: ${value}`);
  }
}

function enumValue(schema: StructuralSchema, item: string): Json {
  if (item === "") throw new FieldProblem("empty enum values are not allowed");
  if (schema.type === "string") return item;
  if (schema.type === "integer") {
    parseInteger(item, "failed to parse integer enum value");
    return jsonOf(item, item, "enum");
  }
  throw new FieldProblem(
    `enum values only supported for string and integer types, got type: ${schema.type ?? ""}`,
  );
}

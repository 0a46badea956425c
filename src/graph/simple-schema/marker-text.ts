/** The markers of a schema, as text. Pure. */

import { type Json, sameJson } from "../../model/json.ts";
import type { StructuralSchema } from "../../model/schema.ts";
import { MARKER_KEYS, type MarkerKey } from "./field.ts";
import { IMMUTABLE } from "./markers.ts";

/** What of a field is not in its own schema. */
interface FieldFacts {
  required: boolean;
  /** Whether kro gives it the default `{}` anyway. */
  impliedDefault: boolean;
}

type Write = (schema: StructuralSchema, facts: FieldFacts) => readonly string[];

const WRITE: Readonly<Record<MarkerKey, Write>> = {
  required: (_, { required }) => (required ? ["true"] : []),
  default: (schema, { impliedDefault }) =>
    schema.default === undefined || (impliedDefault && sameJson(schema.default, {}))
      ? []
      : [defaultText(schema, schema.default)],
  description: ({ description }) =>
    description === undefined || description === "" ? [] : [quoted(description)],
  immutable: () => [],
  validation: () => [],
  enum: ({ enum: values }) => (values === undefined ? [] : [quotedIfNeeded(values.map(itemText).join(","))]),
  pattern: ({ pattern }) => (pattern === undefined || pattern === "" ? [] : [quoted(pattern)]),
  minimum: ({ minimum }) => numberText(minimum),
  maximum: ({ maximum }) => numberText(maximum),
  minLength: ({ minLength }) => numberText(minLength),
  maxLength: ({ maxLength }) => numberText(maxLength),
  minItems: ({ minItems }) => numberText(minItems),
  maxItems: ({ maxItems }) => numberText(maxItems),
  uniqueItems: ({ "x-kubernetes-list-type": type }) => (type === "set" ? ["true"] : []),
  listType: ({ "x-kubernetes-list-type": type }) => (type === undefined || type === "set" ? [] : [type]),
  listMapKey: ({ "x-kubernetes-list-map-keys": keys = [] }) => keys.map(quotedIfNeeded),
};

/** The markers of a field, without the bar; empty when it has none. */
export function markersOf(schema: StructuralSchema, facts: FieldFacts): string {
  return MARKER_KEYS.flatMap((key) =>
    // Rules keep their order, whichever marker makes them.
    key === "validation" ? rules(schema) : WRITE[key](schema, facts).map((value) => `${key}=${value}`),
  ).join(" ");
}

function rules({ "x-kubernetes-validations": all = [] }: StructuralSchema): string[] {
  return all.map(({ rule }) => (rule === IMMUTABLE.rule ? "immutable=true" : `validation=${quoted(rule)}`));
}

function itemText(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function numberText(value: number | undefined): string[] {
  return value === undefined ? [] : [JSON.stringify(value)];
}

/** kro puts the default of a string between quotes, and reads it as JSON; others it reads as JSON as they are. */
function defaultText({ type }: StructuralSchema, value: Json): string {
  const json = JSON.stringify(value);
  return type === "string" ? quotedIfNeeded(json.slice(1, -1)) : json;
}

function quotedIfNeeded(value: string): string {
  return /^[\w.,:/@%+-]+$/.test(value) ? value : quoted(value);
}

function quoted(value: string): string {
  return `"${value.replaceAll(/[\\"]/g, "\\$&")}"`;
}

/** What a program gives as the spec of a graph: a schema, SimpleSchema, or only a type. */

import type { JsonObject } from "../../src/model/json.ts";
import { isPlainObject } from "../../src/graph/builder/cel-tag.ts";
import { schemaSourceOf } from "../../src/schema/index.ts";

/** SimpleSchema of a spec, or the values by which a type was shown. */
export type SpecSource =
  | { from: "simple"; spec: JsonObject }
  | { from: "schema"; source: unknown }
  /** SimpleSchema types by path, see InferenceOptions. */
  | { from: "example"; examples: ReadonlyMap<string, string> };

/**
 * Tells the sources apart: a record of type names is SimpleSchema, any other record an example of a type.
 * @see schemaSourceOf
 */
export function specSource(source: unknown): SpecSource {
  const kind = schemaSourceOf(source);
  if (kind === "simple-schema") return { from: "simple", spec: source as JsonObject };
  if (kind !== undefined || !isPlainObject(source)) return { from: "schema", source };
  const examples = leavesOf(source, ["spec"]).flatMap(([path, value]) => {
    const type = typeOfExample(value);
    return type === undefined ? [] : [[JSON.stringify(path), type] as const];
  });
  return { from: "example", examples: new Map(examples) };
}

type Leaf = readonly [path: string[], value: unknown];

function leavesOf(value: Record<string, unknown>, path: string[]): Leaf[] {
  return Object.entries(value).flatMap(([name, inner]): Leaf[] => {
    const at = [...path, name];
    return isPlainObject(inner) ? leavesOf(inner, at) : [[at, inner]];
  });
}

function typeOfExample(value: unknown): string | undefined {
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "float";
  if (typeof value === "string" || typeof value === "boolean") return typeof value;
  return Array.isArray(value) && value.length > 0 ? listOf(value[0]) : undefined;
}

function listOf(item: unknown): string | undefined {
  const type = typeOfExample(item);
  return type === undefined ? undefined : `[]${type}`;
}

/** Whether a path of a spec in SimpleSchema is a string. */
export function isStringField(spec: JsonObject, path: readonly (string | number)[]): boolean {
  let at: unknown = spec;
  for (const step of path) {
    if (!isPlainObject(at)) return typeof at === "string" && isItemsOf(at, step, path);
    at = at[step];
  }
  return typeof at === "string" && /^\s*string\s*(\||$)/.test(at);
}

/** A step into `map[string]string` or `[]string`, if it is the last. */
function isItemsOf(type: string, step: string | number, path: readonly (string | number)[]): boolean {
  if (path.at(-1) !== step) return false;
  return /^\s*(map\[string\]|\[\])string\s*(\||$)/.test(type);
}

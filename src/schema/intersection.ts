/** Intersections of JSON Schema (`allOf`, and what stands beside a reference). Pure. */

import { isJsonObject, type Json, type JsonObject, sameJson } from "../model/json.ts";

/** Keywords of which the stricter value counts, and whether that is the greater one. */
const STRICTER: Readonly<Record<string, boolean>> = {
  minimum: true,
  maximum: false,
  minLength: true,
  maxLength: false,
  minItems: true,
  maxItems: false,
  minProperties: true,
  maxProperties: false,
};

/** Where parts say different things about a value, the last one does: they only describe it. */
const ANNOTATIONS = new Set([
  "title",
  "description",
  "default",
  "examples",
  "deprecated",
  "$comment",
  "$schema",
  "$id",
]);

/**
 * One schema for several that a value must all fit.
 * @returns the keyword that they disagree on, where there is no such schema
 */
export function mergeAll(parts: readonly JsonObject[]): JsonObject | string {
  const merged: JsonObject = {};
  for (const part of parts) {
    for (const [keyword, value] of Object.entries(part)) {
      if (value === undefined) continue;
      const known = merged[keyword];
      const both = known === undefined ? value : together(keyword, known, value);
      if (both === undefined) return keyword;
      merged[keyword] = both;
    }
  }
  return merged;
}

function together(keyword: string, a: Json, b: Json): Json | undefined {
  if (sameJson(a, b) || ANNOTATIONS.has(keyword)) return b;
  if (keyword === "type") return typeTogether(a, b);
  if (keyword === "required" && Array.isArray(a) && Array.isArray(b)) return [...new Set([...a, ...b])];
  if (keyword === "properties" && isJsonObject(a) && isJsonObject(b)) return propertiesTogether(a, b);
  const greater = STRICTER[keyword];
  if (greater === undefined || typeof a !== "number" || typeof b !== "number") return undefined;
  return greater ? Math.max(a, b) : Math.min(a, b);
}

function typeTogether(a: Json, b: Json): Json | undefined {
  const both = [a, b];
  return both.includes("integer") && both.includes("number") ? "integer" : undefined;
}

function propertiesTogether(a: JsonObject, b: JsonObject): JsonObject {
  const shared = Object.keys(b).filter((name) => Object.hasOwn(a, name));
  const merged = shared.map((name) => [name, { allOf: [a[name] ?? {}, b[name] ?? {}] }]);
  return { ...a, ...b, ...(Object.fromEntries(merged) as JsonObject) };
}

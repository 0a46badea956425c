/** Sets of fields as `fieldsV1` writes them: `{ "f:spec": { "f:replicas": {} } }`. Pure. @see https://github.com/kubernetes-sigs/structured-merge-diff */

import { isJsonObject, type JsonObject, sameJson } from "../model/json.ts";
import { type FieldStep, parseFieldPath } from "./field-path.ts";
import { stepInto } from "./take-back.ts";

/** Whether a set holds nothing, as that of a single field does. */
export function isEmptySet(fields: unknown): boolean {
  return !isJsonObject(fields) || Object.keys(fields).length === 0;
}

function below(fields: JsonObject, key: string): JsonObject {
  const inner = fields[key];
  return isJsonObject(inner) ? inner : {};
}

/** The part of a set that a manifest does not set. */
export function droppedFields(fields: JsonObject, manifest: unknown): JsonObject {
  const dropped: JsonObject = {};
  for (const key of Object.keys(fields)) {
    // The element or the map itself: it goes with what is above it.
    if (key === ".") continue;
    const inner = below(fields, key);
    if (!isSet(manifest, key)) dropped[key] = inner;
    else if (!isEmptySet(inner)) {
      const deeper = droppedFields(inner, stepInto(manifest, key));
      if (!isEmptySet(deeper)) dropped[key] = deeper;
    }
  }
  return dropped;
}

function isSet(value: unknown, step: string): boolean {
  if (!step.startsWith("v:")) return stepInto(value, step) !== undefined;
  const member: unknown = JSON.parse(step.slice(2));
  return Array.isArray(value) && value.some((item) => sameJson(item, member));
}

/**
 * The part of a set that a refusal is about: the fields at or below its path, else those of the nearest object above.
 * An index stands for every element: it counts in the object as it would have become.
 * @param path as causes have it: `spec.template.spec.containers[0].image`
 */
export function fieldsNear(fields: JsonObject, path: string): JsonObject {
  return near(fields, parseFieldPath(path));
}

function near(fields: JsonObject, steps: readonly FieldStep[]): JsonObject {
  if (steps.length === 0) return fields;
  const found = matching(fields, steps);
  if (found.length === 0) return fields;
  const parts = found.map(({ key, rest }) => [key, near(below(fields, key), rest)] as const);
  return Object.fromEntries(parts);
}

/** Whether a set holds the field of a path, or anything below it. */
export function holdsField(fields: JsonObject, path: string): boolean {
  return holds(fields, parseFieldPath(path));
}

function holds(fields: JsonObject, steps: readonly FieldStep[]): boolean {
  if (steps.length === 0) return true;
  return matching(fields, steps).some(({ key, rest }) => holds(below(fields, key), rest));
}

interface Match {
  key: string;
  rest: readonly FieldStep[];
}

function matching(fields: JsonObject, steps: readonly FieldStep[]): Match[] {
  const [step] = steps;
  if (typeof step !== "string") {
    const rest = steps.slice(1);
    return Object.keys(fields).flatMap((key) => (isElement(key, step) ? { key, rest } : []));
  }
  // The server does not quote dots in field names, so as many plain steps count as make an existing name.
  for (let taken = steps.length; taken > 0; taken -= 1) {
    const names = steps.slice(0, taken).filter((name) => typeof name === "string");
    const key = `f:${names.join(".")}`;
    if (names.length === taken && Object.hasOwn(fields, key)) return [{ key, rest: steps.slice(taken) }];
  }
  return [];
}

function isElement(key: string, step: Exclude<FieldStep, string> | undefined): boolean {
  if (step === undefined) return false;
  if ("index" in step || "every" in step)
    return key.startsWith("k:") || key.startsWith("v:") || key.startsWith("i:");
  if ("value" in step) return key.startsWith("v:") && sameJson(JSON.parse(key.slice(2)), step.value);
  return key.startsWith("k:") && sameJson(JSON.parse(key.slice(2)), step.keys);
}

/** A set without a part of it. */
export function withoutFields(fields: JsonObject, part: JsonObject): JsonObject {
  const rest: JsonObject = {};
  for (const key of Object.keys(fields)) {
    const inner = below(fields, key);
    if (!Object.hasOwn(part, key)) rest[key] = inner;
    else if (!isEmptySet(part[key])) {
      const deeper = withoutFields(inner, below(part, key));
      if (!isEmptySet(deeper)) rest[key] = deeper;
    }
  }
  return rest;
}

/** The fields of a set as people write them: `.spec.template.spec.containers[name="web"].image`. */
export function pathsOf(fields: JsonObject, above = ""): string[] {
  return Object.keys(fields).flatMap((key) => {
    if (key === ".") return [];
    const path = above + written(key);
    const deeper = pathsOf(below(fields, key), path);
    return deeper.length === 0 ? path : deeper;
  });
}

function written(key: string): string {
  const text = key.slice(2);
  if (key.startsWith("f:")) return `.${text}`;
  if (!key.startsWith("k:")) return `[${key.startsWith("v:") ? "=" : ""}${text}]`;
  const keys = Object.entries(JSON.parse(text) as Record<string, unknown>);
  return `[${keys.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(",")}]`;
}

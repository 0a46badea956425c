/** Sets of fields as `fieldsV1` writes them: `{ "f:spec": { "f:replicas": {} } }`. Pure. @see https://github.com/kubernetes-sigs/structured-merge-diff */

import { isJsonObject, type JsonObject, sameJson } from "../model/json.ts";
import { type ElementStep, type FieldStep, hasKeys, namesAt } from "./field-path.ts";

/** Whether a set holds nothing, as that of a single field does. */
export function isEmptySet(fields: unknown): boolean {
  return !isJsonObject(fields) || Object.keys(fields).length === 0;
}

/** Whether a set has no parts below: one value, or a list or map that is owned as a whole. */
export function isLeaf(fields: JsonObject): boolean {
  return Object.keys(fields).every((key) => key === ".");
}

/** The part of a set below one step of it, `f:name` or `k:{…}`; `undefined` when it owns nothing there. */
export function below(fields: JsonObject | undefined, step: string): JsonObject | undefined {
  const inner = fields?.[step];
  return isJsonObject(inner) ? inner : undefined;
}

/** The part of a set below a path of names. */
export function fieldsAt(fields: JsonObject, path: readonly string[]): JsonObject | undefined {
  return path.reduce<JsonObject | undefined>((at, name) => below(at, `f:${name}`), fields);
}

/** The union of two sets. */
export function mergeFields(a: JsonObject, b: JsonObject): JsonObject {
  const merged: JsonObject = { ...a };
  for (const [key, value] of Object.entries(b)) {
    const before = merged[key];
    merged[key] = isJsonObject(before) && isJsonObject(value) ? mergeFields(before, value) : value;
  }
  return merged;
}

/** A set without a part of it: without all below a field that the part holds as a whole. */
export function withoutFields(fields: JsonObject, part: JsonObject): JsonObject {
  const rest: JsonObject = {};
  for (const key of Object.keys(fields)) {
    const inner = below(fields, key) ?? {};
    if (!Object.hasOwn(part, key)) rest[key] = inner;
    else if (!isEmptySet(part[key])) {
      const deeper = withoutFields(inner, below(part, key) ?? {});
      if (!isEmptySet(deeper)) rest[key] = deeper;
    }
  }
  return rest;
}

/** The part of a set that a manifest does not set. */
export function droppedFields(fields: JsonObject, manifest: unknown): JsonObject {
  const dropped: JsonObject = {};
  for (const key of Object.keys(fields)) {
    // The element or the map itself: it goes with what is above it.
    if (key === ".") continue;
    const inner = below(fields, key) ?? {};
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

/** The part of a set at or below a path; where it holds nothing there, that of the nearest object above. */
export function fieldsNear(fields: JsonObject, path: readonly FieldStep[]): JsonObject {
  const found = matching(fields, path);
  if (found.length === 0) return fields;
  const parts = found.map(({ key, rest }) => [key, fieldsNear(below(fields, key) ?? {}, rest)] as const);
  return Object.fromEntries(parts);
}

/** Whether a set holds the field of a path, anything below it, or the atomic list or map that it is in. */
export function holdsField(fields: JsonObject, path: readonly FieldStep[]): boolean {
  if (path.length === 0) return true;
  return matching(fields, path).some(({ key, rest }) => {
    const inner = below(fields, key);
    // What is in an atomic list has no steps of its own.
    return inner === undefined || isEmptySet(inner) || holdsField(inner, rest);
  });
}

interface Match {
  key: string;
  rest: readonly FieldStep[];
}

/** The steps of a set that the next steps of a path lead to. */
function matching(fields: JsonObject, path: readonly FieldStep[]): Match[] {
  const [step, ...rest] = path;
  if (typeof step === "object")
    return Object.keys(fields).flatMap((key) => (isElementOf(step, key) ? { key, rest } : []));
  for (const { name, rest: after } of namesAt(path)) {
    const key = `f:${name}`;
    if (Object.hasOwn(fields, key)) return [{ key, rest: after }];
  }
  return [];
}

function isElementOf(step: ElementStep, key: string): boolean {
  if (!isElement(key)) return false;
  return "every" in step || sameJson(parseStep(key), step);
}

/** The fields of a set that hold no others. */
export function leafPaths(fields: JsonObject, path: readonly FieldStep[] = []): FieldStep[][] {
  return Object.keys(fields).flatMap((step) => {
    // The element or map itself.
    if (step === ".") return [];
    const next = [...path, parseStep(step)];
    const leaves = leafPaths(below(fields, step) ?? {}, next);
    return leaves.length > 0 ? leaves : [next];
  });
}

/** Reads one step of `fieldsV1`. */
export function parseStep(step: string): FieldStep {
  const text = step.slice(2);
  if (step.startsWith("f:")) return text;
  if (step.startsWith("i:")) return { index: Number(text) };
  const value = JSON.parse(text) as JsonObject;
  return step.startsWith("v:") ? { value } : { keys: value };
}

/** Whether a step selects an element of a list: by keys, by value, by index. */
export function isElement(step: string): boolean {
  return /^[kvi]:/.test(step);
}

/** What a step that selects a list element selects by: `k:{"name":"web"}`. */
export function keyOf(step: string): JsonObject {
  const key: unknown = JSON.parse(step.slice(2));
  return isJsonObject(key) ? key : {};
}

/** The steps of a set that select list elements by key, with what they select. */
export function elementsOf(fields: JsonObject | undefined): { step: string; keys: JsonObject }[] {
  return Object.keys(fields ?? {})
    .filter((step) => step.startsWith("k:"))
    .map((step) => ({ step, keys: keyOf(step) }));
}

/** The element of a list that has the keys of a step. */
export function elementWith(list: unknown, keys: JsonObject): unknown {
  return Array.isArray(list) ? list.find((item) => hasKeys(item, keys)) : undefined;
}

/** What one step leads to in a value: `f:name` or `k:{…}`; others lead nowhere. */
export function stepInto(value: unknown, step: string): unknown {
  if (step.startsWith("f:")) return isJsonObject(value) ? value[step.slice(2)] : undefined;
  return step.startsWith("k:") ? elementWith(value, keyOf(step)) : undefined;
}

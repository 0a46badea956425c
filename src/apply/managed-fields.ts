/** Reading and merging `metadata.managedFields`. Pure. @see https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management */

import { canonicalJson, digest, isJsonObject, type JsonObject } from "../model/json.ts";
import type { LiveObject, ManagedFieldsEntry } from "../model/object.ts";
import { withoutContested } from "./contested.ts";
import { type FieldStep, hasKeys } from "./field-path.ts";

/** Whether an entry is what a manager applied to the object itself. */
export function isAppliedBy(entry: ManagedFieldsEntry, fieldManager: string): boolean {
  return entry.manager === fieldManager && entry.operation === "Apply" && entry.subresource === undefined;
}

/** What a manager applied, `undefined` when it owns nothing. */
export function ownEntry(object: LiveObject, fieldManager: string): ManagedFieldsEntry | undefined {
  return object.metadata.managedFields?.find((entry) => isAppliedBy(entry, fieldManager));
}

/** The fields that a manager applied, as the server writes sets of fields: `{ "f:data": { "f:KEY": {} } }`. */
export function ownFields(object: LiveObject, fieldManager: string): JsonObject {
  return ownEntry(object, fieldManager)?.fieldsV1 ?? {};
}

/**
 * A digest of the fields that a manager applied. While it stays equal on the same uid, nobody changed a value of ours:
 * every foreign write of another value takes the field out of our entry.
 * @returns `""` when the manager owns nothing
 */
export function appliedDigest(object: LiveObject, fieldManager: string): string {
  const entry = ownEntry(object, fieldManager);
  return entry === undefined ? "" : digest(withoutContested(object, entry.fieldsV1 ?? {}));
}

/**
 * Whether a field set holds a field, or the atomic list or map that it is in.
 * @param fields a `fieldsV1` value
 */
export function holdsField(fields: JsonObject, path: readonly FieldStep[]): boolean {
  let at = fields;
  for (const step of path) {
    const inner = at[stepOf(step)];
    // What is in an atomic list has no steps of its own.
    if (!isJsonObject(inner)) return at !== fields && Object.keys(at).length === 0;
    at = inner;
  }
  return true;
}

/** One step as `fieldsV1` writes it; the server sorts the keys of a list element, and so do conflicts. */
function stepOf(step: FieldStep): string {
  if (typeof step === "string") return `f:${step}`;
  if ("index" in step) return `i:${step.index}`;
  // All elements are no step of a field set.
  if ("every" in step) return "";
  return "value" in step ? `v:${JSON.stringify(step.value)}` : `k:${canonicalJson(step.keys)}`;
}

/** Who wrote a field last, as far as the object tells: a removal leaves no trace. */
export interface Writer {
  manager: string;
  /** ISO 8601 */
  time?: string;
}

/** Who else than `fieldManager` owns a field of an object; the last one that wrote anything, when there are several. */
export function writerOf(
  object: LiveObject,
  path: readonly FieldStep[],
  fieldManager: string,
): Writer | undefined {
  const writers = (object.metadata.managedFields ?? [])
    .filter(({ manager, fieldsV1 = {} }) => manager !== fieldManager && holdsField(fieldsV1, path))
    .sort((a, b) => (a.time ?? "").localeCompare(b.time ?? ""));
  const { manager, time } = writers.at(-1) ?? {};
  if (manager === undefined) return undefined;
  return time === undefined ? { manager } : { manager, time };
}

/**
 * The union of two field sets.
 * @param a a `fieldsV1` value
 * @param b another one
 */
export function mergeFields(a: JsonObject, b: JsonObject): JsonObject {
  const merged: JsonObject = { ...a };
  for (const [key, value] of Object.entries(b)) {
    const before = merged[key];
    merged[key] = isJsonObject(before) && isJsonObject(value) ? mergeFields(before, value) : value;
  }
  return merged;
}

/**
 * A field set without the fields of another one.
 * @param a a `fieldsV1` value
 * @param b another one
 */
export function subtractFields(a: JsonObject, b: JsonObject): JsonObject {
  const rest: JsonObject = {};
  for (const [key, value] of Object.entries(a)) {
    const other = b[key];
    const inner = isJsonObject(value) && isJsonObject(other) ? subtractFields(value, other) : value;
    if (other === undefined || (isJsonObject(inner) && Object.keys(inner).length > 0)) rest[key] = inner;
  }
  return rest;
}

/** The fields of a set that hold no others. */
export function leafPaths(fields: JsonObject, path: readonly FieldStep[] = []): FieldStep[][] {
  return Object.entries(fields).flatMap(([step, inner]) => {
    // The element or map itself.
    if (step === ".") return [];
    const next = [...path, parseStep(step)];
    const below = isJsonObject(inner) ? leafPaths(inner, next) : [];
    return below.length > 0 ? below : [next];
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

/**
 * Whether a manager applied a field, or something below it.
 * @param path names with dots between them; nothing is told of what is inside a list (`containers[].env`)
 */
export function ownsField(object: LiveObject, fieldManager: string, path: string): boolean {
  let fields: unknown = ownFields(object, fieldManager);
  for (const name of path.split(".")) fields = isJsonObject(fields) ? fields[`f:${name}`] : undefined;
  return fields !== undefined;
}

/** The union of the field sets of some entries. */
export function fieldsOf(entries: readonly ManagedFieldsEntry[]): JsonObject {
  return entries.reduce<JsonObject>((fields, entry) => mergeFields(fields, entry.fieldsV1 ?? {}), {});
}

/** The part of a field set below one step of it, `f:name` or `k:{…}`; `undefined` when it owns nothing there. */
export function below(fields: JsonObject | undefined, step: string): JsonObject | undefined {
  const inner = fields?.[step];
  return isJsonObject(inner) ? inner : undefined;
}

/** The part of a field set below a path of names. */
export function fieldsAt(fields: JsonObject, path: readonly string[]): JsonObject | undefined {
  return path.reduce<JsonObject | undefined>((at, name) => below(at, `f:${name}`), fields);
}

/** Whether a field set has no parts below: one value, or a list or map that is owned as a whole. */
export function isLeaf(fields: JsonObject): boolean {
  return Object.keys(fields).every((key) => key === ".");
}

/** The steps of a field set that select list elements by key, with what they select. */
export function elementsOf(fields: JsonObject | undefined): { step: string; keys: JsonObject }[] {
  return Object.keys(fields ?? {})
    .filter((step) => step.startsWith("k:"))
    .map((step) => ({ step, keys: keyOf(step) }));
}

/** What a step that selects a list element selects by: `k:{"name":"web"}`. */
export function keyOf(step: string): JsonObject {
  const key: unknown = JSON.parse(step.slice(2));
  return isJsonObject(key) ? key : {};
}

/** The element of a list that has the keys of a step. */
export function elementWith(list: unknown, keys: JsonObject): unknown {
  return Array.isArray(list) ? list.find((item) => hasKeys(item, keys)) : undefined;
}

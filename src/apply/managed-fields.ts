/** Reading and merging `metadata.managedFields`. Pure. @see https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management */

import { digest, isJsonObject, type JsonObject } from "../model/json.ts";
import type { LiveObject, ManagedFieldsEntry } from "../model/object.ts";
import { hasKeys } from "./field-path.ts";

/** Whether an entry is what a manager applied to the object itself. */
export function isAppliedBy(entry: ManagedFieldsEntry, fieldManager: string): boolean {
  return entry.manager === fieldManager && entry.operation === "Apply" && entry.subresource === undefined;
}

function ownEntry(object: LiveObject, fieldManager: string): ManagedFieldsEntry | undefined {
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
  return entry === undefined ? "" : digest(entry.fieldsV1 ?? {});
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

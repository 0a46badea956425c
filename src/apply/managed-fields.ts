/** Reading and merging `metadata.managedFields`. Pure. @see https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management */

import { digest, isJsonObject, type JsonObject } from "../model/json.ts";
import type { LiveObject, ManagedFieldsEntry } from "../model/object.ts";

function ownEntry(object: LiveObject, fieldManager: string): ManagedFieldsEntry | undefined {
  return object.metadata.managedFields?.find(
    (entry) =>
      entry.manager === fieldManager && entry.operation === "Apply" && entry.subresource === undefined,
  );
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

/** The entries of `metadata.managedFields`. Pure. @see https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management */

import { digest, type JsonObject } from "../model/json.ts";
import type { LiveObject, ManagedFieldsEntry } from "../model/object.ts";
import { withoutContested } from "./contested.ts";
import type { FieldStep } from "./field-path.ts";
import { holdsField, mergeFields } from "./field-set.ts";

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

/** The union of the field sets of some entries. */
export function fieldsOf(entries: readonly ManagedFieldsEntry[]): JsonObject {
  return entries.reduce<JsonObject>((fields, entry) => mergeFields(fields, entry.fieldsV1 ?? {}), {});
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

/** Patches that are made only of an object that is still as it was seen: the server compares its resourceVersion first. */

import { type JsonPatchOperation, patch } from "../client/verbs.ts";
import { isInvalid } from "../errors.ts";
import type { LiveObject, ManagedFieldsEntry } from "../model/object.ts";
import { isStale } from "./send.ts";
import type { Target } from "./target.ts";

export interface GuardedPatchOptions {
  fieldManager: string;
  /** Secret values in the operations, so that messages can be scrubbed of them. */
  secrets?: readonly string[];
  signal?: AbortSignal;
}

/**
 * Changes an object if it is still as it was seen.
 * @returns the object as it is then; `undefined` when it changed meanwhile
 */
export async function patchUnchanged(
  target: Target,
  live: LiveObject,
  operations: readonly JsonPatchOperation[],
  { fieldManager, secrets = [], signal }: GuardedPatchOptions,
): Promise<LiveObject | undefined> {
  const { resourceVersion } = live.metadata;
  const test: JsonPatchOperation = { op: "test", path: "/metadata/resourceVersion", value: resourceVersion };
  // Not all of the options: an operation's time-out is not one of its requests'.
  const options = { fieldManager, secrets, ...(signal !== undefined && { signal }) };
  try {
    return await patch(target.client, target.kind, target, [test, ...operations], options);
  } catch (error) {
    // The `test` failed. What the server refuses as invalid has causes.
    if (isStale(error) || (isInvalid(error) && error.causes.length === 0)) return undefined;
    throw error;
  }
}

/**
 * Writes the managedFields of an object if it is still as it was seen.
 * @returns the object as it is then; `undefined` when it changed meanwhile
 */
export async function replaceEntries(
  target: Target,
  live: LiveObject,
  { managedFields, fieldManager }: { managedFields: readonly ManagedFieldsEntry[]; fieldManager: string },
): Promise<LiveObject | undefined> {
  // Only so a custom resource is left without any: the server drops an empty list before it looks.
  const value = managedFields.length === 0 ? [{}] : managedFields;
  return patchUnchanged(target, live, [{ op: "add", path: "/metadata/managedFields", value }], {
    fieldManager,
  });
}

/** Whether a write would change anything. Pure. */

import { type JsonObject, sameJson } from "../model/json.ts";
import type { LiveObject } from "../model/object.ts";
import { appliedDigest } from "./managed-fields.ts";

// Bookkeeping of the server and of controllers: no manifest sets it.
const BOOKKEEPING = ["managedFields", "resourceVersion", "generation", "creationTimestamp", "selfLink"];

/** What an object says, without its status and the bookkeeping in its metadata. */
export function content(object: LiveObject): JsonObject {
  const { metadata, status: _status, ...rest } = object;
  return {
    ...(rest as JsonObject),
    metadata: Object.fromEntries(Object.entries(metadata).filter(([key]) => !BOOKKEEPING.includes(key))),
  };
}

/**
 * Compares the live object with what a dry run of the apply answered.
 * Equal values are not enough: a field that somebody else owns with our value would not become ours.
 */
export function wouldChange(live: LiveObject, preview: LiveObject, fieldManager: string): boolean {
  return (
    !sameJson(content(live), content(preview)) ||
    appliedDigest(live, fieldManager) !== appliedDigest(preview, fieldManager)
  );
}

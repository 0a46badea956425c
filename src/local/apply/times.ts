/**
 * Times of managedFields that alone would cause a write.
 * @see https://github.com/kubernetes/apiserver/blob/v0.36.3/pkg/endpoints/handlers/fieldmanager/equality.go
 */

import { type Json, type JsonObject, isJsonObject, sameJson } from "../../model/json.ts";
import { metadataOf, withoutManagedFields } from "./managed-object.ts";

/**
 * Takes back new times in managedFields when nothing else changed. To be called last, just before the object is stored.
 * @returns `live` itself when there is nothing to write
 */
export function keepTimes(live: JsonObject, next: JsonObject): JsonObject {
  if (live === next) return live;
  const [before, after] = [metadataOf(live)["managedFields"], metadataOf(next)["managedFields"]];
  if (!sameEntries(before ?? [], after ?? [])) return next;
  return sameJson(withoutManagedFields(live), withoutManagedFields(next)) ? live : next;
}

function sameEntries(before: Json, after: Json): boolean {
  if (before === after) return true;
  if (!Array.isArray(before) || !Array.isArray(after) || before.length !== after.length) return false;
  return before.every((entry, index) => {
    const other = after[index];
    if (entry === other) return true;
    if (!isJsonObject(entry) || !isJsonObject(other)) return false;
    return sameJson({ ...entry, time: null }, { ...other, time: null });
  });
}

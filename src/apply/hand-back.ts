/** Giving up the ownership of fields while their values stay. */

import type { ApiError } from "../errors.ts";
import type { JsonObject } from "../model/json.ts";
import type { LiveObject, ManagedFieldsEntry, Manifest } from "../model/object.ts";
import { formatFieldPath, parseCausePath } from "./field-path.ts";
import {
  droppedFields,
  fieldsNear,
  holdsField,
  isEmptySet,
  leafPaths,
  mergeFields,
  withoutFields,
} from "./field-set.ts";
import { replaceEntries } from "./guarded-patch.ts";
import { ownFields } from "./managed-fields.ts";
import type { Target } from "./target.ts";

// Without an owner the server resets it: a Deployment of ten pods would have one.
const REPLICAS = ["spec", "replicas"];

/** Fields that a manifest drops and whose values must not go with it. */
export interface Kept {
  fields: JsonObject;
  /** Why, for people. */
  reason: string;
}

/** Replicas that would be reset, because the manifest drops them and nobody else owns them. Pure. */
export function keptReplicas(live: LiveObject, manifest: Manifest, fieldManager: string): Kept | undefined {
  const dropped = droppedFields(ownFields(live, fieldManager), manifest);
  if (!holdsField(dropped, REPLICAS)) return undefined;
  const others = (live.metadata.managedFields ?? []).filter(({ manager }) => manager !== fieldManager);
  if (others.some(({ fieldsV1 = {} }) => holdsField(fieldsV1, REPLICAS))) return undefined;
  return { fields: fieldsNear(dropped, REPLICAS), reason: "the server would reset it" };
}

/**
 * Fields without which, as the server says, the object would not be valid. Pure.
 * @param nothingElse the manifest sets nothing, so that what is refused can only be what it drops: then the fields nearest to
 *   the refusal are meant, as `strategy.type` by one of `strategy.rollingUpdate`
 */
export function keptFields(
  live: LiveObject,
  manifest: Manifest,
  { refusal, fieldManager, nothingElse }: { refusal: ApiError; fieldManager: string; nothingElse: boolean },
): Kept | undefined {
  const dropped = droppedFields(ownFields(live, fieldManager), manifest);
  const paths = refusal.causes.flatMap(({ field }) => (field === undefined ? [] : [parseCausePath(field)]));
  const exact = paths.filter((path) => holdsField(dropped, path));
  const meant = exact.length === 0 && nothingElse ? paths : exact;
  if (isEmptySet(dropped) || meant.length === 0) return undefined;
  const fields = meant.map((path) => fieldsNear(dropped, path)).reduce(mergeFields);
  return { fields, reason: "the object would not be valid without it" };
}

/** Takes fields out of our entry: nobody owns them then, or only who did beside us. Says so, unless the object changed meanwhile. */
export async function handBack(
  target: Target,
  live: LiveObject,
  { fields, reason }: Kept,
  { fieldManager, warn }: { fieldManager: string; warn: (message: string) => void },
): Promise<void> {
  const managedFields = (live.metadata.managedFields ?? []).flatMap((entry): ManagedFieldsEntry[] => {
    if (entry.manager !== fieldManager || entry.operation !== "Apply") return [entry];
    const fieldsV1 = withoutFields(entry.fieldsV1 ?? {}, fields);
    return isEmptySet(fieldsV1) ? [] : [{ ...entry, fieldsV1 }];
  });
  const left = await replaceEntries(target, live, { managedFields, fieldManager });
  if (left !== undefined)
    warn(`leaving ${leafPaths(fields).map(formatFieldPath).join(", ")} as it is: ${reason}`);
}

/** Leaves an object's list of managers without any entry of ours. */
export async function removeEntries(
  target: Target,
  live: LiveObject,
  fieldManager: string,
): Promise<LiveObject | undefined> {
  const entries = live.metadata.managedFields ?? [];
  const managedFields = entries.filter(({ manager }) => manager !== fieldManager);
  if (managedFields.length === entries.length) return live;
  return replaceEntries(target, live, { managedFields, fieldManager });
}

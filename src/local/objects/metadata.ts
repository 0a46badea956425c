/** Metadata of objects of every kind: what requests may hold, what is wrong with it, owners that are named twice. Pure. */

import type { LiveObject, Manifest, ObjectMeta, OwnerReference } from "../../model/object.ts";
import type { Causes } from "../kinds/cause.ts";
import { addMetadata, addMetadataUpdate } from "../kinds/metadata.ts";
import { pathSegment } from "../kinds/names.ts";
import type { StatusCause } from "../status.ts";
import { same } from "./plain.ts";

/** Metadata with the fields that only requests and deletions have. */
export type FullMeta = ObjectMeta & {
  generateName?: string;
  selfLink?: string;
  deletionGracePeriodSeconds?: number;
};

/** What the API server demands of the metadata of every kind, beside what the kind itself demands. */
export function metadataCauses({ metadata }: Manifest, namespaced: boolean): StatusCause[] {
  const causes: Causes = [];
  addMetadata(causes, metadata, { name: pathSegment, namespaced, strictFinalizers: false });
  return causes;
}

/** What an update may not do to metadata. */
export function metadataUpdateCauses({ metadata }: Manifest, previous: LiveObject): StatusCause[] {
  const causes: Causes = [];
  addMetadataUpdate(causes, metadata, previous.metadata);
  return causes;
}

/**
 * Drops owner references that are there twice.
 * @param metadata is changed
 * @returns UIDs of the ones dropped
 */
export function dropRepeatedOwners(metadata: ObjectMeta): string[] {
  const owners = metadata.ownerReferences ?? [];
  if (owners.length < 2) return [];
  const kept: OwnerReference[] = [];
  const dropped: string[] = [];
  for (const reference of owners) {
    if (kept.some((other) => same(other, reference))) dropped.push(reference.uid);
    else kept.push(reference);
  }
  if (dropped.length > 0) metadata.ownerReferences = kept;
  return dropped;
}

/**
 * Keeping managedFields short: the oldest updates are merged into one entry for each version.
 * @see https://github.com/kubernetes/apimachinery/blob/v0.36.3/pkg/util/managedfields/internal/capmanagers.go
 */

import { union } from "./field-set.ts";
import { type Owner, type Owners, ownerId } from "./owners.ts";

const MAX_UPDATERS = 10;

/** Merges the oldest updaters until there are at most ten. Owners from applies do not count. */
export function mergeAncientChanges(owners: Owners): void {
  const updaters = [...owners].filter(([, owner]) => owner.operation === "Update");
  if (updaters.length <= MAX_UPDATERS) return;
  updaters.sort(([idA, a], [idB, b]) => order(a.time ?? "", b.time ?? "") || order(idA, idB));
  const firstOfVersion = new Map<string, string>();
  let count = updaters.length;
  for (const [id, owner] of updaters) {
    if (count <= MAX_UPDATERS) return;
    const bucket = bucketOf(owner);
    const bucketId = ownerId(bucket);
    const first = firstOfVersion.get(owner.apiVersion);
    if (first === undefined) {
      firstOfVersion.set(owner.apiVersion, id);
      continue;
    }
    const known = owners.get(bucketId) ?? owners.get(first);
    if (!owners.has(bucketId)) owners.delete(first);
    owners.delete(id);
    owners.set(bucketId, { ...bucket, fields: union(owner.fields, known?.fields ?? {}) });
    count--;
  }
}

function bucketOf({ apiVersion, time, fields }: Owner): Owner {
  return { manager: "ancient-changes", operation: "Update", apiVersion, subresource: "", time, fields };
}

function order(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

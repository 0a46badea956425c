/** A list as it was at a revision of the past: the changes since then undone. */

import type { LiveObject } from "../../model/object.ts";
import type { Store } from "../store/store.ts";
import { keyOf } from "./continue-token.ts";

/**
 * @param namespace of all when absent
 * @returns in order; `undefined` when the journal does not reach back that far
 */
export function snapshot(
  store: Store,
  { resource, namespace }: { resource: string; namespace?: string },
  revision: number,
): LiveObject[] | undefined {
  const changes = store.since(resource, revision);
  if (changes === undefined) return undefined;
  const now = store.list(resource, namespace);
  if (changes.length === 0) return now;
  const objects = new Map(now.map((object) => [keyOf(object), object]));
  for (const { object, previous } of changes.toReversed()) {
    if (namespace !== undefined && object.metadata.namespace !== namespace) continue;
    if (previous === undefined) objects.delete(keyOf(object));
    else objects.set(keyOf(object), previous);
  }
  return [...objects].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, object]) => object);
}

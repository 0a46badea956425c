/** What keeps an object that may be deleted: it holds others that are to be kept. */

import { contentsOf, holds, isHolder } from "../../src/apply/contents.ts";
import { ownerOf, ownershipSelector } from "../../src/apply/ownership.ts";
import type { Target } from "../../src/apply/target.ts";
import { sameCluster } from "../../src/model/connection.ts";
import { controllerOf, describe, type LiveObject } from "../../src/model/object.ts";
import { deletionOf } from "./removal.ts";
import type { StoredResource } from "./stage-state.ts";
import type { StoredRef } from "./state.ts";

/**
 * Says why an object has to stay although it may be deleted.
 *
 * What the stage keeps is in its state, but only until the program drops it. After that nothing remembers it, and nothing is written
 * to it; so the cluster is asked for objects of this app and stage that no resource in state owns.
 * @param stored every resource of the stage
 * @returns a clause, `undefined` when it may go
 */
export async function keeper(
  { client }: Target,
  live: LiveObject,
  { cluster, stored, app, stage }: Pick<StoredRef, "cluster"> & Kept,
): Promise<string | undefined> {
  if (!isHolder(live)) return undefined;
  const all = await stored();
  for (const resource of all) {
    if (deletionOf(resource) !== false) continue;
    const kept = resource.checkpoint?.refs.find(
      (one) => sameCluster(one.cluster, cluster) && holds(live, one.ref),
    );
    if (kept !== undefined) return `it would take ${describe(kept.ref)} along, which is kept (delete: false)`;
  }
  const owners = new Set(all.map(({ checkpoint }) => checkpoint?.owner));
  const contents = await contentsOf(client, live, ownershipSelector({ app, stage }));
  const left = contents.find((object) => isLeft(object, owners));
  return (
    left &&
    `it would take ${describe({ kind: left.kind, ...left.metadata })} along, which is this stack's, but no longer in its state: it was kept`
  );
}

interface Kept {
  stored: () => Promise<readonly StoredResource[]>;
  app: string;
  stage: string;
}

/** Whether an object was made by a resource that no state knows. What controllers make may carry the marks of what they made it for. */
function isLeft(object: LiveObject, owners: ReadonlySet<string | undefined>): boolean {
  const owner = ownerOf(object);
  if (owner === undefined || owners.has(owner) || object.metadata.deletionTimestamp !== undefined)
    return false;
  return controllerOf(object) === undefined;
}

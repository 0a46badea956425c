/** What keeps an object that may be deleted: it holds others that are to be kept. */

import { contentsOf, holds, isHolder } from "../../src/apply/contents.ts";
import { ownerOf, ownershipSelector } from "../../src/apply/ownership.ts";
import { describeTarget, type Target } from "../../src/apply/target.ts";
import { ProviderError } from "../../src/errors.ts";
import { sameCluster } from "../../src/model/connection.ts";
import { controllerOf, describe, type LiveObject, type Manifest } from "../../src/model/object.ts";
import { deletionOf } from "./removal.ts";
import type { StoredResource } from "./stage-state.ts";
import type { StoredRef } from "./state.ts";

/**
 * Says why an object has to stay although it may be deleted.
 *
 * What the stage keeps is in its state, but only until the program drops it. After that nothing remembers it, and nothing is written
 * to it; so the cluster is asked for objects of this app and stage that are in no state.
 * @param stored every resource of the stage
 * @returns a clause, `undefined` when it may go
 * @throws {ProviderError} when the server does not say what is in it
 */
export async function keeper(
  target: Target,
  holder: Manifest,
  { cluster, stored, app, stage }: Pick<StoredRef, "cluster"> & Kept,
): Promise<string | undefined> {
  if (!isHolder(holder)) return undefined;
  const all = await stored();
  for (const resource of all) {
    if (deletionOf(resource) !== false) continue;
    const kept = resource.checkpoint?.refs.find(
      (one) => sameCluster(one.cluster, cluster) && holds(holder, one.ref),
    );
    if (kept !== undefined) return `it would take ${describe(kept.ref)} along, which is kept (delete: false)`;
  }
  const contents = await contentsOf(target.client, holder, ownershipSelector({ app, stage })).catch(
    (error: unknown) => {
      throw unknownContents(target, error);
    },
  );
  const refs = all.flatMap(({ checkpoint }) => checkpoint?.refs ?? []);
  const known = new Set(
    refs.filter((one) => sameCluster(one.cluster, cluster)).map(({ ref }) => describe(ref)),
  );
  const left = contents.find((object) => wasMade(object) && !known.has(titleOf(object)));
  return (
    left &&
    `it would take ${titleOf(left)} along, which is this stack's, but no longer in its state: it was kept`
  );
}

function unknownContents(target: Target, error: unknown): unknown {
  if (!(error instanceof ProviderError)) return error;
  const what = `it stays for now: whether it holds objects that are kept could not be read: ${error.summary}`;
  return new ProviderError(error.code, what, { object: describeTarget(target), cause: error });
}

/** Without the group: some distributions serve one object in two. */
function titleOf({ kind, metadata }: LiveObject): string {
  return describe({ kind, ...metadata });
}

interface Kept {
  stored: () => Promise<readonly StoredResource[]>;
  app: string;
  stage: string;
}

/** Whether a resource made an object. What controllers make may carry the marks of what they made it for. */
function wasMade(object: LiveObject): boolean {
  const { deletionTimestamp } = object.metadata;
  return (
    ownerOf(object) !== undefined && deletionTimestamp === undefined && controllerOf(object) === undefined
  );
}

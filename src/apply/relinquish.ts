/**
 * Giving up the fields that a patch set: those that nobody else owns go, the object stays.
 *
 * The values that they had before are not known, so they do not come back; the server fills in its defaults. A field without
 * which the object would not be valid keeps its value. Whose fields they are is read from the live object, so a crash at any
 * point, a second run, and an object that was made anew meanwhile all end the same.
 */

import { get } from "../client/verbs.ts";
import { isInvalid, ProviderError } from "../errors.ts";
import { apiVersionOf } from "../model/kind.ts";
import type { LiveObject, Manifest } from "../model/object.ts";
import { isEmptySet } from "./field-set.ts";
import { handBack, keptFields, keptReplicas, removeEntries } from "./hand-back.ts";
import { changeOf, writeChange } from "./list-change.ts";
import { ownFields } from "./managed-fields.ts";
import { fieldManagerOf, type Ownership } from "./ownership.ts";
import { ROUNDS } from "./rounds.ts";
import { isStale, send, withUid } from "./send.ts";
import { describeTarget, type Target } from "./target.ts";

export interface RelinquishOptions {
  ownership: Pick<Ownership, "id">;
  /** Called with what stays all the same. */
  warn(message: string): void;
}

/**
 * Gives up all fields of one object. An object that is gone, is going, or has none of them is done.
 * @throws {ProviderError} what prevents it
 */
export async function relinquish(target: Target, options: RelinquishOptions): Promise<void> {
  // Each round answers to somebody else's write, or to one more field that has to stay.
  for (let round = 0; round < ROUNDS; round += 1) {
    const live = await get(target.client, target.kind, target);
    if (live === undefined || live.metadata.deletionTimestamp !== undefined) return;
    if (await letGo(target, live, options)) return;
  }
  throw new ProviderError("api", `its fields could not be given up in ${ROUNDS} attempts`, {
    object: describeTarget(target),
    advice: "See who writes it in its managedFields, then run again.",
  });
}

/** One attempt. @returns whether nothing of ours is left */
async function letGo(target: Target, seen: LiveObject, options: RelinquishOptions): Promise<boolean> {
  const fieldManager = fieldManagerOf(options.ownership);
  const change = changeOf(seen, [], { ...options, conflicts: "fail" });
  const live = change === undefined ? seen : await writeChange(target, seen, change, options.ownership);
  if (live === undefined) return false;
  if (isEmptySet(ownFields(live, fieldManager)))
    return (await removeEntries(target, live, fieldManager)) !== undefined;
  const nothing = bare(target);
  const replicas = keptReplicas(live, nothing, fieldManager);
  if (replicas !== undefined) {
    await handBack(target, live, replicas, { ...options, fieldManager });
    return false;
  }
  try {
    const { object } = await send(
      target,
      withUid(nothing, live),
      { ownership: options.ownership, secrets: [] },
      {},
    );
    return (await removeEntries(target, object, fieldManager)) !== undefined;
  } catch (error) {
    if (isStale(error)) return false;
    const kept = isInvalid(error)
      ? keptFields(live, nothing, { refusal: error, fieldManager, nothingElse: true })
      : undefined;
    if (kept === undefined) throw error;
    await handBack(target, live, kept, { ...options, fieldManager });
    return false;
  }
}

function bare({ kind, namespace, name }: Target): Manifest {
  const metadata = namespace === undefined ? { name } : { name, namespace };
  return { apiVersion: apiVersionOf(kind), kind: kind.kind, metadata };
}

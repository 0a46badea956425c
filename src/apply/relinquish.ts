/**
 * Giving up the fields that a patch set: those that nobody else owns go, the object stays.
 *
 * The values that they had before are not known, so they do not come back; the server fills in its defaults. A field without
 * which the object would not be valid keeps its value. Whose fields they are is read from the live object, so a crash at any
 * point, a second run, and an object that was made anew meanwhile all end the same.
 */

import { get } from "../client/verbs.ts";
import { isInvalid, ProviderError } from "../errors.ts";
import { type Json, sameJson } from "../model/json.ts";
import { apiVersionOf } from "../model/kind.ts";
import type { LiveObject, Manifest } from "../model/object.ts";
import { isEmptySet } from "./field-set.ts";
import { handBack, keptFields, keptReplicas, removeEntries } from "./hand-back.ts";
import { ownFields } from "./managed-fields.ts";
import { fieldManagerOf, type Ownership } from "./ownership.ts";
import { isStale, send, withUid } from "./send.ts";
import { writeList } from "./set-fields.ts";
import { extendList, sharedElements, sharedListOf } from "./shared-list.ts";
import { describeTarget, type Target } from "./target.ts";

export interface RelinquishOptions {
  ownership: Pick<Ownership, "id">;
  /** Every element that was ever put into a shared list of the object. */
  elements: readonly Json[];
  /** Called with what stays all the same. */
  warn(message: string): void;
}

// Each round answers to somebody else's write, or to one more field that has to stay.
const ROUNDS = 8;

/**
 * Gives up all fields of one object. An object that is gone, is going, or has none of them is done.
 * @throws {ProviderError} what prevents it
 */
export async function relinquish(target: Target, options: RelinquishOptions): Promise<void> {
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
  const live = await withoutElements(target, seen, options.elements, fieldManager);
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

/** The object without our elements in its shared list; `undefined` when it changed meanwhile. */
async function withoutElements(
  target: Target,
  live: LiveObject,
  former: readonly Json[],
  fieldManager: string,
): Promise<LiveObject | undefined> {
  const list = sharedListOf(live);
  if (list === undefined || former.length === 0) return live;
  const present = sharedElements(live);
  const { elements } = extendList(list, present, { wanted: [], former });
  return sameJson(elements, present) ? live : writeList(target, live, elements, fieldManager);
}

function bare({ kind, namespace, name }: Target): Manifest {
  const metadata = namespace === undefined ? { name } : { name, namespace };
  return { apiVersion: apiVersionOf(kind), kind: kind.kind, metadata };
}

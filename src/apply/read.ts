/**
 * Reading one object with whatever permission there is: `get`, else `patch`, which applying needs in any case.
 *
 * A patch without operations changes nothing, on a dry run less than nothing, and is answered with the object.
 */

import type { Client } from "../client/client.ts";
import { get, patch, type VerbOptions } from "../client/verbs.ts";
import { hasCode, isNotFound } from "../errors.ts";
import { collectionPath } from "../model/kind.ts";
import type { LiveObject } from "../model/object.ts";
import type { Target } from "./target.ts";

// Collections whose objects may not be read: asked once per client.
const unreadable = new WeakMap<Client, Set<string>>();

/**
 * Reads the object of a target.
 * @returns `undefined` when it is absent
 * @throws {ApiError} `forbidden` when neither `get` nor `patch` is allowed, about `get`
 */
export async function readObject(target: Target, options: VerbOptions = {}): Promise<LiveObject | undefined> {
  const { client, kind, namespace } = target;
  const known = unreadable.get(client) ?? new Set<string>();
  unreadable.set(client, known);
  const collection = collectionPath(kind, namespace);
  if (known.has(collection)) return readByPatch(target, options);
  try {
    return await get(client, kind, target, options);
  } catch (refusal) {
    if (!hasCode(refusal, "forbidden")) throw refusal;
    known.add(collection);
    return readByPatch(target, options).catch((error: unknown) => {
      throw hasCode(error, "forbidden") ? refusal : error;
    });
  }
}

// ms
const LAST_LOOK = 5_000;

/**
 * Reads an object once more, for an error that is told in any case.
 * @returns `undefined` when it cannot be had soon, is gone, or is another one by now
 */
export async function readAgain(
  target: Target,
  { metadata: { uid } }: LiveObject,
  { signal }: { signal?: AbortSignal | undefined } = {},
): Promise<LiveObject | undefined> {
  const look = readObject(target, { timeout: LAST_LOOK, ...(signal !== undefined && { signal }) });
  const live = await look.catch(() => undefined);
  return live?.metadata.uid === uid ? live : undefined;
}

async function readByPatch(target: Target, options: VerbOptions): Promise<LiveObject | undefined> {
  try {
    return await patch(target.client, target.kind, target, [], { ...options, dryRun: true });
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

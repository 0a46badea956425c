/** Looking at objects on a cluster: those of a graph, and those that somebody else makes. */

import { type Sight, waitFor } from "../apply/shared-watch.ts";
import { follow, WATCH_LAG } from "../apply/follow.ts";
import { readAgain } from "../apply/read.ts";
import { describeTarget, type Target } from "../apply/target.ts";
import type { Client } from "../client/client.ts";
import { kindOf } from "../client/discovery.ts";
import { get, list } from "../client/verbs.ts";
import { watch } from "../client/watch.ts";
import { diagnose } from "../diagnosis/diagnose.ts";
import { ProviderError } from "../errors.ts";
import { exactRefOf, type LiveObject, namespacedName, type ObjectRef } from "../model/object.ts";
import { Linked } from "../retry.ts";
import type { Followed, Observation, Selected } from "./operations.ts";

/**
 * Looks at objects through one client.
 * @param selector label selector that the graph's own objects match, so that their watch sees little else
 */
export function observing(client: Client, selector: string): Observation {
  return {
    async get(ref, signal) {
      const target = await targetOf(client, ref);
      return get(client, target.kind, target, { signal });
    },
    async follow(ref, decide, signal) {
      const target = await targetOf(client, ref);
      const { uid } = ref;
      if (uid === undefined) return followName(target, decide, signal);
      const found = await follow({ ...target, uid }, { signal, selector, lag: WATCH_LAG }, decide);
      return found ?? gone(target);
    },
    followAll: (selected, decide, signal) => followSelection(client, selected, { decide, signal }),
    diagnose: async (object, symptoms) => diagnose(client, await presentOf(client, object), symptoms),
  };
}

/** The object as it is now: while a graph waits for it, it may know it only as it was written. */
async function presentOf(client: Client, object: LiveObject): Promise<LiveObject> {
  const target = await targetOf(client, exactRefOf(object)).catch(() => undefined);
  // One that cannot be read is diagnosed as it was.
  return (target && (await readAgain(target, object))) ?? object;
}

/**
 * The target of a reference. A namespace on an object of the whole cluster is left out.
 * @throws {ProviderError} `unknown-kind`, and `usage` when a namespace is missing
 */
export async function targetOf(client: Client, ref: ObjectRef | Followed): Promise<Target> {
  const kind = await kindOf(client, ref.apiVersion, ref.kind);
  const { name, namespace } = ref;
  if (!kind.namespaced) return { client, kind, name };
  if (namespace !== undefined) return { client, kind, name, namespace };
  throw new ProviderError("usage", "it lives in a namespace, but neither it nor the instance names one", {
    object: `${ref.kind} ${name}`,
    advice: "Set metadata.namespace in its template.",
  });
}

function gone(target: Target): never {
  throw new ProviderError("not-ready", "it was deleted by somebody else while waiting for it", {
    object: describeTarget(target),
    advice: "Run again to make it anew.",
  });
}

async function followName<T>(
  target: Target,
  decide: (object: LiveObject | undefined) => T | undefined,
  signal: AbortSignal,
): Promise<T> {
  const now = decide(await get(target.client, target.kind, target, { signal }));
  // Most are there, and need no watch.
  if (now !== undefined) return now;
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const see = (sight: Sight): void => {
    try {
      const result = decide("present" in sight ? sight.present : undefined);
      if (result !== undefined) resolve(result);
    } catch (error) {
      reject(error);
    }
  };
  const onAbort = (): void => reject(signal.reason as Error);
  if (signal.aborted) onAbort();
  signal.addEventListener("abort", onAbort, { once: true });
  const { name } = target;
  const leave = waitFor(target, { name }, { name, see, fail: reject });
  return promise.finally(() => {
    signal.removeEventListener("abort", onAbort);
    leave();
  });
}

async function followSelection<T>(
  client: Client,
  selected: Selected,
  how: { decide: (objects: readonly LiveObject[]) => T | undefined; signal: AbortSignal },
): Promise<T> {
  const { decide, signal } = how;
  const kind = await kindOf(client, selected.apiVersion, selected.kind);
  const { namespace, labelSelector } = selected;
  const where = { labelSelector, ...(kind.namespaced && namespace !== undefined && { namespace }) };
  const first = decide((await list(client, kind, { ...where, signal })).items);
  if (first !== undefined) return first;
  const objects = new Map<string, LiveObject>();
  const sorted = (): LiveObject[] =>
    [...objects].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, object]) => object);
  let complete = false;
  using stop = new Linked(signal);
  for await (const event of watch(client, kind, { ...where, signal: stop.signal })) {
    if (event.type === "SYNCED") complete = true;
    else if (event.type === "DELETED") objects.delete(namespacedName(event.object));
    else objects.set(namespacedName(event.object), event.object);
    const found = complete ? decide(sorted()) : undefined;
    if (found !== undefined) return found;
  }
  throw signal.reason;
}

/**
 * Instances that this process deploys directly. They are no objects of the cluster, but other graphs may refer to them as if they
 * were: their metadata, spec and status are known here.
 */

import { hasCode } from "../errors.ts";
import type { JsonObject } from "../model/json.ts";
import type { LiveObject, ObjectRef } from "../model/object.ts";
import type { Followed, Observation } from "./operations.ts";

interface Known {
  instances: Map<string, LiveObject>;
  /** Kinds of which a deployment is under way or done: worth waiting for although no cluster serves them. */
  kinds: Set<string>;
  waiters: Set<() => void>;
}

const byCluster = new Map<string, Known>();

function knownOf(server: string): Known {
  const known = byCluster.get(server) ?? { instances: new Map(), kinds: new Set(), waiters: new Set() };
  byCluster.set(server, known);
  return known;
}

function keyOf({ apiVersion, kind, namespace, name }: ObjectRef): string {
  return [apiVersion, kind, namespace ?? "", name].join("/");
}

/** Says that an instance is about to be deployed. @param server of the cluster */
export function beginInstance(
  server: string,
  { apiVersion, kind }: Pick<ObjectRef, "apiVersion" | "kind">,
): void {
  knownOf(server).kinds.add(`${apiVersion}/${kind}`);
}

/** Tells an instance that was deployed to whoever refers to it. */
export function noteInstance(
  server: string,
  instance: {
    apiVersion: string;
    kind: string;
    metadata: LiveObject["metadata"];
    spec: JsonObject;
    status: JsonObject;
  },
): void {
  const known = knownOf(server);
  known.instances.set(keyOf({ ...instance, ...instance.metadata }), { ...instance });
  for (const wake of known.waiters) wake();
}

/** Forgets an instance that was deleted. */
export function forgetInstance(server: string, instance: ObjectRef): void {
  knownOf(server).instances.delete(keyOf(instance));
}

/** Looks at objects of a cluster and, under the names that it does not have, at the instances of this process. */
export function withInstances(server: string, observation: Observation): Observation {
  const known = knownOf(server);
  return {
    ...observation,
    get: async (ref, signal) => known.instances.get(keyOf(ref)) ?? observation.get(ref, signal),
    follow: (ref, decide, signal) => {
      if (ref.uid !== undefined || !known.kinds.has(`${ref.apiVersion}/${ref.kind}`))
        return observation.follow(ref, decide, signal);
      return followEither(known, observation, { ref, decide, signal });
    },
  };
}

interface Following<T> {
  ref: Followed;
  decide: (object: LiveObject | undefined) => T | undefined;
  signal: AbortSignal;
}

/** The cluster may have such an object too; the instance of this process comes first. */
async function followEither<T>(known: Known, observation: Observation, following: Following<T>): Promise<T> {
  const { ref, decide, signal } = following;
  const here = Promise.withResolvers<T>();
  const look = (): void => {
    const instance = known.instances.get(keyOf(ref));
    if (instance === undefined) return;
    try {
      const found = decide(instance);
      if (found !== undefined) here.resolve(found);
    } catch (error) {
      here.reject(error);
    }
  };
  const onAbort = (): void => here.reject(signal.reason);
  known.waiters.add(look);
  signal.addEventListener("abort", onAbort, { once: true });
  const stop = new AbortController();
  const there = observation
    .follow(ref, decide, AbortSignal.any([signal, stop.signal]))
    .catch((error: unknown) => (hasCode(error, "unknown-kind") ? here.promise : Promise.reject(error)));
  try {
    look();
    return await Promise.race([here.promise, there]);
  } finally {
    stop.abort();
    there.catch(() => undefined);
    here.promise.catch(() => undefined);
    known.waiters.delete(look);
    signal.removeEventListener("abort", onAbort);
  }
}

/**
 * The pods of a namespace, each shown only to those who wait for its workload: where two hundred wait, every change of a pod
 * would otherwise be looked at two hundred times.
 */

import type { Client } from "../client/client.ts";
import { builtin } from "../model/kind-table.ts";
import { controllerOf, type LiveObject } from "../model/object.ts";
import { type Observer, subscribe } from "./shared-watch.ts";

const POD = builtin("v1", "Pod");

/** The watch on the pods of a namespace, and who looks at which. */
interface Audience {
  /** By owner, see {@link ownerOf}. */
  observers: Map<string, Set<Observer>>;
  pods: Map<string, Map<string, LiveObject>>;
  count: number;
  leave(): void;
}

const audiences = new WeakMap<Client, Map<string, Audience>>();

/**
 * Shows an observer the pods of a workload, beginning with those that are known; of a Deployment those of all its revisions.
 * @returns ends it
 */
export function observePods(
  { client, namespace }: { client: Client; namespace: string },
  workload: LiveObject,
  observer: Observer,
): () => void {
  const open = audiences.get(client) ?? new Map<string, Audience>();
  audiences.set(client, open);
  const audience =
    open.get(namespace) ??
    gather(client, namespace, (ended) => open.get(namespace) === ended && open.delete(namespace));
  open.set(namespace, audience);
  const owner =
    workload.kind === "Deployment" ? `Deployment ${workload.metadata.name}` : workload.metadata.uid;
  const same = audience.observers.get(owner) ?? new Set();
  audience.observers.set(owner, same.add(observer));
  audience.count += 1;
  for (const pod of audience.pods.get(owner)?.values() ?? []) observer.see(pod, false);
  return () => {
    if (!same.delete(observer)) return;
    audience.count -= 1;
    if (same.size === 0) audience.observers.delete(owner);
    if (audience.count > 0) return;
    if (open.get(namespace) === audience) open.delete(namespace);
    audience.leave();
  };
}

function gather(client: Client, namespace: string, onEnd: (audience: Audience) => void): Audience {
  const audience: Audience = { observers: new Map(), pods: new Map(), count: 0, leave: () => undefined };
  const see = (pod: LiveObject, gone: boolean): void => {
    const owner = ownerOf(pod);
    if (owner === undefined) return;
    const pods = audience.pods.get(owner) ?? new Map<string, LiveObject>();
    if (gone) pods.delete(pod.metadata.uid);
    else audience.pods.set(owner, pods.set(pod.metadata.uid, pod));
    for (const observer of audience.observers.get(owner) ?? []) observer.see(pod, gone);
  };
  const fail = (error: unknown): void => {
    onEnd(audience);
    for (const same of audience.observers.values()) for (const observer of same) observer.fail(error);
  };
  audience.leave = subscribe({ client, kind: POD, namespace }, undefined, { see, fail });
  return audience;
}

/** The uid of what keeps a pod; of a ReplicaSet that a Deployment made, that Deployment by name: it ends before the last hyphen. */
function ownerOf(pod: LiveObject): string | undefined {
  const controller = controllerOf(pod);
  if (controller?.kind !== "ReplicaSet") return controller?.uid;
  return pod.metadata.labels?.["pod-template-hash"] === undefined
    ? controller.uid
    : `Deployment ${controller.name.slice(0, controller.name.lastIndexOf("-"))}`;
}

/**
 * One watch per (kind, namespace, selection) of a client, shared by everyone who waits there.
 *
 * It is counted by its waiters and aborted with the last one: an open watch would keep the process alive, and Alchemy has
 * no hook that runs before that matters. Imports the client.
 */

import type { Client } from "../client/client.ts";
import { watch, type WatchEvent } from "../client/watch.ts";
import { collectionPath } from "../model/kind.ts";
import type { LiveObject } from "../model/object.ts";
import type { Target } from "./target.ts";

/** What a watch shows under a name: the object as it is now, or none; then the uid of the one that it showed before, if any. */
export type Sight = { present: LiveObject } | { gone: true; uid?: string };

/** Which objects of a collection a watch shows: those that a label selector matches, the one of a name, or by another field. */
export type Selection = string | { name: string } | { field: string };

/** Somebody who waits for an object. */
export interface Waiter {
  name: string;
  see(sight: Sight): void;
  /** The watch ended, for example for want of permission. */
  fail(error: unknown): void;
}

/** Somebody who looks at all objects of a watch. */
export interface Observer {
  /** An object as it is now, or as it was last when it is gone. */
  see(object: LiveObject, gone: boolean): void;
  /** The watch ended, for example for want of permission. */
  fail(error: unknown): void;
}

interface SharedWatch {
  objects: Map<string, LiveObject>;
  /** The initial state is complete: what it did not hold did not exist then. */
  synced: boolean;
  waiters: Map<string, Set<Waiter>>;
  observers: Set<Observer>;
  abort: AbortController;
}

const sharedWatches = new WeakMap<Client, Map<string, SharedWatch>>();

/**
 * Shows a waiter every sight of its object, beginning with what the watch knows already.
 * @param target the object; all targets of the same kind, namespace and selection share one watch
 * @param selection what the object is among; without it every object of the collection is watched
 * @returns ends it
 */
export function waitFor(target: Target, selection: Selection | undefined, waiter: Waiter): () => void {
  const { shared, leave } = enter(target, selection);
  const same = shared.waiters.get(waiter.name) ?? new Set();
  shared.waiters.set(waiter.name, same.add(waiter));
  const known = shared.objects.get(waiter.name);
  if (known !== undefined) waiter.see({ present: known });
  else if (shared.synced) waiter.see({ gone: true });
  return () => {
    same.delete(waiter);
    if (same.size === 0 && shared.waiters.get(waiter.name) === same) shared.waiters.delete(waiter.name);
    leave();
  };
}

/**
 * Shows an observer every object of a collection, beginning with those that the watch knows already.
 * @returns ends it
 */
export function subscribe(
  place: Omit<Target, "name">,
  selection: Selection | undefined,
  observer: Observer,
): () => void {
  const { shared, leave } = enter(place, selection);
  shared.observers.add(observer);
  for (const object of shared.objects.values()) observer.see(object, false);
  return () => {
    shared.observers.delete(observer);
    leave();
  };
}

/** The watch of a collection, which ends when the last one leaves it. */
function enter(
  place: Omit<Target, "name">,
  selection: Selection | undefined,
): { shared: SharedWatch; leave: () => void } {
  const open = sharedWatches.get(place.client) ?? new Map<string, SharedWatch>();
  sharedWatches.set(place.client, open);
  const query = new URLSearchParams(queryOf(selection)).toString();
  const key = `${collectionPath(place.kind, place.namespace)}?${query}`;
  const shared =
    open.get(key) ?? start(place, selection, (ended) => open.get(key) === ended && open.delete(key));
  open.set(key, shared);
  const leave = (): void => {
    if (shared.waiters.size + shared.observers.size > 0) return;
    if (open.get(key) === shared) open.delete(key);
    shared.abort.abort();
  };
  return { shared, leave };
}

function queryOf(selection: Selection | undefined): { labelSelector?: string; fieldSelector?: string } {
  if (selection === undefined) return {};
  if (typeof selection === "string") return { labelSelector: selection };
  return { fieldSelector: "field" in selection ? selection.field : `metadata.name=${selection.name}` };
}

function start(
  place: Omit<Target, "name">,
  selection: Selection | undefined,
  onEnd: (shared: SharedWatch) => void,
): SharedWatch {
  const shared: SharedWatch = {
    objects: new Map(),
    synced: false,
    waiters: new Map(),
    observers: new Set(),
    abort: new AbortController(),
  };
  void run(shared, place, selection)
    .catch((error: unknown) => {
      const waiters = [...shared.waiters.values()].flatMap((same) => [...same]);
      for (const follower of [...waiters, ...shared.observers]) follower.fail(error);
    })
    .finally(() => onEnd(shared));
  return shared;
}

async function run(
  shared: SharedWatch,
  target: Omit<Target, "name">,
  selection: Selection | undefined,
): Promise<void> {
  const options = {
    signal: shared.abort.signal,
    ...(target.namespace !== undefined && { namespace: target.namespace }),
  };
  const events = watch(target.client, target.kind, { ...options, ...queryOf(selection) });
  for await (const event of events) show(shared, event);
}

function show(shared: SharedWatch, event: WatchEvent): void {
  if (event.type === "SYNCED") {
    shared.synced = true;
    for (const [name, same] of shared.waiters)
      if (!shared.objects.has(name)) for (const waiter of same) waiter.see({ gone: true });
    return;
  }
  const { name, uid } = event.object.metadata;
  if (event.type === "DELETED") shared.objects.delete(name);
  else shared.objects.set(name, event.object);
  for (const observer of shared.observers) observer.see(event.object, event.type === "DELETED");
  const sight: Sight = event.type === "DELETED" ? { gone: true, uid } : { present: event.object };
  for (const waiter of shared.waiters.get(name) ?? []) waiter.see(sight);
}

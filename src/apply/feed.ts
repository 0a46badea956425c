/**
 * One watch per (kind, namespace, selector) of a client, shared by everyone who waits there.
 *
 * It is counted by its waiters and aborted with the last one: an open watch would keep the process alive, and Alchemy has
 * no hook that runs before that matters. Imports the client.
 */

import type { Client } from "../client/client.ts";
import { watch, type WatchEvent } from "../client/watch.ts";
import { collectionPath } from "../model/kind.ts";
import type { LiveObject } from "../model/object.ts";
import type { Target } from "./target.ts";

/** What a waiter sees of its object: as it is now, or that it is gone. */
export type Sight = { present: LiveObject } | { gone: true; uid?: string };

interface Waiter {
  name: string;
  see(sight: Sight): void;
  fail(error: unknown): void;
}

interface Feed {
  objects: Map<string, LiveObject>;
  waiters: Set<Waiter>;
  abort: AbortController;
}

const feeds = new WeakMap<Client, Map<string, Feed>>();

/**
 * Watches one object until `decide` gives a result.
 * @param target the object; all targets of the same kind, namespace and selector share one watch
 * @param options.selector label selector that the object matches; without it every object of the collection is watched
 * @param options.signal ends the wait; the promise rejects with its reason
 * @param decide called with each sight of the object; a result other than `undefined` ends the wait
 * @throws what `decide` throws, and what ends the watch (no permission)
 */
export function untilSeen<T>(
  target: Target,
  options: { selector?: string; signal: AbortSignal },
  decide: (sight: Sight) => T | undefined,
): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const waiter: Waiter = {
    name: target.name,
    see: (sight) => {
      try {
        const result = decide(sight);
        if (result !== undefined) resolve(result);
      } catch (error) {
        reject(error);
      }
    },
    fail: reject,
  };
  const onAbort = (): void => reject(options.signal.reason as Error);
  if (options.signal.aborted) onAbort();
  else options.signal.addEventListener("abort", onAbort, { once: true });
  const leave = join(target, options.selector, waiter);
  return promise.finally(() => {
    options.signal.removeEventListener("abort", onAbort);
    leave();
  });
}

function join(target: Target, selector: string | undefined, waiter: Waiter): () => void {
  const open = feeds.get(target.client) ?? new Map<string, Feed>();
  feeds.set(target.client, open);
  const key = `${collectionPath(target.kind, target.namespace)}?${selector ?? ""}`;
  const feed =
    open.get(key) ?? start(target, selector, (ended) => open.get(key) === ended && open.delete(key));
  open.set(key, feed);
  feed.waiters.add(waiter);
  const known = feed.objects.get(waiter.name);
  if (known !== undefined) waiter.see({ present: known });
  return () => {
    feed.waiters.delete(waiter);
    if (feed.waiters.size > 0) return;
    if (open.get(key) === feed) open.delete(key);
    feed.abort.abort();
  };
}

function start(target: Target, selector: string | undefined, onEnd: (feed: Feed) => void): Feed {
  const feed: Feed = { objects: new Map(), waiters: new Set(), abort: new AbortController() };
  void run(feed, target, selector)
    .catch((error: unknown) => {
      for (const waiter of feed.waiters) waiter.fail(error);
    })
    .finally(() => onEnd(feed));
  return feed;
}

async function run(feed: Feed, target: Target, selector: string | undefined): Promise<void> {
  const options = {
    signal: feed.abort.signal,
    ...(target.namespace !== undefined && { namespace: target.namespace }),
  };
  const events = watch(
    target.client,
    target.kind,
    selector === undefined ? options : { ...options, labelSelector: selector },
  );
  for await (const event of events) show(feed, event);
}

function show(feed: Feed, event: WatchEvent): void {
  if (event.type === "SYNCED") {
    // The initial state is complete: what it did not hold does not exist.
    for (const waiter of feed.waiters) if (!feed.objects.has(waiter.name)) waiter.see({ gone: true });
    return;
  }
  const { name, uid } = event.object.metadata;
  if (event.type === "DELETED") feed.objects.delete(name);
  else feed.objects.set(name, event.object);
  const sight: Sight = event.type === "DELETED" ? { gone: true, uid } : { present: event.object };
  for (const waiter of feed.waiters) if (waiter.name === name) waiter.see(sight);
}

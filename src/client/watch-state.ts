/** What a watch knows of its collection, so that a consumer sees one consistent story over restarts. Pure. */

import { type LiveObject, namespacedName } from "../model/object.ts";

/**
 * One change of a collection.
 * - `ADDED`, `MODIFIED`: the object as it is now
 * - `DELETED`: the object as it was last seen; only its identity when nobody saw it go
 * - `SYNCED`: everything that exists has been told; again after the server forgot where we were
 */
export type WatchEvent =
  | { type: "ADDED" | "MODIFIED" | "DELETED"; object: LiveObject }
  | { type: "SYNCED"; object?: undefined };

/** An event as the server sends it; a bookmark's object has nothing but a resourceVersion. */
export interface RawEvent {
  type: string;
  object: LiveObject;
}

/** Where a watch stands. */
export interface WatchState {
  /** The last one seen, to go on from; absent until the initial state is complete. */
  resourceVersion: string | undefined;
  /** Identities of what exists, by namespace and name. */
  readonly known: Map<string, LiveObject>;
  /** What has been told of a new initial state. */
  told: Set<string>;
}

const INITIAL_EVENTS_END = "k8s.io/initial-events-end";

/** The state of a watch that has not begun. */
export function newWatchState(): WatchState {
  return { resourceVersion: undefined, known: new Map(), told: new Set() };
}

/** Forgets where it was: what follows is the initial state again. */
export function restart(state: WatchState): void {
  state.resourceVersion = undefined;
  state.told = new Set();
}

/** Takes in one event and says what the consumer should see. */
export function advance(state: WatchState, event: RawEvent): WatchEvent[] {
  const { object } = event;
  const { resourceVersion } = object.metadata;
  const initial = state.resourceVersion === undefined;
  if (event.type === "BOOKMARK") {
    if (initial && object.metadata.annotations?.[INITIAL_EVENTS_END] !== "true") return [];
    if (initial) return complete(state, resourceVersion);
    state.resourceVersion = resourceVersion;
    return [];
  }
  const events = initial ? tell(state, object) : pass(state, event.type, object);
  if (!initial) state.resourceVersion = resourceVersion;
  return events;
}

/** Takes in an object of the initial state. */
export function tell(state: WatchState, object: LiveObject): WatchEvent[] {
  const key = namespacedName(object);
  const before = state.known.get(key);
  state.told.add(key);
  state.known.set(key, identityOf(object));
  if (before === undefined) return [{ type: "ADDED", object }];
  if (before.metadata.uid !== object.metadata.uid) {
    return [
      { type: "DELETED", object: before },
      { type: "ADDED", object },
    ];
  }
  return before.metadata.resourceVersion === object.metadata.resourceVersion
    ? []
    : [{ type: "MODIFIED", object }];
}

/** Ends the initial state: what was known and has not been told again is gone. */
export function complete(state: WatchState, resourceVersion: string): WatchEvent[] {
  const gone = [...state.known].filter(([key]) => !state.told.has(key));
  for (const [key] of gone) state.known.delete(key);
  state.told = new Set();
  state.resourceVersion = resourceVersion;
  return [...gone.map(([, object]): WatchEvent => ({ type: "DELETED", object })), { type: "SYNCED" }];
}

function pass(state: WatchState, type: string, object: LiveObject): WatchEvent[] {
  if (type !== "ADDED" && type !== "MODIFIED" && type !== "DELETED") return [];
  if (type === "DELETED") state.known.delete(namespacedName(object));
  else state.known.set(namespacedName(object), identityOf(object));
  return [{ type, object }];
}

/** Enough to say who is gone, without keeping every object twice. */
function identityOf({ apiVersion, kind, metadata }: LiveObject): LiveObject {
  const { name, namespace, uid, resourceVersion, labels } = metadata;
  const identity: LiveObject = { apiVersion, kind, metadata: { name, uid, resourceVersion } };
  if (namespace !== undefined) identity.metadata.namespace = namespace;
  if (labels !== undefined) identity.metadata.labels = labels;
  return identity;
}

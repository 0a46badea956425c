/** Tells watches of changes: one listener at the store for all of them. */

import type { LiveObject } from "../../model/object.ts";
import type { Clock } from "../clock.ts";
import type { Change, Store } from "../store/store.ts";
import { matchesLabels, type LabelSelector } from "../objects/label-selector.ts";
import { matchesFields, type FieldSelector } from "./field-selector.ts";
import { bookmarkLine, eventLine, versionOf, type EventForm, type EventType } from "./watch-event.ts";

/** How often quiet watches hear how far the store is, ms. */
const BOOKMARK_INTERVAL = 60_000;

/** One open watch. */
export interface Watch extends EventForm {
  namespace?: string;
  labels: LabelSelector;
  fields: FieldSelector;
  bookmarks: boolean;
  /** The revision up to which everything was sent. */
  last: number;
  /** Whether the columns of a table are still to be named. */
  header: boolean;
  send(line: Uint8Array): void;
  /** Ends the stream. */
  end(): void;
}

export interface WatchHub {
  /** Open watches. */
  readonly size: number;
  /** @returns stops telling it */
  add(watch: Watch): () => void;
  /** Ends all watches. */
  close(): void;
}

function matches(watch: Watch, object: LiveObject): boolean {
  const { labels, fields, namespace } = watch;
  if (namespace !== undefined && object.metadata.namespace !== namespace) return false;
  return (
    (labels.length === 0 || matchesLabels(labels, object.metadata.labels)) &&
    (fields.length === 0 || matchesFields(fields, versionOf(watch.kind, object)))
  );
}

// A deleted object, and one that no longer matches, is shown as it was, with the revision of what happened.
const departures = new WeakMap<object, LiveObject>();

function departed({ object, previous }: Change): LiveObject {
  if (previous === undefined) return object;
  const known = departures.get(object);
  if (known !== undefined) return known;
  const { resourceVersion } = object.metadata;
  const found = { ...previous, metadata: { ...previous.metadata, resourceVersion } };
  departures.set(object, found);
  return found;
}

/** What a change is to a watch: an object comes and goes when its labels do. */
function eventOf(watch: Watch, change: Change): { type: EventType; object: LiveObject } | undefined {
  const { type, object, previous } = change;
  if (watch.namespace !== undefined && object.metadata.namespace !== watch.namespace) return undefined;
  if (type === "DELETED") return matches(watch, previous ?? object) ? { type, object } : undefined;
  const now = matches(watch, object);
  const before = previous !== undefined && matches(watch, previous);
  if (now) return { type: before ? "MODIFIED" : "ADDED", object };
  return before ? { type: "DELETED", object: departed(change) } : undefined;
}

/** Sends a change to a watch that has not heard of it yet. */
export function tell(watch: Watch, change: Change, now: number): void {
  if (change.revision <= watch.last) return;
  watch.last = change.revision;
  const event = eventOf(watch, change);
  if (event === undefined) return;
  const { kind, form, includeObject, metaVersion, header } = watch;
  const object = versionOf(kind, event.object);
  watch.header = false;
  watch.send(eventLine(event.type, object, { kind, form, includeObject, metaVersion, header, now }));
}

/** Sends a bookmark. */
export function bookmark(watch: Watch, initial: boolean, now: number): void {
  const { last: revision, header } = watch;
  watch.header = false;
  watch.send(bookmarkLine(watch, { revision, initial, header, now }));
}

/** Begins to listen when there is something to tell and stops with the last watch. */
export function watchHub(store: Store, clock: Clock): WatchHub {
  const byResource = new Map<string, Set<Watch>>();
  let size = 0;
  let stop: (() => void) | undefined;
  let cancel: (() => void) | undefined;
  // The newest revision that all watches were told of.
  let told = 0;

  function each(visit: (watch: Watch) => void): void {
    for (const watches of byResource.values()) for (const watch of watches) visit(watch);
  }
  function hear(change: Change): void {
    told = Math.max(told, change.revision);
    const watches = byResource.get(change.resource);
    if (watches === undefined) return;
    const now = clock.now();
    for (const watch of watches) tell(watch, change, now);
  }
  function remind(): void {
    const now = clock.now();
    each((watch) => {
      if (!watch.bookmarks) return;
      watch.last = Math.max(watch.last, told);
      bookmark(watch, false, now);
    });
    cancel = clock.after(BOOKMARK_INTERVAL, remind);
  }
  function remove(watch: Watch): void {
    const watches = byResource.get(watch.kind.resource);
    if (watches?.delete(watch) !== true) return;
    size -= 1;
    if (watches.size === 0) byResource.delete(watch.kind.resource);
    if (size > 0) return;
    stop?.();
    cancel?.();
    stop = undefined;
  }

  return {
    get size() {
      return size;
    },
    add(watch) {
      if (stop === undefined) {
        stop = store.listen("committed", hear);
        cancel = clock.after(BOOKMARK_INTERVAL, remind);
      }
      const watches = byResource.get(watch.kind.resource) ?? new Set<Watch>();
      byResource.set(watch.kind.resource, watches.add(watch));
      size += 1;
      return () => {
        remove(watch);
      };
    },
    close() {
      each((watch) => {
        watch.end();
      });
    },
  };
}

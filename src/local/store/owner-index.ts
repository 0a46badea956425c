/** Which objects name which owner. */

import type { Entry } from "./table.ts";
import type { LiveObject } from "../../model/object.ts";

export interface OwnerIndex {
  add(entry: Entry): void;
  remove(entry: Entry): void;
  /** After the object of an entry was replaced. */
  move(entry: Entry, previous: LiveObject): void;
  /** In the order in which they came. */
  of(uid: string): Entry[];
}

/** @returns an empty one */
export function ownerIndex(): OwnerIndex {
  const owned = new Map<string, Set<Entry>>();
  const drop = (entry: Entry, object: LiveObject): void => {
    for (const { uid } of object.metadata.ownerReferences ?? []) {
      const entries = owned.get(uid);
      entries?.delete(entry);
      if (entries?.size === 0) owned.delete(uid);
    }
  };
  const index: OwnerIndex = {
    add(entry) {
      for (const { uid } of entry.object.metadata.ownerReferences ?? []) {
        const entries = owned.get(uid);
        if (entries === undefined) owned.set(uid, new Set([entry]));
        else entries.add(entry);
      }
    },
    remove: (entry) => drop(entry, entry.object),
    move(entry, previous) {
      if (entry.object.metadata.ownerReferences === previous.metadata.ownerReferences) return;
      drop(entry, previous);
      index.add(entry);
    },
    of: (uid) => [...(owned.get(uid) ?? [])],
  };
  return index;
}

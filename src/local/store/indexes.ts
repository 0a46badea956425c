/** Where objects are found: by name, by UID, by owner. */

import type { LiveObject } from "../../model/object.ts";
import { ownerIndex } from "./owner-index.ts";
import type { Store } from "./store.ts";
import { table, type Entry, type Table } from "./table.ts";

export interface Indexes extends Pick<Store, "byUid" | "list" | "count" | "ownedBy" | "resourcesIn"> {
  find(resource: string, namespace: string | undefined, name: string): Entry | undefined;
  enter(entry: Entry): void;
  /** Puts another object in the place of the one that an entry has. */
  replace(entry: Entry, object: LiveObject): void;
  leave(entry: Entry): void;
  /** Owners of an object that are there. */
  ownersOf(entry: Entry): Entry[];
}

/** @returns empty ones */
export function indexes(): Indexes {
  const tables = new Map<string, Table>();
  const uids = new Map<string, Entry>();
  const owners = ownerIndex();
  const tableOf = (resource: string): Table => {
    let found = tables.get(resource);
    if (found === undefined) {
      found = table();
      tables.set(resource, found);
    }
    return found;
  };
  return {
    find: (resource, namespace = "", name) => tables.get(resource)?.get(namespace, name),
    enter(entry) {
      tableOf(entry.resource).insert(entry);
      uids.set(entry.object.metadata.uid, entry);
      owners.add(entry);
    },
    replace(entry, object) {
      const previous = entry.object;
      entry.object = object;
      owners.move(entry, previous);
      if (previous.metadata.uid === object.metadata.uid) return;
      uids.delete(previous.metadata.uid);
      uids.set(object.metadata.uid, entry);
    },
    leave(entry) {
      owners.remove(entry);
      tableOf(entry.resource).remove(entry);
      uids.delete(entry.object.metadata.uid);
    },
    ownersOf: ({ object }) =>
      (object.metadata.ownerReferences ?? []).flatMap(({ uid }) => uids.get(uid) ?? []),
    byUid: (uid) => {
      const entry = uids.get(uid);
      return entry === undefined ? undefined : { resource: entry.resource, object: entry.object };
    },
    list: (resource, namespace) => tables.get(resource)?.list(namespace) ?? [],
    count: (resource, namespace) => tables.get(resource)?.count(namespace) ?? 0,
    ownedBy: (uid) => owners.of(uid).map(({ resource, object }) => ({ resource, object })),
    resourcesIn: (namespace) =>
      [...tables].filter(([, one]) => one.count(namespace) > 0).map(([resource]) => resource),
  };
}

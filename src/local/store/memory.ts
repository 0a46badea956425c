/**
 * The store: everything in memory, with the indexes that controllers need, and a journal for those who want to keep it.
 * Imports the model only. Invariant: an object that was put is never changed; its replacement shares what did not change.
 */

import type { LiveObject } from "../../model/object.ts";
import { changeLog, type ChangeLog } from "./change-log.ts";
import { commits, type Commits } from "./commits.ts";
import { indexes, type Indexes } from "./indexes.ts";
import type { Journal, Row } from "./journal.ts";
import { copyMetadata } from "./lazy.ts";
import type { Change, Moment, Store } from "./store.ts";
import type { Entry } from "./table.ts";

/**
 * @param journal @default none: all is forgotten with the process
 * @param revive called with objects that were kept before their managedFields were computed; defers them again
 */
export function memoryStore(journal?: Journal, revive: (row: Row) => void = () => undefined): Store {
  return new MemoryStore(journal, revive);
}

class MemoryStore implements Store {
  readonly values: Store["values"];
  readonly #journal: Journal | undefined;
  readonly #indexes: Indexes = indexes();
  readonly #listeners = new Set<(change: Change) => void>();
  readonly #log: ChangeLog;
  readonly #commits: Commits;
  #revision = 1;
  /** Of the newest row. */
  #lastId = 0;

  constructor(journal: Journal | undefined, revive: (row: Row) => void) {
    this.#journal = journal;
    const loaded = journal?.load();
    this.#revision = loaded?.revision ?? 1;
    for (const row of loaded?.rows ?? []) {
      if (row.untracked !== undefined) revive(row);
      this.#indexes.enter({ id: row.id, resource: row.resource, object: row.object, gone: false });
      this.#lastId = Math.max(this.#lastId, row.id);
    }
    this.#log = changeLog(this.#revision);
    this.#commits = commits({
      journal,
      revision: () => this.#revision,
      ownersOf: (entry) => this.#indexes.ownersOf(entry),
    });
    const values = loaded?.values ?? new Map<string, string>();
    this.values = {
      get: (key) => values.get(key),
      set: (key, value) => {
        values.set(key, value);
        this.#commits.setValue(key, value);
      },
    };
  }

  get revision(): number {
    return this.#revision;
  }

  get(resource: string, namespace: string | undefined, name: string): LiveObject | undefined {
    return this.#indexes.find(resource, namespace, name)?.object;
  }

  byUid(uid: string): ReturnType<Store["byUid"]> {
    return this.#indexes.byUid(uid);
  }

  list(resource: string, namespace?: string): LiveObject[] {
    return this.#indexes.list(resource, namespace);
  }

  count(resource: string, namespace?: string): number {
    return this.#indexes.count(resource, namespace);
  }

  ownedBy(uid: string): ReturnType<Store["ownedBy"]> {
    return this.#indexes.ownedBy(uid);
  }

  resourcesIn(namespace: string): string[] {
    return this.#indexes.resourcesIn(namespace);
  }

  put(resource: string, given: LiveObject, later = false): LiveObject {
    this.#revision += 1;
    const object = stamped(given, this.#revision);
    const entry = this.#indexes.find(resource, object.metadata.namespace, object.metadata.name);
    if (entry === undefined) {
      this.#lastId += 1;
      const made = { id: this.#lastId, resource, object, gone: false };
      this.#indexes.enter(made);
      return this.#tell(made, { type: "ADDED", object }, later);
    }
    const previous = entry.object;
    this.#indexes.replace(entry, object);
    return this.#tell(entry, { type: "MODIFIED", object, previous }, later);
  }

  remove(resource: string, { metadata: { namespace, name } }: LiveObject): LiveObject {
    const entry = this.#indexes.find(resource, namespace, name);
    if (entry === undefined) throw new Error(`${resource} ${namespace ?? ""}/${name} is not in the store`);
    this.#revision += 1;
    this.#indexes.leave(entry);
    const previous = entry.object;
    entry.object = stamped(previous, this.#revision);
    return this.#tell(entry, { type: "DELETED", object: entry.object, previous }, false);
  }

  since(resource: string, revision: number): Change[] | undefined {
    return this.#log.since(resource, revision);
  }

  listen(moment: Moment, listener: (change: Change) => void): () => void {
    const told = moment === "written" ? this.#listeners : this.#commits.listeners;
    told.add(listener);
    return () => {
      told.delete(listener);
    };
  }

  committed(): Promise<void> {
    return this.#commits.committed();
  }

  close(): void {
    this.#commits.flush();
    this.#journal?.close();
  }

  #tell(entry: Entry, change: Pick<Change, "type" | "object" | "previous">, later: boolean): LiveObject {
    const told = { ...change, resource: entry.resource, revision: this.#revision };
    this.#log.add(told);
    this.#commits.add(entry, told, later);
    for (const listener of this.#listeners) listener(told);
    return told.object;
  }
}

function stamped(object: LiveObject, revision: number): LiveObject {
  const metadata = copyMetadata(object.metadata);
  metadata.resourceVersion = String(revision);
  return { ...object, metadata };
}

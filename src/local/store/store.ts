/**
 * The objects of the embedded cluster. All of them are held in memory as plain JSON that nobody changes after it was put;
 * a journal keeps them over restarts. Everything is synchronous, so what runs between two awaits is atomic.
 */

import type { LiveObject } from "../../model/object.ts";

/** What happened to one object. */
export interface Change {
  type: "ADDED" | "MODIFIED" | "DELETED";
  /** The storage name of its kind, `<group>/<plural>`: `apps/deployments`, `/pods`. */
  resource: string;
  /** As it is now; a deleted one as it was, with the revision of its deletion. */
  object: LiveObject;
  /** As it was before. */
  previous?: LiveObject;
  revision: number;
}

/** When a listener hears of changes: at once, inside the write, or when they are on disk and may be told to clients. */
export type Moment = "written" | "committed";

export interface Store {
  /** The revision of the newest write; starts at 1. */
  readonly revision: number;
  get(resource: string, namespace: string | undefined, name: string): LiveObject | undefined;
  /** By UID, in whatever resource. */
  byUid(uid: string): { resource: string; object: LiveObject } | undefined;
  /** Objects of one resource, of all namespaces when none is given, ordered by namespace and name. */
  list(resource: string, namespace?: string): LiveObject[];
  /** How many objects the list has. */
  count(resource: string, namespace?: string): number;
  /** Objects that name this UID in their ownerReferences. */
  ownedBy(uid: string): { resource: string; object: LiveObject }[];
  /** Resources of which a namespace has objects. */
  resourcesIn(namespace: string): string[];
  /**
   * Creates or replaces an object. Its `metadata.resourceVersion` is set to the new revision.
   * @param later whether it may be lost when the process dies in the next moment: a controller would write it again @default false
   * @returns the object as it is kept
   */
  put(resource: string, object: LiveObject, later?: boolean): LiveObject;
  /** Removes an object; it must exist. @returns as it was, with the revision of the deletion */
  remove(resource: string, object: LiveObject): LiveObject;
  /**
   * What happened to a resource after a revision.
   * @returns `undefined` when the journal no longer reaches back that far
   */
  since(resource: string, revision: number): Change[] | undefined;
  /** @returns stops listening */
  listen(moment: Moment, listener: (change: Change) => void): () => void;
  /** Resolves when everything that was put so far is on disk, but for what may be later; several writes share one transaction. */
  committed(): Promise<void>;
  /** Values of the cluster itself, for example its identity. */
  readonly values: { get(key: string): string | undefined; set(key: string, value: string): void };
  close(): void;
}

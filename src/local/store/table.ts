/** The objects of one resource in memory: by namespace and name, ordered when a list is asked for. */

import type { LiveObject } from "../../model/object.ts";

/** The place of one object. It stays the same while the object is replaced. */
export interface Entry {
  /** Of its row in the journal; never used again. */
  readonly id: number;
  readonly resource: string;
  object: LiveObject;
  gone: boolean;
}

/** One namespace of a resource. */
interface Bucket {
  byName: Map<string, Entry>;
  /** May hold entries that are gone, and be out of order at the end. */
  ordered: Entry[];
  /** Whether `ordered` has to be put right before it is read. */
  stale: boolean;
}

export interface Table {
  get(namespace: string, name: string): Entry | undefined;
  insert(entry: Entry): void;
  remove(entry: Entry): void;
  list(namespace: string | undefined): LiveObject[];
  count(namespace: string | undefined): number;
}

const nameOf = (entry: Entry): string => entry.object.metadata.name;
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** @returns an empty one */
export function table(): Table {
  const buckets = new Map<string, Bucket>();
  return {
    get: (namespace, name) => buckets.get(namespace)?.byName.get(name),
    insert(entry) {
      const { namespace = "", name } = entry.object.metadata;
      let bucket = buckets.get(namespace);
      if (bucket === undefined) {
        bucket = { byName: new Map(), ordered: [], stale: false };
        buckets.set(namespace, bucket);
      }
      const last = bucket.ordered.at(-1);
      // Sorting waits for a reader, so that creating n objects in any order costs no more than one sort.
      if (last !== undefined && nameOf(last) > name) bucket.stale = true;
      bucket.byName.set(name, entry);
      bucket.ordered.push(entry);
    },
    remove(entry) {
      const { namespace = "", name } = entry.object.metadata;
      const bucket = buckets.get(namespace);
      entry.gone = true;
      bucket?.byName.delete(name);
      if (bucket === undefined) return;
      bucket.stale = true;
      if (bucket.byName.size === 0) buckets.delete(namespace);
    },
    list(namespace) {
      if (namespace !== undefined) return inOrder(buckets.get(namespace));
      // As etcd orders its keys, where a slash follows the namespace: `a-b/` comes before `a/`.
      const names = [...buckets.keys()].sort((a, b) => compare(`${a}/`, `${b}/`));
      return names.flatMap((name) => inOrder(buckets.get(name)));
    },
    count(namespace) {
      if (namespace !== undefined) return buckets.get(namespace)?.byName.size ?? 0;
      let total = 0;
      for (const bucket of buckets.values()) total += bucket.byName.size;
      return total;
    },
  };
}

function inOrder(bucket: Bucket | undefined): LiveObject[] {
  if (bucket === undefined) return [];
  if (bucket.stale) {
    bucket.ordered = bucket.ordered.filter(({ gone }) => !gone).sort((a, b) => compare(nameOf(a), nameOf(b)));
    bucket.stale = false;
  }
  return bucket.ordered.map(({ object }) => object);
}

/**
 * Finds objects by a label, or by what their selector asks for, without looking at all of them. One index for each store, kept up
 * with every write.
 */

import type { LiveObject } from "../../model/object.ts";
import type { Store } from "../store/store.ts";

/** Objects of one resource by namespace and pair. */
export interface PairIndex {
  /** Names of the objects of a namespace that have a pair. */
  names(store: Store, namespace: string, pair: string): ReadonlySet<string>;
}

/** `key=value` */
export function pairsOf(labels: Readonly<Record<string, string>> | undefined): string[] {
  return labels === undefined ? [] : Object.entries(labels).map(([key, value]) => `${key}=${value}`);
}

const NONE: ReadonlySet<string> = new Set();

function placeOf(namespace: string, pair: string): string {
  return `${namespace}/${pair}`;
}

/**
 * An index of one resource.
 * @param pairs what an object is to be found by
 */
export function pairIndex(resource: string, pairs: (object: LiveObject) => readonly string[]): PairIndex {
  const stores = new WeakMap<Store, Map<string, Set<string>>>();
  const build = (store: Store): Map<string, Set<string>> => {
    const places = new Map<string, Set<string>>();
    const add = ({ metadata }: LiveObject, pair: string): void => {
      const place = placeOf(metadata.namespace ?? "", pair);
      const names = places.get(place);
      if (names === undefined) places.set(place, new Set([metadata.name]));
      else names.add(metadata.name);
    };
    const remove = ({ metadata }: LiveObject, pair: string): void => {
      const place = placeOf(metadata.namespace ?? "", pair);
      const names = places.get(place);
      names?.delete(metadata.name);
      if (names?.size === 0) places.delete(place);
    };
    for (const object of store.list(resource)) for (const pair of pairs(object)) add(object, pair);
    store.listen("written", (change) => {
      if (change.resource !== resource) return;
      const before = change.previous === undefined ? [] : pairs(change.previous);
      const after = change.type === "DELETED" ? [] : pairs(change.object);
      if (before.length === after.length && before.every((pair, index) => pair === after[index])) return;
      for (const pair of before) remove(change.object, pair);
      for (const pair of after) add(change.object, pair);
    });
    return places;
  };
  return {
    names: (store, namespace, pair) => {
      let places = stores.get(store);
      if (places === undefined) {
        places = build(store);
        stores.set(store, places);
      }
      return places.get(placeOf(namespace, pair)) ?? NONE;
    },
  };
}

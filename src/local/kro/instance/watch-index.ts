/** Which instances look at an object: what they asked for when they were reconciled last. Pure state. */

import type { LiveObject } from "../../../model/object.ts";
import type { Key } from "../../controllers/controller.ts";
import { type LabelSelector, matchesLabels } from "../../objects/label-selector.ts";
import type { Change } from "../../store/store.ts";

/** An object that an instance looks at, there or not, or all that a selector finds. */
export type Watched =
  | { resource: string; namespace: string | undefined; name: string }
  | { resource: string; namespace: string | undefined; selector: LabelSelector };

/** What every instance looks at. */
export class WatchIndex {
  readonly #byInstance = new Map<string, readonly Watched[]>();
  readonly #named = new Map<string, Map<string, Key>>();
  readonly #selecting = new Map<string, Map<string, { key: Key; watched: Watched[] }>>();

  /** Replaces what an instance looks at. */
  set(key: Key, watched: readonly Watched[]): void {
    this.delete(key);
    const instance = instanceOf(key);
    if (watched.length > 0) this.#byInstance.set(instance, watched);
    for (const one of watched) {
      if ("selector" in one) {
        const all = entryOf(this.#selecting, one.resource);
        const known = all.get(instance) ?? { key, watched: [] };
        all.set(instance, known);
        known.watched.push(one);
      } else entryOf(this.#named, nameOf(one)).set(instance, key);
    }
  }

  /** Forgets an instance. */
  delete(key: Key): void {
    const instance = instanceOf(key);
    for (const one of this.#byInstance.get(instance) ?? []) {
      const [index, at] = "selector" in one ? [this.#selecting, one.resource] : [this.#named, nameOf(one)];
      const entry = index.get(at);
      entry?.delete(instance);
      if (entry?.size === 0) index.delete(at);
    }
    this.#byInstance.delete(instance);
  }

  /** The instances that a change concerns. */
  concerned({ resource, object, previous }: Change): Key[] {
    const { namespace, name } = object.metadata;
    const keys = [...(this.#named.get(nameOf({ resource, namespace, name }))?.values() ?? [])];
    for (const { key, watched } of this.#selecting.get(resource)?.values() ?? [])
      if (watched.some((one) => selects(one, object) || (previous !== undefined && selects(one, previous))))
        keys.push(key);
    return keys;
  }
}

function entryOf<T>(index: Map<string, Map<string, T>>, at: string): Map<string, T> {
  let entry = index.get(at);
  if (entry === undefined) index.set(at, (entry = new Map()));
  return entry;
}

function instanceOf({ resource, namespace, name }: Key): string {
  return `${resource}/${namespace ?? ""}/${name}`;
}

function nameOf({
  resource,
  namespace,
  name,
}: {
  resource: string;
  namespace: string | undefined;
  name: string;
}): string {
  return `${resource}/${namespace ?? ""}/${name}`;
}

function selects(watched: Watched, { metadata }: LiveObject): boolean {
  if (!("selector" in watched)) return false;
  if (watched.namespace !== undefined && watched.namespace !== metadata.namespace) return false;
  return matchesLabels(watched.selector, metadata.labels);
}

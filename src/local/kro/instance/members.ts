/**
 * Which objects carry the mark of an instance: found by its labels without looking through all objects. Follows the store from
 * the first question on.
 */

import type { LiveObject } from "../../../model/object.ts";
import type { Kinds } from "../../kinds/served-kind.ts";
import type { Change, Store } from "../../store/store.ts";
import { LABELS } from "../names.ts";

/** An object with its storage name. */
export interface Member {
  resource: string;
  object: LiveObject;
}

type Mark = typeof LABELS.partOf | typeof LABELS.instanceId;
const MARKS: readonly Mark[] = [LABELS.partOf, LABELS.instanceId];

/** Objects by the value of a label. */
export class Members {
  readonly #byMark = new Map<string, Map<string, Member>>();

  constructor(store: Store, kinds: Kinds) {
    for (const resource of new Set(kinds.all().map((kind) => kind.resource)))
      for (const object of store.list(resource)) this.#add({ resource, object });
    store.listen("written", (change) => this.#follow(change));
  }

  /** The objects whose label has this value. */
  of(mark: Mark, value: string): Member[] {
    return [...(this.#byMark.get(`${mark}=${value}`)?.values() ?? [])];
  }

  #follow({ type, resource, object, previous }: Change): void {
    const before = previous ?? (type === "DELETED" ? object : undefined);
    if (before !== undefined) this.#remove({ resource, object: before });
    if (type !== "DELETED") this.#add({ resource, object });
  }

  #add(member: Member): void {
    for (const key of marksOf(member.object)) {
      let members = this.#byMark.get(key);
      if (members === undefined) this.#byMark.set(key, (members = new Map()));
      members.set(identity(member), member);
    }
  }

  #remove(member: Member): void {
    for (const key of marksOf(member.object)) {
      const members = this.#byMark.get(key);
      if (members === undefined) continue;
      members.delete(identity(member));
      if (members.size === 0) this.#byMark.delete(key);
    }
  }
}

function marksOf({ metadata: { labels } }: LiveObject): string[] {
  if (labels === undefined) return [];
  return MARKS.flatMap((mark) => (labels[mark] === undefined ? [] : [`${mark}=${labels[mark]}`]));
}

function identity({ resource, object: { metadata } }: Member): string {
  return `${resource}/${metadata.namespace ?? ""}/${metadata.name}`;
}

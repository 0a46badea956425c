/**
 * Merging an applied configuration into a live object.
 * @see https://github.com/kubernetes-sigs/structured-merge-diff/blob/v6.3.3/typed/merge.go
 */

import { type Json, type JsonObject, sameJson } from "../../model/json.ts";
import { type FieldType, type ListType, type MapType, typeOfField } from "./field-type.ts";
import { itemElements, sameItems } from "./list-item.ts";
import { fieldsOf, isBare, itemsOf, walkedAs } from "./shape.ts";

/**
 * The live object with what was applied. Nothing is removed.
 * @param applied fits its type
 * @returns the very `live` when everything applied is in it already
 */
export function merge(type: FieldType, live: Json | undefined, applied: Json | undefined): Json | undefined {
  if (applied === undefined || live === applied) return live;
  if (live === undefined) return applied;
  // Where their types differ, what was applied counts.
  switch (walkedAs(type, applied)) {
    case "map":
      return type.map === undefined ? leaf(live, applied) : mergeMaps(type.map, live, applied);
    case "list":
      return type.list === undefined ? leaf(live, applied) : mergeLists(type.list, live, applied);
    case "scalar":
      return leaf(live, applied);
  }
}

function leaf(live: Json, applied: Json): Json {
  return sameJson(live, applied) ? live : applied;
}

function mergeMaps(map: MapType, live: Json, applied: Json): Json {
  const left = fieldsOf(live);
  const right = fieldsOf(applied);
  if (map.atomic || (isBare(left) && isBare(right))) return leaf(live, applied);
  let out: JsonObject | undefined = left;
  for (const name in right) {
    const before = left?.[name];
    const part = merge(typeOfField(map, name), before, right[name]);
    if (part === before) continue;
    if (out === left) out = { ...left };
    (out as JsonObject)[name] = part;
  }
  return out ?? {};
}

function mergeLists(list: ListType, live: Json, applied: Json): Json {
  const left = itemsOf(live);
  const right = itemsOf(applied);
  if (list.atomic || (isBare(left) && isBare(right))) return leaf(live, applied);
  if (left === undefined || right === undefined) return left ?? right ?? applied;
  const merged = sameItems(list, left, right)
    ? right.map((item, index) => merge(list.item, left[index], item) as Json)
    : new ListMerge(list, left, right).merged();
  const same = merged.length === left.length && merged.every((item, index) => item === left[index]);
  return same ? left : merged;
}

/** Merges two lists into one whose order is that of the applied one where it says anything, else that of the live one. */
class ListMerge {
  readonly #list: ListType;
  readonly #left: readonly Json[];
  readonly #leftElements: readonly string[];
  readonly #rightElements: readonly string[];
  /** Live items by element; null stands for several. */
  readonly #live = new Map<string, Json>();
  readonly #applied = new Map<string, Json>();
  /** Elements in both, in the order of the applied list, from `#nextShared` on not merged yet. */
  readonly #shared: readonly string[];
  #nextShared = 0;
  readonly #out: Json[] = [];

  constructor(list: ListType, left: readonly Json[], right: readonly Json[]) {
    this.#list = list;
    this.#left = left;
    this.#leftElements = itemElements(list, left);
    this.#rightElements = itemElements(list, right);
    for (const [index, element] of this.#leftElements.entries())
      this.#live.set(element, this.#live.has(element) ? null : (left[index] as Json));
    for (const [index, element] of this.#rightElements.entries())
      this.#applied.set(element, right[index] as Json);
    this.#shared = this.#rightElements.filter((element) => this.#live.has(element));
  }

  merged(): Json[] {
    const merged = new Set<string>();
    let [l, r] = [0, 0];
    while (l < this.#left.length || r < this.#rightElements.length) {
      const [left, right] = [this.#leftElements[l], this.#rightElements[r]];
      if (left !== undefined && left === right) {
        merged.add(left);
        this.#takeMerged(left);
        this.#nextShared++;
        l++;
        r++;
        continue;
      }
      if (left !== undefined) {
        const shared = this.#applied.has(left);
        const next = this.#shared[this.#nextShared];
        if (shared && right !== undefined && next !== undefined && next !== left) {
          l++;
          continue;
        }
        if (!shared) {
          this.#out.push(this.#left[l] as Json);
          l++;
          continue;
        }
        if (merged.has(left)) l++;
      }
      if (right === undefined) continue;
      merged.add(right);
      this.#takeMerged(right);
      r++;
      if (this.#shared[this.#nextShared] === right) this.#nextShared++;
    }
    return this.#out;
  }

  #takeMerged(element: string): void {
    const item = merge(this.#list.item, this.#live.get(element), this.#applied.get(element));
    if (item !== undefined) this.#out.push(item);
  }
}

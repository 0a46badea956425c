/**
 * Which fields differ between two objects.
 * @see https://github.com/kubernetes-sigs/structured-merge-diff/blob/v6.3.3/typed/compare.go
 */

import { type Json, type JsonObject, sameJson } from "../../model/json.ts";
import { type FieldSet, type FieldSetBuilder, insert, recursiveDifference } from "./field-set.ts";
import { type FieldType, type ListType, type MapType, typeOfField } from "./field-type.ts";
import { itemElements } from "./list-item.ts";
import { differInShape, fieldsOf, isBare, itemsOf, walkedAs } from "./shape.ts";

/** No field is in more than one of them. */
export interface Comparison {
  added: FieldSet;
  modified: FieldSet;
  removed: FieldSet;
}

/** Both objects fit the type, but may hold the same item twice. Parts that are the same object are not looked into. */
export function compareObjects(type: FieldType, before: JsonObject, after: JsonObject): Comparison {
  const walk = new Walk();
  walk.compare(type, before, after);
  return walk;
}

/** What is left of a comparison without fields, and without all that is below them. */
export function withoutFields(comparison: Comparison, fields: FieldSet | undefined): Comparison {
  if (fields === undefined) return comparison;
  return {
    added: recursiveDifference(comparison.added, fields),
    modified: recursiveDifference(comparison.modified, fields),
    removed: recursiveDifference(comparison.removed, fields),
  };
}

class Walk implements Comparison {
  readonly added: FieldSetBuilder = {};
  readonly modified: FieldSetBuilder = {};
  readonly removed: FieldSetBuilder = {};
  readonly #path: string[] = [];

  compare(type: FieldType, before: Json | undefined, after: Json | undefined): void {
    if (before === after) return;
    if (differInShape(type, before, after)) this.#as(walkedAs(type, before), type, [before, after]);
    const leaf = this.#as(walkedAs(type, after === undefined ? before : after), type, [before, after]);
    if (leaf) return;
    if (before === undefined) insert(this.added, this.#path);
    else if (after === undefined) insert(this.removed, this.#path);
  }

  /** @returns whether the field is compared as a whole */
  #as(
    shape: ReturnType<typeof walkedAs>,
    type: FieldType,
    [before, after]: [Json | undefined, Json | undefined],
  ): boolean {
    if (shape === "map" && type.map !== undefined) return this.#maps(type.map, before, after);
    if (shape === "list" && type.list !== undefined) return this.#lists(type.list, before, after);
    return this.#leaf(before, after);
  }

  #leaf(before: Json | undefined, after: Json | undefined): true {
    if (before === undefined) insert(this.added, this.#path);
    else if (after === undefined) insert(this.removed, this.#path);
    else if (!sameJson(before, after)) insert(this.modified, this.#path);
    return true;
  }

  #below(element: string, type: FieldType, [before, after]: [Json | undefined, Json | undefined]): void {
    this.#path.push(element);
    this.compare(type, before, after);
    this.#path.pop();
  }

  #maps(map: MapType, before: Json | undefined, after: Json | undefined): boolean {
    const left = fieldsOf(before);
    const right = fieldsOf(after);
    if (map.atomic || (isBare(left) && isBare(right))) return this.#leaf(before, after);
    for (const name in left)
      if (left[name] !== right?.[name])
        this.#below(`f:${name}`, typeOfField(map, name), [left[name], right?.[name]]);
    for (const name in right)
      if (left?.[name] === undefined && right[name] !== undefined)
        this.#below(`f:${name}`, typeOfField(map, name), [undefined, right[name]]);
    return false;
  }

  #lists(list: ListType, before: Json | undefined, after: Json | undefined): boolean {
    const left = itemsOf(before);
    const right = itemsOf(after);
    if (list.atomic || (isBare(left) && isBare(right))) return this.#leaf(before, after);
    const [leftItems, rightItems] = [grouped(list, left ?? []), grouped(list, right ?? [])];
    for (const element of new Set([...leftItems.keys(), ...rightItems.keys()]))
      this.#items(list, element, [leftItems.get(element) ?? [], rightItems.get(element) ?? []]);
    return false;
  }

  /** Items that are there twice are compared as a whole. */
  #items(list: ListType, element: string, [left, right]: [Json[], Json[]]): void {
    if (left.length <= 1 && right.length <= 1) {
      this.#below(element, list.item, [left[0], right[0]]);
    } else if (left.length >= 2 && right.length >= 2) {
      if (!sameJson(left, right)) insert(this.modified, [...this.#path, element]);
    } else if (left.length >= 2) {
      if (right.length > 0) this.#below(element, list.item, [undefined, right[0]]);
      insert(this.removed, [...this.#path, element]);
    } else {
      if (left.length > 0) this.#below(element, list.item, [left[0], undefined]);
      insert(this.added, [...this.#path, element]);
    }
  }
}

function grouped(list: ListType, items: readonly Json[]): Map<string, Json[]> {
  const groups = new Map<string, Json[]>();
  for (const [index, element] of itemElements(list, items).entries()) {
    const known = groups.get(element);
    if (known === undefined) groups.set(element, [items[index] as Json]);
    else known.push(items[index] as Json);
  }
  return groups;
}

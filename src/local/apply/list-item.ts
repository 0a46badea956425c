/** Which item of an associative list a value is. */

import { type Json, isJsonObject } from "../../model/json.ts";
import type { ListType } from "./field-type.ts";
import { goJson } from "./go-format.ts";
import { valueElement } from "./path-element.ts";

/** An item that cannot be told apart from others, with the server's words. */
export class ItemError extends Error {}

/**
 * The path element of an item.
 * @throws ItemError when it has no key, or is nothing that may be in such a list
 */
export function itemElement(list: ListType, item: Json): string {
  return list.keyNames.length > 0 ? keyedElement(list, item) : setElement(item);
}

function keyedElement(list: ListType, item: Json): string {
  if (item === null) throw new ItemError("associative list with keys may not have a null element");
  if (!isJsonObject(item)) throw new ItemError("associative list with keys may not have non-map elements");
  let text = "";
  for (const { name, otherwise } of list.keys) {
    const value = item[name] ?? (Object.hasOwn(item, name) ? null : otherwise);
    if (value !== undefined) text += `${text === "" ? "" : ","}${goJson(name)}:${goJson(value)}`;
  }
  if (text === "")
    throw new ItemError(
      `associative list with keys has an element that omits all key fields [${list.keyNames
        .map((name) => JSON.stringify(name))
        .join(" ")}] (and doesn't have default values for any key fields)`,
    );
  return `k:{${text}}`;
}

function setElement(item: Json): string {
  if (Array.isArray(item)) throw new ItemError("not supported: associative list with lists as elements");
  if (item === null)
    throw new ItemError("associative list without keys has an element that's an explicit null");
  if (typeof item === "object")
    throw new ItemError("associative list without keys has an element that's a map type");
  return valueElement(item);
}

/**
 * Whether two lists have the same items in the same order. Cheaper than by their elements, since most lists that are applied
 * have not changed.
 */
export function sameItems(list: ListType, left: readonly Json[], right: readonly Json[]): boolean {
  return (
    left.length === right.length && left.every((item, index) => sameItem(list, item, right[index] as Json))
  );
}

function sameItem({ keys }: ListType, left: Json, right: Json): boolean {
  if (keys.length === 0) return left === right;
  if (!isJsonObject(left) || !isJsonObject(right)) return false;
  return keys.every(({ name, otherwise }) => (left[name] ?? otherwise) === (right[name] ?? otherwise));
}

/** The elements of all items of a list that fits its type. */
export function itemElements(list: ListType, items: readonly Json[]): string[] {
  return items.map((item) => itemElement(list, item));
}

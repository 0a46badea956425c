/**
 * The fields that an object sets: what its manager owns when it is applied.
 * @see https://github.com/kubernetes-sigs/structured-merge-diff/blob/v6.3.3/typed/tofieldset.go
 */

import type { Json, JsonObject } from "../../model/json.ts";
import { type FieldSet, type FieldSetBuilder, addNode } from "./field-set.ts";
import { type FieldType, type ListType, type MapType, typeOfField } from "./field-type.ts";
import { itemElements } from "./list-item.ts";
import { fieldsOf, isBare, itemsOf, walkedAs } from "./shape.ts";

/**
 * The fields that an object sets: its scalars, atomic lists and objects, items of lists and keys of maps.
 * @param object fits its type, but may hold the same item twice
 */
export function ownedFields(type: FieldType, object: JsonObject): FieldSet {
  const out: FieldSetBuilder = {};
  collect(out, type, object);
  return out;
}

/**
 * Adds the fields below a value.
 * @returns whether the value is itself a field
 */
function collect(out: FieldSetBuilder, type: FieldType, value: Json): boolean {
  switch (walkedAs(type, value)) {
    case "scalar":
      return true;
    case "map":
      return type.map === undefined || collectMap(out, type.map, value);
    case "list":
      return type.list === undefined || collectList(out, type.list, value);
  }
}

function collectMap(out: FieldSetBuilder, map: MapType, value: Json): boolean {
  if (map.atomic) return true;
  const fields = fieldsOf(value);
  if (fields === undefined) return false;
  for (const name in fields) {
    const part = fields[name];
    if (part === undefined) continue;
    const below: FieldSetBuilder = {};
    const leaf = collect(below, typeOfField(map, name), part);
    const bare = part === null || (typeof part === "object" && !Array.isArray(part) && isBare(part));
    addNode(out, `f:${name}`, { member: leaf || bare || map.declared(name) === undefined, below });
  }
  return false;
}

function collectList(out: FieldSetBuilder, list: ListType, value: Json): boolean {
  if (list.atomic) return true;
  const items = itemsOf(value) ?? [];
  const elements = itemElements(list, items);
  const repeated = new Set(elements).size < elements.length;
  for (const [index, element] of elements.entries()) {
    // An item that is there twice is owned as a whole.
    const twice = repeated && elements.indexOf(element) !== elements.lastIndexOf(element);
    const below: FieldSetBuilder = {};
    if (!twice) collect(below, list.item, items[index] as Json);
    addNode(out, element, { member: true, below });
  }
  return false;
}

/**
 * Taking fields out of an object.
 * @see https://github.com/kubernetes-sigs/structured-merge-diff/blob/v6.3.3/typed/remove.go
 */

import type { Json, JsonObject } from "../../model/json.ts";
import { type FieldSet, hasChildren, isMember } from "./field-set.ts";
import { type FieldType, type ListType, type MapType, typeOfField } from "./field-type.ts";
import { itemElements } from "./list-item.ts";
import { fieldsOf, isBare, itemsOf, walkedAs } from "./shape.ts";

/** The object without the fields. What is emptied so is null. */
export function removeFields(type: FieldType, object: JsonObject, fields: FieldSet): JsonObject {
  return fieldsOf(remove(type, object, fields)) ?? {};
}

function remove(type: FieldType, value: Json, fields: FieldSet): Json {
  switch (walkedAs(type, value)) {
    case "scalar":
      return value;
    case "map":
      return type.map === undefined ? value : removeFromMap(type.map, value, fields);
    case "list":
      return type.list === undefined ? value : removeFromList(type.list, value, fields);
  }
}

function removeFromMap(map: MapType, value: Json, set: FieldSet): Json {
  const fields = fieldsOf(value);
  if (fields === undefined || map.atomic || isBare(fields)) return null;
  let out: JsonObject = fields;
  for (const name in fields) {
    const node = set[`f:${name}`];
    const part = fields[name];
    if (node === undefined || part === undefined) continue;
    const kept = isMember(node) ? undefined : remove(typeOfField(map, name), part, node);
    if (kept === part) continue;
    if (out === fields) out = { ...fields };
    if (kept === undefined) delete out[name];
    else out[name] = kept;
  }
  return isBare(out) ? null : out;
}

function removeFromList(list: ListType, value: Json, set: FieldSet): Json {
  const items = itemsOf(value);
  if (items === undefined || list.atomic || items.length === 0) return null;
  const elements = itemElements(list, items);
  const kept: Json[] = [];
  for (const [index, item] of items.entries()) {
    const node = set[elements[index] as string];
    if (node === undefined) kept.push(item);
    else if (!isMember(node)) kept.push(hasChildren(node) ? remove(list.item, item, node) : item);
  }
  if (kept.length === 0) return null;
  return kept.length === items.length && kept.every((item, index) => item === items[index]) ? items : kept;
}

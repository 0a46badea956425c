/** Uniqueness of the items of sets and of the keys of lists of keyed items. */

import { isJsonObject } from "../../model/json.ts";
import { childPath, duplicate, invalid, keyPath } from "./field-errors.ts";
import type { FieldError } from "./field-errors.ts";
import { goJson } from "./go-text.ts";
import { memoized } from "./schema.ts";
import type { Schema } from "./schema.ts";

/**
 * Finds items that occur twice in sets, and keys that do in lists of keyed items.
 * @param path of the value
 */
export function validateListTypes(schema: Schema, value: unknown, path = ""): FieldError[] {
  return hasListTypes(schema).any ? validate(schema, value, path) : [];
}

/** Most schemas have none: their values need not be looked through. */
const hasListTypes: (schema: Schema) => { any: boolean } = memoized<{ any: boolean }>((schema) => {
  const { additionalProperties, items, properties = {} } = schema;
  const inner = [...Object.values(properties), items, additionalProperties];
  const type = schema["x-kubernetes-list-type"];
  const any =
    type === "set" || type === "map" || inner.some((of) => typeof of === "object" && hasListTypes(of).any);
  return { any };
});

function validate(schema: Schema, value: unknown, path: string): FieldError[] {
  if (Array.isArray(value)) return validateList(schema, value, path);
  if (!isJsonObject(value)) return [];
  const { properties = {}, additionalProperties: others } = schema;
  return Object.entries(value).flatMap(([key, field]) => {
    const of = properties[key];
    return [
      ...(typeof others === "object" ? validate(others, field, keyPath(path, key)) : []),
      ...(of === undefined ? [] : validate(of, field, childPath(path, key))),
    ];
  });
}

function validateList(schema: Schema, list: readonly unknown[], path: string): FieldError[] {
  const { items } = schema;
  const type = schema["x-kubernetes-list-type"];
  const own =
    type === "set"
      ? repeated(list).map((index) => duplicate(`${path}[${index}]`, list[index]))
      : type === "map"
        ? validateKeys(schema, list, path)
        : [];
  if (items === undefined) return own;
  return [...own, ...list.flatMap((item, index) => validate(items, item, `${path}[${index}]`))];
}

function validateKeys(schema: Schema, list: readonly unknown[], path: string): FieldError[] {
  const stranger = list.findIndex((item) => item !== null && !isJsonObject(item));
  if (stranger >= 0) {
    const message = "must be an object for an array of list-type map";
    return [invalid(`${path}[${stranger}]`, list[stranger], message)];
  }
  const names = schema["x-kubernetes-list-map-keys"] ?? [];
  const keys = list.map((item) =>
    Object.fromEntries(
      names.flatMap((name) => (isJsonObject(item) && item[name] !== undefined ? [[name, item[name]]] : [])),
    ),
  );
  return repeated(keys).map((index) => duplicate(`${path}[${index}]`, keys[index]));
}

/** The second occurrences of values that occur more than once. */
function repeated(list: readonly unknown[]): number[] {
  if (list.length < 2) return [];
  const times = new Map<string, number>();
  return list.flatMap((item, index) => {
    const text = goJson(item);
    const before = times.get(text) ?? 0;
    times.set(text, before + 1);
    return before === 1 ? [index] : [];
  });
}

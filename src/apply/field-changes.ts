/**
 * What two states of one object differ in, field by field, in the paths that server-side apply writes. Pure.
 *
 * Which lists are keyed, and by what, is read from managedFields: the server writes there what the kind's schema says.
 */

import { isJsonObject, type JsonObject, sameJson } from "../model/json.ts";
import type { LiveObject } from "../model/object.ts";
import { content } from "./compare.ts";
import type { FieldStep } from "./field-path.ts";
import { below, keyOf } from "./field-set.ts";
import { fieldsOf } from "./managed-fields.ts";

/** One field that differs. */
export interface FieldChange {
  path: readonly FieldStep[];
  /** `undefined` where it does not exist. */
  before: unknown;
  after: unknown;
}

/** Compares two states of an object; status and the server's bookkeeping are left out. */
export function fieldChanges(before: LiveObject, after: LiveObject): FieldChange[] {
  const entries = [before, after].flatMap(({ metadata }) => metadata.managedFields ?? []);
  return compare({ fields: fieldsOf(entries), path: [] }, content(before), content(after));
}

/** Where a comparison is: the path so far, and what managedFields say of it. */
interface Place {
  fields: JsonObject;
  path: readonly FieldStep[];
}

function compare(place: Place, before: unknown, after: unknown): FieldChange[] {
  if (sameJson(before, after)) return [];
  if (Array.isArray(before) && Array.isArray(after)) return compareLists(place, before, after);
  // An object that is only on one side is told by its fields; an element of a list is told as one.
  const objects = [before, after].filter((value) => value !== undefined);
  if (!objects.every(isJsonObject)) return [{ path: place.path, before, after }];
  const [left, right] = [before ?? {}, after ?? {}] as [JsonObject, JsonObject];
  const names = new Set([...Object.keys(left), ...Object.keys(right)]);
  const changes = [...names].flatMap((name) =>
    compare(inside(place, `f:${name}`, name), left[name], right[name]),
  );
  // An empty object appeared or went.
  return changes.length > 0 ? changes : [{ path: place.path, before, after }];
}

function inside({ fields, path }: Place, key: string, step: FieldStep): Place {
  return { fields: below(fields, key) ?? {}, path: [...path, step] };
}

function compareLists(place: Place, before: readonly unknown[], after: readonly unknown[]): FieldChange[] {
  const steps = Object.keys(place.fields);
  const keyed = steps.find((step) => step.startsWith("k:"));
  if (keyed !== undefined) return compareKeyed(place, Object.keys(keyOf(keyed)), [before, after]);
  if (steps.some((step) => step.startsWith("v:"))) return compareSets(place, before, after);
  const pairwise = before.length === after.length && [...before, ...after].every(isJsonObject);
  if (!pairwise) return [{ path: place.path, before, after }];
  return before.flatMap((item, index) => compare(inside(place, "", { index }), item, after[index]));
}

function compareKeyed(
  place: Place,
  names: readonly string[],
  [before, after]: [readonly unknown[], readonly unknown[]],
): FieldChange[] {
  const [left, right] = [byKey(before, names), byKey(after, names)];
  return [...new Set([...left.keys(), ...right.keys()])].flatMap((key) => {
    const [one, other] = [left.get(key), right.get(key)];
    const element = inside(place, `k:${key}`, { keys: keyOf(`k:${key}`) });
    const change = { path: element.path, before: one, after: other };
    return one === undefined || other === undefined ? [change] : compare(element, one, other);
  });
}

function byKey(list: readonly unknown[], names: readonly string[]): Map<string, unknown> {
  return new Map(
    list.filter(isJsonObject).map((item) => {
      const key = names.flatMap((name) => (item[name] === undefined ? [] : [[name, item[name]]]));
      return [JSON.stringify(Object.fromEntries(key)), item];
    }),
  );
}

function compareSets({ path }: Place, before: readonly unknown[], after: readonly unknown[]): FieldChange[] {
  const gone = before.filter((value) => !holds(after, value));
  const come = after.filter((value) => !holds(before, value));
  return [
    ...gone.map((value) => ({ path: [...path, { value }], before: value, after: undefined })),
    ...come.map((value) => ({ path: [...path, { value }], before: undefined, after: value })),
  ];
}

function holds(list: readonly unknown[], value: unknown): boolean {
  return list.some((item) => sameJson(item, value));
}

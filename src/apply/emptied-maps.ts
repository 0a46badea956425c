/**
 * Maps of custom resources that a manifest empties: `tls: {}` where we own `tls.secretName`.
 *
 * An apply would first drop what is in the map and then find `null` there, which the schema refuses. So the map is emptied
 * by hand first, together with what our entry says of it. Pure.
 */

import type { JsonPatchOperation } from "../client/verbs.ts";
import type { StatusCause } from "../errors.ts";
import { pointerOf } from "../model/json-pointer.ts";
import { isJsonObject, type JsonObject } from "../model/json.ts";
import { isBuiltIn } from "../model/kind-table.ts";
import type { Kind } from "../model/kind.ts";
import type { LiveObject, Manifest } from "../model/object.ts";
import { type FieldStep, hasKeys, parseFieldPath } from "./field-path.ts";
import { elementsOf, elementWith } from "./field-set.ts";

/** A map that is to be emptied. */
export interface EmptiedMap {
  /** Where it is in the live object: names and indexes. */
  path: readonly (string | number)[];
  /** Where it is in a field set. */
  fields: readonly string[];
}

interface Place extends EmptiedMap {
  wanted: unknown;
  live: unknown;
  ours: unknown;
}

/**
 * The maps that an apply was refused for.
 * @param ours the fields that we own
 * @param causes of the refusal
 */
export function emptiedMaps(
  kind: Kind,
  wanted: Manifest,
  live: LiveObject,
  { ours, causes }: { ours: JsonObject; causes: readonly StatusCause[] },
): EmptiedMap[] {
  if (isBuiltIn(kind)) return [];
  const refused = causes.filter(({ message = "" }) => /must be of type object: "null"/.test(message));
  return refused.flatMap(({ field = "" }) =>
    placesAt({ wanted, live, ours, path: [], fields: [] }, parseFieldPath(field)).filter(
      (place) => isEmptyMap(place.wanted) && isJsonObject(place.live) && isJsonObject(place.ours),
    ),
  );
}

function isEmptyMap(value: unknown): boolean {
  return isJsonObject(value) && Object.keys(value).length === 0;
}

function placesAt(place: Place, [step, ...rest]: readonly FieldStep[]): Place[] {
  if (step === undefined) return [place];
  const { wanted, live, ours, path, fields } = place;
  if (!isJsonObject(ours)) return [];
  if (typeof step === "string") {
    if (!isJsonObject(wanted) || !isJsonObject(live)) return [];
    const at = { path: [...path, step], fields: [...fields, `f:${step}`] };
    return placesAt({ wanted: wanted[step], live: live[step], ours: ours[`f:${step}`], ...at }, rest);
  }
  if (!Array.isArray(live)) return [];
  // The index is one in the merged list: every element that both have may be meant.
  return elementsOf(ours).flatMap(({ step: key, keys }) => {
    const index = live.findIndex((item) => hasKeys(item, keys));
    const at = { path: [...path, index], fields: [...fields, key] };
    return placesAt({ wanted: elementWith(wanted, keys), live: live[index], ours: ours[key], ...at }, rest);
  });
}

/** The operations that empty maps of the live object. */
export function emptyings(maps: readonly EmptiedMap[]): JsonPatchOperation[] {
  return maps.map(({ path }) => ({ op: "replace", path: pointerOf(path), value: {} }));
}

/** A field set after maps were emptied: they are owned, nothing is in them. */
export function withEmptied(fields: JsonObject, maps: readonly EmptiedMap[]): JsonObject {
  return maps.reduce((set, map) => emptied(set, map.fields), fields);
}

function emptied(fields: JsonObject, [step, ...rest]: readonly string[]): JsonObject {
  if (step === undefined) return {};
  const inner = fields[step];
  return { ...fields, [step]: emptied(isJsonObject(inner) ? inner : {}, rest) };
}

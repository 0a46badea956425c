/**
 * Undoing what somebody put beside a field of ours where only one of both may be: `emptyDir` beside the `configMap` of a volume,
 * `webhook` beside the strategy `None` of a conversion, `exec` beside `httpGet`.
 *
 * An apply brings ours back and leaves theirs, so the server refuses the object although the manifest is right. What
 * others have in that very place, and the manifest does not, becomes ours first: then the apply drops it.
 */

import type { StatusCause } from "../errors.ts";
import { isJsonObject, type JsonObject } from "../model/json.ts";
import type { LiveObject, ManagedFieldsEntry, Manifest } from "../model/object.ts";
import { stepInto } from "./field-set.ts";
import { addPart, type Division, withTaken } from "./take-back.ts";

/**
 * The entries of an object after what stands in the way of the manifest became ours; `undefined` when nothing does. Pure.
 * @param causes why the server refused the manifest as an update
 * @param applied the manifest that was applied last: in a place of which it said nothing, others were first
 */
export function withTakenMembers(
  live: LiveObject,
  manifest: Manifest,
  {
    causes,
    fieldManager,
    applied,
  }: { causes: readonly StatusCause[]; fieldManager: string; applied: Manifest },
): ManagedFieldsEntry[] | undefined {
  const places = new Set(causes.flatMap(placeOf));
  if (places.size === 0) return undefined;
  return withTaken(live, fieldManager, (fields) =>
    divide(fields, { places, names: [], value: manifest, before: applied }),
  );
}

// The union that a refused member belongs to. Not the whole spec: what others set there has nothing to do with it.
function placeOf({ field }: StatusCause): string[] {
  const names = (field ?? "").replaceAll(/\[[^\]]*\]/g, "").split(".");
  return names.length > 2 && names[0] !== "metadata" ? [names.slice(0, -1).join(".")] : [];
}

interface Place {
  places: ReadonlySet<string>;
  /** Field names from the root; list elements have none. */
  names: readonly string[];
  /** What the manifest has here. */
  value: unknown;
  /** What the one before had. */
  before: unknown;
}

function divide(fields: JsonObject, { places, names, value, before }: Place): Division {
  const here = before !== undefined && places.has(names.join("."));
  const division: Division = { taken: {}, rest: {} };
  for (const [step, inner] of Object.entries(fields)) {
    const next = stepInto(value, step);
    if (here && step.startsWith("f:") && next === undefined) {
      division.taken[step] = inner;
      continue;
    }
    const below = step.startsWith("f:") ? [...names, step.slice(2)] : names;
    const place = { places, names: below, value: next, before: stepInto(before, step) };
    const part = isJsonObject(inner) ? divide(inner, place) : undefined;
    addPart(division, step, { inner, part });
  }
  return division;
}

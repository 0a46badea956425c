/**
 * Undoing what somebody did to the key of a list element of ours: a renamed container, another port number.
 *
 * To the server that removed our element and added one of theirs, so an apply adds ours beside it: two containers run, or the
 * list is invalid. So their part of that list becomes ours first, and the apply drops it, as it is not in the manifest.
 * Lists in which nothing of ours is missing keep what others added.
 * @see https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy
 */

import { isJsonObject, type Json, type JsonObject, sameJson } from "../model/json.ts";
import type { LiveObject, ManagedFieldsEntry, Manifest } from "../model/object.ts";
import { type FieldStep, hasKeys } from "./field-path.ts";
import { below, isElement, isEmptySet, keyOf, mergeFields, parseStep, stepInto } from "./field-set.ts";
import { replaceEntries } from "./guarded-patch.ts";
import { isAppliedBy } from "./managed-fields.ts";
import { fieldManagerOf, type Ownership } from "./ownership.ts";
import type { Target } from "./target.ts";

/** A field set in two parts. */
export interface Division {
  taken: JsonObject;
  rest: JsonObject;
}

/**
 * Makes ours what somebody put in the place of list elements that we applied.
 * @param applied the manifest that was applied last, as far as it is ours to repair
 * @returns the object as it is then, the same one when there is nothing to take; `undefined` when it changed meanwhile
 */
export async function takeBack(
  target: Target,
  live: LiveObject,
  applied: Manifest | undefined,
  ownership: Pick<Ownership, "id">,
): Promise<LiveObject | undefined> {
  const fieldManager = fieldManagerOf(ownership);
  const managedFields = applied && withTakenElements(live, applied, fieldManager);
  return managedFields === undefined ? live : replaceEntries(target, live, { managedFields, fieldManager });
}

/** The entries of an object after its displaced elements became ours; `undefined` when there are none. Pure. */
export function withTakenElements(
  live: LiveObject,
  applied: Manifest,
  fieldManager: string,
): ManagedFieldsEntry[] | undefined {
  return withTaken(live, fieldManager, (fields) => divide(fields, applied, live));
}

/**
 * The entries of an object after parts of what others set became ours; `undefined` when there are none. Pure.
 * @param divideEntry tells the parts of one entry's field set
 */
export function withTaken(
  live: LiveObject,
  fieldManager: string,
  divideEntry: (fields: JsonObject) => Division,
): ManagedFieldsEntry[] | undefined {
  const entries = live.metadata.managedFields ?? [];
  const ours = entries.find((entry) => isAppliedBy(entry, fieldManager));
  if (ours === undefined) return undefined;
  let fieldsV1 = ours.fieldsV1 ?? {};
  const others = entries.map((entry) => {
    if (entry.operation !== "Update" || entry.subresource !== undefined) return entry;
    const { taken, rest } = divideEntry(entry.fieldsV1 ?? {});
    fieldsV1 = mergeFields(fieldsV1, taken);
    return { ...entry, fieldsV1: rest };
  });
  if (sameJson(fieldsV1, ours.fieldsV1 ?? {})) return undefined;
  const left = others.filter((entry) => entry === ours || !isEmptySet(entry.fieldsV1));
  return left.map((entry) => (entry === ours ? { ...ours, fieldsV1 } : entry));
}

/** The elements that others put in the place of ours. Pure. */
export function displacing(live: LiveObject, applied: Manifest, fieldManager: string): FieldStep[][] {
  const entries = (live.metadata.managedFields ?? []).filter(
    ({ manager, operation, subresource }) =>
      manager !== fieldManager && operation === "Update" && subresource === undefined,
  );
  return entries.flatMap(({ fieldsV1 = {} }) => elementsIn(divide(fieldsV1, applied, live).taken));
}

function elementsIn(fields: JsonObject, path: readonly FieldStep[] = []): FieldStep[][] {
  return Object.keys(fields).flatMap((step) => {
    const next = [...path, parseStep(step)];
    return isElement(step) ? [next] : elementsIn(below(fields, step) ?? {}, next);
  });
}

/** Divides a field set: taken are the elements of every list from which an element that we applied is missing. */
function divide(fields: JsonObject, applied: unknown, live: unknown): Division {
  const element = Object.keys(fields).find(isElement);
  if (element !== undefined && isMissingOne(element, applied, live)) {
    const parts = Object.groupBy(Object.entries(fields), ([key]) => (isElement(key) ? "taken" : "rest"));
    return { taken: Object.fromEntries(parts.taken ?? []), rest: Object.fromEntries(parts.rest ?? []) };
  }
  const division: Division = { taken: {}, rest: {} };
  for (const [key, inner] of Object.entries(fields)) {
    // A finalizer that somebody added beside ours is kept: another one's work hangs on it.
    const part =
      isJsonObject(inner) && key !== "f:finalizers"
        ? divide(inner, stepInto(applied, key), stepInto(live, key))
        : undefined;
    addPart(division, key, { inner, part });
  }
  return division;
}

/**
 * Adds one field to a division.
 * @param part of what is below it, when that is divided itself
 */
export function addPart(
  division: Division,
  key: string,
  { inner, part }: { inner: Json | undefined; part: Division | undefined },
): void {
  if (part === undefined || isEmptySet(part.taken)) division.rest[key] = inner;
  else {
    division.taken[key] = part.taken;
    if (!isEmptySet(part.rest)) division.rest[key] = part.rest;
  }
}

/** Whether a list lacks an element that we applied. */
function isMissingOne(element: string, applied: unknown, live: unknown): boolean {
  if (!Array.isArray(applied) || !Array.isArray(live)) return false;
  if (element.startsWith("v:"))
    return applied.some((value) => !live.some((candidate) => sameJson(value, candidate)));
  const names = Object.keys(keyOf(element));
  return applied.some((wanted) => !live.some((candidate) => hasKeys(candidate, pick(wanted, names))));
}

function pick(element: unknown, names: readonly string[]): JsonObject {
  const known = isJsonObject(element) ? element : {};
  return Object.fromEntries(
    names.flatMap((name) => (known[name] === undefined ? [] : [[name, known[name]]])),
  );
}

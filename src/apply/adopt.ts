/**
 * Taking over an object that somebody else made.
 *
 * The field sets of its former managers become ours, so that a field that the manifest drops is dropped from the object and
 * a changed value is no conflict. The API server does not merge two entries of one manager (the last wins), so we merge them.
 * Pure. @see https://kubernetes.io/docs/reference/using-api/server-side-apply/#upgrading-from-client-side-apply-to-server-side-apply
 */

import { type JsonObject, valueAt } from "../model/json.ts";
import type { LiveObject, ManagedFieldsEntry, Manifest } from "../model/object.ts";
import { fieldsOf, isAppliedBy } from "./managed-fields.ts";
import { formerEntries, isScaling } from "./managers.ts";

export interface Adoption {
  fieldManager: string;
  /** The object is taken over; else only fields are that are nobody's. */
  adopting: boolean;
  manifest: Manifest;
}

/** The entries of an object after the field sets of its former managers became one entry of ours. */
export function merged(
  entries: readonly ManagedFieldsEntry[],
  live: LiveObject,
  adoption: Adoption,
): ManagedFieldsEntry[] {
  const former = formerEntries(entries, live, adoption);
  // Who scaled by hand would own the number beside us, and hold it against our next change.
  const scalings = scalesWith(adoption) ? entries.filter(isScaling) : [];
  const taken = [...former, ...scalings];
  const [first] = former;
  if (first === undefined) return [...entries];
  if (taken.length === 1 && isAppliedBy(first, adoption.fieldManager)) return [...entries];
  return [
    ...entries.filter((entry) => !taken.includes(entry)),
    ourEntry(live, fieldsOf(taken), { ...first, manager: adoption.fieldManager }),
  ];
}

function scalesWith({ adopting, manifest }: Adoption): boolean {
  return adopting && valueAt(manifest, ["spec", "replicas"]) !== undefined;
}

/** An entry of ours in an object. */
export function ourEntry(
  live: LiveObject,
  fieldsV1: JsonObject,
  { manager = "", apiVersion = live.apiVersion, time = live.metadata.creationTimestamp }: ManagedFieldsEntry,
): ManagedFieldsEntry {
  const when = time === undefined ? {} : { time };
  return { manager, operation: "Apply", apiVersion, ...when, fieldsType: "FieldsV1", fieldsV1 };
}

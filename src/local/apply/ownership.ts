/**
 * Who owns what after a write: others lose what changed, and conflict where that is not forced.
 * @see https://github.com/kubernetes-sigs/structured-merge-diff/blob/v6.3.3/merge/update.go
 */

import type { JsonObject } from "../../model/json.ts";
import { type Comparison, compareObjects, withoutFields } from "./compare.ts";
import { ApplyConflict, type OwnerConflict } from "./conflict.ts";
import {
  type FieldSet,
  difference,
  intersection,
  isEmpty,
  recursiveDifference,
  setOf,
  union,
} from "./field-set.ts";
import { type Owner, type Owners, ownerId } from "./owners.ts";
import { fitToSchema } from "./schema-change.ts";
import type { VersionViews } from "./version-view.ts";

/** One write, as ownership sees it. Objects are without managedFields. */
export interface Change {
  before: JsonObject;
  after: JsonObject;
  apiVersion: string;
  views: VersionViews;
}

/** Fits owners to the schema as it is now, and drops those in versions that are no longer served. */
export function fitOwners(owners: Owners, views: VersionViews): void {
  for (const [id, owner] of owners) {
    const view = views(owner.apiVersion);
    if (view === undefined) owners.delete(id);
    else setFields(owners, id, fitToSchema(view.type, owner.fields));
  }
}

/** Gives an owner other fields, and drops it where there are none. */
export function setFields(owners: Owners, id: string, fields: FieldSet): void {
  const owner = owners.get(id);
  if (owner === undefined || owner.fields === fields) return;
  if (isEmpty(fields)) owners.delete(id);
  else owners.set(id, { ...owner, fields });
}

/**
 * Takes from all owners but the writer what the write changes.
 * @param writer the id of the owner that writes
 * @param force whether to take what was changed, instead of refusing
 * @returns what differs, in the version of the write
 * @throws ApplyConflict
 */
export function settle(
  owners: Owners,
  change: Change,
  { writer, force }: { writer: string | undefined; force: boolean },
): Comparison {
  const comparisons = new Map<string, Comparison>();
  const own = compareIn(change, change.apiVersion, comparisons);
  const conflicts: OwnerConflict[] = [];
  const left = new Map<string, FieldSet>();
  for (const [id, owner] of owners) {
    if (id === writer) continue;
    const { added, modified, removed } = compareIn(change, owner.apiVersion, comparisons);
    const taken = intersection(owner.fields, union(modified, added));
    if (!isEmpty(taken)) conflicts.push({ owner, fields: taken });
    left.set(id, difference(difference(owner.fields, taken), removed));
  }
  if (!force && conflicts.length > 0) throw new ApplyConflict(conflicts);
  for (const [id, fields] of left) setFields(owners, id, fields);
  const written = writer === undefined ? undefined : owners.get(writer);
  if (writer !== undefined && written !== undefined && isEmpty(written.fields)) owners.delete(writer);
  return own;
}

const NO_DIFFERENCE: Comparison = { added: {}, modified: {}, removed: {} };

function compareIn(change: Change, apiVersion: string, known: Map<string, Comparison>): Comparison {
  const found = known.get(apiVersion);
  if (found !== undefined) return found;
  const view = change.views(apiVersion);
  const comparison =
    view === undefined || change.before === change.after
      ? NO_DIFFERENCE
      : withoutFields(
          compareObjects(view.type, view.to(change.before), view.to(change.after)),
          view.resetFields,
        );
  known.set(apiVersion, comparison);
  return comparison;
}

/**
 * Records an update: what it added or modified belongs to its writer now.
 * @param writer without fields and time
 */
export function recordUpdate(owners: Owners, change: Change, writer: Omit<Owner, "fields" | "entry">): void {
  const { added, modified } = settle(owners, change, { writer: undefined, force: true });
  const reset = change.views(change.apiVersion)?.resetFields ?? {};
  const fields = strip(recursiveDifference(union(modified, added), reset));
  if (isEmpty(fields)) return;
  const id = ownerId(writer);
  const previous = owners.get(id);
  owners.set(id, { ...writer, fields: previous === undefined ? fields : union(fields, previous.fields) });
}

/** What nobody owns, since everybody has to say it. @see stripmeta.go */
const UNOWNED = setOf(
  ["f:apiVersion"],
  ["f:kind"],
  ["f:metadata"],
  ...[
    "name",
    "namespace",
    "creationTimestamp",
    "selfLink",
    "uid",
    "clusterName",
    "generation",
    "managedFields",
    "resourceVersion",
  ].map((field) => ["f:metadata", `f:${field}`]),
);

/** The fields without those that nobody owns. */
export function strip(fields: FieldSet): FieldSet {
  return difference(fields, UNOWNED);
}

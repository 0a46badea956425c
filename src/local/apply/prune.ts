/**
 * Removing what a manager applied before and does not apply any more, unless somebody else owns it.
 * @see https://github.com/kubernetes-sigs/structured-merge-diff/blob/v6.3.3/merge/update.go
 */

import type { JsonObject } from "../../model/json.ts";
import { type FieldSet, difference, intersection, isEmpty, isSubset, union } from "./field-set.ts";
import type { FieldType } from "./field-type.ts";
import { withNamedFields } from "./named-fields.ts";
import { ownedFields } from "./owned-fields.ts";
import type { Owner, Owners } from "./owners.ts";
import { removeFields } from "./remove.ts";
import type { VersionView, VersionViews } from "./version-view.ts";

/**
 * @param merged in the version of the request
 * @param last what the manager applied before
 * @param owners with what it applies now
 * @returns the very `merged` when nothing is to be removed
 */
export function prune(
  merged: JsonObject,
  {
    last,
    owners,
    writer,
    views,
  }: { last: Owner | undefined; owners: Owners; writer: Owner; views: VersionViews },
): JsonObject {
  if (last === undefined) return merged;
  // What is applied again stays: in the same version that needs no further look.
  if (last.apiVersion === writer.apiVersion && isSubset(last.fields, writer.fields)) return merged;
  const view = views(last.apiVersion);
  if (view === undefined) return merged;
  const whole = view.to(merged);
  const named = withNamedFields(view.type, last.fields);
  const without = removeFields(view.type, whole, named);
  const kept = addBackOwned({ merged: whole, pruned: without, view }, owners, views);
  const dropped = intersection(difference(fieldsIn(view.type, whole), fieldsIn(view.type, kept)), named);
  return isEmpty(dropped) ? merged : view.from(removeFields(view.type, whole, dropped));
}

function fieldsIn(type: FieldType, object: JsonObject): FieldSet {
  return withNamedFields(type, ownedFields(type, object));
}

interface Pruned {
  merged: JsonObject;
  pruned: JsonObject;
  /** The version that both are in. */
  view: VersionView;
}

/** Adds back what others own, or the manager itself does now, version by version: first in the one that was pruned. */
function addBackOwned(start: Pruned, owners: Owners, views: VersionViews): JsonObject {
  let { merged, pruned, view } = start;
  const owned = ownedByView(owners, views);
  for (const next of new Set([start.view, ...owned.keys()])) {
    const fields = owned.get(next);
    if (fields === undefined) continue;
    if (next !== view) {
      merged = next.to(view.from(merged));
      pruned = next.to(view.from(pruned));
      view = next;
    }
    const stays = union(fieldsIn(next.type, pruned), withNamedFields(next.type, fields));
    pruned = removeFields(next.type, merged, difference(fieldsIn(next.type, merged), stays));
  }
  return view === start.view ? pruned : start.view.to(view.from(pruned));
}

function ownedByView(owners: Owners, views: VersionViews): Map<VersionView, FieldSet> {
  const owned = new Map<VersionView, FieldSet>();
  for (const { apiVersion, fields } of owners.values()) {
    const view = views(apiVersion);
    if (view !== undefined) owned.set(view, union(owned.get(view) ?? {}, fields));
  }
  return owned;
}

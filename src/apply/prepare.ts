/**
 * What has to be done to an object's bookkeeping before a manifest can be applied to it.
 *
 * One JSON patch, guarded by the resourceVersion, changes who owns which fields, and no value of a field that anybody reads:
 * an apply drops what we own and the manifest lacks, so ownership is the way to have something dropped. A run that dies after it
 * leaves an object in which we own more than we applied; the next run sees that as a difference and goes on.
 */

import type { JsonPatchOperation } from "../client/verbs.ts";
import type { StatusCause } from "../errors.ts";
import { pointerOf } from "../model/json-pointer.ts";
import { sameJson } from "../model/json.ts";
import { LAST_APPLIED, type LiveObject, type ManagedFieldsEntry, type Manifest } from "../model/object.ts";
import { merged, ourEntry } from "./adopt.ts";
import { type EmptiedMap, emptiedMaps, emptyings, withEmptied } from "./emptied-maps.ts";
import { mergeFields } from "./field-set.ts";
import { type GuardedPatchOptions, patchUnchanged } from "./guarded-patch.ts";
import { fieldsOf, isAppliedBy } from "./managed-fields.ts";
import type { Holders } from "./place.ts";
import { refusedDefaults, silentDefaults } from "./stale-defaults.ts";
import type { Target } from "./target.ts";

/** The operations that make an object ready for an apply. */
export type Preparation = readonly JsonPatchOperation[];

export interface PrepareOptions {
  fieldManager: string;
  adopting: boolean;
  manifest: Manifest;
  /** What a dry run of the apply made of the object; absent when it was refused. */
  after?: LiveObject;
  /** Why it was refused. */
  causes: readonly StatusCause[];
}

/** Who owns what of an object, after its former managers' fields became ours. */
export function holdersOf(
  live: LiveObject,
  options: Pick<PrepareOptions, "fieldManager" | "adopting" | "manifest">,
): Holders {
  const entries = merged(live.metadata.managedFields ?? [], live, options);
  const others = entries.filter((entry) => !isAppliedBy(entry, options.fieldManager));
  const ours = entries.filter((entry) => isAppliedBy(entry, options.fieldManager));
  return { ours: fieldsOf(ours), others: fieldsOf(others) };
}

/** What to prepare; empty when the manifest can be applied at once. Pure. */
export function preparation(target: Target, live: LiveObject, options: PrepareOptions): Preparation {
  const before = live.metadata.managedFields ?? [];
  const known = before.length > 0 ? before : firstEntries(options);
  const { entries, emptied } = withOwned(target, live, { ...options, known: merged(known, live, options) });
  const operations: JsonPatchOperation[] = emptyings(emptied);
  if (!sameJson(entries, before))
    operations.push({ op: "add", path: "/metadata/managedFields", value: entries });
  if (options.adopting && live.metadata.annotations?.[LAST_APPLIED] !== undefined)
    operations.push({ op: "remove", path: pointerOf(["metadata", "annotations", LAST_APPLIED]) });
  return operations;
}

/** The entries after what the apply must be able to drop became ours, and the maps that have to be emptied for it. */
function withOwned(
  { kind }: Target,
  live: LiveObject,
  options: PrepareOptions & { known: readonly ManagedFieldsEntry[] },
): { entries: readonly ManagedFieldsEntry[]; emptied: readonly EmptiedMap[] } {
  const { fieldManager, manifest, causes, known } = options;
  const entry = known.find((one) => isAppliedBy(one, fieldManager));
  const ours = entry?.fieldsV1 ?? {};
  const others = fieldsOf(known.filter((one) => one !== entry));
  const emptied = emptiedMaps(kind, manifest, live, { ours, causes });
  const stale =
    causes.length > 0
      ? refusedDefaults(kind, manifest, live, { ours, others, causes })
      : silentDefaults(kind, manifest, live, { ours, others });
  if (stale === undefined && emptied.length === 0) return { entries: known, emptied };
  const owned = withEmptied(mergeFields(ours, stale ?? {}), emptied);
  const next = ourEntry(live, owned, entry ?? { manager: fieldManager });
  return { entries: [...known.filter((one) => one !== entry), next], emptied };
}

/** Where nobody is known to own anything, the server makes an entry of all that was there: the dry run tells it. */
function firstEntries({ after, fieldManager }: PrepareOptions): readonly ManagedFieldsEntry[] {
  const entries = after?.metadata.managedFields ?? [];
  return entries.some(({ manager }) => manager !== fieldManager) ? entries : [];
}

/**
 * Prepares an object.
 * @returns the object as it is then, the same one when there is nothing to prepare; `undefined` when it changed meanwhile
 */
export async function prepare(
  target: Target,
  live: LiveObject,
  operations: Preparation,
  options: GuardedPatchOptions,
): Promise<LiveObject | undefined> {
  return operations.length === 0 ? live : patchUnchanged(target, live, operations, options);
}

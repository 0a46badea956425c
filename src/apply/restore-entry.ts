/**
 * Giving us back our part of managedFields after somebody cleared it, on purpose or by a tool that writes whole objects.
 *
 * Without it the server takes the whole object for that of `before-first-apply`: what changed meanwhile would be a conflict, and
 * what the manifest drops would stay for ever.
 * @see https://kubernetes.io/docs/reference/using-api/server-side-apply/#clearing-managedfields
 */

import { ApiError } from "../errors.ts";
import type { LiveObject, ManagedFieldsEntry, Manifest } from "../model/object.ts";
import { besideControllers } from "./contested.ts";
import { isEmptySet, withoutFields } from "./field-set.ts";
import { replaceEntries } from "./guarded-patch.ts";
import { ownEntry } from "./managed-fields.ts";
import { fieldManagerOf, type Ownership, withOwnership } from "./ownership.ts";
import { revisionOf, withRevision } from "./revision.ts";
import { send, type SendOptions, withUid } from "./send.ts";
import type { Target } from "./target.ts";

/**
 * Restores our entry as an apply of what was applied last would write it.
 * @param manifests what was applied last, then what is wanted now, with secret values
 * @returns the object as it is then, the same one when nothing was lost; `undefined` when it changed meanwhile
 */
export async function restoreEntry(
  target: Target,
  live: LiveObject,
  manifests: readonly Manifest[],
  options: SendOptions & { ownership: Ownership },
): Promise<LiveObject | undefined> {
  const fieldManager = fieldManagerOf(options.ownership);
  if (ownEntry(live, fieldManager) !== undefined) return live;
  for (const manifest of manifests) {
    const entry = await entryOf(target, live, manifest, options);
    if (entry === undefined) continue;
    const others = (live.metadata.managedFields ?? []).flatMap((other) => without(other, entry));
    return replaceEntries(target, live, { managedFields: [...others, entry], fieldManager });
  }
  return live;
}

async function entryOf(
  target: Target,
  live: LiveObject,
  manifest: Manifest,
  options: SendOptions & { ownership: Ownership },
): Promise<ManagedFieldsEntry | undefined> {
  const own = withOwnership(besideControllers(withoutBlanks(manifest)), options.ownership);
  const wanted = withUid(withRevision(own, Math.max(1, revisionOf(live))), live);
  try {
    const { object } = await send(target, wanted, options, { dryRun: true, force: true });
    return ownEntry(object, fieldManagerOf(options.ownership));
  } catch (error) {
    // It may be invalid beside what somebody changed.
    if (error instanceof ApiError && error.status !== 404 && error.status !== 409) return undefined;
    throw error;
  }
}

// Which fields there are is asked, not what they hold: secret values are blank in what was applied last.
function withoutBlanks(manifest: Manifest): Manifest {
  const text = JSON.stringify(manifest, (_key, value: unknown) => (value === null ? "" : value));
  return JSON.parse(text) as Manifest;
}

/** An entry of somebody else, of the unknown former owner without what is ours. */
function without(other: ManagedFieldsEntry, ours: ManagedFieldsEntry): ManagedFieldsEntry[] {
  if (other.manager !== "before-first-apply") return [other];
  const fieldsV1 = withoutFields(other.fieldsV1 ?? {}, ours.fieldsV1 ?? {});
  return isEmptySet(fieldsV1) ? [] : [{ ...other, fieldsV1 }];
}

/** Asking the server what an update would give, and settling conflicts by the user's choice. */

import { ApiError, isInvalid } from "../errors.ts";
import type { LiveObject, Manifest } from "../model/object.ts";
import { wouldChange } from "./compare.ts";
import {
  type Conflicts,
  type FieldConflict,
  FieldConflictError,
  fieldConflicts,
  isFieldConflict,
} from "./conflict.ts";
import { hasField } from "./field-path.ts";
import { leaveIgnored } from "./ignore.ts";
import { isNobody } from "./managers.ts";
import { fieldManagerOf, isMark } from "./ownership.ts";
import { holdersOf } from "./prepare.ts";
import { type Adjusted, keepDroppedReplicas, leaveToAutoscaler } from "./replicas.ts";
import { isStale, send, type SendOptions, withUid } from "./send.ts";
import { describeTarget, type Target } from "./target.ts";

export interface PreviewOptions extends SendOptions {
  conflicts: Conflicts;
  /** The manifest that was applied last: fields of it that somebody else changed are taken back. */
  applied?: Manifest;
  /** Everything that conflicts is about to become ours. */
  adopting: boolean;
}

/** The object as it would be and the manifest that makes it so; or why the server refuses it. */
export type Preview = {
  /** The manifest to send: without what is left to others. */
  manifest: Manifest;
  /** What was left to others, for people. */
  notes: readonly string[];
} & ({ refusal: ApiError } | { object: LiveObject; force: boolean; warnings: readonly string[] });

/**
 * Previews an update by a dry run.
 * @throws {FieldConflictError} when others own fields that the user leaves to nobody
 */
export async function preview(
  target: Target,
  live: LiveObject,
  wanted: Manifest,
  options: PreviewOptions,
): Promise<Preview> {
  const { conflicts, adopting } = options;
  const { manifest, notes } = adjusted(wanted, live, options);
  try {
    const force = adopting || conflicts === "force";
    return await dryRun(target, live, { manifest, notes }, { ...options, force });
  } catch (error) {
    if (!isFieldConflict(error)) throw error;
    const found = fieldConflicts(error);
    const settled = found.every((conflict) => isOurs(conflict, manifest, options));
    if (!settled) throw new FieldConflictError(found, { object: describeTarget(target), manifest, live });
    return dryRun(target, live, { manifest, notes }, { ...options, force: true });
  }
}

/**
 * Whether an update would change anything. Secret values are in no state: only the server tells whether ours are the live ones.
 * @returns `true` also when the update is refused: the one that follows meets the same refusal and reports it
 */
export async function wouldUpdate(
  target: Target,
  live: LiveObject,
  wanted: Manifest,
  options: Omit<PreviewOptions, "adopting">,
): Promise<boolean> {
  try {
    const answer = await preview(target, live, wanted, { ...options, adopting: false });
    return "refusal" in answer || wouldChange(live, answer.object, fieldManagerOf(options.ownership));
  } catch (error) {
    if (error instanceof FieldConflictError || (error instanceof ApiError && error.status < 500)) return true;
    throw error;
  }
}

/** The manifest without what is left to others, and with what must not be dropped. */
function adjusted(wanted: Manifest, live: LiveObject, options: PreviewOptions): Adjusted {
  const { conflicts, applied, adopting, ownership } = options;
  const fieldManager = fieldManagerOf(ownership);
  const holders = holdersOf(live, { fieldManager, adopting, manifest: wanted });
  const ignoring =
    typeof conflicts === "object" ? leaveIgnored(wanted, live, conflicts.ignore, holders) : wanted;
  const isOurs = adopting || hasField(applied, "spec.replicas");
  const left =
    conflicts === "force" ? { manifest: ignoring, notes: [] } : leaveToAutoscaler(ignoring, live, { isOurs });
  const kept = keepDroppedReplicas(left.manifest, live, holders);
  return { manifest: kept.manifest, notes: [...left.notes, ...kept.notes] };
}

async function dryRun(
  target: Target,
  live: LiveObject,
  { manifest, notes }: Adjusted,
  options: SendOptions & { force: boolean },
): Promise<Preview> {
  const { force } = options;
  try {
    const { object, warnings } = await send(target, withUid(manifest, live), options, {
      dryRun: true,
      force,
    });
    return { object, manifest, force, warnings, notes };
  } catch (error) {
    if (isInvalid(error) && !isStale(error)) return { refusal: error, manifest, notes };
    throw error;
  }
}

/**
 * Whether a field that conflicts is taken back: what we applied before was changed by others, which is drift; marks of ownership
 * are ours in any case, since no manifest sets them and nobody could follow the advice; and nobody is no manager.
 */
function isOurs({ field, manager }: FieldConflict, manifest: Manifest, { applied }: PreviewOptions): boolean {
  return isMark(field, manifest) || isNobody(manager) || (applied !== undefined && hasField(applied, field));
}

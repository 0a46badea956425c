/** Making ours again what somebody took from an object, before it is applied: so that an apply changes it back and drops what is theirs. */

import type { ApiError } from "../errors.ts";
import type { LiveObject, Manifest } from "../model/object.ts";
import type { Conflicts } from "./conflict.ts";
import { withoutField } from "./field-path.ts";
import { replaceEntries } from "./guarded-patch.ts";
import { prove } from "./immutable/proof.ts";
import { fieldManagerOf, type Ownership } from "./ownership.ts";
import { restoreEntry } from "./restore-entry.ts";
import type { SendOptions } from "./send.ts";
import { takeBack } from "./take-back.ts";
import { withTakenMembers } from "./take-members.ts";
import type { Target } from "./target.ts";

interface RegainOptions extends SendOptions {
  ownership: Ownership;
  manifest: Manifest;
  /** The manifest that was applied last; without it nothing is brought back. */
  applied?: Manifest;
  /** It may say more than was applied: then elements of lists are left. */
  appliedAtMost?: boolean;
  conflicts: Conflicts;
}

/**
 * Regains our part of managedFields, and elements of lists.
 * @returns the object as it is then; `undefined` when it changed meanwhile
 */
export async function regained(
  target: Target,
  live: LiveObject,
  options: RegainOptions,
): Promise<LiveObject | undefined> {
  const applied = watched(options);
  if (applied === undefined) return live;
  const restored = await restoreEntry(target, live, [applied, options.manifest], options);
  if (restored === undefined || options.appliedAtMost === true) return restored;
  return takeBack(target, restored, applied, options.ownership);
}

/** What was applied last, without what is left to others. */
function watched({ applied, conflicts }: RegainOptions): Manifest | undefined {
  if (applied === undefined || typeof conflicts !== "object") return applied;
  return conflicts.ignore.reduce(withoutField, applied);
}

/**
 * Regains what others put in the way of a valid manifest, after the server refused it as an update.
 * @returns the object as it is then, the same one when that is not why; `undefined` when it changed meanwhile
 */
export async function withoutObstacles(
  target: Target,
  live: LiveObject,
  wanted: Manifest,
  options: RegainOptions & { refusal: ApiError },
): Promise<LiveObject | undefined> {
  const { applied, refusal, secrets } = options;
  const fieldManager = fieldManagerOf(options.ownership);
  if (applied === undefined) return live;
  const managedFields = withTakenMembers(live, wanted, { causes: refusal.causes, fieldManager, applied });
  if (managedFields === undefined) return live;
  const proof = await prove(target, live, wanted, { fieldManager, secrets });
  return proof.is === "valid" ? replaceEntries(target, live, { managedFields, fieldManager }) : live;
}

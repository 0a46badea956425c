/** Asking the server what an update would give, and settling conflicts by the user's choice. */

import { type ApiError, isInvalid } from "../errors.ts";
import type { LiveObject, Manifest } from "../model/object.ts";
import { FieldConflictError, fieldOwners, isFieldConflict } from "./conflict.ts";
import { fieldAt, hasField, withField } from "./field-path.ts";
import { isMark } from "./ownership.ts";
import { isStale, send, type SendOptions, withUid } from "./send.ts";
import { describeTarget, type Target } from "./target.ts";

export interface PreviewOptions extends SendOptions {
  conflicts: "fail" | "force" | { ignore: readonly string[] };
  /** The manifest that was applied last: fields of it that somebody else changed are taken back. */
  applied?: Manifest;
  /** Everything that conflicts is about to become ours. */
  adopting: boolean;
}

/** The object as it would be and the manifest that makes it so; or why the server refuses it. */
export type Preview =
  | { refusal: ApiError }
  | { object: LiveObject; manifest: Manifest; force: boolean; warnings: readonly string[] };

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
  try {
    return await dryRun(target, live, wanted, { ...options, force: adopting || conflicts === "force" });
  } catch (error) {
    if (!isFieldConflict(error)) throw error;
    const { manifest, rest } = settle(target, live, wanted, { ...options, refusal: error });
    return dryRun(target, live, manifest, { ...options, force: rest.length > 0 });
  }
}

async function dryRun(
  target: Target,
  live: LiveObject,
  manifest: Manifest,
  options: SendOptions & { force: boolean },
): Promise<Preview> {
  const { force } = options;
  try {
    const { object, warnings } = await send(target, withUid(manifest, live), options, {
      dryRun: true,
      force,
    });
    return { object, manifest, force, warnings };
  } catch (error) {
    if (isInvalid(error) && !isStale(error)) return { refusal: error };
    throw error;
  }
}

/** What to send in spite of a conflict, and the conflicting fields that are taken over by it. */
function settle(
  target: Target,
  live: LiveObject,
  wanted: Manifest,
  { conflicts, applied, refusal }: PreviewOptions & { refusal: ApiError },
): { manifest: Manifest; rest: readonly string[] } {
  const owners = fieldOwners(refusal);
  const fields = [...owners.values()].flat();
  const left =
    typeof conflicts === "object"
      ? ignored(wanted, live, fields, conflicts.ignore)
      : { manifest: wanted, rest: fields };
  // What we applied before and somebody else owns now was changed by them: that is drift, not a conflict.
  // Marks of ownership are ours in any case: no manifest sets them, so nobody could follow the advice.
  const wasOurs = (field: string): boolean =>
    isMark(field, wanted) || (applied !== undefined && hasField(applied, field));
  if (!left.rest.every(wasOurs)) throw new FieldConflictError(owners, describeTarget(target));
  return left;
}

/** Leaves ignored fields to their owners: what somebody else owns is not sent, the rest keeps its live value. */
function ignored(
  wanted: Manifest,
  live: LiveObject,
  conflicting: readonly string[],
  paths: readonly string[],
): { manifest: Manifest; rest: string[] } {
  let manifest = wanted;
  for (const path of paths) {
    const taken = conflicting.some((field) => covers(path, field));
    manifest = withField(manifest, path, taken ? undefined : fieldAt(live, path));
  }
  return { manifest, rest: conflicting.filter((field) => !paths.some((path) => covers(path, field))) };
}

function covers(path: string, field: string): boolean {
  const absolute = `.${path.replace(/^\./, "")}`;
  return field === absolute || field.startsWith(`${absolute}.`) || field.startsWith(`${absolute}[`);
}

/**
 * Whether a live object is still what we applied, and what differs.
 *
 * The same uid and the same digest of our managedFields entry mean that nobody changed a value of ours. A miss is confirmed
 * by reading the object, and then described by a dry run: a run without drift pays for neither.
 */

import type { Conflicts } from "../../../src/apply/conflict.ts";
import { holdsContested } from "../../../src/apply/contested.ts";
import type { DriftedField } from "../../../src/apply/drift.ts";
import { appliedDigest } from "../../../src/apply/managed-fields.ts";
import {
  describeOwner,
  fieldManagerOf,
  ownerOf,
  type Ownership,
  withOwnership,
} from "../../../src/apply/ownership.ts";
import { revisionOf, withRevision } from "../../../src/apply/revision.ts";
import type { Target } from "../../../src/apply/target.ts";
import { valueAt } from "../../../src/model/json.ts";
import type { LiveObject, Manifest } from "../../../src/model/object.ts";
import { quotableValues, type SecretValues } from "../../secrets.ts";
import type { StoredOutput } from "../state.ts";
import { extentOf, look, lookClosely } from "./look.ts";
import { type Preview, secretChange } from "./secret-change.ts";

/** Which object to compare, and with what. */
export interface DriftQuestion {
  target: Target;
  ownership: Ownership;
  output: StoredOutput;
  /** The manifest as it would be sent, secret values included. */
  manifest: Manifest;
  values: SecretValues;
  /** Whether the whole object is to be looked at, although its metadata would do. */
  whole: boolean;
  conflicts: Conflicts;
  /** Canonical JSON of the manifest that was applied last, when what others changed of it is brought back. */
  applied?: string;
  /** What was applied last when the program changed it since, with as many of its secret values as are known. */
  before?: Manifest;
}

/** What differs, in words without secret values. */
export interface Difference {
  /** Somebody else changed the object. */
  drift?: string;
  /** What a repair does about it. @default "bringing it back" */
  remedy?: string;
  /** Only fields that are left to their owner changed hands: what we own has to be noted anew. */
  handed?: string;
  /** Our own secret values changed. */
  secret?: string;
  /** The whole object, when it is as it was applied and was to be looked at. */
  live?: LiveObject;
}

/** Compares the live object with what we applied, and with the secret values that we would apply. */
export async function differenceOf(question: DriftQuestion): Promise<Difference> {
  const { target, ownership, values, whole, manifest } = question;
  const seen = (live: LiveObject): Difference => (whole ? { live } : {});
  const listed = await look(target, ownership, extentOf(target, values.size > 0 || whole));
  if (listed !== undefined && isAsApplied(question, listed))
    return withSecret(seen(listed), question, { live: listed });
  const live = await lookClosely(target, ownership);
  if (live === undefined) return vanishes(manifest) ? {} : { drift: "it was deleted" };
  if (isAsApplied(question, live)) return withSecret(seen(live), question, { live });
  // Whose object it is comes first; a secret value is compared all the same when only fields of ours were changed.
  const other = otherObject(question, live);
  return other === undefined
    ? withSecret(await changes(question, live), question, { live })
    : { drift: other };
}

/** Whether the cluster itself deletes the object after a time: a finished Job with a time to live, and Events. */
export function vanishes(manifest: Manifest): boolean {
  return manifest.kind === "Event" || valueAt(manifest, ["spec", "ttlSecondsAfterFinished"]) !== undefined;
}

function isAsApplied({ output, ownership, manifest }: DriftQuestion, live: LiveObject): boolean {
  return (
    live.metadata.uid === output.uid &&
    live.metadata.deletionTimestamp === undefined &&
    appliedDigest(live, fieldManagerOf(ownership)) === output.applied &&
    holdsContested(live, manifest)
  );
}

/** Why the object is not the one of the last run, or soon will not be. */
export function otherThan({ uid }: Pick<StoredOutput, "uid">, { metadata }: LiveObject): string | undefined {
  const { deletionTimestamp, creationTimestamp } = metadata;
  if (deletionTimestamp !== undefined) return `it is being deleted since ${deletionTimestamp}`;
  return metadata.uid === uid ? undefined : `it was replaced (${creationTimestamp})`;
}

function otherObject({ output, ownership }: DriftQuestion, live: LiveObject): string | undefined {
  const other = otherThan(output, live);
  if (other !== undefined) return other;
  const owner = ownerOf(live);
  return owner === undefined || owner === ownership.id ? undefined : `it ${describeOwner(live)} now`;
}

async function changes(question: DriftQuestion, live: LiveObject): Promise<Difference> {
  const { ownership, output, manifest, before = manifest } = question;
  const revision = Math.max(1, revisionOf(live), output.revision ?? 0);
  const sent = withRevision(withOwnership(before, ownership), revision);
  return changesOf(question, live, { sent, owned: true, beside: [] });
}

/** What is compared of a live object. */
interface Compared {
  /** What was applied last, as it was sent. */
  sent: Manifest;
  /** Whether the whole object is ours. */
  owned: boolean;
  /** Drifted fields that are not applied, but written in another way. */
  beside: readonly DriftedField[];
}

/** Tells what somebody changed of an object, field by field. */
export async function changesOf(
  { target, ownership, values, conflicts, manifest, before = manifest }: DriftQuestion,
  live: LiveObject,
  { sent, owned, beside }: Compared,
): Promise<Difference> {
  const secrets = quotableValues(target.kind.kind, values);
  const pointers = [...values.keys()];
  const [{ driftedFields }, { describeDrift }] = await Promise.all([
    import("../../../src/apply/drift.ts"),
    import("../../../src/apply/drift-text.ts"),
  ]);
  const ignore = typeof conflicts === "object" ? conflicts.ignore : [];
  const options = { ownership, applied: sent, secrets, pointers, ignore, owned };
  const { fields, ignored } = await driftedFields(target, live, options);
  const all = [...fields, ...beside];
  if (all.length > 0) return { drift: describeDrift(all, { manifest: before, pointers, secrets }) };
  if (ignored) return { handed: "a field that is left to its owner changed hands" };
  const cleared = (live.metadata.managedFields ?? []).length === 0;
  return { drift: cleared ? "its managedFields were cleared" : "somebody changed fields of it" };
}

/**
 * What differs, with what is to be said of secret values.
 * @param options `preview` is how the server is asked. @default by the update of an object of ours
 */
export async function withSecret(
  found: Difference,
  question: DriftQuestion,
  { live, preview }: { live: LiveObject; preview?: Preview },
): Promise<Difference> {
  // A program that changed is applied anyway.
  const secret = question.before === undefined ? await secretChange(question, live, preview) : undefined;
  return secret === undefined ? found : { ...found, secret };
}

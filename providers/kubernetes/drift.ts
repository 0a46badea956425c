/**
 * Seeing whether a live object is still what we applied, for the price of one LIST per (kind, namespace).
 *
 * The same uid and the same digest of our managedFields entry mean that nobody changed a value of ours. A miss is confirmed
 * by GET. LISTs are shared by resources that are looked at together, not cached: each is at most two seconds old, is told of
 * our own writes, and is taken afresh when a resource is looked at twice.
 */

import { wouldChange } from "../../src/apply/compare.ts";
import { FieldConflictError } from "../../src/apply/conflict.ts";
import { appliedDigest, ownFields } from "../../src/apply/managed-fields.ts";
import {
  fieldManagerOf,
  ownerOf,
  ownershipSelector,
  type Ownership,
  withOwnership,
} from "../../src/apply/ownership.ts";
import { preview } from "../../src/apply/preview.ts";
import { revisionOf, withRevision } from "../../src/apply/revision.ts";
import type { Target } from "../../src/apply/target.ts";
import type { Client } from "../../src/client/client.ts";
import { get, list } from "../../src/client/verbs.ts";
import { ApiError } from "../../src/errors.ts";
import { collectionPath } from "../../src/model/kind.ts";
import { valueAt } from "../../src/model/json.ts";
import type { LiveObject, Manifest } from "../../src/model/object.ts";
import type { SecretValues } from "../secrets.ts";
import type { StoredOutput } from "./state.ts";

const FRESH = 2_000;

interface Look {
  at: number;
  seen: Set<string>;
  objects: Promise<Map<string, LiveObject>>;
}

const looks = new WeakMap<Client, Map<string, Look>>();

export interface DriftQuestion {
  target: Target;
  ownership: Ownership;
  output: StoredOutput;
  /** The manifest as it would be sent, secret values included. */
  manifest: Manifest;
  values: SecretValues;
  conflicts: "fail" | "force" | { ignore: readonly string[] };
  /** The manifest that was applied last, when what others changed of it is brought back. */
  applied?: Manifest;
}

/** What differs, in words without values. */
export interface Difference {
  /** Somebody else changed the object. */
  drift?: string;
  /** Our own secret values changed. */
  secret?: string;
}

/** Compares the live object with what we applied, and with the secret values that we would apply. */
export async function differenceOf(question: DriftQuestion): Promise<Difference> {
  const listed = await look(question.target, question.ownership);
  if (listed !== undefined && difference(question, listed) === undefined)
    return secretChange(question, listed);
  const { client, kind } = question.target;
  const live = await get(client, kind, question.target);
  if (live === undefined) return vanishes(question.manifest) ? {} : { drift: "it was deleted" };
  const drift = difference(question, live);
  if (drift === undefined) return secretChange(question, live);
  // Whose object it is comes first; a secret value is compared all the same when only fields of ours were changed.
  return live.metadata.uid === question.output.uid
    ? { drift, ...(await secretChange(question, live)) }
    : { drift };
}

/** Whether the cluster itself deletes the object after a time: a finished Job with a time to live, and Events. */
export function vanishes(manifest: Manifest): boolean {
  return manifest.kind === "Event" || valueAt(manifest, ["spec", "ttlSecondsAfterFinished"]) !== undefined;
}

function difference({ output, ownership }: DriftQuestion, live: LiveObject): string | undefined {
  if (live.metadata.deletionTimestamp !== undefined) return "it is being deleted";
  if (live.metadata.uid !== output.uid) return "it was replaced";
  if (ownerOf(live) !== ownership.id) return "it belongs to somebody else now";
  if (appliedDigest(live, fieldManagerOf(ownership)) !== output.applied)
    return "somebody changed fields of it";
  return undefined;
}

/** Begins the LIST that a comparison will need, while it is still being found out which cluster this is: reading does no harm. */
export function lookAhead(target: Target, ownership: Pick<Ownership, "app" | "stage">): void {
  // Whoever looks awaits the same promise, and meets the failure.
  lookAt(target, ownership).objects.catch(() => undefined);
}

async function look(target: Target, ownership: Ownership): Promise<LiveObject | undefined> {
  const current = lookAt(target, ownership);
  current.seen.add(target.name);
  return (await current.objects).get(target.name);
}

function lookAt(target: Target, ownership: Pick<Ownership, "app" | "stage">): Look {
  const known = looks.get(target.client) ?? new Map<string, Look>();
  looks.set(target.client, known);
  const selector = ownershipSelector(ownership);
  const key = `${collectionPath(target.kind, target.namespace)}?${selector}`;
  const before = known.get(key);
  const usable = before !== undefined && Date.now() - before.at < FRESH && !before.seen.has(target.name);
  if (usable) return before;
  const current = { at: Date.now(), seen: new Set<string>(), objects: listAll(target, selector) };
  known.set(key, current);
  return current;
}

async function listAll(target: Target, labelSelector: string): Promise<Map<string, LiveObject>> {
  const { items } = await list(target.client, target.kind, {
    labelSelector,
    // Secret values are compared with the live ones; everything else needs the metadata only, half the size.
    metadataOnly: !isSecret(target),
    ...(target.namespace !== undefined && { namespace: target.namespace }),
  });
  return new Map(items.map((item) => [item.metadata.name, item]));
}

/** Tells the LISTs about a write of ours. */
export async function noteWrite(target: Target, ownership: Ownership, object: LiveObject): Promise<void> {
  const key = `${collectionPath(target.kind, target.namespace)}?${ownershipSelector(ownership)}`;
  (await looks.get(target.client)?.get(key)?.objects)?.set(target.name, object);
}

function isSecret({ kind }: Target): boolean {
  return kind.group === "" && kind.kind === "Secret";
}

/** Secret values are in no state, so they are compared with the live object: directly in a Secret, else by one dry run. */
async function secretChange(question: DriftQuestion, live: LiveObject): Promise<Difference> {
  if (question.values.size === 0) return {};
  const secret = isSecret(question.target)
    ? secretDataChange(question, live)
    : await changeByPreview(question);
  return secret === undefined ? {} : { secret };
}

function secretDataChange({ manifest, ownership }: DriftQuestion, live: LiveObject): string | undefined {
  const owned = ownFields(live, fieldManagerOf(ownership))["f:data"];
  const changed = Object.entries((manifest["data"] ?? {}) as Record<string, string>).some(
    // A key that somebody else wrote is drift; here it is about what we would write.
    ([key, value]) => valueAt(owned, [`f:${key}`]) !== undefined && valueAt(live, ["data", key]) !== value,
  );
  return changed ? "a secret value changed" : undefined;
}

async function changeByPreview(question: DriftQuestion): Promise<string | undefined> {
  const { target, ownership, manifest, values, conflicts, applied } = question;
  const live = await get(target.client, target.kind, target);
  if (live === undefined) return undefined;
  const wanted = withRevision(withOwnership(manifest, ownership), Math.max(1, revisionOf(live)));
  try {
    const secrets = [...values.values()];
    const options = {
      ownership,
      secrets,
      conflicts,
      adopting: false,
      ...(applied !== undefined && { applied }),
    };
    const answer = await preview(target, live, wanted, options);
    const changes = "refusal" in answer || wouldChange(live, answer.object, fieldManagerOf(ownership));
    return changes ? "a secret value changed" : undefined;
  } catch (error) {
    // The update that follows meets the same refusal and reports it.
    if (error instanceof FieldConflictError || (error instanceof ApiError && error.status < 500))
      return "a secret value may have changed";
    throw error;
  }
}

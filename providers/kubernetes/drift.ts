/**
 * Seeing whether a live object is still what we applied, for the price of one LIST per (kind, namespace).
 *
 * The same uid and the same digest of our managedFields entry mean that nobody changed a value of ours. A miss is confirmed
 * by GET. LISTs are shared by resources that are looked at together, not cached: each is at most two seconds old, is told of
 * our own writes, and is taken afresh when a resource is looked at twice.
 */

import { wouldChange } from "../../src/apply/compare.ts";
import { appliedDigest } from "../../src/apply/managed-fields.ts";
import {
  fieldManagerOf,
  ownerOf,
  ownershipSelector,
  type Ownership,
  withOwnership,
} from "../../src/apply/ownership.ts";
import { revisionOf, withRevision } from "../../src/apply/revision.ts";
import type { Target } from "../../src/apply/target.ts";
import type { Client } from "../../src/client/client.ts";
import { apply as requestApply, get, list } from "../../src/client/verbs.ts";
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
}

/** Why the live object has to be written: somebody else changed it (`drift`), or our own secret values did (`secret`). */
export interface Difference {
  from: "drift" | "secret";
  /** In words, without values. */
  what: string;
}

/** Compares the live object with what we applied, and with the secret values that we would apply. */
export async function differenceOf(question: DriftQuestion): Promise<Difference | undefined> {
  const listed = await look(question.target, question.ownership);
  if (listed !== undefined && difference(question, listed) === undefined)
    return secretChange(question, listed);
  const { client, kind } = question.target;
  const live = await get(client, kind, question.target);
  if (live === undefined)
    return vanishes(question.manifest) ? undefined : { from: "drift", what: "it was deleted" };
  const drift = difference(question, live);
  return drift === undefined ? secretChange(question, live) : { from: "drift", what: drift };
}

/** Whether the cluster itself deletes the object after a time: a finished Job with a time to live, and Events. */
function vanishes(manifest: Manifest): boolean {
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

async function look(target: Target, ownership: Ownership): Promise<LiveObject | undefined> {
  const known = looks.get(target.client) ?? new Map<string, Look>();
  looks.set(target.client, known);
  const selector = ownershipSelector(ownership);
  const key = `${collectionPath(target.kind, target.namespace)}?${selector}`;
  const before = known.get(key);
  const usable = before !== undefined && Date.now() - before.at < FRESH && !before.seen.has(target.name);
  const current = usable
    ? before
    : { at: Date.now(), seen: new Set<string>(), objects: listAll(target, selector) };
  known.set(key, current);
  current.seen.add(target.name);
  return (await current.objects).get(target.name);
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
async function secretChange(question: DriftQuestion, live: LiveObject): Promise<Difference | undefined> {
  const { target, values } = question;
  if (values.size === 0) return undefined;
  const what = isSecret(target) ? secretDataChange(question, live) : await changeByDryRun(question);
  return what === undefined ? undefined : { from: "secret", what };
}

function secretDataChange(question: DriftQuestion, live: LiveObject): string | undefined {
  const data: unknown = valueAt(live, ["data"]);
  const same = Object.entries((question.manifest["data"] ?? {}) as Record<string, string>).every(
    ([key, value]) => valueAt(data, [key]) === value,
  );
  return same ? undefined : "a secret value changed";
}

async function changeByDryRun({
  target,
  ownership,
  manifest,
  values,
}: DriftQuestion): Promise<string | undefined> {
  const { client, kind } = target;
  const live = await get(client, kind, target);
  if (live === undefined) return "it was deleted";
  const fieldManager = fieldManagerOf(ownership);
  const wanted = withRevision(withOwnership(manifest, ownership), Math.max(1, revisionOf(live)));
  try {
    const { object } = await requestApply(client, kind, wanted, {
      fieldManager,
      dryRun: true,
      secrets: [...values.values()],
    });
    return wouldChange(live, object, fieldManager) ? "a secret value changed" : undefined;
  } catch (error) {
    // The update that follows meets the same refusal and reports it.
    if (error instanceof ApiError && error.status < 500) return "a secret value may have changed";
    throw error;
  }
}

/**
 * Setting fields of an object that somebody else owns: observe, decide, write.
 *
 * Invariants: the object is never created and never replaced, for every write carries its uid; it gets no marks of ownership;
 * what this resource set before and sets no more is given up; nothing to change means no write; whoever shares a list keeps
 * its elements.
 */

import { type Json, valueAt } from "../model/json.ts";
import type { LiveObject, Manifest } from "../model/object.ts";
import { wouldChange } from "./compare.ts";
import { type Conflicts, FieldConflictError } from "./conflict.ts";
import { untilExists } from "./exists.ts";
import { handBack, keptFields, keptReplicas } from "./hand-back.ts";
import { changeOf, writeChange } from "./list-change.ts";
import { fieldManagerOf, type Ownership } from "./ownership.ts";
import { preview, type Preview } from "./preview.ts";
import { changedTooOften, ROUNDS } from "./rounds.ts";
import { isStale, send, withUid } from "./send.ts";
import { type Extended, nameElement, sharedListOf } from "./shared-list.ts";
import { describeTarget, type Target } from "./target.ts";

export interface SetFieldsOptions {
  /** The fields, without the elements of a shared list. */
  manifest: Manifest;
  /** The elements that a shared list is to have. */
  elements: readonly Json[];
  ownership: Pick<Ownership, "id">;
  /** The manifest that was applied last: fields of it that somebody else changed are brought back, not conflicts. */
  applied?: Manifest;
  conflicts: Conflicts;
  /** Secret values in the manifest, so that messages can be scrubbed of them. */
  secrets: readonly string[];
  /** How long to wait for the object, in ms. */
  timeout: number;
  signal?: AbortSignal;
  /** Called with what is waited for. */
  report(message: string): void;
}

export interface FieldsSet {
  object: LiveObject;
  outcome: "updated" | "unchanged";
  warnings: readonly string[];
}

const MISSING =
  "A patch never creates its object: check name, namespace and cluster, deploy it before, or give it a longer `timeout` to appear.";

/**
 * Makes the fields of a live object what the manifest says, and leaves all others alone.
 * @throws {ProviderError} `not-found`, `conflict`, `invalid`, `forbidden`, …
 */
export async function setFields(target: Target, options: SetFieldsOptions): Promise<FieldsSet> {
  const warnings: string[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const live = await untilExists(target, { ...options, advice: MISSING });
    const set = await attempt(target, live, { ...options, warn: (warning) => warnings.push(warning) });
    if (set !== undefined) return { ...set, warnings: [...warnings, ...set.warnings] };
  }
  throw changedTooOften(target);
}

type Attempt = SetFieldsOptions & { warn(message: string): void };

/** One attempt; `undefined` when the object has to be looked at again. */
async function attempt(target: Target, live: LiveObject, options: Attempt): Promise<FieldsSet | undefined> {
  const { manifest } = options;
  const fieldManager = fieldManagerOf(options.ownership);
  const change = extended(target, live, options);
  const replicas = keptReplicas(live, manifest, fieldManager);
  if (replicas !== undefined) {
    await handBack(target, live, replicas, { ...options, fieldManager });
    return undefined;
  }
  const conflicts = besideList(live, options.conflicts);
  const answer = await unlessStale(() =>
    preview(target, live, manifest, { ...options, conflicts, adopting: false }),
  );
  if (answer === undefined) return undefined;
  if ("refusal" in answer) {
    const kept = keptFields(live, manifest, { ...answer, fieldManager, nothingElse: false });
    if (kept === undefined) throw answer.refusal;
    await handBack(target, live, kept, { ...options, fieldManager });
    return undefined;
  }
  const listed = change === undefined ? live : await writeChange(target, live, change, options.ownership);
  if (listed === undefined) return undefined;
  if (wouldChange(live, answer.object, fieldManager))
    return unlessStale(() => write(target, listed, answer, options));
  if (listed !== live) return { object: listed, outcome: "updated", warnings: [] };
  return { object: live, outcome: "unchanged", warnings: [...answer.notes, ...answer.warnings] };
}

async function write(
  target: Target,
  live: LiveObject,
  { manifest, force, notes }: Extract<Preview, { force: boolean }>,
  options: Attempt,
): Promise<FieldsSet> {
  const { object, warnings } = await send(target, withUid(manifest, live), options, { force });
  return { object, outcome: "updated", warnings: [...notes, ...warnings] };
}

async function unlessStale<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (isStale(error)) return undefined;
    throw error;
  }
}

/** What becomes of the shared list; `undefined` for a kind without one. */
function extended(
  target: Target,
  live: LiveObject,
  { elements, ownership, conflicts, manifest }: SetFieldsOptions,
): Extended | undefined {
  const list = sharedListOf(live);
  const change = changeOf(live, elements, { ownership, conflicts });
  if (list === undefined || change === undefined) return undefined;
  if (change.clashes.length > 0 && conflicts !== "force") {
    const manager = ownersOf(live, list.path);
    const found = change.clashes.map((element) => ({ manager, field: nameElement(list, element) }));
    throw new FieldConflictError(found, { object: describeTarget(target), manifest, live });
  }
  return change;
}

/** What is left to others outside of the shared list: that is not applied, so nothing of it is to be sent at its live value. */
function besideList(live: LiveObject, conflicts: Conflicts): Conflicts {
  const list = sharedListOf(live)?.path.join(".");
  if (list === undefined || typeof conflicts !== "object") return conflicts;
  return { ignore: conflicts.ignore.filter((path) => path !== list && !path.startsWith(`${list}[`)) };
}

/** Who wrote a list, as far as the object tells: of a single element it never does. */
function ownersOf({ metadata }: LiveObject, path: readonly string[]): string {
  const steps = path.map((name) => `f:${name}`);
  const owners = (metadata.managedFields ?? []).filter(
    ({ fieldsV1 }) => valueAt(fieldsV1, steps) !== undefined,
  );
  return owners.map(({ manager }) => manager ?? "somebody").join(" or ") || "somebody";
}

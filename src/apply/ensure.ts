/**
 * Bringing one object to what its manifest says: observe, decide, write.
 *
 * Invariants: the live object is the truth, never what state remembers; a create never touches an object that exists;
 * an update carries the uid it is about, so it never creates; nothing to change means no write; an object that is not ours
 * is not touched unless the user said so; nothing is deleted for a manifest that is not valid on its own.
 * Imports client, model, readiness. @see https://kubernetes.io/docs/reference/using-api/server-side-apply/
 */

import { ApiError, isConflict, isNotFound, ProviderError } from "../errors.ts";
import type { LiveObject, Manifest } from "../model/object.ts";
import { wouldChange } from "./compare.ts";
import type { Conflicts } from "./conflict.ts";
import { besideControllers } from "./contested.ts";
import { refuseControlled, refuseTakenSecret } from "./controlled.ts";
import { withLiveValues } from "./ignore.ts";
import { immutableFields, type Refusal, refusalOf, silentRefusal } from "./immutable/decide.ts";
import { prove } from "./immutable/proof.ts";
import { untilNamespaceGone } from "./namespace.ts";
import { readObject } from "./read.ts";
import { describeOwner, fieldManagerOf, isOwnedBy, type Ownership, withOwnership } from "./ownership.ts";
import { type Preparation, preparation, prepare } from "./prepare.ts";
import { type Preview, preview } from "./preview.ts";
import { untilGone } from "./remove.ts";
import { regained, withoutObstacles } from "./regain.ts";
import { agreeToReplace, replace } from "./replace.ts";
import { contentDiffers, hasRevision, revisionOf, withRevision } from "./revision.ts";
import { changedTooOften, ROUNDS } from "./rounds.ts";
import { isStale, send, withUid } from "./send.ts";
import { describeTarget, type Target } from "./target.ts";

export interface EnsureOptions {
  /** What the object should be, without marks of ownership. */
  manifest: Manifest;
  ownership: Ownership;
  /** Whether the object was there when this resource last looked; decides what is asked first, not what is done. */
  expect: "absent" | "present";
  /** The manifest that was applied last: fields of it that somebody else changed are repaired, not conflicts. */
  applied?: Manifest;
  /** It may say more than was applied: what others added to a list need not stand in the place of ours. @default false */
  appliedAtMost?: boolean;
  /** The uid of our object: it stays ours when somebody removes the mark that says so. */
  uid?: string;
  /** Take over an object that is not ours. */
  adopt: boolean;
  conflicts: Conflicts;
  allowDataLoss: boolean;
  /** The object is not to be deleted, not even to be replaced. @default false */
  keep?: boolean;
  /** The last known revision of a ConfigMap's or Secret's content. @default 0 */
  revision?: number;
  /** Secret values in the manifest, so that messages can be scrubbed of them. */
  secrets: readonly string[];
  /** How long to wait for something that is still being deleted, in ms. */
  timeout: number;
  signal?: AbortSignal;
  /** Called when somebody else's object is about to be taken over: from then on it may bear our mark. */
  beforeAdopting?(): void;
  /** Called with what is waited for or done, when it takes time or may surprise. */
  report(message: string): void;
}

export type Outcome = "created" | "updated" | "unchanged" | "replaced" | "adopted";

export interface Ensured {
  object: LiveObject;
  outcome: Outcome;
  /** Warnings of the API server, and of what it ignored. */
  warnings: readonly string[];
}

/**
 * Creates, updates, adopts or replaces one object, or finds that nothing has to be done.
 * @throws {ProviderError} `not-owned`, `conflict`, `immutable`, `data-loss`, `invalid`, `forbidden`, …: nothing else was changed
 */
export async function ensure(target: Target, options: EnsureOptions): Promise<Ensured> {
  // Whoever adopts expects that the object is there: one request less.
  let expect = options.adopt ? "present" : options.expect;
  for (let round = 0; round < ROUNDS; round += 1) {
    if (expect === "absent") {
      const created = await createOnly(target, options);
      if (created !== undefined) return created;
    }
    const live = await readObject(target, lookOptions(options));
    expect = live === undefined ? "absent" : "present";
    if (live === undefined) continue;
    if (live.metadata.deletionTimestamp !== undefined) {
      options.report("waiting until the object that is being deleted is gone");
      await untilGone(target, live, options);
      expect = "absent";
      continue;
    }
    const updated = await update(target, live, options);
    if (updated !== undefined) return updated;
  }
  throw changedTooOften(target);
}

// The time-out of an operation is not one of its requests'.
function lookOptions({ signal }: EnsureOptions): { signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}

/** Creates the object; `undefined` when one exists already. */
async function createOnly(target: Target, options: EnsureOptions): Promise<Ensured | undefined> {
  const manifest = marked(options.manifest, options.ownership, (options.revision ?? 0) + 1);
  try {
    const { object, warnings } = await send(target, manifest, options, { createOnly: true });
    return { object, outcome: "created", warnings };
  } catch (error) {
    if (isConflict(error)) return undefined;
    const namespace = target.namespace;
    if (namespace !== undefined && isTerminatingNamespace(error)) {
      options.report(`waiting until namespace ${namespace}, which is being deleted, is gone`);
      await untilNamespaceGone(target.client, namespace, options);
      return createOnly(target, options);
    }
    throw namespace === undefined ? error : explainMissingNamespace(target, namespace, error);
  }
}

function isTerminatingNamespace(error: unknown): boolean {
  return error instanceof ApiError && error.causes.some((cause) => cause.reason === "NamespaceTerminating");
}

function explainMissingNamespace(target: Target, namespace: string, error: unknown): unknown {
  if (!isNotFound(error) || error.details?.kind !== "namespaces") return error;
  return new ProviderError("api", `namespace ${namespace} does not exist`, {
    object: describeTarget(target),
    advice: `Create it first, as a Namespace resource that this one refers to, or: kubectl create namespace ${namespace}.`,
  });
}

/** The manifest as it is sent: with whose it is and the revision of its content. */
function marked(manifest: Manifest, ownership: Ownership, revision: number): Manifest {
  return withRevision(withOwnership(besideControllers(manifest), ownership), revision);
}

/** Updates a live object; `undefined` when it changed identity meanwhile and has to be looked at again. */
async function update(
  target: Target,
  live: LiveObject,
  options: EnsureOptions,
): Promise<Ensured | undefined> {
  const adopting = !isOwnedBy(live, { id: options.ownership.id, uid: options.uid });
  if (adopting && !options.adopt) throw notOurs(target, live);
  if (adopting) {
    refuseControlled(target, live, options.manifest);
    options.beforeAdopting?.();
  }
  try {
    const current = adopting ? live : await regained(target, live, options);
    return current && (await converge(target, current, options, adopting));
  } catch (error) {
    if (isStale(error)) return undefined;
    throw error;
  }
}

function ignoredBy({ conflicts }: EnsureOptions): readonly string[] {
  return typeof conflicts === "object" ? conflicts.ignore : [];
}

async function converge(
  target: Target,
  live: LiveObject,
  options: EnsureOptions,
  adopting: boolean,
): Promise<Ensured | undefined> {
  const fieldManager = fieldManagerOf(options.ownership);
  // Never back to one that workloads may have seen with other content.
  const revision = Math.max(1, revisionOf(live), options.revision ?? 0);
  const manifest = besideControllers(options.manifest, { live, fieldManager });
  const wanted = marked(manifest, options.ownership, revision);
  const answer = await preview(target, live, wanted, { ...options, adopting });
  if ("refusal" in answer && !adopting) {
    const cleared = await withoutObstacles(target, live, wanted, { ...options, ...answer });
    if (cleared !== live) return cleared && converge(target, cleared, options, false);
  }
  return settle(target, live, { ...options, adopting, wanted, answer });
}

/** Does what the preview says: nothing, an update, or a replacement. */
async function settle(
  target: Target,
  live: LiveObject,
  options: EnsureOptions & { adopting: boolean; wanted: Manifest; answer: Preview },
): Promise<Ensured | undefined> {
  const { adopting, wanted, answer } = options;
  const fieldManager = fieldManagerOf(options.ownership);
  const preparations = prepared(target, live, answer, options);
  const refusal =
    "refusal" in answer ? refusalOf(answer.refusal) : silentRefusal(target, wanted, answer.object);
  const anew = withLiveValues(wanted, live, ignoredBy(options));
  if (
    refusal !== undefined &&
    (await mustReplace(target, live, anew, { ...options, refusal, preparations }))
  ) {
    const { object, warnings } = await replace(target, live, anew, options);
    return { object, outcome: "replaced", warnings };
  }
  if ("object" in answer && !adopting && preparations.length === 0) {
    if (!wouldChange(live, answer.object, fieldManager))
      return { object: live, outcome: "unchanged", warnings: [...answer.notes, ...answer.warnings] };
    // Somebody wrote between our look and the dry run, which may be all that differs.
    if (answer.object.metadata.resourceVersion !== live.metadata.resourceVersion) return undefined;
  }
  if (!adopting) refuseTakenSecret(target, live, wanted);
  const how = { ...lookOptions(options), fieldManager, secrets: options.secrets };
  const current = await prepare(target, live, preparations, how);
  if (current === undefined) return undefined;
  const sent = raised(answer.manifest, live, "object" in answer ? answer.object : answer.manifest);
  const force = adopting || ("force" in answer && answer.force);
  const { object, warnings } = await send(target, withUid(sent, current), options, { force });
  return { object, outcome: adopting ? "adopted" : "updated", warnings: [...answer.notes, ...warnings] };
}

function prepared(
  target: Target,
  live: LiveObject,
  answer: Preview,
  { ownership, adopting }: EnsureOptions & { adopting: boolean },
): Preparation {
  return preparation(target, live, {
    fieldManager: fieldManagerOf(ownership),
    adopting,
    manifest: answer.manifest,
    ...("object" in answer ? { after: answer.object, causes: [] } : { causes: answer.refusal.causes }),
  });
}

/** Raises the revision when the content will be another one. */
function raised(manifest: Manifest, live: LiveObject, after: Manifest): Manifest {
  return hasRevision(manifest) && contentDiffers(live, after)
    ? withRevision(manifest, Math.max(revisionOf(manifest), revisionOf(live)) + 1)
    : manifest;
}

/**
 * Whether a refused update means that the object has to be replaced, and may be; else what is prepared will make it possible.
 * @throws {ProviderError} the refusal, or `invalid`, when the manifest is not valid; `immutable` or `data-loss` when the object is to be
 * kept, or the user has not agreed to replace it
 */
async function mustReplace(
  target: Target,
  live: LiveObject,
  wanted: Manifest,
  options: EnsureOptions & { refusal: Refusal; adopting: boolean; preparations: Preparation },
): Promise<boolean> {
  const { refusal, secrets, preparations } = options;
  const context = { refusal, fieldManager: fieldManagerOf(options.ownership), secrets };
  const fields = await immutableFields(target, live, wanted, context);
  if (fields.length === 0) {
    // What stands in the way is in the live object: list items of former managers beside ours, defaults of another value.
    if (preparations.length > 0 && (await prove(target, live, wanted, context)).is === "valid") return false;
    throw refusal.error;
  }
  await agreeToReplace(target, live, wanted, { ...options, fields });
  options.report(`replacing it, because ${fields.join(", ")} cannot be changed`);
  return true;
}

function notOurs(target: Target, live: LiveObject): ProviderError {
  return new ProviderError("not-owned", `it exists already and ${describeOwner(live)}`, {
    object: describeTarget(target),
    advice: "Set `adopt: true` (or run with --adopt) to take it over, or choose another name.",
  });
}

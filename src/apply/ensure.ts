/**
 * Bringing one object to what its manifest says: observe, decide, write.
 *
 * Invariants: the live object is the truth, never what state remembers; a create never touches an object that exists;
 * an update carries the uid it is about, so it never creates; nothing to change means no write; an object that is not ours
 * is not touched unless the user said so; nothing is deleted for a manifest that is not valid on its own.
 * Imports client, model, readiness. @see https://kubernetes.io/docs/reference/using-api/server-side-apply/
 */

import { apply as requestApply, type Applied, get } from "../client/verbs.ts";
import { ApiError, isConflict, isInvalid, isNotFound, ProviderError } from "../errors.ts";
import { isBuiltIn } from "../model/kind-table.ts";
import type { LiveObject, Manifest } from "../model/object.ts";
import { handOver } from "./adopt.ts";
import { wouldChange } from "./compare.ts";
import { FieldConflictError, fieldOwners, isFieldConflict } from "./conflict.ts";
import { fieldAt, hasField, withField } from "./field-path.ts";
import { isValidOnItsOwn, provenImmutable } from "./immutable.ts";
import { untilNamespaceGone } from "./namespace.ts";
import { describeOwner, fieldManagerOf, ownerOf, type Ownership, withOwnership } from "./ownership.ts";
import { untilGone } from "./remove.ts";
import { replace } from "./replace.ts";
import { contentDiffers, hasRevision, revisionOf, withRevision } from "./revision.ts";
import { takeBack } from "./take-back.ts";
import { describeTarget, type Target } from "./target.ts";

export interface EnsureOptions {
  /** What the object should be, without marks of ownership. */
  manifest: Manifest;
  ownership: Ownership;
  /** Whether the object was there when this resource last looked; decides what is asked first, not what is done. */
  expect: "absent" | "present";
  /** The manifest that was applied last: fields of it that somebody else changed are repaired, not conflicts. */
  applied?: Manifest;
  /** Take over an object that is not ours. */
  adopt: boolean;
  conflicts: "fail" | "force" | { ignore: readonly string[] };
  allowDataLoss: boolean;
  /** The last known revision of a ConfigMap's or Secret's content. @default 0 */
  revision?: number;
  /** Secret values in the manifest, so that messages can be scrubbed of them. */
  secrets: readonly string[];
  /** How long to wait for something that is still being deleted, in ms. */
  timeout: number;
  signal?: AbortSignal;
  /** Called with what is waited for or done, when it takes time or may surprise. */
  report(message: string): void;
}

export type Outcome = "created" | "updated" | "unchanged" | "replaced" | "adopted";

export interface Ensured {
  object: LiveObject;
  outcome: Outcome;
  /** Warnings of the API server. */
  warnings: readonly string[];
}

// Each round answers to somebody else's write between our look and our write; more means that somebody fights us.
const ROUNDS = 8;

/**
 * Creates, updates, adopts or replaces one object, or finds that nothing has to be done.
 * @throws {ProviderError} `not-owned`, `conflict`, `immutable`, `data-loss`, `invalid`, `forbidden`, …: nothing else was changed
 */
export async function ensure(target: Target, options: EnsureOptions): Promise<Ensured> {
  let expect = options.expect;
  for (let round = 0; round < ROUNDS; round += 1) {
    if (expect === "absent") {
      const created = await createOnly(target, options);
      if (created !== undefined) return created;
    }
    const live = await get(target.client, target.kind, target, signalOf(options));
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
  throw new ProviderError("api", `it was changed by somebody else ${ROUNDS} times while it was written`, {
    object: describeTarget(target),
    advice: "See who writes it in its managedFields, then run again.",
  });
}

/** Creates the object; `undefined` when one exists already. */
async function createOnly(target: Target, options: EnsureOptions): Promise<Ensured | undefined> {
  const manifest = withRevision(
    withOwnership(options.manifest, options.ownership),
    (options.revision ?? 0) + 1,
  );
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

/** Updates a live object; `undefined` when it changed identity meanwhile and has to be looked at again. */
async function update(
  target: Target,
  live: LiveObject,
  options: EnsureOptions,
): Promise<Ensured | undefined> {
  const adopting = ownerOf(live) !== options.ownership.id;
  if (adopting && !options.adopt) throw notOurs(target, live);
  try {
    const current = adopting ? live : await takeBack(target, live, watched(options), options.ownership);
    return current && (await converge(target, current, options, adopting));
  } catch (error) {
    if (isStale(error)) return undefined;
    throw error;
  }
}

/** What was applied last, without what is left to others. */
function watched({ applied, conflicts }: EnsureOptions): Manifest | undefined {
  if (applied === undefined || typeof conflicts !== "object") return applied;
  return conflicts.ignore.reduce((manifest, path) => withField(manifest, path, undefined), applied);
}

async function converge(
  target: Target,
  live: LiveObject,
  options: EnsureOptions,
  adopting: boolean,
): Promise<Ensured> {
  const fieldManager = fieldManagerOf(options.ownership);
  const wanted = withRevision(
    withOwnership(options.manifest, options.ownership),
    Math.max(1, revisionOf(live)),
  );
  const preview = await dryRun(target, live, wanted, options, adopting);
  if (preview.refusal !== undefined)
    return afterRefusal(target, live, wanted, { ...options, refusal: preview.refusal, adopting });
  if (!adopting && !wouldChange(live, preview.object, fieldManager)) {
    return { object: live, outcome: "unchanged", warnings: preview.warnings };
  }
  const current = adopting ? await handOver(target, live, fieldManager) : live;
  const manifest =
    hasRevision(wanted) && contentDiffers(live, preview.object)
      ? withRevision(preview.manifest, revisionOf(live) + 1)
      : preview.manifest;
  const written = await send(target, withUid(manifest, current), options, { force: preview.force });
  return { object: written.object, outcome: adopting ? "adopted" : "updated", warnings: written.warnings };
}

type Preview =
  | { refusal: ApiError }
  | {
      refusal?: undefined;
      object: LiveObject;
      manifest: Manifest;
      force: boolean;
      warnings: readonly string[];
    };

/** Asks the server what the apply would give, and settles conflicts by the user's choice. */
async function dryRun(
  target: Target,
  live: LiveObject,
  wanted: Manifest,
  options: EnsureOptions,
  adopting: boolean,
): Promise<Preview> {
  const ask = async (manifest: Manifest, force: boolean): Promise<Preview> => {
    const { object, warnings } = await send(target, withUid(manifest, live), options, {
      dryRun: true,
      force,
    });
    return { object, manifest, force, warnings };
  };
  const { conflicts } = options;
  try {
    return await ask(wanted, adopting || conflicts === "force");
  } catch (error) {
    if (isInvalid(error) && !isStale(error)) return { refusal: error };
    if (!isFieldConflict(error)) throw error;
    const owners = fieldOwners(error);
    const fields = [...owners.values()].flat();
    const left =
      typeof conflicts === "object"
        ? ignored(wanted, live, fields, conflicts.ignore)
        : { manifest: wanted, rest: fields };
    const wasOurs = left.rest.every(
      (field) => options.applied !== undefined && hasField(options.applied, field),
    );
    if (!wasOurs) throw new FieldConflictError(owners, describeTarget(target));
    return ask(left.manifest, left.rest.length > 0);
  }
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

/** What a refused dry run leaves to do: replace, or adopt all the same. */
async function afterRefusal(
  target: Target,
  live: LiveObject,
  wanted: Manifest,
  options: EnsureOptions & { refusal: ApiError; adopting: boolean },
): Promise<Ensured> {
  const { refusal, secrets, adopting } = options;
  const fieldManager = fieldManagerOf(options.ownership);
  const fields = await provenImmutable(target, live, wanted, { refusal, fieldManager, secrets });
  if (fields.length > 0) {
    const object = await replace(target, live, wanted, { ...options, fields });
    return { object, outcome: "replaced", warnings: [] };
  }
  // In the preview the list items of former managers (ports of a Service) stand beside ours; the hand-over lets them go.
  if (!adopting || !(await isValidOnItsOwn(target, live, wanted, { fieldManager, secrets }))) throw refusal;
  const current = await handOver(target, live, fieldManager);
  const { object, warnings } = await send(target, withUid(wanted, current), options, { force: true });
  return { object, outcome: "adopted", warnings };
}

function send(
  target: Target,
  manifest: Manifest,
  options: EnsureOptions,
  how: { createOnly?: boolean; dryRun?: boolean; force?: boolean },
): Promise<Applied> {
  const { ownership, secrets } = options;
  return requestApply(target.client, target.kind, manifest, {
    ...how,
    ...signalOf(options),
    fieldManager: fieldManagerOf(ownership),
    secrets,
    ...(!isBuiltIn(target.kind) && { transient: servesSoon(Date.now()) }),
  });
}

// A definition that was just written is served everywhere a moment later: until then its path is unknown (plain text, no Status)
// or its new fields are.
const DEFINITION_DELAY = 2_000;

function servesSoon(since: number): (error: ApiError) => boolean {
  return (error) =>
    Date.now() - since < DEFINITION_DELAY &&
    ((error.status === 404 && error.reason === undefined) ||
      /field not declared in schema/.test(error.serverMessage));
}

function signalOf({ signal }: EnsureOptions): { signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}

function withUid(manifest: Manifest, live: LiveObject): Manifest {
  return { ...manifest, metadata: { ...manifest.metadata, uid: live.metadata.uid } };
}

/** Whether a write missed its object: gone (409 `uid mismatch`, 404), made anew (422 on `metadata.uid`), or changed since (409). */
function isStale(error: unknown): boolean {
  if (isNotFound(error)) return error.details?.kind !== "namespaces";
  if (isInvalid(error)) return error.causes.some((cause) => cause.field === "metadata.uid");
  return isConflict(error) && !isFieldConflict(error);
}

function notOurs(target: Target, live: LiveObject): ProviderError {
  return new ProviderError("not-owned", `it exists already and ${describeOwner(live)}`, {
    object: describeTarget(target),
    advice: "Set `adopt: true` (or run with --adopt) to take it over, or choose another name.",
  });
}

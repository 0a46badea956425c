/**
 * Setting fields of an object that somebody else owns: observe, decide, write.
 *
 * Invariants: the object is never created and never replaced, for every write carries its uid; it gets no marks of ownership;
 * what this resource set before and sets no more is given up; nothing to change means no write; whoever shares a list keeps
 * its elements.
 */

import { ProviderError } from "../errors.ts";
import { isJsonObject, type Json, sameJson, valueAt } from "../model/json.ts";
import type { LiveObject, Manifest } from "../model/object.ts";
import type { JsonPatchOperation } from "../client/verbs.ts";
import { wouldChange } from "./compare.ts";
import { FieldConflictError } from "./conflict.ts";
import { untilExists } from "./exists.ts";
import { patchUnchanged } from "./guarded-patch.ts";
import { handBack, keptFields, keptReplicas } from "./hand-back.ts";
import { fieldManagerOf, type Ownership } from "./ownership.ts";
import { preview, type Preview } from "./preview.ts";
import { isStale, send, withUid } from "./send.ts";
import { extendList, nameElement, sharedElements, sharedListOf } from "./shared-list.ts";
import { describeTarget, type Target } from "./target.ts";

/** Elements of a shared list: what we want in it, and all that we ever put there. */
export interface OwnElements {
  wanted: readonly Json[];
  former: readonly Json[];
}

export interface SetFieldsOptions {
  /** The fields, without the elements of a shared list. */
  manifest: Manifest;
  elements: OwnElements;
  ownership: Pick<Ownership, "id">;
  /** The manifest that was applied last: fields of it that somebody else changed are brought back, not conflicts. */
  applied?: Manifest;
  conflicts: "fail" | "force" | { ignore: readonly string[] };
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

// Each round answers to somebody else's write between our look and our write, or to one more field that has to stay.
const ROUNDS = 8;

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
  throw new ProviderError("api", `it was changed by somebody else ${ROUNDS} times while it was written`, {
    object: describeTarget(target),
    advice: "See who writes it in its managedFields, then run again.",
  });
}

type Attempt = SetFieldsOptions & { warn(message: string): void };

/** One attempt; `undefined` when the object has to be looked at again. */
async function attempt(target: Target, live: LiveObject, options: Attempt): Promise<FieldsSet | undefined> {
  const { manifest } = options;
  const fieldManager = fieldManagerOf(options.ownership);
  const elements = extended(target, live, options);
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
  const changes = wouldChange(live, answer.object, fieldManager);
  if (!changes && elements === undefined)
    return { object: live, outcome: "unchanged", warnings: [...answer.notes, ...answer.warnings] };
  const listed = elements === undefined ? live : await writeList(target, live, elements, fieldManager);
  if (listed === undefined || !changes) return listed && { object: listed, outcome: "updated", warnings: [] };
  return unlessStale(() => write(target, listed, answer, options));
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

/** The shared list as it should be; `undefined` when it is. */
function extended(
  target: Target,
  live: LiveObject,
  { elements: own, conflicts, manifest }: SetFieldsOptions,
): readonly Json[] | undefined {
  const list = sharedListOf(live);
  if (list === undefined) return undefined;
  const present = sharedElements(live);
  const first = extendList(list, present, own);
  const left = first.clashes.filter((element) => isIgnored(conflicts, nameElement(list, element)));
  const wanted = own.wanted.filter((element) => !left.includes(element));
  const { elements, clashes } = left.length === 0 ? first : extendList(list, present, { ...own, wanted });
  if (clashes.length > 0 && conflicts !== "force") {
    const manager = ownersOf(live, list.path);
    const found = clashes.map((element) => ({ manager, field: nameElement(list, element) }));
    throw new FieldConflictError(found, { object: describeTarget(target), manifest, live });
  }
  return sameJson(elements, present) ? undefined : elements;
}

/** What is left to others outside of the shared list: that is not applied, so nothing of it is to be sent at its live value. */
function besideList(
  live: LiveObject,
  conflicts: SetFieldsOptions["conflicts"],
): SetFieldsOptions["conflicts"] {
  const list = sharedListOf(live)?.path.join(".");
  if (list === undefined || typeof conflicts !== "object") return conflicts;
  return { ignore: conflicts.ignore.filter((path) => path !== list && !path.startsWith(`${list}[`)) };
}

/** Whether an element is left to others: by its name as conflicts tell it, or with the whole list. */
function isIgnored(conflicts: SetFieldsOptions["conflicts"], name: string): boolean {
  if (typeof conflicts !== "object") return false;
  return conflicts.ignore.some((path) => name === `.${path}` || name.startsWith(`.${path}[`));
}

/** Who wrote a list, as far as the object tells: of a single element it never does. */
function ownersOf({ metadata }: LiveObject, path: readonly string[]): string {
  const steps = path.map((name) => `f:${name}`);
  const owners = (metadata.managedFields ?? []).filter(
    ({ fieldsV1 }) => valueAt(fieldsV1, steps) !== undefined,
  );
  return owners.map(({ manager }) => manager ?? "somebody").join(" or ") || "somebody";
}

/**
 * Writes a shared list, if the object is still as it was seen.
 * @returns the object as it is then; `undefined` when it changed meanwhile
 */
export async function writeList(
  target: Target,
  live: LiveObject,
  elements: readonly Json[],
  fieldManager: string,
): Promise<LiveObject | undefined> {
  const path = sharedListOf(live)?.path ?? [];
  return patchUnchanged(target, live, [listOperation(live, path, elements)], { fieldManager });
}

function listOperation(
  live: LiveObject,
  path: readonly string[],
  elements: readonly Json[],
): JsonPatchOperation {
  if (elements.length === 0) return { op: "remove", path: `/${path.join("/")}` };
  const [parent = "", name] = path;
  return name === undefined || isJsonObject(live[parent])
    ? { op: "add", path: `/${path.join("/")}`, value: elements }
    : { op: "add", path: `/${parent}`, value: { [name]: elements } };
}

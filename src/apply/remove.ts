/** Deleting an object that is ours, and waiting until it is gone. */

import { remove as requestDelete } from "../client/verbs.ts";
import { reportHolds, waitingFor } from "../diagnosis/hold-report.ts";
import { holdsOf } from "../diagnosis/holds.ts";
import { isConflict, isNotFound, ProviderError } from "../errors.ts";
import { isBuiltIn } from "../model/kind-table.ts";
import { apiVersionOf } from "../model/kind.ts";
import type { LiveObject } from "../model/object.ts";
import { backoff, Deadline, sleep } from "../retry.ts";
import { follow } from "./follow.ts";
import { readObject } from "./read.ts";
import { describeOwner, isOwnedBy } from "./ownership.ts";
import { describeTarget, type Target } from "./target.ts";

/** How objects that depend on a deleted one are treated. @see https://kubernetes.io/docs/concepts/architecture/garbage-collection/ */
export type Propagation = "Foreground" | "Background" | "Orphan";

export interface RemoveOptions {
  /** Only an object with this owner annotation is deleted. */
  owner: string;
  /** The uid of our object: it stays ours when somebody removes the mark that says so. */
  uid?: string | undefined;
  /** @default "Foreground" for kinds that own others, else "Background" */
  propagation?: Propagation;
  /** ms */
  timeout: number;
  signal?: AbortSignal;
  selector?: string;
  /** Called once it is known that the object is ours: whether it stays all the same. One that is being deleted already is not asked for. */
  spares?(live: LiveObject): Promise<boolean>;
  /** Called when the object is about to be deleted. */
  before?(live: LiveObject): Promise<void>;
  /** Called when the deletion takes long, once: who knows how may help it along. Must not reject. */
  held?(live: LiveObject): Promise<void>;
  /** Called when the object is left alone, and with what is waited for when that takes long. */
  report(message: string): void;
}

/** How to wait for the end of an object. */
export interface GoneOptions extends Pick<RemoveOptions, "timeout" | "signal" | "selector" | "held"> {
  report?(message: string): void;
}

/** What became of the object. */
export type Removal = "removed" | "absent" | "left";

// Kinds that own others through ownerReferences. For the rest a foreground delete only costs a round of the garbage collector.
const OWNING_KINDS = new Set([
  "CronJob",
  "DaemonSet",
  "Deployment",
  "Job",
  "ReplicaSet",
  "ReplicationController",
  "StatefulSet",
]);

/**
 * Deletes an object when it is still ours: looks first, sends its uid along, and waits until it is gone.
 * An object that is absent, or was made anew by somebody else, counts as gone.
 * @throws {ProviderError} `not-deleted` when it is still there at the deadline, with what holds it
 */
export async function remove(target: Target, options: RemoveOptions): Promise<Removal> {
  const live = await readObject(target);
  if (live === undefined) return "absent";
  if (!isOwnedBy(live, { id: options.owner, uid: options.uid })) {
    options.report(`left alone, because it ${describeOwner(live)}`);
    return "left";
  }
  const isDying = live.metadata.deletionTimestamp !== undefined;
  if (!isDying && (await options.spares?.(live)) === true) return "left";
  await options.before?.(live);
  await removeLive(target, live, options);
  return "removed";
}

/** Deletes exactly this live object and waits until it is gone. */
export async function removeLive(
  target: Target,
  live: LiveObject,
  options: GoneOptions & Pick<RemoveOptions, "propagation">,
): Promise<void> {
  const propagationPolicy = options.propagation ?? (mayOwn(target, live) ? "Foreground" : "Background");
  if (live.metadata.deletionTimestamp === undefined && !(await accepted(target, live, propagationPolicy)))
    return;
  await untilGone(target, live, options);
}

const ATTEMPTS = 5;

/** Asks for an object's deletion. @returns whether there is something to wait for; else it is gone, or another one has its name */
async function accepted(target: Target, live: LiveObject, propagationPolicy: Propagation): Promise<boolean> {
  const { uid } = live.metadata;
  for (let attempt = 0; ; attempt += 1) {
    try {
      const options = { uid, propagationPolicy };
      return (await requestDelete(target.client, target.kind, target, options)) !== undefined;
    } catch (error) {
      if (!isConflict(error)) throw error;
      // Mostly of a uid that is not there any more; but also of an object that somebody writes, and of a namespace that is not empty.
      const now = await readObject(target);
      if (now?.metadata.uid !== uid) return false;
      if (now.metadata.deletionTimestamp !== undefined) return true;
      if (attempt + 1 >= ATTEMPTS) throw error;
      await sleep(backoff(attempt));
    }
  }
}

/** Custom resources may own objects through their controller; kro removes what its own consist of by a finalizer. */
function mayOwn({ kind }: Target, { metadata }: LiveObject): boolean {
  if (kind.group === "kro.run" || metadata.labels?.["kro.run/owned"] !== undefined) return false;
  return OWNING_KINDS.has(kind.kind) || !isBuiltIn(kind);
}

// What takes longer than this is told about. The garbage collector and kro take about a second.
const PATIENCE = 2_000;

/**
 * Waits until an object that is being deleted is gone.
 * @throws {ProviderError} `not-deleted` at the deadline, naming what holds it, whose that is, and what to do
 */
export async function untilGone(target: Target, dying: LiveObject, options: GoneOptions): Promise<void> {
  using deadline = new Deadline(options.timeout, options.signal);
  const { signal } = deadline;
  const { uid } = dying.metadata;
  using told = new Told(dying, options);
  try {
    // Most are gone by now, and need no watch.
    const now = await readObject(target, { signal });
    if (now?.metadata.uid !== uid) return;
    told.see(now);
    const following = { signal, ...(options.selector !== undefined && { selector: options.selector }) };
    await follow({ ...target, uid }, following, (object) => {
      told.see(object);
      return undefined;
    });
  } catch (error) {
    if (isNotFound(error)) return;
    if (deadline.expired && error === signal.reason)
      throw await stillThere(target, told.last, options.timeout);
    throw error;
  }
}

/** Tells what a deletion waits for: after some time, and then whenever it changes. */
class Told implements Disposable {
  last: LiveObject;
  readonly #options: GoneOptions;
  readonly #timer: ReturnType<typeof setTimeout>;
  #late = false;
  #said: string | undefined;

  constructor(dying: LiveObject, options: GoneOptions) {
    this.last = dying;
    this.#options = options;
    this.#timer = setTimeout(() => {
      this.#late = true;
      this.see(this.last);
      void options.held?.(this.last);
    }, PATIENCE);
  }

  see(object: LiveObject): void {
    this.last = object;
    const words = waitingFor(object);
    if (!this.#late || words === undefined || words === this.#said) return;
    this.#said = words;
    this.#options.report?.(words);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }
}

// The deadline has passed already: what to say about it must not take for ever.
const LOOKING = 10_000;

async function stillThere(target: Target, live: LiveObject, timeout: number): Promise<ProviderError> {
  using deadline = new Deadline(LOOKING);
  const object = { ...live, apiVersion: apiVersionOf(target.kind), kind: target.kind.kind };
  const holds = await holdsOf(target.client, object, { signal: deadline.signal });
  const { what, advice, details } = reportHolds(object, holds);
  const why = what === undefined ? "" : `: ${what}`;
  return new ProviderError("not-deleted", `still being deleted after ${timeout / 1000} s${why}`, {
    object: describeTarget(target),
    advice,
    details,
  });
}

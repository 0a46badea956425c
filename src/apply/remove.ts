/** Deleting an object that is ours, and waiting until it is gone. */

import { get, remove as requestDelete } from "../client/verbs.ts";
import { isConflict, isNotFound, ProviderError } from "../errors.ts";
import { valueAt } from "../model/json.ts";
import { isBuiltIn } from "../model/kind-table.ts";
import type { LiveObject } from "../model/object.ts";
import { conditionsOf } from "../readiness/conditions.ts";
import { Deadline } from "../retry.ts";
import { follow } from "./follow.ts";
import { describeOwner, ownerOf } from "./ownership.ts";
import { describeTarget, type Target } from "./target.ts";

export type Propagation = "Foreground" | "Background" | "Orphan";

export interface RemoveOptions {
  /** Only an object with this owner annotation is deleted. */
  owner: string;
  /** @default "Foreground" for kinds that own others, else "Background" */
  propagation?: Propagation;
  /** ms */
  timeout: number;
  signal?: AbortSignal;
  selector?: string;
  /** Called once it is known that the object is ours, before it is deleted. */
  before?(live: LiveObject): Promise<void>;
  /** Called when the object is left alone, with the reason. */
  report(message: string): void;
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
  const live = await get(target.client, target.kind, target);
  if (live === undefined) return "absent";
  if (ownerOf(live) !== options.owner) {
    options.report(`left alone, because it ${describeOwner(live)}`);
    return "left";
  }
  await options.before?.(live);
  await removeLive(target, live, options);
  return "removed";
}

/** Deletes exactly this live object and waits until it is gone. */
export async function removeLive(
  target: Target,
  live: LiveObject,
  options: Pick<RemoveOptions, "propagation" | "timeout" | "signal" | "selector">,
): Promise<void> {
  const propagationPolicy = options.propagation ?? (mayOwn(target, live) ? "Foreground" : "Background");
  if (live.metadata.deletionTimestamp === undefined) {
    try {
      const left = await requestDelete(target.client, target.kind, target, {
        uid: live.metadata.uid,
        propagationPolicy,
      });
      if (left === undefined) return;
    } catch (error) {
      // Gone meanwhile, or made anew by somebody else: either way ours is gone.
      if (isNotFound(error) || isConflict(error)) return;
      throw error;
    }
  }
  await untilGone(target, live, options);
}

/** Custom resources may own objects through their controller; kro removes what its own consist of by a finalizer. */
function mayOwn({ kind }: Target, { metadata }: LiveObject): boolean {
  if (kind.group === "kro.run" || metadata.labels?.["kro.run/owned"] !== undefined) return false;
  return OWNING_KINDS.has(kind.kind) || !isBuiltIn(kind);
}

/**
 * Waits until an object that is being deleted is gone.
 * @throws {ProviderError} `not-deleted` at the deadline, naming the finalizers and conditions that hold it
 */
export async function untilGone(
  target: Target,
  dying: LiveObject,
  options: { timeout: number; signal?: AbortSignal; selector?: string },
): Promise<void> {
  using deadline = new Deadline(options.timeout, options.signal);
  const { signal } = deadline;
  const { uid } = dying.metadata;
  let last = dying;
  try {
    // Most are gone by now, and need no watch.
    const now = await get(target.client, target.kind, target, { signal });
    if (now?.metadata.uid !== uid) return;
    last = now;
    const following = { signal, ...(options.selector !== undefined && { selector: options.selector }) };
    await follow({ ...target, uid }, following, (object) => {
      last = object;
      return undefined;
    });
  } catch (error) {
    if (isNotFound(error)) return;
    if (deadline.expired && error === signal.reason) throw stillThere(target, last, options.timeout);
    throw error;
  }
}

function stillThere(target: Target, live: LiveObject, timeout: number): ProviderError {
  const finalizers = [...(live.metadata.finalizers ?? []), ...specFinalizers(live)];
  const remaining = conditionsOf(live)
    .filter((condition) => condition.status === "True" && condition.message !== undefined)
    .map((condition) => condition.message);
  const held = finalizers.length === 0 ? "" : `, held by the finalizers ${finalizers.join(", ")}`;
  const why = remaining.length === 0 ? "" : ` (${remaining.join(" ")})`;
  return new ProviderError("not-deleted", `still being deleted after ${timeout / 1000} s${held}${why}`, {
    object: describeTarget(target),
    advice: "See that the controllers behind these finalizers run, then run destroy again.",
  });
}

function specFinalizers(live: LiveObject): string[] {
  const found = valueAt(live, ["spec", "finalizers"]);
  return Array.isArray(found) ? found.filter((item) => typeof item === "string") : [];
}

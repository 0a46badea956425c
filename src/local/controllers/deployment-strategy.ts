/**
 * How a Deployment goes from its old pods to the new ones: step by step, or all old ones first.
 * @see https://github.com/kubernetes/kubernetes/blob/v1.36.3/pkg/controller/deployment/rolling.go
 */

import { REVISION } from "./deployment-annotations.ts";
import {
  ensuredNewSet,
  newReplicas,
  newSetOf,
  oldSetsOf,
  scaleSet,
  type Rollout,
} from "./deployment-rollout.ts";
import {
  askedReplicas,
  countedReplicas,
  historyLimit,
  maxUnavailable,
  replicasOf,
} from "./deployment-state.ts";
import { RESOURCE, type ReplicaSet } from "./kinds.ts";
import { controlledBy } from "./owners.ts";
import { isFinished } from "./pod-state.ts";
import { remove } from "./write.ts";

/** New pods as far as the surge allows, then fewer old ones as far as availability allows. */
export function rollingUpdate(rollout: Rollout): void {
  const newSet = ensuredNewSet(rollout);
  if (newSet !== undefined && !grow(rollout, newSet)) shrinkOld(rollout);
}

function grow(rollout: Rollout, newSet: ReplicaSet): boolean {
  const size = replicasOf(newSet);
  const wanted = replicasOf(rollout.deployment);
  if (size === wanted) return false;
  return scaleSet(rollout, { set: newSet, to: size > wanted ? wanted : newReplicas(rollout, size) });
}

function shrinkOld(rollout: Rollout): boolean {
  const { deployment, sets } = rollout;
  const newSet = newSetOf(rollout);
  const old = activeOld(rollout);
  if (old.length === 0 || newSet === undefined) return false;
  const least = replicasOf(deployment) - maxUnavailable(deployment);
  // New pods that are not available yet must not make old ones go.
  const missing = replicasOf(newSet) - (newSet.status?.availableReplicas ?? 0);
  const most = askedReplicas(sets) - least - missing;
  if (most <= 0) return false;
  // A ReplicaSet that has not acted on its new size yet counts pods as available that are about to go.
  if (old.some((set) => (set.status?.availableReplicas ?? 0) > replicasOf(set))) return false;
  const sick = shrinkSick(rollout, most);
  const spare = countedReplicas([...activeOld(rollout), newSet], "availableReplicas") - least;
  return shrinkSpare(rollout, spare) + sick > 0;
}

function activeOld(rollout: Rollout): ReplicaSet[] {
  return oldSetsOf(rollout).filter((set) => replicasOf(set) > 0);
}

/** Old pods that are not available go first: they help nobody. */
function shrinkSick(rollout: Rollout, most: number): number {
  let done = 0;
  for (const set of activeOld(rollout)) {
    const sick = replicasOf(set) - (set.status?.availableReplicas ?? 0);
    const by = Math.min(most - done, sick);
    if (by <= 0) continue;
    scaleSet(rollout, { set, to: replicasOf(set) - by });
    done += by;
  }
  return done;
}

function shrinkSpare(rollout: Rollout, spare: number): number {
  let done = 0;
  for (const set of activeOld(rollout)) {
    const by = Math.min(spare - done, replicasOf(set));
    if (by <= 0) break;
    scaleSet(rollout, { set, to: replicasOf(set) - by });
    done += by;
  }
  return done;
}

/** All old pods must be gone before the first new one is made. */
export function recreate(rollout: Rollout): void {
  const active = activeOld(rollout);
  for (const set of active) scaleSet(rollout, { set, to: 0 });
  if (active.length > 0 || oldPodsRun(rollout)) return;
  const newSet = ensuredNewSet(rollout);
  if (newSet === undefined) return;
  scaleSet(rollout, { set: newSet, to: replicasOf(rollout.deployment) });
}

function oldPodsRun(rollout: Rollout): boolean {
  const old = oldSetsOf(rollout);
  return (
    countedReplicas(old, "replicas") > 0 ||
    old.some((set) => controlledBy(rollout.context, set, RESOURCE.pods).some((pod) => !isFinished(pod)))
  );
}

/** Deletes the oldest of the ReplicaSets that are no longer used, until no more are left than the history may have. */
export function cleanUp(rollout: Rollout): void {
  const limit = historyLimit(rollout.deployment);
  if (limit === undefined) return;
  const old = oldSetsOf(rollout).filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  const surplus = Math.max(0, old.length - limit);
  for (const set of old.toSorted((a, b) => revision(a) - revision(b)).slice(0, surplus))
    if (isUnused(set)) remove(rollout.context, RESOURCE.replicaSets, set);
}

function revision({ metadata }: ReplicaSet): number {
  return Number(metadata.annotations?.[REVISION] ?? 0);
}

function isUnused(set: ReplicaSet): boolean {
  const { status, metadata } = set;
  return (
    replicasOf(set) === 0 &&
    (status?.replicas ?? 0) === 0 &&
    (metadata.generation ?? 0) <= (status?.observedGeneration ?? 0)
  );
}

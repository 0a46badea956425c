/**
 * A Deployment whose size changes, or that is paused: its ReplicaSets share the difference in proportion to their sizes.
 * @see https://github.com/kubernetes/kubernetes/blob/v1.36.3/pkg/controller/deployment/sync.go
 */

import { DESIRED_REPLICAS, MAX_REPLICAS } from "./deployment-annotations.ts";
import { newSetOf, oldSetsOf, scaleSet, type Rollout } from "./deployment-rollout.ts";
import { askedReplicas, maxSurge, replicasOf } from "./deployment-state.ts";
import type { Deployment, ReplicaSet } from "./kinds.ts";

function isActiveSet(set: ReplicaSet): boolean {
  return replicasOf(set) > 0;
}

/** Whether the Deployment's size differs from what its ReplicaSets know of it. */
export function isScaled({ deployment, sets }: Rollout): boolean {
  return sets.filter(isActiveSet).some(({ metadata }) => {
    const known = metadata.annotations?.[DESIRED_REPLICAS];
    return known !== undefined && Number(known) !== replicasOf(deployment);
  });
}

/** Brings the sizes of ReplicaSets to the size of the Deployment. */
export function scale(rollout: Rollout): void {
  const { deployment, sets } = rollout;
  const newSet = newSetOf(rollout);
  const active = sets.filter(isActiveSet);
  if (active.length <= 1) {
    const only = active[0] ?? newSet ?? sets.at(-1);
    if (only !== undefined) scaleSet(rollout, { set: only, to: replicasOf(deployment) });
    return;
  }
  if (newSet !== undefined && isSaturated(deployment, newSet)) {
    for (const set of oldSetsOf(rollout).filter(isActiveSet)) scaleSet(rollout, { set, to: 0 });
    return;
  }
  if (deployment.spec.strategy?.type === "Recreate") return;
  for (const [set, to] of proportions(deployment, active)) scaleSet(rollout, { set, to, evenIfSame: true });
}

/** Whether a ReplicaSet has all of the Deployment's pods, available. */
function isSaturated(deployment: Deployment, set: ReplicaSet): boolean {
  const wanted = replicasOf(deployment);
  return (
    replicasOf(set) === wanted &&
    Number(set.metadata.annotations?.[DESIRED_REPLICAS]) === wanted &&
    (set.status?.availableReplicas ?? 0) === wanted
  );
}

/** New sizes of several ReplicaSets, the larger ones first; what is left over after rounding is the first one's. */
function proportions(deployment: Deployment, active: readonly ReplicaSet[]): [ReplicaSet, number][] {
  const wanted = replicasOf(deployment);
  const toAdd = (wanted > 0 ? wanted + maxSurge(deployment) : 0) - askedReplicas(active);
  // Of two of the same size, the newer one grows first and the older one shrinks first.
  const byAge = toAdd > 0 ? active.toReversed() : [...active];
  const ordered = byAge.toSorted((a, b) => replicasOf(b) - replicasOf(a));
  let added = 0;
  const sizes = ordered.map((set): [ReplicaSet, number] => {
    const part = toAdd === 0 || toAdd === added ? 0 : share(deployment, set, toAdd - added);
    added += part;
    return [set, replicasOf(set) + part];
  });
  return sizes.map(([set, size], index) => [set, index === 0 ? Math.max(0, size + toAdd - added) : size]);
}

/** What a ReplicaSet grows or shrinks by, at most what is left to share. */
function share(deployment: Deployment, set: ReplicaSet, left: number): number {
  const fraction = fractionOf(deployment, set);
  return left > 0 ? Math.min(fraction, left) : Math.max(fraction, left);
}

function fractionOf(deployment: Deployment, set: ReplicaSet): number {
  const size = replicasOf(set);
  const wanted = replicasOf(deployment);
  if (wanted === 0) return -size;
  const before = Number(set.metadata.annotations?.[MAX_REPLICAS] ?? 0) || (deployment.status?.replicas ?? 0);
  if (before === 0) return 0;
  return Math.round((size * (wanted + maxSurge(deployment))) / before) - size;
}

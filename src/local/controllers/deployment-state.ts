/** What one round of a Deployment works on, and the numbers that follow from its spec. Pure. */

import { scaled } from "./int-or-percent.ts";
import type { Deployment, ReplicaSet } from "./kinds.ts";

export type DeploymentStatus = NonNullable<Deployment["status"]>;
export type DeploymentCondition = NonNullable<DeploymentStatus["conditions"]>[number];

/** The largest 32-bit number: in a limit it stands for none. */
const NO_LIMIT = 2_147_483_647;

export function replicasOf({ spec }: Deployment | ReplicaSet): number {
  return spec.replicas ?? 1;
}

function isRollingUpdate({ spec }: Deployment): boolean {
  return (spec.strategy?.type ?? "RollingUpdate") === "RollingUpdate";
}

/** How many pods there may be above the wanted number, and how many may be missing from it. */
function fenceposts(deployment: Deployment): { surge: number; unavailable: number } {
  const wanted = replicasOf(deployment);
  const { maxSurge = "25%", maxUnavailable = "25%" } = deployment.spec.strategy?.rollingUpdate ?? {};
  const surge = scaled(maxSurge, wanted, "up");
  const unavailable = scaled(maxUnavailable, wanted, "down");
  // Both may be rounded to nothing, and then nothing could ever move.
  return surge === 0 && unavailable === 0 ? { surge, unavailable: 1 } : { surge, unavailable };
}

export function maxSurge(deployment: Deployment): number {
  return isRollingUpdate(deployment) ? fenceposts(deployment).surge : 0;
}

export function maxUnavailable(deployment: Deployment): number {
  const wanted = replicasOf(deployment);
  if (!isRollingUpdate(deployment) || wanted === 0) return 0;
  return Math.min(wanted, fenceposts(deployment).unavailable);
}

/** @returns seconds, `undefined` when the Deployment does not watch its progress */
export function progressDeadline({ spec }: Deployment): number | undefined {
  const { progressDeadlineSeconds } = spec;
  return progressDeadlineSeconds === NO_LIMIT ? undefined : progressDeadlineSeconds;
}

/** How many old ReplicaSets are kept. @returns `undefined` for all */
export function historyLimit({ spec }: Deployment): number | undefined {
  const { revisionHistoryLimit } = spec;
  return revisionHistoryLimit === NO_LIMIT ? undefined : revisionHistoryLimit;
}

/** Sum of the replicas that ReplicaSets are asked for. */
export function askedReplicas(sets: readonly ReplicaSet[]): number {
  return sets.reduce((sum, set) => sum + replicasOf(set), 0);
}

/** Sum of one count of their statuses. */
export function countedReplicas(
  sets: readonly ReplicaSet[],
  field: "replicas" | "readyReplicas" | "availableReplicas" | "terminatingReplicas",
): number {
  return sets.reduce((sum, { status }) => sum + (status?.[field] ?? 0), 0);
}

/** Whether all wanted pods are updated and available and no other is left. */
export function isComplete(deployment: Deployment, status: DeploymentStatus | undefined): boolean {
  const wanted = replicasOf(deployment);
  return (
    (status?.updatedReplicas ?? 0) === wanted &&
    (status?.replicas ?? 0) === wanted &&
    (status?.availableReplicas ?? 0) === wanted &&
    (status?.observedGeneration ?? 0) >= (deployment.metadata.generation ?? 0)
  );
}

export function conditionOf(
  status: DeploymentStatus | undefined,
  type: string,
): DeploymentCondition | undefined {
  return status?.conditions?.find((condition) => condition.type === type);
}

export function withoutCondition(status: DeploymentStatus, type: string): DeploymentStatus {
  return { ...status, conditions: (status.conditions ?? []).filter((condition) => condition.type !== type) };
}

/**
 * Adds or replaces a condition. One with the same status and reason stays as it is; one with the same status keeps the time of
 * its last transition.
 */
export function withCondition(status: DeploymentStatus, condition: DeploymentCondition): DeploymentStatus {
  const current = conditionOf(status, condition.type);
  if (current?.status === condition.status && current.reason === condition.reason) return status;
  const lastTransitionTime =
    current?.status === condition.status ? current.lastTransitionTime : condition.lastTransitionTime;
  const others = withoutCondition(status, condition.type).conditions ?? [];
  return { ...status, conditions: [...others, { ...condition, lastTransitionTime }] };
}

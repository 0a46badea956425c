/**
 * The status of a Deployment: counts of its ReplicaSets, availability, and whether the rollout makes progress. Pure but for the
 * time of day.
 * @see https://github.com/kubernetes/kubernetes/blob/v1.36.3/pkg/controller/deployment/progress.go
 */

import { timestamp } from "../clock.ts";
import type { Rollout } from "./deployment-rollout.ts";
import {
  askedReplicas,
  conditionOf,
  countedReplicas,
  isComplete,
  maxUnavailable,
  progressDeadline,
  replicasOf,
  withCondition,
  withoutCondition,
  type DeploymentCondition,
  type DeploymentStatus,
} from "./deployment-state.ts";
import type { ReplicaSet } from "./kinds.ts";

/** Counts and availability. */
export function countedStatus(rollout: Rollout, newSet: ReplicaSet | undefined): DeploymentStatus {
  const { deployment, sets, status } = rollout;
  const available = countedReplicas(sets, "availableReplicas");
  const ready = countedReplicas(sets, "readyReplicas");
  const replicas = countedReplicas(sets, "replicas");
  const updated = newSet?.status?.replicas ?? 0;
  const unavailable = Math.max(0, askedReplicas(sets) - available);
  const { collisionCount, conditions } = status;
  const { generation } = deployment.metadata;
  const counted: DeploymentStatus = {
    ...(available === 0 ? {} : { availableReplicas: available }),
    ...(collisionCount === undefined ? {} : { collisionCount }),
    ...(conditions === undefined ? {} : { conditions }),
    ...(generation === undefined ? {} : { observedGeneration: generation }),
    ...(ready === 0 ? {} : { readyReplicas: ready }),
    ...(replicas === 0 ? {} : { replicas }),
    terminatingReplicas: countedReplicas(sets, "terminatingReplicas"),
    ...(unavailable === 0 ? {} : { unavailableReplicas: unavailable }),
    ...(updated === 0 ? {} : { updatedReplicas: updated }),
  };
  return withCondition(counted, availability(rollout, available));
}

function availability({ context, deployment }: Rollout, available: number): DeploymentCondition {
  const enough = available >= replicasOf(deployment) - maxUnavailable(deployment);
  const now = timestamp(context.clock.now());
  return {
    type: "Available",
    status: enough ? "True" : "False",
    reason: enough ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
    message: `Deployment ${enough ? "has" : "does not have"} minimum availability.`,
    lastUpdateTime: now,
    lastTransitionTime: now,
  };
}

/** Counts, availability, progress, and why pods cannot be created. */
export function rolloutStatus(rollout: Rollout, newSet: ReplicaSet | undefined): DeploymentStatus {
  const counted = countedStatus(rollout, newSet);
  const failure = replicaFailure(rollout.sets, newSet);
  const judged = progressed(rollout, counted, newSet);
  return failure === undefined
    ? withoutCondition(judged, "ReplicaFailure")
    : withCondition(judged, {
        ...failure,
        ...(failure.lastTransitionTime === undefined ? {} : { lastUpdateTime: failure.lastTransitionTime }),
      });
}

function replicaFailure(
  sets: readonly ReplicaSet[],
  newSet: ReplicaSet | undefined,
): DeploymentCondition | undefined {
  return [newSet, ...sets]
    .flatMap((set) => set?.status?.conditions ?? [])
    .find(({ type }) => type === "ReplicaFailure");
}

function progressed(
  rollout: Rollout,
  status: DeploymentStatus,
  newSet: ReplicaSet | undefined,
): DeploymentStatus {
  const { deployment } = rollout;
  if (progressDeadline(deployment) === undefined) return withoutCondition(status, "Progressing");
  const current = conditionOf(rollout.status, "Progressing");
  const settled =
    (status.replicas ?? 0) === (status.updatedReplicas ?? 0) && current?.reason === "NewReplicaSetAvailable";
  if (settled) return status;
  const subject =
    newSet === undefined
      ? `Deployment "${deployment.metadata.name}"`
      : `ReplicaSet "${newSet.metadata.name}"`;
  const now = timestamp(rollout.context.clock.now());
  const condition = (state: "True" | "False", reason: string, what: string): DeploymentCondition => ({
    type: "Progressing",
    status: state,
    reason,
    message: `${subject} ${what}`,
    lastUpdateTime: now,
    lastTransitionTime: now,
  });
  if (isComplete(deployment, status))
    return withCondition(status, condition("True", "NewReplicaSetAvailable", "has successfully progressed."));
  if (movedOn(deployment.status, status)) {
    const moving = condition("True", "ReplicaSetUpdated", "is progressing.");
    // The same reason again renews its time, from which the deadline counts.
    const kept = current?.status === "True" ? { lastTransitionTime: current.lastTransitionTime } : {};
    return withCondition(withoutCondition(status, "Progressing"), { ...moving, ...kept });
  }
  if (isTimedOut(rollout, current))
    return withCondition(
      status,
      condition("False", "ProgressDeadlineExceeded", "has timed out progressing."),
    );
  return status;
}

function oldReplicas(status: DeploymentStatus | undefined): number {
  return (status?.replicas ?? 0) - (status?.updatedReplicas ?? 0);
}

/** Whether there are more new, ready or available pods than before, or fewer old ones. */
function movedOn(before: DeploymentStatus | undefined, now: DeploymentStatus): boolean {
  return (
    (now.updatedReplicas ?? 0) > (before?.updatedReplicas ?? 0) ||
    oldReplicas(now) < oldReplicas(before) ||
    (now.readyReplicas ?? 0) > (before?.readyReplicas ?? 0) ||
    (now.availableReplicas ?? 0) > (before?.availableReplicas ?? 0)
  );
}

function isTimedOut({ context, deployment }: Rollout, current: DeploymentCondition | undefined): boolean {
  const deadline = progressDeadline(deployment);
  if (deadline === undefined || current === undefined) return false;
  if (current.reason === "NewReplicaSetAvailable") return false;
  if (current.reason === "ProgressDeadlineExceeded") return true;
  return Date.parse(current.lastUpdateTime ?? "") + deadline * 1000 < context.clock.now();
}

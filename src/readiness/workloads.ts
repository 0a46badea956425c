/** Rules of the kinds that run pods. Pure. */

import { valueAt } from "../model/json.ts";
import type { LiveObject } from "../model/object.ts";
import { conditionOf, decidedBy, explain } from "./conditions.ts";
import { failed, progressing, READY, suspended, type Readiness, type Rule } from "./verdict.ts";

/** A number in the status; controllers leave zeros out. */
export function count(object: LiveObject, field: string): number {
  const value = valueAt(object, ["status", field]);
  return typeof value === "number" ? value : 0;
}

function wanted(object: LiveObject): number {
  const value = valueAt(object, ["spec", "replicas"]);
  return typeof value === "number" ? value : 1;
}

function text(object: unknown, ...path: (string | number)[]): string | undefined {
  const value = valueAt(object, path);
  return typeof value === "string" ? value : undefined;
}

/** Whether the controller has written a status at all: a fresh object has none, and none is no news. */
function unseen(object: LiveObject): Readiness | undefined {
  return valueAt(object, ["status", "observedGeneration"]) === undefined
    ? progressing("its controller has not seen it yet")
    : undefined;
}

function replicaCreationFailure(object: LiveObject): Readiness | undefined {
  const failure = conditionOf(object, "ReplicaFailure");
  if (failure?.status !== "True") return undefined;
  // Quota, a webhook or a missing service account: it may come right while the rest of the stack is deployed.
  return failed(explain(failure, "its pods cannot be created"), { ...decidedBy(failure), patience: 30_000 });
}

/** @see https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#deployment-status */
export const deployment: Rule = (object) => {
  const early = unseen(object) ?? exceededDeadline(object) ?? replicaCreationFailure(object);
  if (early !== undefined) return early;
  const replicas = wanted(object);
  const updated = count(object, "updatedReplicas");
  if (valueAt(object, ["spec", "paused"]) === true) return suspended("it is paused");
  if (updated < replicas) return progressing(`${updated}/${replicas} replicas updated`);
  const extra = count(object, "replicas") - replicas;
  if (extra > 0) return progressing(`${extra} old replicas still to stop`);
  const available = count(object, "availableReplicas");
  if (available < replicas) return progressing(`${available}/${replicas} replicas available`);
  if (count(object, "readyReplicas") < replicas) {
    return progressing(`${count(object, "readyReplicas")}/${replicas} replicas ready`);
  }
  return READY;
};

// Right after a change the condition may still tell of the rollout before it, as the controller's first status does when only the
// number of replicas was changed; and one that comes too late is taken back when a pod is ready after all.
const DEADLINE_PATIENCE = 5_000;

function exceededDeadline(object: LiveObject): Readiness | undefined {
  const condition = conditionOf(object, "Progressing");
  return condition?.reason === "ProgressDeadlineExceeded"
    ? failed(explain(condition, "its rollout exceeded the progress deadline"), {
        ...decidedBy(condition),
        patience: DEADLINE_PATIENCE,
      })
    : undefined;
}

// StatefulSets never set conditions, so counts and revisions are compared.
export const statefulSet: Rule = (object) => {
  const early = unseen(object);
  if (early !== undefined) return early;
  const replicas = wanted(object);
  const ready = count(object, "readyReplicas");
  const extra = count(object, "replicas") - replicas;
  if (count(object, "replicas") < replicas)
    return progressing(`${count(object, "replicas")}/${replicas} replicas created`);
  if (extra > 0) return progressing(`${extra} surplus replicas still to stop`);
  if (ready < replicas) return progressing(`${ready}/${replicas} replicas ready`);
  const available = valueAt(object, ["status", "availableReplicas"]);
  if (typeof available === "number" && available < replicas)
    return progressing(`${available}/${replicas} replicas available`);
  if (text(object, "spec", "updateStrategy", "type") === "OnDelete") return READY;
  const partition = valueAt(object, ["spec", "updateStrategy", "rollingUpdate", "partition"]);
  const updated = count(object, "updatedReplicas");
  if (typeof partition === "number" && partition > 0) {
    const due = Math.max(0, replicas - partition);
    return updated < due ? progressing(`${updated}/${due} replicas updated (partition ${partition})`) : READY;
  }
  const current = text(object, "status", "currentRevision");
  return current === text(object, "status", "updateRevision")
    ? READY
    : progressing(`${updated}/${replicas} replicas updated`);
};

export const daemonSet: Rule = (object) => {
  const early = unseen(object);
  if (early !== undefined) return early;
  const desired = count(object, "desiredNumberScheduled");
  const onDelete = text(object, "spec", "updateStrategy", "type") === "OnDelete";
  const fields = [
    "currentNumberScheduled",
    "updatedNumberScheduled",
    "numberAvailable",
    "numberReady",
  ] as const;
  for (const field of fields) {
    if (onDelete && field === "updatedNumberScheduled") continue;
    if (count(object, field) < desired)
      return progressing(`${field} is ${count(object, field)} of ${desired}`);
  }
  return READY;
};

export const replicaSet: Rule = (object) => {
  const early = unseen(object) ?? replicaCreationFailure(object);
  if (early !== undefined) return early;
  const replicas = wanted(object);
  if (count(object, "replicas") > replicas)
    return progressing(`${count(object, "replicas") - replicas} surplus replicas`);
  for (const field of ["fullyLabeledReplicas", "availableReplicas", "readyReplicas"] as const) {
    if (count(object, field) < replicas)
      return progressing(`${field} is ${count(object, field)} of ${replicas}`);
  }
  return READY;
};

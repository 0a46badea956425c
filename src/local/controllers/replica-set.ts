/**
 * ReplicaSets and ReplicationControllers: as many pods as asked for. May import the other files of this folder, the contracts of
 * src/local and src/model. Pods are found by their owner, never by a scan.
 * @see https://github.com/kubernetes/kubernetes/blob/v1.36.3/pkg/controller/replicaset/replica_set.go
 */

import { controllerOf } from "../../model/object.ts";
import { matchesLabels, selectorOf, type LabelSelector } from "../objects/label-selector.ts";
import { timestamp } from "../clock.ts";
import type { Controller, ControllerContext } from "./controller.ts";
import {
  isReport,
  keyOf,
  read,
  RESOURCE,
  type Pod,
  type ReplicaSet,
  type ReplicationController,
} from "./kinds.ts";
import { managedPods } from "./managed-pods.ts";
import { createInBatches, createPod, deletePod, type PodSource } from "./pod-control.ts";
import {
  byUselessness,
  isActive,
  isReady,
  isStopping,
  nextAvailability,
  untilAvailable,
} from "./pod-state.ts";
import { retryDelay } from "./retry.ts";
import { writeStatus } from "./write.ts";

type Replicated = ReplicaSet | ReplicationController;
type Status = NonNullable<ReplicaSet["status"]>;
type Condition = NonNullable<Status["conditions"]>[number];

/** What the two kinds differ in. */
interface Flavour {
  name: string;
  resource: typeof RESOURCE.replicaSets | typeof RESOURCE.replicationControllers;
  kind: string;
  component: string;
  /** Labels that pods must have. */
  selector(object: Replicated): LabelSelector;
  /** Whether the status counts pods that are being stopped. */
  countsTerminating: boolean;
}

/** A controller of one of the two kinds. */
function replicatedController(flavour: Flavour): Controller {
  const { name, resource, kind } = flavour;
  return {
    name,
    watches: {
      [resource]: (change) =>
        change.type === "DELETED" || isReport(change) ? [] : [keyOf(resource, change.object)],
      [RESOURCE.pods]: ({ object }) => {
        const owner = controllerOf(object);
        return owner?.kind === kind ? [{ ...keyOf(resource, object), name: owner.name }] : [];
      },
    },
    reconcile: (key, context) => {
      const object = read(context, resource, key);
      if (object !== undefined) return reconcile(context, flavour, object);
    },
  };
}

function reconcile(context: ControllerContext, flavour: Flavour, object: Replicated): number | undefined {
  const { resource } = flavour;
  const selector = flavour.selector(object);
  const before = managedPods(context, object, selector);
  const failure =
    object.metadata.deletionTimestamp === undefined
      ? manage(context, flavour, { object, active: before.filter(isActive) })
      : undefined;
  const owned = managedPods(context, object, selector);
  const active = owned.filter(isActive);
  const terminating = flavour.countsTerminating ? owned.filter(isStopping).length : undefined;
  const status = statusOf(context, { object, active, failure, terminating });
  writeStatus(context, resource, { object, status });
  const now = context.clock.now();
  if (failure !== undefined) return retryDelay(failureOf(status)?.lastTransitionTime, now);
  return nextAvailability(active, object.spec.minReadySeconds ?? 0, now);
}

/** Creates the pods that are missing, deletes those that are too many. @returns why pods could not be created */
function manage(
  context: ControllerContext,
  { component }: Flavour,
  { object, active }: { object: Replicated; active: Pod[] },
): Error | undefined {
  const { template } = object.spec;
  if (template === undefined) return undefined;
  const source: PodSource = { owner: object, template, component };
  const missing = (object.spec.replicas ?? 1) - active.length;
  if (missing > 0) return createInBatches(missing, () => createPod(context, source));
  if (missing < 0)
    for (const pod of active.toSorted(byUselessness).slice(0, -missing)) deletePod(context, source, pod);
  return undefined;
}

/** What a status is made from. */
interface Observed {
  object: Replicated;
  active: readonly Pod[];
  failure: Error | undefined;
  terminating: number | undefined;
}

function statusOf(context: ControllerContext, { object, active, failure, terminating }: Observed): Status {
  const now = context.clock.now();
  const { minReadySeconds = 0, template } = object.spec;
  const full = selectorOf({ matchLabels: template?.metadata?.labels ?? {} });
  const ready = active.filter(isReady);
  const available = ready.filter((pod) => untilAvailable(pod, minReadySeconds, now) === 0).length;
  const labelled = active.filter(({ metadata }) => matchesLabels(full, metadata.labels)).length;
  const missing = (object.spec.replicas ?? 1) - active.length;
  const conditions = conditionsOf(object.status, {
    failure,
    reason: missing > 0 ? "FailedCreate" : "FailedDelete",
    now,
  });
  return {
    ...(available === 0 ? {} : { availableReplicas: available }),
    ...(conditions.length === 0 ? {} : { conditions }),
    ...(labelled === 0 ? {} : { fullyLabeledReplicas: labelled }),
    ...(object.metadata.generation === undefined ? {} : { observedGeneration: object.metadata.generation }),
    ...(ready.length === 0 ? {} : { readyReplicas: ready.length }),
    replicas: active.length,
    ...(terminating === undefined ? {} : { terminatingReplicas: terminating }),
  };
}

function failureOf(status: Status | undefined): Condition | undefined {
  return status?.conditions?.find(({ type }) => type === "ReplicaFailure");
}

/** A failure is told once: its text stays that of the first attempt. */
function conditionsOf(
  status: Status | undefined,
  { failure, reason, now }: { failure: Error | undefined; reason: string; now: number },
): Condition[] {
  const others = (status?.conditions ?? []).filter(({ type }) => type !== "ReplicaFailure");
  if (failure === undefined) return others;
  const known = failureOf(status);
  if (known !== undefined) return [...others, known];
  const lastTransitionTime = timestamp(now);
  const message = failure.message;
  return [...others, { type: "ReplicaFailure", status: "True", reason, message, lastTransitionTime }];
}

export const replicaSets = replicatedController({
  name: "replica-set",
  resource: RESOURCE.replicaSets,
  kind: "ReplicaSet",
  component: "replicaset-controller",
  selector: (object) => selectorOf((object as ReplicaSet).spec.selector),
  countsTerminating: true,
});

export const replicationControllers = replicatedController({
  name: "replication-controller",
  resource: RESOURCE.replicationControllers,
  kind: "ReplicationController",
  component: "replication-controller",
  selector: (object) => selectorOf({ matchLabels: (object as ReplicationController).spec.selector ?? {} }),
  countsTerminating: false,
});

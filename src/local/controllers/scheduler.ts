/**
 * The scheduler: binds pods to the first node that takes them, and says why none does. May import the other files of this folder,
 * the contracts of src/local and src/model.
 * @see https://github.com/kubernetes/kubernetes/tree/v1.36.3/pkg/scheduler
 */

import { sameJson } from "../../model/json.ts";
import { timestamp } from "../clock.ts";
import type { Controller, ControllerContext } from "./controller.ts";
import { faultOf } from "./faults.ts";
import { isReport, keyOf, read, readAll, RESOURCE, type Node, type Pod } from "./kinds.ts";
import { objections } from "./node-fit.ts";
import { claimNames } from "./pod-claims.ts";
import { podCondition } from "./pod-state.ts";
import { waitsForConsumer } from "./storage-class.ts";
import { MANAGER, writeStatus } from "./write.ts";

const COMPONENT = "default-scheduler";

type Condition = NonNullable<NonNullable<Pod["status"]>["conditions"]>[number];

export const scheduler: Controller = {
  name: "scheduler",
  watches: {
    [RESOURCE.pods]: (change) =>
      change.type !== "DELETED" && !isReport(change) && isWaiting(change.object as Pod)
        ? [keyOf(RESOURCE.pods, change.object)]
        : [],
    [RESOURCE.nodes]: (_change, context) => waiting(context),
    [RESOURCE.persistentVolumeClaims]: ({ object }, context) =>
      context.store
        .list(RESOURCE.pods, object.metadata.namespace)
        .filter((pod) => isWaiting(pod as Pod) && claimNames(pod as Pod).includes(object.metadata.name))
        .map((pod) => keyOf(RESOURCE.pods, pod)),
  },
  reconcile: (key, context) => {
    const pod = read(context, RESOURCE.pods, key);
    if (pod !== undefined && isWaiting(pod)) schedule(context, pod);
  },
};

/** Whether a pod is ours to bind. */
function isWaiting({ metadata, spec }: Pod): boolean {
  return (
    spec.nodeName === undefined &&
    metadata.deletionTimestamp === undefined &&
    (spec.schedulerName ?? COMPONENT) === COMPONENT
  );
}

function waiting(context: ControllerContext): ReturnType<typeof keyOf>[] {
  return readAll(context, RESOURCE.pods)
    .filter(isWaiting)
    .map((pod) => keyOf(RESOURCE.pods, pod));
}

function schedule(context: ControllerContext, pod: Pod): void {
  if ((pod.spec.schedulingGates ?? []).length > 0) {
    const message = "Scheduling is blocked due to non-empty scheduling gates";
    report(context, pod, { reason: "SchedulingGated", message });
    return;
  }
  const nodes = readAll(context, RESOURCE.nodes);
  const found = nodes.map((node) => ({ node, against: refusals(pod, node) }));
  const blocked = claimProblem(context, pod);
  const fit = blocked === undefined ? found.find(({ against }) => against.length === 0) : undefined;
  if (fit !== undefined) {
    bind(context, pod, fit.node.metadata.name);
    return;
  }
  const none = `0/${nodes.length} nodes are available`;
  const message =
    blocked === undefined
      ? `${none}: ${counted(found.flatMap(({ against }) => against))}. no new claims to deallocate, ` +
        `preemption: ${none}: ${nodes.length} Preemption is not helpful for scheduling.`
      : `${none}: ${blocked}. not found`;
  report(context, pod, { reason: "Unschedulable", message });
  context.event(pod, { type: "Warning", reason: "FailedScheduling", message, component: COMPONENT });
}

function refusals(pod: Pod, node: Node): string[] {
  return faultOf(pod) === "unschedulable" ? ["Insufficient cpu"] : objections(pod, node);
}

/** `1 Insufficient cpu, 2 node(s) were unschedulable` */
function counted(reasons: readonly string[]): string {
  return [...Map.groupBy(reasons, (reason) => reason)]
    .map(([reason, all]) => `${all.length} ${reason}`)
    .toSorted()
    .join(", ");
}

/** Why a pod's volumes keep it from every node. */
function claimProblem(context: ControllerContext, pod: Pod): string | undefined {
  const { namespace } = pod.metadata;
  for (const name of claimNames(pod)) {
    const claim = read(context, RESOURCE.persistentVolumeClaims, { namespace, name });
    if (claim === undefined) return `persistentvolumeclaim "${name}" not found`;
    if (claim.metadata.deletionTimestamp !== undefined)
      return `persistentvolumeclaim "${name}" is being deleted`;
    if (claim.status?.phase === "Lost")
      return `persistentvolumeclaim "${name}" bound to non-existent persistentvolume "${claim.spec.volumeName}"`;
    if (claim.status?.phase !== "Bound" && !waitsForConsumer(context, claim))
      return "pod has unbound immediate PersistentVolumeClaims";
  }
  return undefined;
}

/**
 * Binds as the binding subresource does: node and condition at once, without an entry in managedFields, which is why it goes
 * past the write path.
 */
function bind(context: ControllerContext, pod: Pod, nodeName: string): void {
  const scheduled: Condition = {
    type: "PodScheduled",
    status: "True",
    ...observed(pod),
    lastTransitionTime: timestamp(context.clock.now()),
  };
  const others = (pod.status?.conditions ?? []).filter(({ type }) => type !== "PodScheduled");
  const status = { ...pod.status, conditions: [...others, scheduled] };
  // It may be lost with the process: the pod is bound again then.
  context.store.put(RESOURCE.pods, { ...pod, spec: { ...pod.spec, nodeName }, status }, true);
  const { namespace, name } = pod.metadata;
  const message = `Successfully assigned ${namespace}/${name} to ${nodeName}`;
  context.event(pod, { type: "Normal", reason: "Scheduled", message, component: COMPONENT });
}

function observed({ metadata }: Pod): { observedGeneration?: number } {
  return metadata.generation === undefined ? {} : { observedGeneration: metadata.generation };
}

/** Says in the status why a pod is not bound. */
function report(
  context: ControllerContext,
  pod: Pod,
  { reason, message }: { reason: string; message: string },
): void {
  const known = podCondition(pod, "PodScheduled");
  const now = timestamp(context.clock.now());
  const condition: Condition = {
    type: "PodScheduled",
    status: "False",
    reason,
    message,
    ...observed(pod),
    lastTransitionTime: known?.status === "False" ? (known.lastTransitionTime ?? now) : now,
  };
  if (sameJson(known, condition)) return;
  const others = (pod.status?.conditions ?? []).filter(({ type }) => type !== "PodScheduled");
  const status = { ...pod.status, phase: "Pending", conditions: [...others, condition] };
  writeStatus(context, RESOURCE.pods, { object: pod, status, manager: MANAGER.scheduler });
}

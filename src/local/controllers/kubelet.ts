/**
 * The kubelet of every node: what becomes of a pod that is bound. It runs nothing: containers are running and ready at once, those
 * of a Job complete at once, and a pod that is deleted ends at once, unless it asks for a fault.
 * May import the other files of this folder, the contracts of src/local and src/model.
 */

import { controllerOf } from "../../model/object.ts";
import { timestamp } from "../clock.ts";
import type { Controller, ControllerContext } from "./controller.ts";
import { faultOf, numberOf, STOP_AFTER } from "./faults.ts";
import { faultStep } from "./kubelet-fault.ts";
import { keyOf, read, RESOURCE, type Pod } from "./kinds.ts";
import { isFinished } from "./pod-state.ts";
import { ended, podStatus, running, type PodShape } from "./pod-status.ts";
import { kindOf, MANAGER, writeStatus } from "./write.ts";

const COMPONENT = "kubelet";

export const kubelet: Controller = {
  name: "kubelet",
  watches: {
    [RESOURCE.pods]: ({ type, object }) =>
      type !== "DELETED" && isUnfinishedBusiness(object as Pod) ? [keyOf(RESOURCE.pods, object)] : [],
  },
  reconcile: (key, context) => {
    const pod = read(context, RESOURCE.pods, key);
    if (pod !== undefined && isUnfinishedBusiness(pod)) return step(context, pod);
  },
};

/** Whether there is anything to do for a pod. */
function isUnfinishedBusiness(pod: Pod): boolean {
  if (pod.metadata.deletionTimestamp !== undefined)
    return !isFinished(pod) || pod.metadata.deletionGracePeriodSeconds !== 0;
  if (pod.spec.nodeName === undefined || isFinished(pod)) return false;
  return !isRunning(pod) || completes(pod) || hasChanged(pod) || faultOf(pod) !== undefined;
}

/** Whether its spec is another one than what runs: an image may be changed in place. */
function hasChanged({ metadata, status }: Pod): boolean {
  return (status?.observedGeneration ?? 0) < (metadata.generation ?? 0);
}

function isRunning({ status }: Pod): boolean {
  return status?.phase === "Running";
}

/** Containers of Jobs end well; all others run on. */
function completes(pod: Pod): boolean {
  return controllerOf(pod)?.kind === "Job";
}

function step(context: ControllerContext, pod: Pod): number | undefined {
  if (pod.metadata.deletionTimestamp !== undefined) return stop(context, pod);
  const fault = faultOf(pod);
  if (fault !== undefined) return faultStep(context, pod, fault);
  if (isRunning(pod) && completes(pod)) complete(context, pod);
  else start(context, pod);
}

/** Writes what a pod is doing. @returns the pod as it is now */
export function writeShape(context: ControllerContext, pod: Pod, shape: PodShape): Pod {
  const status = podStatus(pod, shape, context.clock.now());
  return writeStatus(context, RESOURCE.pods, { object: pod, status, manager: MANAGER.kubelet });
}

function start(context: ControllerContext, pod: Pod): void {
  const at = timestamp(context.clock.now());
  const containers = pod.spec.containers.map(() => running(at, true));
  writeShape(context, pod, { phase: "Running", initialized: true, containers });
  tellOfStart(context, pod);
}

/** The events of containers that start, one after the other. */
export function tellOfStart(context: ControllerContext, pod: Pod): void {
  const { initContainers = [], containers } = pod.spec;
  const all = [
    ...initContainers.map(({ name, image }) => ({ image, fieldPath: `spec.initContainers{${name}}` })),
    ...containers.map(({ name, image }) => ({ image, fieldPath: `spec.containers{${name}}` })),
  ];
  for (const { image, fieldPath } of all) {
    const tell = (reason: string, message: string): void => {
      context.event(pod, { type: "Normal", reason, message, component: COMPONENT, fieldPath });
    };
    tell("Pulled", `Container image "${image}" already present on machine and can be accessed by the pod`);
    tell("Created", "Container created");
    tell("Started", "Container started");
  }
}

function complete(context: ControllerContext, pod: Pod): void {
  const at = timestamp(context.clock.now());
  const containers = pod.spec.containers.map(() => ended(at, { exitCode: 0, reason: "Completed" }));
  writeShape(context, pod, { phase: "Succeeded", initialized: true, containers });
}

/**
 * Ends a pod that was deleted: after the time that it asks for, at most its grace period.
 * @returns ms until its end
 */
function stop(context: ControllerContext, pod: Pod): number | undefined {
  const { namespace, name, uid, deletionTimestamp = "", deletionGracePeriodSeconds = 0 } = pod.metadata;
  const grace = deletionGracePeriodSeconds * 1000;
  const asked = Date.parse(deletionTimestamp) - grace;
  const left = asked + Math.min(grace, numberOf(pod, STOP_AFTER) ?? 0) - context.clock.now();
  if (left > 0) return left;
  if (pod.spec.nodeName !== undefined && !isFinished(pod)) tellOfStop(context, pod);
  // Whoever keeps the pod by a finalizer, as Jobs do, wants to know how it ended.
  if ((pod.metadata.finalizers ?? []).length > 0 && !isFinished(pod)) fail(context, pod);
  context.objects.delete(
    kindOf(context, RESOURCE.pods),
    namespace === undefined ? { name } : { namespace, name },
    { gracePeriodSeconds: 0, preconditions: { uid } },
  );
}

function tellOfStop(context: ControllerContext, pod: Pod): void {
  for (const { name } of pod.spec.containers)
    context.event(pod, {
      type: "Normal",
      reason: "Killing",
      message: `Stopping container ${name}`,
      component: COMPONENT,
      fieldPath: `spec.containers{${name}}`,
    });
}

function fail(context: ControllerContext, pod: Pod): void {
  const at = timestamp(context.clock.now());
  const containers = pod.spec.containers.map(() => ended(at, { exitCode: 137, reason: "Error" }));
  writeShape(context, pod, { phase: "Failed", initialized: true, containers });
}

/** How a pod goes through the stages of its fault. */

import { timestamp } from "../clock.ts";
import type { ControllerContext } from "./controller.ts";
import {
  EXIT_CODE,
  FAULTS,
  numberOf,
  READY_AFTER,
  type Fault,
  type FaultName,
  type FaultStage,
} from "./faults.ts";
import { RESOURCE, type Pod } from "./kinds.ts";
import { isReady } from "./pod-state.ts";
import { ended, podStatus, running, type ContainerState } from "./pod-status.ts";
import { MANAGER, writeStatus } from "./write.ts";

const COMPONENT = "kubelet";

/** When a pod entered its stage, ms since 1970; a pod that is not here begins to wait now. */
const entered = new WeakMap<Pod, number>();

/**
 * Goes on to the next stage when it is time.
 * @returns ms until the next one
 */
export function faultStep(context: ControllerContext, pod: Pod, name: FaultName): number | undefined {
  const fault: Fault = FAULTS[name];
  const current = currentStage(fault, pod);
  const index = current + 1 < fault.stages.length ? current + 1 : fault.again;
  const next = index === undefined ? undefined : fault.stages[index];
  if (next === undefined) return undefined;
  const now = context.clock.now();
  const since = entered.get(pod) ?? now;
  entered.set(pod, since);
  const after =
    next.ready === true && next.after > 0 ? (numberOf(pod, READY_AFTER) ?? next.after) : next.after;
  const left = since + after - now;
  if (left > 0) return left;
  const written = enter(context, pod, { stage: next, again: current >= 0 && next.ended !== undefined });
  entered.set(written, now);
  // The write brings the pod here again, and what is to come after it is decided then.
  return undefined;
}

/** The last stage that looks like what the pod's status says. @returns -1 for none */
function currentStage(fault: Fault, pod: Pod): number {
  const { phase, containerStatuses } = pod.status ?? {};
  if (containerStatuses === undefined) return -1;
  const waiting = containerStatuses[0]?.state?.waiting?.reason;
  return fault.stages.findLastIndex(
    (stage) =>
      stage.phase === phase && stage.waiting?.reason === waiting && (stage.ready === true) === isReady(pod),
  );
}

function enter(
  context: ControllerContext,
  pod: Pod,
  { stage, again }: { stage: FaultStage; again: boolean },
): Pod {
  const now = context.clock.now();
  const at = timestamp(now);
  const containers = pod.spec.containers.map((container, index): ContainerState => {
    const before = pod.status?.containerStatuses?.[index];
    const restartCount = (before?.restartCount ?? 0) + (again ? 1 : 0);
    return containerState(pod, { stage, at, fill: filled(pod, container), restartCount });
  });
  const { phase, failed } = stage;
  const shape = {
    phase,
    initialized: true,
    containers: failed === undefined ? containers : undefined,
    ...(failed === undefined ? {} : { failed }),
  };
  const status = podStatus(pod, shape, now);
  const disrupted =
    failed === undefined
      ? status
      : {
          ...status,
          conditions: [
            {
              type: "DisruptionTarget",
              status: "True",
              reason: "TerminationByKubelet",
              message: failed.message,
              lastTransitionTime: at,
            },
            ...(status.conditions ?? []),
          ],
        };
  const written = writeStatus(context, RESOURCE.pods, {
    object: pod,
    status: disrupted,
    manager: MANAGER.kubelet,
  });
  tell(context, pod, stage);
  return written;
}

type Fill = (text: string) => string;

/** Puts the names of a container and its pod into a text. */
function filled({ metadata }: Pod, { name, image = "" }: Pod["spec"]["containers"][number]): Fill {
  const pod = `${metadata.name}_${metadata.namespace}(${metadata.uid})`;
  return (text) => text.replaceAll("{image}", image).replaceAll("{container}", name).replaceAll("{pod}", pod);
}

function containerState(
  pod: Pod,
  state: { stage: FaultStage; at: string; fill: Fill; restartCount: number },
): ContainerState {
  const { stage, at, fill, restartCount } = state;
  const { waiting, ready = false } = stage;
  const end =
    stage.ended?.reason === "Error"
      ? { ...stage.ended, exitCode: numberOf(pod, EXIT_CODE) ?? stage.ended.exitCode }
      : stage.ended;
  if (waiting === undefined) return end === undefined ? running(at, ready) : ended(at, end);
  return {
    ready,
    restartCount,
    started: false,
    state: { waiting: { reason: waiting.reason, message: fill(waiting.message) } },
    ...(end === undefined ? {} : { lastState: ended(at, end).state ?? {} }),
  };
}

function tell(context: ControllerContext, pod: Pod, { events, failed }: FaultStage): void {
  const containers = failed === undefined ? pod.spec.containers : pod.spec.containers.slice(0, 1);
  for (const container of containers) {
    const fill = filled(pod, container);
    const fieldPath = failed === undefined ? { fieldPath: `spec.containers{${container.name}}` } : {};
    for (const { type, reason, message } of events)
      context.event(pod, { type, reason, message: fill(message), component: COMPONENT, ...fieldPath });
  }
}

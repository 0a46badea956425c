/**
 * The status that a kubelet writes of a pod: conditions and containers. Pure.
 * @see https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/
 */

import { timestamp } from "../clock.ts";
import type { Pod } from "./kinds.ts";
import { NODE_ADDRESS } from "./node.ts";
import { podCondition } from "./pod-state.ts";

export type PodStatus = NonNullable<Pod["status"]>;
type Condition = NonNullable<PodStatus["conditions"]>[number];
type Container = Pod["spec"]["containers"][number];
export type ContainerStatus = NonNullable<PodStatus["containerStatuses"]>[number];

/** What one container is doing. */
export type ContainerState = Pick<ContainerStatus, "state" | "lastState" | "restartCount" | "ready"> & {
  started?: boolean;
};

/** What a pod is doing. */
export interface PodShape {
  phase: "Pending" | "Running" | "Succeeded" | "Failed";
  /** Whether the containers that run first have run. */
  initialized: boolean;
  /** Each of the containers, in the order of the spec; `undefined` when the pod never had any. */
  containers: readonly ContainerState[] | undefined;
  /** Why the pod as a whole failed. */
  failed?: { reason: string; message: string };
}

/** A container that runs. @param at RFC 3339 */
export function running(at: string, ready: boolean, restartCount = 0): ContainerState {
  return { ready, restartCount, started: true, state: { running: { startedAt: at } } };
}

/** A container that has ended. @param at RFC 3339 */
export function ended(
  at: string,
  { exitCode, reason }: { exitCode: number; reason: string },
  restartCount = 0,
): ContainerState {
  const terminated = { exitCode, reason, startedAt: at, finishedAt: at };
  return { ready: false, restartCount, started: false, state: { terminated } };
}

/**
 * The whole status.
 * @param now ms since 1970
 */
export function podStatus(pod: Pod, shape: PodShape, now: number): PodStatus {
  const at = timestamp(now);
  const { phase, failed, containers } = shape;
  const { generation } = pod.metadata;
  const { conditions: _conditions, containerStatuses: _containers, ...kept } = pod.status ?? {};
  const address = pod.spec.hostNetwork === true ? NODE_ADDRESS : podAddress(pod);
  return {
    ...kept,
    ...(generation === undefined ? {} : { observedGeneration: generation }),
    phase,
    ...failed,
    conditions: conditionsOf(pod, shape, at),
    hostIP: NODE_ADDRESS,
    hostIPs: [{ ip: NODE_ADDRESS }],
    ...(phase === "Pending" ? {} : { podIP: address, podIPs: [{ ip: address }] }),
    startTime: pod.status?.startTime ?? at,
    ...(containers === undefined
      ? {}
      : { containerStatuses: pod.spec.containers.map((one, index) => statusOf(one, containers[index])) }),
    ...initContainers(pod, shape, at),
  };
}

function statusOf({ name, image = "" }: Container, state: ContainerState | undefined): ContainerStatus {
  const { lastState = {}, ...rest } = state ?? { ready: false, restartCount: 0, started: false };
  return { name, image, imageID: "", lastState, ...rest };
}

function initContainers(pod: Pod, { phase, initialized }: PodShape, at: string): Partial<PodStatus> {
  const all = pod.spec.initContainers ?? [];
  if (all.length === 0) return {};
  const done = { exitCode: 0, reason: "Completed" };
  const waiting: ContainerState = {
    ready: false,
    restartCount: 0,
    started: false,
    state: { waiting: { reason: "PodInitializing" } },
  };
  const before = pod.status?.initContainerStatuses ?? [];
  return {
    initContainerStatuses: all.map((container) => {
      if (!initialized) return statusOf(container, waiting);
      const known = before.find(({ name }) => name === container.name);
      if (container.restartPolicy === "Always")
        return statusOf(container, phase === "Running" ? running(at, true) : ended(at, done));
      return known?.state?.terminated === undefined
        ? statusOf(container, { ...ended(at, done), ready: true })
        : known;
    }),
  };
}

/** Addresses of pods are counted by the revision of their creation: no two pods of some millions share one. */
function podAddress({ status, metadata }: Pod): string {
  if (status?.podIP !== undefined) return status.podIP;
  const number = Number(metadata.resourceVersion) & 0x7f_ff_ff;
  return `10.${128 + (number >> 16)}.${(number >> 8) & 255}.${number & 255}`;
}

type Told = Pick<Condition, "status" | "reason" | "message">;

const TRUE: Told = { status: "True" };

function conditionsOf(pod: Pod, shape: PodShape, at: string): Condition[] {
  const { phase, initialized } = shape;
  const finished = phase === "Succeeded" || phase === "Failed";
  const gates = (pod.spec.readinessGates ?? []).map(({ conditionType }): [string, Told] => [
    conditionType,
    TRUE,
  ]);
  const ready = readiness(pod, shape);
  const told: [string, Told][] = [
    ["PodReadyToStartContainers", finished ? { status: "False" } : TRUE],
    ["Initialized", initialization(pod, { initialized, succeeded: phase === "Succeeded" })],
    ["Ready", ready],
    ["ContainersReady", ready],
    ...gates,
  ];
  const { generation } = pod.metadata;
  const own = new Set(told.map(([type]) => type));
  const others = (pod.status?.conditions ?? []).filter(({ type }) => !own.has(type));
  return [
    ...told.map(([type, value]): Condition => {
      const known = podCondition(pod, type);
      const since = known?.status === value.status ? (known.lastTransitionTime ?? at) : at;
      const seen = generation === undefined ? {} : { observedGeneration: generation };
      return { type, ...value, ...seen, lastTransitionTime: since };
    }),
    ...others,
  ];
}

function initialization(
  { spec }: Pod,
  { initialized, succeeded }: { initialized: boolean; succeeded: boolean },
): Told {
  if (succeeded) return { status: "True", reason: "PodCompleted" };
  if (initialized) return TRUE;
  const names = (spec.initContainers ?? []).map(({ name }) => name).join(" ");
  const message = `containers with incomplete status: [${names}]`;
  return { status: "False", reason: "ContainersNotInitialized", message };
}

function readiness({ spec }: Pod, { phase, containers }: PodShape): Told {
  if (phase === "Succeeded") return { status: "False", reason: "PodCompleted" };
  if (phase === "Failed") return { status: "False", reason: "PodFailed" };
  const unready = spec.containers.filter((_, index) => containers?.[index]?.ready !== true);
  if (unready.length === 0) return TRUE;
  const names = unready.map(({ name }) => name).join(" ");
  return {
    status: "False",
    reason: "ContainersNotReady",
    message: `containers with unready status: [${names}]`,
  };
}

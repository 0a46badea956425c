/**
 * What a user can make go wrong: faults that a pod asks for, usually by its workload's pod template. Data only.
 *
 * ```yaml
 * metadata: { annotations: { local.alchemy.run/fault: crash-loop } }
 * ```
 */

import type { Pod } from "./kinds.ts";

/** Annotation of a pod with the name of a fault. */
export const FAULT = "local.alchemy.run/fault";

/** Label that does the same: the one by which the stages of kwok choose their pods, so that one manifest serves both. */
export const FAULT_LABEL = "test/fault";

/** Annotation: ms from running to ready. @default 0, with the fault `slow-ready` 5000 */
export const READY_AFTER = "local.alchemy.run/ready-after";

/** Annotation: ms from deletion to the end of the pod, at most its grace period. @default 0 */
export const STOP_AFTER = "local.alchemy.run/stop-after";

/** Annotation: the exit code of the containers with the faults `exit-1`, `crash-loop`. @default 1 */
export const EXIT_CODE = "local.alchemy.run/exit-code";

/** What is told of a container when a stage begins; `{image}`, `{container}` and `{pod}` are filled in. */
export interface StageEvent {
  type: "Normal" | "Warning";
  reason: string;
  message: string;
}

/** One state of a faulty pod. */
export interface FaultStage {
  /** ms in the stage before, after which this one begins. */
  after: number;
  phase: "Pending" | "Running" | "Failed";
  /** Why containers wait; they run without it, or have ended where the phase says so. */
  waiting?: { reason: string; message: string };
  /** How the last run of the containers ended: each time that the stage begins is one more restart, but the first. */
  ended?: { reason: string; exitCode: number };
  ready?: boolean;
  /** Why the pod itself failed. */
  failed?: { reason: string; message: string };
  events: readonly StageEvent[];
}

/** A fault: stages one after the other. */
export interface Fault {
  /** What a user sees. */
  description: string;
  stages: readonly FaultStage[];
  /** After the last stage it goes on with this one, by index. @default it stays in the last one */
  again?: number;
}

const NOT_FOUND =
  'failed to pull and unpack image "{image}": failed to resolve reference "{image}": {image}: not found';

const BACK_OFF: StageEvent = {
  type: "Warning",
  reason: "BackOff",
  message: "Back-off restarting failed container {container} in pod {pod}",
};

/** A container that ends again and again. @param pause ms between two attempts */
function crashing(pause: number, ended: NonNullable<FaultStage["ended"]>): Pick<Fault, "stages" | "again"> {
  const message = "back-off 10s restarting failed container={container} pod={pod}";
  const stage: FaultStage = {
    after: 0,
    phase: "Running",
    waiting: { reason: "CrashLoopBackOff", message },
    ended,
    events: [BACK_OFF],
  };
  return { stages: [stage, { ...stage, after: pause }], again: 1 };
}

/** A container that does not get as far as starting. */
function neverStarted(reason: string, message: string, events: readonly StageEvent[]): Pick<Fault, "stages"> {
  return { stages: [{ after: 0, phase: "Pending", waiting: { reason, message }, events }] };
}

const PULL_FAILED: FaultStage = {
  after: 0,
  phase: "Pending",
  waiting: { reason: "ErrImagePull", message: NOT_FOUND },
  events: [
    { type: "Normal", reason: "Pulling", message: 'Pulling image "{image}"' },
    { type: "Warning", reason: "Failed", message: `Failed to pull image "{image}": ${NOT_FOUND}` },
    { type: "Warning", reason: "Failed", message: "Error: ErrImagePull" },
  ],
};

const INVALID_NAME =
  'Failed to apply default image tag "{image}": couldn\'t parse image name "{image}": invalid reference format';

const PROBE_FAILED: StageEvent = {
  type: "Warning",
  reason: "Unhealthy",
  message: "Readiness probe failed: HTTP probe failed with statuscode: 503",
};

const LOW_MEMORY = "The node was low on resource: memory.";

/** All faults by name. */
export const FAULTS = {
  "crash-loop": {
    description: "Containers end with exit code 1 at once and are restarted every 2 s: CrashLoopBackOff.",
    ...crashing(2000, { reason: "Error", exitCode: 1 }),
  },
  oom: {
    description:
      "Containers are killed for memory (OOMKilled, 137) and restarted every 3 s: CrashLoopBackOff.",
    ...crashing(3000, { reason: "OOMKilled", exitCode: 137 }),
  },
  "image-pull": {
    description:
      "The image cannot be pulled: ErrImagePull, after 1 s ImagePullBackOff, tried again every 10 s.",
    stages: [
      PULL_FAILED,
      {
        after: 1000,
        phase: "Pending",
        waiting: {
          reason: "ImagePullBackOff",
          message: `Back-off pulling image "{image}": ErrImagePull: ${NOT_FOUND}`,
        },
        events: [
          { type: "Normal", reason: "BackOff", message: 'Back-off pulling image "{image}"' },
          { type: "Warning", reason: "Failed", message: "Error: ImagePullBackOff" },
        ],
      },
      { ...PULL_FAILED, after: 10_000 },
    ],
    again: 1,
  },
  "invalid-image": {
    description: "The image's name cannot be read: InvalidImageName. Needs no annotation when that is so.",
    ...neverStarted("InvalidImageName", INVALID_NAME, [
      { type: "Warning", reason: "InspectFailed", message: INVALID_NAME },
      { type: "Warning", reason: "Failed", message: "Error: InvalidImageName" },
    ]),
  },
  "config-error": {
    description: "A ConfigMap that the containers need is missing: CreateContainerConfigError.",
    ...neverStarted("CreateContainerConfigError", 'configmap "missing" not found', [
      { type: "Warning", reason: "Failed", message: 'Error: configmap "missing" not found' },
    ]),
  },
  "never-ready": {
    description: "Containers run, but their readiness probe never passes.",
    stages: [{ after: 0, phase: "Running", events: [PROBE_FAILED] }],
  },
  "slow-ready": {
    description:
      "Containers run at once and are ready after 5 s, or after `local.alchemy.run/ready-after` ms.",
    stages: [
      { after: 0, phase: "Running", events: [] },
      { after: 5000, phase: "Running", ready: true, events: [] },
    ],
  },
  evicted: {
    description:
      "The node is low on memory: a second after it was bound, the pod is Failed with reason Evicted.",
    stages: [
      {
        after: 1000,
        phase: "Failed",
        failed: { reason: "Evicted", message: LOW_MEMORY },
        events: [{ type: "Warning", reason: "Evicted", message: LOW_MEMORY }],
      },
    ],
  },
  "exit-1": {
    description: "Containers end with exit code 1, or `local.alchemy.run/exit-code`, and the pod is Failed.",
    stages: [{ after: 0, phase: "Failed", ended: { reason: "Error", exitCode: 1 }, events: [] }],
  },
  "run-for-ever": {
    description: "Containers run and are ready, also those of a Job, which then never completes.",
    stages: [{ after: 0, phase: "Running", ready: true, events: [] }],
  },
  unschedulable: {
    description: "No node takes the pod. Needs no annotation when a selector or a request does not fit.",
    stages: [],
  },
} as const satisfies Readonly<Record<string, Fault>>;

/** Name of a fault. */
export type FaultName = keyof typeof FAULTS;

// A name of an image: registry, path, tag, digest. @see https://github.com/distribution/reference
const PART = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
const HOST = "(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?";
const IMAGE = new RegExp(
  `^(?:${HOST}/)?${PART}(?:/${PART})*(?::[\\w][\\w.-]{0,127})?(?:@[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,})?$`,
);

/** The fault that a pod has. */
export function faultOf(pod: Pod): FaultName | undefined {
  const { annotations, labels } = pod.metadata;
  const name = annotations?.[FAULT] ?? labels?.[FAULT_LABEL];
  if (name !== undefined && Object.hasOwn(FAULTS, name)) return name as FaultName;
  if (annotations?.[READY_AFTER] !== undefined) return "slow-ready";
  return pod.spec.containers.every(({ image }) => image === undefined || IMAGE.test(image))
    ? undefined
    : "invalid-image";
}

/** A number that an annotation of a pod gives. */
export function numberOf(pod: Pod, annotation: string): number | undefined {
  const text = pod.metadata.annotations?.[annotation];
  const value = text === undefined ? Number.NaN : Number(text);
  return Number.isFinite(value) && value >= 0 ? value : undefined;
}

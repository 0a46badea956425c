/** What the container states of a pod say. Pure. */

import { textAt, valueAt } from "../model/json.ts";
import { failed, MAY_COME, progressing, type Readiness } from "./verdict.ts";

/** One of a pod's containers as its kubelet describes it, as far as readiness depends on it. */
export interface ContainerState {
  name: string;
  /** Of `spec.initContainers`: also a sidecar, which is one of those that restarts always. */
  init: boolean;
  ready: boolean;
  restarts: number;
  waiting?: { reason: string; message?: string };
  terminated?: Termination;
  /** How its last run ended. */
  last?: Termination;
}

/** How a container ended. */
export interface Termination {
  exitCode: number;
  reason?: string;
}

/** Restarts of a container after which a crash loop counts as one: at the kubelet's back-off 70 s after its first start. */
export const CRASHES = 3;

/**
 * Reasons for which a container waits that are faults → ms until they count as such.
 * @see https://github.com/kubernetes/kubernetes/blob/v1.36.3/pkg/kubelet/images/types.go and `pkg/kubelet/container/sync_result.go`
 */
export const CONTAINER_FAULTS: Readonly<Record<string, number | undefined>> = {
  InvalidImageName: 0,
  ErrImagePull: MAY_COME,
  ImagePullBackOff: MAY_COME,
  ImageInspectError: MAY_COME,
  ErrImageNeverPull: MAY_COME,
  RegistryUnavailable: MAY_COME,
  SignatureValidationFailed: MAY_COME,
  CreateContainerConfigError: MAY_COME,
  CreateContainerError: MAY_COME,
  RunContainerError: MAY_COME,
  PreCreateHookError: MAY_COME,
  PreStartHookError: MAY_COME,
  PostStartHookError: MAY_COME,
};

/** The containers of a pod in the order in which they start: init containers and sidecars first. */
export function containersOf(pod: unknown): ContainerState[] {
  return [...statesIn(pod, "initContainerStatuses", true), ...statesIn(pod, "containerStatuses", false)];
}

function statesIn(pod: unknown, field: string, init: boolean): ContainerState[] {
  const statuses = valueAt(pod, ["status", field]);
  return Array.isArray(statuses) ? statuses.map((status: unknown) => stateOf(status, init)) : [];
}

function stateOf(status: unknown, init: boolean): ContainerState {
  const state: ContainerState = {
    name: textAt(status, ["name"], ""),
    init,
    ready: valueAt(status, ["ready"]) === true,
    restarts: Number(textAt(status, ["restartCount"], "0")),
  };
  const reason = textAt(status, ["state", "waiting", "reason"], "");
  const message = textAt(status, ["state", "waiting", "message"], "");
  if (reason !== "") state.waiting = { reason, ...(message !== "" && { message }) };
  const terminated = terminationAt(status, "state");
  if (terminated !== undefined) state.terminated = terminated;
  const last = terminationAt(status, "lastState");
  if (last !== undefined) state.last = last;
  return state;
}

function terminationAt(status: unknown, field: string): Termination | undefined {
  const exitCode = valueAt(status, [field, "terminated", "exitCode"]);
  if (typeof exitCode !== "number") return undefined;
  const reason = textAt(status, [field, "terminated", "reason"], "");
  return { exitCode, ...(reason !== "" && { reason }) };
}

/** A verdict on a pod by its containers that cannot run, the worst first: `undefined` when none says so. */
export function judgeContainers(containers: readonly ContainerState[]): Readiness | undefined {
  const verdicts = containers.map(judgeContainer).filter((verdict) => verdict !== undefined);
  const faults = verdicts.filter((verdict) => verdict.state === "failed");
  return faults.find(({ patience }) => patience === undefined) ?? faults[0] ?? verdicts[0];
}

function judgeContainer({ name, waiting, restarts, last }: ContainerState): Readiness | undefined {
  if (waiting === undefined) return undefined;
  const cause = waiting.reason;
  if (cause === "CrashLoopBackOff") {
    const times = restarts === 1 ? "1 restart" : `${restarts} restarts`;
    const reason = `container ${name}: ${cause} after ${times}${last === undefined ? "" : `, its last run ${howItEnded(last)}`}`;
    return restarts >= CRASHES ? failed(reason, { cause }) : progressing(reason, { cause });
  }
  const patience = CONTAINER_FAULTS[cause];
  if (patience === undefined) return undefined;
  const reason = `container ${name}: ${cause}${waiting.message === undefined ? "" : `: ${waiting.message}`}`;
  return failed(reason, patience === 0 ? { cause } : { cause, patience });
}

/** The end of a container in words: `ended with exit code 137 (OOMKilled)`. */
export function howItEnded({ exitCode, reason }: Termination): string {
  return `ended with exit code ${exitCode}${reason === undefined || reason === "Error" ? "" : ` (${reason})`}`;
}

/** What one round of a Job works on: its pods, and how many of them have ended how. */

import type { ControllerContext } from "./controller.ts";
import { indexOf, isIndexed, parseIndexes } from "./job-indexes.ts";
import { failureVerdict } from "./job-policy.ts";
import type { Job, Pod } from "./kinds.ts";
import { isActive, isStopping, isTerminating } from "./pod-state.ts";

export type JobStatus = NonNullable<Job["status"]>;

/** The finalizer by which a Job sees that it has counted a pod. */
export const TRACKING = "batch.kubernetes.io/job-tracking";

export interface JobRound {
  context: ControllerContext;
  job: Job;
  pods: Pod[];
  active: Pod[];
  /** Pods that are to be counted now, for the first time. */
  newSucceeded: Pod[];
  newFailed: Pod[];
  /** Counts with those. */
  succeeded: number;
  failed: number;
  terminating: number;
  /** Of indexed Jobs. */
  succeededIndexes: Set<number>;
  /** Of Jobs with a limit for each index; `undefined` without one. */
  failedIndexes: Set<number> | undefined;
  /** ms since 1970 */
  now: number;
}

export function isSuspended({ spec }: Job): boolean {
  return spec.suspend === true;
}

/** Whether a pod that is being stopped is replaced only when it has ended. */
export function replacesFailedOnly({ spec }: Job): boolean {
  return spec.podReplacementPolicy === "Failed" || spec.podFailurePolicy !== undefined;
}

export function isTracked({ metadata }: Pod): boolean {
  return metadata.finalizers?.includes(TRACKING) === true;
}

/** Whether a pod counts as failed. One that is deleted may never get as far as failing. */
export function hasFailed(job: Job, pod: Pod): boolean {
  const phase = pod.status?.phase;
  return phase === "Failed" || (!replacesFailedOnly(job) && isTerminating(pod) && phase !== "Succeeded");
}

/** Reads the pods of a Job. */
export function jobRound(context: ControllerContext, job: Job, pods: Pod[]): JobRound {
  const completions = job.spec.completions ?? 0;
  const indexed = isIndexed(job);
  const counts = (pod: Pod): boolean => !indexed || indexOf(pod, completions) >= 0;
  const fresh = pods.filter((pod) => isTracked(pod) && counts(pod));
  const newSucceeded = fresh.filter(({ status }) => status?.phase === "Succeeded");
  const newFailed = fresh.filter((pod) => hasFailed(job, pod));
  const counted = newFailed.filter((pod) => failureVerdict(job, pod)?.action !== "Ignore");
  const succeededIndexes = parseIndexes(job.status?.completedIndexes ?? "", completions);
  if (indexed) for (const pod of newSucceeded) succeededIndexes.add(indexOf(pod, completions));
  return {
    context,
    job,
    pods,
    active: pods.filter(isActive),
    newSucceeded,
    newFailed,
    succeeded: indexed ? succeededIndexes.size : (job.status?.succeeded ?? 0) + newSucceeded.length,
    failed: (job.status?.failed ?? 0) + counted.length,
    terminating: pods.filter(isStopping).length,
    succeededIndexes,
    failedIndexes: failedIndexes(job, pods),
    now: context.clock.now(),
  };
}

/** Indexes that failed more often than each of them may. */
function failedIndexes(job: Job, pods: readonly Pod[]): Set<number> | undefined {
  const { backoffLimitPerIndex, completions = 0 } = job.spec;
  if (backoffLimitPerIndex === undefined) return undefined;
  const found = parseIndexes(job.status?.failedIndexes ?? "", completions);
  const failed = pods.filter((pod) => hasFailed(job, pod));
  for (const [index, all] of Map.groupBy(failed, (pod) => indexOf(pod, completions))) {
    const verdicts = all.map((pod) => failureVerdict(job, pod)?.action);
    const counted = verdicts.filter((action) => action !== "Ignore").length;
    if (index >= 0 && (counted > backoffLimitPerIndex || verdicts.includes("FailIndex"))) found.add(index);
  }
  return found;
}

/** When a pod ended, ms since 1970. */
export function endOf({ status, metadata }: Pod): number {
  const ends = (status?.containerStatuses ?? []).map(({ state }) =>
    Date.parse(state?.terminated?.finishedAt ?? ""),
  );
  const latest = Math.max(...ends);
  if (ends.length > 0 && Number.isFinite(latest)) return latest;
  const ready = status?.conditions?.find(({ type, status: is }) => type === "Ready" && is === "False");
  return Date.parse(ready?.lastTransitionTime ?? metadata.creationTimestamp ?? "");
}

/** How long a Job waits after failures: 10 s, then twice as long each time, ten minutes at most. */
const BACK_OFF = { first: 10_000, longest: 600_000 };

/**
 * How long until pods that failed may be replaced.
 * @param pods of the Job, or of one index of it
 * @returns ms
 */
export function backOff(job: Job, pods: readonly Pod[], now: number): number {
  const ends = pods.filter(({ status }) => status?.phase === "Succeeded").map(endOf);
  const success = Math.max(0, ...ends);
  const failures = pods.filter((pod) => hasFailed(job, pod)).map(endOf);
  const since = failures.filter((end) => end > success || success === 0);
  if (since.length === 0) return 0;
  const wait = Math.min(BACK_OFF.longest, BACK_OFF.first * 2 ** (since.length - 1));
  return Math.max(0, Math.max(...since) + wait - now);
}

/**
 * Jobs: pods that run until enough of them have succeeded, or too many have failed. May import the other files of this folder, the
 * contracts of src/local and src/model. A pod is counted once: its finalizer goes with the write of the count.
 * @see https://github.com/kubernetes/kubernetes/blob/v1.36.3/pkg/controller/job/job_controller.go
 */

import { controllerOf } from "../../model/object.ts";
import { timestamp } from "../clock.ts";
import { selectorOf } from "../objects/label-selector.ts";
import type { Controller, ControllerContext, Key } from "./controller.ts";
import { judged, type JobCondition } from "./job-judgement.ts";
import { writeIndexes } from "./job-indexes.ts";
import { managePods, sourceOf, untrack, type Managed } from "./job-pods.ts";
import { isIndexed } from "./job-indexes.ts";
import {
  hasFailed,
  isSuspended,
  isTracked,
  jobRound,
  TRACKING,
  type JobRound,
  type JobStatus,
} from "./job-round.ts";
import { keyOf, read, RESOURCE, type Job, type Pod } from "./kinds.ts";
import { managedPods } from "./managed-pods.ts";
import { deletePod } from "./pod-control.ts";
import { isReady } from "./pod-state.ts";
import { kindOf, updateMetadata, writeStatus } from "./write.ts";

const COMPONENT = "job-controller";

/** When pods that could not be made are tried again, ms. */
const RETRY = 1000;

export const jobs: Controller = {
  name: "job",
  watches: {
    [RESOURCE.jobs]: ({ type, object }, { store }) =>
      type === "DELETED"
        ? store
            .ownedBy(object.metadata.uid)
            .filter(({ resource }) => resource === RESOURCE.pods)
            .map(({ object: pod }) => keyOf(RESOURCE.pods, pod))
        : [keyOf(RESOURCE.jobs, object)],
    [RESOURCE.pods]: ({ type, object }, { store }) => {
      const owner = controllerOf(object);
      if (owner?.kind !== "Job") return [];
      if (store.byUid(owner.uid) !== undefined)
        return [{ ...keyOf(RESOURCE.jobs, object), name: owner.name }];
      return type === "DELETED" ? [] : [keyOf(RESOURCE.pods, object)];
    },
  },
  reconcile: (key, context) => {
    if (key.resource === RESOURCE.pods) return releaseOrphan(context, key);
    const job = read(context, RESOURCE.jobs, key);
    if (job !== undefined) return reconcile(context, job);
  },
};

/** A pod whose Job is gone is counted by nobody. */
function releaseOrphan(context: ControllerContext, key: Key): void {
  const pod = read(context, RESOURCE.pods, key);
  if (pod === undefined || !isTracked(pod)) return;
  const rest = (pod.metadata.finalizers ?? []).filter((name) => name !== TRACKING);
  const change = { finalizers: rest.length === 0 ? undefined : rest };
  updateMetadata(context, RESOURCE.pods, { object: pod, change });
}

function conditionOf(status: JobStatus | undefined, type: string): JobCondition | undefined {
  return status?.conditions?.find((condition) => condition.type === type && condition.status === "True");
}

function reconcile(context: ControllerContext, job: Job): number | undefined {
  const { managedBy = "kubernetes.io/job-controller" } = job.spec;
  if (managedBy !== "kubernetes.io/job-controller") return undefined;
  const finished = conditionOf(job.status, "Complete") ?? conditionOf(job.status, "Failed");
  if (finished !== undefined) return expire(context, job, finished);
  return advance(jobRound(context, job, managedPods(context, job, selectorOf(job.spec.selector ?? {}))));
}

/** Deletes a finished Job when its time is over. @returns ms until then */
function expire(
  context: ControllerContext,
  job: Job,
  { lastTransitionTime }: JobCondition,
): number | undefined {
  const { ttlSecondsAfterFinished } = job.spec;
  if (ttlSecondsAfterFinished === undefined || job.metadata.deletionTimestamp !== undefined) return undefined;
  const left = Date.parse(lastTransitionTime ?? "") + ttlSecondsAfterFinished * 1000 - context.clock.now();
  if (left > 0) return left;
  const { namespace, name, uid } = job.metadata;
  context.objects.delete(
    kindOf(context, RESOURCE.jobs),
    namespace === undefined ? { name } : { namespace, name },
    {
      propagationPolicy: "Foreground",
      preconditions: { uid },
    },
  );
  return undefined;
}

/** One step: judge, stop or make pods, count, write. @returns ms until the next look */
function advance(round: JobRound): number | undefined {
  const { context, job, now } = round;
  const startTime = job.status?.startTime ?? (isSuspended(job) ? undefined : timestamp(now));
  const judgement = judged(round, startTime);
  let managed: Managed = { deleted: 0, created: 0 };
  const wasActive = round.active.length;
  if (judgement !== undefined) {
    for (const pod of round.active) deletePod(context, sourceOf(job), pod);
    managed = { deleted: wasActive, created: 0 };
  } else if (job.metadata.deletionTimestamp === undefined) managed = managePods(round);
  const active = wasActive - managed.deleted + managed.created;
  const verdict = judgement ?? completion(round, active);
  const outcome: Outcome = { active, terminating: round.terminating + managed.deleted, verdict, startTime };
  const status = statusOf(round, outcome);
  announce(round, status);
  writeStatus(context, RESOURCE.jobs, { object: job, status });
  untrack(round, countedPods(round, outcome));
  return nextLook(round, { startTime, managed });
}

/** What one step came to. */
interface Outcome {
  active: number;
  terminating: number;
  /** Why the Job is at its end. */
  verdict: JobCondition | undefined;
  startTime: string | undefined;
}

/** Whether enough pods have succeeded. */
function completion({ job, succeeded, now }: JobRound, active: number): JobCondition | undefined {
  const { completions } = job.spec;
  const complete = active === 0 && (completions === undefined ? succeeded > 0 : succeeded >= completions);
  if (!complete) return undefined;
  const at = timestamp(now);
  return {
    type: "SuccessCriteriaMet",
    status: "True",
    reason: "CompletionsReached",
    message: "Reached expected number of succeeded pods",
    lastProbeTime: at,
    lastTransitionTime: at,
  };
}

/** Pods that this round counts, or that nobody needs to count any more. */
function countedPods({ job, pods, newSucceeded, newFailed }: JobRound, { verdict }: Outcome): Pod[] {
  if (verdict !== undefined || job.metadata.deletionTimestamp !== undefined) return pods.filter(isTracked);
  return [...newSucceeded, ...newFailed];
}

function statusOf(round: JobRound, outcome: Outcome): JobStatus {
  const { job, succeeded, failedIndexes } = round;
  const { active, terminating, verdict } = outcome;
  // When a Job fails, every pod that has not ended fails with it.
  const cut =
    verdict?.type === "FailureTarget"
      ? round.active.filter((pod) => isTracked(pod) && !hasFailed(job, pod)).length
      : 0;
  const failed = round.failed + cut;
  const conditions = conditionsOf(round, outcome);
  const done = conditions.find(({ type, status }) => type === "Complete" && status === "True");
  const resumed = isResumed(round);
  const startTime =
    isSuspended(job) && verdict === undefined
      ? undefined
      : resumed
        ? timestamp(round.now)
        : outcome.startTime;
  return {
    ...(active === 0 ? {} : { active }),
    ...(isIndexed(job) && succeeded > 0 ? { completedIndexes: writeIndexes(round.succeededIndexes) } : {}),
    ...(done?.lastTransitionTime === undefined ? {} : { completionTime: done.lastTransitionTime }),
    ...(conditions.length === 0 ? {} : { conditions }),
    ...(failed === 0 ? {} : { failed }),
    ...(failedIndexes === undefined ? {} : { failedIndexes: writeIndexes(failedIndexes) }),
    ready: verdict === undefined && !isSuspended(job) ? round.active.filter(isReady).length : 0,
    ...(startTime === undefined ? {} : { startTime }),
    ...(succeeded === 0 ? {} : { succeeded }),
    terminating,
    uncountedTerminatedPods: {},
  };
}

function isResumed({ job }: JobRound): boolean {
  return !isSuspended(job) && conditionOf(job.status, "Suspended") !== undefined;
}

function conditionsOf(round: JobRound, { verdict, terminating }: Outcome): JobCondition[] {
  const known = round.job.status?.conditions ?? [];
  if (verdict === undefined) return suspension(round, known);
  const target = known.some(({ type, status }) => type === verdict.type && status === "True")
    ? known
    : [...known, verdict];
  // The end is told when no pod is left that still has to stop.
  if (terminating > 0) return target;
  const at = timestamp(round.now);
  const type = verdict.type === "FailureTarget" ? "Failed" : "Complete";
  return [...target, { ...verdict, type, lastProbeTime: at, lastTransitionTime: at }];
}

function suspension({ job, now }: JobRound, known: JobCondition[]): JobCondition[] {
  const current = known.find(({ type }) => type === "Suspended");
  const status = isSuspended(job) ? "True" : "False";
  if (current?.status === status || (current === undefined && status === "False")) return known;
  const at = timestamp(now);
  const [reason, message] = isSuspended(job)
    ? ["JobSuspended", "Job suspended"]
    : ["JobResumed", "Job resumed"];
  const condition = { type: "Suspended", status, reason, message, lastProbeTime: at, lastTransitionTime: at };
  return current === undefined
    ? [...known, condition]
    : known.map((one) => (one === current ? condition : one));
}

/** Tells what changed. */
function announce({ context, job }: JobRound, status: JobStatus): void {
  const isNew = (type: string): JobCondition | undefined =>
    conditionOf(job.status, type) === undefined ? conditionOf(status, type) : undefined;
  const tell = (type: "Normal" | "Warning", reason: string, message: string): void => {
    context.event(job, { type, reason, message, component: COMPONENT });
  };
  const failed = isNew("Failed");
  if (failed !== undefined) tell("Warning", failed.reason ?? "", failed.message ?? "");
  if (isNew("Complete") !== undefined) tell("Normal", "Completed", "Job completed");
  if (isNew("Suspended") !== undefined) tell("Normal", "Suspended", "Job suspended");
  const resumed =
    conditionOf(job.status, "Suspended") !== undefined && conditionOf(status, "Suspended") === undefined;
  if (resumed) tell("Normal", "Resumed", "Job resumed");
}

function nextLook(
  { job, now }: JobRound,
  { startTime, managed }: { startTime: string | undefined; managed: Managed },
): number | undefined {
  const { activeDeadlineSeconds } = job.spec;
  const waits: number[] = [];
  if (managed.wait !== undefined) waits.push(managed.wait);
  if (managed.failure !== undefined) waits.push(RETRY);
  if (activeDeadlineSeconds !== undefined && startTime !== undefined && !isSuspended(job)) {
    const left = Date.parse(startTime) + activeDeadlineSeconds * 1000 - now;
    if (left > 0) waits.push(left);
  }
  return waits.length === 0 ? undefined : Math.min(...waits);
}

/** Whether a Job is at its end before enough pods have succeeded: it failed, ran out of time, or some indexes are enough. Pure. */

import { timestamp } from "../clock.ts";
import { failureVerdict, successMessage } from "./job-policy.ts";
import { hasFailed, isSuspended, type JobRound, type JobStatus } from "./job-round.ts";

export type JobCondition = NonNullable<JobStatus["conditions"]>[number];

/** Why a Job fails, for `reason` and `message`. */
type Failure = readonly [reason: string, message: string];

/**
 * The condition that ends a Job, before its last pods have stopped.
 * @param startTime RFC 3339; `undefined` while it is suspended
 */
export function judged(round: JobRound, startTime: string | undefined): JobCondition | undefined {
  const known = round.job.status?.conditions?.find(
    ({ type, status }) => (type === "SuccessCriteriaMet" || type === "FailureTarget") && status === "True",
  );
  if (known !== undefined) return known;
  const failure = failureOf(round, startTime);
  if (failure !== undefined) return condition(round, "FailureTarget", failure);
  const success = successMessage(round.job, round.succeededIndexes);
  return success === undefined
    ? undefined
    : condition(round, "SuccessCriteriaMet", ["SuccessPolicy", success]);
}

function condition({ now }: JobRound, type: string, [reason, message]: Failure): JobCondition {
  const at = timestamp(now);
  return { type, status: "True", reason, message, lastProbeTime: at, lastTransitionTime: at };
}

function failureOf(round: JobRound, startTime: string | undefined): Failure | undefined {
  const { job, pods, failed, failedIndexes, now } = round;
  const { backoffLimit = 6, activeDeadlineSeconds, maxFailedIndexes, completions = 0 } = job.spec;
  for (const pod of pods.filter((pod) => hasFailed(job, pod))) {
    const verdict = failureVerdict(job, pod);
    if (verdict?.action === "FailJob") return ["PodFailurePolicy", verdict.message];
  }
  if (failed > backoffLimit || restartsTooOften(round))
    return ["BackoffLimitExceeded", "Job has reached the specified backoff limit"];
  if (
    activeDeadlineSeconds !== undefined &&
    startTime !== undefined &&
    !isSuspended(job) &&
    now - Date.parse(startTime) >= activeDeadlineSeconds * 1000
  )
    return ["DeadlineExceeded", "Job was active longer than specified deadline"];
  if (failedIndexes === undefined || failedIndexes.size === 0) return undefined;
  if (maxFailedIndexes !== undefined && failedIndexes.size > maxFailedIndexes)
    return ["MaxFailedIndexesExceeded", "Job has exceeded the specified maximal number of failed indexes"];
  return failedIndexes.size + round.succeededIndexes.size >= completions
    ? ["FailedIndexes", "Job has failed indexes"]
    : undefined;
}

/** Pods that restart their containers themselves fail by the sum of the restarts. */
function restartsTooOften({ job, pods }: JobRound): boolean {
  const { backoffLimit = 6, template } = job.spec;
  if (template.spec?.restartPolicy !== "OnFailure") return false;
  const running = pods.filter(({ status }) => status?.phase === "Running" || status?.phase === "Pending");
  const restarts = running
    .flatMap(({ status }) => [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])])
    .reduce((sum, { restartCount }) => sum + restartCount, 0);
  return backoffLimit === 0 ? restarts > 0 : restarts >= backoffLimit;
}

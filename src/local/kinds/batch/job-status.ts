/** What the status of a Job may say. Pure. */

import type { V1Job, V1JobStatus } from "@kubernetes/client-node";
import { addNegative, invalid, invalidUnseen, required, type Causes } from "../cause.ts";
import { isSet, type Fields } from "../fields.ts";

type Job = Fields<V1Job>;
type Status = Fields<V1JobStatus>;

const CONDITIONS = "status.conditions";
const COUNTS = ["active", "succeeded", "failed", "ready", "terminating"] as const;

function holds(of: Status, type: string): boolean {
  return (of.conditions ?? []).some((one) => one.type === type && one.status === "True");
}

const isFinished = (of: Status): boolean => holds(of, "Complete") || holds(of, "Failed");

/** Checks what changed of a status, so that one that was wrong before can still be written. */
export function addJobStatus(to: Causes, job: Job, previous: Job): void {
  const [now, before] = [job.status ?? {}, previous.status ?? {}];
  for (const name of COUNTS) addNegative(to, `status.${name}`, now[name]);
  const isNew = (type: string): boolean => holds(now, type) !== holds(before, type);
  if (isNew("Complete") || isNew("Failed")) addEnds(to, now);
  addCompletion(to, now, { before, isNew: isNew("Complete") });
  if (isNew("Failed") && holds(now, "Failed") && !holds(now, "FailureTarget"))
    to.push(
      invalidUnseen(CONDITIONS, "cannot set Failed=True condition without the FailureTarget=true condition"),
    );
  if (isNew("Complete") && holds(now, "Complete") && !holds(now, "SuccessCriteriaMet"))
    to.push(
      invalidUnseen(
        CONDITIONS,
        "cannot set Complete=True condition without the SuccessCriteriaMet=true condition",
      ),
    );
  addFinished(to, now, before);
  if (
    (now.ready !== before.ready || now.active !== before.active) &&
    isSet(now.ready) &&
    now.ready > (now.active ?? 0)
  )
    to.push(invalid("status.ready", now.ready, "cannot set more ready pods than active"));
  addTogether(to, now);
  addNoWayBack(to, job, previous);
}

function addEnds(to: Causes, now: Status): void {
  if (!holds(now, "Complete")) return;
  for (const type of ["Failed", "FailureTarget"])
    if (holds(now, type))
      to.push(invalidUnseen(CONDITIONS, `cannot set Complete=True and ${type}=true conditions`));
}

function addCompletion(to: Causes, now: Status, { before, isNew }: { before: Status; isNew: boolean }): void {
  const isMoved = now.completionTime !== before.completionTime;
  if (!isNew && !isMoved) return;
  const field = "status.completionTime";
  if (isSet(now.completionTime) && !holds(now, "Complete"))
    to.push(
      invalid(
        field,
        now.completionTime,
        "cannot set completionTime when there is no Complete=True condition",
      ),
    );
  if (!isSet(now.completionTime) && holds(now, "Complete"))
    to.push(required(field, "completionTime is required for Complete jobs"));
  if (
    isSet(now.completionTime) &&
    isSet(now.startTime) &&
    Date.parse(now.completionTime) < Date.parse(now.startTime)
  )
    to.push(invalid(field, now.completionTime, "must be equal to or after `startTime`"));
}

function addFinished(to: Causes, now: Status, before: Status): void {
  if (!isFinished(now)) return;
  const isNew = !isFinished(before);
  if ((isNew || now.active !== before.active) && (now.active ?? 0) > 0)
    to.push(invalid("status.active", now.active, "active>0 is invalid for finished job"));
  if ((isNew || now.startTime !== before.startTime) && !isSet(now.startTime))
    to.push(required("status.startTime", "startTime is required for finished job"));
  if ((isNew || now.terminating !== before.terminating) && (now.terminating ?? 0) > 0)
    to.push(invalid("status.terminating", now.terminating, "terminating>0 is invalid for finished job"));
}

function addTogether(to: Causes, now: Status): void {
  if (!holds(now, "SuccessCriteriaMet")) return;
  for (const type of ["Failed", "FailureTarget"])
    if (holds(now, type))
      to.push(invalidUnseen(CONDITIONS, `cannot set SuccessCriteriaMet=True and ${type}=true conditions`));
}

function addNoWayBack(to: Causes, { spec = {}, status: now = {} }: Job, { status: before = {} }: Job): void {
  const [failed, hadFailed] = [now.failed ?? 0, before.failed ?? 0];
  const [succeeded, hadSucceeded] = [now.succeeded ?? 0, before.succeeded ?? 0];
  for (const type of ["Failed", "Complete", "FailureTarget"])
    if (holds(before, type) && !holds(now, type))
      to.push(invalidUnseen(CONDITIONS, `cannot disable the terminal ${type}=True condition`));
  if (failed < hadFailed) to.push(invalid("status.failed", failed, "cannot decrease the failed counter"));
  const isScaled = spec.completionMode === "Indexed" && spec.completions === spec.parallelism;
  if (!isScaled && succeeded < hadSucceeded)
    to.push(invalid("status.succeeded", succeeded, "cannot decrease the succeeded counter"));
  addFixedTimes(to, now, { before, suspended: spec.suspend === true });
  if (holds(before, "SuccessCriteriaMet") && !holds(now, "SuccessCriteriaMet"))
    to.push(invalidUnseen(CONDITIONS, "cannot disable the SuccessCriteriaMet=True condition"));
}

function addFixedTimes(
  to: Causes,
  now: Status,
  { before, suspended }: { before: Status; suspended: boolean },
): void {
  if (
    isSet(now.completionTime) &&
    isSet(before.completionTime) &&
    now.completionTime !== before.completionTime
  )
    to.push(invalid("status.completionTime", now.completionTime, "field is immutable"));
  if (isSet(before.startTime) && now.startTime !== before.startTime && !suspended)
    to.push(
      invalid("status.startTime", now.startTime ?? null, "field is immutable for unsuspended job once set"),
    );
}

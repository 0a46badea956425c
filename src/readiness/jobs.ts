/** Rules of the kinds that run to an end. Pure. @see https://kubernetes.io/docs/concepts/workloads/controllers/job/#jobstatus */

import { textAt, valueAt } from "../model/json.ts";
import type { LiveObject } from "../model/object.ts";
import { conditionOf, decidedBy, explain } from "./conditions.ts";
import { failed, progressing, READY, type Readiness, type Rule, suspended } from "./verdict.ts";
import { count } from "./workloads.ts";

/** A Job is ready when it is complete: whoever waits for a migration waits for its end. */
export const job: Rule = (object) => ended(object) ?? running(object);

/** A Job is started when a pod of it runs, or has run. */
export const startedJob: Rule = (object) => {
  const end = ended(object);
  if (end !== undefined) return end;
  const pods = count(object, "ready") + count(object, "succeeded");
  return pods > 0 ? READY : progressing(`none of its ${count(object, "active")} active pods is ready`);
};

/** `SuccessCriteriaMet` is no end yet: pods are still being stopped. `FailureTarget` is: nothing turns it round. */
function ended(object: LiveObject): Readiness | undefined {
  if (conditionOf(object, "Complete")?.status === "True") return READY;
  for (const type of ["Failed", "FailureTarget"]) {
    const condition = conditionOf(object, type);
    if (condition?.status === "True") return failed(explain(condition, "it failed"), decidedBy(condition));
  }
  return isSuspended(object) ? suspended("it is suspended") : undefined;
}

function running(object: LiveObject): Readiness {
  const completions = textAt(object, ["spec", "completions"], "1");
  return progressing(
    `${count(object, "succeeded")}/${completions} completions, ${count(object, "failed")} failed pods`,
  );
}

export const cronJob: Rule = (object) => (isSuspended(object) ? suspended("it is suspended") : READY);

function isSuspended(object: LiveObject): boolean {
  return valueAt(object, ["spec", "suspend"]) === true;
}

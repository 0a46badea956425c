/**
 * Readiness: what the status of one object says, as a function of that object alone.
 *
 * The order of judgement is kstatus': deletion, then the observed generation (but for faults that keep it from moving), then the conditions that mean the same for every
 * kind (`Reconciling`, `Stalled`), then the rule of the kind, then the condition `Ready`, then "no news is ready". Where a rule
 * needs another object (the storage class of a claim), the caller looks it up and passes it in. Pure.
 * @see https://github.com/kubernetes-sigs/cli-utils/tree/master/pkg/kstatus
 */

import { isJsonObject, valueAt } from "../model/json.ts";
import { groupOf } from "../model/kind.ts";
import type { LiveObject } from "../model/object.ts";
import { conditionOf, currentConditionsOf, decidedBy, explain, isCurrent, outdated } from "./conditions.ts";
import { faultBeforeSuccess, judgeByRow } from "./status-row.ts";
import { presets } from "./presets.ts";
import { rules } from "./rules.ts";
import { failed, progressing, READY, type Readiness, type Surroundings } from "./verdict.ts";

/**
 * Judges one object.
 * @param object as the API server sent it
 * @param around what rules of its kind read besides it
 */
export function judge(object: LiveObject, around: Surroundings = {}): Readiness {
  return (
    deletion(object) ??
    failing(object) ??
    observation(object) ??
    standard(object) ??
    byKind(object, around) ??
    byReady(object) ??
    unwritten(object, around) ??
    READY
  );
}

/** Verdicts that hold whatever a user waits for: the object is being deleted, or its controller has not seen our write. */
export function judgePreconditions(object: LiveObject): Readiness | undefined {
  return deletion(object) ?? observation(object);
}

/** The name of an object's kind in the tables of rules: `apps/Deployment`, `/Pod`. */
export function ruleKeyOf({ apiVersion, kind }: { apiVersion: string; kind: string }): string {
  return `${groupOf(apiVersion)}/${kind}`;
}

/** Whether a table knows the kind: no look at its schema is needed then. */
export function hasRule(object: LiveObject): boolean {
  const key = ruleKeyOf(object);
  return rules[key] !== undefined || presets[key] !== undefined;
}

/** Whether a controller has written anything of a status. */
export function hasStatus(object: LiveObject): boolean {
  const status = object["status"];
  return isJsonObject(status) && Object.keys(status).length > 0;
}

function deletion(object: LiveObject): Readiness | undefined {
  if (object.metadata.deletionTimestamp === undefined) return undefined;
  const finalizers = object.metadata.finalizers ?? [];
  const held = finalizers.length === 0 ? "" : `, held by the finalizers ${finalizers.join(", ")}`;
  return { state: "terminating", reason: `it is being deleted${held}` };
}

/** Of kinds whose generation moves with success only. */
function failing(object: LiveObject): Readiness | undefined {
  const row = presets[ruleKeyOf(object)];
  return row === undefined ? undefined : faultBeforeSuccess(row, object);
}

function observation(object: LiveObject): Readiness | undefined {
  const { generation } = object.metadata;
  const observed = observedGenerationOf(object);
  if (generation === undefined || observed === undefined || observed >= generation) return undefined;
  return progressing(`its controller has seen generation ${observed} of ${generation}`);
}

/** The generation that the status is about; Argo Rollouts writes it as text. */
export function observedGenerationOf(object: LiveObject): number | undefined {
  const observed = valueAt(object, ["status", "observedGeneration"]);
  if (typeof observed === "number") return observed;
  return typeof observed === "string" && /^\d+$/.test(observed) ? Number(observed) : undefined;
}

function standard(object: LiveObject): Readiness | undefined {
  for (const condition of currentConditionsOf(object)) {
    if (condition.status !== "True") continue;
    if (condition.type === "Reconciling")
      return progressing(explain(condition, "it is reconciling"), decidedBy(condition));
    if (condition.type === "Stalled")
      return failed(explain(condition, "it is stalled"), decidedBy(condition));
  }
  return undefined;
}

function byKind(object: LiveObject, around: Surroundings): Readiness | undefined {
  const key = ruleKeyOf(object);
  const rule = rules[key];
  if (rule !== undefined) return rule(object, around);
  const row = presets[key];
  return row === undefined ? undefined : judgeByRow(row, object);
}

function byReady(object: LiveObject): Readiness | undefined {
  const ready = conditionOf(object, "Ready");
  if (ready === undefined) return undefined;
  if (!isCurrent(object, ready)) return progressing(outdated(object, ready), decidedBy(ready));
  return ready.status === "True"
    ? READY
    : progressing(explain(ready, `its condition Ready is ${ready.status}`), decidedBy(ready));
}

// A controller that runs at all has said its first word by then.
const FIRST_WORD = 10_000;

/** No status, where the schema of the kind promises one that tells more: its controller has not spoken yet, or there is none. */
function unwritten(object: LiveObject, { statusPromised }: Surroundings): Readiness | undefined {
  if (statusPromised !== true || hasStatus(object)) return undefined;
  return progressing("it has no status yet: does its controller run?", { acceptAfter: FIRST_WORD });
}

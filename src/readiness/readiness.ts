/**
 * Readiness: what the status of one object says, as a function of that object alone.
 *
 * The order of judgement is kstatus': deletion, then the observed generation, then the rule of the kind, then the
 * conditions that every controller may set, then "no news is ready". Where a rule needs another object (the storage class
 * of a claim), the caller looks it up and passes it in. Pure; imports the model only.
 * @see https://github.com/kubernetes-sigs/cli-utils/tree/master/pkg/kstatus
 */

import { groupOf } from "../model/kind.ts";
import { valueAt } from "../model/json.ts";
import type { LiveObject } from "../model/object.ts";
import { conditionOf, conditionsOf, explain } from "./conditions.ts";
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
    observation(object) ??
    rules[`${groupOf(object.apiVersion)}/${object.kind}`]?.(object, around) ??
    generic(object)
  );
}

/** Verdicts that hold whatever a user waits for: the object is being deleted, or its controller has not seen our write. */
export function judgePreconditions(object: LiveObject): Readiness | undefined {
  return deletion(object) ?? observation(object);
}

function deletion(object: LiveObject): Readiness | undefined {
  if (object.metadata.deletionTimestamp === undefined) return undefined;
  const finalizers = object.metadata.finalizers ?? [];
  const held = finalizers.length === 0 ? "" : `, held by the finalizers ${finalizers.join(", ")}`;
  return { state: "terminating", reason: `it is being deleted${held}` };
}

function observation(object: LiveObject): Readiness | undefined {
  const { generation } = object.metadata;
  const observed = valueAt(object, ["status", "observedGeneration"]);
  if (generation === undefined || typeof observed !== "number" || observed >= generation) return undefined;
  return progressing(`its controller has seen generation ${observed} of ${generation}`);
}

function generic(object: LiveObject): Readiness {
  const { generation } = object.metadata;
  for (const condition of conditionsOf(object)) {
    if (condition.type === "Reconciling" && condition.status === "True") {
      return progressing(explain(condition, "it is reconciling"));
    }
    if (condition.type === "Stalled" && condition.status === "True")
      return failed(explain(condition, "it is stalled"));
  }
  const ready = conditionOf(object, "Ready");
  if (ready === undefined) return READY;
  if (generation !== undefined && (ready.observedGeneration ?? generation) < generation) {
    return progressing(
      `its condition Ready is about generation ${ready.observedGeneration} of ${generation}`,
    );
  }
  return ready.status === "True"
    ? READY
    : progressing(explain(ready, `its condition Ready is ${ready.status}`));
}

/** What the status of kro's objects says. Pure. @see https://kro.run/docs/concepts/rgd/overview */

import { textAt, valueAt } from "../model/json.ts";
import type { LiveObject } from "../model/object.ts";
import {
  type Condition,
  conditionOf,
  conditionsOf,
  currentConditionsOf,
  decidedBy,
  explain,
} from "./conditions.ts";
import { failed, progressing, READY, type Readiness, type Rule } from "./verdict.ts";

const UNSEEN = "kro has not taken it up yet: does its controller run?";

// In the order in which kro decides them. What comes first explains what follows.
const STEPS = ["GraphAccepted", "KindReady", "ControllerReady", "GraphRevisionsResolved"];

// A graph is judged again when a kind that it lacked is installed; a definition that kro refuses to change stays refused.
const GRAPH_PATIENCE = 10_000;

/** A ResourceGraphDefinition is ready when kro says so of this generation, whatever its other conditions are called. */
export const resourceGraphDefinition: Rule = (object) => {
  const conditions = currentConditionsOf(object);
  if (conditions.length === 0) return progressing(UNSEEN);
  const refused = STEPS.map((type) => conditions.find((one) => one.type === type)).find(
    (one) => one?.status === "False",
  );
  if (refused !== undefined) {
    const reason = explain(refused, `${refused.type} is False`);
    return failed(reason, { ...decidedBy(refused), patience: GRAPH_PATIENCE });
  }
  const ready = conditions.find((one) => one.type === "Ready");
  return ready?.status === "True" ? READY : progressing(explain(ready, "kro is making its kind"));
};

// kro tries again by itself: what another applyset holds, or a quota forbids, may become free.
const ERROR_PATIENCE = 30_000;

/**
 * An instance is ready when its condition `Ready` says so of this generation. Where the graph's author has replaced the
 * conditions and there is none, `status.state` decides, which was written together with those that are there.
 */
export function judgeInstance(object: LiveObject): Readiness {
  const state = valueAt(object, ["status", "state"]);
  const all = conditionsOf(object);
  const current = currentConditionsOf(object);
  if (state === undefined) return progressing(UNSEEN);
  if (all.length > 0 && current.length === 0) return progressing("kro has not seen its change yet");
  const ready = conditionOf(object, "Ready");
  const done = ready === undefined ? state === "ACTIVE" : ready.status === "True" && current.includes(ready);
  if (done) return READY;
  const reason = reasonOf(current, `its state is ${textAt(object, ["status", "state"], "absent")}`);
  return state === "ERROR" ? failed(reason, { patience: ERROR_PATIENCE }) : progressing(reason);
}

function reasonOf(conditions: readonly Condition[], otherwise: string): string {
  const waiting = conditions.filter(({ status, type }) => status !== "True" && type !== "Ready");
  return explain(waiting[0] ?? conditions.find(({ type }) => type === "Ready"), otherwise);
}

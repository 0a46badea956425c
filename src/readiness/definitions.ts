/** Rules of the kinds that define or hold others. Pure. */

import { textAt, valueAt } from "../model/json.ts";
import { conditionOf, explain } from "./conditions.ts";
import { failed, progressing, READY, type Rule } from "./verdict.ts";

export const namespace: Rule = (object) => {
  const phase = textAt(object, ["status", "phase"], "unknown");
  return phase === "Active" ? READY : progressing(`its phase is ${phase}`);
};

export const customResourceDefinition: Rule = (object) => {
  const accepted = conditionOf(object, "NamesAccepted");
  if (accepted?.status === "False") return failed(explain(accepted, "its names are not accepted"));
  const established = conditionOf(object, "Established");
  if (established?.status === "True") return READY;
  return progressing(explain(established, "it is not established"));
};

export const apiService: Rule = (object) => {
  const available = conditionOf(object, "Available");
  return available?.status === "True" ? READY : progressing(explain(available, "it is not available"));
};

// A budget is in force as soon as its controller has seen it; `observedGeneration` was judged before.
export const podDisruptionBudget: Rule = (object) =>
  valueAt(object, ["status", "observedGeneration"]) === undefined
    ? progressing("its controller has not seen it yet")
    : READY;

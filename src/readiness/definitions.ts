/** Rules of the kinds that define, hold or limit others. Pure. */

import { isJsonObject, sameJson, textAt, valueAt } from "../model/json.ts";
import { conditionOf, conditionsOf, decidedBy, explain } from "./conditions.ts";
import { failed, progressing, READY, type Rule } from "./verdict.ts";

export const namespace: Rule = (object) => {
  const phase = textAt(object, ["status", "phase"], "unknown");
  return phase === "Active" ? READY : progressing(`its phase is ${phase}`);
};

export const customResourceDefinition: Rule = (object) => {
  const accepted = conditionOf(object, "NamesAccepted");
  if (accepted?.status === "False")
    return failed(explain(accepted, "its names are not accepted"), decidedBy(accepted));
  const terminating = conditionOf(object, "Terminating");
  if (terminating?.status === "True")
    return {
      state: "terminating",
      reason: explain(terminating, "it is being deleted"),
      ...decidedBy(terminating),
    };
  const established = conditionOf(object, "Established");
  if (established?.status === "True") return READY;
  const reason = explain(established, "it is not established");
  return progressing(reason, established === undefined ? {} : decidedBy(established));
};

export const apiService: Rule = (object) => {
  const available = conditionOf(object, "Available");
  if (available?.status === "True") return READY;
  return progressing(
    explain(available, "it is not available"),
    available === undefined ? {} : decidedBy(available),
  );
};

// A budget is in force as soon as its controller has seen it; `observedGeneration` was judged before.
export const podDisruptionBudget: Rule = (object) => {
  if (valueAt(object, ["status", "observedGeneration"]) === undefined)
    return progressing("its controller has not seen it yet");
  const allowed = conditionOf(object, "DisruptionAllowed");
  return allowed?.reason === "SyncFailed"
    ? { state: "ready", warning: explain(allowed, "it protects nothing") }
    : READY;
};

/** A quota is in force when its controller has taken over the limits: before that it admits everything. */
export const resourceQuota: Rule = (object) =>
  sameJson(valueAt(object, ["spec", "hard"]) ?? {}, valueAt(object, ["status", "hard"]) ?? {})
    ? READY
    : progressing("its controller has not taken over its limits");

// The embedded cluster issues none.
const ISSUE = 10_000;

/** Only the token of a ServiceAccount is filled in later. */
export const secret: Rule = (object) =>
  object["type"] === "kubernetes.io/service-account-token" && textAt(object, ["data", "token"], "") === ""
    ? progressing("its token has not been issued", { acceptAfter: ISSUE })
    : READY;

// The controller looks at an autoscaler every 15 s, and at metrics that come later still: what it said before is only told.
const UNABLE = /^(FailedGet|FailedUpdate|FailedCompute)/;

/** An autoscaler is in force when it is accepted. Why it cannot scale is a warning: metrics come after pods. */
export const horizontalPodAutoscaler: Rule = (object) => {
  const conditions = conditionsOf(object).filter(({ status }) => status === "False");
  const invalid = conditions.find(({ reason = "" }) => reason.startsWith("Invalid"));
  if (invalid !== undefined) return failed(explain(invalid, "it is invalid"), decidedBy(invalid));
  const unable = conditions.find(({ reason = "" }) => UNABLE.test(reason));
  return unable === undefined ? READY : { state: "ready", warning: explain(unable, "it cannot scale") };
};

/** A request is ready when it is made: whoever approves it may be a person. */
export const certificateSigningRequest: Rule = (object) => {
  const refused = conditionsOf(object).find(
    ({ type, status }) => (type === "Denied" || type === "Failed") && status === "True",
  );
  return refused === undefined ? READY : failed(explain(refused, "it was refused"), decidedBy(refused));
};

/** A policy is in force when it is accepted. What the controller finds odd about its expressions is a warning. */
export const validatingAdmissionPolicy: Rule = (object) => {
  const warnings = valueAt(object, ["status", "typeChecking", "expressionWarnings"]);
  const [first] = Array.isArray(warnings) ? warnings.filter(isJsonObject) : [];
  if (first === undefined) return READY;
  return {
    state: "ready",
    warning: `${textAt(first, ["fieldRef"], "an expression")}: ${textAt(first, ["warning"], "")}`,
  };
};

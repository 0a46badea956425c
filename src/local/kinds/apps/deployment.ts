/** Rules of Deployments. */

import type { V1Deployment, V1DeploymentSpec } from "@kubernetes/client-node";
import { addNegative, forbiddenCause, invalid, notSupported, required, type Causes } from "../cause.ts";
import { as, fallback, isSet, within, type Fields } from "../fields.ts";
import { addAtMostAll, addIntOrPercent, amountOf } from "../int-or-percent.ts";
import { addImmutable, addMetadata, addStrictUpdate } from "../metadata.ts";
import { dnsSubdomain } from "../names.ts";
import { defaultTemplate } from "../pod/defaults.ts";
import { addRunningTemplate } from "../pod/template.ts";
import type { KindRules } from "../served-kind.ts";
import { addSelector, isEmptySelector, isReadable, shownSelector, type Selector } from "../selector.ts";
import { addCounters } from "../status-rules.ts";

type Spec = Fields<V1DeploymentSpec>;

export const deploymentRules: KindRules = {
  generation: "spec",
  scale: { specReplicas: ".spec.replicas", statusReplicas: ".status.replicas", selector: ".spec.selector" },
  defaults: (object) => {
    const spec = within(as<V1Deployment>(object), "spec");
    fallback(spec, "replicas", 1);
    const strategy = within(spec, "strategy");
    fallback(strategy, "type", "RollingUpdate");
    if (strategy.type === "RollingUpdate") {
      const update = within(strategy, "rollingUpdate");
      fallback(update, "maxUnavailable", "25%");
      fallback(update, "maxSurge", "25%");
    }
    fallback(spec, "revisionHistoryLimit", 10);
    fallback(spec, "progressDeadlineSeconds", 600);
    defaultTemplate(spec.template);
  },
  validate: (object) => {
    const causes: Causes = [];
    addMetadata(causes, object.metadata, { name: dnsSubdomain, namespaced: true });
    addSpec(causes, as<V1Deployment>(object).spec ?? {});
    return causes;
  },
  validateUpdate: (object, previous) => {
    const causes: Causes = [];
    addStrictUpdate(causes, object.metadata, previous.metadata);
    const [spec, before] = [as<V1Deployment>(object).spec ?? {}, as<V1Deployment>(previous).spec ?? {}];
    addSpec(causes, spec);
    addSelectorImmutable(causes, spec.selector, before.selector);
    return causes;
  },
  validateStatus: (object, previous) => {
    const causes: Causes = [];
    addStrictUpdate(causes, object.metadata, previous.metadata);
    addCounters(
      causes,
      {
        counters: [
          "observedGeneration",
          "replicas",
          "updatedReplicas",
          "readyReplicas",
          "availableReplicas",
          "unavailableReplicas",
          "terminatingReplicas",
          "collisionCount",
        ],
        withinReplicas: ["updatedReplicas", "readyReplicas", "availableReplicas"],
        ready: "readyReplicas",
        growing: ["collisionCount"],
      },
      { status: as<V1Deployment>(object).status, before: as<V1Deployment>(previous).status },
    );
    return causes;
  },
};

/** The selector of a workload stays as it was made. */
export function addSelectorImmutable(
  to: Causes,
  selector: Selector | undefined,
  before: Selector | undefined,
): void {
  addImmutable(to, "spec.selector", { value: selector, before, shown: shownSelector(selector) });
}

/** A selector that must be there and select something. @param workload as the message names it */
export function addWorkloadSelector(to: Causes, selector: Selector | undefined, workload: string): void {
  if (!isSet(selector)) return void to.push(required("spec.selector"));
  addSelector(to, "spec.selector", selector);
  if (isEmptySelector(selector))
    to.push(invalid("spec.selector", shownSelector(selector), `empty selector is invalid for ${workload}`));
}

function addSpec(to: Causes, spec: Spec): void {
  addNegative(to, "spec.replicas", spec.replicas);
  addWorkloadSelector(to, spec.selector, "deployment");
  if (isReadable(spec.selector))
    addRunningTemplate(to, "spec.template", {
      template: spec.template ?? {},
      selector: spec.selector,
      workload: "ReplicaSet",
    });
  else to.push(invalid("spec.selector", shownSelector(spec.selector), "invalid label selector"));
  addStrategy(to, spec);
  addNegative(to, "spec.minReadySeconds", spec.minReadySeconds);
  addNegative(to, "spec.revisionHistoryLimit", spec.revisionHistoryLimit);
  const deadline = spec.progressDeadlineSeconds;
  addNegative(to, "spec.progressDeadlineSeconds", deadline);
  if (isSet(deadline) && deadline <= (spec.minReadySeconds ?? 0))
    to.push(invalid("spec.progressDeadlineSeconds", deadline, "must be greater than minReadySeconds"));
}

function addStrategy(to: Causes, { strategy = {} }: Spec): void {
  const { type = "", rollingUpdate } = strategy;
  if (type === "Recreate") {
    if (isSet(rollingUpdate))
      to.push(
        forbiddenCause(
          "spec.strategy.rollingUpdate",
          "may not be specified when strategy `type` is 'Recreate'",
        ),
      );
    return;
  }
  if (type !== "RollingUpdate") {
    const update = isSet(rollingUpdate)
      ? { MaxUnavailable: rollingUpdate.maxUnavailable ?? 0, MaxSurge: rollingUpdate.maxSurge ?? 0 }
      : null;
    to.push(
      notSupported("spec.strategy", { Type: type, RollingUpdate: update }, ["Recreate", "RollingUpdate"]),
    );
    return;
  }
  const { maxUnavailable, maxSurge } = rollingUpdate ?? {};
  addIntOrPercent(to, "spec.strategy.rollingUpdate.maxUnavailable", maxUnavailable);
  addIntOrPercent(to, "spec.strategy.rollingUpdate.maxSurge", maxSurge);
  if (amountOf(maxUnavailable) === 0 && amountOf(maxSurge) === 0)
    to.push(
      invalid(
        "spec.strategy.rollingUpdate.maxUnavailable",
        maxUnavailable ?? 0,
        "may not be 0 when `maxSurge` is 0",
      ),
    );
  addAtMostAll(to, "spec.strategy.rollingUpdate.maxUnavailable", maxUnavailable);
}

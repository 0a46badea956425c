/** Rules of DaemonSets. */

import type { V1DaemonSet, V1DaemonSetSpec } from "@kubernetes/client-node";
import { addNegative, invalid, notSupported, required, type Causes } from "../cause.ts";
import { as, fallback, isSet, within, type Fields } from "../fields.ts";
import { addAtMostAll, addIntOrPercent, amountOf } from "../int-or-percent.ts";
import { addMetadata, addStrictUpdate } from "../metadata.ts";
import { dnsSubdomain } from "../names.ts";
import { defaultTemplate } from "../pod/defaults.ts";
import { addAlwaysRestarted, addSelected, addTemplate } from "../pod/template.ts";
import type { KindRules } from "../served-kind.ts";
import { addSelector, isEmptySelector, isReadable, shownSelector } from "../selector.ts";
import { addCounters } from "../status-rules.ts";
import { addSelectorImmutable } from "./deployment.ts";

type Spec = Fields<V1DaemonSetSpec>;

/** Where the first API version of DaemonSets kept what is no field of the current one. */
const TEMPLATE_GENERATION = "deprecated.daemonset.template.generation";

export const daemonSetRules: KindRules = {
  generation: "spec",
  defaults: (object) => {
    const spec = within(as<V1DaemonSet>(object), "spec");
    const strategy = within(spec, "updateStrategy");
    fallback(strategy, "type", "RollingUpdate");
    if (strategy.type === "RollingUpdate") {
      const update = within(strategy, "rollingUpdate");
      fallback(update, "maxUnavailable", 1);
      fallback(update, "maxSurge", 0);
    }
    fallback(spec, "revisionHistoryLimit", 10);
    defaultTemplate(spec.template);
  },
  prepare: (object, previous) => {
    const annotations = within(object.metadata, "annotations");
    const before = Number(previous?.metadata.annotations?.[TEMPLATE_GENERATION] ?? 0);
    const isSame =
      previous !== undefined &&
      JSON.stringify(as<V1DaemonSet>(previous).spec?.template) ===
        JSON.stringify(as<V1DaemonSet>(object).spec?.template);
    annotations[TEMPLATE_GENERATION] = String(isSame ? before : before + 1);
  },
  validate: (object) => {
    const causes: Causes = [];
    addMetadata(causes, object.metadata, { name: dnsSubdomain, namespaced: true });
    addSpec(causes, as<V1DaemonSet>(object).spec ?? {});
    return causes;
  },
  validateUpdate: (object, previous) => {
    const causes: Causes = [];
    addStrictUpdate(causes, object.metadata, previous.metadata);
    const spec = as<V1DaemonSet>(object).spec ?? {};
    addSelectorImmutable(causes, spec.selector, as<V1DaemonSet>(previous).spec?.selector);
    addSpec(causes, spec);
    return causes;
  },
  validateStatus: (object, previous) => {
    const causes: Causes = [];
    addStrictUpdate(causes, object.metadata, previous.metadata);
    addCounters(
      causes,
      {
        counters: [
          "currentNumberScheduled",
          "numberMisscheduled",
          "desiredNumberScheduled",
          "numberReady",
          "observedGeneration",
          "updatedNumberScheduled",
          "numberAvailable",
          "numberUnavailable",
          "collisionCount",
        ],
        growing: ["collisionCount"],
      },
      { status: as<V1DaemonSet>(object).status, before: as<V1DaemonSet>(previous).status },
    );
    return causes;
  },
};

function addSpec(to: Causes, spec: Spec): void {
  const template = spec.template ?? {};
  addSelector(to, "spec.selector", spec.selector);
  if (isReadable(spec.selector)) addSelected(to, "spec.template", { template, selector: spec.selector });
  if (isSet(spec.selector) && isEmptySelector(spec.selector))
    to.push(
      invalid("spec.selector", shownSelector(spec.selector), "empty selector is invalid for daemonset"),
    );
  addTemplate(to, "spec.template", template);
  addAlwaysRestarted(to, "spec.template", { template, workload: "DaemonSet" });
  addNegative(to, "spec.minReadySeconds", spec.minReadySeconds);
  addUpdateStrategy(to, spec);
  addNegative(to, "spec.revisionHistoryLimit", spec.revisionHistoryLimit);
}

function addUpdateStrategy(to: Causes, { updateStrategy = {} }: Spec): void {
  const { type = "", rollingUpdate } = updateStrategy;
  if (type === "OnDelete") return;
  const { maxUnavailable, maxSurge } = rollingUpdate ?? {};
  if (type !== "RollingUpdate") {
    const shown = isSet(rollingUpdate)
      ? { MaxUnavailable: maxUnavailable ?? 0, MaxSurge: maxSurge ?? 0 }
      : null;
    to.push(
      notSupported("spec.updateStrategy", { Type: type, RollingUpdate: shown }, [
        "RollingUpdate",
        "OnDelete",
      ]),
    );
    return;
  }
  const field = "spec.updateStrategy.rollingUpdate";
  addIntOrPercent(to, `${field}.maxUnavailable`, maxUnavailable);
  addIntOrPercent(to, `${field}.maxSurge`, maxSurge);
  addAtMostAll(to, `${field}.maxUnavailable`, maxUnavailable);
  addAtMostAll(to, `${field}.maxSurge`, maxSurge);
  const [unavailable, surge] = [amountOf(maxUnavailable) !== 0, amountOf(maxSurge) !== 0];
  if (unavailable && surge)
    to.push(invalid(`${field}.maxSurge`, maxSurge, "may not be set when maxUnavailable is non-zero"));
  else if (!unavailable && !surge)
    to.push(required(`${field}.maxUnavailable`, "cannot be 0 when maxSurge is 0"));
}

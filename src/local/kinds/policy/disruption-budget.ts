/** Rules of PodDisruptionBudgets. */

import type { V1PodDisruptionBudget } from "@kubernetes/client-node";
import { invalid, notSupported, type Causes } from "../cause.ts";
import { as, isSet } from "../fields.ts";
import { addAtMostAll, addIntOrPercent } from "../int-or-percent.ts";
import { addSelector, shownSelector } from "../selector.ts";
import type { KindRules } from "../served-kind.ts";
import { addCounters } from "../status-rules.ts";

export const disruptionBudgetRules: KindRules = {
  generation: "spec",
  validate: (object) => {
    const causes: Causes = [];
    addBudget(causes, object);
    return causes;
  },
  validateUpdate: (object) => {
    const causes: Causes = [];
    addBudget(causes, object);
    return causes;
  },
  validateStatus: (object) => {
    const causes: Causes = [];
    addCounters(
      causes,
      { counters: ["disruptionsAllowed", "currentHealthy", "desiredHealthy", "expectedPods"] },
      { status: as<V1PodDisruptionBudget>(object).status, before: undefined },
    );
    return causes;
  },
};

function addBudget(to: Causes, object: object): void {
  const { spec = {} } = as<V1PodDisruptionBudget>(object);
  const { minAvailable, maxUnavailable, selector, unhealthyPodEvictionPolicy: policy } = spec;
  if (isSet(minAvailable) && isSet(maxUnavailable))
    to.push(
      invalid(
        "spec",
        {
          MinAvailable: minAvailable,
          Selector: shownSelector(selector),
          MaxUnavailable: maxUnavailable,
          UnhealthyPodEvictionPolicy: policy ?? null,
        },
        "minAvailable and maxUnavailable cannot be both set",
      ),
    );
  for (const [name, value] of Object.entries({ minAvailable, maxUnavailable })) {
    addIntOrPercent(to, `spec.${name}`, value);
    addAtMostAll(to, `spec.${name}`, value);
  }
  addSelector(to, "spec.selector", selector);
  if (isSet(policy) && policy !== "AlwaysAllow" && policy !== "IfHealthyBudget")
    to.push(notSupported("spec.unhealthyPodEvictionPolicy", policy, ["AlwaysAllow", "IfHealthyBudget"]));
}

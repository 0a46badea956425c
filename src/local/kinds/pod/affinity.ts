/** Validation of where pods may run beside each other. Pure. */

import type { V1Affinity, V1PodAffinityTerm, V1TopologySpreadConstraint } from "@kubernetes/client-node";
import {
  addInvalid,
  duplicate,
  forbiddenCause,
  invalid,
  notSupported,
  required,
  type Causes,
} from "../cause.ts";
import { isSet, type Fields } from "../fields.ts";
import { dnsLabel, qualifiedName } from "../names.ts";
import { addSelector, type Selector } from "../selector.ts";
import { addNodeSelector, addNodeTerm } from "./node-selector.ts";

export function addAffinity(to: Causes, field: string, affinity: Fields<V1Affinity>): void {
  const { nodeAffinity, podAffinity, podAntiAffinity } = affinity;
  const needed = nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  if (isSet(needed))
    addNodeSelector(to, `${field}.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution`, needed);
  for (const [index, { weight, preference }] of (
    nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []
  ).entries()) {
    const at = `${field}.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[${index}]`;
    addWeight(to, `${at}.weight`, weight);
    addNodeTerm(to, `${at}.preference`, { term: preference ?? {}, strict: false });
  }
  for (const [name, terms] of Object.entries({ podAffinity, podAntiAffinity })) {
    const at = `${field}.${name}`;
    for (const [index, term] of (terms?.requiredDuringSchedulingIgnoredDuringExecution ?? []).entries())
      addTerm(to, `${at}.requiredDuringSchedulingIgnoredDuringExecution[${index}]`, term);
    for (const [index, { weight, podAffinityTerm }] of (
      terms?.preferredDuringSchedulingIgnoredDuringExecution ?? []
    ).entries()) {
      const preferred = `${at}.preferredDuringSchedulingIgnoredDuringExecution[${index}]`;
      addWeight(to, `${preferred}.weight`, weight);
      addTerm(to, `${preferred}.podAffinityTerm`, podAffinityTerm ?? {});
    }
  }
}

function addWeight(to: Causes, field: string, weight = 0): void {
  if (weight <= 0 || weight > 100) to.push(invalid(field, weight, "must be in the range 1-100"));
}

function addTerm(to: Causes, field: string, term: Fields<V1PodAffinityTerm>): void {
  addSelector(to, `${field}.labelSelector`, term.labelSelector);
  addSelector(to, `${field}.namespaceSelector`, term.namespaceSelector);
  for (const name of term.namespaces ?? [])
    addInvalid(to, `${field}.namespace`, { value: name, wrong: dnsLabel(name) });
  addLabelKeys(to, field, {
    match: term.matchLabelKeys,
    mismatch: term.mismatchLabelKeys,
    selector: term.labelSelector,
  });
  const key = term.topologyKey ?? "";
  if (key === "") to.push(required(`${field}.topologyKey`, "can not be empty"));
  addInvalid(to, `${field}.topologyKey`, { value: key, wrong: qualifiedName(key) });
}

function addLabelKeys(
  to: Causes,
  field: string,
  {
    match = [],
    mismatch = [],
    selector,
  }: { match?: string[]; mismatch?: string[]; selector: Selector | undefined },
): void {
  for (const [name, keys] of Object.entries({ matchLabelKeys: match, mismatchLabelKeys: mismatch })) {
    if (keys.length === 0) continue;
    if (!isSet(selector))
      to.push(forbiddenCause(`${field}.${name}`, "must not be specified when labelSelector is not set"));
    else
      for (const [index, key] of keys.entries())
        addInvalid(to, `${field}.${name}[${index}]`, { value: key, wrong: qualifiedName(key) });
  }
  const seen = new Set(Object.keys(selector?.matchLabels ?? {}));
  for (const { key = "" } of selector?.matchExpressions ?? []) {
    if (match.includes(key) && seen.has(key))
      to.push(
        invalid(
          `${field}[${match.lastIndexOf(key)}]`,
          key,
          "exists in both matchLabelKeys and labelSelector",
        ),
      );
    seen.add(key);
  }
  for (const [index, key] of match.entries())
    if (mismatch.includes(key))
      to.push(
        invalid(
          `${field}.matchLabelKeys[${index}]`,
          key,
          "exists in both matchLabelKeys and mismatchLabelKeys",
        ),
      );
}

const ACTIONS = ["DoNotSchedule", "ScheduleAnyway"];
const INCLUSIONS = ["Honor", "Ignore"];

export function addSpread(
  to: Causes,
  field: string,
  constraints: readonly Fields<V1TopologySpreadConstraint>[],
): void {
  for (const [index, constraint] of constraints.entries()) {
    const at = `${field}[${index}]`;
    const { maxSkew = 0, topologyKey = "", whenUnsatisfiable = "", minDomains, labelSelector } = constraint;
    if (maxSkew <= 0) to.push(invalid(`${at}.maxSkew`, maxSkew, "must be greater than zero"));
    if (topologyKey === "") to.push(required(`${at}.topologyKey`, "can not be empty"));
    if (!ACTIONS.includes(whenUnsatisfiable))
      to.push(notSupported(`${at}.whenUnsatisfiable`, whenUnsatisfiable, ACTIONS));
    if (
      constraints
        .slice(index + 1)
        .some((one) => one.topologyKey === topologyKey && one.whenUnsatisfiable === whenUnsatisfiable)
    )
      to.push(duplicate(`${at}.{topologyKey, whenUnsatisfiable}`, `{${topologyKey}, ${whenUnsatisfiable}}`));
    if (isSet(minDomains)) {
      if (minDomains <= 0) to.push(invalid(`${at}.minDomains`, minDomains, "must be greater than zero"));
      if (whenUnsatisfiable !== "DoNotSchedule")
        to.push(
          invalid(
            `${at}.minDomains`,
            minDomains,
            `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${whenUnsatisfiable}`,
          ),
        );
    }
    for (const name of ["nodeAffinityPolicy", "nodeTaintsPolicy"] as const) {
      const policy = constraint[name];
      if (isSet(policy) && !INCLUSIONS.includes(policy))
        to.push(notSupported(`${at}.${name}`, policy, INCLUSIONS));
    }
    addLabelKeys(to, at, { match: constraint.matchLabelKeys, selector: labelSelector });
    addSelector(to, `${at}.labelSelector`, labelSelector);
  }
}

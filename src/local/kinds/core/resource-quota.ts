/** Rules of ResourceQuotas. */

import type {
  V1ResourceQuota,
  V1ResourceQuotaSpec,
  V1ScopedResourceSelectorRequirement,
} from "@kubernetes/client-node";
import { invalid, required, type Causes } from "../cause.ts";
import { as, isSet, type Fields } from "../fields.ts";
import { addMetadata, addStrictUpdate, IMMUTABLE } from "../metadata.ts";
import { dnsSubdomain } from "../names.ts";
import { addQuantity, addQuotaResource, isQuotaResource, milliResources } from "../resources.ts";
import type { KindRules } from "../served-kind.ts";

const COMPUTE = ["pods", "cpu", "memory", "limits.cpu", "limits.memory", "requests.cpu", "requests.memory"];
/** What can be counted in each scope. */
const SCOPES: Readonly<Record<string, readonly string[] | undefined>> = {
  Terminating: COMPUTE,
  NotTerminating: COMPUTE,
  NotBestEffort: COMPUTE,
  PriorityClass: COMPUTE,
  CrossNamespacePodAffinity: COMPUTE,
  BestEffort: ["pods"],
  VolumeAttributesClass: ["persistentvolumeclaims", "requests.storage"],
};
const CONFLICTING = [
  ["BestEffort", "NotBestEffort"],
  ["Terminating", "NotTerminating"],
];
const WITH_VALUES = ["PriorityClass", "VolumeAttributesClass"];

export const resourceQuotaRules: KindRules = {
  defaults: (object) => {
    const { spec, status } = as<V1ResourceQuota>(object);
    for (const list of [spec?.hard, status?.hard, status?.used]) milliResources(list);
  },
  validate: (object) => {
    const causes: Causes = [];
    addMetadata(causes, object.metadata, { name: dnsSubdomain, namespaced: true });
    addSpec(causes, as<V1ResourceQuota>(object).spec ?? {});
    return causes;
  },
  validateUpdate: (object, previous) => {
    const causes: Causes = [];
    addStrictUpdate(causes, object.metadata, previous.metadata);
    const { spec = {} } = as<V1ResourceQuota>(object);
    addSpec(causes, spec);
    const [now, before] = [
      new Set(spec.scopes ?? []),
      new Set(as<V1ResourceQuota>(previous).spec?.scopes ?? []),
    ];
    if (now.size !== before.size || [...now].some((scope) => !before.has(scope)))
      causes.push(invalid("spec.scopes", spec.scopes ?? null, IMMUTABLE));
    return causes;
  },
  validateStatus: (object, previous) => {
    const causes: Causes = [];
    addStrictUpdate(causes, object.metadata, previous.metadata);
    const { status } = as<V1ResourceQuota>(object);
    addAmounts(causes, "status.hard", status?.hard);
    addAmounts(causes, "status.used", status?.used);
    return causes;
  },
};

function addAmounts(
  to: Causes,
  field: string,
  list: Record<string, string | undefined> | null | undefined,
): void {
  for (const name in list) {
    addQuotaResource(to, `${field}[${name}]`, name);
    addQuantity(to, `${field}[${name}]`, { name, value: list[name] });
  }
}

function addSpec(to: Causes, spec: Fields<V1ResourceQuotaSpec>): void {
  addAmounts(to, "spec.hard", spec.hard);
  const { scopes = [] } = spec;
  for (const scope of scopes) {
    if (SCOPES[scope] === undefined) to.push(invalid("spec.scopes", scopes, "unsupported scope"));
    for (const _ of notCounted(scope, spec))
      to.push(invalid("spec.scopes", scopes, "unsupported scope applied to resource"));
  }
  addConflicts(to, scopes, scopes);
  const selectors = spec.scopeSelector?.matchExpressions;
  if (!isSet(selectors)) return;
  for (const one of selectors) addScopeSelector(to, "spec.scopeSelector.matchExpressions", { one, spec });
  addConflicts(
    to,
    selectors.map(({ scopeName = "" }) => scopeName),
    scopes,
  );
}

/** Resources of a quota that cannot be counted in a scope. */
function notCounted(scope: string, { hard = {} }: Fields<V1ResourceQuotaSpec>): string[] {
  const counted = SCOPES[scope];
  if (counted === undefined) return [];
  return Object.keys(hard).filter((name) => isQuotaResource(name) && !counted.includes(name));
}

function addConflicts(to: Causes, used: readonly string[], shown: readonly string[]): void {
  for (const pair of CONFLICTING)
    if (pair.every((scope) => used.includes(scope)))
      to.push(invalid("spec.scopes", shown, "conflicting scopes"));
}

function addScopeSelector(
  to: Causes,
  field: string,
  { one, spec }: { one: Fields<V1ScopedResourceSelectorRequirement>; spec: Fields<V1ResourceQuotaSpec> },
): void {
  const { scopeName = "", operator = "", values = [] } = one;
  if (SCOPES[scopeName] === undefined) to.push(invalid(`${field}.scopeName`, scopeName, "unsupported scope"));
  for (const _ of notCounted(scopeName, spec))
    to.push(invalid(field, spec.scopeSelector, "unsupported scope applied to resource"));
  if (SCOPES[scopeName] !== undefined && !WITH_VALUES.includes(scopeName) && operator !== "Exists")
    to.push(
      invalid(
        `${field}.operator`,
        operator,
        "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity",
      ),
    );
  if (operator === "In" || operator === "NotIn") {
    if (values.length === 0)
      to.push(
        required(
          `${field}.values`,
          "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector",
        ),
      );
  } else if (operator === "Exists" || operator === "DoesNotExist") {
    if (values.length > 0)
      to.push(
        invalid(
          `${field}.values`,
          values,
          "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector",
        ),
      );
  } else to.push(invalid(`${field}.operator`, operator, "not a valid selector operator"));
}

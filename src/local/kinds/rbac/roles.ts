/** Rules of Roles and ClusterRoles. */

import type { V1ClusterRole, V1PolicyRule, V1Role } from "@kubernetes/client-node";
import { invalid, required, type Causes } from "../cause.ts";
import { as, isSet, type Fields } from "../fields.ts";
import { addMetadata, addStrictUpdate } from "../metadata.ts";
import { pathSegment } from "../names.ts";
import { addSelector, isReadable } from "../selector.ts";
import type { KindRules } from "../served-kind.ts";

function addRule(
  to: Causes,
  field: string,
  { rule, namespaced }: { rule: Fields<V1PolicyRule>; namespaced: boolean },
): void {
  const { verbs, nonResourceURLs, apiGroups, resources, resourceNames } = rule;
  if ((verbs ?? []).length === 0)
    to.push(required(`${field}.verbs`, "verbs must contain at least one value"));
  if ((nonResourceURLs ?? []).length > 0) {
    if (namespaced)
      to.push(
        invalid(
          `${field}.nonResourceURLs`,
          nonResourceURLs,
          "namespaced rules cannot apply to non-resource URLs",
        ),
      );
    if ([apiGroups, resources, resourceNames].some((list) => (list ?? []).length > 0))
      to.push(
        invalid(
          `${field}.nonResourceURLs`,
          nonResourceURLs,
          "rules cannot apply to both regular resources and non-resource URLs",
        ),
      );
    return;
  }
  if ((apiGroups ?? []).length === 0)
    to.push(required(`${field}.apiGroups`, "resource rules must supply at least one api group"));
  if ((resources ?? []).length === 0)
    to.push(required(`${field}.resources`, "resource rules must supply at least one resource"));
}

function addRole(to: Causes, object: object): void {
  const { metadata, rules } = as<V1Role>(object);
  addMetadata(to, metadata, { name: pathSegment, namespaced: true });
  for (const [index, rule] of (rules ?? []).entries())
    addRule(to, `rules[${index}]`, { rule, namespaced: true });
}

function addClusterRole(to: Causes, object: object): void {
  const { metadata, rules, aggregationRule } = as<V1ClusterRole>(object);
  addMetadata(to, metadata, { name: pathSegment, namespaced: false });
  for (const [index, rule] of (rules ?? []).entries())
    addRule(to, `rules[${index}]`, { rule, namespaced: false });
  if (!isSet(aggregationRule)) return;
  const field = "aggregationRule.clusterRoleSelectors";
  const selectors = aggregationRule.clusterRoleSelectors ?? [];
  if (selectors.length === 0)
    to.push(required(field, "at least one clusterRoleSelector required if aggregationRule is non-nil"));
  for (const [index, selector] of selectors.entries()) {
    addSelector(to, `${field}[${index}]`, selector);
    if (!isReadable(selector)) to.push(invalid(`${field}[${index}]`, null, "invalid label selector."));
  }
}

/** Rules of a kind whose validation is the same for new and changed objects. */
function sameRules(add: (to: Causes, object: object) => void): KindRules {
  return {
    validate: (object) => {
      const causes: Causes = [];
      add(causes, object);
      return causes;
    },
    validateUpdate: (object, previous) => {
      const causes: Causes = [];
      add(causes, object);
      addStrictUpdate(causes, object.metadata, previous.metadata);
      return causes;
    },
  };
}

export const roleRules: KindRules = sameRules(addRole);
export const clusterRoleRules: KindRules = sameRules(addClusterRole);

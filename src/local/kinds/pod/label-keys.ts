/** Selectors that say "with the same label as this pod": the label is put into them. Changes the pod. */

import type { V1LabelSelector } from "@kubernetes/client-node";
import { isSet, type Fields } from "../fields.ts";
import type { Pod } from "./defaults.ts";

interface Term {
  labelSelector?: Fields<V1LabelSelector>;
  matchLabelKeys?: string[];
  mismatchLabelKeys?: string[];
}

/** Completes affinities and spreads of a new pod by its labels. */
export function mergeLabelKeys({ metadata, spec = {} }: Pod): void {
  const { affinity, topologySpreadConstraints: spreads = [] } = spec;
  if (!isSet(affinity) && spreads.length === 0) return;
  const terms: (Term | undefined)[] = [...spreads];
  for (const side of [affinity?.podAffinity, affinity?.podAntiAffinity]) {
    terms.push(...(side?.requiredDuringSchedulingIgnoredDuringExecution ?? []));
    for (const { podAffinityTerm } of side?.preferredDuringSchedulingIgnoredDuringExecution ?? [])
      terms.push(podAffinityTerm);
  }
  for (const term of terms) if (isSet(term)) merge(term, metadata?.labels ?? {});
}

function merge(
  { labelSelector, matchLabelKeys = [], mismatchLabelKeys = [] }: Term,
  labels: Readonly<Record<string, string | undefined>>,
): void {
  if (!isSet(labelSelector)) return;
  const requirements = [
    ...matchLabelKeys.map((key) => ({ key, operator: "In" })),
    ...mismatchLabelKeys.map((key) => ({ key, operator: "NotIn" })),
  ].flatMap(({ key, operator }) => {
    const value = labels[key];
    return value === undefined ? [] : [{ key, operator, values: [value] }];
  });
  if (requirements.length > 0)
    labelSelector.matchExpressions = [...(labelSelector.matchExpressions ?? []), ...requirements];
}

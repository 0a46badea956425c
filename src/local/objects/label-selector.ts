/** Label selectors: made from `spec.selector`, matched against labels. Queries are read by label-query.ts. Pure. */

/** One requirement. @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors */
export interface LabelRequirement {
  key: string;
  operator: "In" | "NotIn" | "Exists" | "DoesNotExist" | "Gt" | "Lt";
  values: readonly string[];
}

/** All must hold; none selects everything. */
export type LabelSelector = readonly LabelRequirement[];

/** Whether labels satisfy a selector. */
export function matchesLabels(
  selector: LabelSelector,
  labels: Readonly<Record<string, string>> | undefined,
): boolean {
  return selector.every(({ key, operator, values }) => {
    const value = labels !== undefined && Object.hasOwn(labels, key) ? labels[key] : undefined;
    switch (operator) {
      case "In":
        return value !== undefined && values.includes(value);
      case "NotIn":
        return value === undefined || !values.includes(value);
      case "Exists":
        return value !== undefined;
      case "DoesNotExist":
        return value === undefined;
      case "Gt":
        return value !== undefined && Number(value) > Number(values[0]);
      case "Lt":
        return value !== undefined && Number(value) < Number(values[0]);
    }
  });
}

/** `spec.selector` of a workload: `matchLabels` and `matchExpressions`. */
export interface ObjectSelector {
  matchLabels?: Readonly<Record<string, string>>;
  matchExpressions?: readonly { key: string; operator: string; values?: readonly string[] }[];
}

/** @param selector `undefined` selects nothing in Kubernetes: callers decide that themselves */
export function selectorOf(selector: ObjectSelector): LabelSelector {
  return [
    ...Object.entries(selector.matchLabels ?? {}).map(([key, value]): LabelRequirement => ({
      key,
      operator: "In",
      values: [value],
    })),
    ...(selector.matchExpressions ?? []).map(({ key, operator, values = [] }): LabelRequirement => ({
      key,
      operator: operator as LabelRequirement["operator"],
      values,
    })),
  ];
}

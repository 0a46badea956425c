/** Validation of label selectors in objects. Pure. */

import { matchesLabels, selectorOf } from "../objects/label-selector.ts";
import { addInvalid, forbiddenCause, invalid, required, sorted, type Causes } from "./cause.ts";
import { isSet } from "./fields.ts";
import { addLabels } from "./metadata.ts";
import { labelValue, qualifiedName } from "./names.ts";

/** A label selector as it may come from a user. */
export interface Selector {
  matchLabels?: Record<string, string | undefined>;
  matchExpressions?: { key?: string; operator?: string; values?: string[] }[];
}

const SETS = new Set(["In", "NotIn"]);
const EXISTENCE = new Set(["Exists", "DoesNotExist"]);

export function addSelector(to: Causes, field: string, selector: Selector | null | undefined): void {
  if (!isSet(selector)) return;
  addLabels(to, `${field}.matchLabels`, selector.matchLabels);
  for (const [index, one] of (selector.matchExpressions ?? []).entries())
    addRequirement(to, `${field}.matchExpressions[${index}]`, one);
}

function addRequirement(
  to: Causes,
  field: string,
  { key = "", operator = "", values = [] }: { key?: string; operator?: string; values?: string[] },
): void {
  if (SETS.has(operator)) {
    if (values.length === 0)
      to.push(required(`${field}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
  } else if (EXISTENCE.has(operator)) {
    if (values.length > 0)
      to.push(
        forbiddenCause(
          `${field}.values`,
          "may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
        ),
      );
  } else to.push(invalid(`${field}.operator`, operator, "not a valid selector operator"));
  addInvalid(to, `${field}.key`, { value: key, wrong: qualifiedName(key) });
  for (const [index, value] of values.entries())
    addInvalid(to, `${field}.values[${index}]`, { value, wrong: labelValue(value) });
}

/** Whether a selector has no requirement. */
export function isEmptySelector(selector: Selector | null | undefined): boolean {
  for (const _ in selector?.matchLabels) return false;
  return (selector?.matchExpressions ?? []).length === 0;
}

/** Whether Go can make a selector of it: keys, values and operators are as they must be. */
export function isReadable(selector: Selector | null | undefined): boolean {
  const wrong: Causes = [];
  addSelector(wrong, "", selector);
  return wrong.length === 0;
}

/** Whether labels satisfy a selector that is readable; one that is absent selects nothing. */
export function selects(
  selector: Selector | null | undefined,
  labels: Record<string, string | undefined> | null | undefined,
): boolean {
  if (!isSet(selector)) return false;
  const { matchLabels, matchExpressions } = selector;
  for (const key in matchLabels) if (labels?.[key] !== matchLabels[key]) return false;
  if (matchExpressions === undefined || matchExpressions.length === 0) return true;
  const requirements = matchExpressions.map(({ key = "", operator = "", values = [] }) => ({
    key,
    operator,
    values,
  }));
  return matchesLabels(
    selectorOf({ matchExpressions: requirements }),
    (labels ?? {}) as Record<string, string>,
  );
}

/** A selector as messages show it. */
export function shownSelector(selector: Selector | null | undefined): object | null {
  if (!isSet(selector)) return null;
  const { matchLabels, matchExpressions = [] } = selector;
  return {
    ...(matchLabels === undefined ? {} : { matchLabels: sorted(matchLabels) }),
    ...(matchExpressions.length === 0
      ? {}
      : {
          matchExpressions: matchExpressions.map(({ key, operator, values }) => ({
            key,
            operator,
            ...(isSet(values) ? { values } : {}),
          })),
        }),
  };
}

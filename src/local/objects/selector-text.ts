/** A selector as text, as `labelSelector` of a query and Scale have it. Pure. */

import { isJsonObject } from "../../model/json.ts";
import { selectorOf, type LabelRequirement } from "./label-selector.ts";

/**
 * @param selector text already, a map of labels, or `matchLabels` and `matchExpressions`
 * @returns `undefined` where there is none
 */
export function selectorText(selector: unknown): string | undefined {
  if (typeof selector === "string") return selector;
  if (!isJsonObject(selector)) return undefined;
  const isMap = !("matchLabels" in selector) && !("matchExpressions" in selector);
  const requirements = selectorOf(isMap ? { matchLabels: selector as Record<string, string> } : selector);
  return [...requirements]
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(requirementText)
    .join(",");
}

function requirementText({ key, operator, values }: LabelRequirement): string {
  switch (operator) {
    case "In":
      return values.length === 1 ? `${key}=${values[0]}` : `${key} in (${[...values].sort().join(",")})`;
    case "NotIn":
      return values.length === 1 ? `${key}!=${values[0]}` : `${key} notin (${[...values].sort().join(",")})`;
    case "Exists":
      return key;
    case "DoesNotExist":
      return `!${key}`;
    case "Gt":
      return `${key}>${values[0]}`;
    case "Lt":
      return `${key}<${values[0]}`;
  }
}

/** Whether a node is ready, by its own `readyWhen`. Pure. */

import type { Expression } from "../cel/expression.ts";
import type { LiveObject } from "../model/object.ts";
import { evaluateCondition, type Variables } from "./evaluate.ts";
import { isExternal } from "./model.ts";
import type { AnalysedNode } from "./node.ts";
import { placeOf } from "./render.ts";

/** Whether dependents may start, and why not. */
export type Readiness = { ready: true } | { ready: false; reason: string };

/**
 * Judges a node by its `readyWhen`; without one it is ready once it exists.
 * @param objects as they are now: one, or all that a collection should have; an empty collection is ready
 * @throws {GraphError} where a condition is wrong rather than not met yet
 */
export function readyByRule(node: AnalysedNode, objects: LiveObject | readonly LiveObject[]): Readiness {
  for (const [index, expression] of node.readyWhen.entries()) {
    for (const variables of scopesOf(node, objects)) {
      const readiness = judge(node, index, expression, variables);
      if (!readiness.ready) return readiness;
    }
  }
  return { ready: true };
}

/** What the conditions read: the object by the node's id, or each object of a `forEach` on its own. */
function scopesOf(node: AnalysedNode, objects: LiveObject | readonly LiveObject[]): Variables[] {
  if (!node.isCollection || isExternal(node.resource)) return [{ [node.id]: objects }];
  return [objects].flat().map((each) => ({ each }));
}

function judge(node: AnalysedNode, index: number, expression: Expression, variables: Variables): Readiness {
  const place = placeOf(node, `readyWhen[${index}]`, expression.source);
  const result = evaluateCondition(expression, variables, place);
  if (result.state === "value" && result.value) return { ready: true };
  const detail = result.state === "pending" ? result.reason : "evaluated to false";
  const object = "each" in variables ? ` of ${(variables["each"] as LiveObject).metadata.name}` : "";
  return { ready: false, reason: `readyWhen ${expression.source}${object}: ${detail}` };
}

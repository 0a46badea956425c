/** What kro says of a node that cannot be rendered: found by evaluating its expressions once more, one after the other. Pure. */

import type { Expression } from "../../../cel/expression.ts";
import type { Variables } from "../../../graph/evaluate.ts";
import type { AnalysedNode } from "../../../graph/node.ts";
import { celText, evalText, quoted } from "./node-error.ts";

/** Why a node waits for data. */
export function pendingText(node: AnalysedNode, variables: Variables): string {
  for (const { iterates, expression } of node.fields) {
    if (iterates) continue;
    const result = expression.evaluate(variables);
    if (result.state === "value") continue;
    const said = `failed to evaluate expression: ${evalText(expression, result.reason)} (data pending)`;
    return node.forEach.length > 0 ? said : `node "${node.id}": ${said}`;
  }
  return "data pending";
}

/** Why a node is wrong. */
export function wrongText(node: AnalysedNode, variables: Variables, error: unknown): string {
  const { id, forEach, fields } = node;
  const words = celText(error);
  const failing = fields.find(({ iterates, expression }) => !iterates && fails(expression, variables));
  if (forEach.length === 0) {
    const said = failing === undefined ? words : evalText(failing.expression, words);
    return said.startsWith(`node "${id}"`) ? said : `node "${id}": ${said}`;
  }
  if (failing !== undefined) return `node "${id}" base eval: ${evalText(failing.expression, words)}`;
  const dimension = forEach.find(({ expression }) => fails(expression, variables));
  if (dimension !== undefined)
    return `forEach ${quoted(dimension.name)}: ${evalText(dimension.expression, words)}`;
  if (words.startsWith("identity collision")) return `node "${id}" ${words}`;
  const size = /collection size of .*/.exec(words)?.[0];
  if (size !== undefined) return size;
  const iterating = fields.find(({ iterates }) => iterates);
  if (iterating === undefined) return `node "${id}": ${words}`;
  const { expression } = iterating;
  return `collection iteration eval ${quoted(expression.source)}: ${evalText(expression, words)}`;
}

function fails(expression: Expression, variables: Variables): boolean {
  try {
    expression.evaluate(variables);
    return false;
  } catch {
    // What failed was said by the error that is being explained.
    return true;
  }
}

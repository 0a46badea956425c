/** Which objects an external reference means. Pure. */

import { isJsonObject, type Json, type JsonObject, textAt, valueAt } from "../model/json.ts";
import { GraphError } from "./error.ts";
import { evaluateAt, type Variables } from "./evaluate.ts";
import type { AnalysedNode } from "./node.ts";
import { copyJson, setAt } from "./path.ts";
import { complete, fieldPlace } from "./render.ts";
import { bodyOf, bodyPath, selectorProblems, SELECTOR_SHAPE } from "./shape.ts";

/** The objects that a node refers to. */
export type ExternalTarget =
  | { state: "named"; apiVersion: string; kind: string; namespace?: string; name: string }
  /** All that the selector finds, of all namespaces where none is named. */
  | { state: "selected"; apiVersion: string; kind: string; namespace?: string; labelSelector: string }
  | { state: "pending"; reason: string };

/**
 * Resolves an external reference.
 * @param variables `schema` and the nodes that it reads
 * @throws {GraphError} where the name or the selector that came out is none
 */
export function externalTarget(node: AnalysedNode, variables: Variables): ExternalTarget {
  const body = copyJson(bodyOf(node.resource));
  for (const field of node.fields) {
    const result = evaluateAt(field.expression, variables, fieldPlace(node, field));
    if (result.state === "pending") return { state: "pending", reason: `node ${node.id}: ${result.reason}` };
    setAt(body, field.path, result.value);
  }
  const { apiVersion, kind } = node;
  if (!node.isCollection) {
    const { name, namespace } = complete(node, body, variables).metadata;
    return { state: "named", apiVersion, kind, ...inNamespace(namespace), name };
  }
  const labelSelector = selectorOf(node, valueAt(body, ["metadata", "selector"]) as Json | undefined);
  const namespace = node.namespaced === false ? undefined : valueAt(body, ["metadata", "namespace"]);
  return { state: "selected", apiVersion, kind, ...inNamespace(namespace), labelSelector };
}

function inNamespace(namespace: unknown): { namespace?: string } {
  return typeof namespace === "string" && namespace !== "" ? { namespace } : {};
}

function selectorOf(node: AnalysedNode, selector: Json | undefined): string {
  const problems = isJsonObject(selector) ? selectorProblems(selector) : [SELECTOR_SHAPE];
  if (problems.length > 0 || !isJsonObject(selector)) {
    const path = `${bodyPath(node.resource)}.metadata.selector`;
    throw new GraphError(
      `node ${node.id}`,
      problems.map((message) => ({ path, message: `invalid label selector: ${message}` })),
    );
  }
  return labelSelectorText(selector);
}

const OPERATOR_TEXT: Readonly<Record<string, (key: string, values: string) => string>> = {
  In: (key, values) => `${key} in (${values})`,
  NotIn: (key, values) => `${key} notin (${values})`,
  Exists: (key) => key,
  DoesNotExist: (key) => `!${key}`,
};

/**
 * Writes a label selector as the `labelSelector` parameter of a LIST takes it; an empty one selects everything.
 * @param selector a valid LabelSelector
 */
export function labelSelectorText(selector: JsonObject): string {
  const { matchLabels = {}, matchExpressions = [] } = selector;
  const labels = isJsonObject(matchLabels) ? matchLabels : {};
  const equal = Object.keys(labels).map((key) => `${key}=${textAt(labels, [key], "")}`);
  const others = (Array.isArray(matchExpressions) ? matchExpressions : []).map((requirement) => {
    const values = valueAt(requirement, ["values"]);
    const list = Array.isArray(values) ? values.filter((value) => typeof value === "string").join(",") : "";
    return (
      OPERATOR_TEXT[textAt(requirement, ["operator"], "")]?.(textAt(requirement, ["key"], ""), list) ?? ""
    );
  });
  return [...equal, ...others].join(",");
}

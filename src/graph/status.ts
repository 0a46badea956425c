/** The status of an instance, from the objects that there are. Pure. */

import type { JsonObject } from "../model/json.ts";
import { evaluateAt, type Variables } from "./evaluate.ts";
import type { AnalysedGraph, AnalysedNode } from "./node.ts";
import { joinPath, pathText, setAt } from "./path.ts";
import type { Expression } from "../cel/expression.ts";

/** A status as far as it is known. */
export interface ProjectedStatus {
  status: JsonObject;
  /** Fields whose data is not there yet: they are left out. */
  pending: { path: string; reason: string }[];
}

/**
 * Evaluates the status fields of a graph, each on its own. Null, which an empty optional gives, is left out as well: the API
 * server drops it.
 * @param variables `schema` and the live objects by node id; nodes that are skipped or not made yet are absent
 * @throws {GraphError} where an expression is wrong rather than waiting
 */
export function projectStatus(
  { graph, status: fields }: AnalysedGraph,
  variables: Variables,
): ProjectedStatus {
  const status: JsonObject = {};
  const pending: ProjectedStatus["pending"] = [];
  for (const { path, text, expression } of fields) {
    const place = {
      object: `status of ${graph.schema.kind}`,
      path: joinPath("spec.schema.status", path),
      text,
    };
    const result = evaluateAt(expression, variables, place);
    if (result.state === "pending") pending.push({ path: pathText(path), reason: result.reason });
    else if (result.value !== null) setAt(status, path, result.value);
  }
  return { status, pending };
}

function rootsOf(expressions: Iterable<Expression>, into: Set<string>): void {
  for (const { references } of expressions) for (const { root } of references) into.add(root);
}

/**
 * The variables that rendering a node reads: `schema` and ids of other nodes. With them `renderNode` and `externalTarget` can
 * finish; its own `readyWhen` reads the node itself alone.
 */
export function variablesNeeded(node: AnalysedNode): ReadonlySet<string> {
  const needed = new Set<string>();
  rootsOf(node.includeWhen, needed);
  rootsOf(
    node.forEach.map((dimension) => dimension.expression),
    needed,
  );
  rootsOf(
    node.fields.map((field) => field.expression),
    needed,
  );
  for (const { name } of node.forEach) needed.delete(name);
  // The namespace that objects inherit.
  return needed.add("schema");
}

/** Ids of the nodes whose live objects anybody reads: other nodes, the status, or their own `readyWhen`. Nobody fetches the others. */
export function nodesRead(analysed: AnalysedGraph): ReadonlySet<string> {
  const read = new Set<string>();
  rootsOf(
    analysed.status.map((field) => field.expression),
    read,
  );
  for (const [id, node] of analysed.nodes) {
    for (const variable of variablesNeeded(node)) read.add(variable);
    if (node.readyWhen.length > 0) read.add(id);
  }
  read.delete("schema");
  return read;
}

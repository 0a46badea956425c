/** The analysis of a graph, made once per graph, before any request. */

import { analyse } from "../../src/graph/analysis.ts";
import type { ResourceGraph } from "../../src/graph/model.ts";
import type { AnalysedGraph } from "../../src/graph/node.ts";
import { builtinSchemas } from "./builtin-schemas.ts";

const analysed = new WeakMap<ResourceGraph, AnalysedGraph>();

/**
 * Analyses a graph as kro would. Kinds that Kubernetes does not have itself are not checked.
 * @throws {GraphError} with everything that is wrong with it
 */
export function analysisOf(graph: ResourceGraph): AnalysedGraph {
  const known = analysed.get(graph) ?? analyse(graph, builtinSchemas);
  analysed.set(graph, known);
  return known;
}

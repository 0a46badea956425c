/** The kinds that graphs make, for graphs that use them. Pure. */

import { apiVersionOf } from "../model/kind.ts";
import type { KindSchema, SchemaLookup, StructuralSchema } from "../model/schema.ts";
import type { AnalysedGraph } from "./node.ts";
import { CONDITIONS, OBJECT_META } from "./object-meta.ts";

const TEXT: StructuralSchema = { type: "string" };

/** A status of which nothing is known for certain. */
const ANY_STATUS: StructuralSchema = { type: "object", "x-kubernetes-preserve-unknown-fields": true };

/**
 * The schema of instances of a graph as kro publishes it, with `state` and `conditions` in the status.
 * Where the graph uses kinds that are not known offline, its status may hold anything.
 */
export function madeKind(analysed: AnalysedGraph): KindSchema {
  const { graph, instanceSchema } = analysed;
  const incomplete = [...analysed.nodes.values()].some((node) => node.namespaced === undefined);
  const status = incomplete ? ANY_STATUS : fullStatus(analysed.statusSchema);
  const properties = { apiVersion: TEXT, kind: TEXT, metadata: OBJECT_META, spec: instanceSchema, status };
  const kind: KindSchema = {
    schema: { type: "object", properties },
    namespaced: graph.schema.scope === "Namespaced",
  };
  return incomplete ? { ...kind, incomplete } : kind;
}

function fullStatus(inferred: StructuralSchema): StructuralSchema {
  return { ...inferred, properties: { state: TEXT, conditions: CONDITIONS, ...inferred.properties } };
}

/**
 * Adds the kinds that graphs make to those that are known.
 * @param graphs analysed already: a graph comes after those whose kinds it uses
 */
export function withMadeKinds(schemas: SchemaLookup, graphs: Iterable<AnalysedGraph>): SchemaLookup {
  const made = new Map<string, KindSchema>();
  for (const analysed of graphs) {
    const { schema } = analysed.graph;
    made.set(`${apiVersionOf(schema)}/${schema.kind}`, madeKind(analysed));
  }
  return (apiVersion, kind) => schemas(apiVersion, kind) ?? made.get(`${apiVersion}/${kind}`);
}

/** A ResourceGraphDefinition compiled as kro compiles it: what the controllers work with. No requests; reads the kinds served. */

import { analyse } from "../../graph/analysis.ts";
import { definitionOf } from "../../graph/definition.ts";
import { parseGraph } from "../../graph/document.ts";
import { GraphError } from "../../graph/error.ts";
import type { ResourceGraph } from "../../graph/model.ts";
import type { AnalysedGraph, AnalysedNode } from "../../graph/node.ts";
import { OBJECT_META } from "../../graph/object-meta.ts";
import { bodyOf } from "../../graph/shape.ts";
import { isJsonObject, type JsonObject, textAt, valueAt } from "../../model/json.ts";
import type { Manifest } from "../../model/object.ts";
import type { KindSchema, SchemaLookup, StructuralSchema } from "../../model/schema.ts";
import type { Kinds } from "../kinds/served-kind.ts";
import { unresolved } from "./refusal-steps.ts";
import { refusalOf } from "./refusal.ts";

/** A graph that kro accepts. */
export interface CompiledGraph {
  analysed: AnalysedGraph;
  /** Of the kind that it makes, without the labels by which kro knows it. */
  definition: Manifest;
  /** Waves by node id: the highest is deleted first. */
  applyOrders: ReadonlyMap<string, number>;
  /** As `status.resources` says it. */
  resources: JsonObject[];
}

export type Compilation = { graph: CompiledGraph } | { refusal: string };

/** What compiling has to know of kinds. */
export interface KindKnowledge {
  /** Schemas of built-in kinds, as kro sees them. */
  schemas: SchemaLookup;
  kinds: Kinds;
}

/**
 * Compiles a graph.
 * @param name of the graph
 * @param spec as the API server stored it
 */
export function compileGraph(name: string, spec: unknown, knowledge: KindKnowledge): Compilation {
  try {
    const graph = parseGraph({
      apiVersion: "kro.run/v1alpha1",
      kind: "ResourceGraphDefinition",
      metadata: { name },
      spec,
    });
    const lookup = servedSchemas(knowledge);
    const analysed = analyse(graph, lookup);
    const unknown = unknownKind(graph, lookup);
    if (unknown !== undefined) return { refusal: unknown };
    return { graph: compiled(analysed) };
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    return { refusal: refusalOf(error, name, (path) => textIn(spec, path)) };
  }
}

function compiled(analysed: AnalysedGraph): CompiledGraph {
  const { graph, instanceSchema, statusSchema, order, nodes } = analysed;
  return {
    analysed,
    definition: definitionOf(graph.schema, instanceSchema, statusSchema),
    applyOrders: applyOrders(nodes),
    resources: order.flatMap((id) => {
      const dependencies = nodes.get(id)?.dependencies ?? [];
      return dependencies.length === 0
        ? []
        : [{ id, dependencies: dependencies.map((other) => ({ id: other })) }];
    }),
  };
}

/** Numbers the layers of the graph from its roots: what nothing depends on has the highest number. */
function applyOrders(nodes: ReadonlyMap<string, AnalysedNode>): ReadonlyMap<string, number> {
  const dependents = new Map<string, string[]>([...nodes.keys()].map((id) => [id, []]));
  for (const node of nodes.values())
    for (const dependency of node.dependencies) dependents.get(dependency)?.push(node.id);
  const layers = new Map<string, number>();
  const layerOf = (id: string): number => {
    const known = layers.get(id);
    if (known !== undefined) return known;
    const layer = Math.max(-1, ...(dependents.get(id) ?? []).map(layerOf)) + 1;
    layers.set(id, layer);
    return layer;
  };
  const count = Math.max(0, ...[...nodes.keys()].map((id) => layerOf(id) + 1));
  return new Map([...layers].map(([id, layer]) => [id, count - layer]));
}

/** Built-in kinds, and those of definitions as the API server publishes them. */
function servedSchemas({ schemas, kinds }: KindKnowledge): SchemaLookup {
  return (apiVersion, kind) => {
    const known = schemas(apiVersion, kind);
    if (known !== undefined) return known;
    const served = kinds.byKind(apiVersion, kind);
    return served && { schema: published(served.schema), namespaced: served.namespaced };
  };
}

const PUBLISHED = new WeakMap<StructuralSchema, StructuralSchema>();

/** A definition names no fields of metadata; what the API server publishes of its kind does. */
function published(schema: StructuralSchema): KindSchema["schema"] {
  const known = PUBLISHED.get(schema);
  if (known !== undefined) return known;
  const text: StructuralSchema = { type: "string" };
  const made = {
    ...schema,
    properties: { ...schema.properties, apiVersion: text, kind: text, metadata: OBJECT_META },
  };
  PUBLISHED.set(schema, made);
  return made;
}

function unknownKind({ resources }: ResourceGraph, lookup: SchemaLookup): string | undefined {
  for (const resource of resources) {
    const body = bodyOf(resource);
    const [apiVersion, kind] = [textAt(body, ["apiVersion"], ""), textAt(body, ["kind"], "")];
    if (lookup(apiVersion, kind) !== undefined) continue;
    return unresolved(resource.id, apiVersion, kind);
  }
  return undefined;
}

/** The text at a place as problems name it: `spec.resources[web].readyWhen[0]`. */
function textIn(spec: unknown, path: string): string | undefined {
  const [, id, below = ""] = /^spec\.resources\[([^\]]*)\]\.?(.*)$/.exec(path) ?? [];
  const resources = valueAt(spec, ["resources"]);
  const root =
    id === undefined
      ? { spec }
      : Array.isArray(resources)
        ? (resources as unknown[]).find((resource) => isJsonObject(resource) && resource["id"] === id)
        : undefined;
  const steps = (id === undefined ? path : below).match(/[^.[\]]+/g) ?? [];
  const found = valueAt(
    root,
    steps.map((step) => (/^\d+$/.test(step) ? Number(step) : step)),
  );
  return typeof found === "string" ? found : undefined;
}

/**
 * kro's static analysis of a resource graph, before any request (pkg/graph/builder.go of 0.9): names, shapes, schemas,
 * expressions and their types, dependencies, order. It imports model and cel; it reads no cluster and no clock, so that the
 * same graph always gives the same answer. An analysed graph serves any number of instances.
 */

import { summaryOf } from "../errors.ts";
import { typeOfSchema } from "../cel/schema-type.ts";
import type { CelType } from "../cel/expression.ts";
import { textAt } from "../model/json.ts";
import type { KindSchema, SchemaLookup, StructuralSchema } from "../model/schema.ts";
import { GraphError, type Problem, resourcePath, throwProblems } from "./error.ts";
import { RGD_KIND } from "./document.ts";
import { nameProblems } from "./identifiers.ts";
import { type GraphResource, isExternal, type ResourceGraph } from "./model.ts";
import type { AnalysedGraph, AnalysedNode } from "./node.ts";
import type { NodeContext } from "./modifier-analysis.ts";
import { analyseNode } from "./node-analysis.ts";
import { instanceVariableSchema } from "./object-meta.ts";
import { findCycle, topologicalOrder } from "./order.ts";
import { schemaRuleProblems } from "./rules.ts";
import {
  bodyOf,
  externalRefProblems,
  kindProblems,
  metadataProblems,
  selectsMany,
  structureProblems,
} from "./shape.ts";
import { fromSimpleSchema } from "./simple-schema/from.ts";
import { analyseStatus } from "./status-analysis.ts";

const ANYTHING: StructuralSchema = { type: "object", "x-kubernetes-preserve-unknown-fields": true };

/**
 * Checks a graph and compiles its expressions.
 * @param graph as written or read
 * @param schemas of the kinds that its resources are of, those included that other graphs make; of a kind that it does not
 *   know, no field is checked
 * @throws {GraphError} with everything that is wrong, as kro says it and as `GraphAccepted=False` would show one by one
 */
export function analyse(graph: ResourceGraph, schemas: SchemaLookup): AnalysedGraph {
  const problems = nameProblems(graph);
  const instanceSchema = readSpecSchema(graph, problems);
  const kinds = new Map(
    graph.resources.map((resource) => [resource, kindOf(resource, graph, schemas, problems)]),
  );
  const context = contextOf(graph, instanceSchema, kinds, problems);
  const nodes = new Map<string, AnalysedNode>();
  for (const [resource, kind] of kinds) {
    if (!nodes.has(resource.id)) nodes.set(resource.id, analyseNode(resource, kind, context));
  }
  const order = orderOf(nodes, problems);
  const { status, statusSchema, conditions } = analyseStatus(graph, context);
  throwProblems(`${RGD_KIND} ${graph.name}`, problems);
  return { graph, instanceSchema, statusSchema, order, nodes, status, conditions };
}

function readSpecSchema({ schema }: ResourceGraph, problems: Problem[]): StructuralSchema {
  const path = "spec.schema.spec";
  try {
    const spec = fromSimpleSchema(schema.spec, schema.types);
    problems.push(...schemaRuleProblems(spec, path));
    return spec;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const found =
      error instanceof GraphError ? error.problems : [{ path, message: summaryOf(error).replace(/\.$/, "") }];
    problems.push(...found);
    // Whatever it was to be: expressions that read it are not judged on top.
    return ANYTHING;
  }
}

/** Judges the shape of a resource, and finds its kind. */
function kindOf(
  resource: GraphResource,
  graph: ResourceGraph,
  schemas: SchemaLookup,
  problems: Problem[],
): KindSchema | undefined {
  const structure = structureProblems(resource);
  problems.push(...structure);
  if (isExternal(resource)) problems.push(...externalRefProblems(resource));
  if (structure.length > 0) return undefined;
  const body = bodyOf(resource);
  const known = schemas(textAt(body, ["apiVersion"], ""), textAt(body, ["kind"], ""));
  if (known === undefined) problems.push(...kindProblems(resource));
  const instanceNamespaced = graph.schema.scope === "Namespaced";
  problems.push(...metadataProblems(resource, { namespaced: known?.namespaced, instanceNamespaced }));
  return known;
}

function contextOf(
  graph: ResourceGraph,
  instanceSchema: StructuralSchema,
  kinds: ReadonlyMap<GraphResource, KindSchema | undefined>,
  problems: Problem[],
): NodeContext {
  const variable = instanceVariableSchema(instanceSchema, graph.schema.scope);
  const declarations: Record<string, CelType> = { schema: typeOfSchema(variable, "schema") };
  const unknown = new Set<string>(instanceSchema === ANYTHING ? ["schema"] : []);
  for (const [resource, kind] of kinds) {
    const { id } = resource;
    const one: CelType = kind === undefined ? { kind: "dyn" } : typeOfSchema(kind.schema, id);
    declarations[id] = isCollection(resource) ? { kind: "list", of: one } : one;
    if (kind === undefined || kind.incomplete === true) unknown.add(id);
  }
  return { scope: declarations, unknown, problems };
}

/** Whether the value of a resource is a list. */
function isCollection(resource: GraphResource): boolean {
  if (isExternal(resource)) return selectsMany(resource);
  return resource.forEach !== undefined && resource.forEach.length > 0;
}

function orderOf(nodes: ReadonlyMap<string, AnalysedNode>, problems: Problem[]): string[] {
  const ids = [...nodes.keys()];
  const dependencies = new Map([...nodes.values()].map((node) => [node.id, node.dependencies]));
  const cycle = findCycle(ids, dependencies);
  const [first] = cycle ?? [];
  if (cycle !== undefined && first !== undefined) {
    const message = `graph contains a cycle: ${cycle.join(" → ")}: no resource can be the first; let one of them read the schema instead`;
    problems.push({ path: resourcePath(first), message });
  }
  return topologicalOrder(ids, dependencies);
}

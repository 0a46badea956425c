/**
 * What an instance will consist of, as far as it can be told before anything is written: the objects' names for the
 * inventory, and who needs a definition or a namespace that another node of the same graph makes.
 *
 * Nodes are rendered from the manifests of the others instead of their live objects. What reads a status cannot be told, and
 * what is told may turn out otherwise: names that never come to be are harmless in an inventory. Pure.
 */

import type { Instance } from "../graph/instance.ts";
import { isExternal } from "../graph/model.ts";
import type { AnalysedGraph, AnalysedNode } from "../graph/node.ts";
import { type Dependencies, findCycle } from "../graph/order.ts";
import type { Variables } from "../graph/evaluate.ts";
import type { Path } from "../graph/path.ts";
import { renderNode } from "../graph/render.ts";
import { secretPlaces } from "../graph/secret-places.ts";
import { valueAt } from "../model/json.ts";
import { groupOf } from "../model/kind.ts";
import type { Manifest } from "../model/object.ts";
import { deletionWaves } from "./waves.ts";

/** What is known of a run before it begins. */
export interface Plan {
  /** Manifests by node id, as far as they can be told: names are right, values may lack what the server adds. */
  manifests: ReadonlyMap<string, readonly Manifest[]>;
  /** Ids by node id: those that the expressions name, and those of {@link Plan.needs}. */
  dependencies: Dependencies;
  /** Nodes that make the definition of a node's kind or its namespace: it starts when they are ready by the rule of their kind. */
  needs: Dependencies;
  waves: ReadonlyMap<string, number>;
  /** `group/Kind` of the kinds that nodes of the graph define. */
  definitions: ReadonlySet<string>;
  /** Where a node's objects hold what is made of a Secret's values, by node id. */
  secrets: ReadonlyMap<string, readonly Path[]>;
}

/**
 * Plans the deployment of one instance.
 * @throws {GraphError} for names that are made of a Secret's values
 */
export function planGraph(analysed: AnalysedGraph, instance: Instance): Plan {
  const manifests = foretell(analysed, instance);
  const nodes = [...analysed.nodes.values()];
  const makers = makersOf(nodes, manifests);
  const named: Dependencies = new Map(nodes.map(({ id, dependencies }) => [id, dependencies]));
  const all = new Map<string, readonly string[]>(named);
  const needs = new Map<string, readonly string[]>();
  for (const { id } of nodes) {
    const needed = neededBy(id, analysed, manifests).flatMap((thing) => makers.get(thing) ?? []);
    for (const maker of new Set(needed)) {
      const wider = new Map(all).set(id, [...new Set([...(all.get(id) ?? []), maker])]);
      // A namespace that is named after an object in it: the expressions decide.
      if (maker === id || findCycle([...wider.keys()], wider) !== undefined) continue;
      all.set(id, wider.get(id) ?? []);
      needs.set(id, [...(needs.get(id) ?? []), maker]);
    }
  }
  const definitions = [...makers.keys()].filter((thing) => !thing.startsWith(NAMESPACE));
  return {
    manifests,
    dependencies: all,
    needs,
    waves: deletionWaves(all),
    definitions: new Set(definitions),
    secrets: secretPlaces(analysed),
  };
}

function foretell(analysed: AnalysedGraph, instance: Instance): Map<string, readonly Manifest[]> {
  const manifests = new Map<string, readonly Manifest[]>();
  const variables: Record<string, unknown> = { schema: instance };
  for (const id of analysed.order) {
    const node = analysed.nodes.get(id);
    if (node === undefined || isExternal(node.resource)) continue;
    const objects = attempt(node, variables);
    if (objects === undefined) continue;
    manifests.set(id, objects);
    variables[id] = node.isCollection ? objects : objects[0];
  }
  return manifests;
}

function attempt(node: AnalysedNode, variables: Variables): readonly Manifest[] | undefined {
  try {
    const rendered = renderNode(node, variables);
    return rendered.state === "objects" ? rendered.objects : undefined;
  } catch {
    // Live objects hold more than manifests: whether it is wrong shows when they are there.
    return undefined;
  }
}

const NAMESPACE = "Namespace ";

/** Which nodes make the namespaces and definitions that others may need. */
function makersOf(
  nodes: readonly AnalysedNode[],
  manifests: ReadonlyMap<string, readonly Manifest[]>,
): Map<string, string[]> {
  const makers = new Map<string, string[]>();
  const note = (thing: string, id: string): unknown => makers.set(thing, [...(makers.get(thing) ?? []), id]);
  for (const { id, kind, apiVersion, resource } of nodes) {
    if (isExternal(resource)) continue;
    if (kind === "Namespace" && apiVersion === "v1")
      for (const { metadata } of manifests.get(id) ?? []) note(`${NAMESPACE}${metadata.name}`, id);
    if (kind === "CustomResourceDefinition" && groupOf(apiVersion) === "apiextensions.k8s.io") {
      const { template } = resource;
      note(
        `${String(valueAt(template, ["spec", "group"]))}/${String(valueAt(template, ["spec", "names", "kind"]))}`,
        id,
      );
    }
  }
  return makers;
}

function neededBy(
  id: string,
  analysed: AnalysedGraph,
  manifests: ReadonlyMap<string, readonly Manifest[]>,
): string[] {
  const node = analysed.nodes.get(id);
  const namespaces = (manifests.get(id) ?? []).map(
    ({ metadata }) => `${NAMESPACE}${metadata.namespace ?? ""}`,
  );
  return node === undefined ? namespaces : [...namespaces, `${groupOf(node.apiVersion)}/${node.kind}`];
}

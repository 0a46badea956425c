/** Changes of a graph's schema that kro refuses, told before the graph is sent. */

import type { Client } from "../../src/client/client.ts";
import { get } from "../../src/client/verbs.ts";
import { ProviderError } from "../../src/errors.ts";
import { type BreakingChange, breakingChanges, breakingRemedy } from "../../src/graph/breaking.ts";
import { definitionOf, instanceKind } from "../../src/graph/definition.ts";
import { RGD_KIND } from "../../src/graph/document.ts";
import type { AnalysedGraph } from "../../src/graph/node.ts";
import { valueAt } from "../../src/model/json.ts";
import { CUSTOM_RESOURCE_DEFINITION } from "../../src/model/kind.ts";
import type { Manifest } from "../../src/model/object.ts";
import type { StructuralSchema } from "../../src/model/schema.ts";

/**
 * kro would take the graph, refuse to change the definition, and leave the instances with the former schema.
 * @throws {ProviderError} `invalid` with the changes
 */
export async function refuseBreaking(client: Client, analysed: AnalysedGraph): Promise<void> {
  const { graph, instanceSchema, statusSchema, nodes } = analysed;
  const { plural, group } = instanceKind(graph.schema);
  const live = await get(client, CUSTOM_RESOURCE_DEFINITION, { name: `${plural}.${group}` });
  const before = live && rootOf(live);
  const after = rootOf(definitionOf(graph.schema, instanceSchema, statusSchema));
  if (before === undefined || after === undefined) return;
  // What a kind gives that is not known offline cannot be told here as kro tells it.
  const isKnown = [...nodes.values()].every(({ namespaced }) => namespaced !== undefined);
  const changes = isKnown
    ? breakingChanges(before, after)
    : breakingChanges(withoutStatus(before), withoutStatus(after));
  if (changes.length === 0) return;
  throw new ProviderError(
    "invalid",
    `its schema changes in ways that existing instances may not survive: ${listed(changes)}`,
    {
      object: `${RGD_KIND} ${graph.name}`,
      advice: `${breakingRemedy(changes)} Or set allowBreakingChanges: true.`,
    },
  );
}

function rootOf(definition: Manifest): StructuralSchema | undefined {
  const path = ["spec", "versions", 0, "schema", "openAPIV3Schema"];
  return valueAt(definition, path) as StructuralSchema | undefined;
}

function withoutStatus(schema: StructuralSchema): StructuralSchema {
  const { status: _status, ...properties } = schema.properties ?? {};
  return { ...schema, properties };
}

function listed(changes: readonly BreakingChange[]): string {
  return changes.map(({ path, change }) => `${path}: ${change}`).join("; ");
}

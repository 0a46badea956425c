/** What a deployment did, as a record per object. */

import type { ProviderError } from "../../src/errors.ts";
import { isExternal } from "../../src/graph/model.ts";
import type { AnalysedGraph } from "../../src/graph/node.ts";
import { defined } from "../../src/model/json.ts";
import type { LiveObject, Manifest } from "../../src/model/object.ts";
import type { NodeResult } from "../../src/run/deploy-graph.ts";
import type { Failure } from "../../src/run/failure.ts";
import type { DeployedResource, IndividualResourceDeploymentResult } from "./factory-types.ts";

/** A resource of Alchemy that an object became. */
export interface Registered {
  id: string;
  type: string;
  /** uid of the object. */
  uid: string;
}

/** What is known of a deployment when it has ended, well or not. */
export interface Outcome {
  analysed: AnalysedGraph;
  nodes: readonly NodeResult[];
  /** What the nodes' objects were to be, as far as that could be told before anything was written. */
  manifests: ReadonlyMap<string, readonly Manifest[]>;
  registered: readonly Registered[];
  /** When it began, in ms since 1970. */
  startedAt: number;
  /** Full name of the scope; absent without Alchemy. */
  scope?: string;
  error?: unknown;
}

/** Writes the record of a deployment. */
export function deploymentResult(outcome: Outcome): IndividualResourceDeploymentResult {
  const { analysed, nodes, registered, startedAt, scope, error } = outcome;
  const own = nodes.filter(({ id }) => !isExternalNode(analysed, id));
  const resources = own.flatMap((node) => resourcesOf(node, outcome));
  const failures = failuresOf(nodes, error);
  const failedStatus = resources.some(({ status }) => status === "deployed") ? "partial" : "failed";
  return {
    deploymentId: crypto.randomUUID(),
    resources,
    dependencyGraph: Object.fromEntries(
      [...analysed.nodes.values()].map(({ id, dependencies }) => [id, dependencies]),
    ),
    duration: Date.now() - startedAt,
    status: error === undefined ? "success" : failedStatus,
    errors: failures.map(({ node, phase, error: cause }) => ({
      resourceId: node,
      error: cause instanceof Error ? cause : new Error(String(cause)),
      phase,
    })),
    ...(scope !== undefined && { alchemyMetadata: metadataOf(scope, registered) }),
  };
}

function isExternalNode({ nodes }: AnalysedGraph, id: string): boolean {
  const node = nodes.get(id);
  return node !== undefined && isExternal(node.resource);
}

const STATUS: Partial<Record<NodeResult["state"], DeployedResource["status"]>> = {
  ready: "deployed",
  failed: "failed",
};

function resourcesOf(
  { id, state, objects, startedAt, duration }: NodeResult,
  { manifests, registered }: Outcome,
): DeployedResource[] {
  if (state === "skipped") return [];
  const status = STATUS[state] ?? "pending";
  const wanted = manifests.get(id) ?? [];
  const length = Math.max(objects.length, wanted.length);
  return Array.from({ length }).flatMap((_, index) => {
    const [live, planned] = [objects[index], wanted[index]];
    const manifest = live === undefined ? planned : manifestOf(live);
    if (manifest === undefined) return [];
    const { name, namespace } = manifest.metadata;
    const alchemy = live && registered.find(({ uid }) => uid === live.metadata.uid);
    return {
      id: length > 1 ? `${id}[${index}]` : id,
      kind: manifest.kind,
      name,
      ...defined({ namespace }),
      manifest,
      status,
      deployedAt: new Date(startedAt + duration),
      ...(alchemy !== undefined && { alchemyResourceId: alchemy.id, alchemyResourceType: alchemy.type }),
    };
  });
}

function manifestOf({ status: _status, metadata, ...rest }: LiveObject): Manifest {
  const { managedFields: _managed, resourceVersion: _version, ...kept } = metadata;
  return { ...rest, apiVersion: rest.apiVersion, kind: rest.kind, metadata: kept };
}

function failuresOf(
  nodes: readonly NodeResult[],
  error: unknown,
): readonly Pick<Failure, "node" | "phase" | "error">[] {
  const failures = nodes.flatMap((node) => node.failures ?? []);
  if (error === undefined || failures.length > 0) return failures;
  const object = (error as Partial<ProviderError>).object ?? "";
  return [{ node: object, phase: "write", error }];
}

function metadataOf(
  scope: string,
  registered: readonly Registered[],
): IndividualResourceDeploymentResult["alchemyMetadata"] {
  return {
    scope,
    registeredTypes: [...new Set(registered.map(({ type }) => type))].sort(),
    resourceIds: registered.map(({ id }) => id),
    totalResources: registered.length,
  };
}

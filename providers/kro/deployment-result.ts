/** What a deployment did, as a record per object. */

import type { ProviderError } from "../../src/errors.ts";
import type { AnalysedGraph } from "../../src/graph/node.ts";
import type { LiveObject, Manifest } from "../../src/model/object.ts";
import type { NodeResult } from "../../src/run/deploy-graph.ts";
import { type Failure, NodesFailedError } from "../../src/run/failure.ts";
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
  const resources = nodes.flatMap((node) => resourcesOf(node, registered));
  const failures = failuresOf(error);
  const deployed = resources.some(({ status }) => status === "deployed");
  return {
    deploymentId: crypto.randomUUID(),
    resources,
    dependencyGraph: Object.fromEntries(
      [...analysed.nodes.values()].map(({ id, dependencies }) => [id, dependencies]),
    ),
    duration: Date.now() - startedAt,
    status: error === undefined ? "success" : deployed ? "partial" : "failed",
    errors: failures.map(({ node, phase, error: cause }) => ({
      resourceId: node,
      error: cause instanceof Error ? cause : new Error(String(cause)),
      phase,
    })),
    ...(scope !== undefined && { alchemyMetadata: metadataOf(scope, registered) }),
  };
}

function resourcesOf(
  { id, state, objects, startedAt, duration }: NodeResult,
  registered: readonly Registered[],
): DeployedResource[] {
  if (state === "skipped") return [];
  const status = state === "ready" ? "deployed" : state === "failed" ? "failed" : "pending";
  return objects.map((object, index) => {
    const alchemy = registered.find(({ uid }) => uid === object.metadata.uid);
    return {
      id: objects.length > 1 ? `${id}[${index}]` : id,
      kind: object.kind,
      name: object.metadata.name,
      ...(object.metadata.namespace !== undefined && { namespace: object.metadata.namespace }),
      manifest: manifestOf(object),
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

function failuresOf(error: unknown): Pick<Failure, "node" | "phase" | "error">[] {
  if (error === undefined) return [];
  if (error instanceof NodesFailedError) return [...error.failures];
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

/** One instance through kro: its graph first, then itself; through Alchemy or without it. */

import { Scope } from "alchemy";
import type { Client } from "../../src/client/client.ts";
import { defined, type JsonObject } from "../../src/model/json.ts";
import type { Manifest } from "../../src/model/object.ts";
import { deployThroughKro } from "../../src/run/kro.ts";
import { GRAPH_TIMEOUT, INSTANCE_TIMEOUT } from "../../src/run/timeouts.ts";
import { ALLOW_BREAKING_CHANGES } from "../../src/graph/breaking.ts";
import { analysisOf } from "./analysed.ts";
import { refuseBreaking } from "./refuse-breaking.ts";
import { resourceOptions } from "./alchemy-strategy.ts";
import { messageOf, ResourceGraphFactoryError } from "./errors.ts";
import type { Deployed, FactoryOptions, IndividualResourceDeploymentResult } from "./factory-types.ts";
import { instanceError, instanceId, KroCrdInstance, statusFields } from "./instance.ts";
import type { AnyGraph } from "./instance-request.ts";
import { waitingOf } from "./options-alone.ts";
import { ResourceGraphDefinition } from "./resource-graph-definition.ts";
import { joinedId, RESOURCE_TYPE_PATTERNS } from "./resource-type.ts";

/** What instances are made of, and where they are registered. */
export interface KroDeployment {
  graph: AnyGraph;
  options: FactoryOptions;
  scope: Scope | undefined;
}

/** One instance as it is to be. */
export interface Wanted {
  client: Client;
  request: { name: string; spec: JsonObject };
  namespace: string | undefined;
  /** ms */
  timeout?: number;
}

/** One instance as it came out, and the resources of Alchemy that it became. */
export type Made = Omit<Deployed<JsonObject, unknown>, "deployment"> & {
  resources?: { id: string; type: string }[];
};

// One definition per graph and scope, however many instances.
const definitions = new WeakMap<Scope, Map<AnyGraph["graph"], Promise<unknown>>>();

/** Registers the graph, once per scope, and the instance as resources of Alchemy. */
export async function throughAlchemy(
  { graph, options, scope }: KroDeployment,
  wanted: Wanted,
): Promise<Made> {
  const { request, namespace, timeout } = wanted;
  const shared = resourceOptions(options);
  const { allowBreakingChanges } = options;
  // What instances are waited for; they need a definition that is ready.
  const { timeout: _timeout, wait: _wait, failOn: _failOn, ...ofGraph } = shared;
  const root = scope ?? Scope.current;
  const known = definitions.get(root) ?? new Map<AnyGraph["graph"], Promise<unknown>>();
  definitions.set(root, known);
  const definition =
    known.get(graph.graph) ??
    ResourceGraphDefinition(graph.name, { factory: graph, ...ofGraph, ...defined({ allowBreakingChanges }) });
  known.set(graph.graph, definition);
  await definition.catch((error: unknown) => {
    known.delete(graph.graph);
    throw new ResourceGraphFactoryError(messageOf(error), graph.name, "deployment", { cause: error });
  });
  const { apiVersion, kind } = graph;
  const place = { name: request.name, ...defined({ namespace }) };
  const id = joinedId(place);
  const instance = await KroCrdInstance<JsonObject>(id, {
    ...shared,
    ...defined({ timeout }),
    schema: { apiVersion, kind },
    ...place,
    spec: request.spec,
  });
  return {
    apiVersion,
    kind,
    metadata: instance.metadata,
    spec: request.spec,
    status: instance.status,
    resources: [
      { id: `resourcegraphdefinition.kro.run-${graph.name}`, type: RESOURCE_TYPE_PATTERNS.kroRgd() },
      { id: instanceId({ apiVersion, kind }, id), type: RESOURCE_TYPE_PATTERNS.kro(kind) },
    ],
  };
}

/** Deploys graph and instance, and leaves nothing behind that would remember them but the cluster. */
export async function withoutAlchemy({ graph, options }: KroDeployment, wanted: Wanted): Promise<Made> {
  const { client, request, namespace, timeout = INSTANCE_TIMEOUT } = wanted;
  const { apiVersion, kind, name } = graph;
  const { adopt, conflicts, allowDataLoss } = options;
  const shared = { graph: name, ...defined({ adopt, conflicts, allowDataLoss }) };
  try {
    const { allowBreakingChanges = false } = options;
    const definition = allowBreakingChanges ? withBreakingChanges(graph.definition) : graph.definition;
    if (definition.metadata.annotations?.[ALLOW_BREAKING_CHANGES] === undefined)
      await refuseBreaking(client, analysisOf(graph.graph));
    await deployThroughKro(client, definition, { ...shared, timeout: GRAPH_TIMEOUT });
  } catch (error) {
    throw new ResourceGraphFactoryError(messageOf(error), name, "deployment", { cause: error });
  }
  const metadata = { name: request.name, ...defined({ namespace }) };
  const manifest: Manifest = { apiVersion, kind, metadata, spec: request.spec };
  try {
    const live = await deployThroughKro(client, manifest, { ...shared, ...waitingOf(options), timeout });
    return {
      apiVersion,
      kind,
      metadata: { ...metadata, uid: live.metadata.uid },
      spec: request.spec,
      status: statusFields(live["status"]),
    };
  } catch (error) {
    throw instanceError({ apiVersion, kind, name: request.name }, error);
  }
}

function withBreakingChanges(definition: Manifest): Manifest {
  const { metadata } = definition;
  const annotations = { ...metadata.annotations, [ALLOW_BREAKING_CHANGES]: "true" };
  return { ...definition, metadata: { ...metadata, annotations } };
}

/** Writes the record of a deployment. @param startedAt ms since 1970 */
export function resultOf(
  made: Made,
  scope: Scope | undefined,
  startedAt: number,
): IndividualResourceDeploymentResult {
  const { apiVersion, kind, metadata, spec, resources = [] } = made;
  const { name, namespace } = metadata;
  const registered = resources.at(-1);
  return {
    deploymentId: crypto.randomUUID(),
    resources: [
      {
        id: name,
        kind,
        name,
        ...defined({ namespace }),
        manifest: { apiVersion, kind, metadata, spec },
        status: "deployed",
        deployedAt: new Date(),
        ...(registered !== undefined && {
          alchemyResourceId: registered.id,
          alchemyResourceType: registered.type,
        }),
      },
    ],
    dependencyGraph: {},
    duration: Date.now() - startedAt,
    status: "success",
    errors: [],
    ...(scope !== undefined && {
      alchemyMetadata: {
        scope: scope.chain.join("/"),
        registeredTypes: resources.map(({ type }) => type),
        resourceIds: resources.map(({ id }) => id),
        totalResources: resources.length,
      },
    }),
  };
}

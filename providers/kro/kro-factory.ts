import alchemy, { Scope } from "alchemy";
import type { Client } from "../../src/client/client.ts";
import { instanceOf } from "../../src/graph/instance.ts";
import type { JsonObject } from "../../src/model/json.ts";
import type { LiveObject, Manifest } from "../../src/model/object.ts";
import { judgeInstance } from "../../src/readiness/kro.ts";
import { deleteThroughKro, deployThroughKro, instancesOf } from "../../src/run/kro.ts";
import { clientFor, openClient, scopeOptions } from "../connect.ts";
import { guarded } from "../guard.ts";
import { resourceOptions } from "./alchemy-strategy.ts";
import { ambientScope } from "./alchemy-scope.ts";
import { analysisOf } from "./analysed.ts";
import { CRDInstanceError, messageOf, ResourceGraphFactoryError } from "./errors.ts";
import type {
  Deployed,
  DeployOptions,
  FactoryOptions,
  IndividualResourceDeploymentResult,
  InstanceSummary,
  ResourceFactory,
} from "./factory-types.ts";
import type { GraphDefinition } from "./graph-types.ts";
import { instanceError, instanceId, KroCrdInstance, statusFields } from "./instance.ts";
import { type AnyGraph, namespaceName, placed, requestOf } from "./instance-request.ts";
import { ResourceGraphDefinition } from "./resource-graph-definition.ts";
import { RESOURCE_TYPE_PATTERNS } from "./resource-type.ts";
import { writeYaml } from "./yaml.ts";

/** Deploys a graph as a ResourceGraphDefinition and instances of it: kro on the cluster makes the objects, and keeps them so. */
export interface KroResourceFactory<TSpec, TStatus, TInput = TSpec> extends ResourceFactory<
  TSpec,
  TStatus,
  TInput
> {
  readonly mode: "kro";
  /** Name of the ResourceGraphDefinition. */
  readonly rgdName: string;
}

interface Factory {
  graph: AnyGraph;
  options: FactoryOptions;
  scope: Scope | undefined;
}

// One definition per graph and scope, however many instances.
const definitions = new WeakMap<Scope, Map<AnyGraph["graph"], Promise<unknown>>>();

/** Makes the factory of kro mode. In a program of Alchemy the definition and each instance become one resource. */
export function KroResourceFactory<TSpec, TStatus, TInput = TSpec>(
  graph: GraphDefinition<TSpec, TStatus, TInput>,
  options: FactoryOptions = {},
): KroResourceFactory<TSpec, TStatus, TInput> {
  const now = (): Factory => ({ graph, options, scope: options.alchemyScope ?? ambientScope() });
  const { name } = graph;
  return {
    name,
    rgdName: name,
    mode: "kro",
    get isAlchemyManaged() {
      return now().scope !== undefined;
    },
    deploy: async (spec, deployOptions) =>
      (await deploy(now(), spec, deployOptions)) as unknown as Deployed<TSpec, TStatus>,
    deleteInstance: (instance) => deleteOne(now(), instance),
    getInstances: () => instances(now()),
    getStatus: async () => ({
      name,
      mode: "kro",
      isAlchemyManaged: now().scope !== undefined,
      instances: await instances(now()),
    }),
    toYaml: (spec) => (spec === undefined ? graph.toYaml() : writeYaml(manifestOf(graph, options, spec))),
  };
}

function manifestOf(graph: AnyGraph, options: FactoryOptions, spec: unknown): Manifest {
  const { name, spec: fields } = requestOf(graph, spec);
  const namespace = graph.graph.schema.scope === "Cluster" ? undefined : namespaceName(options.namespace);
  const metadata = { name, ...(namespace !== undefined && { namespace }) };
  return { apiVersion: graph.apiVersion, kind: graph.kind, metadata, spec: fields };
}

async function open({
  graph,
  options,
  scope,
}: Factory): Promise<{ client: Client; namespace: string | undefined }> {
  const scoped = scope === undefined ? {} : scopeOptions(scope);
  const cluster = options.cluster ?? scoped.cluster;
  const client = scope === undefined ? await openClient(options) : await clientFor(scope, cluster);
  const place = placed(
    graph,
    { name: "", spec: {} },
    { namespace: options.namespace ?? scoped.namespace, client },
  );
  return { client, namespace: place.namespace };
}

async function deploy(
  factory: Factory,
  spec: unknown,
  deployOptions: DeployOptions = {},
): Promise<Deployed<unknown, unknown>> {
  const { graph, options, scope } = factory;
  const startedAt = Date.now();
  const work = async (): Promise<Deployed<unknown, unknown>> => {
    const request = requestOf(graph, spec, deployOptions);
    const { client, namespace } = await open(factory);
    // What kro would refuse is told before anything is sent.
    instanceOf(analysisOf(graph.graph), { ...request, ...(namespace !== undefined && { namespace }) });
    const timeout = deployOptions.timeout ?? options.timeout;
    const wanted: Wanted = { client, request, namespace, ...(timeout !== undefined && { timeout }) };
    const made =
      scope === undefined ? await withoutAlchemy(factory, wanted) : await throughAlchemy(factory, wanted);
    return { ...made, deployment: resultOf(made, scope, startedAt) };
  };
  return scope === undefined ? work() : scope.run(() => guarded(work));
}

interface Wanted {
  client: Client;
  request: { name: string; spec: JsonObject };
  namespace: string | undefined;
  timeout?: number;
}

type Made = Omit<Deployed<JsonObject, unknown>, "deployment"> & {
  resources?: { id: string; type: string }[];
};

async function throughAlchemy({ graph, options, scope }: Factory, wanted: Wanted): Promise<Made> {
  const { request, namespace, timeout } = wanted;
  const shared = resourceOptions(options);
  const { timeout: _instances, ...ofGraph } = shared;
  const root = scope ?? Scope.current;
  const known = definitions.get(root) ?? new Map<AnyGraph["graph"], Promise<unknown>>();
  definitions.set(root, known);
  const definition =
    known.get(graph.graph) ?? ResourceGraphDefinition(graph.name, { factory: graph, ...ofGraph });
  known.set(graph.graph, definition);
  await definition.catch((error: unknown) => {
    known.delete(graph.graph);
    throw new ResourceGraphFactoryError(messageOf(error), graph.name, "deployment", { cause: error });
  });
  const { apiVersion, kind } = graph;
  const id = namespace === undefined ? request.name : `${namespace}-${request.name}`;
  const instance = await KroCrdInstance<JsonObject>(id, {
    ...shared,
    ...(timeout !== undefined && { timeout }),
    schema: { apiVersion, kind },
    name: request.name,
    ...(namespace !== undefined && { namespace }),
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

const GRAPH_TIMEOUT = 60_000;
const INSTANCE_TIMEOUT = 300_000;

async function withoutAlchemy({ graph, options }: Factory, wanted: Wanted): Promise<Made> {
  const { client, request, namespace, timeout = INSTANCE_TIMEOUT } = wanted;
  const { apiVersion, kind, name } = graph;
  const shared = { graph: name, adopt: options.adopt ?? false };
  const wait = options.waitForReady ?? true;
  try {
    await deployThroughKro(client, graph.definition, { ...shared, timeout: GRAPH_TIMEOUT });
  } catch (error) {
    throw new ResourceGraphFactoryError(messageOf(error), name, "deployment", { cause: error });
  }
  const metadata = { name: request.name, ...(namespace !== undefined && { namespace }) };
  const manifest: Manifest = { apiVersion, kind, metadata, spec: request.spec };
  try {
    const live = await deployThroughKro(client, manifest, { ...shared, timeout, wait });
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

function resultOf(
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
        ...(namespace !== undefined && { namespace }),
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

async function instances(factory: Factory): Promise<InstanceSummary[]> {
  const { client, namespace } = await open(factory);
  const found = await instancesOf(client, factory.graph, namespace);
  return found.map(summaryOf);
}

function summaryOf(object: LiveObject): InstanceSummary {
  const { name, namespace } = object.metadata;
  return {
    name,
    ...(namespace !== undefined && { namespace }),
    ready: judgeInstance(object).state === "ready",
  };
}

async function deleteOne(factory: Factory, name: string): Promise<void> {
  const { graph, options, scope } = factory;
  const { apiVersion, kind } = graph;
  try {
    const { client, namespace } = await open(factory);
    const metadata = { name, ...(namespace !== undefined && { namespace }) };
    if (scope === undefined) {
      const timeout = options.timeout ?? INSTANCE_TIMEOUT;
      await deleteThroughKro(client, { apiVersion, kind, metadata }, { graph: graph.name, timeout });
      return;
    }
    const id = instanceId({ apiVersion, kind }, namespace === undefined ? name : `${namespace}-${name}`);
    await scope.run(() => guarded(async () => alchemy.destroy((await scope.state.get(id))?.output)));
  } catch (error) {
    throw new CRDInstanceError(messageOf(error), { apiVersion, kind, name }, "deletion", error);
  }
}

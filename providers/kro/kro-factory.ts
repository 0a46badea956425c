import alchemy from "alchemy";
import type { Client } from "../../src/client/client.ts";
import { instanceOf } from "../../src/graph/instance.ts";
import { defined } from "../../src/model/json.ts";
import type { LiveObject, Manifest } from "../../src/model/object.ts";
import { judgeInstance } from "../../src/readiness/kro.ts";
import { deleteThroughKro, instancesOf } from "../../src/run/kro.ts";
import { INSTANCE_TIMEOUT } from "../../src/run/timeouts.ts";
import { clientFor, openClient } from "../connect.ts";
import { clusterFor, scopeOptions } from "../scope-options.ts";
import { guarded } from "../guard.ts";
import { ambientScope } from "./alchemy-scope.ts";
import { analysisOf } from "./analysed.ts";
import { CRDInstanceError, messageOf } from "./errors.ts";
import type {
  Deployed,
  DeployOptions,
  FactoryOptions,
  InstanceSummary,
  ResourceFactory,
} from "./factory-types.ts";
import type { GraphDefinition } from "./graph-types.ts";
import { instanceId } from "./instance.ts";
import { type AnyGraph, namespaceName, placed, requestOf } from "./instance-request.ts";
import {
  type KroDeployment,
  resultOf,
  throughAlchemy,
  type Wanted,
  withoutAlchemy,
} from "./kro-deployment.ts";
import { checkAlone } from "./options-alone.ts";
import { writeYaml } from "./yaml.ts";
import { joinedId } from "./resource-type.ts";

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

/** Makes the factory of kro mode. In a program of Alchemy the definition and each instance become one resource. */
export function KroResourceFactory<TSpec, TStatus, TInput = TSpec>(
  graph: GraphDefinition<TSpec, TStatus, TInput>,
  options: FactoryOptions = {},
): KroResourceFactory<TSpec, TStatus, TInput> {
  const now = (): KroDeployment => ({ graph, options, scope: options.alchemyScope ?? ambientScope() });
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
  const metadata = { name, ...defined({ namespace }) };
  return { apiVersion: graph.apiVersion, kind: graph.kind, metadata, spec: fields };
}

async function open({
  graph,
  options,
  scope,
}: KroDeployment): Promise<{ client: Client; namespace: string | undefined }> {
  if (scope === undefined) await checkAlone(graph, options);
  const scoped = scope === undefined ? {} : scopeOptions(scope);
  const client =
    scope === undefined
      ? await openClient(options)
      : await clientFor(scope, clusterFor(scope, options.cluster));
  const place = placed(
    graph,
    { name: "", spec: {} },
    { namespace: options.namespace ?? scoped.namespace, client },
  );
  return { client, namespace: place.namespace };
}

async function deploy(
  factory: KroDeployment,
  spec: unknown,
  deployOptions: DeployOptions = {},
): Promise<Deployed<unknown, unknown>> {
  const { graph, options, scope } = factory;
  const startedAt = Date.now();
  const work = async (): Promise<Deployed<unknown, unknown>> => {
    const request = requestOf(graph, spec, deployOptions);
    const { client, namespace } = await open(factory);
    // What kro would refuse is told before anything is sent.
    const instance = instanceOf(analysisOf(graph.graph), { ...request, ...defined({ namespace }) });
    const timeout = deployOptions.timeout ?? options.timeout;
    const wanted: Wanted = { client, request, namespace, ...defined({ timeout }) };
    const made =
      scope === undefined ? await withoutAlchemy(factory, wanted) : await throughAlchemy(factory, wanted);
    return { ...made, spec: instance.spec, deployment: resultOf(made, scope, startedAt) };
  };
  return scope === undefined ? work() : scope.run(() => guarded(work));
}

async function instances(factory: KroDeployment): Promise<InstanceSummary[]> {
  const { client, namespace } = await open(factory);
  const found = await instancesOf(client, factory.graph, namespace);
  return found.map(summaryOf);
}

function summaryOf(object: LiveObject): InstanceSummary {
  const { name, namespace } = object.metadata;
  return {
    name,
    ...defined({ namespace }),
    ready: judgeInstance(object).state === "ready",
  };
}

async function deleteOne(factory: KroDeployment, name: string): Promise<void> {
  const { graph, options, scope } = factory;
  const { apiVersion, kind } = graph;
  try {
    const { client, namespace } = await open(factory);
    const metadata = { name, ...defined({ namespace }) };
    if (scope === undefined) {
      const timeout = options.timeout ?? INSTANCE_TIMEOUT;
      await deleteThroughKro(client, { apiVersion, kind, metadata }, { graph: graph.name, timeout });
      return;
    }
    await scope.run(() =>
      guarded(async () => {
        const id = instanceId(graph, joinedId(metadata));
        await alchemy.destroy((await scope.state.get(id))?.output);
      }),
    );
  } catch (error) {
    throw new CRDInstanceError(messageOf(error), { apiVersion, kind, name }, "deletion", error);
  }
}

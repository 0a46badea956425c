import type { Scope } from "alchemy";
import { analysisOf } from "./analysed.ts";
import type { Client } from "../../src/client/client.ts";
import { planGraph } from "../../src/run/plan.ts";
import { instanceOf } from "../../src/graph/instance.ts";
import { defined } from "../../src/model/json.ts";
import {
  deleteInstance,
  deployInstance,
  listInstances,
  type DeployInstanceOptions,
} from "../../src/run/instances.ts";
import { beginInstance, forgetInstance, noteInstance } from "../../src/run/direct-instances.ts";
import type { NodeResult } from "../../src/run/deploy-graph.ts";
import { openClient } from "../connect.ts";
import { ambientScope } from "./alchemy-scope.ts";
import { AlchemyDeploymentStrategy, type StrategyResult } from "./alchemy-strategy.ts";
import { deploymentResult } from "./deployment-result.ts";
import { messageOf, ResourceGraphFactoryError } from "./errors.ts";
import type {
  Deployed,
  DeployOptions,
  FactoryOptions,
  InstanceSummary,
  ResourceFactory,
} from "./factory-types.ts";
import type { GraphDefinition } from "./graph-types.ts";
import { type AnyGraph, namespaceName, placed, requestOf } from "./instance-request.ts";
import { checkAlone, waitingOf } from "./options-alone.ts";
import { writeYaml } from "./yaml.ts";

/** Deploys instances of a graph by itself: no kro on the cluster is needed. */
export interface DirectResourceFactory<TSpec, TStatus, TInput = TSpec> extends ResourceFactory<
  TSpec,
  TStatus,
  TInput
> {
  readonly mode: "direct";
}

/**
 * Makes the factory of direct mode. In a program of Alchemy each object becomes a resource; without Alchemy an inventory in the
 * cluster remembers what an instance consists of.
 */
export function DirectResourceFactory<TSpec, TStatus, TInput = TSpec>(
  graph: GraphDefinition<TSpec, TStatus, TInput>,
  options: FactoryOptions = {},
): DirectResourceFactory<TSpec, TStatus, TInput> {
  const scopeNow = (): Scope | undefined => options.alchemyScope ?? ambientScope();
  const strategy = (): Strategy => {
    const scope = scopeNow();
    return scope === undefined
      ? clusterStrategy(graph, options)
      : AlchemyDeploymentStrategy(graph, options, scope);
  };
  const { name, apiVersion, kind } = graph;
  const getInstances = (): Promise<InstanceSummary[]> => strategy().instances();
  return {
    name,
    mode: "direct",
    get isAlchemyManaged() {
      return scopeNow() !== undefined;
    },
    deploy: async (spec, deployOptions) =>
      ({ apiVersion, kind, ...(await strategy().deploy(spec, deployOptions)) }) as unknown as Deployed<
        TSpec,
        TStatus
      >,
    deleteInstance: (instance) => strategy().deleteInstance(instance),
    getInstances,
    getStatus: async () => ({
      name,
      mode: "direct",
      isAlchemyManaged: scopeNow() !== undefined,
      instances: await getInstances(),
    }),
    toYaml: (spec) => (spec === undefined ? graph.toYaml() : instanceYaml(graph, options, spec)),
  };
}

type Strategy = AlchemyDeploymentStrategy;

/** The objects of an instance as far as they can be told without a cluster: what reads a status cannot. */
function instanceYaml(graph: AnyGraph, options: FactoryOptions, spec: unknown): string {
  const analysed = analysisOf(graph.graph);
  const namespace =
    graph.graph.schema.scope === "Cluster"
      ? {}
      : { namespace: namespaceName(options.namespace) ?? "default" };
  const instance = instanceOf(analysed, { ...requestOf(graph, spec), ...namespace });
  const { manifests } = planGraph(analysed, instance);
  const documents = analysed.order.flatMap((id) => manifests.get(id) ?? []);
  return documents.map(writeYaml).join("---\n");
}

/** The strategy without Alchemy. */
function clusterStrategy(graph: AnyGraph, options: FactoryOptions): Strategy {
  const { schema } = graph.graph;
  const reference = { group: schema.group, kind: schema.kind };
  const open = async (): Promise<Client> => {
    await checkAlone(graph, options);
    return openClient(options);
  };
  const deploy = async (spec: unknown, deployOptions: DeployOptions = {}): Promise<StrategyResult> => {
    const analysed = analysisOf(graph.graph);
    const client = await open();
    const { server } = client.connection;
    beginInstance(server, graph);
    const request = placed(graph, requestOf(graph, spec, deployOptions), {
      namespace: options.namespace,
      client,
    });
    // A wrong spec is told as such.
    const { manifests } = planGraph(analysed, instanceOf(analysed, request));
    const nodes: NodeResult[] = [];
    const startedAt = Date.now();
    const known = { analysed, nodes, manifests, startedAt, registered: [] };
    try {
      const done = await deployInstance(client, analysed, request, {
        ...deployInstanceOptions(options, deployOptions),
        onNode: (node) => void nodes.push(node),
      });
      const { name, namespace, owner } = done;
      const metadata = { name, ...defined({ namespace }), uid: owner };
      const object = { ...metadata, resourceVersion: "" };
      const { apiVersion, kind } = graph;
      noteInstance(server, { apiVersion, kind, metadata: object, spec: done.spec, status: done.status });
      return { metadata, spec: done.spec, status: done.status, deployment: deploymentResult(known) };
    } catch (error) {
      const context = { cause: error, deployment: deploymentResult({ ...known, error }) };
      throw new ResourceGraphFactoryError(messageOf(error), graph.name, "deployment", context);
    }
  };
  return {
    deploy,
    instances: async () => {
      const client = await open();
      const found = await listInstances(client, reference, namespaceName(options.namespace));
      return found.map(({ name, namespace }) => ({ name, ...defined({ namespace }) }));
    },
    deleteInstance: async (name) => {
      const client = await open();
      const namespace = namespaceName(options.namespace) ?? client.connection.namespace ?? "default";
      const timeout = options.timeout === undefined ? {} : { timeout: options.timeout };
      try {
        await deleteInstance(client, { ...reference, name, namespace }, timeout);
        const { apiVersion, kind } = graph;
        const place = schema.scope === "Cluster" ? {} : { namespace };
        forgetInstance(client.connection.server, { apiVersion, kind, name, ...place });
      } catch (error) {
        throw new ResourceGraphFactoryError(messageOf(error), graph.name, "cleanup", { cause: error });
      }
    },
  };
}

function deployInstanceOptions(options: FactoryOptions, deployOptions: DeployOptions): DeployInstanceOptions {
  const chosen: DeployInstanceOptions = waitingOf(options);
  const timeout = deployOptions.timeout ?? options.timeout;
  if (timeout !== undefined) chosen.timeout = timeout;
  const namespace = namespaceName(options.namespace);
  // Instances of the whole cluster have none, but what they consist of is remembered in one.
  if (namespace !== undefined) chosen.inventoryNamespace = namespace;
  if (options.adopt !== undefined) chosen.adopt = options.adopt;
  if (options.conflicts !== undefined) chosen.conflicts = options.conflicts;
  if (options.allowDataLoss !== undefined) chosen.allowDataLoss = options.allowDataLoss;
  if (options.rollbackOnFailure !== undefined) chosen.rollbackOnFailure = options.rollbackOnFailure;
  if (options.onProgress !== undefined) chosen.report = options.onProgress;
  return chosen;
}

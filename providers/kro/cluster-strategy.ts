import type { Client } from "../../src/client/client.ts";
import { instanceOf } from "../../src/graph/instance.ts";
import { defined } from "../../src/model/json.ts";
import type { NodeResult } from "../../src/run/deploy-graph.ts";
import { beginInstance, forgetInstance, noteInstance } from "../../src/run/direct-instances.ts";
import {
  deleteInstance,
  deployInstance,
  type DeployInstanceOptions,
  listInstances,
} from "../../src/run/instances.ts";
import { homeOf } from "../../src/run/inventory-store.ts";
import { planGraph } from "../../src/run/plan.ts";
import { openClient } from "../connect.ts";
import { analysisOf } from "./analysed.ts";
import { deploymentResult } from "./deployment-result.ts";
import { messageOf, ResourceGraphFactoryError } from "./errors.ts";
import type { DeployOptions, FactoryOptions, InstanceSummary } from "./factory-types.ts";
import { type AnyGraph, namespaceName, placed, requestOf } from "./instance-request.ts";
import { checkAlone, waitingOf } from "./options-alone.ts";
import type { DirectStrategy, StrategyResult } from "./strategy.ts";

/** What instances are made of, and how. */
interface Factory {
  graph: AnyGraph;
  options: FactoryOptions;
}

/** The strategy without Alchemy: an inventory in the cluster remembers what an instance consists of. */
export function clusterStrategy(graph: AnyGraph, options: FactoryOptions): DirectStrategy {
  const factory = { graph, options };
  return {
    deploy: (spec, deployOptions) => deploy(factory, spec, deployOptions),
    instances: () => list(factory),
    deleteInstance: (name) => remove(factory, name),
  };
}

async function open({ graph, options }: Factory): Promise<Client> {
  await checkAlone(graph, options);
  return openClient(options);
}

async function deploy(
  { graph, options }: Factory,
  spec: unknown,
  deployOptions: DeployOptions = {},
): Promise<StrategyResult> {
  const analysed = analysisOf(graph.graph);
  const client = await open({ graph, options });
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
}

async function list({ graph, options }: Factory): Promise<InstanceSummary[]> {
  const client = await open({ graph, options });
  const found = await listInstances(client, kindOf(graph), namespaceName(options.namespace));
  return found.map(({ name, namespace }) => ({ name, ...defined({ namespace }) }));
}

async function remove({ graph, options }: Factory, name: string): Promise<void> {
  const client = await open({ graph, options });
  const { namespace } = placed(graph, { name, spec: {} }, { namespace: options.namespace, client });
  const instance = { ...kindOf(graph), name };
  try {
    const home = namespace ?? namespaceName(options.namespace) ?? (await homeOf(client, instance));
    await deleteInstance(client, { ...instance, namespace: home }, defined({ timeout: options.timeout }));
    const { apiVersion, kind } = graph;
    forgetInstance(client.connection.server, { apiVersion, kind, name, ...defined({ namespace }) });
  } catch (error) {
    throw new ResourceGraphFactoryError(messageOf(error), graph.name, "cleanup", { cause: error });
  }
}

function kindOf({ graph: { schema } }: AnyGraph): { group: string; kind: string } {
  return { group: schema.group, kind: schema.kind };
}

function deployInstanceOptions(options: FactoryOptions, deployOptions: DeployOptions): DeployInstanceOptions {
  const { adopt, conflicts, allowDataLoss, rollbackOnFailure } = options;
  return {
    ...waitingOf(options),
    ...defined({ adopt, conflicts, allowDataLoss, rollbackOnFailure }),
    ...defined({
      timeout: deployOptions.timeout ?? options.timeout,
      // Instances of the whole cluster have none, but what they consist of is remembered in one.
      inventoryNamespace: namespaceName(options.namespace),
      report: options.onProgress,
    }),
  };
}

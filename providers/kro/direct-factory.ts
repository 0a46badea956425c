import type { Scope } from "alchemy";
import { analysisOf } from "./analysed.ts";
import { planGraph } from "../../src/run/plan.ts";
import { instanceOf } from "../../src/graph/instance.ts";
import { ambientScope } from "./alchemy-scope.ts";
import { AlchemyDeploymentStrategy } from "./alchemy-strategy.ts";
import { clusterStrategy } from "./cluster-strategy.ts";
import type { Deployed, FactoryOptions, InstanceSummary, ResourceFactory } from "./factory-types.ts";
import type { GraphDefinition } from "./graph-types.ts";
import { type AnyGraph, namespaceName, requestOf } from "./instance-request.ts";
import type { DirectStrategy } from "./strategy.ts";
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
  const strategy = (): DirectStrategy => {
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

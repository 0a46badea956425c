/** Direct deployment through Alchemy: the graph is evaluated here, each object is a resource of its own. */

import alchemy, { ResourceSeq, type Scope } from "alchemy";
import type { Client } from "../../src/client/client.ts";
import { type Instance, instanceOf } from "../../src/graph/instance.ts";
import type { AnalysedGraph } from "../../src/graph/node.ts";
import { partsInChanges } from "../../src/graph/rules.ts";
import { nodesRead } from "../../src/graph/status.ts";
import { canonicalJson, sameJson, defined, digest, type JsonObject } from "../../src/model/json.ts";
import { beginInstance, forgetInstance, noteInstance } from "../../src/run/direct-instances.ts";
import { deployGraph, type NodeResult } from "../../src/run/deploy-graph.ts";
import type { Progress } from "../../src/run/progress.ts";
import { INSTANCE_TIMEOUT } from "../../src/run/timeouts.ts";
import { clientFor } from "../connect.ts";
import { clusterFor, scopeOptions } from "../scope-options.ts";
import { planGraph } from "../../src/run/plan.ts";
import { guarded } from "../guard.ts";
import { progress } from "../progress.ts";
import { type Earlier, earlierRuns } from "../kubernetes/earlier.ts";
import type { NamespaceReference } from "../kubernetes/resource.ts";
import type { ResourceOptions } from "../kubernetes/options.ts";
import { warn } from "../kubernetes/progress.ts";
import { validateAlchemyScope } from "./alchemy-scope.ts";
import { alchemyOperations, type AlchemyOperationsOptions } from "./alchemy-operations.ts";
import { analysisOf } from "./analysed.ts";
import { deploymentResult, type Registered } from "./deployment-result.ts";
import { messageOf, ResourceGraphFactoryError } from "./errors.ts";
import type { DeployOptions, FactoryOptions, InstanceSummary } from "./factory-types.ts";
import { type AnyGraph, namespaceName, placed, requestOf } from "./instance-request.ts";
import type { DirectStrategy, StrategyResult } from "./strategy.ts";

/**
 * The strategy by which each object of an instance is an Alchemy resource `kubernetes::<Kind>` of its own, id `kind-namespace_name`.
 * An object that the graph drops, or whose `includeWhen` became false, is deleted when the run ends, as Alchemy does with
 * resources that a program no longer mentions.
 * @throws {ProviderError} `usage` without a scope
 */
export function AlchemyDeploymentStrategy(
  graph: AnyGraph,
  options: FactoryOptions,
  scope: Scope | undefined,
): DirectStrategy {
  validateAlchemyScope(scope, "Alchemy deployment");
  return {
    deploy: (spec, deployOptions) =>
      scope.run(() => guarded(() => deploy({ graph, options, scope }, spec, deployOptions))),
    instances: async () =>
      [...(await byInstance({ graph, options, scope })).values()].map(([first]) => summaryOf(first)),
    deleteInstance: (name) => scope.run(() => guarded(() => deleteAll({ graph, options, scope }, name))),
  };
}

interface Factory {
  graph: AnyGraph;
  options: FactoryOptions;
  scope: Scope;
}

async function deploy(
  factory: Factory,
  spec: unknown,
  deployOptions: DeployOptions = {},
): Promise<StrategyResult> {
  const { graph, options, scope } = factory;
  const analysed = analysisOf(graph.graph);
  for (const warning of graph.warnings) warn(scope, `graph ${graph.name}`, warning);
  const scoped = scopeOptions(scope);
  const { client, namespace } = await open(factory);
  beginInstance(client.connection.server, graph);
  const request = placed(graph, requestOf(graph, spec, deployOptions), { namespace, client });
  const identity = identityOf(graph, request);
  const instance = instanceOf(analysed, { ...request, uid: stableUid([scope.chain, identity]) });
  const parts = partsInChanges(instance.spec, analysed.instanceSchema);
  if (parts !== undefined)
    for (const before of await earlierParts(scope, identity)) instanceOf(analysed, { ...request, before });
  const stored = parts === undefined ? identity : { ...identity, spec: canonicalJson(parts) };
  const timeout = deployOptions.timeout ?? options.timeout ?? scoped.timeout ?? INSTANCE_TIMEOUT;
  const { status, deployment } = await run(factory, {
    analysed,
    client,
    identity: stored,
    instance,
    timeout,
  });
  const { apiVersion, kind, metadata, spec: complete } = instance;
  const object = { uid: "", ...metadata, resourceVersion: "" };
  noteInstance(client.connection.server, { apiVersion, kind, metadata: object, spec: complete, status });
  return { metadata, spec: complete, status, deployment };
}

/** The cluster, and the namespace that instances go to where one is chosen. */
async function open({
  options,
  scope,
}: Factory): Promise<{ client: Client; namespace: NamespaceReference | undefined }> {
  const client = await clientFor(scope, clusterFor(scope, options.cluster));
  return { client, namespace: options.namespace ?? scopeOptions(scope).namespace };
}

type Identity = AlchemyOperationsOptions["instance"];

function identityOf(
  { name: graph, apiVersion, kind }: AnyGraph,
  { name, namespace }: { name: string; namespace?: string },
): Identity {
  return { graph, apiVersion, kind, name, ...defined({ namespace }) };
}

/** What state has of an instance's spec: with each of its objects the parts that were right when that was deployed. */
async function earlierParts(scope: Scope, identity: Identity): Promise<JsonObject[]> {
  const known = new Set<string>();
  for (const { props } of await earlierRuns(scope)) {
    const { spec, ...instance } = props?.instance ?? {};
    if (spec !== undefined && sameJson(instance, identity)) known.add(spec);
  }
  return [...known].map((spec) => JSON.parse(spec) as JsonObject);
}

interface Request {
  analysed: AnalysedGraph;
  client: Client;
  identity: Identity;
  instance: Instance;
  timeout: number;
}

async function run(
  { graph, options, scope }: Factory,
  { analysed, client, identity, instance, timeout }: Request,
): Promise<Pick<StrategyResult, "status" | "deployment">> {
  const registered: Registered[] = [];
  const registering = new Set<string>();
  const nodes: NodeResult[] = [];
  const plan = planGraph(analysed, instance);
  const { manifests } = plan;
  const path = scope.chain.join("/");
  const known = { analysed, nodes, manifests, registered, startedAt: Date.now(), scope: path };
  const operations = alchemyOperations({
    client,
    scope,
    instance: identity,
    inference: options.inference ?? {},
    read: nodesRead(analysed),
    options: { ...resourceOptions(options), timeout },
    begin: (node) => void registering.add(node),
    note: ({ id, type, resource }) => void registered.push({ id, type, uid: resource.uid }),
  });
  const report = (step: Progress): void => {
    options.onProgress?.(step);
    // Objects that are being deployed are told of by their own resources.
    if (registering.has(step.node) || step.skipped === true) return;
    progress(scope, scope.fqn(`${graph.kind} ${identity.name}`), `${step.node}: ${step.message}`);
  };
  try {
    const onNode = (node: NodeResult): void => void nodes.push(node);
    const { status } = await deployGraph(analysed, instance, operations, { timeout, plan, onNode, report });
    return { status, deployment: deploymentResult(known) };
  } catch (error) {
    await operations.ended();
    const context = { cause: error, deployment: deploymentResult({ ...known, error }) };
    throw new ResourceGraphFactoryError(messageOf(error), graph.name, "deployment", context);
  }
}

/** The options that all objects of a factory share. */
export function resourceOptions(options: FactoryOptions): ResourceOptions {
  const {
    namespace: _namespace,
    alchemyScope: _scope,
    waitForReady,
    rollbackOnFailure: _rollback,
    allowBreakingChanges: _breaking,
    inference: _inference,
    onProgress: _progress,
    ...shared
  } = options;
  return waitForReady === false ? { ...shared, wait: "applied" } : shared;
}

/** A direct instance is no object, so it has no uid of a server's; expressions that read one get the same in every run. */
function stableUid(identity: unknown): string {
  const hex = Buffer.from(digest(identity), "base64url").toString("hex").slice(0, 32).padEnd(32, "0");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** What state has of the factory's instances: those of its namespace, where it has one. */
async function byInstance({ graph, options, scope }: Factory): Promise<Map<string, [Earlier, ...Earlier[]]>> {
  const place = namespaceName(options.namespace ?? scopeOptions(scope).namespace);
  const found = new Map<string, [Earlier, ...Earlier[]]>();
  for (const earlier of await earlierRuns(scope)) {
    const instance = earlier.props?.instance;
    if (
      instance?.graph !== graph.name ||
      instance.apiVersion !== graph.apiVersion ||
      instance.kind !== graph.kind ||
      (place !== undefined && instance.namespace !== undefined && instance.namespace !== place)
    )
      continue;
    const key = keyOf(instance);
    const known = found.get(key);
    if (known === undefined) found.set(key, [earlier]);
    else known.push(earlier);
  }
  return found;
}

function keyOf({ name, namespace = "" }: { name: string; namespace?: string }): string {
  return `${namespace}/${name}`;
}

function summaryOf({ props }: Earlier): InstanceSummary {
  const { name = "", namespace } = props?.instance ?? {};
  return { name, ...defined({ namespace }) };
}

/** Deletes what an instance consists of, the last deployed first: the one where `deploy` would put it. */
async function deleteAll(factory: Factory, name: string): Promise<void> {
  const { graph } = factory;
  const { client, namespace } = await open(factory);
  const instance = placed(graph, { name, spec: {} }, { client, namespace });
  const { apiVersion, kind } = graph;
  // Nobody is to rely on what is being deleted.
  forgetInstance(client.connection.server, { apiVersion, kind, ...instance });
  const parts = (await byInstance(factory)).get(keyOf(instance)) ?? [];
  const outputs = parts.map(({ output }) => output).filter((output) => output !== undefined);
  for (const output of outputs.toSorted((a, b) => sequence(b) - sequence(a))) await alchemy.destroy(output);
}

function sequence(output: object): number {
  const value = (output as { [ResourceSeq]?: unknown })[ResourceSeq];
  return typeof value === "number" ? value : 0;
}

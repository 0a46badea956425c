/**
 * Deploying one instance of a resource graph in this process.
 *
 * kro's semantics: a node starts when the nodes that it names are ready (they exist and `readyWhen` holds), is left out when
 * `includeWhen` is false or one of those is left out, and waits for data that is not there yet. The whole is done when every
 * node is ready by the rule of its kind, too. Whoever writes the objects is behind `Operations`; this knows no client and no
 * state. Nothing is polled.
 * @see https://kro.run/docs/concepts/instances
 */

import { ProviderError } from "../errors.ts";
import type { Instance } from "../graph/instance.ts";
import type { AnalysedGraph } from "../graph/node.ts";
import { projectStatus, type ProjectedStatus } from "../graph/status.ts";
import type { JsonObject } from "../model/json.ts";
import { describe, exactRefOf, type LiveObject } from "../model/object.ts";
import { Deadline } from "../retry.ts";
import { errorOf, type Failure } from "./failure.ts";
import type { Operations } from "./operations.ts";
import { planGraph, type Plan } from "./plan.ts";
import {
  Blocked,
  newNodeRun,
  type NodeRun,
  type NodeState,
  type Progress,
  see,
  seeOnce,
  variablesOf,
} from "./progress.ts";
import { runQueue } from "./queue.ts";
import type { Run } from "./run.ts";
import { runNode } from "./run-node.ts";
import { INSTANCE_TIMEOUT } from "./timeouts.ts";

export interface DeployGraphOptions {
  /** Of the whole deployment, in ms. @default 300_000 */
  timeout?: number;
  signal?: AbortSignal;
  /** Called with everything that is waited for or done. */
  report?: (progress: Progress) => void;
  /** Called when a node has ended, in whatever state. */
  onNode?: (result: NodeResult) => void;
  /** @default made from the graph and the instance */
  plan?: Plan;
}

/** What became of one node. Plain data. */
export interface NodeResult {
  id: string;
  state: Exclude<NodeState, "waiting">;
  /** The objects as they were seen last: one, or those of a collection in its order. */
  objects: LiveObject[];
  /** When it started, in ms since 1970; 0 when it never did. */
  startedAt: number;
  /** ms until it was ready, skipped or had failed. */
  duration: number;
  /** What went wrong, of a node that failed. */
  failures?: readonly Failure[];
}

/** A deployed instance. Plain data. */
export interface DeployedGraph {
  /** The fields of the graph's status that could be told. */
  status: JsonObject;
  /** The others: they read data that is not there. */
  pending: ProjectedStatus["pending"];
  /** In the order of the graph, dependencies first. */
  nodes: NodeResult[];
}

// Status is read from states that are not older, in ms.
const FRESH = 1_000;

/**
 * Deploys an instance and waits until all of it is ready.
 * @param instance with defaults, see `instanceOf`
 * @throws what the only node that failed threw, or {@link NodesFailedError}; `not-ready` when the time is over, naming the node,
 *   the object and what it waited for. The other nodes went on to their end.
 */
export async function deployGraph(
  analysed: AnalysedGraph,
  instance: Instance,
  operations: Operations,
  options: DeployGraphOptions = {},
): Promise<DeployedGraph> {
  const { timeout = INSTANCE_TIMEOUT, onNode, report = () => undefined } = options;
  const { waves, dependencies, needs, secrets } = options.plan ?? planGraph(analysed, instance);
  const runs = new Map(analysed.order.flatMap((id) => startingFrom(analysed, id)));
  using deadline = new Deadline(timeout, options.signal);
  const { signal } = deadline;
  const run: Run = {
    operations,
    signal,
    timeout,
    runs,
    waves,
    secrets,
    report,
    variables: () => variablesOf(instance, runs.values()),
    isTimeout: (error) => deadline.expired && error === signal.reason,
  };
  const work = (id: string, release: () => void): Promise<void> =>
    workOn(run, { id, needs, onNode, release });
  await runQueue(dependencies, work, signal);
  for (const self of runs.values()) if (self.state === "waiting") block(self, onNode);
  // Whoever ended it knows why: nodes that it cut off have nothing to add.
  if (!deadline.expired) signal.throwIfAborted();
  const failures = [...runs.values()].flatMap((self) => self.failures);
  if (failures.length > 0) throw errorOf(nameOf(instance), failures);
  signal.throwIfAborted();
  return { ...(await statusNow(analysed, run)), nodes: [...runs.values()].map(resultOf) };
}

function startingFrom({ nodes }: AnalysedGraph, id: string): [string, NodeRun][] {
  const node = nodes.get(id);
  return node === undefined ? [] : [[id, newNodeRun(node)]];
}

interface Task {
  id: string;
  needs: Plan["needs"];
  onNode: DeployGraphOptions["onNode"];
  release: () => void;
}

/** Does the work of a node, and tells everybody how it ended. */
async function workOn(run: Run, { id, needs, onNode, release }: Task): Promise<void> {
  const self = run.runs.get(id);
  if (self === undefined) return;
  const start = performance.now();
  self.startedAt = Date.now();
  try {
    await Promise.all((needs.get(id) ?? []).flatMap((need) => run.runs.get(need)?.ended.promise ?? []));
    await runNode(run, self, release);
    if (self.state === "waiting") self.state = "ready";
    self.ended.resolve();
  } catch (error) {
    self.state = error instanceof Blocked ? "blocked" : "failed";
    self.ended.reject(new Blocked(self.node.id));
    throw error;
  } finally {
    self.duration = performance.now() - start;
    onNode?.(resultOf(self));
  }
}

function block(self: NodeRun, onNode: DeployGraphOptions["onNode"]): void {
  self.state = "blocked";
  onNode?.(resultOf(self));
}

function resultOf({ node, state, objects, startedAt, duration, failures }: NodeRun): NodeResult {
  return {
    id: node.id,
    state: state === "waiting" ? "blocked" : state,
    objects: [...objects],
    startedAt,
    duration: Math.round(duration),
    ...(failures.length > 0 && { failures: [...failures] }),
  };
}

/** How messages name an instance: `WebApp shop/eu`. */
export function nameOf({ kind, metadata }: Pick<Instance, "kind" | "metadata">): string {
  return describe({ kind, ...metadata });
}

/** Projects the status from states that are not old: an object may have changed while others became ready. */
async function statusNow(analysed: AnalysedGraph, run: Run): Promise<ProjectedStatus> {
  const read = new Set(
    analysed.status.flatMap(({ expression }) => expression.references.map(({ root }) => root)),
  );
  const old = [...read]
    .flatMap((id) => run.runs.get(id) ?? [])
    .filter(({ seenAt }) => performance.now() - seenAt > FRESH);
  await Promise.all(old.map((self) => lookAgain(run, self)));
  return projectStatus(analysed, run.variables());
}

async function lookAgain(run: Run, self: NodeRun): Promise<void> {
  const { operations, signal } = run;
  if (self.selected !== undefined) {
    await operations.followAll(self.selected, seeOnce(self), signal);
    return;
  }
  const states = self.objects.map(async (object, index) => {
    const state = await operations.get(exactRefOf(object), signal);
    if (state === undefined) throw gone(object);
    see(self, index, state);
  });
  await Promise.all(states);
}

function gone(object: LiveObject): ProviderError {
  return new ProviderError("not-ready", "it was deleted by somebody else after it was ready", {
    object: describe({ ...object, ...object.metadata }),
    advice: "Run again to make it anew.",
  });
}

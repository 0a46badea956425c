/** How a deployed instance is doing now, from its live objects; nothing is written and nothing waited for. */

import { appSelector } from "../apply/ownership.ts";
import { surroundingsOf } from "../apply/surroundings.ts";
import type { Client } from "../client/client.ts";
import { externalTarget } from "../graph/external.ts";
import { type Instance, instanceOf } from "../graph/instance.ts";
import { isExternal } from "../graph/model.ts";
import type { AnalysedGraph } from "../graph/node.ts";
import { readyByRule } from "../graph/ready.ts";
import { projectStatus, type ProjectedStatus } from "../graph/status.ts";
import type { LiveObject, ObjectRef } from "../model/object.ts";
import { judge } from "../readiness/readiness.ts";
import { identityOf, type InstanceRef, type Inventory } from "./inventory.ts";
import { readInventory } from "./inventory-store.ts";
import { observing } from "./observe.ts";
import type { Observation } from "./operations.ts";
import { planGraph, type Plan } from "./plan.ts";
import { newNodeRun, type NodeRun, seeAll, seeOnce, variablesOf } from "./progress.ts";

/** How one node is doing. `absent`: it was skipped or never made, or somebody deleted what it made. */
export interface NodeStatus {
  id: string;
  state: "ready" | "progressing" | "absent";
  /** Why it is not ready. */
  reason?: string;
  objects: LiveObject[];
}

/** How an instance is doing. Plain data. */
export interface InstanceStatus extends ProjectedStatus {
  inventory: Inventory;
  nodes: NodeStatus[];
}

/**
 * Looks at an instance.
 * @param ref `namespace` is that of the instance, or of the inventory for instances of the whole cluster
 * @returns `undefined` when there is no such instance
 * @throws {GraphError} when its spec does not fit the graph any more
 */
export async function statusOf(
  client: Client,
  analysed: AnalysedGraph,
  ref: Omit<InstanceRef, "group" | "kind">,
  options: { signal?: AbortSignal } = {},
): Promise<InstanceStatus | undefined> {
  const { group, kind } = analysed.graph.schema;
  const found = await readInventory(client, { ...ref, group, kind }, options);
  if (found === undefined) return undefined;
  const { inventory } = found;
  const { name, namespace, owner: uid, spec } = inventory;
  const instance = instanceOf(analysed, { name, uid, spec, ...(namespace !== undefined && { namespace }) });
  const look: Look = {
    inventory,
    instance,
    observation: observing(client, appSelector(inventory.graph)),
    signal: options.signal ?? new AbortController().signal,
    plan: planGraph(analysed, instance),
    runs: new Map([...analysed.nodes].map(([id, node]) => [id, newNodeRun(node)])),
  };
  await Promise.all([...look.runs.values()].map((run) => lookAtOwn(look, run)));
  // A reference may read the objects of others.
  for (const id of analysed.order) await lookAtExternal(look, id);
  const nodes = await Promise.all(
    analysed.order.flatMap((id) => look.runs.get(id) ?? []).map((run) => judgeNode(client, run)),
  );
  const projected = projectStatus(analysed, variablesOf(instance, look.runs.values()));
  return { ...projected, inventory, nodes };
}

interface Look {
  inventory: Inventory;
  instance: Instance;
  observation: Observation;
  signal: AbortSignal;
  plan: Plan;
  runs: ReadonlyMap<string, NodeRun>;
}

async function lookAtOwn({ inventory, observation, signal, plan }: Look, run: NodeRun): Promise<void> {
  // A collection is in the order of its dimensions, which the inventory does not keep.
  const order = (plan.manifests.get(run.node.id) ?? []).map((manifest) =>
    identityOf({ ...manifest, ...manifest.metadata }),
  );
  const refs = inventory.objects
    .filter(({ node }) => node === run.node.id)
    .toSorted((a, b) => order.indexOf(identityOf(a)) - order.indexOf(identityOf(b)));
  if (refs.length === 0 || isExternal(run.node.resource)) return;
  await seeObjects(run, refs, (ref) => observation.get(ref, signal));
}

async function lookAtExternal({ instance, observation, signal, runs }: Look, id: string): Promise<void> {
  const run = runs.get(id);
  if (run === undefined || !isExternal(run.node.resource)) return;
  const target = externalTarget(run.node, variablesOf(instance, runs.values()));
  if (target.state === "named") return seeObjects(run, [target], (ref) => observation.get(ref, signal));
  if (target.state === "pending") return;
  await observation.followAll(target, seeOnce(run), signal);
  run.startedAt = Date.now();
}

async function seeObjects(
  run: NodeRun,
  refs: readonly ObjectRef[],
  get: (ref: ObjectRef) => Promise<LiveObject | undefined>,
): Promise<void> {
  const objects = await Promise.all(refs.map(get));
  seeAll(
    run,
    objects.filter((object) => object !== undefined),
  );
  run.startedAt = Date.now();
}

async function judgeNode(client: Client, { node, objects }: NodeRun): Promise<NodeStatus> {
  const { id } = node;
  if (objects.length === 0) return { id, state: "absent", objects };
  if (!isExternal(node.resource))
    for (const object of objects) {
      const verdict = judge(object, await surroundingsOf(client, object));
      if (verdict.state !== "ready") return { id, state: "progressing", reason: verdict.reason, objects };
    }
  const [first = objects] = objects;
  const rule = readyByRule(node, node.isCollection ? objects : first);
  return rule.ready
    ? { id, state: "ready", objects }
    : { id, state: "progressing", reason: rule.reason, objects };
}

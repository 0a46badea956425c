/**
 * Instances of a graph without Alchemy and without a kro controller: deployed by this process, kept in an inventory in the
 * cluster, so that any later process can change, list and delete them.
 *
 * Invariants: whatever may exist is named in the inventory before it is written; only objects with the instance's owner id are
 * changed or deleted; children that the graph dropped are deleted only after everything else is ready.
 */

import type { Outcome } from "../apply/ensure.ts";
import type { Client } from "../client/client.ts";
import type { AnalysedGraph } from "../graph/node.ts";
import type { JsonObject } from "../model/json.ts";
import { groupOf } from "../model/kind.ts";
import { Deadline } from "../retry.ts";
import { deleteObjects, type Deleted } from "./delete-objects.ts";
import { deployGraph, type DeployedGraph } from "./deploy-graph.ts";
import { directOperations, type Written } from "./direct.ts";
import { Gate } from "./gate.ts";
import type { GraphRef, InstanceRef, Inventory } from "./inventory.ts";
import { Checkpoint, listInventories, readInventory } from "./inventory-store.ts";
import type { Progress } from "./progress.ts";
import {
  type DeployInstanceOptions,
  type InstanceSpec,
  openSession,
  rollBackSession,
  type Session,
  settle,
} from "./session.ts";
import { INSTANCE_TIMEOUT } from "./timeouts.ts";

export type { DeployInstanceOptions, InstanceSpec } from "./session.ts";

/** A deployed instance. Plain data. */
export interface DeployedInstance extends DeployedGraph {
  name: string;
  namespace?: string;
  /** With defaults. */
  spec: JsonObject;
  /** The id that its objects carry in `alchemy.run/owner`. */
  owner: string;
  /** How many objects this run created, updated, …. */
  outcomes: Partial<Record<Outcome, number>>;
  /** Children of a former deployment that the graph dropped. */
  pruned: Deleted;
}

/**
 * Deploys an instance, new or changed, and waits until all of it is ready; a run that was cut off is taken up.
 * @throws {GraphError} when the spec is wrong, before anything is written
 * @throws {ProviderError} `not-owned` when a name is taken, `conflict` when another program deploys it at the same time,
 *   `not-ready` when the time is over, and what `deployGraph` throws
 */
export async function deployInstance(
  client: Client,
  analysed: AnalysedGraph,
  request: InstanceSpec,
  options: DeployInstanceOptions = {},
): Promise<DeployedInstance> {
  const { timeout = INSTANCE_TIMEOUT } = options;
  using deadline = new Deadline(timeout, options.signal);
  const session = await gateOf(client).pass(() =>
    begin(client, analysed, request, { ...options, signal: deadline.signal }),
  );
  const { instance, plan, direct, written } = session;
  let deployed: DeployedGraph;
  try {
    deployed = await deployGraph(analysed, instance, directOperations(direct), { ...options, timeout, plan });
  } catch (error) {
    if (options.rollbackOnFailure === true) throw await rollBackSession(session, error, timeout);
    // What it wrote stays named, whoever deleted the inventory; why it failed is what matters.
    await session.checkpoint.confirm({ signal: AbortSignal.timeout(CONFIRMATION) }).catch(() => undefined);
    throw error;
  }
  const pruned = await settle(session, { ...options, timeout: deadline.remaining() });
  return {
    name: request.name,
    ...(session.inventory.namespace !== undefined && { namespace: session.inventory.namespace }),
    spec: instance.spec,
    owner: session.inventory.owner,
    ...deployed,
    outcomes: countOutcomes(written.values()),
    pruned,
  };
}

/** How long a failed run looks after its inventory, ms. */
const CONFIRMATION = 10_000;

// Of many instances at once the first ones get their objects at once, instead of all of them their inventories first:
// controllers have to do with the objects meanwhile.
const BEGINNINGS = 16;
const gates = new WeakMap<Client, Gate>();

function gateOf(client: Client): Gate {
  const gate = gates.get(client) ?? new Gate(BEGINNINGS);
  gates.set(client, gate);
  return gate;
}

/** Looks at what there is, and names what there may be. */
async function begin(...request: Parameters<typeof openSession>): Promise<Session> {
  const session = await openSession(...request);
  await session.checkpoint.replace(session.inventory);
  return session;
}

function countOutcomes(written: Iterable<Written>): DeployedInstance["outcomes"] {
  const outcomes: DeployedInstance["outcomes"] = {};
  for (const { outcome } of written)
    if (outcome !== undefined) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  return outcomes;
}

export interface DeleteInstanceOptions {
  /** For each object, in ms. @default 300_000 */
  timeout?: number;
  signal?: AbortSignal;
  report?: (progress: Progress) => void;
}

/**
 * Deletes an instance: its objects in reverse order, each only if it is still the instance's, then its inventory. The graph is
 * not needed for it. An instance that is not there is deleted already.
 * @param ref `namespace` is that of the instance, or of the inventory for instances of the whole cluster
 * @throws {ProviderError} `not-deleted` when an object is still there; the rest is kept then, and deleting again goes on; `conflict`
 *   when another program deploys it at the same time
 */
export async function deleteInstance(
  client: Client,
  ref: InstanceRef,
  options: DeleteInstanceOptions = {},
): Promise<Deleted> {
  const stored = await readInventory(client, ref, options);
  if (stored === undefined) return { removed: [], left: [] };
  const { timeout = INSTANCE_TIMEOUT, signal, report = () => undefined } = options;
  const { inventory } = stored;
  const checkpoint = new Checkpoint(client, ref, stored);
  // A deployment that goes on meanwhile sees it, and does not take what it waits for as there to stay.
  await checkpoint.replace({ ...inventory, deleting: true });
  const deleted = await deleteObjects(client, inventory.objects, {
    inventory,
    phase: "delete",
    timeout,
    report,
    ...(signal !== undefined && { signal }),
  });
  await checkpoint.remove();
  return deleted;
}

/** Lists the instances of a graph, as their inventories tell. @param namespace all namespaces when absent */
export async function listInstances(
  client: Client,
  graph: GraphRef,
  namespace?: string,
): Promise<Inventory[]> {
  const found = await listInventories(client, graph, namespace);
  // Labels are shortened where a group is too long for one.
  return found
    .map(({ inventory }) => inventory)
    .filter(({ apiVersion }) => groupOf(apiVersion) === graph.group);
}

/** One deployment of one instance, from the look at what there is to the inventory of what came of it. */

import type { EnsureOptions } from "../apply/ensure.ts";
import type { Client } from "../client/client.ts";
import { ProviderError, summaryOf } from "../errors.ts";
import { type Instance, instanceOf } from "../graph/instance.ts";
import type { AnalysedGraph } from "../graph/node.ts";
import type { JsonObject } from "../model/json.ts";
import { describe } from "../model/object.ts";
import type { FailChoice, WaitChoice } from "../readiness/wait-rule.ts";
import { asServed } from "./as-served.ts";
import { deleteObjects, type Deleted } from "./delete-objects.ts";
import type { NodeResult } from "./deploy-graph.ts";
import type { DirectOptions, Written } from "./direct.ts";
import { identityOf, type InstanceRef, type Inventory, type InventoryObject, united } from "./inventory.ts";
import { Checkpoint, homeOf, readInventory, type StoredInventory } from "./inventory-store.ts";
import { refuseLosses } from "./refuse-losses.ts";
import { type Plan, planGraph } from "./plan.ts";
import type { Progress } from "./progress.ts";
import { rollBack } from "./rollback.ts";
import { INSTANCE_TIMEOUT } from "./timeouts.ts";

/** What a user asks for. */
export interface InstanceSpec {
  name: string;
  /** @default for namespaced instances the connection's namespace, else `default` */
  namespace?: string;
  spec: JsonObject;
}

export interface DeployInstanceOptions {
  /** Of the whole deployment, in ms. @default 300_000 */
  timeout?: number;
  signal?: AbortSignal;
  /** What to wait for, of each object; dependents wait for `readyWhen` all the same. @default "ready" */
  wait?: WaitChoice;
  /** What ends that wait at once as a failure. @default nothing but what the rules of the kinds say */
  failOn?: FailChoice;
  /** Take over objects that exist and are not the instance's. @default false */
  adopt?: boolean;
  /** What to do about fields that somebody else owns. @default "fail" */
  conflicts?: EnsureOptions["conflicts"];
  /** Replace objects whose immutable fields changed, and delete those that the graph dropped, even if that loses data. @default false */
  allowDataLoss?: boolean;
  /**
   * Undo what this run wrote when it fails: what it created is deleted, what it changed gets the manifest back that was applied
   * before. Not brought back: data of replaced objects, former managers of adopted ones, what controllers did in between.
   * @default false
   */
  rollbackOnFailure?: boolean;
  /** Where the inventory of an instance of the whole cluster is kept. @default where it is already, else `default` */
  inventoryNamespace?: string;
  /** Called with everything that is waited for or done. */
  report?: (progress: Progress) => void;
  /** Called when a node has ended, in whatever state. */
  onNode?: (result: NodeResult) => void;
}

/** One run. */
export interface Session {
  client: Client;
  ref: InstanceRef;
  instance: Instance;
  plan: Plan;
  /** As it was before this run. */
  before: StoredInventory | undefined;
  /** As it is while this run goes on: everything that may exist. */
  inventory: Inventory;
  checkpoint: Checkpoint;
  direct: DirectOptions;
  /** By identity. */
  written: Map<string, Written>;
}

/** Looks at what there is and says what there will be; writes nothing. */
export async function openSession(
  client: Client,
  analysed: AnalysedGraph,
  request: InstanceSpec,
  options: DeployInstanceOptions & { signal: AbortSignal },
): Promise<Session> {
  const { schema, name: graph } = analysed.graph;
  const { name, spec } = request;
  const preferred = request.namespace ?? client.connection.namespace ?? "default";
  const place = schema.scope === "Cluster" ? request.namespace : preferred;
  const at = place === undefined ? { name } : { name, namespace: place };
  // A wrong spec is told without a request.
  instanceOf(analysed, { ...at, spec });
  const { group, kind: made } = schema;
  const ofGraph = { group, kind: made, name };
  const home = place ?? options.inventoryNamespace ?? (await homeOf(client, ofGraph, options));
  const ref: InstanceRef = { ...ofGraph, namespace: home };
  const before = await readInventory(client, ref, options);
  const { inventory: former } = before ?? {};
  const owner = former?.owner ?? crypto.randomUUID();
  const instance = instanceOf(analysed, { ...at, uid: owner, spec, before: former?.spec });
  const plan = planGraph(analysed, instance);
  const { apiVersion, kind } = instance;
  const formerObjects = former?.objects ?? [];
  const objects = united(await asServed(client, planned(plan)), await asServed(client, formerObjects));
  const inventory: Inventory = { owner, graph, apiVersion, kind, ...at, spec, objects };
  const checkpoint = new Checkpoint(client, ref, before);
  const written = new Map<string, Written>();
  const direct: DirectOptions = {
    client,
    inventory,
    checkpoint,
    definitions: plan.definitions,
    before: new Map(formerObjects.map((object) => [identityOf(object), object])),
    adopt: options.adopt ?? false,
    conflicts: options.conflicts ?? "fail",
    allowDataLoss: options.allowDataLoss ?? false,
    wait: options.wait,
    failOn: options.failOn,
    timeout: options.timeout ?? INSTANCE_TIMEOUT,
    remember: options.rollbackOnFailure ?? false,
    note: (write) => written.set(identityOf(write.object), write),
  };
  return { client, ref, instance, plan, before, inventory, checkpoint, direct, written };
}

function planned({ manifests, waves }: Plan): InventoryObject[] {
  return [...manifests].flatMap(([node, list]) =>
    list.map(({ apiVersion, kind, metadata: { name, namespace } }) => ({
      node,
      wave: waves.get(node) ?? 1,
      apiVersion,
      kind,
      name,
      ...(namespace !== undefined && { namespace }),
    })),
  );
}

/**
 * Deletes the children that the graph dropped, and writes the inventory of what is there.
 * @throws {ProviderError} `conflict`, before anything is deleted, when another program has deployed or deleted the instance meanwhile
 */
export async function settle(
  session: Session,
  options: DeployInstanceOptions & { timeout: number },
): Promise<Deleted> {
  const { client, inventory, written, checkpoint, before } = session;
  const now = united(
    [...written.values()].map(({ object }) => object),
    [],
  );
  const keep = new Set(now.map(identityOf));
  const dropped = (before?.inventory.objects ?? []).filter((object) => !keep.has(identityOf(object)));
  await checkpoint.confirm(options);
  if (options.allowDataLoss !== true) await refuseLosses(client, dropped, inventory);
  const pruned = await deleteObjects(client, dropped, {
    inventory,
    phase: "prune",
    keep,
    timeout: options.timeout,
    report: options.report ?? (() => undefined),
    ...(options.signal !== undefined && { signal: options.signal }),
  });
  await checkpoint.settle({ ...inventory, objects: now });
  return pruned;
}

/** Undoes what a failed run wrote; the error that says so has the failure as its cause. */
export async function rollBackSession(session: Session, failure: unknown, timeout: number): Promise<unknown> {
  const { summary, kept, failures } = await rollBack(session.written.values(), session.direct, timeout);
  const { before, checkpoint, inventory } = session;
  const objects = united(before?.inventory.objects ?? [], kept);
  // What could not be undone stays named, so that the next run or a delete finds it.
  if (failures.length === 0)
    await (objects.length === 0 && before === undefined
      ? checkpoint.remove()
      : checkpoint.replace({ ...(before?.inventory ?? inventory), objects }));
  const code = failure instanceof ProviderError ? failure.code : "api";
  return new ProviderError(code, `${summaryOf(failure).replace(/\.$/, "")}. The instance was ${summary}`, {
    object: describe(inventory),
    cause: failure,
  });
}

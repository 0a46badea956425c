/** Deleting the objects of a resource. */

import type { Scope } from "alchemy";
import { ownershipSelector } from "../../src/apply/ownership.ts";
import {
  isGraphDefinition,
  madeBy,
  removeDefinition,
  untilUnused,
} from "../../src/apply/graph-definition.ts";
import { readObject } from "../../src/apply/read.ts";
import { remove } from "../../src/apply/remove.ts";
import { findTarget, type Target } from "../../src/apply/target.ts";
import type { Client } from "../../src/client/client.ts";
import { identify } from "../../src/client/identity.ts";
import { summaryOf } from "../../src/errors.ts";
import { sameCluster } from "../../src/model/connection.ts";
import { describe, type LiveObject, type Manifest } from "../../src/model/object.ts";
import { clientOf } from "../connect.ts";
import { isForgotten, wrongCluster } from "../other-cluster.ts";
import { scopeOptions } from "../scope-options.ts";
import { chosenDeletion } from "../deletion.ts";
import { progress } from "../progress.ts";
import { isUnreachable } from "../unreachable.ts";
import type { DeleteOptions } from "./options.ts";
import { announce, warn } from "./progress.ts";
import {
  type Checkpoint,
  type KubernetesContext,
  readCheckpoint,
  type StoredOutput,
  type StoredProps,
  type StoredRef,
} from "./state.ts";

/** A resource whose objects are to be deleted, as state knows it. */
export interface Departure {
  scope: Scope;
  fqn: string;
  /** Of a create that never got through they may be empty. */
  props: Partial<StoredProps> | undefined;
  output?: Partial<StoredOutput>;
  checkpoint?: Checkpoint;
  /** Of a resource that only leaves its former objects: the one that it has now, which stays. */
  current?: Target;
}

/** What others can do for a removal. */
export interface Help {
  /** Helps along the deletion of an object that takes long. Must not reject. */
  held?(client: Client, live: LiveObject): Promise<void>;
  /** Why an object has to stay whatever its own options say, as a clause. */
  keeps?(target: Target, holder: Manifest, stored: StoredRef): Promise<string | undefined>;
}

/** The resource whose handler runs. */
export async function departureOf(context: KubernetesContext, props: Departure["props"]): Promise<Departure> {
  const { scope, fqn, output } = context;
  const checkpoint = await readCheckpoint(context);
  return {
    scope,
    fqn,
    props,
    ...(output !== undefined && { output }),
    ...(checkpoint !== undefined && { checkpoint }),
  };
}

/** Deletes every object that may exist because of a resource, the current one first. */
export async function removeObjects(departure: Departure, help: Help): Promise<void> {
  const { checkpoint } = departure;
  for (const stored of checkpoint?.refs.toReversed() ?? [])
    await removeStored(departure, { ...stored, owner: checkpoint?.owner ?? "" }, help);
}

/**
 * How the objects of a resource are deleted, `false` when they are kept. At destroy Alchemy knows the options of the app only, so
 * those of nested scopes are stored with the resource.
 */
export function deletionOf({ scope, props }: Pick<Departure, "scope" | "props">): DeleteOptions | false {
  return chosenDeletion<DeleteOptions>(props?.delete, scopeOptions(scope).delete);
}

async function removeStored(
  departure: Departure,
  stored: StoredRef & { owner: string },
  help: Help,
): Promise<void> {
  const { scope, fqn } = departure;
  const report = (message: string): void => progress(scope, fqn, message);
  await leave(departure, stored, (target, options) =>
    removeTarget(departure, target, { stored, options, report, help }),
  );
}

/**
 * Does what a resource does to an object that it leaves, on the cluster that it is on; nothing when it is kept, forgotten, or
 * gone with its kind.
 */
export async function leave(
  departure: Departure,
  stored: StoredRef,
  act: (target: Target, options: DeleteOptions) => Promise<void>,
): Promise<void> {
  const { scope, fqn, props, checkpoint } = departure;
  const report = (message: string): void => progress(scope, fqn, message);
  const options = deletionOf(departure);
  if (options === false) return report(`${describe(stored.ref)} is kept (delete: false)`);
  if (isForgotten(scope, stored.cluster)) return forget(departure, stored, "forgetCluster names its cluster");
  let client: Client | undefined;
  try {
    client = await clientOf(scope, stored.connection, [props?.cluster, ...(checkpoint?.clusters ?? [])]);
    const target = await reopen(client, stored);
    if (target === undefined || (await isSameLive(departure.current, target))) return;
    announce(scope, client, target.namespace);
    await act(target, options);
  } catch (error) {
    if (options.onUnreachable !== "forget") throw error;
    if (!isUnreachable(error, client?.facts.reached)) {
      report("not forgotten, because the cluster answers");
      throw error;
    }
    forget(
      departure,
      stored,
      `${stored.connection.name} cannot be reached: ${summaryOf(error).replace(/\.$/, "")}`,
    );
  }
}

interface Removing {
  stored: StoredRef & { owner: string };
  options: DeleteOptions;
  report: (message: string) => void;
  help: Help;
}

async function removeTarget(
  departure: Departure,
  target: Target,
  { stored, options, report, help }: Removing,
): Promise<void> {
  const { scope, props, output } = departure;
  const timeout = options.timeout ?? props?.timeout ?? 600_000;
  const selector = ownershipSelector({ app: scope.appName, stage: scope.stage });
  const isGraph = isGraphDefinition(target.kind);
  let graph = manifestOfTarget(departure, target);
  const removal = await remove(target, {
    owner: stored.owner,
    uid: output?.uid,
    timeout,
    selector,
    report,
    spares: async (live) => {
      const keeping = await help.keeps?.(target, live, stored);
      if (keeping !== undefined) warn(scope, describe(stored.ref), `it is kept, because ${keeping}`);
      return keeping !== undefined;
    },
    before: async (live) => {
      graph = live;
      if (isGraph) await untilUnused(target, live, { selector, timeout, report });
    },
    held: async (live) => help.held?.(target.client, live),
    ...(options.propagation !== undefined && { propagation: options.propagation }),
  });
  if (!isGraph || removal === "left" || props?.definition === "keep" || graph === undefined) return;
  if (removal === "absent") {
    // Somebody else deleted the graph: what is of its kind is still there, and goes with the definition.
    const keeping = await help.keeps?.(target, graph, stored);
    const what = "the definition of its kind";
    if (keeping !== undefined)
      return warn(scope, describe(stored.ref), `${what} is kept, because ${keeping}`);
    await untilUnused(target, graph, { selector, timeout, report, what });
  }
  // kro leaves the definition of the kind.
  await removeDefinition(target, madeBy(graph), { timeout, report });
}

/**
 * Whether two targets are one object: a cluster whose identity may not be read has a new one at another address, and some objects
 * are served in two groups.
 */
export async function isSameLive(current: Target | undefined, former: Target): Promise<boolean> {
  if (current?.name !== former.name || current.namespace !== former.namespace) return false;
  const [now, then] = await Promise.all([readObject(current), readObject(former)]);
  return now !== undefined && now.metadata.uid === then?.metadata.uid;
}

/** Nobody will come back to it: that is said as a warning. */
function forget({ scope }: Departure, { ref, connection }: StoredRef, reason: string): void {
  const message = `forgotten, not deleted: ${reason}. If ${connection.name} (${connection.server}) still exists, it is still there.`;
  warn(scope, describe(ref), message);
}

/** The manifest as it was last tried, secret values left out. */
export function manifestOf({ props }: Pick<Departure, "props">): Manifest | undefined {
  return props?.manifest === undefined ? undefined : (JSON.parse(props.manifest) as Manifest);
}

/** The same, of an object that has it: a former one had another. */
function manifestOfTarget(departure: Departure, { name }: Target): Manifest | undefined {
  const manifest = manifestOf(departure);
  return manifest?.metadata.name === name ? manifest : undefined;
}

/**
 * The target of a stored reference, `undefined` when its kind is gone and so is the object.
 * @throws {ProviderError} `wrong-cluster` when the client does not lead to the cluster in state
 */
export async function reopen(client: Client, stored: StoredRef): Promise<Target | undefined> {
  const { ref, cluster } = stored;
  const identity = await identify(client);
  if (!sameCluster(cluster, identity)) throw wrongCluster(describe(ref), stored, client.connection);
  return findTarget(client, ref);
}

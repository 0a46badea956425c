/** Keeping inventories in the cluster, under optimistic concurrency: whoever writes without having read the latest is refused. */

import type { Client } from "../client/client.ts";
import { apply, get, list, remove } from "../client/verbs.ts";
import { isConflict, isNotFound, ProviderError } from "../errors.ts";
import { sameJson } from "../model/json.ts";
import { builtin } from "../model/kind-table.ts";
import { describe, type LiveObject, type Manifest } from "../model/object.ts";
import {
  fromConfigMap,
  type GraphRef,
  identityOf,
  type InstanceRef,
  type Inventory,
  inventoryManager,
  inventoryName,
  inventorySelector,
  type InventoryObject,
  toConfigMap,
  united,
} from "./inventory.ts";

const CONFIG_MAP = builtin("v1", "ConfigMap");

/** An inventory as it was read. */
export interface StoredInventory {
  inventory: Inventory;
  uid: string;
  resourceVersion: string;
}

/**
 * Reads the inventory of an instance.
 * @returns `undefined` when there is no such instance
 * @throws {ProviderError} `not-owned` when the name is taken by something else
 */
export async function readInventory(
  client: Client,
  ref: InstanceRef,
  options: { signal?: AbortSignal } = {},
): Promise<StoredInventory | undefined> {
  const live = await get(client, CONFIG_MAP, { namespace: ref.namespace, name: inventoryName(ref) }, options);
  return live && stored(live, ref);
}

/** Reads the inventories of all instances of a graph. @param namespace all namespaces when absent */
export async function listInventories(
  client: Client,
  graph: GraphRef,
  namespace?: string,
): Promise<StoredInventory[]> {
  const labelSelector = inventorySelector(graph);
  const { items } = await list(client, CONFIG_MAP, {
    labelSelector,
    ...(namespace !== undefined && { namespace }),
  });
  return items.map((item) => stored(item));
}

/** Where the inventory of an instance of the whole cluster is kept by itself. */
const HOME = "default";

/**
 * Finds where the inventory of an instance of the whole cluster is, when nobody says where it is to be: there it stays, whatever
 * namespace the connection prefers.
 * @returns `default` when there is none
 * @throws {ProviderError} `usage` when there are several
 */
export async function homeOf(
  client: Client,
  ref: GraphRef & { name: string },
  options: { signal?: AbortSignal } = {},
): Promise<string> {
  if ((await readInventory(client, { ...ref, namespace: HOME }, options)) !== undefined) return HOME;
  const { items } = await list(client, CONFIG_MAP, { ...options, labelSelector: inventorySelector(ref) });
  const homes = items
    .filter(({ metadata }) => metadata.name === inventoryName(ref))
    .filter((item) => fromConfigMap(item, { ...ref, namespace: "" }).namespace === undefined)
    .map(({ metadata: { namespace = HOME } }) => namespace);
  const [home = HOME, ...more] = homes;
  if (more.length === 0) return home;
  throw new ProviderError("usage", `it has inventories in several namespaces: ${homes.join(", ")}`, {
    object: describe(ref),
    advice: "Choose the namespace of the one that is meant.",
  });
}

function stored(live: LiveObject, ref?: InstanceRef): StoredInventory {
  const { uid, resourceVersion } = live.metadata;
  return { inventory: fromConfigMap(live, ref), uid, resourceVersion };
}

/**
 * The inventory of one run: what is stored, kept equal to what may exist.
 * Names that come in while it is being written are written together next.
 */
export class Checkpoint {
  readonly #client: Client;
  readonly #ref: InstanceRef;
  #stored: StoredInventory | undefined;
  #named = new Set<string>();
  #writing: Promise<void> = Promise.resolve();
  #waiting: { added: InventoryObject[]; written: Promise<void> } | undefined;

  constructor(client: Client, ref: InstanceRef, stored: StoredInventory | undefined) {
    this.#client = client;
    this.#ref = ref;
    this.#keep(stored);
  }

  /** Names an object before it is written; nothing is sent when it is named already. */
  add(object: InventoryObject): Promise<void> {
    if (this.#named.has(identityOf(object))) return Promise.resolve();
    if (this.#waiting !== undefined) {
      this.#waiting.added.push(object);
      return this.#waiting.written;
    }
    const added = [object];
    const written = this.#writing.then(() => {
      this.#waiting = undefined;
      const { inventory } = this.#existing();
      return this.#write({ ...inventory, objects: united(inventory.objects, added) });
    });
    this.#waiting = { added, written };
    this.#writing = written.catch(() => undefined);
    return written;
  }

  /**
   * Writes what the inventory is now; nothing is sent when it is that already.
   * @throws {ProviderError} `conflict` when another program wrote it meanwhile
   */
  async replace(inventory: Inventory): Promise<void> {
    await this.#writing;
    await this.#write(inventory);
  }

  /**
   * Writes what is left when a run has succeeded; nothing is sent when it names the same objects as before. Uids alone are not
   * worth a write: an object is known by its owner's mark.
   */
  async settle(inventory: Inventory): Promise<void> {
    await this.#writing;
    const before = this.#stored?.inventory;
    if (before !== undefined && sameJson(withoutUids(before), withoutUids(inventory))) return;
    await this.#write(inventory);
  }

  /**
   * Makes sure that nobody wrote or deleted the inventory since this run did: what was in it then is what may be pruned now.
   * What this run may have written stays named in one that was deleted, or is about to be.
   * @throws {ProviderError} `conflict` when another program deploys or deletes the instance
   */
  async confirm(options: { signal?: AbortSignal } = {}): Promise<void> {
    await this.#writing;
    const { uid, resourceVersion, inventory } = this.#existing();
    const now = await readInventory(this.#client, this.#ref, options);
    if (now?.uid === uid && now.resourceVersion === resourceVersion) return;
    if (now === undefined || (now.uid === uid && now.inventory.deleting === true)) {
      this.#keep(now);
      // Whoever deletes it is refused in the end.
      await this.#write(inventory);
    }
    throw atTheSameTime(inventoryName(this.#ref), this.#ref.namespace);
  }

  /** Ends the instance: nothing of it is left. */
  async remove(): Promise<void> {
    await this.#writing;
    if (this.#stored === undefined) return;
    await removeInventory(this.#client, this.#ref, this.#stored);
    this.#keep(undefined);
  }

  #keep(stored: StoredInventory | undefined): void {
    this.#stored = stored;
    this.#named = new Set(stored?.inventory.objects.map(identityOf));
  }

  #existing(): StoredInventory {
    if (this.#stored === undefined) throw new ProviderError("usage", "the inventory is not written yet");
    return this.#stored;
  }

  async #write(inventory: Inventory): Promise<void> {
    if (this.#stored !== undefined && sameJson(this.#stored.inventory, inventory)) return;
    const live = await send(this.#client, toConfigMap(inventory, this.#ref), inventory, this.#stored);
    this.#keep(stored(live, this.#ref));
  }
}

/**
 * Deletes an inventory, if it is still the one that was read.
 * @throws {ProviderError} `conflict` when another program wrote it meanwhile
 */
export async function removeInventory(
  client: Client,
  ref: InstanceRef,
  known: StoredInventory,
): Promise<void> {
  const name = { namespace: ref.namespace, name: inventoryName(ref) };
  const { uid, resourceVersion } = known;
  try {
    await remove(client, CONFIG_MAP, name, { uid, resourceVersion });
  } catch (error) {
    if (!isConflict(error)) throw error;
    const now = await get(client, CONFIG_MAP, name);
    // Another one has the name, or none: ours is gone.
    if (now?.metadata.uid === uid) throw atTheSameTime(name.name, ref.namespace);
  }
}

function atTheSameTime(name: string, namespace: string): ProviderError {
  return new ProviderError("conflict", "another program deploys or deletes this instance at the same time", {
    object: describe({ kind: "ConfigMap", namespace, name }),
    advice: "Run again when that has ended: what exists then is taken up.",
  });
}

function withoutUids(inventory: Inventory): Inventory {
  const objects = inventory.objects.map(({ uid: _uid, ...object }) => object);
  return { ...inventory, objects };
}

async function send(
  client: Client,
  manifest: Manifest,
  inventory: Inventory,
  known: StoredInventory | undefined,
): Promise<LiveObject> {
  const { metadata } = manifest;
  const { namespace = "", name } = metadata;
  const fieldManager = inventoryManager(inventory);
  try {
    if (known === undefined)
      return (await apply(client, CONFIG_MAP, manifest, { fieldManager, createOnly: true })).object;
    const { uid, resourceVersion } = known;
    const wanted = { ...manifest, metadata: { ...metadata, uid, resourceVersion } };
    return (await apply(client, CONFIG_MAP, wanted, { fieldManager, force: true })).object;
  } catch (error) {
    if (isNotFound(error) && error.details?.kind === "namespaces")
      throw noNamespace(metadata.name, namespace);
    if (!isConflict(error)) throw error;
    // An attempt whose answer was lost is refused when it is sent again.
    const live = await get(client, CONFIG_MAP, { namespace, name });
    if (live !== undefined && sameJson(contentOf(live), contentOf(manifest))) return live;
    throw atTheSameTime(name, namespace);
  }
}

function contentOf(manifest: Manifest): unknown {
  return [manifest["data"], manifest["binaryData"]];
}

function noNamespace(name: string, namespace: string): ProviderError {
  return new ProviderError("api", `namespace ${namespace} does not exist`, {
    object: describe({ kind: "ConfigMap", namespace, name }),
    advice: `The inventory of the instance is kept there. Create it first: kubectl create namespace ${namespace}.`,
  });
}

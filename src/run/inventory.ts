/**
 * The inventory of an instance: what it consists of, for the mode in which nobody else keeps state.
 *
 * One ConfigMap per instance, written before the first object is and before every new name, so that whatever may exist is
 * named in it: a crash at any point is resumed, and a delete from another process finds everything. It holds no secrets,
 * as a graph holds none. Pure.
 */

import { gunzipSync, gzipSync } from "node:zlib";
import { fieldManagerOf, ownerOf, type Ownership, withOwnership } from "../apply/ownership.ts";
import { ProviderError } from "../errors.ts";
import { canonicalJson, isJsonObject, type JsonObject } from "../model/json.ts";
import { groupOf } from "../model/kind.ts";
import { dnsLabel, labelValue } from "../model/names.ts";
import type { LiveObject, Manifest, ObjectRef } from "../model/object.ts";

/** The kind that a graph makes. */
export interface GraphRef {
  /** For example `kro.run`. */
  group: string;
  kind: string;
}

/** One instance of a graph. */
export interface InstanceRef extends GraphRef {
  /** Where the inventory is: the instance's own namespace, or the one chosen for instances of the whole cluster. */
  namespace: string;
  name: string;
}

/** One object of an instance, which may exist. */
export interface InventoryObject extends ObjectRef {
  /** Id of the node. */
  node: string;
  /** When it is deleted: highest first. */
  wave: number;
  /** Known where the inventory was written after the object. */
  uid?: string;
}

/** What an instance consists of. */
export interface Inventory {
  /** The random id that all of its objects carry in `alchemy.run/owner`. */
  owner: string;
  /** Name of the graph. */
  graph: string;
  /** The kind that the graph makes. */
  apiVersion: string;
  kind: string;
  name: string;
  /** Absent for an instance of the whole cluster. */
  namespace?: string;
  /** As the user gave it, without defaults. */
  spec: JsonObject;
  objects: readonly InventoryObject[];
  /** Its deletion has begun; a deployment takes the mark away. */
  deleting?: true;
}

// The API server takes at most 1 MiB of data.
const LIMIT = 900_000;

const GROUP = "alchemy.run/graph-group";
const KIND = "alchemy.run/graph-kind";

/** The longest name of a ConfigMap. */
const LONGEST_NAME = 253;

/** The name of an instance's inventory: `<instance>.<kind>.<group>`, as definitions are named `<plural>.<group>`. */
export function inventoryName({ group, kind, name }: GraphRef & { name: string }): string {
  const full = `${name}.${kind.toLowerCase()}.${group}`;
  return full.length <= LONGEST_NAME ? full : dnsLabel([name, kind, group]);
}

/** Selects the inventories of all instances of a graph, in the form of the `labelSelector` parameter. */
export function inventorySelector({ group, kind }: GraphRef): string {
  return `${GROUP}=${labelValue(group)},${KIND}=${labelValue(kind)}`;
}

/** Whose the objects of an instance are. */
export function ownershipOf(inventory: Omit<Inventory, "objects" | "spec">, node = ""): Ownership {
  const path = [inventory.graph, inventory.namespace, inventory.name, node];
  const fqn = path.filter((part) => part !== undefined && part !== "").join("/");
  return { id: inventory.owner, fqn, app: inventory.graph, stage: inventory.name };
}

/** The field manager of the inventory's own ConfigMap. */
export function inventoryManager(inventory: Inventory): string {
  return fieldManagerOf({ id: inventory.owner });
}

/** Writes an inventory as a ConfigMap: plain JSON, and a list of objects that is too large for one is compressed. */
export function toConfigMap(inventory: Inventory, ref: InstanceRef): Manifest {
  const { spec, objects, ...instance } = inventory;
  const data = { instance: canonicalJson(instance), spec: canonicalJson(spec) };
  const list = canonicalJson(objects);
  const fits = Buffer.byteLength(list) + Buffer.byteLength(data.spec) <= LIMIT;
  const content = fits
    ? { data: { ...data, objects: list } }
    : { data, binaryData: { "objects.json.gz": gzipSync(list).toString("base64") } };
  const labels = { [GROUP]: labelValue(ref.group), [KIND]: labelValue(ref.kind) };
  const metadata = { name: inventoryName(ref), namespace: ref.namespace, labels };
  return withOwnership({ apiVersion: "v1", kind: "ConfigMap", metadata, ...content }, ownershipOf(inventory));
}

/**
 * Reads an inventory.
 * @throws {ProviderError} `not-owned` when the ConfigMap is something else, or of another graph
 */
export function fromConfigMap(live: LiveObject, ref?: InstanceRef): Inventory {
  const object = `ConfigMap ${live.metadata.namespace}/${live.metadata.name}`;
  const inventory = parse(live);
  if (inventory === undefined || inventory.owner !== ownerOf(live))
    throw new ProviderError("not-owned", "it exists already and is no inventory of an instance", {
      object,
      advice: "Choose another name or namespace for the instance, or delete it if nobody needs it.",
    });
  if (ref === undefined || isOf(inventory, ref)) return inventory;
  throw new ProviderError("not-owned", `it is the inventory of ${inventory.kind} ${inventory.name}`, {
    object,
    advice: "Choose another name for the instance.",
  });
}

function isOf({ apiVersion, kind, name }: Inventory, ref: InstanceRef): boolean {
  return groupOf(apiVersion) === ref.group && kind === ref.kind && name === ref.name;
}

function parse(live: LiveObject): Inventory | undefined {
  try {
    const { data, binaryData } = live as {
      data?: Record<string, string>;
      binaryData?: Record<string, string>;
    };
    const instance: unknown = JSON.parse(data?.["instance"] ?? "");
    const spec: unknown = JSON.parse(data?.["spec"] ?? "");
    const packed = binaryData?.["objects.json.gz"];
    const list =
      packed === undefined ? data?.["objects"] : gunzipSync(Buffer.from(packed, "base64")).toString();
    const objects: unknown = JSON.parse(list ?? "");
    if (!isJsonObject(instance) || !isJsonObject(spec) || !Array.isArray(objects)) return undefined;
    return {
      ...(instance as unknown as Omit<Inventory, "spec" | "objects">),
      spec,
      objects: objects as InventoryObject[],
    };
  } catch {
    // Not ours: any ConfigMap may have this name.
    return undefined;
  }
}

/** What identifies an object whatever version it was written in. */
export function identityOf({ apiVersion, kind, namespace, name }: ObjectRef): string {
  return `${groupOf(apiVersion)}/${kind}/${namespace ?? ""}/${name}`;
}

/** Both lists as one, in an order of its own: of objects in both the first list's entry, with whichever uid is known. */
export function united(
  wanted: readonly InventoryObject[],
  known: readonly InventoryObject[],
): readonly InventoryObject[] {
  const before = new Map(known.map((object) => [identityOf(object), object]));
  const now = new Map(
    wanted.map((object) => {
      const uid = object.uid ?? before.get(identityOf(object))?.uid;
      return [identityOf(object), uid === undefined ? object : { ...object, uid }];
    }),
  );
  const all = [...now.values(), ...known.filter((object) => !now.has(identityOf(object)))];
  return all.toSorted((a, b) => a.wave - b.wave || (identityOf(a) < identityOf(b) ? -1 : 1));
}

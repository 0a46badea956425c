/**
 * The owner chain: which objects belong to an object, and whose it is itself.
 *
 * Asked only when something went wrong: one LIST per kind that may belong to it. What may not be read is left out and told.
 */

import type { Client } from "../client/client.ts";
import { kindOf } from "../client/discovery.ts";
import { get, list } from "../client/verbs.ts";
import { builtinKind, builtinKinds } from "../model/kind-table.ts";
import { apiVersionOf, groupOf, type Kind, resourceName } from "../model/kind.ts";
import { controllerOf, type LiveObject } from "../model/object.ts";
import { type Relation, RELATIONS, USUALLY_OWNED } from "./relations.ts";
import { whyUnseen } from "./why-unseen.ts";

/** An object and what belongs to it. */
export interface ObjectTree {
  object: LiveObject;
  children: ObjectTree[];
}

/** Something that a report lacks. */
export interface Unseen {
  /** For example `pods in shop`. */
  what: string;
  /** Why, as a clause. */
  because: string;
}

/** What was found of an object. */
export interface Belongings {
  tree: ObjectTree;
  unseen: Unseen[];
}

export interface OwnerOptions {
  signal?: AbortSignal;
  /** Leave out what belongs to former revisions of a workload. @default false */
  current?: boolean;
}

/** Deployment, ReplicaSet, Pod, claim, volume; an instance of kro comes before all of them. */
const DEPTH = 5;

/**
 * Walks down: Deployment → ReplicaSet → Pod, Ingress → Service → Pod, an instance of kro → its objects → …
 * @param object where it begins, as the API server sent it
 */
export async function belongingsOf(
  client: Client,
  object: LiveObject,
  options: OwnerOptions = {},
): Promise<Belongings> {
  const walk: Walk = { ...options, client, unseen: new Map(), seen: new Set([object.metadata.uid]) };
  const tree = { object, children: await childrenOf(walk, object, DEPTH) };
  return { tree, unseen: [...walk.unseen].map(([what, because]) => ({ what, because })) };
}

/**
 * Walks up: the controllers of an object, the nearest first. Ends where one is gone or may not be read.
 * @param object as the API server sent it
 */
export async function controllersOf(
  client: Client,
  object: LiveObject,
  options: { signal?: AbortSignal } = {},
): Promise<LiveObject[]> {
  const owners: LiveObject[] = [];
  for (let at = object; owners.length < DEPTH;) {
    const reference = controllerOf(at);
    if (reference === undefined) break;
    const owner = await getBy(client, { ...reference, namespace: at.metadata.namespace }, options);
    if (owner?.metadata.uid !== reference.uid) break;
    owners.push(owner);
    at = owner;
  }
  return owners;
}

/** All objects of a tree, each before what belongs to it. */
export function flatten({ object, children }: ObjectTree): LiveObject[] {
  return [object, ...children.flatMap(flatten)];
}

interface Walk extends OwnerOptions {
  client: Client;
  unseen: Map<string, string>;
  /** By uid: an object that belongs to two others is shown once. */
  seen: Set<string>;
}

async function childrenOf(walk: Walk, parent: LiveObject, depth: number): Promise<ObjectTree[]> {
  if (depth === 0) return [];
  const found = await Promise.all(relationsOf(parent).map((relation) => related(walk, parent, relation)));
  const fresh = found.flat().filter(({ metadata: { uid } }) => !walk.seen.has(uid) && walk.seen.add(uid));
  return Promise.all(
    fresh.map(async (object) => ({ object, children: await childrenOf(walk, object, depth - 1) })),
  );
}

function relationsOf(parent: LiveObject): readonly Relation[] {
  const known = RELATIONS[`${groupOf(parent.apiVersion)}/${parent.kind}`];
  if (known !== undefined) return known;
  const ofKro = kroRelations(parent);
  if (ofKro.length > 0) return ofKro;
  const custom = builtinKind(parent.apiVersion, parent.kind) === undefined;
  return custom && parent.metadata.namespace !== undefined ? USUALLY_OWNED : [];
}

/** Annotation in which kro tells of what kinds an instance consists: `Deployment.apps,Service`. */
export const GROUP_KINDS = "applyset.kubernetes.io/contains-group-kinds";
// The other namespaces that it wrote to.
const NAMESPACES = "applyset.kubernetes.io/additional-namespaces";

function kroRelations({ metadata: { annotations, uid } }: LiveObject): Relation[] {
  const wanted = new Set(annotations?.[GROUP_KINDS]?.split(","));
  return builtinKinds()
    .filter(({ group, kind }) => wanted.has(group === "" ? kind : `${kind}.${group}`))
    .map((kind) => ({
      apiVersion: apiVersionOf(kind),
      kind: kind.kind,
      owned: false,
      labels: () => `kro.run/instance-id=${uid}`,
    }));
}

function namespacesOf({ metadata: { annotations, namespace } }: LiveObject): string[] {
  const others = annotations?.[NAMESPACES]?.split(",") ?? [];
  return [...new Set([namespace ?? "", ...others])].filter((name) => name !== "");
}

async function related(walk: Walk, parent: LiveObject, relation: Relation): Promise<LiveObject[]> {
  const kind = await kindOf(walk.client, relation.apiVersion, relation.kind);
  const places = kind.namespaced ? namespacesOf(parent) : [undefined];
  const found = await Promise.all(
    places.map((namespace) => inPlace(walk, parent, { relation, kind, namespace })),
  );
  return found.flat().filter((child) => {
    if (relation.owned && !isOwnedBy(child, parent)) return false;
    return walk.current !== true || (relation.current?.(child, parent) ?? true);
  });
}

async function inPlace(
  walk: Walk,
  parent: LiveObject,
  { relation, kind, namespace }: { relation: Relation; kind: Kind; namespace: string | undefined },
): Promise<LiveObject[]> {
  const { client, signal } = walk;
  const place = { ...(namespace !== undefined && { namespace }), ...(signal !== undefined && { signal }) };
  try {
    if (relation.names !== undefined) {
      const asked = relation.names(parent).map((name) => get(client, kind, { ...place, name }, place));
      return (await Promise.all(asked)).filter((object) => object !== undefined);
    }
    const labelSelector = relation.labels?.(parent);
    if (labelSelector === undefined) return [];
    const { items } = await list(client, kind, { ...place, ...(labelSelector !== "" && { labelSelector }) });
    return items;
  } catch (error) {
    const where = namespace === undefined ? "" : ` in ${namespace}`;
    walk.unseen.set(`${resourceName(kind)}${where}`, whyUnseen(error));
    return [];
  }
}

function isOwnedBy(child: LiveObject, parent: LiveObject): boolean {
  return child.metadata.ownerReferences?.some(({ uid }) => uid === parent.metadata.uid) ?? false;
}

async function getBy(
  client: Client,
  ref: { apiVersion: string; kind: string; name: string; namespace: string | undefined },
  options: { signal?: AbortSignal },
): Promise<LiveObject | undefined> {
  try {
    const kind = await kindOf(client, ref.apiVersion, ref.kind);
    const { name, namespace } = ref;
    return await get(client, kind, { name, ...(namespace !== undefined && { namespace }) }, options);
  } catch {
    return undefined;
  }
}

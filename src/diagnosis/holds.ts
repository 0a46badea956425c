/**
 * What keeps an object that is being deleted: finalizers, whose they are, and what they wait for.
 *
 * Often the finalizer that matters is on another object: a pod of the Deployment, an object in the namespace, a custom resource
 * of the definition. Asked only when a deletion takes long. What may not be read is left out and told.
 */

import type { Client } from "../client/client.ts";
import { get, list } from "../client/verbs.ts";
import { textAt, valueAt } from "../model/json.ts";
import { builtin, builtinKinds } from "../model/kind-table.ts";
import { CUSTOM_RESOURCE_DEFINITION, type Kind, kindOfDefinition } from "../model/kind.ts";
import type { LiveObject } from "../model/object.ts";
import { conditionsOf } from "../readiness/conditions.ts";
import { type FinalizerOwner, isGarbageCollection, ownerOfFinalizer } from "./finalizers.ts";
import { belongingsOf, controllersOf, type ObjectTree } from "./owners.ts";
import { whyUnseen } from "./why-unseen.ts";

/** One finalizer that keeps the deleted object, on itself or on an object that has to go before. */
export interface Hold extends FinalizerOwner {
  object: LiveObject;
  finalizer: string;
  /** Objects that it waits for, as far as they are known. */
  waitsFor: LiveObject[];
  /** What somebody has to delete for that: these, or what would make them anew. */
  users: LiveObject[];
  /** What was found out besides, as clauses. */
  notes: string[];
}

/** Looks into the objects that one finalizer waits for. */
type Look = (client: Client, object: LiveObject, options: LookOptions) => Promise<Found>;

interface LookOptions {
  signal?: AbortSignal;
}

interface Found {
  waitsFor?: LiveObject[];
  users?: LiveObject[];
  notes?: string[];
}

const LOOKS: Readonly<Record<string, Look | undefined>> = {
  foregroundDeletion: belongings,
  "kro.run/finalizer": belongings,
  kubernetes: contents,
  "kubernetes.io/pvc-protection": usingPods,
  "kubernetes.io/pv-protection": boundClaim,
  "customresourcecleanup.apiextensions.k8s.io": instances,
};

/**
 * Finds out what keeps an object from going.
 * @param object being deleted, as the API server sent it
 * @returns innermost first: what has to go before the rest; empty when nothing but time is needed
 */
export async function holdsOf(
  client: Client,
  object: LiveObject,
  options: LookOptions = {},
): Promise<Hold[]> {
  const names = finalizersOf(object);
  const own = await Promise.all(names.map((name) => holdOf(client, object, { name, ...options })));
  const dying = own
    .flatMap(({ waitsFor }) => waitsFor)
    .filter(({ metadata }) => metadata.deletionTimestamp !== undefined);
  const inner = dying.flatMap((other) =>
    finalizersOf(other)
      .filter((name) => !isGarbageCollection(name))
      .map((name) => plainHold(other, name)),
  );
  return [...inner, ...own];
}

function plainHold(object: LiveObject, finalizer: string): Hold {
  return { object, finalizer, ...ownerOfFinalizer(finalizer), waitsFor: [], users: [], notes: [] };
}

/** The finalizers of an object, those in the spec of a Namespace included. */
export function finalizersOf(object: LiveObject): string[] {
  const inSpec = object.kind === "Namespace" ? valueAt(object, ["spec", "finalizers"]) : undefined;
  const more = Array.isArray(inSpec) ? inSpec.filter((item) => typeof item === "string") : [];
  return [...(object.metadata.finalizers ?? []), ...more];
}

async function holdOf(
  client: Client,
  object: LiveObject,
  { name, ...options }: LookOptions & { name: string },
): Promise<Hold> {
  const hold = plainHold(object, name);
  try {
    return { ...hold, ...(await LOOKS[name]?.(client, object, options)) };
  } catch (error) {
    return { ...hold, notes: [`what it waits for could not be looked up: ${whyUnseen(error)}`] };
  }
}

/** What the garbage collector, or kro, deletes before the object. */
async function belongings(client: Client, object: LiveObject, options: LookOptions): Promise<Found> {
  const { tree, unseen } = await belongingsOf(client, object, options);
  const isKro = finalizersOf(object).includes("kro.run/finalizer");
  return {
    waitsFor: leavesFirst(isKro ? tree : ownedOf(tree)),
    notes: unseen.map(({ what, because }) => `${what} could not be read: ${because}`),
  };
}

/** Only what has its parent as an owner: a Service is related to its pods, and does not own them. */
function ownedOf({ object, children }: ObjectTree): ObjectTree {
  const owned = children.filter((child) =>
    child.object.metadata.ownerReferences?.some(({ uid }) => uid === object.metadata.uid),
  );
  return { object, children: owned.map(ownedOf) };
}

function leavesFirst({ children }: ObjectTree): LiveObject[] {
  return children.flatMap((child) => [...leavesFirst(child), child.object]);
}

/** Finished pods use their claims, too, until they are deleted. */
async function usingPods(client: Client, { metadata }: LiveObject, options: LookOptions): Promise<Found> {
  const pods = await list(client, builtin("v1", "Pod"), { namespace: metadata.namespace ?? "", ...options });
  const waitsFor = pods.items.filter((pod) => claimsOf(pod).includes(metadata.name));
  const living = waitsFor.filter((pod) => pod.metadata.deletionTimestamp === undefined);
  const users = await Promise.all(
    living.map(async (pod) => (await controllersOf(client, pod, options)).at(-1) ?? pod),
  );
  return { waitsFor, users: [...new Map(users.map((user) => [user.metadata.uid, user])).values()] };
}

function claimsOf(pod: LiveObject): string[] {
  const volumes = valueAt(pod, ["spec", "volumes"]);
  return (Array.isArray(volumes) ? (volumes as unknown[]) : []).map((volume) => {
    const ephemeral = valueAt(volume, ["ephemeral"]) !== undefined;
    const own = `${pod.metadata.name}-${textAt(volume, ["name"], "")}`;
    return ephemeral ? own : textAt(volume, ["persistentVolumeClaim", "claimName"], "");
  });
}

async function boundClaim(client: Client, volume: LiveObject, options: LookOptions): Promise<Found> {
  const name = textAt(volume, ["spec", "claimRef", "name"], "");
  const namespace = textAt(volume, ["spec", "claimRef", "namespace"], "");
  if (name === "") return {};
  const claim = await get(client, builtin("v1", "PersistentVolumeClaim"), { name, namespace }, options);
  return claim === undefined ? {} : { waitsFor: [claim], users: [claim] };
}

async function instances(client: Client, definition: LiveObject, options: LookOptions): Promise<Found> {
  const kind = kindOfDefinition(definition);
  const { items } = await list(client, kind, { metadataOnly: true, ...options });
  return { waitsFor: items };
}

/** As the namespace controller counts them: `configmaps. has 1 resource instances`. */
const REMAINING = /([a-z0-9-]+)\.([a-z0-9.-]*) has \d+ resource instances/g;

async function contents(client: Client, namespace: LiveObject, options: LookOptions): Promise<Found> {
  const notes = remainsIn(namespace);
  const resources = [...notes.join(" ").matchAll(REMAINING)].map(([, plural = "", group = ""]) => ({
    plural,
    group,
  }));
  const listed = await Promise.all(
    resources.map(async (resource) => {
      const kind = await kindByPlural(client, resource, options);
      if (kind === undefined) return [];
      const { items } = await list(client, kind, {
        namespace: namespace.metadata.name,
        metadataOnly: true,
        ...options,
      });
      return items;
    }),
  );
  return { waitsFor: listed.flat(), notes };
}

/** What the API server says of a Namespace that it is deleting: it begins to after about five seconds. */
export function remainsIn(namespace: LiveObject): string[] {
  return conditionsOf(namespace)
    .filter(
      ({ type, status, message }) =>
        type.startsWith("Namespace") && status === "True" && message !== undefined,
    )
    .map(({ message = "" }) => message);
}

async function kindByPlural(
  client: Client,
  { plural, group }: { plural: string; group: string },
  options: LookOptions,
): Promise<Kind | undefined> {
  const known = builtinKinds().find((kind) => kind.group === group && kind.plural === plural);
  if (known !== undefined) return known;
  const definition = await get(client, CUSTOM_RESOURCE_DEFINITION, { name: `${plural}.${group}` }, options);
  return definition && kindOfDefinition(definition);
}

/**
 * What keeps an object that is being deleted: finalizers, whose they are, and what they wait for.
 *
 * Often the finalizer that matters is on another object: a pod of the Deployment, an object in the namespace, a custom resource
 * of the definition. Asked only when a deletion takes long. What may not be read is left out and told.
 */

import type { Client } from "../client/client.ts";
import { get, list } from "../client/verbs.ts";
import { textAt, valueAt } from "../model/json.ts";
import { builtinKind, builtinKinds } from "../model/kind-table.ts";
import { CUSTOM_RESOURCE_DEFINITION, groupOf, type Kind, resourceName, versionOf } from "../model/kind.ts";
import { describe, type LiveObject } from "../model/object.ts";
import { conditionsOf } from "../readiness/conditions.ts";
import { type FinalizerOwner, isGarbageCollection, ownerOfFinalizer } from "./finalizers.ts";
import { belongingsOf, controllersOf, type ObjectTree, whyUnseen } from "./owners.ts";

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

/** The kind that a CustomResourceDefinition makes, in a version that is served. */
export function kindOfDefinition(definition: LiveObject): Kind {
  const text = (...path: string[]): string => textAt(definition, ["spec", ...path], "");
  const versions = (valueAt(definition, ["spec", "versions"]) ?? []) as { name: string; served: boolean }[];
  return {
    group: text("group"),
    version: versions.find(({ served }) => served)?.name ?? "",
    kind: text("names", "kind"),
    plural: text("names", "plural"),
    namespaced: text("scope") === "Namespaced",
  };
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

function builtin(apiVersion: string, kind: string): Kind {
  const found = builtinKind(apiVersion, kind);
  if (found === undefined) throw new TypeError(`there is no ${apiVersion} ${kind}`);
  return found;
}

/** What keeps an object, for people. */
export interface HoldReport {
  /** The hold that matters most, as a clause; `undefined` when there is none. */
  what?: string;
  advice: string;
  /** The other holds, and the command for when nothing else helps, a line each. */
  details: string;
}

/**
 * Puts holds into words. Pure.
 * @param object the deleted one
 */
export function reportHolds(object: LiveObject, holds: readonly Hold[]): HoldReport {
  const telling = tellingOf(holds);
  const [first, ...others] = telling.map((hold) => describeHold(object, hold));
  if (first === undefined) return { advice: MORE_TIME, details: "" };
  const foreign = telling.find(({ builtIn }) => builtIn !== true);
  const lines = others.slice(0, SHOWN);
  if (others.length > SHOWN) lines.push(`and ${others.length - SHOWN} more`);
  if (foreign !== undefined) {
    lines.push(
      `Only if ${foreign.owner} is gone for good: this removes the finalizer, and what it would have cleaned up stays behind:`,
      `  ${removalCommand(foreign.object, foreign.finalizer)}`,
    );
  }
  return {
    what: first,
    advice:
      foreign === undefined ? adviceOnWaiting(holds) : `See that ${foreign.owner} runs, then run again.`,
    details: lines.map((line) => `  ${line}`).join("\n"),
  };
}

/** What holds innermost says it all: that the object around it waits for it goes without saying. */
function tellingOf(holds: readonly Hold[]): Hold[] {
  const held = new Set(holds.map(({ object }) => object.metadata.uid));
  const isOuter = ({ waitsFor }: Hold): boolean => waitsFor.some(({ metadata }) => held.has(metadata.uid));
  return holds.filter((hold) => !isOuter(hold) || hold.notes.length > 0);
}

function describeHold(about: LiveObject, hold: Hold): string {
  const { object, finalizer, owner, once, waitsFor, notes } = hold;
  const its =
    object.metadata.uid === about.metadata.uid
      ? `its finalizer ${finalizer}`
      : `the finalizer ${finalizer} of ${describe({ kind: object.kind, ...object.metadata })}`;
  const left = waitsFor.length === 0 ? "" : ` (left: ${namesOf(waitsFor)})`;
  const said = notes.length === 0 ? "" : `: ${notes.join(" ")}`;
  return `${owner} removes ${its} once ${once}${left}${said}`;
}

// More would hide the first.
const SHOWN = 5;

function namesOf(objects: readonly LiveObject[]): string {
  const names = objects.slice(0, SHOWN).map(({ kind, metadata }) => describe({ kind, ...metadata }));
  if (objects.length > SHOWN) names.push(`${objects.length - SHOWN} more`);
  return names.join(", ");
}

const MORE_TIME = "It may only need more time: run again, or set a longer `delete.timeout`.";

/** A finalizer of Kubernetes' own is never to be removed by hand: what it waits for is to be deleted. */
function adviceOnWaiting(holds: readonly Hold[]): string {
  const users = holds.flatMap((hold) => hold.users);
  return users.length === 0 ? MORE_TIME : `Delete what it waits for (${namesOf(users)}), then run again.`;
}

/** The command that removes exactly this finalizer, and fails when it is not where it was. */
function removalCommand({ apiVersion, kind, metadata }: LiveObject, finalizer: string): string {
  const path = `/metadata/finalizers/${metadata.finalizers?.indexOf(finalizer) ?? 0}`;
  const patch = JSON.stringify([
    { op: "test", path, value: finalizer },
    { op: "remove", path },
  ]);
  const known = builtinKind(apiVersion, kind);
  // kubectl knows a kind by `kind.version.group`, too.
  const resource = known ? resourceName(known) : `${kind}.${versionOf(apiVersion)}.${groupOf(apiVersion)}`;
  const place = metadata.namespace === undefined ? "" : ` -n ${metadata.namespace}`;
  return `kubectl patch ${resource} ${metadata.name}${place} --type=json -p '${patch}'`;
}

/** What a deletion waits for, in a few words for a line of progress; `undefined` when it needs only time. */
export function waitingFor(object: LiveObject): string | undefined {
  if (object.kind === "Namespace") return remainsIn(object).join(" ") || undefined;
  const [finalizer] = finalizersOf(object);
  if (finalizer === undefined) return undefined;
  const { owner, once } = ownerOfFinalizer(finalizer);
  return `waiting until ${owner} removes its finalizer ${finalizer}, once ${once}`;
}

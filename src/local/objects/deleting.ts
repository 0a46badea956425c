/** Deleting objects: preconditions, finalizers of garbage collection, grace periods. @see https://kubernetes.io/docs/concepts/architecture/garbage-collection/ */

import { valueAt } from "../../model/json.ts";
import type { LiveObject } from "../../model/object.ts";
import { timestamp } from "../clock.ts";
import { notSupported } from "../kinds/cause.ts";
import type { ServedKind } from "../kinds/served-kind.ts";
import { conflict, forbidden, invalid } from "../status.ts";
import { withoutManagedFields } from "../store/lazy.ts";
import { existing, fromStorage, refused, type Environment, type Target } from "./environment.ts";
import type { FullMeta } from "./metadata.ts";
import { IMMORTAL, NAMESPACES } from "./namespace-lifecycle.ts";
import type { DeleteOptions } from "./objects.ts";

/** Finalizers that the garbage collector waits for and takes away. */
export const FINALIZER = { orphan: "orphan", foreground: "foregroundDeletion" } as const;

/** Kinds whose dependents stay where a deletion does not say otherwise. */
export const ORPHANS_BY_DEFAULT: ReadonlySet<string> = new Set(["batch/jobs", "/replicationcontrollers"]);

/** Kinds that own nothing. */
const NEVER_OWNS: ReadonlySet<string> = new Set(["/events", "events.k8s.io/events"]);

const POLICIES: readonly string[] = ["Foreground", "Background", "Orphan"];

/** What a delete came to. */
export interface Deletion {
  gone: boolean;
  object: LiveObject;
}

/** @throws {StatusError} 404, 409 when a precondition does not hold, 403 */
export function remove(
  environment: Environment,
  kind: ServedKind,
  { target, options }: { target: Target; options: DeleteOptions },
): Deletion {
  refuseUnknownPolicy(options);
  const found = existing(environment, kind, target);
  const { gone, object } =
    kind.resource === NAMESPACES
      ? removeNamespace(environment, kind, { found, options })
      : removeObject(environment, kind, { found, options });
  return { gone, object: fromStorage(kind, object) };
}

/** Whoever sends options may send anything. */
function refuseUnknownPolicy({ propagationPolicy }: DeleteOptions): void {
  if (propagationPolicy === undefined || POLICIES.includes(propagationPolicy)) return;
  const cause = notSupported("propagationPolicy", propagationPolicy, [...POLICIES, "nil"]);
  throw invalid({ group: "meta.k8s.io", kind: "DeleteOptions" }, "", [cause]);
}

interface Removal {
  found: LiveObject;
  options: DeleteOptions;
}

function removeObject(environment: Environment, kind: ServedKind, { found, options }: Removal): Deletion {
  refuseUnmet(kind, found, options);
  if (kind.rules.deletion !== undefined && found.metadata.deletionTimestamp === undefined) {
    const object = kind.rules.deletion(found, environment);
    return {
      gone: false,
      object: options.dryRun === true ? object : environment.store.put(kind.resource, object),
    };
  }
  const grace = gracePeriod(kind, found, options);
  if (grace === "pending") return { gone: false, object: found };
  const finalizers = finalizersFor(kind, found, options);
  const graceful = grace !== undefined;
  const waits = finalizers.length > 0 || (grace ?? 0) > 0;
  if (!waits && !graceful) return taken(environment, kind, { found, options });
  const marked = graceful
    ? withGrace(environment, found, { grace, finalizers })
    : withoutGrace(environment, found, finalizers);
  const object =
    options.dryRun === true || marked === found ? marked : environment.store.put(kind.resource, marked);
  if (waits) return { gone: false, object };
  return taken(environment, kind, { found: object, options });
}

function taken(environment: Environment, kind: ServedKind, { found, options }: Removal): Deletion {
  if (options.dryRun === true) return { gone: true, object: found };
  const object = environment.store.remove(kind.resource, found);
  kind.rules.released?.(found, environment);
  return { gone: true, object };
}

/** Preconditions are refused with the kind where other refusals have the resource. */
function refuseUnmet(
  { group, kind }: ServedKind,
  { metadata }: LiveObject,
  { preconditions }: DeleteOptions,
): void {
  const { uid, resourceVersion } = preconditions ?? {};
  const of = { group, plural: kind, name: metadata.name };
  if (uid !== undefined && uid !== metadata.uid)
    throw conflict(
      of,
      `the UID in the precondition (${uid}) does not match the UID in record (${metadata.uid}). The object might have been deleted and then recreated`,
    );
  if (resourceVersion !== undefined && resourceVersion !== metadata.resourceVersion)
    throw conflict(
      of,
      `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${metadata.resourceVersion}). The object might have been modified`,
    );
}

/**
 * How long the object may still be there, seconds.
 * @returns `undefined` for kinds that go at once, `pending` when it is going already and not to go faster
 */
function gracePeriod(
  { rules }: ServedKind,
  found: LiveObject,
  options: DeleteOptions,
): number | "pending" | undefined {
  const most = rules.gracePeriod?.(found);
  if (most === undefined) return undefined;
  const wanted =
    options.gracePeriodSeconds === undefined ? undefined : atLeastOne(options.gracePeriodSeconds);
  const { deletionTimestamp, deletionGracePeriodSeconds: left = 0 }: FullMeta = found.metadata;
  if (deletionTimestamp === undefined) return most === 0 ? 0 : (wanted ?? most);
  if (left === 0) return undefined;
  return wanted === undefined || wanted >= left ? "pending" : wanted;
}

/** A negative grace period is read as one second. */
function atLeastOne(seconds: number): number {
  return seconds < 0 ? 1 : seconds;
}

function finalizersFor({ resource }: ServedKind, { metadata }: LiveObject, options: DeleteOptions): string[] {
  const { finalizers = [] } = metadata;
  if (NEVER_OWNS.has(resource)) return [...finalizers];
  const policy = options.propagationPolicy ?? policyOf(finalizers, resource);
  const others = finalizers.filter((name) => name !== FINALIZER.orphan && name !== FINALIZER.foreground);
  if (policy === "Orphan") others.push(FINALIZER.orphan);
  if (policy === "Foreground") others.push(FINALIZER.foreground);
  return others;
}

function policyOf(finalizers: readonly string[], resource: string): DeleteOptions["propagationPolicy"] {
  const set = finalizers.find((name) => name === FINALIZER.orphan || name === FINALIZER.foreground);
  if (set === FINALIZER.orphan) return "Orphan";
  if (set === FINALIZER.foreground) return "Foreground";
  return ORPHANS_BY_DEFAULT.has(resource) ? "Orphan" : "Background";
}

function withGrace(
  { clock }: Environment,
  found: LiveObject,
  { grace, finalizers }: { grace: number; finalizers: string[] },
): LiveObject {
  const old: FullMeta = found.metadata;
  const now = clock.now();
  const asked =
    old.deletionTimestamp === undefined
      ? now
      : Date.parse(old.deletionTimestamp) - (old.deletionGracePeriodSeconds ?? 0) * 1000;
  const late = asked + grace * 1000 < now;
  return marked(found, {
    // A grace period that is over already is shortened to the least that still is one.
    deletionTimestamp: timestamp(late ? now : asked + grace * 1000),
    deletionGracePeriodSeconds: late && grace !== 0 ? 1 : grace,
    finalizers,
  });
}

/** @returns `found` itself when it is marked already and keeps its finalizers */
function withoutGrace({ clock }: Environment, found: LiveObject, finalizers: string[]): LiveObject {
  const old: FullMeta = found.metadata;
  const sameFinalizers = finalizers.join() === (old.finalizers ?? []).join();
  const now = timestamp(clock.now());
  const kept = old.deletionTimestamp !== undefined && old.deletionTimestamp <= now;
  if (kept && sameFinalizers && old.deletionGracePeriodSeconds === 0) return found;
  return marked(found, {
    deletionTimestamp: kept ? (old.deletionTimestamp ?? now) : now,
    deletionGracePeriodSeconds: 0,
    finalizers,
  });
}

type Marks = Required<Pick<FullMeta, "deletionTimestamp" | "deletionGracePeriodSeconds" | "finalizers">>;

/** What the server itself marks is in nobody's managedFields. */
function marked(found: LiveObject, { finalizers, ...marks }: Marks): LiveObject {
  const metadata: LiveObject["metadata"] & FullMeta = { ...found.metadata };
  const { deletionTimestamp, generation } = found.metadata;
  if (deletionTimestamp === undefined && generation !== undefined && generation > 0)
    metadata.generation = generation + 1;
  Object.assign(metadata, marks);
  if (finalizers.length === 0) delete metadata.finalizers;
  else metadata.finalizers = finalizers;
  return { ...found, metadata };
}

function removeNamespace(environment: Environment, kind: ServedKind, { found, options }: Removal): Deletion {
  const { name, uid, resourceVersion, deletionTimestamp } = found.metadata;
  const wanted = options.preconditions ?? {};
  for (const [what, asked, live] of [
    ["UID", wanted.uid, uid],
    ["ResourceVersion", wanted.resourceVersion, resourceVersion],
  ])
    if (asked !== undefined && asked !== live)
      throw conflict(
        refused(kind, name),
        `Precondition failed: ${what} in precondition: ${asked}, ${what} in object meta: ${live}`,
      );
  if (IMMORTAL.has(name)) throw forbidden(refused(kind, name), "this namespace may not be deleted");
  if (deletionTimestamp !== undefined) {
    const finalizers = valueAt(found, ["spec", "finalizers"]);
    const held = Array.isArray(finalizers) && finalizers.length > 0;
    return held ? { gone: false, object: found } : removeObject(environment, kind, { found, options });
  }
  const object = terminating(environment, found, options);
  if (options.dryRun === true) return { gone: false, object };
  return { gone: false, object: environment.store.put(kind.resource, object) };
}

function terminating(
  { clock }: Environment,
  found: LiveObject,
  { propagationPolicy }: DeleteOptions,
): LiveObject {
  const metadata = withoutManagedFields(found.metadata);
  const { finalizers = [], managedFields } = found.metadata;
  const others = finalizers.filter((name) => name !== FINALIZER.orphan && name !== FINALIZER.foreground);
  if (propagationPolicy === "Orphan") others.push(FINALIZER.orphan);
  if (propagationPolicy === "Foreground") others.push(FINALIZER.foreground);
  if (propagationPolicy !== undefined && others.length > 0) metadata.finalizers = others;
  if (propagationPolicy !== undefined && others.length === 0) delete metadata.finalizers;
  metadata.deletionTimestamp = timestamp(clock.now());
  if (managedFields !== undefined) metadata.managedFields = managedFields;
  return { ...found, metadata, status: { ...(found["status"] as object), phase: "Terminating" } };
}

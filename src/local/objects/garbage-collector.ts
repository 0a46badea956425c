/**
 * Garbage collection: objects go when all their owners are gone; owners that are deleted in the foreground wait for their
 * dependents, and those that orphan let go of them first.
 * @see https://kubernetes.io/docs/concepts/architecture/garbage-collection/
 */

import type { LiveObject, OwnerReference } from "../../model/object.ts";
import type { Controller, ControllerContext, Key } from "../controllers/controller.ts";
import type { ServedKind } from "../kinds/served-kind.ts";
import { StatusError } from "../status.ts";
import { withoutManagedFields } from "../store/lazy.ts";
import type { Change } from "../store/store.ts";
import { FINALIZER } from "./deleting.ts";

const MANAGER = "kube-controller-manager";

/** How long to wait for a kind that is named as owner but not served, ms. */
const UNKNOWN_KIND_DELAY = 30_000;

export const garbageCollector: Controller = {
  name: "garbage-collector",
  watches: { "*": concerned },
  reconcile(key, context) {
    const object = context.store.get(key.resource, key.namespace, key.name);
    if (object === undefined) return;
    if (object.metadata.deletionTimestamp === undefined) return collect(key, object, context);
    if (has(object, FINALIZER.orphan)) orphan(key, object, context);
    else if (has(object, FINALIZER.foreground)) finishForeground(key, object, context);
  },
};

/** Which objects may have to go, or may go on, because of a change. Most changes concern nobody. */
function concerned({ type, resource, object, previous }: Change, { store }: ControllerContext): Key[] {
  const { metadata } = object;
  const dependents = (): Key[] => store.ownedBy(metadata.uid).map((one) => keyOf(one.resource, one.object));
  if (type === "DELETED") return [...dependents(), ...waitingOwners(store, previous ?? object)];
  const keys: Key[] = [];
  const owners = metadata.ownerReferences;
  const moved = owners !== previous?.metadata.ownerReferences;
  if (owners !== undefined && moved) keys.push(keyOf(resource, object));
  if (previous !== undefined && moved) keys.push(...waitingOwners(store, previous));
  if (metadata.deletionTimestamp === undefined || metadata.finalizers === undefined) return keys;
  if (has(object, FINALIZER.foreground) && (previous === undefined || !isWaiting(previous)))
    keys.push(...dependents());
  if (has(object, FINALIZER.foreground) || has(object, FINALIZER.orphan)) keys.push(keyOf(resource, object));
  return keys;
}

/** Owners that are there only until this object is gone. */
function waitingOwners(store: ControllerContext["store"], { metadata }: LiveObject): Key[] {
  return (metadata.ownerReferences ?? []).flatMap(({ uid }) => {
    const owner = store.byUid(uid);
    return owner !== undefined && isWaiting(owner.object) ? [keyOf(owner.resource, owner.object)] : [];
  });
}

/** What the references of an object are worth. */
interface Owners {
  /** They are there. */
  solid: OwnerReference[];
  /** They are not. */
  dangling: OwnerReference[];
  /** They wait for this object to go. */
  waiting: OwnerReference[];
}

function collect(key: Key, object: LiveObject, context: ControllerContext): number | undefined {
  const references = object.metadata.ownerReferences ?? [];
  if (references.length === 0) return undefined;
  const owners = classify(object, references, context);
  if (owners === "unknown") return UNKNOWN_KIND_DELAY;
  if (owners === "invalid") return undefined;
  const { solid, dangling, waiting } = owners;
  const rest = [...dangling, ...waiting];
  if (solid.length > 0) {
    if (rest.length > 0)
      write(
        key,
        withoutOwners(
          object,
          rest.map(({ uid }) => uid),
        ),
        context,
      );
  } else if (waiting.length > 0 && context.store.ownedBy(object.metadata.uid).length > 0) {
    const cyclic = context.store.ownedBy(object.metadata.uid).some((one) => isWaiting(one.object));
    if (cyclic) write(key, unblocked(object), context);
    drop(key, context, "Foreground");
  } else drop(key, context, policyOf(object));
  return undefined;
}

/** @returns `unknown` when an owner's kind is not served now, `invalid` when an owner can never be found */
function classify(
  object: LiveObject,
  references: readonly OwnerReference[],
  { store, kinds }: ControllerContext,
): Owners | "unknown" | "invalid" {
  const owners: Owners = { solid: [], dangling: [], waiting: [] };
  for (const reference of references) {
    const kind = kinds.byKind(reference.apiVersion, reference.kind);
    if (kind === undefined) return "unknown";
    const { namespace } = object.metadata;
    // An object of the whole cluster cannot have an owner in a namespace: which one is not said.
    if (kind.namespaced && namespace === undefined) return "invalid";
    const owner = store.get(kind.resource, kind.namespaced ? namespace : undefined, reference.name);
    if (owner?.metadata.uid !== reference.uid) owners.dangling.push(reference);
    else if (isWaiting(owner)) owners.waiting.push(reference);
    else owners.solid.push(reference);
  }
  return owners;
}

function policyOf(object: LiveObject): "Orphan" | "Foreground" | "Background" {
  if (has(object, FINALIZER.orphan)) return "Orphan";
  return has(object, FINALIZER.foreground) ? "Foreground" : "Background";
}

function finishForeground(key: Key, object: LiveObject, context: ControllerContext): void {
  const { uid } = object.metadata;
  const blocked = context.store
    .ownedBy(uid)
    .some(({ object: { metadata } }) =>
      (metadata.ownerReferences ?? []).some(
        (reference) => reference.uid === uid && reference.blockOwnerDeletion === true,
      ),
    );
  if (!blocked) write(key, withoutFinalizer(object, FINALIZER.foreground), context);
}

function orphan(key: Key, object: LiveObject, context: ControllerContext): void {
  const { uid } = object.metadata;
  for (const one of context.store.ownedBy(uid))
    write(keyOf(one.resource, one.object), withoutOwners(one.object, [uid]), context);
  write(key, withoutFinalizer(object, FINALIZER.orphan), context);
}

function drop(
  key: Key,
  context: ControllerContext,
  propagationPolicy: "Orphan" | "Foreground" | "Background",
): void {
  const current = context.store.get(key.resource, key.namespace, key.name);
  if (current === undefined) return;
  const { uid, name, namespace } = current.metadata;
  try {
    context.objects.delete(
      kindOf(key.resource, context),
      namespace === undefined ? { name } : { namespace, name },
      { propagationPolicy, preconditions: { uid } },
    );
  } catch (error) {
    // Namespaces that may not go stay, whoever owns them.
    if (!(error instanceof StatusError) || error.status.code !== 403) throw error;
  }
}

function write(key: Key, object: LiveObject, context: ControllerContext): void {
  context.objects.update(kindOf(key.resource, context), object, { manager: MANAGER, trusted: true });
}

function kindOf(resource: string, { kinds }: ControllerContext): ServedKind {
  const kind = kinds.byResource(resource);
  if (kind === undefined) throw new Error(`${resource} has objects but is not served`);
  return kind;
}

function withoutOwners(object: LiveObject, uids: readonly string[]): LiveObject {
  const metadata = withoutManagedFields(object.metadata);
  const left = (metadata.ownerReferences ?? []).filter(({ uid }) => !uids.includes(uid));
  return {
    ...object,
    metadata: { ...metadata, ownerReferences: left.length === 0 ? undefined : left },
  };
}

function unblocked(object: LiveObject): LiveObject {
  const metadata = withoutManagedFields(object.metadata);
  const ownerReferences = (metadata.ownerReferences ?? []).map((one) =>
    one.blockOwnerDeletion === true ? { ...one, blockOwnerDeletion: false } : one,
  );
  return { ...object, metadata: { ...metadata, ownerReferences } };
}

function withoutFinalizer(object: LiveObject, finalizer: string): LiveObject {
  const metadata = withoutManagedFields(object.metadata);
  const left = (metadata.finalizers ?? []).filter((name) => name !== finalizer);
  return {
    ...object,
    metadata: { ...metadata, finalizers: left.length === 0 ? undefined : left },
  };
}

function has({ metadata }: LiveObject, finalizer: string): boolean {
  return metadata.finalizers?.includes(finalizer) === true;
}

function isWaiting(object: LiveObject): boolean {
  return object.metadata.deletionTimestamp !== undefined && has(object, FINALIZER.foreground);
}

function keyOf(resource: string, { metadata: { namespace, name } }: LiveObject): Key {
  return namespace === undefined ? { resource, name } : { resource, namespace, name };
}

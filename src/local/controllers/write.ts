/** How controllers write: as trusted managers, and not at all when nothing would change. */

import { sameJson } from "../../model/json.ts";
import type { LiveObject, Manifest, ObjectMeta } from "../../model/object.ts";
import type { ServedKind } from "../kinds/served-kind.ts";
import { StatusError } from "../status.ts";
import type { ControllerContext } from "./controller.ts";
import type { Resource, ResourceName } from "./kinds.ts";

/** Who writes, as `managedFields` name it. */
export const MANAGER = {
  controllers: "kube-controller-manager",
  kubelet: "kubelet",
  scheduler: "kube-scheduler",
} as const;

export type Manager = (typeof MANAGER)[keyof typeof MANAGER];

/** @throws Error when the resource is not served: a mistake of the table that serves kinds */
export function kindOf({ kinds }: Pick<ControllerContext, "kinds">, resource: string): ServedKind {
  const kind = kinds.byResource(resource);
  if (kind === undefined) throw new Error(`${resource} is not served, but a controller needs it`);
  return kind;
}

/**
 * Writes a status, and the annotations with it where they are given: some controllers keep one there.
 * @returns the object as it is now; the same one when nothing was to change
 */
export function writeStatus<R extends ResourceName>(
  context: ControllerContext,
  resource: R,
  written: {
    object: Resource<R>;
    status: Resource<R>["status"];
    annotations?: Record<string, string>;
    manager?: Manager;
  },
): Resource<R> {
  const { object, status, annotations, manager = MANAGER.controllers } = written;
  const sameAnnotations =
    annotations === undefined || sameJson(object.metadata.annotations ?? {}, annotations);
  if (sameAnnotations && sameJson(object["status"], status)) return object;
  const metadata = sameAnnotations ? object.metadata : { ...object.metadata, annotations };
  return context.objects.update(
    kindOf(context, resource),
    { ...object, metadata, status },
    { manager, subresource: "status", trusted: true },
  ).object as Resource<R>;
}

/** Replaces an object. @returns the object as it is now */
export function update<R extends ResourceName>(
  context: ControllerContext,
  resource: R,
  object: Resource<R>,
): Resource<R> {
  return context.objects.update(kindOf(context, resource), object, {
    manager: MANAGER.controllers,
    trusted: true,
  }).object as Resource<R>;
}

/** Replaces metadata of an object. @param change what is to be different; `undefined` takes a field away */
export function updateMetadata<R extends ResourceName>(
  context: ControllerContext,
  resource: R,
  { object, change }: { object: Resource<R>; change: Partial<ObjectMeta> },
): Resource<R> {
  return update(context, resource, { ...object, metadata: { ...object.metadata, ...change } });
}

/**
 * Creates an object as a controller does.
 * @throws {StatusError} when it exists, its namespace is going or admission refuses it
 */
export function create<R extends ResourceName>(
  context: Pick<ControllerContext, "objects" | "kinds">,
  resource: R,
  manifest: Manifest,
): Resource<R> {
  return context.objects.create(kindOf(context, resource), manifest, {
    manager: MANAGER.controllers,
    trusted: true,
  }).object as Resource<R>;
}

/** Deletes exactly this object. @returns whether it was still there */
export function remove(context: ControllerContext, resource: string, { metadata }: LiveObject): boolean {
  const { namespace, name, uid } = metadata;
  const target = namespace === undefined ? { name } : { namespace, name };
  try {
    context.objects.delete(kindOf(context, resource), target, { preconditions: { uid } });
    return true;
  } catch (error) {
    if (error instanceof StatusError && error.status.reason === "NotFound") return false;
    throw error;
  }
}

/** Whether an error says that nothing can be created in a namespace any more: then there is nothing to report or retry. */
export function isTerminatingNamespace(error: unknown): boolean {
  return (
    error instanceof StatusError &&
    (error.status.details?.causes ?? []).some(({ reason }) => reason === "NamespaceTerminating")
  );
}

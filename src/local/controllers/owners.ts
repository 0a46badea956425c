/** Ownership between a controller's object and what it made. */

import { controllerOf, type LiveObject, type OwnerReference } from "../../model/object.ts";
import type { ControllerContext } from "./controller.ts";
import type { Resource, ResourceName } from "./kinds.ts";

/** The reference that makes `owner` the manager of an object, which its foreground deletion waits for. */
export function controllerReference({ apiVersion, kind, metadata }: LiveObject): OwnerReference {
  const { name, uid } = metadata;
  return { apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true };
}

/** Objects of one resource that `owner` manages. */
export function controlledBy<R extends ResourceName>(
  { store }: ControllerContext,
  owner: LiveObject,
  resource: R,
): Resource<R>[] {
  const { uid } = owner.metadata;
  const found: Resource<R>[] = [];
  for (const child of store.ownedBy(uid))
    if (child.resource === resource && controllerOf(child.object)?.uid === uid)
      found.push(child.object as Resource<R>);
  return found;
}

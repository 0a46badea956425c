/**
 * Ownership: how an object tells whose it is.
 *
 * The annotation `alchemy.run/owner` holds a random id that the resource keeps in its state from before its first request.
 * App, stage and id are no identity: two checkouts may share them. Labels make LIST selective. Pure.
 */

import { controllerOf, type LiveObject, type Manifest, type ObjectMeta } from "../model/object.ts";
import { labelValue } from "../model/names.ts";

/** What the names of our own labels and annotations begin with. */
export const OWN_PREFIX = "alchemy.run/";
export const OWNER = "alchemy.run/owner";
export const FQN = "alchemy.run/fqn";
const APP = "alchemy.run/app";
const STAGE = "alchemy.run/stage";
const MANAGED_BY = "app.kubernetes.io/managed-by";

/** Who owns an object: one resource of one app and stage. */
export interface Ownership {
  /** Random, kept in the resource's state. */
  id: string;
  /** The resource's full name, for people. */
  fqn: string;
  app: string;
  stage: string;
}

/** The field manager of a resource's writes: stable for its life, at most 128 bytes. */
export function fieldManagerOf(ownership: Pick<Ownership, "id">): string {
  return `alchemy-${ownership.id}`;
}

/** Adds the marks of ownership to a manifest. */
export function withOwnership(manifest: Manifest, ownership: Ownership): Manifest {
  const { metadata } = manifest;
  return {
    ...manifest,
    metadata: {
      ...metadata,
      labels: { [MANAGED_BY]: "alchemy", ...metadata.labels, ...selectorLabels(ownership) },
      annotations: { ...metadata.annotations, [OWNER]: ownership.id, [FQN]: ownership.fqn },
    },
  };
}

function selectorLabels(ownership: Pick<Ownership, "app" | "stage">): Record<string, string> {
  return { [APP]: labelValue(ownership.app), [STAGE]: labelValue(ownership.stage) };
}

/** Selects the objects of one app and stage, in the form of the `labelSelector` parameter. */
export function ownershipSelector(ownership: Pick<Ownership, "app" | "stage">): string {
  return Object.entries(selectorLabels(ownership))
    .map(([label, value]) => `${label}=${value}`)
    .join(",");
}

/** Selects the objects of one app, whatever their stage, in the form of the `labelSelector` parameter. */
export function appSelector(app: string): string {
  return `${APP}=${labelValue(app)}`;
}

/** Whether a field, as conflicts name it, is one of the marks that {@link withOwnership} adds. */
export function isMark(field: string, marked: Manifest): boolean {
  if (/^\.metadata\.(?:labels|annotations)\.alchemy\.run\//.test(field)) return true;
  return field === `.metadata.labels.${MANAGED_BY}` && marked.metadata.labels?.[MANAGED_BY] === "alchemy";
}

/** The owner id that an object carries. */
export function ownerOf(object: { metadata: ObjectMeta }): string | undefined {
  return object.metadata.annotations?.[OWNER];
}

/** Whether an object is a resource's: it says so, or it is the very one that the resource wrote, and says nothing any more. */
export function isOwnedBy(
  object: LiveObject,
  { id, uid }: { id: string; uid?: string | undefined },
): boolean {
  const owner = ownerOf(object);
  return owner === undefined ? object.metadata.uid === uid : owner === id;
}

/** Says who an object belongs to, as far as it tells. */
export function describeOwner(object: LiveObject): string {
  const controller = controllerOf(object);
  if (controller !== undefined) return `is controlled by ${controller.kind} ${controller.name}`;
  const fqn = object.metadata.annotations?.[FQN];
  if (fqn !== undefined) return `belongs to another Alchemy resource, ${fqn}`;
  const manager = object.metadata.managedFields?.[0]?.manager;
  return manager === undefined
    ? "was not made by this resource"
    : `was made by ${manager}, not by this resource`;
}

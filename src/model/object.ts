/** Kubernetes objects as they are on the wire, as far as every kind shares them. Pure. */

import type { JsonObject } from "./json.ts";

/** Who set which fields, and how: one entry of `metadata.managedFields`. */
export interface ManagedFieldsEntry {
  manager?: string;
  operation?: "Apply" | "Update";
  apiVersion?: string;
  time?: string;
  fieldsType?: string;
  fieldsV1?: JsonObject;
  subresource?: string;
}

export interface OwnerReference {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
  controller?: boolean;
  blockOwnerDeletion?: boolean;
}

/** @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/object-meta/ */
export interface ObjectMeta {
  name?: string;
  /** Start of the name that the server completes when none is given. */
  generateName?: string;
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
  generation?: number;
  creationTimestamp?: string;
  deletionTimestamp?: string;
  /** How long the deletion may take, seconds. */
  deletionGracePeriodSeconds?: number;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  finalizers?: string[];
  ownerReferences?: OwnerReference[];
  managedFields?: ManagedFieldsEntry[];
}

/** What a user asks for: an object with at least its kind and its name. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta & { name: string };
  [field: string]: unknown;
}

/** An object that the server sent: it has an identity. */
export interface LiveObject extends Manifest {
  metadata: ObjectMeta & { name: string; uid: string; resourceVersion: string };
}

/** The name of one object, as plain data. */
export interface ObjectRef {
  apiVersion: string;
  kind: string;
  /** Absent for objects of the whole cluster. */
  namespace?: string;
  name: string;
}

/** How messages name an object: `Deployment shop/web`. */
export function describe(ref: Omit<ObjectRef, "apiVersion">): string {
  return ref.namespace === undefined ? `${ref.kind} ${ref.name}` : `${ref.kind} ${ref.namespace}/${ref.name}`;
}

/** The name of a live object. */
export function refOf({ apiVersion, kind, metadata: { namespace, name } }: LiveObject): ObjectRef {
  return { apiVersion, kind, ...(namespace !== undefined && { namespace }), name };
}

/** The name of exactly this object: not of one that is made anew under its name. */
export function exactRefOf(object: LiveObject): ObjectRef & { uid: string } {
  return { ...refOf(object), uid: object.metadata.uid };
}

/** Tells objects of one kind apart: `shop/web`, `/web` for one of the whole cluster. */
export function namespacedName({ metadata }: Manifest): string {
  return `${metadata.namespace ?? ""}/${metadata.name}`;
}

/** The object that keeps an object as it is: a pod's ReplicaSet, StatefulSet, Job. */
export function controllerOf({ metadata }: Manifest): OwnerReference | undefined {
  return metadata.ownerReferences?.find(({ controller }) => controller === true);
}

/**
 * Whether a state of an object is from before another one.
 * Resource versions of one resource are ordered decimal numbers since Kubernetes 1.35; others are let through.
 */
export function hasOlderVersion(a: LiveObject, b: LiveObject): boolean {
  return Number(a.metadata.resourceVersion) < Number(b.metadata.resourceVersion);
}

/** Annotation with a copy of the whole object that `kubectl apply` keeps, of a Secret too. */
export const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

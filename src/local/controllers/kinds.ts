/** The kinds that controllers work on, as they are on the wire: types, and how a stored object is read as one of them. */

import type {
  V1ControllerRevision,
  V1CronJob,
  V1DaemonSet,
  V1Deployment,
  V1Endpoints,
  V1EndpointSlice,
  V1Ingress,
  V1Job,
  V1Node,
  V1PersistentVolume,
  V1PersistentVolumeClaim,
  V1Pod,
  V1PodDisruptionBudget,
  V1PodTemplateSpec,
  V1ReplicaSet,
  V1ReplicationController,
  V1ResourceQuota,
  V1Service,
  V1ServiceCIDR,
  V1StatefulSet,
  V1StorageClass,
  V2HorizontalPodAutoscaler,
} from "@kubernetes/client-node";
import type { LiveObject } from "../../model/object.ts";
import type { Wire } from "../../model/wire.ts";
import type { Change } from "../store/store.ts";
import type { ControllerContext, Key } from "./controller.ts";

/** A stored object of one kind: its spec is there, its status may not be. */
type Live<M> = M extends { spec?: infer S; status?: infer T }
  ? LiveObject & { spec: Wire<NonNullable<S>>; status?: Wire<NonNullable<T>> }
  : never;

/** A stored object of a kind without spec and status. */
type Flat<M> = LiveObject & Omit<Wire<M>, "metadata" | "apiVersion" | "kind">;

export type ControllerRevision = Flat<V1ControllerRevision>;
export type CronJob = Live<V1CronJob>;
export type DaemonSet = Live<V1DaemonSet>;
export type Deployment = Live<V1Deployment>;
export type Endpoints = Flat<V1Endpoints>;
export type EndpointSlice = Flat<V1EndpointSlice>;
export type HorizontalPodAutoscaler = Live<V2HorizontalPodAutoscaler>;
export type Ingress = Live<V1Ingress>;
export type Job = Live<V1Job>;
export type Node = Live<V1Node>;
export type PersistentVolume = Live<V1PersistentVolume>;
export type PersistentVolumeClaim = Live<V1PersistentVolumeClaim>;
export type Pod = Live<V1Pod>;
export type PodDisruptionBudget = Live<V1PodDisruptionBudget>;
export type PodTemplate = Wire<V1PodTemplateSpec>;
export type ReplicaSet = Live<V1ReplicaSet>;
export type ReplicationController = Live<V1ReplicationController>;
export type ResourceQuota = Live<V1ResourceQuota>;
export type Service = Live<V1Service>;
export type ServiceCidr = Live<V1ServiceCIDR>;
export type StatefulSet = Live<V1StatefulSet>;
export type StorageClass = Flat<V1StorageClass>;

/** Storage names of the resources that controllers read and write. */
export const RESOURCE = {
  configMaps: "/configmaps",
  controllerRevisions: "apps/controllerrevisions",
  cronJobs: "batch/cronjobs",
  daemonSets: "apps/daemonsets",
  deployments: "apps/deployments",
  endpoints: "/endpoints",
  endpointSlices: "discovery.k8s.io/endpointslices",
  events: "/events",
  horizontalPodAutoscalers: "autoscaling/horizontalpodautoscalers",
  ingresses: "networking.k8s.io/ingresses",
  jobs: "batch/jobs",
  namespaces: "/namespaces",
  nodes: "/nodes",
  persistentVolumeClaims: "/persistentvolumeclaims",
  persistentVolumes: "/persistentvolumes",
  podDisruptionBudgets: "policy/poddisruptionbudgets",
  pods: "/pods",
  replicaSets: "apps/replicasets",
  replicationControllers: "/replicationcontrollers",
  resourceQuotas: "/resourcequotas",
  serviceAccounts: "/serviceaccounts",
  serviceCidrs: "networking.k8s.io/servicecidrs",
  services: "/services",
  statefulSets: "apps/statefulsets",
  storageClasses: "storage.k8s.io/storageclasses",
  volumeAttributesClasses: "storage.k8s.io/volumeattributesclasses",
} as const;

/** What the objects of each resource are. */
interface ObjectOf {
  [RESOURCE.configMaps]: LiveObject;
  [RESOURCE.controllerRevisions]: ControllerRevision;
  [RESOURCE.cronJobs]: CronJob;
  [RESOURCE.daemonSets]: DaemonSet;
  [RESOURCE.deployments]: Deployment;
  [RESOURCE.endpoints]: Endpoints;
  [RESOURCE.endpointSlices]: EndpointSlice;
  [RESOURCE.events]: LiveObject;
  [RESOURCE.horizontalPodAutoscalers]: HorizontalPodAutoscaler;
  [RESOURCE.ingresses]: Ingress;
  [RESOURCE.jobs]: Job;
  [RESOURCE.namespaces]: LiveObject;
  [RESOURCE.nodes]: Node;
  [RESOURCE.persistentVolumeClaims]: PersistentVolumeClaim;
  [RESOURCE.persistentVolumes]: PersistentVolume;
  [RESOURCE.podDisruptionBudgets]: PodDisruptionBudget;
  [RESOURCE.pods]: Pod;
  [RESOURCE.replicaSets]: ReplicaSet;
  [RESOURCE.replicationControllers]: ReplicationController;
  [RESOURCE.resourceQuotas]: ResourceQuota;
  [RESOURCE.serviceAccounts]: LiveObject;
  [RESOURCE.serviceCidrs]: ServiceCidr;
  [RESOURCE.services]: Service;
  [RESOURCE.statefulSets]: StatefulSet;
  [RESOURCE.storageClasses]: StorageClass;
  [RESOURCE.volumeAttributesClasses]: LiveObject;
}

/** Storage name of a resource that controllers know. */
export type ResourceName = keyof ObjectOf;

/** An object of a resource. */
export type Resource<R extends ResourceName> = ObjectOf[R];

/** The object of a name. */
export function read<R extends ResourceName>(
  { store }: ControllerContext,
  resource: R,
  { namespace, name }: { namespace?: string | undefined; name: string },
): Resource<R> | undefined {
  return store.get(resource, namespace, name) as Resource<R> | undefined;
}

/** All objects of a resource, of one namespace or of all. */
export function readAll<R extends ResourceName>(
  { store }: ControllerContext,
  resource: R,
  namespace?: string,
): Resource<R>[] {
  return store.list(resource, namespace) as Resource<R>[];
}

/** The key of an object. */
export function keyOf(resource: string, { metadata }: LiveObject): Key {
  const { namespace, name } = metadata;
  return namespace === undefined ? { resource, name } : { resource, namespace, name };
}

/** Whether a change is a controller's own report: nothing but the status, which its writer knows already. */
export function isReport({ type, object, previous }: Change): boolean {
  if (type !== "MODIFIED" || previous === undefined) return false;
  const [now, before] = [object.metadata, previous.metadata];
  return (
    object["spec"] === previous["spec"] &&
    now.annotations === before.annotations &&
    now.labels === before.labels &&
    now.ownerReferences === before.ownerReferences &&
    now.deletionTimestamp === before.deletionTimestamp
  );
}

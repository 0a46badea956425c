/** The kinds of the core group: what every application is made of, and the cluster's own objects below. */

import type {
  V1ConfigMap,
  V1Endpoints,
  V1LimitRange,
  V1Namespace,
  V1Node,
  V1PersistentVolume,
  V1PersistentVolumeClaim,
  V1Pod,
  V1PodTemplate,
  V1ReplicationController,
  V1ResourceQuota,
  V1Secret,
  V1Service,
  V1ServiceAccount,
} from "@kubernetes/client-node";
import { defineKind } from "./define-kind.ts";
import type { KubernetesResource, NamespacedResource } from "./resource.ts";

/**
 * Groups the objects of one application or team, and gives other resources their `metadata.namespace`.
 * Deleting it deletes everything in it, so replacing it (under another name) needs `allowDataLoss`.
 *
 * @example
 * const ns = await Namespace("shop", { metadata: { name: "shop" } });
 * await ConfigMap("web", { metadata: { namespace: ns }, data: { MODE: "fast" } });
 *
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/
 */
export interface Namespace extends KubernetesResource<"v1", "Namespace"> {}
export const Namespace = defineKind<V1Namespace, Namespace>("v1", "Namespace");

/**
 * Holds configuration that is no secret, as text (`data`) or base64 (`binaryData`), up to 1 MiB.
 * Pods see a change of environment variables only after a restart: name it in the workload's `rollOnChange`.
 *
 * @example
 * const config = await ConfigMap("web", {
 *   metadata: { namespace: "shop" },
 *   data: { MODE: "fast", "app.yaml": "workers: 4\n" },
 * });
 *
 * @see https://kubernetes.io/docs/concepts/configuration/configmap/
 */
export interface ConfigMap extends NamespacedResource<"v1", "ConfigMap"> {
  /** Counts the changes of its content. */
  revision: number;
}
export const ConfigMap = defineKind<V1ConfigMap, ConfigMap>("v1", "ConfigMap");

/**
 * Holds passwords, tokens and keys, as text (`stringData`) or base64 (`data`), up to 1 MiB.
 * The values are written to the cluster only, never to Alchemy's state. Its `type` cannot be changed.
 *
 * @example
 * const key = await Secret("web", {
 *   metadata: { namespace: "shop" },
 *   stringData: { API_KEY: alchemy.secret(process.env.API_KEY) },
 * });
 *
 * @see https://kubernetes.io/docs/concepts/configuration/secret/
 */
export interface Secret extends NamespacedResource<"v1", "Secret"> {
  /** Counts the changes of its content. */
  revision: number;
}
export const Secret = defineKind<V1Secret, Secret>("v1", "Secret");

/**
 * Gives the pods that a selector finds one name and one address.
 * The address of an existing Service cannot be changed. A load balancer counts as ready once it has an address.
 *
 * @example
 * const web = await Service("web", {
 *   metadata: { namespace: "shop" },
 *   spec: { selector: { app: "web" }, ports: [{ port: 80, targetPort: 8080 }] },
 * });
 * console.log(`http://${web.name}.${web.namespace}`, web.clusterIP);
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/service/
 */
export interface Service extends NamespacedResource<"v1", "Service"> {
  /** Address inside the cluster; `"None"` for a headless service, `""` for an external name. */
  clusterIP: string;
  /** Ports on every node, of those ports that have one, in the order of the ports. */
  nodePorts: number[];
  /** Addresses and host names of the load balancer; empty for other types. */
  addresses: string[];
}
export const Service = defineKind<V1Service, Service>("v1", "Service");

/**
 * Gives pods an identity that roles are bound to.
 *
 * @example
 * const account = await ServiceAccount("deployer", {
 *   metadata: { namespace: "shop" },
 *   automountServiceAccountToken: false,
 * });
 *
 * @see https://kubernetes.io/docs/concepts/security/service-accounts/
 */
export interface ServiceAccount extends NamespacedResource<"v1", "ServiceAccount"> {}
export const ServiceAccount = defineKind<V1ServiceAccount, ServiceAccount>("v1", "ServiceAccount");

/**
 * Asks for storage that outlives its pods.
 * In place it can grow, where its class allows that, and get another `volumeAttributesClassName`. Any other change replaces it, which
 * needs `allowDataLoss` once it is bound: the data of its volume is lost. Ready when it is bound, or at once where its class waits for
 * the first pod that mounts it.
 *
 * @example
 * const disk = await PersistentVolumeClaim("uploads", {
 *   metadata: { namespace: "shop" },
 *   spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "10Gi" } } },
 * });
 *
 * @see https://kubernetes.io/docs/concepts/storage/persistent-volumes/
 */
export interface PersistentVolumeClaim extends NamespacedResource<"v1", "PersistentVolumeClaim"> {
  /** Its PersistentVolume; absent while it waits for its first pod. */
  volumeName?: string;
}
export const PersistentVolumeClaim = defineKind<V1PersistentVolumeClaim, PersistentVolumeClaim>(
  "v1",
  "PersistentVolumeClaim",
);

/**
 * Offers existing storage (a path, an NFS export, a cloud disk) to claims; storage classes make them by themselves.
 * Its source cannot be changed; replacing it needs `allowDataLoss` where its reclaim policy is `Delete`.
 *
 * @example
 * const share = await PersistentVolume("media", {
 *   metadata: { name: "media" },
 *   spec: {
 *     capacity: { storage: "100Gi" },
 *     accessModes: ["ReadWriteMany"],
 *     persistentVolumeReclaimPolicy: "Retain",
 *     storageClassName: "nfs",
 *     nfs: { server: "10.0.0.5", path: "/export/media" },
 *   },
 * });
 *
 * @see https://kubernetes.io/docs/concepts/storage/persistent-volumes/
 */
export interface PersistentVolume extends KubernetesResource<"v1", "PersistentVolume"> {}
export const PersistentVolume = defineKind<V1PersistentVolume, PersistentVolume>("v1", "PersistentVolume");

/**
 * Runs containers once, on one node: nothing starts them again elsewhere, so prefer a Deployment or a Job.
 * Of an existing pod only the images and a few deadlines can be changed; anything else replaces it.
 *
 * @example
 * const shell = await Pod("shell", {
 *   metadata: { namespace: "shop" },
 *   spec: { containers: [{ name: "shell", image: "busybox:1.37", command: ["sleep", "infinity"] }] },
 * });
 *
 * @see https://kubernetes.io/docs/concepts/workloads/pods/
 */
export interface Pod extends NamespacedResource<"v1", "Pod"> {}
export const Pod = defineKind<V1Pod, Pod>("v1", "Pod");

/**
 * Limits how much a namespace may use in total: CPU, memory, storage, numbers of objects.
 *
 * @example
 * const quota = await ResourceQuota("team", {
 *   metadata: { namespace: "shop" },
 *   spec: { hard: { "requests.cpu": "4", "requests.memory": "8Gi", pods: "50" } },
 * });
 *
 * @see https://kubernetes.io/docs/concepts/policy/resource-quotas/
 */
export interface ResourceQuota extends NamespacedResource<"v1", "ResourceQuota"> {}
export const ResourceQuota = defineKind<V1ResourceQuota, ResourceQuota>("v1", "ResourceQuota");

/**
 * Sets defaults and bounds for the resources of each container, pod or claim in a namespace.
 * It applies to objects created afterwards, not to those that run already.
 *
 * @example
 * const limits = await LimitRange("defaults", {
 *   metadata: { namespace: "shop" },
 *   spec: {
 *     limits: [
 *       { type: "Container", default: { memory: "256Mi" }, defaultRequest: { cpu: "50m", memory: "128Mi" } },
 *     ],
 *   },
 * });
 *
 * @see https://kubernetes.io/docs/concepts/policy/limit-range/
 */
export interface LimitRange extends NamespacedResource<"v1", "LimitRange"> {}
export const LimitRange = defineKind<V1LimitRange, LimitRange>("v1", "LimitRange");

/**
 * Lists the addresses behind a Service that has no selector; its name is the Service's.
 * Kubernetes has deprecated it: prefer an EndpointSlice.
 *
 * @example
 * await Endpoints("legacy-db", {
 *   metadata: { namespace: "shop", name: "legacy-db" },
 *   subsets: [{ addresses: [{ ip: "192.0.2.10" }], ports: [{ port: 5432 }] }],
 * });
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/service/#services-without-selectors
 */
export interface Endpoints extends NamespacedResource<"v1", "Endpoints"> {}
export const Endpoints = defineKind<V1Endpoints, Endpoints>("v1", "Endpoints");

/**
 * Labels and taints a machine of the cluster. Machines register themselves, so adopt the object and leave it in place.
 *
 * @example
 * await Node("worker-1", {
 *   metadata: { name: "worker-1", labels: { disk: "ssd" } },
 *   adopt: true,
 *   delete: false,
 *   wait: "applied",
 * });
 *
 * @see https://kubernetes.io/docs/concepts/architecture/nodes/
 */
export interface Node extends KubernetesResource<"v1", "Node"> {}
export const Node = defineKind<V1Node, Node>("v1", "Node");

/**
 * Keeps a pod's description for programs that start pods themselves; it starts none.
 *
 * @example
 * await PodTemplate("runner", {
 *   metadata: { namespace: "shop" },
 *   template: {
 *     metadata: { labels: { app: "runner" } },
 *     spec: { containers: [{ name: "runner", image: "busybox:1.37" }] },
 *   },
 * });
 *
 * @see https://kubernetes.io/docs/concepts/workloads/pods/#pod-templates
 */
export interface PodTemplate extends NamespacedResource<"v1", "PodTemplate"> {}
export const PodTemplate = defineKind<V1PodTemplate, PodTemplate>("v1", "PodTemplate");

/**
 * Keeps a number of equal pods running; the predecessor of Deployment, without rolling updates.
 *
 * @example
 * await ReplicationController("cache", {
 *   metadata: { namespace: "shop" },
 *   spec: {
 *     replicas: 2,
 *     selector: { app: "cache" },
 *     template: {
 *       metadata: { labels: { app: "cache" } },
 *       spec: { containers: [{ name: "cache", image: "memcached:1.6" }] },
 *     },
 *   },
 * });
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/replicationcontroller/
 */
export interface ReplicationController extends NamespacedResource<"v1", "ReplicationController"> {}
export const ReplicationController = defineKind<V1ReplicationController, ReplicationController>(
  "v1",
  "ReplicationController",
);

/** The kinds of `apps`: workloads that run until they are deleted. */

import type {
  V1ControllerRevision,
  V1DaemonSet,
  V1Deployment,
  V1ReplicaSet,
  V1StatefulSet,
} from "@kubernetes/client-node";
import { defineKind } from "./define-kind.ts";
import type { NamespacedResource } from "./resource.ts";

/**
 * Runs equal pods of one template and replaces them step by step when the template changes.
 * Ready when the new pods are available. Its selector cannot be changed: another one replaces it.
 *
 * @example
 * const web = await Deployment("web", {
 *   metadata: { namespace: "shop" },
 *   spec: {
 *     replicas: 2,
 *     selector: { matchLabels: { app: "web" } },
 *     template: {
 *       metadata: { labels: { app: "web" } },
 *       spec: { containers: [{ name: "web", image: "nginx:1.29", ports: [{ containerPort: 80 }] }] },
 *     },
 *   },
 * });
 *
 * @example
 * const config = await ConfigMap("api", { metadata: { namespace: "shop" }, data: { MODE: "fast" } });
 * const api = await Deployment("api", {
 *   metadata: { namespace: "shop" },
 *   rollOnChange: [config],
 *   timeout: 120_000,
 *   spec: {
 *     selector: { matchLabels: { app: "api" } },
 *     template: {
 *       metadata: { labels: { app: "api" } },
 *       spec: {
 *         containers: [{ name: "api", image: "shop/api:1.4.2", envFrom: [{ configMapRef: { name: config.name } }] }],
 *       },
 *     },
 *   },
 * });
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/deployment/
 */
export interface Deployment extends NamespacedResource<"apps/v1", "Deployment"> {}
export const Deployment = defineKind<V1Deployment, Deployment>("apps/v1", "Deployment");

/**
 * Runs pods with stable names and a volume of their own each, for databases and queues.
 * Selector, service name and claim templates cannot be changed: others replace it. Its claims stay when it is deleted,
 * unless `persistentVolumeClaimRetentionPolicy` says otherwise.
 *
 * @example
 * const postgres = await StatefulSet("postgres", {
 *   metadata: { namespace: "shop" },
 *   spec: {
 *     serviceName: "postgres",
 *     selector: { matchLabels: { app: "postgres" } },
 *     template: {
 *       metadata: { labels: { app: "postgres" } },
 *       spec: {
 *         containers: [
 *           {
 *             name: "postgres",
 *             image: "postgres:18",
 *             env: [{ name: "POSTGRES_PASSWORD", valueFrom: { secretKeyRef: { name: "postgres", key: "password" } } }],
 *             volumeMounts: [{ name: "data", mountPath: "/var/lib/postgresql" }],
 *           },
 *         ],
 *       },
 *     },
 *     volumeClaimTemplates: [
 *       {
 *         metadata: { name: "data" },
 *         spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "10Gi" } } },
 *       },
 *     ],
 *   },
 * });
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/
 */
export interface StatefulSet extends NamespacedResource<"apps/v1", "StatefulSet"> {}
export const StatefulSet = defineKind<V1StatefulSet, StatefulSet>("apps/v1", "StatefulSet");

/**
 * Runs one pod on every node, or on those that a node selector finds: log collectors, network plugins.
 * Its selector cannot be changed: another one replaces it.
 *
 * @example
 * const agent = await DaemonSet("agent", {
 *   metadata: { namespace: "monitoring" },
 *   spec: {
 *     selector: { matchLabels: { app: "agent" } },
 *     template: {
 *       metadata: { labels: { app: "agent" } },
 *       spec: { containers: [{ name: "agent", image: "prom/node-exporter:v1.9.1" }] },
 *     },
 *   },
 * });
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/
 */
export interface DaemonSet extends NamespacedResource<"apps/v1", "DaemonSet"> {}
export const DaemonSet = defineKind<V1DaemonSet, DaemonSet>("apps/v1", "DaemonSet");

/**
 * Keeps a number of equal pods running. Deployments make their own.
 * A changed template leaves running pods as they are; the selector cannot be changed.
 *
 * @example
 * await ReplicaSet("cache", {
 *   metadata: { namespace: "shop" },
 *   spec: {
 *     replicas: 2,
 *     selector: { matchLabels: { app: "cache" } },
 *     template: {
 *       metadata: { labels: { app: "cache" } },
 *       spec: { containers: [{ name: "cache", image: "memcached:1.6" }] },
 *     },
 *   },
 * });
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/replicaset/
 */
export interface ReplicaSet extends NamespacedResource<"apps/v1", "ReplicaSet"> {}
export const ReplicaSet = defineKind<V1ReplicaSet, ReplicaSet>("apps/v1", "ReplicaSet");

/**
 * Keeps one past state of a StatefulSet or DaemonSet, or of anything else that an operator versions.
 * Controllers write it. Its `data` cannot be changed.
 *
 * @example
 * await ControllerRevision("cluster-1", {
 *   metadata: { namespace: "shop" },
 *   revision: 1,
 *   data: { spec: { size: 3 } },
 * });
 *
 * @see https://kubernetes.io/docs/tasks/manage-daemon/rollback-daemon-set/
 */
export interface ControllerRevision extends NamespacedResource<"apps/v1", "ControllerRevision"> {}
export const ControllerRevision = defineKind<V1ControllerRevision, ControllerRevision>(
  "apps/v1",
  "ControllerRevision",
);

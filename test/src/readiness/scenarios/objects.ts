/** Manifests of the scenarios, and what is waited for in them. */

import { type JsonObject, valueAt } from "../../../../src/model/json.ts";
import type { Manifest } from "../../../../src/model/object.ts";

export const at =
  (...path: (string | number)[]) =>
  (object: unknown): unknown =>
    valueAt(object, path);
export const replicas = at("status", "readyReplicas");

/** The condition of that type has the status (and reason). */
export const has =
  (type: string, status: string, reason?: string) =>
  (object: unknown): boolean =>
    ((at("status", "conditions")(object) as Record<string, unknown>[] | undefined) ?? []).some(
      (one) =>
        one["type"] === type &&
        one["status"] === status &&
        (reason === undefined || one["reason"] === reason),
    );
export const phase =
  (wanted: string) =>
  (object: unknown): boolean =>
    at("status", "phase")(object) === wanted;
export const observed = (object: unknown): boolean =>
  at("status", "observedGeneration")(object) === at("metadata", "generation")(object);

export const container = { name: "web", image: "nginx:1.29" };
/** What a pod of a template has besides its one container. */
export type Pod = { labels?: Record<string, string>; spec?: JsonObject };
export const template = ({ labels = {}, spec = {} }: Pod = {}): JsonObject => ({
  metadata: { labels: { app: "web", ...labels } },
  spec: { containers: [container], ...spec },
});
export const fault = (name: string): Pod => ({ labels: { "test/fault": name } });
export const selector = { matchLabels: { app: "web" } };
export const workload =
  (apiVersion: string, kind: string, defaults: JsonObject = {}) =>
  (spec: JsonObject = {}, pod: Pod = {}): Manifest => ({
    apiVersion,
    kind,
    metadata: { name: "web" },
    spec: { ...defaults, selector, template: template(pod), ...spec },
  });
export const deployment = workload("apps/v1", "Deployment", { replicas: 1 });
export const statefulSet = workload("apps/v1", "StatefulSet", { replicas: 1, serviceName: "web" });
export const daemonSet = workload("apps/v1", "DaemonSet");
export const job = (spec: JsonObject = {}, pod: Pod = {}): Manifest => ({
  apiVersion: "batch/v1",
  kind: "Job",
  metadata: { name: "web" },
  spec: { template: template({ ...pod, spec: { restartPolicy: "Never", ...pod.spec } }), ...spec },
});
export const pod = (more: Pod = {}): Manifest => {
  const { metadata, spec } = template(more);
  return { apiVersion: "v1", kind: "Pod", metadata: { ...(metadata as object), name: "web" }, spec };
};
export const object = (
  apiVersion: string,
  kind: string,
  fields: object = {},
  metadata: object = {},
): Manifest => ({
  apiVersion,
  kind,
  metadata: { name: "web", ...metadata },
  ...fields,
});
export const claim = (spec: JsonObject = {}): Manifest =>
  object("v1", "PersistentVolumeClaim", {
    spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } }, ...spec },
  });
export const newImage = {
  spec: { template: { spec: { containers: [{ name: "web", image: "nginx:1.30" }] } } },
};
export const rolledOut =
  (count: number) =>
  (live: unknown): boolean =>
    observed(live) &&
    (replicas(live) ?? 0) === count &&
    (at("status", "updatedReplicas")(live) ?? 0) === count &&
    (at("status", "replicas")(live) ?? 0) === count;
export const revised =
  (count: number) =>
  (live: unknown): boolean =>
    rolledOut(count)(live) && at("status", "currentRevision")(live) === at("status", "updateRevision")(live);
export const restarts =
  (count: number) =>
  (live: unknown): boolean =>
    Number(at("status", "containerStatuses", 0, "restartCount")(live) ?? 0) >= count;
export const waiting =
  (reason: string) =>
  (live: unknown): boolean =>
    at("status", "containerStatuses", 0, "state", "waiting", "reason")(live) === reason;

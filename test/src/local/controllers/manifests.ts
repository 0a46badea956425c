/** Manifests of workloads, as the API server completes them where controllers rely on it. */

import type { Manifest } from "../../../../src/model/object.ts";

type Fields = Record<string, unknown>;

/** What a workload's pods have of their own. */
export interface PodOptions {
  /** Name of a fault. */
  fault?: string;
  annotations?: Record<string, string>;
  spec?: Fields;
}

/** A pod template with the label `app`. */
export function template(app: string, { fault, annotations, spec }: PodOptions = {}): Fields {
  const labels = { app, ...(fault === undefined ? {} : { "test/fault": fault }) };
  return {
    metadata: { labels, ...(annotations === undefined ? {} : { annotations }) },
    spec: {
      containers: [{ name: "main", image: "nginx:1.27" }],
      restartPolicy: "Always",
      terminationGracePeriodSeconds: 30,
      ...spec,
    },
  };
}

const DEFAULTS: Readonly<Record<string, Fields>> = {
  Deployment: {
    replicas: 1,
    progressDeadlineSeconds: 600,
    revisionHistoryLimit: 10,
    strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: "25%", maxUnavailable: "25%" } },
  },
  ReplicaSet: { replicas: 1 },
  StatefulSet: {
    replicas: 1,
    podManagementPolicy: "OrderedReady",
    revisionHistoryLimit: 10,
    updateStrategy: { type: "RollingUpdate", rollingUpdate: { partition: 0 } },
  },
  DaemonSet: {
    revisionHistoryLimit: 10,
    updateStrategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } },
  },
};

/** A workload of the group apps. */
export function workload(
  kind: "Deployment" | "ReplicaSet" | "StatefulSet" | "DaemonSet",
  name: string,
  { spec, pod }: { spec?: Fields; pod?: PodOptions } = {},
): Manifest {
  return {
    apiVersion: "apps/v1",
    kind,
    metadata: { name },
    spec: {
      ...DEFAULTS[kind],
      selector: { matchLabels: { app: name } },
      template: template(name, pod),
      ...spec,
    },
  };
}

/** A Job. */
export function job(name: string, { spec, pod }: { spec?: Fields; pod?: PodOptions } = {}): Manifest {
  const own = template(name, { ...pod, spec: { restartPolicy: "Never", ...pod?.spec } });
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name },
    spec: {
      backoffLimit: 6,
      completions: 1,
      parallelism: 1,
      completionMode: "NonIndexed",
      podReplacementPolicy: "TerminatingOrFailed",
      suspend: false,
      selector: { matchLabels: { app: name } },
      template: own,
      ...spec,
    },
  };
}

/** A claim of 1 Gi. */
export function claim(name: string, spec: Fields = {}): Manifest {
  return {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name },
    spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } }, ...spec },
  };
}

/** A pod without a workload. */
export function pod(name: string, { fault, annotations, spec }: PodOptions = {}): Manifest {
  const { metadata, spec: own } = template(name, {
    ...(fault === undefined ? {} : { fault }),
    ...(annotations === undefined ? {} : { annotations }),
    ...(spec === undefined ? {} : { spec }),
  }) as { metadata: Fields; spec: Fields };
  return { apiVersion: "v1", kind: "Pod", metadata: { name, ...metadata }, spec: own };
}

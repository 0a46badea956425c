/** What both clusters are made to do, one namespace for each row. Data, and functions of it. */

import type { JsonObject } from "../../../../src/model/json.ts";
import type { Manifest } from "../../../../src/model/object.ts";

type Fields = Record<string, unknown>;

/** One thing that a user does. */
export type Step =
  | { apply: Manifest[] }
  /** Changes an object by a merge patch. */
  | { patch: JsonObject; of: readonly [resource: string, name: string] }
  | { remove: readonly [resource: string, name: string]; policy?: "Foreground" | "Background" | "Orphan" };

/** Steps, after each of which everything comes to rest. */
export interface Case {
  title: string;
  steps: Step[];
}

interface Shape {
  spec?: Fields;
  pod?: Fields;
  fault?: string;
}

function template(app: string, { pod, fault }: Shape): Fields {
  return {
    metadata: { labels: { app, ...(fault === undefined ? {} : { "test/fault": fault }) } },
    spec: { containers: [{ name: "main", image: "nginx:1.27" }], ...pod },
  };
}

function workload(kind: string, shape: Shape = {}): Manifest {
  const name = "web";
  const selector = { matchLabels: { app: name } };
  const spec = { selector, template: template(name, shape), ...shape.spec };
  return { apiVersion: "apps/v1", kind, metadata: { name }, spec };
}

function job(shape: Shape = {}): Manifest {
  const pod = { restartPolicy: "Never", ...shape.pod };
  const spec = { template: template("run", { ...shape, pod }), ...shape.spec };
  return { apiVersion: "batch/v1", kind: "Job", metadata: { name: "run" }, spec };
}

function claim(name: string, spec: Fields = {}): Manifest {
  return {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name },
    spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } }, ...spec },
  };
}

function service(spec: Fields): Manifest {
  return { apiVersion: "v1", kind: "Service", metadata: { name: "web" }, spec };
}

const image = (name: string): JsonObject => ({
  spec: { template: { spec: { containers: [{ name: "main", image: name }] } } },
});
const deployment = ["apps/deployments", "web"] as const;
const statefulSet = ["apps/statefulsets", "web"] as const;
const greedy = { containers: [{ name: "main", image: "nginx", resources: { requests: { cpu: "100000" } } }] };

export const cases: readonly Case[] = [
  { title: "Deployment", steps: [{ apply: [workload("Deployment", { spec: { replicas: 2 } })] }] },
  {
    title: "Deployment rolled out",
    steps: [
      { apply: [workload("Deployment", { spec: { replicas: 3 } })] },
      { patch: image("nginx:1.28"), of: deployment },
    ],
  },
  {
    title: "Deployment rolled back",
    steps: [
      { apply: [workload("Deployment")] },
      { patch: image("nginx:1.28"), of: deployment },
      { patch: image("nginx:1.27"), of: deployment },
    ],
  },
  {
    title: "Deployment scaled up and down",
    steps: [
      { apply: [workload("Deployment", { spec: { replicas: 1 } })] },
      { patch: { spec: { replicas: 4 } }, of: deployment },
      { patch: { spec: { replicas: 2 } }, of: deployment },
    ],
  },
  {
    title: "Deployment recreated",
    steps: [
      { apply: [workload("Deployment", { spec: { strategy: { type: "Recreate" } } })] },
      { patch: image("nginx:1.28"), of: deployment },
    ],
  },
  {
    title: "Deployment with history of one",
    steps: [
      { apply: [workload("Deployment", { spec: { revisionHistoryLimit: 1 } })] },
      { patch: image("nginx:1.28"), of: deployment },
      { patch: image("nginx:1.29"), of: deployment },
      { patch: image("nginx:1.30"), of: deployment },
    ],
  },
  {
    title: "Deployment paused and resumed",
    steps: [
      { apply: [workload("Deployment")] },
      { patch: { spec: { paused: true } }, of: deployment },
      { patch: { spec: { paused: null, ...(image("nginx:1.28")["spec"] as JsonObject) } }, of: deployment },
    ],
  },
  {
    title: "Deployment paused from the start",
    steps: [{ apply: [workload("Deployment", { spec: { paused: true } })] }],
  },
  {
    title: "Deployment stuck in a rollout",
    steps: [
      { apply: [workload("Deployment", { spec: { replicas: 4, progressDeadlineSeconds: 2 } })] },
      {
        patch: { spec: { template: { metadata: { labels: { "test/fault": "never-ready" } } } } },
        of: deployment,
      },
    ],
  },
  {
    title: "Deployment never ready",
    steps: [
      { apply: [workload("Deployment", { fault: "never-ready", spec: { progressDeadlineSeconds: 2 } })] },
    ],
  },
  { title: "Deployment that does not fit", steps: [{ apply: [workload("Deployment", { pod: greedy })] }] },
  {
    title: "Deployment with a selector that no node has",
    steps: [{ apply: [workload("Deployment", { pod: { nodeSelector: { disk: "ssd" } } })] }],
  },
  {
    title: "Deployment orphaned and adopted",
    steps: [
      { apply: [workload("Deployment")] },
      { remove: deployment, policy: "Orphan" },
      { apply: [workload("Deployment")] },
    ],
  },
  {
    title: "Deployment deleted in the foreground",
    steps: [{ apply: [workload("Deployment")] }, { remove: deployment, policy: "Foreground" }],
  },
  { title: "ReplicaSet", steps: [{ apply: [workload("ReplicaSet", { spec: { replicas: 2 } })] }] },
  {
    title: "ReplicationController",
    steps: [
      {
        apply: [
          {
            apiVersion: "v1",
            kind: "ReplicationController",
            metadata: { name: "web" },
            spec: { replicas: 1, selector: { app: "web" }, template: template("web", {}) },
          },
        ],
      },
    ],
  },
  {
    title: "StatefulSet with claims, updated",
    steps: [
      {
        apply: [
          workload("StatefulSet", {
            spec: { replicas: 2, serviceName: "web", volumeClaimTemplates: [claim("data")] },
          }),
        ],
      },
      { patch: image("nginx:1.28"), of: statefulSet },
    ],
  },
  {
    title: "StatefulSet with a partition, scaled",
    steps: [
      {
        apply: [
          workload("StatefulSet", {
            spec: { replicas: 3, serviceName: "web", updateStrategy: { rollingUpdate: { partition: 2 } } },
          }),
        ],
      },
      { patch: image("nginx:1.28"), of: statefulSet },
      { patch: { spec: { replicas: 1 } }, of: statefulSet },
    ],
  },
  {
    title: "StatefulSet in parallel, never ready",
    steps: [
      {
        apply: [
          workload("StatefulSet", {
            fault: "never-ready",
            spec: { replicas: 2, serviceName: "web", podManagementPolicy: "Parallel" },
          }),
        ],
      },
    ],
  },
  {
    title: "StatefulSet whose claims go with it",
    steps: [
      {
        apply: [
          workload("StatefulSet", {
            spec: {
              replicas: 2,
              serviceName: "web",
              volumeClaimTemplates: [claim("data")],
              persistentVolumeClaimRetentionPolicy: { whenScaled: "Delete", whenDeleted: "Delete" },
            },
          }),
        ],
      },
      { patch: { spec: { replicas: 1 } }, of: statefulSet },
    ],
  },
  {
    title: "DaemonSet, updated",
    steps: [
      { apply: [workload("DaemonSet")] },
      { patch: image("nginx:1.28"), of: ["apps/daemonsets", "web"] },
    ],
  },
  { title: "Job", steps: [{ apply: [job()] }] },
  {
    title: "Job of three, two at a time",
    steps: [{ apply: [job({ spec: { completions: 3, parallelism: 2 } })] }],
  },
  {
    title: "Job indexed",
    steps: [{ apply: [job({ spec: { completions: 2, parallelism: 2, completionMode: "Indexed" } })] }],
  },
  { title: "Job that fails", steps: [{ apply: [job({ fault: "exit-1", spec: { backoffLimit: 0 } })] }] },
  {
    title: "Job out of time",
    steps: [{ apply: [job({ fault: "run-for-ever", spec: { activeDeadlineSeconds: 1 } })] }],
  },
  {
    title: "Job suspended and resumed",
    steps: [
      { apply: [job({ spec: { suspend: true } })] },
      { patch: { spec: { suspend: false } }, of: ["batch/jobs", "run"] },
    ],
  },
  { title: "Job with a time to live", steps: [{ apply: [job({ spec: { ttlSecondsAfterFinished: 0 } })] }] },
  {
    title: "Service with pods",
    steps: [
      {
        apply: [
          service({ selector: { app: "web" }, ports: [{ port: 80, targetPort: 8080 }] }),
          workload("Deployment", { spec: { replicas: 2 } }),
        ],
      },
    ],
  },
  {
    title: "Service without a head",
    steps: [
      {
        apply: [
          service({ clusterIP: "None", selector: { app: "web" }, ports: [{ port: 80 }] }),
          workload("Deployment"),
        ],
      },
    ],
  },
  {
    title: "Claim, and one of an unknown class",
    steps: [{ apply: [claim("data"), claim("lost", { storageClassName: "none" })] }],
  },
  {
    title: "Budget and autoscaler",
    steps: [
      {
        apply: [
          workload("Deployment", { spec: { replicas: 2 } }),
          {
            apiVersion: "policy/v1",
            kind: "PodDisruptionBudget",
            metadata: { name: "web" },
            spec: { minAvailable: 1, selector: { matchLabels: { app: "web" } } },
          },
          {
            apiVersion: "autoscaling/v2",
            kind: "HorizontalPodAutoscaler",
            metadata: { name: "web" },
            spec: {
              scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" },
              maxReplicas: 3,
              metrics: [
                {
                  type: "Resource",
                  resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 80 } },
                },
              ],
            },
          },
        ],
      },
    ],
  },
  {
    title: "Quota that allows one pod",
    steps: [
      {
        apply: [
          { apiVersion: "v1", kind: "ResourceQuota", metadata: { name: "q" }, spec: { hard: { pods: "1" } } },
        ],
      },
      { apply: [workload("Deployment", { spec: { replicas: 2 } })] },
    ],
  },
];

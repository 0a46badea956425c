import type { BaseManifest, Change, Suite } from "../suite.ts";

const main = { name: "main", image: "app:1" };
const labels = { app: "kinds" };
const template = { metadata: { labels }, spec: { containers: [main] } };
const selector = { matchLabels: labels };
const claimTemplate = {
  metadata: { name: "data" },
  spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
};

const workload = (kind: string, spec: object = {}): BaseManifest => ({
  apiVersion: "apps/v1",
  kind,
  spec: { selector, template, ...spec },
});

/** What is wrong with any of them. */
const selectors: Change[] = [
  { "spec.selector": undefined },
  { "spec.selector": {} },
  { "spec.selector.matchLabels": { app: "other" } },
  { "spec.selector.matchLabels": { "a b": "x" } },
  { "spec.selector.matchLabels": { app: "not valid!" } },
  { "spec.selector.matchExpressions": [{ key: "app", operator: "Exists" }] },
  { "spec.selector.matchExpressions": [{ key: "app", operator: "In" }] },
  { "spec.selector.matchExpressions": [{ key: "app", operator: "Like", values: ["x"] }] },
  { "spec.selector.matchExpressions": [{ key: "app", operator: "Exists", values: ["x"] }] },
  { "spec.template": undefined },
  { "spec.template.spec.containers": [] },
  { "spec.template.metadata.labels": undefined },
  { "spec.template.spec.restartPolicy": "Never" },
  { "spec.template.spec.restartPolicy": "Sometimes" },
  { "spec.template.spec.activeDeadlineSeconds": 5 },
  { "spec.template.metadata.labels": { app: "kinds", "bad key!": "x" } },
  { "spec.template.metadata.annotations": { "bad key!": "x" } },
];

const replicas: Change[] = [
  { "spec.replicas": -1 },
  { "spec.replicas": 0 },
  { "spec.replicas": 3 },
  { "spec.minReadySeconds": -1 },
];

const rolling: Change[] = [
  { "spec.strategy": { type: "Recreate" } },
  { "spec.strategy": { type: "Recreate", rollingUpdate: { maxSurge: 1 } } },
  { "spec.strategy": { type: "Sideways" } },
  { "spec.strategy": { rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } } },
  { "spec.strategy": { rollingUpdate: { maxSurge: "0%", maxUnavailable: "0%" } } },
  { "spec.strategy": { rollingUpdate: { maxSurge: "150%", maxUnavailable: "150%" } } },
  { "spec.strategy": { rollingUpdate: { maxSurge: -1 } } },
  { "spec.strategy": { rollingUpdate: { maxSurge: "x%" } } },
  { "spec.strategy": { rollingUpdate: { maxUnavailable: "5" } } },
  { "spec.revisionHistoryLimit": -1 },
  { "spec.revisionHistoryLimit": 0 },
  { "spec.progressDeadlineSeconds": 0 },
  { "spec.progressDeadlineSeconds": 10, "spec.minReadySeconds": 10 },
  { "spec.progressDeadlineSeconds": -5 },
  { "spec.paused": true },
];

const container = "spec.template.spec.containers.0";

/** What Go cannot read, and what it does not know. */
const unreadable: Change[] = [
  { "spec.replicas": "3" },
  { "spec.replicas": 1.5 },
  { "spec.replicas": 3000000000 },
  { "spec.replicas": true },
  { "spec.replicas": null },
  { "spec.replicas": {} },
  { spec: "text" },
  { spec: null },
  { "spec.template.spec.containers": {} },
  { "spec.template.spec.containers": [null] },
  { "spec.template.spec.containers": ["main"] },
  { "spec.template.metadata.labels": ["app"] },
  { "spec.template.metadata.labels": { app: null } },
  { "spec.template.metadata.labels": { app: 5 } },
  { [`${container}.ports`]: [{ containerPort: "80" }] },
  { [`${container}.env`]: [{ name: "A", value: 5 }] },
  { [`${container}.env`]: [{ name: "A", value: true }] },
  { [`${container}.command`]: "run" },
  { [`${container}.command`]: [1] },
  { [`${container}.resources.limits`]: { cpu: 1.5 } },
  { [`${container}.resources.limits`]: { cpu: true } },
  { [`${container}.resources.limits`]: { cpu: {} } },
  { [`${container}.resources.limits`]: { cpu: "1 " } },
  { [`${container}.resources.limits`]: { memory: "1Gb" } },
  { [`${container}.livenessProbe`]: { httpGet: { port: 8.5 } } },
  { [`${container}.livenessProbe`]: { httpGet: { port: true } } },
  { [`${container}.image`]: 5, "spec.replicas": "x" },
  { "spec.template.spec.volumes": [{ name: "a", hostPath: { path: 5 } }] },
  { "spec.template.spec.volumes": [{ name: "a", emptyDir: { sizeLimit: {} } }] },
  { "spec.strategy.rollingUpdate": { maxSurge: [] } },
  { "spec.unknown": 1 },
  { [`${container}.imagePullPolice`]: "Always", "spec.other": {}, extra: [] },
  {
    [`${container}.ports`]: [
      { containerPort: 80, nane: "http" },
      { containerPort: 81, name: "b", x: 1 },
    ],
  },
  { "spec.template.metadata.creationTimestamp": null },
  { "spec.template.metadata.creationTimestamp": "soon" },
  { "metadata.ownerReferences": {} },
  { "spec.unknown": 1, "spec.replicas": "3" },
];

const statefulSet: Change[] = [
  { "spec.podManagementPolicy": "Parallel" },
  { "spec.podManagementPolicy": "Random" },
  { "spec.updateStrategy": { type: "OnDelete" } },
  { "spec.updateStrategy": { type: "OnDelete", rollingUpdate: { partition: 1 } } },
  { "spec.updateStrategy": { type: "Other" } },
  { "spec.updateStrategy": { rollingUpdate: { partition: -1 } } },
  { "spec.updateStrategy": { rollingUpdate: { partition: 2 } } },
  { "spec.updateStrategy": { rollingUpdate: { maxUnavailable: 2 } } },
  { "spec.serviceName": "Not A Name" },
  { "spec.serviceName": undefined },
  { "spec.persistentVolumeClaimRetentionPolicy": { whenDeleted: "Delete" } },
  { "spec.persistentVolumeClaimRetentionPolicy": { whenDeleted: "Drop" } },
  { "spec.ordinals": { start: 5 } },
  { "spec.ordinals": { start: -5 } },
  { "spec.volumeClaimTemplates": [claimTemplate] },
  { "spec.volumeClaimTemplates": [{ ...claimTemplate, metadata: {} }] },
  { "spec.volumeClaimTemplates.0.spec": { accessModes: [], resources: {} } },
  {
    "spec.volumeClaimTemplates.0.spec": {
      accessModes: ["ReadWriteOnce"],
      resources: { requests: { storage: "-1Gi" } },
    },
  },
  { "spec.revisionHistoryLimit": -1 },
  { "metadata.name": "a.b" },
];

const daemonSet: Change[] = [
  { "spec.updateStrategy": { type: "OnDelete" } },
  { "spec.updateStrategy": { type: "Other" } },
  { "spec.updateStrategy": { rollingUpdate: { maxUnavailable: 0 } } },
  { "spec.updateStrategy": { rollingUpdate: { maxSurge: 1 } } },
  { "spec.updateStrategy": { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } },
  { "spec.updateStrategy": { rollingUpdate: { maxSurge: "20%", maxUnavailable: "0%" } } },
  { "spec.updateStrategy": { rollingUpdate: { maxUnavailable: "200%" } } },
  { "spec.revisionHistoryLimit": -1 },
  { "spec.minReadySeconds": -1 },
  { "spec.template.spec.nodeSelector": { "kubernetes.io/os": "linux" } },
];

const controllerUpdates: Change[] = [
  { "spec.selector.matchLabels": { app: "other" } },
  { "spec.selector.matchLabels.tier": "x", "spec.template.metadata.labels.tier": "x" },
  { "spec.template.spec.containers.0.image": "app:2" },
  { "spec.template.spec.containers.0.image": "" },
  { "spec.template.metadata.labels": { app: "other" } },
  { "spec.template.metadata.annotations": { restarted: "now" } },
  { "metadata.labels": { some: "label" } },
  { "metadata.annotations": { some: "text" } },
  { "spec.minReadySeconds": 5 },
];

/** Deployments, ReplicaSets, StatefulSets, DaemonSets, ReplicationControllers, ControllerRevisions. */
export const workloads: Suite = {
  bases: {
    deployment: workload("Deployment"),
    // Its controller would annotate it at once.
    "deployment-paused": workload("Deployment", { paused: true }),
    "deployment-full": {
      ...workload("Deployment", {
        replicas: 2,
        minReadySeconds: 5,
        paused: true,
        progressDeadlineSeconds: 300,
        revisionHistoryLimit: 3,
        strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
        selector: {
          matchLabels: labels,
          matchExpressions: [{ key: "tier", operator: "In", values: ["a", "b"] }],
        },
        template: {
          metadata: { labels: { ...labels, tier: "a" }, annotations: { note: "x" } },
          spec: { containers: [main] },
        },
      }),
      metadata: {
        labels: { app: "kinds", "example.com/part": "a" },
        annotations: { "example.com/note": "any text" },
      },
    },
    "replica-set": workload("ReplicaSet", { replicas: 0 }),
    "stateful-set": workload("StatefulSet", {
      serviceName: "kinds",
      replicas: 0,
      volumeClaimTemplates: [claimTemplate],
    }),
    "stateful-set-small": workload("StatefulSet"),
    "daemon-set": workload("DaemonSet", {
      template: { metadata: { labels }, spec: { containers: [main], nodeSelector: { none: "none" } } },
    }),
    "replication-controller": {
      apiVersion: "v1",
      kind: "ReplicationController",
      spec: { replicas: 0, selector: labels, template },
    },
    "controller-revision": {
      apiVersion: "apps/v1",
      kind: "ControllerRevision",
      data: { spec: { a: 1 } },
      revision: 1,
    },
    "pod-template": { apiVersion: "v1", kind: "PodTemplate", template },
  },
  creates: {
    deployment: [...selectors, ...replicas, ...rolling, ...unreadable, { "metadata.name": "a.b" }],
    "replica-set": [...selectors, ...replicas],
    "stateful-set": [...selectors, ...replicas, ...statefulSet],
    "daemon-set": [...selectors, ...daemonSet],
    "replication-controller": [
      { "spec.selector": undefined },
      { "spec.selector": { app: "other" } },
      { "spec.selector": { "bad key!": "x" } },
      { "spec.template": undefined },
      { "spec.replicas": -1 },
      { "spec.replicas": undefined },
      { "spec.minReadySeconds": -1 },
      { "spec.template.spec.restartPolicy": "Never" },
      { "spec.selector": undefined, "metadata.labels": { own: "label" } },
    ],
    "controller-revision": [{ revision: -1 }, { data: undefined }, { data: 5 }, { data: "text" }],
    "pod-template": [
      { template: undefined },
      { "template.spec.containers.0.name": "A" },
      { "template.spec.restartPolicy": "Never" },
    ],
  },
  updates: {
    "deployment-paused": [
      ...controllerUpdates,
      ...replicas,
      { "spec.strategy": { type: "Recreate" } },
      { "spec.revisionHistoryLimit": 2 },
    ],
    "replica-set": [...controllerUpdates, ...replicas],
    "stateful-set": [
      ...controllerUpdates,
      ...replicas,
      { "spec.serviceName": "other" },
      { "spec.podManagementPolicy": "Parallel" },
      { "spec.volumeClaimTemplates.0.spec.resources.requests.storage": "2Gi" },
      { "spec.volumeClaimTemplates.0.metadata.name": "other" },
      { "spec.volumeClaimTemplates": [] },
      { "spec.updateStrategy": { type: "OnDelete" } },
      { "spec.updateStrategy.rollingUpdate.partition": 1 },
      { "spec.persistentVolumeClaimRetentionPolicy": { whenDeleted: "Delete", whenScaled: "Delete" } },
      { "spec.revisionHistoryLimit": 2 },
      { "spec.ordinals": { start: 1 } },
      { "spec.serviceName": "other", "spec.replicas": -1 },
    ],
    "daemon-set": [
      ...controllerUpdates,
      { "spec.updateStrategy": { type: "OnDelete" } },
      { "spec.template.spec.hostNetwork": true },
    ],
    "replication-controller": [
      { "spec.replicas": 2 },
      { "spec.replicas": -2 },
      { "spec.selector": { app: "other" } },
      { "spec.template.spec.containers.0.image": "app:2" },
      { "metadata.labels": { a: "b" } },
    ],
    "controller-revision": [
      { revision: 2 },
      { revision: -2 },
      { data: { spec: { a: 2 } } },
      { "metadata.labels": { a: "b" } },
    ],
    "pod-template": [{ "template.spec.containers.0.image": "app:2" }, { "template.spec.containers": [] }],
  },
  statuses: {
    "deployment-paused": [
      { "status.replicas": -1 },
      { "status.replicas": 1, "status.readyReplicas": 2 },
      { "status.replicas": 2, "status.readyReplicas": 1, "status.availableReplicas": 2 },
      { "status.collisionCount": -1 },
    ],
    "replica-set": [{ "status.replicas": 1, "status.fullyLabeledReplicas": 2 }],
    "stateful-set": [
      { "status.collisionCount": 0, "status.replicas": -1 },
      { "status.collisionCount": 0, "status.replicas": 1, "status.readyReplicas": 2 },
    ],
    "daemon-set": [
      { "status.numberReady": -1 },
      { "status.currentNumberScheduled": -1, "status.numberAvailable": -1 },
    ],
  },
};

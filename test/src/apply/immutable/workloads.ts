import type { JsonObject } from "../../../../src/model/json.ts";
import type { Cases } from "./case.ts";

const container = (more: JsonObject = {}): JsonObject => ({ name: "main", image: "app:1", ...more });
const template = (labels: JsonObject, spec: JsonObject = {}): JsonObject => ({
  template: { metadata: { labels }, spec },
});
const nextImage = { spec: { template: { spec: { containers: [container({ image: "app:2" })] } } } };
const otherSelector = {
  spec: { selector: { matchLabels: { app: "other" } }, ...template({ app: "other" }) },
};
const claim = (storage: string, name = "data"): JsonObject => ({
  metadata: { name },
  spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage } } },
});
const claims = (...volumeClaimTemplates: JsonObject[]): JsonObject => ({ spec: { volumeClaimTemplates } });

const indexed = { spec: { completionMode: "Indexed", completions: 2, parallelism: 2 } };
const failurePolicy = (code: number): JsonObject => ({
  spec: {
    podFailurePolicy: { rules: [{ action: "FailJob", onExitCodes: { operator: "In", values: [code] } }] },
  },
});
const selectedJob = (app: string): JsonObject => ({
  spec: { manualSelector: true, selector: { matchLabels: { app } }, ...template({ app }) },
});
const success = (succeededCount: number): JsonObject => ({
  spec: { ...indexed.spec, successPolicy: { rules: [{ succeededCount }] } },
});
const suspended = { spec: { suspend: true } };

/** Kinds that run pods. */
export const workloads: Cases = {
  "apps/Deployment": [
    { field: "spec.selector", after: otherSelector },
    { field: "spec.template", after: nextImage },
  ],
  "apps/DaemonSet": [
    { field: "spec.selector", after: otherSelector },
    { field: "spec.template", after: nextImage },
  ],
  "apps/ReplicaSet": [
    { field: "spec.selector", after: otherSelector },
    { field: "spec.template", after: nextImage },
  ],
  "/ReplicationController": [
    {
      field: "spec.selector",
      after: { spec: { selector: { app: "other" }, ...template({ app: "other" }) } },
    },
    { field: "spec.template", after: nextImage },
  ],
  "apps/StatefulSet": [
    { field: "spec.selector", after: otherSelector },
    { field: "spec.serviceName", after: { spec: { serviceName: "other" } } },
    { field: "spec.podManagementPolicy", after: { spec: { podManagementPolicy: "Parallel" } } },
    { field: "spec.volumeClaimTemplates", before: claims(claim("1Gi")), after: claims(claim("2Gi")) },
    { field: "spec.template", after: nextImage },
    { field: "spec.replicas", after: { spec: { replicas: 0 } } },
    { field: "spec.ordinals", after: { spec: { ordinals: { start: 3 } } } },
    {
      field: "spec.updateStrategy",
      after: { spec: { updateStrategy: { rollingUpdate: { partition: 1 } } } },
    },
    { field: "spec.revisionHistoryLimit", after: { spec: { revisionHistoryLimit: 3 } } },
    { field: "spec.minReadySeconds", after: { spec: { minReadySeconds: 1 } } },
    {
      field: "spec.persistentVolumeClaimRetentionPolicy",
      after: {
        spec: { persistentVolumeClaimRetentionPolicy: { whenDeleted: "Delete", whenScaled: "Retain" } },
      },
    },
  ],
  "apps/ControllerRevision": [
    { field: "data", after: { data: { spec: { other: true } } } },
    { field: "revision", after: { revision: 2 } },
  ],
  "batch/Job": [
    { field: "spec.selector", before: selectedJob("one"), after: selectedJob("two") },
    { field: "spec.template", after: nextImage },
    { field: "spec.completions", after: { spec: { completions: 2 } } },
    {
      field: "spec.completions",
      when: "with `parallelism`, when Indexed",
      before: indexed,
      after: { spec: { completions: 3, parallelism: 3 } },
    },
    {
      field: "spec.completions",
      when: "without `parallelism`, when Indexed",
      before: indexed,
      after: { spec: { completions: 3 } },
    },
    { field: "spec.podFailurePolicy", when: "unset before", after: failurePolicy(1) },
    {
      field: "spec.completionMode",
      before: { spec: { completions: 1 } },
      after: { spec: { completionMode: "Indexed" } },
    },
    { field: "spec.podFailurePolicy", before: failurePolicy(1), after: failurePolicy(2) },
    {
      field: "spec.backoffLimitPerIndex",
      before: { spec: { ...indexed.spec, backoffLimitPerIndex: 1 } },
      after: { spec: { backoffLimitPerIndex: 2 } },
    },
    {
      field: "spec.managedBy",
      before: { spec: { managedBy: "example.com/one" } },
      after: { spec: { managedBy: "example.com/two" } },
    },
    { field: "spec.successPolicy", before: success(1), after: success(2) },
    {
      field: "spec.podReplacementPolicy",
      before: { spec: { podReplacementPolicy: "Failed" } },
      after: { spec: { podReplacementPolicy: "TerminatingOrFailed" } },
    },
    { field: "spec.parallelism", after: { spec: { parallelism: 2 } } },
    { field: "spec.backoffLimit", after: { spec: { backoffLimit: 3 } } },
    { field: "spec.activeDeadlineSeconds", after: { spec: { activeDeadlineSeconds: 600 } } },
    { field: "spec.ttlSecondsAfterFinished", after: { spec: { ttlSecondsAfterFinished: 600 } } },
    { field: "spec.suspend", before: suspended, after: { spec: { suspend: false } } },
    {
      field: "spec.maxFailedIndexes",
      before: { spec: { ...indexed.spec, backoffLimitPerIndex: 1 } },
      after: { spec: { maxFailedIndexes: 2 } },
    },
    {
      field: "spec.template",
      when: "scheduling fields, while suspended and never started",
      before: suspended,
      after: { spec: { template: { spec: { nodeSelector: { "kubernetes.io/os": "linux" } } } } },
    },
  ],
  "batch/CronJob": [
    { field: "spec.jobTemplate", after: { spec: { jobTemplate: { spec: { completions: 2 } } } } },
    { field: "spec.schedule", after: { spec: { schedule: "0 4 1 1 *" } } },
  ],
  "/Pod": [
    {
      field: "spec.containers[].env",
      after: { spec: { containers: [container({ env: [{ name: "A", value: "1" }] })] } },
    },
    {
      field: "spec.containers[].ports",
      after: { spec: { containers: [container({ ports: [{ containerPort: 80 }] })] } },
    },
    { field: "spec.volumes", after: { spec: { volumes: [{ name: "scratch", emptyDir: {} }] } } },
    { field: "spec.restartPolicy", after: { spec: { restartPolicy: "Never" } } },
    { field: "spec.hostNetwork", after: { spec: { hostNetwork: true } } },
    { field: "spec.terminationGracePeriodSeconds", after: { spec: { terminationGracePeriodSeconds: 5 } } },
    { field: "spec.containers[].image", after: { spec: { containers: [container({ image: "app:2" })] } } },
    {
      field: "spec.activeDeadlineSeconds",
      when: "set, or shortened",
      after: { spec: { activeDeadlineSeconds: 600 } },
    },
    {
      field: "spec.tolerations",
      when: "added",
      after: { spec: { tolerations: [{ key: "example.com/a", operator: "Exists" }] } },
    },
    {
      field: "spec.schedulingGates",
      when: "removed",
      before: { spec: { schedulingGates: [{ name: "example.com/gate" }] } },
      after: { spec: { schedulingGates: null } },
    },
    {
      field: "spec.nodeSelector",
      when: "while gated",
      before: { spec: { schedulingGates: [{ name: "example.com/gate" }] } },
      after: { spec: { nodeSelector: { "kubernetes.io/os": "linux" } } },
    },
    { field: "spec.nodeSelector", after: { spec: { nodeSelector: { "kubernetes.io/os": "linux" } } } },
  ],
  "/PodTemplate": [
    { field: "template", after: { template: { spec: { containers: [container({ image: "app:2" })] } } } },
  ],
  "resource.k8s.io/DeviceClass": [{ field: "spec", after: { spec: { selectors: null } } }],
  "resource.k8s.io/ResourceClaim": [
    {
      field: "spec",
      after: { spec: { devices: { requests: [{ name: "other", exactly: { deviceClassName: "none" } }] } } },
    },
  ],
  "resource.k8s.io/ResourceClaimTemplate": [
    {
      field: "spec",
      after: {
        spec: { spec: { devices: { requests: [{ name: "other", exactly: { deviceClassName: "none" } }] } } },
      },
    },
  ],
  "resource.k8s.io/ResourceSlice": [
    { field: "spec.driver", after: { spec: { driver: "other.example.com" } } },
    { field: "spec.pool.name", after: { spec: { pool: { name: "other" } } } },
    {
      field: "spec.nodeName",
      before: { spec: { allNodes: null, nodeName: "one" } },
      after: { spec: { nodeName: "two" } },
    },
    { field: "spec.devices", after: { spec: { devices: [{ name: "device-9" }] } } },
  ],
};

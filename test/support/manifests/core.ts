import { relabelled, type Rows } from "./row.ts";

// A certificate request for CN=conformance; no signer of a cluster answers to its signer's name.
const request =
  "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlIUU1IZ0NBUUF3RmpFVU1CSUdBMVVFQXd3TFkyOXVabTl5YldG" +
  "dVkyVXdXVEFUQmdjcWhrak9QUUlCQmdncQpoa2pPUFFNQkJ3TkNBQVR4RnpEVTNTa0JMa2hHeVFkZ3dsWFMyaTJOVTBUeWlWak5j" +
  "aWJVRjlCSWVhZ1BJNVcwClp2SHNjWGpCS2QzSnpIcDlSeDBYcm9iN040akdhMUlIV25MTW9BQXdDZ1lJS29aSXpqMEVBd0lEU0FB" +
  "d1JRSWgKQUxySHZUYmNhYy9yZHpVWkJuRWkxZ0VlTDdETFcxTnpzdDdWRWtVQTFjaTRBaUFuUXVJR0t5dFdpR3pMcWtkdgpwcWJP" +
  "THJoWFI4QlhEakd6UitrY0czbmo1QT09Ci0tLS0tRU5EIENFUlRJRklDQVRFIFJFUVVFU1QtLS0tLQo=";

/** Rows of the core group and of the small groups beside it. */
export const core = {
  ConfigMap: {
    manifest: () => ({ data: { MODE: "slow" } }),
    change: { data: { MODE: "fast", ADDED: "yes" } },
  },
  Endpoints: {
    manifest: () => ({ subsets: [{ addresses: [{ ip: "192.0.2.10" }], ports: [{ port: 80 }] }] }),
    change: { subsets: [{ addresses: [{ ip: "192.0.2.11" }], ports: [{ port: 80 }] }] },
  },
  LimitRange: {
    manifest: () => ({ spec: { limits: [{ type: "PersistentVolumeClaim", max: { storage: "100Gi" } }] } }),
    change: { spec: { limits: [{ type: "PersistentVolumeClaim", max: { storage: "200Gi" } }] } },
  },
  Namespace: { manifest: () => ({}), change: relabelled, ready: { status: { phase: "Active" } } },
  Node: {
    // Nothing is scheduled on it: its controllers would evict the pods when it goes.
    manifest: () => ({
      metadata: { annotations: { "kwok.x-k8s.io/node": "fake" } },
      spec: { unschedulable: true },
    }),
    change: relabelled,
    ready: { status: { conditions: [{ type: "Ready", status: "True" }] } },
  },
  ResourceQuota: {
    manifest: () => ({ spec: { hard: { "count/widgets.example.com": "10" } } }),
    change: { spec: { hard: { "count/widgets.example.com": "20" } } },
  },
  Secret: {
    manifest: () => ({ data: { KEY: "c2xvdw==" } }),
    change: { data: { KEY: "ZmFzdA==", ADDED: "eWVz" } },
  },
  Service: {
    manifest: () => ({ spec: { selector: { app: "none" }, ports: [{ port: 80, targetPort: 8080 }] } }),
    // The port is the key of its item: adopting has to drop the other item.
    change: { spec: { ports: [{ port: 81, targetPort: 8080 }] } },
  },
  ServiceAccount: {
    manifest: () => ({ automountServiceAccountToken: true }),
    change: { automountServiceAccountToken: false },
  },
  Lease: {
    manifest: () => ({ spec: { holderIdentity: "first", leaseDurationSeconds: 60 } }),
    change: { spec: { holderIdentity: "second" } },
  },
  Event: {
    manifest: ({ namespace }) => ({
      eventTime: "2026-01-01T00:00:00.000000Z",
      action: "Testing",
      reason: "Conformance",
      type: "Normal",
      reportingController: "example.com/conformance",
      reportingInstance: "conformance-0",
      regarding: { apiVersion: "v1", kind: "ConfigMap", namespace, name: "none" },
    }),
    change: relabelled,
  },
  CertificateSigningRequest: {
    manifest: () => ({ spec: { request, signerName: "example.com/conformance", usages: ["client auth"] } }),
    change: relabelled,
  },
  HorizontalPodAutoscaler: {
    manifest: () => ({
      spec: {
        maxReplicas: 2,
        scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "none" },
        metrics: [
          {
            type: "Resource",
            resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 80 } },
          },
        ],
      },
    }),
    change: { spec: { maxReplicas: 3 } },
  },
  PodDisruptionBudget: {
    manifest: () => ({ spec: { minAvailable: 1, selector: { matchLabels: { app: "none" } } } }),
    change: { spec: { minAvailable: 2 } },
    ready: { status: { expectedPods: 0, disruptionsAllowed: 0 } },
  },
  PriorityClass: {
    manifest: () => ({ value: 1000, description: "first" }),
    change: { description: "second" },
  },
  RuntimeClass: {
    manifest: () => ({ handler: "conformance" }),
    change: { scheduling: { nodeSelector: { runtime: "conformance" } } },
  },
} satisfies Partial<Rows>;

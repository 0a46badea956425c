/** Manifests of built-in kinds, for scenarios. */

import type { JsonObject } from "../../../../src/model/json.ts";

export const LABELS = { app: "web" };

export const container = (more: JsonObject = {}): JsonObject => ({ name: "web", image: "web:1", ...more });

/** A Deployment without pods, so that no controller writes while it is looked at. */
export const deployment = (pod: JsonObject = {}, more: JsonObject = {}): JsonObject => ({
  spec: {
    replicas: 0,
    selector: { matchLabels: LABELS },
    template: { metadata: { labels: LABELS }, spec: { containers: [container()], ...pod } },
    ...more,
  },
});

export const inContainer = (more: JsonObject) => deployment({ containers: [container(more)] });
export const template = (pod: JsonObject): JsonObject => ({
  template: { metadata: { labels: LABELS }, spec: { containers: [container()], ...pod } },
});
export const service = (more: JsonObject): JsonObject => ({ spec: { selector: LABELS, ...more } });
export const PORT = [{ name: "http", port: 80 }];
export const sticky = (timeoutSeconds: number) =>
  service({
    ports: PORT,
    sessionAffinity: "ClientIP",
    sessionAffinityConfig: { clientIP: { timeoutSeconds } },
  });
export const env = (name: string, value: string) => ({ name, value });
export const rule = (host: string, path = "/") => ({
  host,
  http: {
    paths: [{ path, pathType: "Prefix", backend: { service: { name: "web", port: { number: 80 } } } }],
  },
});
export const POLICY = { podSelector: { matchLabels: LABELS } };
export const can = (...verbs: string[]) => ({ apiGroups: [""], resources: ["pods"], verbs });
export const subject = (name: string) => ({ kind: "ServiceAccount", name, namespace: "vectors" });
export const bind = (...names: string[]): JsonObject => ({
  roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "r" },
  subjects: names.map(subject),
});
export const TARGET = { apiVersion: "apps/v1", kind: "Deployment", name: "absent" };
export const metric = (name: string, averageUtilization: number) => ({
  type: "Resource",
  resource: { name, target: { type: "Utilization", averageUtilization } },
});
export const scaler = (more: JsonObject): JsonObject => ({
  spec: { scaleTargetRef: TARGET, maxReplicas: 3, ...more },
});
export const JOB_POD = { restartPolicy: "Never", containers: [container()] };
export const cron = (more: JsonObject): JsonObject => ({
  spec: {
    schedule: "0 0 1 1 *",
    suspend: true,
    jobTemplate: { spec: { template: { spec: JOB_POD } } },
    ...more,
  },
});
export const claim = (more: JsonObject): JsonObject => ({
  spec: {
    accessModes: ["ReadWriteOnce"],
    storageClassName: "absent",
    resources: { requests: { storage: "1Gi" } },
  },
  ...more,
});
export const set = (more: JsonObject): JsonObject => ({
  spec: {
    replicas: 0,
    serviceName: "web",
    selector: { matchLabels: LABELS },
    template: { metadata: { labels: LABELS }, spec: { containers: [container()] } },
    ...more,
  },
});
export const slice = (...addresses: string[]): JsonObject => ({
  addressType: "IPv4",
  endpoints: addresses.map((address) => ({ addresses: [address] })),
  ports: [{ name: "http", port: 80 }],
});
export const hook = (name: string, more: JsonObject = {}): JsonObject => ({
  name: `${name}.example.com`,
  clientConfig: { url: "https://hooks.example.com/x" },
  admissionReviewVersions: ["v1"],
  sideEffects: "None",
  failurePolicy: "Ignore",
  rules: [
    { apiGroups: ["vectors.absent.com"], apiVersions: ["*"], operations: ["CREATE"], resources: ["x"] },
  ],
  ...more,
});

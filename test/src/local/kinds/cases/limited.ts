import type { Suite } from "../suite.ts";

const main = { name: "main", image: "app:1" };
const quantities = (requests: object, limits: object) => ({
  "spec.containers.0.resources": { requests: { ...requests }, limits: { ...limits } },
});

/** In a namespace with limits and quotas: see setup.ts. */
export const limited: Suite = {
  bases: {
    "limited-pod": {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { namespace: "kinds-limited" },
      spec: { containers: [main] },
    },
    "limited-claim": {
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: { namespace: "kinds-limited" },
      spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
    },
    "limited-map": { apiVersion: "v1", kind: "ConfigMap", metadata: { namespace: "kinds-limited" } },
    "limited-deployment": {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { namespace: "kinds-limited" },
      spec: {
        replicas: 0,
        selector: { matchLabels: { a: "b" } },
        template: { metadata: { labels: { a: "b" } }, spec: { containers: [main] } },
      },
    },
  },
  creates: {
    "limited-pod": [
      quantities({ cpu: "50m" }, {}),
      quantities({ cpu: "5m" }, {}),
      quantities({}, { cpu: "5" }),
      quantities({ cpu: "100m" }, { cpu: "1500m" }),
      quantities({ cpu: "900m", memory: "64Mi" }, { cpu: "1", memory: "64Mi" }),
      quantities({ memory: "1Gi" }, { memory: "8Gi" }),
      { "spec.containers": [main, { name: "second", image: "app:1" }] },
      { "spec.initContainers": [{ name: "init", image: "app:1" }] },
    ],
    "limited-claim": [
      { "spec.resources.requests.storage": "20Gi" },
      { "spec.resources.requests.storage": "1Mi" },
    ],
    "limited-deployment": [{ "spec.replicas": 3 }],
  },
};

/** Objects that are right, to be spoilt. */

import { type Change, changed, kinds, named, type Place } from "./input.ts";

const container = { name: "main", image: "nginx" };
const labels = { app: "web" };

/** By kind: the manifest without apiVersion, kind and metadata. */
const shapes = {
  ConfigMap: { data: { MODE: "fast" } },
  Secret: { stringData: { KEY: "s3cr3t" } },
  Pod: { spec: { containers: [container] } },
  Deployment: {
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [container] } },
    },
  },
  StatefulSet: {
    spec: {
      serviceName: "web",
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [container] } },
      volumeClaimTemplates: [
        {
          metadata: { name: "data" },
          spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
        },
      ],
    },
  },
  DaemonSet: {
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [container] } },
    },
  },
  Job: { spec: { template: { spec: { restartPolicy: "Never", containers: [container] } } } },
  CronJob: {
    spec: {
      schedule: "0 3 * * *",
      jobTemplate: {
        spec: { template: { spec: { restartPolicy: "Never", containers: [container] } } },
      },
    },
  },
  Service: { spec: { selector: labels, ports: [{ name: "http", port: 80 }] } },
  Ingress: {
    spec: {
      rules: [
        {
          host: "shop.example.com",
          http: {
            paths: [
              { path: "/", pathType: "Prefix", backend: { service: { name: "web", port: { number: 80 } } } },
            ],
          },
        },
      ],
    },
  },
  NetworkPolicy: { spec: { podSelector: {}, policyTypes: ["Ingress"] } },
  PersistentVolumeClaim: {
    spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
  },
  PersistentVolume: {
    spec: {
      accessModes: ["ReadWriteOnce"],
      capacity: { storage: "1Gi" },
      hostPath: { path: "/data" },
    },
  },
  StorageClass: { provisioner: "example.com/disk" },
  HorizontalPodAutoscaler: {
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" },
      minReplicas: 1,
      maxReplicas: 3,
    },
  },
  PodDisruptionBudget: { spec: { minAvailable: 1, selector: { matchLabels: labels } } },
  Role: { rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get"] }] },
  RoleBinding: {
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "web" },
    subjects: [{ kind: "ServiceAccount", name: "web" }],
  },
  ServiceAccount: {},
  ResourceQuota: { spec: { hard: { pods: "10" } } },
  LimitRange: { spec: { limits: [{ type: "Container", max: { cpu: "1" }, min: { cpu: "100m" } }] } },
  PriorityClass: { value: 1000 },
  CustomResourceDefinition: {
    spec: {
      group: "inputs.example.com",
      names: { plural: "widgets", singular: "widget", kind: "Widget" },
      scope: "Namespaced",
      versions: [
        { name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object" } } },
      ],
    },
  },
} as const;

type Shape = keyof typeof shapes;

const ofTheCluster = new Set<Shape>([
  "PersistentVolume",
  "StorageClass",
  "PriorityClass",
  "CustomResourceDefinition",
]);

/**
 * A program that deploys an object with something changed about it.
 * @param change by paths with dots, among them options and `metadata.…`
 */
export function spoilt(kind: Shape, change: Change): (place: Place) => Promise<unknown> {
  return (place) => {
    const own = ofTheCluster.has(kind) ? { name: `${place.namespace}-web` } : named(place);
    const metadata = kind === "CustomResourceDefinition" ? { name: "widgets.inputs.example.com" } : own;
    // The options that are right end a wait that should not have begun.
    return kinds[kind](
      "web",
      changed({ metadata, ...shapes[kind], wait: "applied", timeout: 20_000 }, change),
    );
  };
}

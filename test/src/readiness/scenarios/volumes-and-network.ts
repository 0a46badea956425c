/** Volumes, claims, and what is given an address. */

import { at, claim, container, has, object, phase, pod } from "./objects.ts";
import type { Scenario } from "./step.ts";

const backend = { service: { name: "web", port: { number: 80 } } };
/** Volumes, claims, and what is given an address. */
export const storageAndNetwork: readonly Scenario[] = [
  {
    name: "a claim that is bound at once",
    steps: [{ apply: claim() }, { until: "PersistentVolumeClaim/web", is: phase("Bound") }],
  },
  {
    name: "a claim of a class that does not exist",
    steps: [
      { apply: claim({ storageClassName: "no-such-class" }) },
      { until: "PersistentVolumeClaim/web", is: phase("Pending") },
    ],
  },
  {
    name: "a volume, claimed and released",
    steps: [
      {
        apply: object(
          "v1",
          "PersistentVolume",
          {
            spec: {
              storageClassName: "by-hand",
              capacity: { storage: "1Gi" },
              accessModes: ["ReadWriteOnce"],
              persistentVolumeReclaimPolicy: "Retain",
              hostPath: { path: "/var/lib/recorded" },
            },
          },
          { name: "recorded" },
        ),
      },
      { until: "PersistentVolume/recorded", is: phase("Available") },
      { apply: claim({ storageClassName: "by-hand" }) },
      { until: "PersistentVolume/recorded", is: phase("Bound") },
      { until: "PersistentVolumeClaim/web", is: phase("Bound") },
      { remove: "PersistentVolumeClaim/web" },
      { until: "PersistentVolume/recorded", is: phase("Released") },
    ],
  },
  {
    name: "a claim that waits for its pod",
    steps: [
      {
        apply: object(
          "storage.k8s.io/v1",
          "StorageClass",
          { provisioner: "kubernetes.io/no-provisioner", volumeBindingMode: "WaitForFirstConsumer" },
          { name: "recorded-late" },
        ),
      },
      {
        apply: object(
          "v1",
          "PersistentVolume",
          {
            spec: {
              storageClassName: "recorded-late",
              capacity: { storage: "2Gi" },
              accessModes: ["ReadWriteOnce"],
              hostPath: { path: "/var/lib/recorded-late" },
            },
          },
          { name: "recorded-late" },
        ),
      },
      { until: "PersistentVolume/recorded-late", is: phase("Available") },
      { apply: claim({ storageClassName: "recorded-late" }) },
      { until: "PersistentVolumeClaim/web", is: phase("Pending") },
      {
        apply: pod({
          spec: {
            containers: [{ ...container, volumeMounts: [{ name: "data", mountPath: "/data" }] }],
            volumes: [{ name: "data", persistentVolumeClaim: { claimName: "web" } }],
          },
        }),
      },
      { until: "PersistentVolumeClaim/web", is: phase("Bound") },
      { until: "Pod/web", is: has("Ready", "True") },
    ],
  },
  {
    name: "a claim whose volume is lost",
    steps: [
      { apply: claim() },
      { until: "PersistentVolumeClaim/web", is: phase("Bound") },
      { remove: "PersistentVolume/*" },
      { patch: "PersistentVolume/*", with: { metadata: { finalizers: null } } },
      { until: "PersistentVolumeClaim/web", is: phase("Lost") },
    ],
  },
  {
    name: "a load balancer that is given an address",
    steps: [
      { apply: object("v1", "Service", { spec: { type: "LoadBalancer", ports: [{ port: 80 }] } }) },
      {
        patch: "Service/web",
        subresource: "status",
        with: { status: { loadBalancer: { ingress: [{ ip: "192.0.2.1", ipMode: "VIP" }] } } },
      },
      { until: "Service/web", is: (live) => at("status", "loadBalancer", "ingress", 0)(live) !== undefined },
    ],
  },
  {
    name: "an Ingress that is given an address",
    steps: [
      {
        apply: object("networking.k8s.io/v1", "Ingress", {
          spec: { ingressClassName: "recorded", defaultBackend: backend },
        }),
      },
      {
        patch: "Ingress/web",
        subresource: "status",
        with: { status: { loadBalancer: { ingress: [{ hostname: "web.example.com" }] } } },
      },
      { until: "Ingress/web", is: (live) => at("status", "loadBalancer", "ingress", 0)(live) !== undefined },
    ],
  },
];

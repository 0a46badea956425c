/** What both servers have before the first question. Data. */

import type { Manifest } from "../../../../src/model/object.ts";

/** Where objects of namespaced kinds live. */
export const NAMESPACE = "kinds";

/** Where limits and quotas are. */
export const LIMITED = "kinds-limited";

/** Claims that are bound to the volume that they name before anything is asked of them. */
export const BOUND: readonly string[] = ["claim-bound", "claim-stuck"];

function boundVolume(name: string, storageClassName: string, claim: string): Manifest {
  return {
    apiVersion: "v1",
    kind: "PersistentVolume",
    metadata: { name },
    spec: {
      storageClassName,
      capacity: { storage: "1Gi" },
      accessModes: ["ReadWriteOnce"],
      hostPath: { path: "/x" },
      claimRef: { namespace: NAMESPACE, name: claim },
    },
  };
}

function storageClass(name: string, allowVolumeExpansion: boolean): Manifest {
  return {
    apiVersion: "storage.k8s.io/v1",
    kind: "StorageClass",
    metadata: { name },
    provisioner: "none.example.com",
    allowVolumeExpansion,
  };
}

/** In the order in which they are made. Service accounts are made by a controller. */
export const SETUP: readonly Manifest[] = [
  { apiVersion: "v1", kind: "Namespace", metadata: { name: NAMESPACE } },
  { apiVersion: "v1", kind: "Namespace", metadata: { name: LIMITED } },
  storageClass("kinds-grows", true),
  storageClass("kinds-stays", false),
  boundVolume("kinds-bound", "kinds-grows", "claim-bound"),
  boundVolume("kinds-stuck", "kinds-stays", "claim-stuck"),
  {
    apiVersion: "v1",
    kind: "LimitRange",
    metadata: { name: "limits", namespace: LIMITED },
    spec: {
      limits: [
        {
          type: "Container",
          min: { cpu: "10m" },
          max: { cpu: "2", memory: "2Gi" },
          default: { cpu: "500m", memory: "256Mi" },
          defaultRequest: { cpu: "100m", memory: "128Mi" },
          maxLimitRequestRatio: { cpu: "10" },
        },
        { type: "Pod", max: { cpu: "2" } },
        { type: "PersistentVolumeClaim", min: { storage: "100Mi" }, max: { storage: "10Gi" } },
      ],
    },
  },
  {
    apiVersion: "v1",
    kind: "ResourceQuota",
    metadata: { name: "quota", namespace: LIMITED },
    spec: {
      hard: { "requests.cpu": "800m", pods: "3", "count/deployments.apps": "0", "requests.storage": "5Gi" },
    },
  },
];

/** Namespaces that have a service account. */
export const ACCOUNTS = [NAMESPACE, LIMITED];

/** What both servers have before the first question. Data. */

import type { Manifest } from "../../../../src/model/object.ts";

/** Where objects of namespaced kinds live. */
export const NAMESPACE = "kinds";

/** Where limits and quotas are. */
export const LIMITED = "kinds-limited";

/** In the order in which they are made. Service accounts are made by a controller. */
export const SETUP: readonly Manifest[] = [
  { apiVersion: "v1", kind: "Namespace", metadata: { name: NAMESPACE } },
  { apiVersion: "v1", kind: "Namespace", metadata: { name: LIMITED } },
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
    spec: { hard: { "requests.cpu": "800m", pods: "3", "count/deployments.apps": "0", "requests.storage": "5Gi" } },
  },
];

/** Service accounts that pods ask for. */
export const ACCOUNTS = [NAMESPACE, LIMITED];

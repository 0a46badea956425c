/** The kind of `autoscaling`. */

import type { V2HorizontalPodAutoscaler } from "@kubernetes/client-node";
import { defineKind } from "./define-kind.ts";
import type { NamespacedResource } from "./resource.ts";

/**
 * Sets the number of a workload's pods by what they use. Leave `replicas` out of the workload's own manifest.
 * Ready as soon as it is accepted. CPU and memory need the metrics server in the cluster: without it, it does not scale.
 *
 * @example
 * await HorizontalPodAutoscaler("web", {
 *   metadata: { namespace: "shop" },
 *   spec: {
 *     scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" },
 *     minReplicas: 2,
 *     maxReplicas: 10,
 *     metrics: [
 *       { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 70 } } },
 *     ],
 *   },
 * });
 *
 * @see https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/
 */
export interface HorizontalPodAutoscaler extends NamespacedResource<
  "autoscaling/v2",
  "HorizontalPodAutoscaler"
> {}
export const HorizontalPodAutoscaler = defineKind<V2HorizontalPodAutoscaler, HorizontalPodAutoscaler>(
  "autoscaling/v2",
  "HorizontalPodAutoscaler",
);

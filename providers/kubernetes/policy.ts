/** The kind of `policy`. */

import type { V1PodDisruptionBudget } from "@kubernetes/client-node";
import { defineKind } from "./define-kind.ts";
import type { NamespacedResource } from "./resource.ts";

/**
 * Limits how many pods of an application may be down at once while nodes are drained or upgraded.
 *
 * @example
 * await PodDisruptionBudget("web", {
 *   metadata: { namespace: "shop" },
 *   spec: { minAvailable: 1, selector: { matchLabels: { app: "web" } } },
 * });
 *
 * @see https://kubernetes.io/docs/tasks/run-application/configure-pdb/
 */
export interface PodDisruptionBudget extends NamespacedResource<"policy/v1", "PodDisruptionBudget"> {}
export const PodDisruptionBudget = defineKind<V1PodDisruptionBudget, PodDisruptionBudget>(
  "policy/v1",
  "PodDisruptionBudget",
);

/** The kinds of `scheduling.k8s.io` and `node.k8s.io`: which pods go first, and what runs them. */

import type { V1PriorityClass, V1RuntimeClass } from "@kubernetes/client-node";
import { defineKind } from "./define-kind.ts";
import type { KubernetesResource } from "./resource.ts";

/**
 * Ranks pods: where room is short, those of a higher value displace others.
 * Value and preemption policy cannot be changed: others replace it, and pods that run keep theirs.
 *
 * @example
 * const critical = await PriorityClass("critical", {
 *   metadata: { name: "shop-critical" },
 *   value: 100_000,
 *   description: "Databases and queues.",
 * });
 *
 * @see https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/
 */
export interface PriorityClass extends KubernetesResource<"scheduling.k8s.io/v1", "PriorityClass"> {}
export const PriorityClass = defineKind<V1PriorityClass, PriorityClass>(
  "scheduling.k8s.io/v1",
  "PriorityClass",
);

/**
 * Names a container runtime of the nodes (gVisor, Kata, Nvidia) for pods to ask for. Its handler cannot be changed.
 *
 * @example
 * const sandboxed = await RuntimeClass("gvisor", { metadata: { name: "gvisor" }, handler: "runsc" });
 *
 * @see https://kubernetes.io/docs/concepts/containers/runtime-class/
 */
export interface RuntimeClass extends KubernetesResource<"node.k8s.io/v1", "RuntimeClass"> {}
export const RuntimeClass = defineKind<V1RuntimeClass, RuntimeClass>("node.k8s.io/v1", "RuntimeClass");

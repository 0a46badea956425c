/** The kinds of `flowcontrol.apiserver.k8s.io`: which requests wait when the API server is busy. */

import type { V1FlowSchema, V1PriorityLevelConfiguration } from "@kubernetes/client-node";
import { defineKind } from "./define-kind.ts";
import type { KubernetesResource } from "./resource.ts";

/**
 * Sorts requests to the API server by who makes them and what they ask for, into a priority level.
 *
 * @example
 * await FlowSchema("deployers", {
 *   spec: {
 *     priorityLevelConfiguration: { name: "workload-high" },
 *     matchingPrecedence: 800,
 *     distinguisherMethod: { type: "ByUser" },
 *     rules: [
 *       {
 *         subjects: [{ kind: "ServiceAccount", serviceAccount: { namespace: "shop", name: "deployer" } }],
 *         resourceRules: [{ apiGroups: ["*"], resources: ["*"], verbs: ["*"], namespaces: ["*"] }],
 *       },
 *     ],
 *   },
 * });
 *
 * @see https://kubernetes.io/docs/concepts/cluster-administration/flow-control/
 */
export interface FlowSchema extends KubernetesResource<"flowcontrol.apiserver.k8s.io/v1", "FlowSchema"> {}
export const FlowSchema = defineKind<V1FlowSchema, FlowSchema>(
  "flowcontrol.apiserver.k8s.io/v1",
  "FlowSchema",
);

/**
 * Gives a class of requests its share of the API server and its queues.
 *
 * @example
 * await PriorityLevelConfiguration("batch", {
 *   metadata: { name: "batch" },
 *   spec: {
 *     type: "Limited",
 *     limited: {
 *       nominalConcurrencyShares: 10,
 *       limitResponse: { type: "Queue", queuing: { queues: 16, handSize: 4, queueLengthLimit: 50 } },
 *     },
 *   },
 * });
 *
 * @see https://kubernetes.io/docs/concepts/cluster-administration/flow-control/
 */
export interface PriorityLevelConfiguration extends KubernetesResource<
  "flowcontrol.apiserver.k8s.io/v1",
  "PriorityLevelConfiguration"
> {}
export const PriorityLevelConfiguration = defineKind<
  V1PriorityLevelConfiguration,
  PriorityLevelConfiguration
>("flowcontrol.apiserver.k8s.io/v1", "PriorityLevelConfiguration");

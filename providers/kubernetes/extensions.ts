/** The kinds of `apiextensions.k8s.io` and `apiregistration.k8s.io`: kinds that Kubernetes itself does not have. */

import type { V1APIService, V1CustomResourceDefinition } from "@kubernetes/client-node";
import { defineKind } from "./define-kind.ts";
import type { KubernetesResource } from "./resource.ts";

/**
 * Adds a kind to the cluster. Its name is `<plural>.<group>`; group, kind and scope cannot be changed.
 * Deleting it deletes every object of the kind, so replacing it needs `allowDataLoss`.
 *
 * @example
 * const databases = await CustomResourceDefinition("databases", {
 *   metadata: { name: "databases.example.com" },
 *   spec: {
 *     group: "example.com",
 *     scope: "Namespaced",
 *     names: { kind: "Database", plural: "databases", singular: "database" },
 *     versions: [
 *       {
 *         name: "v1",
 *         served: true,
 *         storage: true,
 *         schema: {
 *           openAPIV3Schema: {
 *             type: "object",
 *             properties: {
 *               spec: { type: "object", properties: { size: { type: "integer", default: 1 } } },
 *             },
 *           },
 *         },
 *       },
 *     ],
 *   },
 * });
 *
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/
 */
export interface CustomResourceDefinition extends KubernetesResource<
  "apiextensions.k8s.io/v1",
  "CustomResourceDefinition"
> {
  /** Group of the kind. */
  group: string;
  /** Name of the kind in paths. */
  plural: string;
}
export const CustomResourceDefinition = defineKind<V1CustomResourceDefinition, CustomResourceDefinition>(
  "apiextensions.k8s.io/v1",
  "CustomResourceDefinition",
);

/**
 * Hands an API group over to a server of yours. Its name is `<version>.<group>`. Ready when that server answers.
 *
 * @example
 * await APIService("metrics", {
 *   metadata: { name: "v1beta1.metrics.k8s.io" },
 *   spec: {
 *     group: "metrics.k8s.io",
 *     version: "v1beta1",
 *     groupPriorityMinimum: 100,
 *     versionPriority: 100,
 *     insecureSkipTLSVerify: true,
 *     service: { namespace: "kube-system", name: "metrics-server" },
 *   },
 * });
 *
 * @see https://kubernetes.io/docs/concepts/extend-kubernetes/api-extension/apiserver-aggregation/
 */
export interface APIService extends KubernetesResource<"apiregistration.k8s.io/v1", "APIService"> {}
export const APIService = defineKind<V1APIService, APIService>("apiregistration.k8s.io/v1", "APIService");

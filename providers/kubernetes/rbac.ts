/** The kinds of `rbac.authorization.k8s.io`: who may do what. Kubernetes lets nobody grant more than they have. */

import type { V1ClusterRole, V1ClusterRoleBinding, V1Role, V1RoleBinding } from "@kubernetes/client-node";
import { defineKind } from "./define-kind.ts";
import type { KubernetesResource, NamespacedResource } from "./resource.ts";

/**
 * Lists what may be done with the objects of one namespace; a RoleBinding grants it.
 *
 * @example
 * const reader = await Role("config-reader", {
 *   metadata: { namespace: "shop" },
 *   rules: [{ apiGroups: [""], resources: ["configmaps"], verbs: ["get", "list", "watch"] }],
 * });
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/
 */
export interface Role extends NamespacedResource<"rbac.authorization.k8s.io/v1", "Role"> {}
export const Role = defineKind<V1Role, Role>("rbac.authorization.k8s.io/v1", "Role");

/**
 * Grants a role in one namespace to users, groups or service accounts.
 * Its role cannot be changed: another one replaces it.
 *
 * @example
 * await RoleBinding("api-reads-config", {
 *   metadata: { namespace: "shop" },
 *   roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "config-reader" },
 *   subjects: [{ kind: "ServiceAccount", name: "api", namespace: "shop" }],
 * });
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/
 */
export interface RoleBinding extends NamespacedResource<"rbac.authorization.k8s.io/v1", "RoleBinding"> {}
export const RoleBinding = defineKind<V1RoleBinding, RoleBinding>(
  "rbac.authorization.k8s.io/v1",
  "RoleBinding",
);

/**
 * Lists what may be done in the whole cluster, or in any namespace where a RoleBinding grants it.
 *
 * @example
 * const viewer = await ClusterRole("node-viewer", {
 *   rules: [{ apiGroups: [""], resources: ["nodes"], verbs: ["get", "list", "watch"] }],
 * });
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/
 */
export interface ClusterRole extends KubernetesResource<"rbac.authorization.k8s.io/v1", "ClusterRole"> {}
export const ClusterRole = defineKind<V1ClusterRole, ClusterRole>(
  "rbac.authorization.k8s.io/v1",
  "ClusterRole",
);

/**
 * Grants a ClusterRole in the whole cluster to users, groups or service accounts.
 * Its role cannot be changed: another one replaces it.
 *
 * @example
 * await ClusterRoleBinding("agent-views-nodes", {
 *   roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "node-viewer" },
 *   subjects: [{ kind: "ServiceAccount", name: "agent", namespace: "monitoring" }],
 * });
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/
 */
export interface ClusterRoleBinding extends KubernetesResource<
  "rbac.authorization.k8s.io/v1",
  "ClusterRoleBinding"
> {}
export const ClusterRoleBinding = defineKind<V1ClusterRoleBinding, ClusterRoleBinding>(
  "rbac.authorization.k8s.io/v1",
  "ClusterRoleBinding",
);

/** The kinds of `admissionregistration.k8s.io`: what is checked or changed before an object is stored. */

import type {
  V1MutatingAdmissionPolicy,
  V1MutatingAdmissionPolicyBinding,
  V1MutatingWebhookConfiguration,
  V1ValidatingAdmissionPolicy,
  V1ValidatingAdmissionPolicyBinding,
  V1ValidatingWebhookConfiguration,
} from "@kubernetes/client-node";
import { defineKind } from "./define-kind.ts";
import type { KubernetesResource } from "./resource.ts";

/**
 * Refuses or warns about objects by CEL expressions, inside the API server. It does nothing until a binding names it.
 *
 * @example
 * const policy = await ValidatingAdmissionPolicy("replica-limit", {
 *   metadata: { name: "replica-limit" },
 *   spec: {
 *     matchConstraints: {
 *       resourceRules: [
 *         { apiGroups: ["apps"], apiVersions: ["v1"], operations: ["CREATE", "UPDATE"], resources: ["deployments"] },
 *       ],
 *     },
 *     validations: [{ expression: "object.spec.replicas <= 5", message: "At most five replicas." }],
 *   },
 * });
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
 */
export interface ValidatingAdmissionPolicy extends KubernetesResource<
  "admissionregistration.k8s.io/v1",
  "ValidatingAdmissionPolicy"
> {}
export const ValidatingAdmissionPolicy = defineKind<V1ValidatingAdmissionPolicy, ValidatingAdmissionPolicy>(
  "admissionregistration.k8s.io/v1",
  "ValidatingAdmissionPolicy",
);

/**
 * Puts a ValidatingAdmissionPolicy into force, for the objects that it matches.
 *
 * @example
 * await ValidatingAdmissionPolicyBinding("replica-limit", {
 *   metadata: { name: "replica-limit" },
 *   spec: {
 *     policyName: "replica-limit",
 *     validationActions: ["Deny"],
 *     matchResources: { namespaceSelector: { matchLabels: { environment: "test" } } },
 *   },
 * });
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
 */
export interface ValidatingAdmissionPolicyBinding extends KubernetesResource<
  "admissionregistration.k8s.io/v1",
  "ValidatingAdmissionPolicyBinding"
> {}
export const ValidatingAdmissionPolicyBinding = defineKind<
  V1ValidatingAdmissionPolicyBinding,
  ValidatingAdmissionPolicyBinding
>("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicyBinding");

/**
 * Changes objects by CEL expressions, inside the API server. It does nothing until a binding names it.
 *
 * @example
 * const policy = await MutatingAdmissionPolicy("team-label", {
 *   metadata: { name: "team-label" },
 *   spec: {
 *     reinvocationPolicy: "Never",
 *     matchConstraints: {
 *       resourceRules: [{ apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods"] }],
 *     },
 *     mutations: [
 *       {
 *         patchType: "ApplyConfiguration",
 *         applyConfiguration: { expression: 'Object{ metadata: Object.metadata{ labels: {"team": "shop"} } }' },
 *       },
 *     ],
 *   },
 * });
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/mutating-admission-policy/
 */
export interface MutatingAdmissionPolicy extends KubernetesResource<
  "admissionregistration.k8s.io/v1",
  "MutatingAdmissionPolicy"
> {}
export const MutatingAdmissionPolicy = defineKind<V1MutatingAdmissionPolicy, MutatingAdmissionPolicy>(
  "admissionregistration.k8s.io/v1",
  "MutatingAdmissionPolicy",
);

/**
 * Puts a MutatingAdmissionPolicy into force, for the objects that it matches.
 *
 * @example
 * await MutatingAdmissionPolicyBinding("team-label", {
 *   metadata: { name: "team-label" },
 *   spec: {
 *     policyName: "team-label",
 *     matchResources: { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "shop" } } },
 *   },
 * });
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/mutating-admission-policy/
 */
export interface MutatingAdmissionPolicyBinding extends KubernetesResource<
  "admissionregistration.k8s.io/v1",
  "MutatingAdmissionPolicyBinding"
> {}
export const MutatingAdmissionPolicyBinding = defineKind<
  V1MutatingAdmissionPolicyBinding,
  MutatingAdmissionPolicyBinding
>("admissionregistration.k8s.io/v1", "MutatingAdmissionPolicyBinding");

/**
 * Has a server of yours accept or refuse objects.
 * With `failurePolicy: "Fail"`, the default, nothing that it matches can be written while that server is down: match narrowly.
 *
 * @example
 * await ValidatingWebhookConfiguration("orders", {
 *   webhooks: [
 *     {
 *       name: "orders.shop.example.com",
 *       admissionReviewVersions: ["v1"],
 *       sideEffects: "None",
 *       failurePolicy: "Ignore",
 *       rules: [{ apiGroups: ["example.com"], apiVersions: ["v1"], operations: ["CREATE"], resources: ["orders"] }],
 *       clientConfig: { service: { namespace: "shop", name: "webhook", path: "/validate" } },
 *     },
 *   ],
 * });
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/
 */
export interface ValidatingWebhookConfiguration extends KubernetesResource<
  "admissionregistration.k8s.io/v1",
  "ValidatingWebhookConfiguration"
> {}
export const ValidatingWebhookConfiguration = defineKind<
  V1ValidatingWebhookConfiguration,
  ValidatingWebhookConfiguration
>("admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration");

/**
 * Has a server of yours change objects before they are stored.
 * With `failurePolicy: "Fail"`, the default, nothing that it matches can be written while that server is down: match narrowly.
 *
 * @example
 * await MutatingWebhookConfiguration("sidecar", {
 *   webhooks: [
 *     {
 *       name: "sidecar.shop.example.com",
 *       admissionReviewVersions: ["v1"],
 *       sideEffects: "None",
 *       failurePolicy: "Ignore",
 *       namespaceSelector: { matchLabels: { sidecar: "enabled" } },
 *       rules: [{ apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods"] }],
 *       clientConfig: { service: { namespace: "shop", name: "webhook", path: "/mutate" } },
 *     },
 *   ],
 * });
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/
 */
export interface MutatingWebhookConfiguration extends KubernetesResource<
  "admissionregistration.k8s.io/v1",
  "MutatingWebhookConfiguration"
> {}
export const MutatingWebhookConfiguration = defineKind<
  V1MutatingWebhookConfiguration,
  MutatingWebhookConfiguration
>("admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration");

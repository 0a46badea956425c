/** The kinds of `networking.k8s.io` and `discovery.k8s.io`: how traffic reaches pods, and which traffic may. */

import type {
  V1EndpointSlice,
  V1IPAddress,
  V1Ingress,
  V1IngressClass,
  V1NetworkPolicy,
  V1ServiceCIDR,
} from "@kubernetes/client-node";
import { defineKind } from "./define-kind.ts";
import type { KubernetesResource, NamespacedResource } from "./resource.ts";

/**
 * Routes HTTP and HTTPS from outside to Services by host and path, through the controller of its ingress class.
 *
 * @example
 * const site = await Ingress("web", {
 *   metadata: { namespace: "shop", annotations: { "cert-manager.io/cluster-issuer": "letsencrypt" } },
 *   spec: {
 *     ingressClassName: "traefik",
 *     rules: [
 *       {
 *         host: "shop.example.com",
 *         http: {
 *           paths: [{ path: "/", pathType: "Prefix", backend: { service: { name: "web", port: { number: 80 } } } }],
 *         },
 *       },
 *     ],
 *     tls: [{ hosts: ["shop.example.com"], secretName: "web-tls" }],
 *   },
 * });
 * console.log(`https://${site.hosts[0]}`);
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/ingress/
 */
export interface Ingress extends NamespacedResource<"networking.k8s.io/v1", "Ingress"> {
  /** Hosts of its rules, each once, in their order. */
  hosts: string[];
}
export const Ingress = defineKind<V1Ingress, Ingress>("networking.k8s.io/v1", "Ingress");

/**
 * Names the controller that serves an Ingress, and may make it the default. The controller cannot be changed.
 *
 * @example
 * await IngressClass("internal", {
 *   metadata: { name: "internal" },
 *   spec: { controller: "traefik.io/ingress-controller" },
 * });
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/ingress/#ingress-class
 */
export interface IngressClass extends KubernetesResource<"networking.k8s.io/v1", "IngressClass"> {}
export const IngressClass = defineKind<V1IngressClass, IngressClass>("networking.k8s.io/v1", "IngressClass");

/**
 * Says which traffic may reach or leave the pods that it selects; without any, all may.
 * It takes effect only where the cluster's network plugin supports it.
 *
 * @example
 * await NetworkPolicy("postgres", {
 *   metadata: { namespace: "shop" },
 *   spec: {
 *     podSelector: { matchLabels: { app: "postgres" } },
 *     policyTypes: ["Ingress"],
 *     ingress: [{ from: [{ podSelector: { matchLabels: { app: "api" } } }], ports: [{ port: 5432 }] }],
 *   },
 * });
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export interface NetworkPolicy extends NamespacedResource<"networking.k8s.io/v1", "NetworkPolicy"> {}
export const NetworkPolicy = defineKind<V1NetworkPolicy, NetworkPolicy>(
  "networking.k8s.io/v1",
  "NetworkPolicy",
);

/**
 * Lists addresses behind a Service that has no selector, named by the label `kubernetes.io/service-name`.
 * The address type cannot be changed.
 *
 * @example
 * await EndpointSlice("legacy-db", {
 *   metadata: { namespace: "shop", labels: { "kubernetes.io/service-name": "legacy-db" } },
 *   addressType: "IPv4",
 *   ports: [{ port: 5432 }],
 *   endpoints: [{ addresses: ["192.0.2.10"] }],
 * });
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/
 */
export interface EndpointSlice extends NamespacedResource<"discovery.k8s.io/v1", "EndpointSlice"> {}
export const EndpointSlice = defineKind<V1EndpointSlice, EndpointSlice>(
  "discovery.k8s.io/v1",
  "EndpointSlice",
);

/**
 * Adds a range of addresses that Services are given. It goes only when no Service uses an address of it any more.
 *
 * @example
 * await ServiceCIDR("more", { metadata: { name: "more" }, spec: { cidrs: ["10.96.16.0/24"] } });
 *
 * @see https://kubernetes.io/docs/tasks/network/extend-service-ip-ranges/
 */
export interface ServiceCIDR extends KubernetesResource<"networking.k8s.io/v1", "ServiceCIDR"> {}
export const ServiceCIDR = defineKind<V1ServiceCIDR, ServiceCIDR>("networking.k8s.io/v1", "ServiceCIDR");

/**
 * Reserves one address for an object, usually a Service; its name is the address. Kubernetes makes those of Services
 * itself and collects one whose Service does not exist. Its parent cannot be changed.
 *
 * @example
 * await IPAddress("reserved", {
 *   metadata: { name: "192.0.2.20" },
 *   spec: { parentRef: { group: "example.com", resource: "gateways", namespace: "shop", name: "edge" } },
 * });
 *
 * @see https://kubernetes.io/docs/tasks/network/extend-service-ip-ranges/
 */
export interface IPAddress extends KubernetesResource<"networking.k8s.io/v1", "IPAddress"> {}
export const IPAddress = defineKind<V1IPAddress, IPAddress>("networking.k8s.io/v1", "IPAddress");

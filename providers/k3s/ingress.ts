import type { V1Ingress, V1IngressRule, V1IngressTLS } from "@kubernetes/client-node";
import { defined } from "../../src/model/json.ts";
import type { Wire } from "../../src/model/wire.ts";
import { Ingress } from "../kubernetes/networking.ts";
import type { KindProps } from "../kubernetes/props.ts";
import { type Field, type K3sObjectProps, metadataOf, optionsOf } from "./metadata.ts";

/** A host, and the Services that its paths lead to. */
export type IngressRule = Field<V1IngressRule>;
/** Hosts, and the Secret with their certificate. */
export type IngressTLS = Field<V1IngressTLS>;

/** Props of a {@link K3sIngress}. */
export interface K3sIngressProps extends K3sObjectProps {
  /** The ingress class. @default "traefik", which k3s brings along */
  className?: string;
  rules: IngressRule[];
  /** Hosts that are served over TLS, and the Secrets with their certificates. */
  tls?: IngressTLS[];
}

/**
 * An Ingress of k3s's own ingress controller.
 *
 * @example
 * const site = await K3sIngress("web", {
 *   annotations: { "cert-manager.io/cluster-issuer": "letsencrypt-prod" },
 *   rules: [
 *     {
 *       host: "shop.example.com",
 *       http: { paths: [{ path: "/", pathType: "Prefix", backend: { service: { name: "web", port: { number: 80 } } } }] },
 *     },
 *   ],
 *   tls: [{ hosts: ["shop.example.com"], secretName: "web-tls" }],
 * });
 * @see https://kubernetes.io/docs/concepts/services-networking/ingress/
 */
export interface K3sIngress extends Ingress {}
export async function K3sIngress(name: string, props: K3sIngressProps): Promise<K3sIngress> {
  return Ingress(name, ingressProps(name, props));
}

/** The props of the Ingress behind it. */
export function ingressProps(name: string, props: K3sIngressProps): KindProps<Wire<V1Ingress>> {
  const { className = "traefik", rules, tls } = props;
  return {
    ...optionsOf(props),
    metadata: metadataOf(name, props),
    spec: { ingressClassName: className, rules, ...defined({ tls }) },
  };
}

/** Services and Ingresses. */

import type {
  V1Ingress,
  V1IngressRule,
  V1IngressTLS,
  V1Service,
  V1ServicePort,
} from "@kubernetes/client-node";
import type { Modifiers, ResourceReference, Templated } from "../../../src/graph/builder/reference-types.ts";
import { defined } from "../../../src/model/json.ts";
import type { Wire } from "../../../src/model/wire.ts";
import { template } from "../template.ts";
import { appLabel, metadataOf, type SimpleProps } from "./metadata.ts";
import type { Field } from "./pod.ts";

/** Props of {@link simpleService}. */
export interface SimpleServiceProps extends SimpleProps {
  /** With more than one, each needs a name. */
  ports: readonly Field<V1ServicePort>[];
  /** The pods behind it. @default `app: <name>` */
  selector?: Templated<Record<string, string>>;
  /** @default "ClusterIP" */
  type?: Templated<string>;
  /** `"None"` makes it headless. */
  clusterIP?: Templated<string>;
}

/**
 * A Service.
 * @example
 * const Web = toKroResourceGraph(
 *   "web",
 *   (schema) => ({ svc: simpleService({ name: schema.spec.name, ports: [{ port: 80, targetPort: 8080 }] }) }),
 *   { apiVersion: "example.com/v1alpha1", kind: "Web", spec: { name: "string | required=true" } },
 * );
 */
export function simpleService(
  props: SimpleServiceProps,
  modifiers: Modifiers<Wire<V1Service>> = {},
): ResourceReference<Wire<V1Service>> {
  const { ports, selector = appLabel(props.name), type, clusterIP } = props;
  return template.Service(
    { metadata: metadataOf(props), spec: { ...defined({ type, clusterIP }), selector, ports } },
    modifiers,
  );
}

/** Props of {@link simpleIngress}. */
export interface SimpleIngressProps extends SimpleProps {
  rules: readonly Field<V1IngressRule>[];
  tls?: readonly Field<V1IngressTLS>[];
  /** @default the cluster's default class */
  ingressClassName?: Templated<string>;
}

/**
 * An Ingress.
 * @example
 * const Web = toKroResourceGraph(
 *   "web",
 *   (schema) => {
 *     const service = { name: schema.spec.name, port: { number: 80 } };
 *     const paths = [{ path: "/", pathType: "Prefix", backend: { service } }];
 *     return { site: simpleIngress({ name: schema.spec.name, rules: [{ host: schema.spec.host, http: { paths } }] }) };
 *   },
 *   { apiVersion: "example.com/v1alpha1", kind: "Web", spec: { name: "string | required=true", host: "string | required=true" } },
 * );
 */
export function simpleIngress(
  props: SimpleIngressProps,
  modifiers: Modifiers<Wire<V1Ingress>> = {},
): ResourceReference<Wire<V1Ingress>> {
  const { rules, tls, ingressClassName } = props;
  return template.Ingress(
    { metadata: metadataOf(props), spec: { rules, ...defined({ tls, ingressClassName }) } },
    modifiers,
  );
}

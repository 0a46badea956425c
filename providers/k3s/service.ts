import type { V1Service, V1ServicePort } from "@kubernetes/client-node";
import { defined } from "../../src/model/json.ts";
import type { Wire } from "../../src/model/wire.ts";
import { Service } from "../kubernetes/core.ts";
import type { KindProps } from "../kubernetes/props.ts";
import { appLabel, type Field, type K3sObjectProps, metadataOf, optionsOf } from "./metadata.ts";

/** A port of a Service: `{ port: 80, targetPort: 8080 }`. */
export type ServicePort = Field<V1ServicePort>;

/** Props of a {@link K3sService}. */
export interface K3sServiceProps extends K3sObjectProps {
  /** @default "ClusterIP" */
  type?: "ClusterIP" | "NodePort" | "LoadBalancer";
  /** With more than one, each needs a name. */
  ports: ServicePort[];
  /** The pods behind it. @default `app: <name>` */
  selector?: Record<string, string>;
  /** `"None"` makes it headless: its name leads to the pods themselves, without an address of its own. */
  clusterIP?: string;
}

/**
 * A Service in front of the pods labelled `app: <name>`.
 *
 * @example
 * const web = await K3sService("web", { ports: [{ port: 80, targetPort: 8080 }] });
 * @see https://kubernetes.io/docs/concepts/services-networking/service/
 */
export interface K3sService extends Service {}
export async function K3sService(name: string, props: K3sServiceProps): Promise<K3sService> {
  return Service(name, serviceProps(name, props));
}

/** The props of the Service behind it. */
export function serviceProps(name: string, props: K3sServiceProps): KindProps<Wire<V1Service>> {
  const { type, ports, selector = appLabel(name), clusterIP } = props;
  return {
    ...optionsOf(props),
    metadata: metadataOf(name, props),
    spec: { ...defined({ type, clusterIP }), selector, ports },
  };
}

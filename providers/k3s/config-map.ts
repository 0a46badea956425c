import type { V1ConfigMap } from "@kubernetes/client-node";
import type { Wire } from "../../src/model/wire.ts";
import type { AlchemySecret } from "../secrets.ts";
import { ConfigMap } from "../kubernetes/core.ts";
import type { KindProps } from "../kubernetes/props.ts";
import { type K3sObjectProps, metadataOf, optionsOf } from "./metadata.ts";

/** Props of a {@link K3sConfigMap}. */
export interface K3sConfigMapProps extends K3sObjectProps {
  /** Key → text. */
  data: Record<string, string | AlchemySecret>;
}

/**
 * A ConfigMap. Workloads of the same run that name it roll when its content changes.
 *
 * @example
 * const config = await K3sConfigMap("web-config", { data: { MODE: "fast" } });
 * @see https://kubernetes.io/docs/concepts/configuration/configmap/
 */
export interface K3sConfigMap extends ConfigMap {}
export async function K3sConfigMap(name: string, props: K3sConfigMapProps): Promise<K3sConfigMap> {
  return ConfigMap(name, configMapProps(name, props));
}

/** The props of the ConfigMap behind it. */
export function configMapProps(name: string, props: K3sConfigMapProps): KindProps<Wire<V1ConfigMap>> {
  return { ...optionsOf(props), metadata: metadataOf(name, props), data: props.data };
}

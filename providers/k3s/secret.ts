import type { V1Secret } from "@kubernetes/client-node";
import { defined } from "../../src/model/json.ts";
import type { Wire } from "../../src/model/wire.ts";
import type { AlchemySecret } from "../secrets.ts";
import { Secret } from "../kubernetes/core.ts";
import type { KindProps } from "../kubernetes/props.ts";
import { type K3sObjectProps, metadataOf, optionsOf } from "./metadata.ts";

/** Props of a {@link K3sSecret}. */
export interface K3sSecretProps extends K3sObjectProps {
  /** Key → text, not base64. None of it gets into Alchemy's state, marked by `alchemy.secret` or not. */
  data: Record<string, string | AlchemySecret>;
  /** @default "Opaque" */
  type?: string;
}

/**
 * A Secret. Workloads of the same run that name it roll when its content changes.
 *
 * @example
 * const key = await K3sSecret("web-secret", { data: { API_KEY: alchemy.secret(process.env.API_KEY) } });
 * @see https://kubernetes.io/docs/concepts/configuration/secret/
 */
export interface K3sSecret extends Secret {}
export async function K3sSecret(name: string, props: K3sSecretProps): Promise<K3sSecret> {
  return Secret(name, secretProps(name, props));
}

/** The props of the Secret behind it. */
export function secretProps(name: string, props: K3sSecretProps): KindProps<Wire<V1Secret>> {
  return {
    ...optionsOf(props),
    metadata: metadataOf(name, props),
    ...defined({ type: props.type }),
    stringData: props.data,
  };
}

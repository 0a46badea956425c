import { groupOf } from "../../src/model/kind.ts";
import type { WithSecrets } from "../../src/model/wire.ts";
import type { AlchemySecret } from "../secrets.ts";
import { guarded } from "../guard.ts";
import { deployObject } from "./deploy-object.ts";
import { partsOf } from "./manifest.ts";
import type { ResourceOptions } from "./options.ts";
import type { KubernetesResource } from "./resource.ts";
import type { MetadataProps } from "./props.ts";

/** Props of a custom resource: its manifest without apiVersion, kind and status, plus the options that all kinds share. */
export interface CustomResourceProps<Spec> extends ResourceOptions {
  metadata?: MetadataProps;
  spec: WithSecrets<Spec, AlchemySecret>;
}

/** What a custom resource gives to the program: its identity, and the status fields that were asked for. */
export interface CustomResource<Status = unknown> extends KubernetesResource {
  /** Absent for objects of the whole cluster. */
  namespace?: string;
  /** The status fields that were asked for, as far as the object had them when it was ready. */
  status: Partial<Status>;
}

/** A custom kind as an Alchemy resource. */
export interface CustomResourceKind<Spec, Status> {
  (id: string, props: CustomResourceProps<Spec>): Promise<CustomResource<Status>>;
  readonly apiVersion: string;
  readonly kind: string;
}

/**
 * Makes a custom kind usable as an Alchemy resource, typed by its spec and status.
 * @param apiVersion for example `"cert-manager.io/v1"`
 * @param kind for example `"Certificate"`
 * @param statusFields fields of the status that the program needs. Only such that do not change by themselves once the object
 *   is ready: what changes makes every resource that uses it update.
 * @throws {ProviderError} the resources that it makes: `unknown-kind` when the cluster does not serve the kind, with the kinds that come
 *   near
 *
 * @example
 * interface CertificateSpec { secretName: string; dnsNames: string[]; issuerRef: { name: string; kind?: string } }
 * interface CertificateStatus { revision?: number }
 * const Certificate = CustomResource<CertificateSpec, CertificateStatus>("cert-manager.io/v1", "Certificate");
 * const tls = await Certificate("web", {
 *   metadata: { namespace: "shop" },
 *   spec: { secretName: "web-tls", dnsNames: ["shop.example.com"], issuerRef: { name: "letsencrypt" } },
 * });
 * @see https://kubernetes.io/docs/concepts/extend-kubernetes/api-extension/custom-resources/
 */
export function CustomResource<Spec extends object, Status extends object = Record<string, unknown>>(
  apiVersion: string,
  kind: string,
  statusFields: readonly (keyof Status & string)[] = [],
): CustomResourceKind<Spec, Status> {
  const group = groupOf(apiVersion);
  const resource = async (id: string, props: CustomResourceProps<Spec>): Promise<CustomResource<Status>> => {
    const parts = await guarded(async () => partsOf(props));
    return deployObject({
      type: `kubernetes::${group}/${kind}`,
      prefix: `${kind.toLowerCase()}.${group}`,
      apiVersion,
      kind,
      id,
      ...parts,
      statusFields: [...statusFields],
    });
  };
  return Object.assign(resource, { apiVersion, kind });
}

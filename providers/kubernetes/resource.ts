import type { ObjectMeta } from "../../src/model/object.ts";
import type { WithSecrets } from "../../src/model/wire.ts";
import type { AlchemySecret } from "../secrets.ts";
import type { ResourceOptions } from "./options.ts";

/**
 * What every Kubernetes resource gives to the program: its identity.
 * @typeParam ApiVersion for example `"apps/v1"`
 * @typeParam KindName for example `"Deployment"`
 */
export interface KubernetesResource<ApiVersion extends string = string, KindName extends string = string> {
  apiVersion: ApiVersion;
  kind: KindName;
  /** `metadata.name` of the live object. */
  name: string;
  /** `metadata.uid` of the live object: another one after it was replaced. */
  uid: string;
}

/** A resource whose objects live in a namespace. */
export interface NamespacedResource<
  ApiVersion extends string = string,
  KindName extends string = string,
> extends KubernetesResource<ApiVersion, KindName> {
  /** `metadata.namespace` of the live object. */
  namespace: string;
}

/** Names a namespace: its name, or the Namespace resource. */
export type NamespaceReference = string | { kind: "Namespace"; name: string };

/** `metadata` as a user writes it. */
export interface MetadataProps extends Pick<
  ObjectMeta,
  "annotations" | "labels" | "finalizers" | "ownerReferences"
> {
  /** @default a DNS-safe name from app, stage and id */
  name?: string;
  /** @default the scope's `kubernetes.namespace`, else the kubeconfig context's, else `default` */
  namespace?: NamespaceReference;
}

/**
 * Props of a kind: its manifest without apiVersion, kind and status, plus the options that all kinds share.
 * Every string may be an `alchemy.secret`.
 * @typeParam Body the manifest as JSON on the wire
 */
export type KindProps<Body> = WithSecrets<
  Omit<Body, "apiVersion" | "kind" | "metadata" | "status">,
  AlchemySecret
> &
  ResourceOptions & { metadata?: MetadataProps };

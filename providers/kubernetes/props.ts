import type { ObjectMeta } from "../../src/model/object.ts";
import type { WithSecrets } from "../../src/model/wire.ts";
import type { AlchemySecret } from "../secrets.ts";
import type { ResourceOptions } from "./options.ts";
import type { NamespaceReference } from "./resource.ts";

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

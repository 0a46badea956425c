/** What all objects have in common: metadata that follows from the name, and the shared options. Pure. */

import { defined } from "../../src/model/json.ts";
import type { WithSecrets, Wire } from "../../src/model/wire.ts";
import { OPTION_NAMES, type ResourceOptions } from "../kubernetes/options.ts";
import type { NamespaceReference } from "../kubernetes/resource.ts";
import type { MetadataProps } from "../kubernetes/props.ts";
import type { AlchemySecret } from "../secrets.ts";

/** A part of a manifest as a user writes it. Every string may be an `alchemy.secret`. */
export type Field<M> = WithSecrets<Wire<M>, AlchemySecret>;

/** Props of every function of this vocabulary. */
export interface K3sObjectProps extends ResourceOptions {
  /** A name or a Namespace resource. @default the scope's `kubernetes.namespace`, else the kubeconfig context's, else `default` */
  namespace?: NamespaceReference;
  /** Labels beside `app`, which is the name. */
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}

/** The label that selectors look for. */
export function appLabel(name: string): Record<string, string> {
  return { app: name };
}

/** `metadata` of an object. */
export function metadataOf(name: string, props: K3sObjectProps): MetadataProps {
  const { namespace, labels, annotations } = props;
  return {
    name,
    ...defined({ namespace }),
    labels: { ...appLabel(name), ...labels },
    ...defined({ annotations }),
  };
}

/** The shared options among the props. */
export function optionsOf(props: ResourceOptions): ResourceOptions {
  const given = OPTION_NAMES.filter((option) => props[option] !== undefined);
  return Object.fromEntries(given.map((option) => [option, props[option]]));
}

/** ConfigMaps, Secrets and claims. */

import type { V1ConfigMap, V1PersistentVolumeClaim, V1Secret } from "@kubernetes/client-node";
import type { Modifiers, ResourceReference, Templated } from "../../../src/graph/builder/reference-types.ts";
import { defined } from "../../../src/model/json.ts";
import type { Wire } from "../../../src/model/wire.ts";
import { template } from "../template.ts";
import { metadataOf, type SimpleProps } from "./metadata.ts";

/** Props of {@link simpleConfigMap}. */
export interface SimpleConfigMapProps extends SimpleProps {
  data: Templated<Record<string, string>>;
}

/** A ConfigMap. */
export function simpleConfigMap(
  props: SimpleConfigMapProps,
  modifiers: Modifiers<Wire<V1ConfigMap>> = {},
): ResourceReference<Wire<V1ConfigMap>> {
  return template.ConfigMap({ metadata: metadataOf(props), data: props.data }, modifiers);
}

/** Props of {@link simpleSecret}. */
export interface SimpleSecretProps extends SimpleProps {
  /** References and CEL only: a value of the program would be stored with the graph. */
  stringData?: Templated<Record<string, string>>;
  /** The same in base64. */
  data?: Templated<Record<string, string>>;
  /** @default "Opaque" */
  type?: Templated<string>;
}

/**
 * A Secret whose values come from other objects of the graph.
 * @throws {ProviderError} `usage` for a value that stands in the program
 */
export function simpleSecret(
  props: SimpleSecretProps,
  modifiers: Modifiers<Wire<V1Secret>> = {},
): ResourceReference<Wire<V1Secret>> {
  const { stringData, data, type } = props;
  return template.Secret({ metadata: metadataOf(props), ...defined({ stringData, data, type }) }, modifiers);
}

/** Props of {@link simplePvc}. */
export interface SimplePvcProps extends SimpleProps {
  /** For example `10Gi`. */
  size: Templated<string>;
  /** @default the cluster's default class */
  storageClass?: Templated<string>;
  /** @default ["ReadWriteOnce"] */
  accessModes?: Templated<string[]>;
}

/** A PersistentVolumeClaim. */
export function simplePvc(
  props: SimplePvcProps,
  modifiers: Modifiers<Wire<V1PersistentVolumeClaim>> = {},
): ResourceReference<Wire<V1PersistentVolumeClaim>> {
  const { size, storageClass, accessModes = ["ReadWriteOnce"] } = props;
  const spec = {
    accessModes,
    resources: { requests: { storage: size } },
    ...defined({ storageClassName: storageClass }),
  };
  return template.PersistentVolumeClaim({ metadata: metadataOf(props), spec }, modifiers);
}

import type { V1PersistentVolumeClaim, V1VolumeResourceRequirements } from "@kubernetes/client-node";
import { defined } from "../../src/model/json.ts";
import type { Wire } from "../../src/model/wire.ts";
import { PersistentVolumeClaim } from "../kubernetes/core.ts";
import type { KindProps } from "../kubernetes/props.ts";
import { type Field, type K3sObjectProps, metadataOf, optionsOf } from "./metadata.ts";

/** Props of a {@link K3sPersistentVolumeClaim}. */
export interface K3sPersistentVolumeClaimProps extends K3sObjectProps {
  /** @default ["ReadWriteOnce"], which k3s's own storage class offers */
  accessModes?: string[];
  /** How much: `{ requests: { storage: "10Gi" } }` */
  resources: Field<V1VolumeResourceRequirements>;
  /** @default the cluster's default class */
  storageClassName?: string;
}

/**
 * A claim to storage that outlives its pods.
 *
 * @example
 * const uploads = await K3sPersistentVolumeClaim("uploads", { resources: { requests: { storage: "10Gi" } } });
 * @see https://kubernetes.io/docs/concepts/storage/persistent-volumes/
 */
export interface K3sPersistentVolumeClaim extends PersistentVolumeClaim {}
export async function K3sPersistentVolumeClaim(
  name: string,
  props: K3sPersistentVolumeClaimProps,
): Promise<K3sPersistentVolumeClaim> {
  return PersistentVolumeClaim(name, persistentVolumeClaimProps(name, props));
}

/** The props of the claim behind it. */
export function persistentVolumeClaimProps(
  name: string,
  props: K3sPersistentVolumeClaimProps,
): KindProps<Wire<V1PersistentVolumeClaim>> {
  const { accessModes = ["ReadWriteOnce"], resources, storageClassName } = props;
  return {
    ...optionsOf(props),
    metadata: metadataOf(name, props),
    spec: { accessModes, resources, ...defined({ storageClassName }) },
  };
}

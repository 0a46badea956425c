/** StorageClasses: the one that the cluster has, and how a claim finds its own. */

import type { Manifest } from "../../model/object.ts";
import type { ControllerContext } from "./controller.ts";
import { read, RESOURCE, type PersistentVolumeClaim, type StorageClass } from "./kinds.ts";

/** Whose volumes exist as objects only. */
export const PROVISIONER = "local.alchemy.run/host-path";

/** The default class; its volumes are bound at once. */
export const storageClassManifest: Manifest = {
  apiVersion: "storage.k8s.io/v1",
  kind: "StorageClass",
  metadata: { name: "standard", annotations: { "storageclass.kubernetes.io/is-default-class": "true" } },
  provisioner: PROVISIONER,
  reclaimPolicy: "Delete",
  volumeBindingMode: "Immediate",
  allowVolumeExpansion: true,
};

/** The class of a claim. */
export function storageClassOf(
  context: ControllerContext,
  { spec }: PersistentVolumeClaim,
): StorageClass | undefined {
  const name = spec.storageClassName ?? "";
  return name === "" ? undefined : read(context, RESOURCE.storageClasses, { name });
}

/** Whether a claim is bound only when a pod uses it. */
export function waitsForConsumer(context: ControllerContext, claim: PersistentVolumeClaim): boolean {
  return storageClassOf(context, claim)?.volumeBindingMode === "WaitForFirstConsumer";
}

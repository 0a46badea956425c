/**
 * PersistentVolumes: available, bound or released, and deleted after their claim when they were made for it. May import the other
 * files of this folder, the contracts of src/local and src/model.
 */

import type { Controller, ControllerContext } from "./controller.ts";
import { keyOf, read, RESOURCE, type PersistentVolume, type PersistentVolumeClaim } from "./kinds.ts";
import { setPhase } from "./volume-binding.ts";
import { remove, updateMetadata } from "./write.ts";

const PROTECTION = "kubernetes.io/pv-protection";

export const persistentVolumes: Controller = {
  name: "persistent-volume",
  watches: {
    [RESOURCE.persistentVolumes]: ({ type, object }) =>
      type === "DELETED" ? [] : [keyOf(RESOURCE.persistentVolumes, object)],
    [RESOURCE.persistentVolumeClaims]: ({ type, object }) => {
      const { volumeName } = (object as PersistentVolumeClaim).spec;
      return type !== "DELETED" || volumeName === undefined
        ? []
        : [{ resource: RESOURCE.persistentVolumes, name: volumeName }];
    },
  },
  reconcile: (key, context) => {
    const volume = read(context, RESOURCE.persistentVolumes, key);
    if (volume !== undefined) reconcile(context, volume);
  },
};

function reconcile(context: ControllerContext, volume: PersistentVolume): void {
  const claim = claimOf(context, volume);
  if (volume.metadata.deletionTimestamp !== undefined) {
    if (claim === undefined) unprotect(context, volume);
    return;
  }
  const { claimRef, persistentVolumeReclaimPolicy } = volume.spec;
  if (claim !== undefined) {
    if (claim.spec.volumeName === volume.metadata.name) setPhase(context, volume, "Bound");
    return;
  }
  // A reservation without a UID waits for a claim of that name; one with a UID had its claim.
  if (claimRef?.uid === undefined) {
    setPhase(context, volume, "Available");
    return;
  }
  const released = setPhase(context, volume, "Released");
  if (persistentVolumeReclaimPolicy === "Delete") remove(context, RESOURCE.persistentVolumes, released);
}

/** The claim that a volume belongs to, while it exists. */
function claimOf(context: ControllerContext, { spec }: PersistentVolume): PersistentVolumeClaim | undefined {
  const { name = "", namespace, uid } = spec.claimRef ?? {};
  if (namespace === undefined) return undefined;
  const claim = read(context, RESOURCE.persistentVolumeClaims, { namespace, name });
  return uid === undefined || claim?.metadata.uid === uid ? claim : undefined;
}

function unprotect(context: ControllerContext, volume: PersistentVolume): void {
  const { finalizers = [] } = volume.metadata;
  if (!finalizers.includes(PROTECTION)) return;
  const rest = finalizers.filter((name) => name !== PROTECTION);
  updateMetadata(context, RESOURCE.persistentVolumes, {
    object: volume,
    change: { finalizers: rest.length === 0 ? undefined : rest },
  });
}

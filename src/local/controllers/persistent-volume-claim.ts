/**
 * PersistentVolumeClaims: bound by class or to a volume that fits, grown when they ask for more, kept while a pod uses them.
 * May import the other files of this folder, the contracts of src/local and src/model.
 */

import type { Controller, ControllerContext, Key } from "./controller.ts";
import { quantityOf } from "./amounts.ts";
import {
  keyOf,
  read,
  readAll,
  RESOURCE,
  type PersistentVolume,
  type PersistentVolumeClaim,
  type Pod,
} from "./kinds.ts";
import { claimNames } from "./pod-claims.ts";
import { isFinished } from "./pod-state.ts";
import { storageClassOf, waitsForConsumer } from "./storage-class.ts";
import { belongsTo, bind, fittingVolume, provision, requested, volumeNamed } from "./volume-binding.ts";
import { update, updateMetadata, writeStatus } from "./write.ts";

const COMPONENT = "persistentvolume-controller";
const PROTECTION = "kubernetes.io/pvc-protection";
const NO_PROVISIONER = "kubernetes.io/no-provisioner";

export const persistentVolumeClaims: Controller = {
  name: "persistent-volume-claim",
  watches: {
    [RESOURCE.persistentVolumeClaims]: ({ type, object }) =>
      type === "DELETED" ? [] : [keyOf(RESOURCE.persistentVolumeClaims, object)],
    [RESOURCE.persistentVolumes]: ({ type, object }, context) =>
      claimsFor(context, object as PersistentVolume, type),
    [RESOURCE.storageClasses]: (_change, context) => pendingClaims(context),
    // A pod that comes may be the first consumer, one that goes may have been the last user.
    [RESOURCE.pods]: ({ type, object }) =>
      type === "MODIFIED" && !isFinished(object as Pod)
        ? []
        : claimNames(object as Pod).map((name) => ({
            ...keyOf(RESOURCE.persistentVolumeClaims, object),
            name,
          })),
  },
  reconcile: (key, context) => {
    const claim = read(context, RESOURCE.persistentVolumeClaims, key);
    if (claim !== undefined) reconcile(context, claim);
  },
};

function pendingClaims(context: ControllerContext): Key[] {
  return readAll(context, RESOURCE.persistentVolumeClaims)
    .filter(({ status }) => status?.phase !== "Bound")
    .map((claim) => keyOf(RESOURCE.persistentVolumeClaims, claim));
}

/** Claims that a volume may matter to: its own, or when it is nobody's all that wait. */
function claimsFor(context: ControllerContext, { spec }: PersistentVolume, type: string): Key[] {
  const { name, namespace } = spec.claimRef ?? {};
  if (name === undefined) return type === "DELETED" ? [] : pendingClaims(context);
  const resource = RESOURCE.persistentVolumeClaims;
  return [namespace === undefined ? { resource, name } : { resource, namespace, name }];
}

function usersOf(context: ControllerContext, { metadata }: PersistentVolumeClaim): Pod[] {
  return readAll(context, RESOURCE.pods, metadata.namespace).filter(
    (pod) => !isFinished(pod) && claimNames(pod).includes(metadata.name),
  );
}

function reconcile(context: ControllerContext, claim: PersistentVolumeClaim): void {
  if (claim.metadata.deletionTimestamp !== undefined) release(context, claim);
  else if (claim.status?.phase === "Bound") keep(context, claim);
  else if (claim.status?.phase !== "Lost") seek(context, claim);
}

/** A claim that was deleted goes when no pod uses it any more. */
function release(context: ControllerContext, claim: PersistentVolumeClaim): void {
  const { finalizers = [] } = claim.metadata;
  if (!finalizers.includes(PROTECTION) || usersOf(context, claim).length > 0) return;
  const rest = finalizers.filter((name) => name !== PROTECTION);
  updateMetadata(context, RESOURCE.persistentVolumeClaims, {
    object: claim,
    change: { finalizers: rest.length === 0 ? undefined : rest },
  });
}

/** A bound claim may have lost its volume, or ask for more. */
function keep(context: ControllerContext, claim: PersistentVolumeClaim): void {
  const volume = volumeNamed(context, claim.spec.volumeName ?? "");
  if (volume === undefined || !belongsTo(volume, claim)) {
    tell(context, claim, {
      type: "Warning",
      reason: "ClaimLost",
      message: "Bound claim has lost its PersistentVolume. Data on the volume is lost!",
    });
    writeStatus(context, RESOURCE.persistentVolumeClaims, { object: claim, status: { phase: "Lost" } });
    return;
  }
  const storage = requested(claim);
  if (quantityOf(storage).nano <= quantityOf(claim.status?.capacity?.["storage"]).nano) return;
  const capacity = { ...volume.spec.capacity, storage };
  update(context, RESOURCE.persistentVolumes, { ...volume, spec: { ...volume.spec, capacity } });
  const status = { ...claim.status, capacity: { ...claim.status?.capacity, storage } };
  writeStatus(context, RESOURCE.persistentVolumeClaims, { object: claim, status });
}

function seek(context: ControllerContext, claim: PersistentVolumeClaim): void {
  const { volumeName, storageClassName } = claim.spec;
  const storageClass = storageClassOf(context, claim);
  if (volumeName !== undefined) {
    const volume = volumeNamed(context, volumeName);
    const isFree = volume !== undefined && (volume.spec.claimRef === undefined || belongsTo(volume, claim));
    if (isFree) bind(context, claim, { volume, storageClass });
    return;
  }
  const isConsumed = !waitsForConsumer(context, claim) || usersOf(context, claim).length > 0;
  const existing = isConsumed ? fittingVolume(context, claim) : undefined;
  if (existing !== undefined) {
    bind(context, claim, { volume: existing, storageClass });
    return;
  }
  if (storageClass === undefined) {
    complain(context, claim, storageClassName ?? "");
    return;
  }
  if (!isConsumed) {
    const message = "waiting for first consumer to be created before binding";
    tell(context, claim, { type: "Normal", reason: "WaitForFirstConsumer", message });
    return;
  }
  if (storageClass.provisioner === NO_PROVISIONER) return;
  tell(context, claim, {
    type: "Normal",
    reason: "ExternalProvisioning",
    message:
      `Waiting for a volume to be created either by the external provisioner '${storageClass.provisioner}' or manually by the ` +
      `system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.`,
  });
  bind(context, claim, { volume: provision(context, claim, storageClass), storageClass });
}

function complain(context: ControllerContext, claim: PersistentVolumeClaim, name: string): void {
  if (name === "") {
    const message = "no persistent volumes available for this claim and no storage class is set";
    tell(context, claim, { type: "Normal", reason: "FailedBinding", message });
    return;
  }
  const message = `storageclass.storage.k8s.io "${name}" not found`;
  tell(context, claim, { type: "Warning", reason: "ProvisioningFailed", message });
}

function tell(
  context: ControllerContext,
  claim: PersistentVolumeClaim,
  event: { type: "Normal" | "Warning"; reason: string; message: string },
): void {
  context.event(claim, { ...event, component: COMPONENT });
}

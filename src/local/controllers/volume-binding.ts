/**
 * How claims come to volumes: one that exists and fits, or a new one by the claim's class.
 * @see https://github.com/kubernetes/kubernetes/blob/v1.36.3/pkg/controller/volume/persistentvolume/pv_controller.go
 */

import type { Manifest } from "../../model/object.ts";
import { timestamp } from "../clock.ts";
import { matchesLabels, selectorOf } from "../objects/label-selector.ts";
import { quantityOf } from "./amounts.ts";
import type { ControllerContext } from "./controller.ts";
import {
  read,
  readAll,
  RESOURCE,
  type PersistentVolume,
  type PersistentVolumeClaim,
  type StorageClass,
} from "./kinds.ts";
import { create, update, writeStatus } from "./write.ts";

const BIND_COMPLETED = "pv.kubernetes.io/bind-completed";
const BOUND_BY_CONTROLLER = "pv.kubernetes.io/bound-by-controller";
const PROVISIONED_BY = "pv.kubernetes.io/provisioned-by";
const STORAGE_PROVISIONER = [
  "volume.beta.kubernetes.io/storage-provisioner",
  "volume.kubernetes.io/storage-provisioner",
] as const;

/** The volume of a name. */
export function volumeNamed(context: ControllerContext, name: string): PersistentVolume | undefined {
  return read(context, RESOURCE.persistentVolumes, { name });
}

/** Whether a volume is, or is reserved for, this claim. */
export function belongsTo({ spec }: PersistentVolume, { metadata }: PersistentVolumeClaim): boolean {
  const { name, namespace, uid = metadata.uid } = spec.claimRef ?? {};
  return name === metadata.name && namespace === metadata.namespace && uid === metadata.uid;
}

/** Storage that a claim asks for. */
export function requested({ spec }: PersistentVolumeClaim): string {
  return spec.resources?.requests?.["storage"] ?? "0";
}

/** The smallest volume that fits a claim and is nobody's. */
export function fittingVolume(
  context: ControllerContext,
  claim: PersistentVolumeClaim,
): PersistentVolume | undefined {
  const found = readAll(context, RESOURCE.persistentVolumes).filter((volume) => {
    if (volume.metadata.deletionTimestamp !== undefined) return false;
    if (volume.spec.claimRef !== undefined) return belongsTo(volume, claim);
    return fits(volume, claim) && size(volume) >= quantityOf(requested(claim)).nano;
  });
  return found.toSorted((a, b) => (size(a) < size(b) ? -1 : 1))[0];
}

function size({ spec }: PersistentVolume): bigint {
  return quantityOf(spec.capacity?.["storage"]).nano;
}

function fits({ metadata, spec }: PersistentVolume, { spec: wanted }: PersistentVolumeClaim): boolean {
  const modes = new Set(spec.accessModes);
  const selected =
    wanted.selector === undefined || matchesLabels(selectorOf(wanted.selector), metadata.labels);
  return (
    selected &&
    (spec.storageClassName ?? "") === (wanted.storageClassName ?? "") &&
    (spec.volumeMode ?? "Filesystem") === (wanted.volumeMode ?? "Filesystem") &&
    (wanted.accessModes ?? []).every((mode) => modes.has(mode))
  );
}

/** Makes a volume for a claim, reserved for it. */
export function provision(
  context: ControllerContext,
  claim: PersistentVolumeClaim,
  { metadata, provisioner, reclaimPolicy, mountOptions }: StorageClass,
): PersistentVolume {
  const { name: claimName, namespace, uid } = claim.metadata;
  const name = `pvc-${uid}`;
  const manifest: Manifest = {
    apiVersion: "v1",
    kind: "PersistentVolume",
    metadata: { name, annotations: { [PROVISIONED_BY]: provisioner } },
    spec: {
      accessModes: claim.spec.accessModes,
      capacity: { storage: requested(claim) },
      claimRef: { apiVersion: "v1", kind: "PersistentVolumeClaim", name: claimName, namespace, uid },
      hostPath: { path: `/var/lib/local/${name}`, type: "" },
      ...(mountOptions === undefined ? {} : { mountOptions }),
      persistentVolumeReclaimPolicy: reclaimPolicy ?? "Delete",
      storageClassName: metadata.name,
      volumeMode: claim.spec.volumeMode ?? "Filesystem",
    },
  };
  return volumeNamed(context, name) ?? create(context, RESOURCE.persistentVolumes, manifest);
}

/** Writes on both that they belong together. */
export function bind(
  context: ControllerContext,
  claim: PersistentVolumeClaim,
  { volume, storageClass }: { volume: PersistentVolume; storageClass: StorageClass | undefined },
): void {
  const bound = bindVolume(context, claim, volume);
  const provisioner = volume.metadata.annotations?.[PROVISIONED_BY];
  const made = provisioner !== undefined && storageClass !== undefined;
  const annotations = {
    ...claim.metadata.annotations,
    [BIND_COMPLETED]: "yes",
    ...(claim.spec.volumeName === undefined ? { [BOUND_BY_CONTROLLER]: "yes" } : {}),
    ...(made ? Object.fromEntries(STORAGE_PROVISIONER.map((name) => [name, provisioner])) : {}),
  };
  const spec = { ...claim.spec, volumeName: volume.metadata.name };
  const metadata = { ...claim.metadata, annotations };
  const written = update(context, RESOURCE.persistentVolumeClaims, { ...claim, metadata, spec });
  const { accessModes, capacity } = bound.spec;
  writeStatus(context, RESOURCE.persistentVolumeClaims, {
    object: written,
    status: {
      ...(accessModes === undefined ? {} : { accessModes }),
      ...(capacity === undefined ? {} : { capacity }),
      phase: "Bound",
    },
  });
}

function bindVolume(
  context: ControllerContext,
  { metadata, apiVersion, kind }: PersistentVolumeClaim,
  volume: PersistentVolume,
): PersistentVolume {
  const { name, namespace, uid } = metadata;
  const claimRef = { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }), uid };
  const isReserved = volume.spec.claimRef?.uid === uid;
  const reserved = isReserved
    ? volume
    : update(context, RESOURCE.persistentVolumes, {
        ...volume,
        metadata: {
          ...volume.metadata,
          annotations: { ...volume.metadata.annotations, [BOUND_BY_CONTROLLER]: "yes" },
        },
        spec: { ...volume.spec, claimRef },
      });
  return setPhase(context, reserved, "Bound");
}

/** Writes the phase of a volume and since when it has it. */
export function setPhase(
  context: ControllerContext,
  volume: PersistentVolume,
  phase: "Available" | "Bound" | "Released",
): PersistentVolume {
  if (volume.status?.phase === phase) return volume;
  const lastPhaseTransitionTime = timestamp(context.clock.now());
  return writeStatus(context, RESOURCE.persistentVolumes, {
    object: volume,
    status: { lastPhaseTransitionTime, phase },
  });
}

/**
 * The claims of a StatefulSet's pods: whose they are, by `persistentVolumeClaimRetentionPolicy`. A claim with an owner goes with it.
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#persistentvolumeclaim-retention
 */

import { sameJson } from "../../model/json.ts";
import type { LiveObject, OwnerReference } from "../../model/object.ts";
import type { ControllerContext } from "./controller.ts";
import { read, RESOURCE, type PersistentVolumeClaim, type Pod, type StatefulSet } from "./kinds.ts";
import { controllerReference } from "./owners.ts";
import { updateMetadata } from "./write.ts";

type ClaimTemplate = NonNullable<StatefulSet["spec"]["volumeClaimTemplates"]>[number];

/** `<template>-<set>-<ordinal>` */
export function claimName({ metadata }: StatefulSet, template: ClaimTemplate, ordinal: number): string {
  return `${template.metadata?.name}-${metadata.name}-${ordinal}`;
}

/** A claim of a StatefulSet by name. */
export function claimOf(
  context: ControllerContext,
  { metadata: { namespace } }: StatefulSet,
  name: string,
): PersistentVolumeClaim | undefined {
  return read(context, RESOURCE.persistentVolumeClaims, { namespace, name });
}

/** Who a claim should belong to. @param isWanted whether the pod is one of those that the StatefulSet wants */
function ownersOf(set: StatefulSet, pod: Pod, isWanted: boolean): LiveObject[] {
  const { whenDeleted = "Retain", whenScaled = "Retain" } =
    set.spec.persistentVolumeClaimRetentionPolicy ?? {};
  if (whenScaled === "Delete" && !isWanted) return [pod];
  return whenDeleted === "Delete" ? [set] : [];
}

function isOf({ kind, name }: OwnerReference, owner: LiveObject): boolean {
  return kind === owner.kind && name === owner.metadata.name;
}

/** Brings the owners of a pod's claims to what the policy says; those that other controllers own stay as they are. */
export function keepClaimOwners(
  context: ControllerContext,
  set: StatefulSet,
  pod: Pod,
  ordinal: number,
): void {
  const first = set.spec.ordinals?.start ?? 0;
  const isWanted = ordinal >= first && ordinal < first + (set.spec.replicas ?? 1);
  for (const template of set.spec.volumeClaimTemplates ?? []) {
    const claim = claimOf(context, set, claimName(set, template, ordinal));
    if (claim === undefined) continue;
    const references = claim.metadata.ownerReferences ?? [];
    const ours = references.filter((one) => isOf(one, set) || isOf(one, pod));
    const isStale = ours.some(({ uid }) => uid !== set.metadata.uid && uid !== pod.metadata.uid);
    const others = references.filter((one) => !ours.includes(one));
    if (isStale || others.some(({ controller }) => controller === true)) continue;
    const wanted = [...others, ...ownersOf(set, pod, isWanted).map(controllerReference)];
    if (sameJson(wanted, references)) continue;
    updateMetadata(context, RESOURCE.persistentVolumeClaims, {
      object: claim,
      change: { ownerReferences: wanted.length === 0 ? undefined : wanted },
    });
  }
}

/** Whether a claim still belongs to a former pod of the same name and will go with it: a new pod must wait. */
export function hasStaleClaim(context: ControllerContext, set: StatefulSet, ordinal: number): boolean {
  if ((set.spec.persistentVolumeClaimRetentionPolicy?.whenScaled ?? "Retain") === "Retain") return false;
  const podName = `${set.metadata.name}-${ordinal}`;
  return (set.spec.volumeClaimTemplates ?? []).some((template) => {
    const claim = claimOf(context, set, claimName(set, template, ordinal));
    return (
      claim?.metadata.ownerReferences?.some(({ kind, name }) => kind === "Pod" && name === podName) === true
    );
  });
}

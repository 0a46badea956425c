/**
 * Which fields an endpoint ignores, and so lets nobody own.
 * @see `GetResetFields` of the strategies in https://github.com/kubernetes/kubernetes/tree/v1.36.3/pkg/registry
 */

import { type FieldSet, setOf } from "./field-set.ts";

const STATUS = setOf(["f:status"]);
const SPEC = setOf(["f:spec"]);
const SPEC_AND_METADATA = setOf(["f:spec"], ["f:metadata"]);

/** Kinds with a status, and what their status endpoint ignores. */
const OF_STATUS: Readonly<Record<string, FieldSet>> = {
  "admissionregistration.k8s.io/ValidatingAdmissionPolicy": SPEC_AND_METADATA,
  "apiextensions.k8s.io/CustomResourceDefinition": SPEC_AND_METADATA,
  "apiregistration.k8s.io/APIService": SPEC_AND_METADATA,
  "apps/DaemonSet": SPEC,
  "apps/Deployment": setOf(["f:spec"], ["f:metadata", "f:labels"]),
  "apps/ReplicaSet": SPEC,
  "apps/StatefulSet": SPEC,
  "autoscaling/HorizontalPodAutoscaler": SPEC,
  "batch/CronJob": SPEC,
  "batch/Job": SPEC,
  "certificates.k8s.io/CertificateSigningRequest": setOf(["f:spec"], ["f:status", "f:conditions"]),
  "/Namespace": SPEC,
  "/Node": SPEC,
  "/PersistentVolume": SPEC,
  "/PersistentVolumeClaim": SPEC,
  "/Pod": setOf(["f:spec"], ["f:metadata", "f:deletionTimestamp"], ["f:metadata", "f:ownerReferences"]),
  "/ReplicationController": SPEC,
  "/ResourceQuota": SPEC,
  "/Service": SPEC,
  "flowcontrol.apiserver.k8s.io/FlowSchema": SPEC_AND_METADATA,
  "flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration": SPEC_AND_METADATA,
  "networking.k8s.io/Ingress": SPEC,
  "networking.k8s.io/ServiceCIDR": SPEC_AND_METADATA,
  "policy/PodDisruptionBudget": SPEC,
  "resource.k8s.io/ResourceClaim": SPEC_AND_METADATA,
  "storage.k8s.io/VolumeAttachment": SPEC_AND_METADATA,
};

/** Endpoints that ignore more than the status. */
const SPECIAL: Readonly<Record<string, FieldSet>> = {
  "certificates.k8s.io/CertificateSigningRequest": setOf(["f:spec"], ["f:status"]),
  "certificates.k8s.io/CertificateSigningRequest/approval": setOf(["f:spec"], ["f:status", "f:certificate"]),
};

/**
 * The fields that an endpoint of a kind ignores; `undefined` for none.
 * @param of `custom` says of a custom resource whether it has a status subresource
 * @param subresource absent for the object itself
 */
export function resetFieldsOf(
  of: { apiVersion: string; kind: string; custom?: "status" | "plain" },
  subresource?: string,
): FieldSet | undefined {
  if (of.custom === "plain") return undefined;
  const group = of.apiVersion.includes("/") ? (of.apiVersion.split("/")[0] ?? "") : "";
  const kind = `${group}/${of.kind}`;
  const special = SPECIAL[subresource === undefined ? kind : `${kind}/${subresource}`];
  if (special !== undefined) return special;
  const ofStatus = of.custom === "status" ? SPEC_AND_METADATA : OF_STATUS[kind];
  if (subresource === "status") return ofStatus;
  return ofStatus === undefined ? undefined : STATUS;
}

/** Generated from the kinds of this folder by ../variants.codegen.ts. */

import {
  APIService,
  CSIDriver,
  CSINode,
  CSIStorageCapacity,
  CertificateSigningRequest,
  ClusterRole,
  ClusterRoleBinding,
  ConfigMap,
  ControllerRevision,
  CronJob,
  CustomResourceDefinition,
  DaemonSet,
  Deployment,
  DeviceClass,
  EndpointSlice,
  Endpoints,
  Event,
  FlowSchema,
  HorizontalPodAutoscaler,
  IPAddress,
  Ingress,
  IngressClass,
  Job,
  Lease,
  LimitRange,
  MutatingAdmissionPolicy,
  MutatingAdmissionPolicyBinding,
  MutatingWebhookConfiguration,
  Namespace,
  NetworkPolicy,
  Node,
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
  PodDisruptionBudget,
  PodTemplate,
  PriorityClass,
  PriorityLevelConfiguration,
  ReplicaSet,
  ReplicationController,
  ResourceClaim,
  ResourceClaimTemplate,
  ResourceQuota,
  ResourceSlice,
  Role,
  RoleBinding,
  RuntimeClass,
  Service,
  ServiceAccount,
  ServiceCIDR,
  StatefulSet,
  StorageClass,
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
  ValidatingWebhookConfiguration,
  VolumeAttachment,
  VolumeAttributesClass,
} from "../kinds.ts";
import { referenceOf } from "./define-reference.ts";
import type { ManifestRef } from "./reference.ts";

/**
 * Looks at one {@link APIService} that somebody else owns; it is neither written nor kept in state. See {@link ManifestRef}.
 * @throws {ProviderError} `not-found` when it is absent and not `optional`
 *
 * @example
 * const main = await APIServiceRef({ name: "main" });
 * console.log(main.uid, main.metadata.labels);
 */
export const APIServiceRef = referenceOf(APIService);
export type APIServiceRef = Awaited<ReturnType<typeof APIServiceRef>>;

/**
 * Looks at one {@link CSIDriver} that somebody else owns; it is neither written nor kept in state. See {@link ManifestRef}.
 * @throws {ProviderError} `not-found` when it is absent and not `optional`
 *
 * @example
 * const main = await CSIDriverRef({ name: "main" });
 * console.log(main.uid, main.metadata.labels);
 */
export const CSIDriverRef = referenceOf(CSIDriver);
export type CSIDriverRef = Awaited<ReturnType<typeof CSIDriverRef>>;

/**
 * Looks at one {@link CSINode} that somebody else owns; it is neither written nor kept in state. See {@link ManifestRef}.
 * @throws {ProviderError} `not-found` when it is absent and not `optional`
 *
 * @example
 * const main = await CSINodeRef({ name: "main" });
 * console.log(main.uid, main.metadata.labels);
 */
export const CSINodeRef = referenceOf(CSINode);
export type CSINodeRef = Awaited<ReturnType<typeof CSINodeRef>>;

/**
 * Looks at one {@link CSIStorageCapacity} that somebody else owns; it is neither written nor kept in state. See {@link ManifestRef}.
 * @throws {ProviderError} `not-found` when it is absent and not `optional`
 *
 * @example
 * const main = await CSIStorageCapacityRef({ name: "main", namespace: "shop" });
 * console.log(main.uid, main.metadata.labels);
 */
export const CSIStorageCapacityRef = referenceOf(CSIStorageCapacity);
export type CSIStorageCapacityRef = Awaited<ReturnType<typeof CSIStorageCapacityRef>>;

/**
 * Looks at one {@link CertificateSigningRequest} that somebody else owns; it is neither written nor kept in state. See {@link ManifestRef}.
 * @throws {ProviderError} `not-found` when it is absent and not `optional`
 *
 * @example
 * const main = await CertificateSigningRequestRef({ name: "main" });
 * console.log(main.uid, main.metadata.labels);
 */
export const CertificateSigningRequestRef = referenceOf(CertificateSigningRequest);
export type CertificateSigningRequestRef = Awaited<ReturnType<typeof CertificateSigningRequestRef>>;

/**
 * Looks at one {@link ClusterRole} that somebody else owns; it is neither written nor kept in state. See {@link ManifestRef}.
 * @throws {ProviderError} `not-found` when it is absent and not `optional`
 *
 * @example
 * const main = await ClusterRoleRef({ name: "main" });
 * console.log(main.uid, main.metadata.labels);
 */
export const ClusterRoleRef = referenceOf(ClusterRole);
export type ClusterRoleRef = Awaited<ReturnType<typeof ClusterRoleRef>>;

/**
 * Looks at one {@link ClusterRoleBinding} that somebody else owns; it is neither written nor kept in state. See {@link ManifestRef}.
 * @throws {ProviderError} `not-found` when it is absent and not `optional`
 *
 * @example
 * const main = await ClusterRoleBindingRef({ name: "main" });
 * console.log(main.uid, main.metadata.labels);
 */
export const ClusterRoleBindingRef = referenceOf(ClusterRoleBinding);
export type ClusterRoleBindingRef = Awaited<ReturnType<typeof ClusterRoleBindingRef>>;

/**
 * Looks at one {@link ConfigMap} that somebody else owns; it is neither written nor kept in state. See {@link ManifestRef}.
 * @throws {ProviderError} `not-found` when it is absent and not `optional`
 *
 * @example
 * const main = await ConfigMapRef({ name: "main", namespace: "shop" });
 * console.log(main.uid, main.metadata.labels);
 */
export const ConfigMapRef = referenceOf(ConfigMap);
export type ConfigMapRef = Awaited<ReturnType<typeof ConfigMapRef>>;

/**
 * Looks at one {@link ControllerRevision} that somebody else owns; it is neither written nor kept in state. See {@link ManifestRef}.
 * @throws {ProviderError} `not-found` when it is absent and not `optional`
 *
 * @example
 * const main = await ControllerRevisionRef({ name: "main", namespace: "shop" });
 * console.log(main.uid, main.metadata.labels);
 */
export const ControllerRevisionRef = referenceOf(ControllerRevision);
export type ControllerRevisionRef = Awaited<ReturnType<typeof ControllerRevisionRef>>;

/**
 * Looks at one {@link CronJob} that somebody else owns; it is neither written nor kept in state. See {@link ManifestRef}.
 * @throws {ProviderError} `not-found` when it is absent and not `optional`
 *
 * @example
 * const main = await CronJobRef({ name: "main", namespace: "shop" });
 * console.log(main.uid, main.metadata.labels);
 */
export const CronJobRef = referenceOf(CronJob);
export type CronJobRef = Awaited<ReturnType<typeof CronJobRef>>;

/**
 * Looks at one {@link CustomResourceDefinition} that somebody else owns; it is neither written nor kept in state. See {@link ManifestRef}.
 * @throws {ProviderError} `not-found` when it is absent and not `optional`
 *
 * @example
 * const main = await CustomResourceDefinitionRef({ name: "main" });
 * console.log(main.uid, main.metadata.labels);
 */
export const CustomResourceDefinitionRef = referenceOf(CustomResourceDefinition);
export type CustomResourceDefinitionRef = Awaited<ReturnType<typeof CustomResourceDefinitionRef>>;

/**
 * Looks at one {@link DaemonSet} that somebody else owns; it is neither written nor kept in state. See {@link ManifestRef}.
 * @throws {ProviderError} `not-found` when it is absent and not `optional`
 *
 * @example
 * const main = await DaemonSetRef({ name: "main", namespace: "shop" });
 * console.log(main.uid, main.metadata.labels);
 */
export const DaemonSetRef = referenceOf(DaemonSet);
export type DaemonSetRef = Awaited<ReturnType<typeof DaemonSetRef>>;

/**
 * Looks at one {@link Deployment} that somebody else owns; it is neither written nor kept in state. See {@link ManifestRef}.
 * @throws {ProviderError} `not-found` when it is absent and not `optional`
 *
 * @example
 * const main = await DeploymentRef({ name: "main", namespace: "shop" });
 * console.log(main.uid, main.metadata.labels);
 */
export const DeploymentRef = referenceOf(Deployment);
export type DeploymentRef = Awaited<ReturnType<typeof DeploymentRef>>;

/**
 * Looks at one {@link DeviceClass} that somebody else owns; it is neither written nor kept in state. See {@link ManifestRef}.
 * @throws {ProviderError} `not-found` when it is absent and not `optional`
 *
 * @example
 * const main = await DeviceClassRef({ name: "main" });
 * console.log(main.uid, main.metadata.labels);
 */
export const DeviceClassRef = referenceOf(DeviceClass);
export type DeviceClassRef = Awaited<ReturnType<typeof DeviceClassRef>>;

/**
 * Looks at one {@link EndpointSlice} that somebody else owns; it is neither written nor kept in state. See {@link ManifestRef}.
 * @throws {ProviderError} `not-found` when it is absent and not `optional`
 *
 * @example
 * const main = await EndpointSliceRef({ name: "main", namespace: "shop" });
 * console.log(main.uid, main.metadata.labels);
 */
export const EndpointSliceRef = referenceOf(EndpointSlice);
export type EndpointSliceRef = Awaited<ReturnType<typeof EndpointSliceRef>>;

/**
 * Looks at one {@link Endpoints} that somebody else owns; it is neither written nor kept in state. See {@link ManifestRef}.
 * @throws {ProviderError} `not-found` when it is absent and not `optional`
 *
 * @example
 * const main = await EndpointsRef({ name: "main", namespace: "shop" });
 * console.log(main.uid, main.metadata.labels);
 */
export const EndpointsRef = referenceOf(Endpoints);
export type EndpointsRef = Awaited<ReturnType<typeof EndpointsRef>>;

/**
 * Looks at one {@link Event} that somebody else owns; it is neither written nor kept in state. See {@link ManifestRef}.
 * @throws {ProviderError} `not-found` when it is absent and not `optional`
 *
 * @example
 * const main = await EventRef({ name: "main", namespace: "shop" });
 * console.log(main.uid, main.metadata.labels);
 */
export const EventRef = referenceOf(Event);
export type EventRef = Awaited<ReturnType<typeof EventRef>>;

/**
 * Looks at one {@link FlowSchema} that somebody else owns; it is neither written nor kept in state. See {@link ManifestRef}.
 * @throws {ProviderError} `not-found` when it is absent and not `optional`
 *
 * @example
 * const main = await FlowSchemaRef({ name: "main" });
 * console.log(main.uid, main.metadata.labels);
 */
export const FlowSchemaRef = referenceOf(FlowSchema);
export type FlowSchemaRef = Awaited<ReturnType<typeof FlowSchemaRef>>;

/**
 * Looks at one {@link HorizontalPodAutoscaler} that somebody else owns; it is neither written nor kept in state. See {@link ManifestRef}.
 * @throws {ProviderError} `not-found` when it is absent and not `optional`
 *
 * @example
 * const main = await HorizontalPodAutoscalerRef({ name: "main", namespace: "shop" });
 * console.log(main.uid, main.metadata.labels);
 */
export const HorizontalPodAutoscalerRef = referenceOf(HorizontalPodAutoscaler);
export type HorizontalPodAutoscalerRef = Awaited<ReturnType<typeof HorizontalPodAutoscalerRef>>;

/**
 * Looks at one {@link IPAddress} that somebody else owns; it is neither written nor kept in state. See {@link ManifestRef}.
 * @throws {ProviderError} `not-found` when it is absent and not `optional`
 *
 * @example
 * const main = await IPAddressRef({ name: "main" });
 * console.log(main.uid, main.metadata.labels);
 */
export const IPAddressRef = referenceOf(IPAddress);
export type IPAddressRef = Awaited<ReturnType<typeof IPAddressRef>>;

/**
 * Looks at one {@link Ingress} that somebody else owns; it is neither written nor kept in state. See {@link ManifestRef}.
 * @throws {ProviderError} `not-found` when it is absent and not `optional`
 *
 * @example
 * const main = await IngressRef({ name: "main", namespace: "shop" });
 * console.log(main.uid, main.metadata.labels);
 */
export const IngressRef = referenceOf(Ingress);
export type IngressRef = Awaited<ReturnType<typeof IngressRef>>;

/**
 * Looks at one {@link IngressClass} that somebody else owns; it is neither written nor kept in state. See {@link ManifestRef}.
 * @throws {ProviderError} `not-found` when it is absent and not `optional`
 *
 * @example
 * const main = await IngressClassRef({ name: "main" });
 * console.log(main.uid, main.metadata.labels);
 */
export const IngressClassRef = referenceOf(IngressClass);
export type IngressClassRef = Awaited<ReturnType<typeof IngressClassRef>>;

/**
 * Looks at one {@link Job} that somebody else owns; it is neither written nor kept in state. See {@link ManifestRef}.
 * @throws {ProviderError} `not-found` when it is absent and not `optional`
 *
 * @example
 * const main = await JobRef({ name: "main", namespace: "shop" });
 * console.log(main.uid, main.metadata.labels);
 */
export const JobRef = referenceOf(Job);
export type JobRef = Awaited<ReturnType<typeof JobRef>>;

/**
 * Looks at one {@link Lease} that somebody else owns; it is neither written nor kept in state. See {@link ManifestRef}.
 * @throws {ProviderError} `not-found` when it is absent and not `optional`
 *
 * @example
 * const main = await LeaseRef({ name: "main", namespace: "shop" });
 * console.log(main.uid, main.metadata.labels);
 */
export const LeaseRef = referenceOf(Lease);
export type LeaseRef = Awaited<ReturnType<typeof LeaseRef>>;

/**
 * Looks at one {@link LimitRange} that somebody else owns; it is neither written nor kept in state. See {@link ManifestRef}.
 * @throws {ProviderError} `not-found` when it is absent and not `optional`
 *
 * @example
 * const main = await LimitRangeRef({ name: "main", namespace: "shop" });
 * console.log(main.uid, main.metadata.labels);
 */
export const LimitRangeRef = referenceOf(LimitRange);
export type LimitRangeRef = Awaited<ReturnType<typeof LimitRangeRef>>;

/**
 * Looks at one {@link MutatingAdmissionPolicy} that somebody else owns; it is neither written nor kept in state. See {@link ManifestRef}.
 * @throws {ProviderError} `not-found` when it is absent and not `optional`
 *
 * @example
 * const main = await MutatingAdmissionPolicyRef({ name: "main" });
 * console.log(main.uid, main.metadata.labels);
 */
export const MutatingAdmissionPolicyRef = referenceOf(MutatingAdmissionPolicy);
export type MutatingAdmissionPolicyRef = Awaited<ReturnType<typeof MutatingAdmissionPolicyRef>>;

/**
 * Looks at one {@link MutatingAdmissionPolicyBinding} that somebody else owns; it is neither written nor kept in state. See {@link ManifestRef}.
 * @throws {ProviderError} `not-found` when it is absent and not `optional`
 *
 * @example
 * const main = await MutatingAdmissionPolicyBindingRef({ name: "main" });
 * console.log(main.uid, main.metadata.labels);
 */
export const MutatingAdmissionPolicyBindingRef = referenceOf(MutatingAdmissionPolicyBinding);
export type MutatingAdmissionPolicyBindingRef = Awaited<ReturnType<typeof MutatingAdmissionPolicyBindingRef>>;

/**
 * Looks at one {@link MutatingWebhookConfiguration} that somebody else owns; it is neither written nor kept in state. See {@link ManifestRef}.
 * @throws {ProviderError} `not-found` when it is absent and not `optional`
 *
 * @example
 * const main = await MutatingWebhookConfigurationRef({ name: "main" });
 * console.log(main.uid, main.metadata.labels);
 */
export const MutatingWebhookConfigurationRef = referenceOf(MutatingWebhookConfiguration);
export type MutatingWebhookConfigurationRef = Awaited<ReturnType<typeof MutatingWebhookConfigurationRef>>;

/**
 * Looks at one {@link Namespace} that somebody else owns; it is neither written nor kept in state. See {@link ManifestRef}.
 * @throws {ProviderError} `not-found` when it is absent and not `optional`
 *
 * @example
 * const main = await NamespaceRef({ name: "main" });
 * console.log(main.uid, main.metadata.labels);
 */
export const NamespaceRef = referenceOf(Namespace);
export type NamespaceRef = Awaited<ReturnType<typeof NamespaceRef>>;

/**
 * Looks at one {@link NetworkPolicy} that somebody else owns; it is neither written nor kept in state. See {@link ManifestRef}.
 * @throws {ProviderError} `not-found` when it is absent and not `optional`
 *
 * @example
 * const main = await NetworkPolicyRef({ name: "main", namespace: "shop" });
 * console.log(main.uid, main.metadata.labels);
 */
export const NetworkPolicyRef = referenceOf(NetworkPolicy);
export type NetworkPolicyRef = Awaited<ReturnType<typeof NetworkPolicyRef>>;

/**
 * Looks at one {@link Node} that somebody else owns; it is neither written nor kept in state. See {@link ManifestRef}.
 * @throws {ProviderError} `not-found` when it is absent and not `optional`
 *
 * @example
 * const main = await NodeRef({ name: "main" });
 * console.log(main.uid, main.metadata.labels);
 */
export const NodeRef = referenceOf(Node);
export type NodeRef = Awaited<ReturnType<typeof NodeRef>>;

/**
 * Looks at one {@link PersistentVolume} that somebody else owns; it is neither written nor kept in state. See {@link ManifestRef}.
 * @throws {ProviderError} `not-found` when it is absent and not `optional`
 *
 * @example
 * const main = await PersistentVolumeRef({ name: "main" });
 * console.log(main.uid, main.metadata.labels);
 */
export const PersistentVolumeRef = referenceOf(PersistentVolume);
export type PersistentVolumeRef = Awaited<ReturnType<typeof PersistentVolumeRef>>;

/**
 * Looks at one {@link PersistentVolumeClaim} that somebody else owns; it is neither written nor kept in state. See {@link ManifestRef}.
 * @throws {ProviderError} `not-found` when it is absent and not `optional`
 *
 * @example
 * const main = await PersistentVolumeClaimRef({ name: "main", namespace: "shop" });
 * console.log(main.uid, main.metadata.labels);
 */
export const PersistentVolumeClaimRef = referenceOf(PersistentVolumeClaim);
export type PersistentVolumeClaimRef = Awaited<ReturnType<typeof PersistentVolumeClaimRef>>;

/**
 * Looks at one {@link Pod} that somebody else owns; it is neither written nor kept in state. See {@link ManifestRef}.
 * @throws {ProviderError} `not-found` when it is absent and not `optional`
 *
 * @example
 * const main = await PodRef({ name: "main", namespace: "shop" });
 * console.log(main.uid, main.metadata.labels);
 */
export const PodRef = referenceOf(Pod);
export type PodRef = Awaited<ReturnType<typeof PodRef>>;

/**
 * Looks at one {@link PodDisruptionBudget} that somebody else owns; it is neither written nor kept in state. See {@link ManifestRef}.
 * @throws {ProviderError} `not-found` when it is absent and not `optional`
 *
 * @example
 * const main = await PodDisruptionBudgetRef({ name: "main", namespace: "shop" });
 * console.log(main.uid, main.metadata.labels);
 */
export const PodDisruptionBudgetRef = referenceOf(PodDisruptionBudget);
export type PodDisruptionBudgetRef = Awaited<ReturnType<typeof PodDisruptionBudgetRef>>;

/**
 * Looks at one {@link PodTemplate} that somebody else owns; it is neither written nor kept in state. See {@link ManifestRef}.
 * @throws {ProviderError} `not-found` when it is absent and not `optional`
 *
 * @example
 * const main = await PodTemplateRef({ name: "main", namespace: "shop" });
 * console.log(main.uid, main.metadata.labels);
 */
export const PodTemplateRef = referenceOf(PodTemplate);
export type PodTemplateRef = Awaited<ReturnType<typeof PodTemplateRef>>;

/**
 * Looks at one {@link PriorityClass} that somebody else owns; it is neither written nor kept in state. See {@link ManifestRef}.
 * @throws {ProviderError} `not-found` when it is absent and not `optional`
 *
 * @example
 * const main = await PriorityClassRef({ name: "main" });
 * console.log(main.uid, main.metadata.labels);
 */
export const PriorityClassRef = referenceOf(PriorityClass);
export type PriorityClassRef = Awaited<ReturnType<typeof PriorityClassRef>>;

/**
 * Looks at one {@link PriorityLevelConfiguration} that somebody else owns; it is neither written nor kept in state. See {@link ManifestRef}.
 * @throws {ProviderError} `not-found` when it is absent and not `optional`
 *
 * @example
 * const main = await PriorityLevelConfigurationRef({ name: "main" });
 * console.log(main.uid, main.metadata.labels);
 */
export const PriorityLevelConfigurationRef = referenceOf(PriorityLevelConfiguration);
export type PriorityLevelConfigurationRef = Awaited<ReturnType<typeof PriorityLevelConfigurationRef>>;

/**
 * Looks at one {@link ReplicaSet} that somebody else owns; it is neither written nor kept in state. See {@link ManifestRef}.
 * @throws {ProviderError} `not-found` when it is absent and not `optional`
 *
 * @example
 * const main = await ReplicaSetRef({ name: "main", namespace: "shop" });
 * console.log(main.uid, main.metadata.labels);
 */
export const ReplicaSetRef = referenceOf(ReplicaSet);
export type ReplicaSetRef = Awaited<ReturnType<typeof ReplicaSetRef>>;

/**
 * Looks at one {@link ReplicationController} that somebody else owns; it is neither written nor kept in state. See {@link ManifestRef}.
 * @throws {ProviderError} `not-found` when it is absent and not `optional`
 *
 * @example
 * const main = await ReplicationControllerRef({ name: "main", namespace: "shop" });
 * console.log(main.uid, main.metadata.labels);
 */
export const ReplicationControllerRef = referenceOf(ReplicationController);
export type ReplicationControllerRef = Awaited<ReturnType<typeof ReplicationControllerRef>>;

/**
 * Looks at one {@link ResourceClaim} that somebody else owns; it is neither written nor kept in state. See {@link ManifestRef}.
 * @throws {ProviderError} `not-found` when it is absent and not `optional`
 *
 * @example
 * const main = await ResourceClaimRef({ name: "main", namespace: "shop" });
 * console.log(main.uid, main.metadata.labels);
 */
export const ResourceClaimRef = referenceOf(ResourceClaim);
export type ResourceClaimRef = Awaited<ReturnType<typeof ResourceClaimRef>>;

/**
 * Looks at one {@link ResourceClaimTemplate} that somebody else owns; it is neither written nor kept in state. See {@link ManifestRef}.
 * @throws {ProviderError} `not-found` when it is absent and not `optional`
 *
 * @example
 * const main = await ResourceClaimTemplateRef({ name: "main", namespace: "shop" });
 * console.log(main.uid, main.metadata.labels);
 */
export const ResourceClaimTemplateRef = referenceOf(ResourceClaimTemplate);
export type ResourceClaimTemplateRef = Awaited<ReturnType<typeof ResourceClaimTemplateRef>>;

/**
 * Looks at one {@link ResourceQuota} that somebody else owns; it is neither written nor kept in state. See {@link ManifestRef}.
 * @throws {ProviderError} `not-found` when it is absent and not `optional`
 *
 * @example
 * const main = await ResourceQuotaRef({ name: "main", namespace: "shop" });
 * console.log(main.uid, main.metadata.labels);
 */
export const ResourceQuotaRef = referenceOf(ResourceQuota);
export type ResourceQuotaRef = Awaited<ReturnType<typeof ResourceQuotaRef>>;

/**
 * Looks at one {@link ResourceSlice} that somebody else owns; it is neither written nor kept in state. See {@link ManifestRef}.
 * @throws {ProviderError} `not-found` when it is absent and not `optional`
 *
 * @example
 * const main = await ResourceSliceRef({ name: "main" });
 * console.log(main.uid, main.metadata.labels);
 */
export const ResourceSliceRef = referenceOf(ResourceSlice);
export type ResourceSliceRef = Awaited<ReturnType<typeof ResourceSliceRef>>;

/**
 * Looks at one {@link Role} that somebody else owns; it is neither written nor kept in state. See {@link ManifestRef}.
 * @throws {ProviderError} `not-found` when it is absent and not `optional`
 *
 * @example
 * const main = await RoleRef({ name: "main", namespace: "shop" });
 * console.log(main.uid, main.metadata.labels);
 */
export const RoleRef = referenceOf(Role);
export type RoleRef = Awaited<ReturnType<typeof RoleRef>>;

/**
 * Looks at one {@link RoleBinding} that somebody else owns; it is neither written nor kept in state. See {@link ManifestRef}.
 * @throws {ProviderError} `not-found` when it is absent and not `optional`
 *
 * @example
 * const main = await RoleBindingRef({ name: "main", namespace: "shop" });
 * console.log(main.uid, main.metadata.labels);
 */
export const RoleBindingRef = referenceOf(RoleBinding);
export type RoleBindingRef = Awaited<ReturnType<typeof RoleBindingRef>>;

/**
 * Looks at one {@link RuntimeClass} that somebody else owns; it is neither written nor kept in state. See {@link ManifestRef}.
 * @throws {ProviderError} `not-found` when it is absent and not `optional`
 *
 * @example
 * const main = await RuntimeClassRef({ name: "main" });
 * console.log(main.uid, main.metadata.labels);
 */
export const RuntimeClassRef = referenceOf(RuntimeClass);
export type RuntimeClassRef = Awaited<ReturnType<typeof RuntimeClassRef>>;

/**
 * Looks at one {@link Service} that somebody else owns; it is neither written nor kept in state. See {@link ManifestRef}.
 * @throws {ProviderError} `not-found` when it is absent and not `optional`
 *
 * @example
 * const main = await ServiceRef({ name: "main", namespace: "shop" });
 * console.log(main.uid, main.metadata.labels);
 */
export const ServiceRef = referenceOf(Service);
export type ServiceRef = Awaited<ReturnType<typeof ServiceRef>>;

/**
 * Looks at one {@link ServiceAccount} that somebody else owns; it is neither written nor kept in state. See {@link ManifestRef}.
 * @throws {ProviderError} `not-found` when it is absent and not `optional`
 *
 * @example
 * const main = await ServiceAccountRef({ name: "main", namespace: "shop" });
 * console.log(main.uid, main.metadata.labels);
 */
export const ServiceAccountRef = referenceOf(ServiceAccount);
export type ServiceAccountRef = Awaited<ReturnType<typeof ServiceAccountRef>>;

/**
 * Looks at one {@link ServiceCIDR} that somebody else owns; it is neither written nor kept in state. See {@link ManifestRef}.
 * @throws {ProviderError} `not-found` when it is absent and not `optional`
 *
 * @example
 * const main = await ServiceCIDRRef({ name: "main" });
 * console.log(main.uid, main.metadata.labels);
 */
export const ServiceCIDRRef = referenceOf(ServiceCIDR);
export type ServiceCIDRRef = Awaited<ReturnType<typeof ServiceCIDRRef>>;

/**
 * Looks at one {@link StatefulSet} that somebody else owns; it is neither written nor kept in state. See {@link ManifestRef}.
 * @throws {ProviderError} `not-found` when it is absent and not `optional`
 *
 * @example
 * const main = await StatefulSetRef({ name: "main", namespace: "shop" });
 * console.log(main.uid, main.metadata.labels);
 */
export const StatefulSetRef = referenceOf(StatefulSet);
export type StatefulSetRef = Awaited<ReturnType<typeof StatefulSetRef>>;

/**
 * Looks at one {@link StorageClass} that somebody else owns; it is neither written nor kept in state. See {@link ManifestRef}.
 * @throws {ProviderError} `not-found` when it is absent and not `optional`
 *
 * @example
 * const main = await StorageClassRef({ name: "main" });
 * console.log(main.uid, main.metadata.labels);
 */
export const StorageClassRef = referenceOf(StorageClass);
export type StorageClassRef = Awaited<ReturnType<typeof StorageClassRef>>;

/**
 * Looks at one {@link ValidatingAdmissionPolicy} that somebody else owns; it is neither written nor kept in state. See {@link ManifestRef}.
 * @throws {ProviderError} `not-found` when it is absent and not `optional`
 *
 * @example
 * const main = await ValidatingAdmissionPolicyRef({ name: "main" });
 * console.log(main.uid, main.metadata.labels);
 */
export const ValidatingAdmissionPolicyRef = referenceOf(ValidatingAdmissionPolicy);
export type ValidatingAdmissionPolicyRef = Awaited<ReturnType<typeof ValidatingAdmissionPolicyRef>>;

/**
 * Looks at one {@link ValidatingAdmissionPolicyBinding} that somebody else owns; it is neither written nor kept in state. See {@link ManifestRef}.
 * @throws {ProviderError} `not-found` when it is absent and not `optional`
 *
 * @example
 * const main = await ValidatingAdmissionPolicyBindingRef({ name: "main" });
 * console.log(main.uid, main.metadata.labels);
 */
export const ValidatingAdmissionPolicyBindingRef = referenceOf(ValidatingAdmissionPolicyBinding);
export type ValidatingAdmissionPolicyBindingRef = Awaited<ReturnType<typeof ValidatingAdmissionPolicyBindingRef>>;

/**
 * Looks at one {@link ValidatingWebhookConfiguration} that somebody else owns; it is neither written nor kept in state. See {@link ManifestRef}.
 * @throws {ProviderError} `not-found` when it is absent and not `optional`
 *
 * @example
 * const main = await ValidatingWebhookConfigurationRef({ name: "main" });
 * console.log(main.uid, main.metadata.labels);
 */
export const ValidatingWebhookConfigurationRef = referenceOf(ValidatingWebhookConfiguration);
export type ValidatingWebhookConfigurationRef = Awaited<ReturnType<typeof ValidatingWebhookConfigurationRef>>;

/**
 * Looks at one {@link VolumeAttachment} that somebody else owns; it is neither written nor kept in state. See {@link ManifestRef}.
 * @throws {ProviderError} `not-found` when it is absent and not `optional`
 *
 * @example
 * const main = await VolumeAttachmentRef({ name: "main" });
 * console.log(main.uid, main.metadata.labels);
 */
export const VolumeAttachmentRef = referenceOf(VolumeAttachment);
export type VolumeAttachmentRef = Awaited<ReturnType<typeof VolumeAttachmentRef>>;

/**
 * Looks at one {@link VolumeAttributesClass} that somebody else owns; it is neither written nor kept in state. See {@link ManifestRef}.
 * @throws {ProviderError} `not-found` when it is absent and not `optional`
 *
 * @example
 * const main = await VolumeAttributesClassRef({ name: "main" });
 * console.log(main.uid, main.metadata.labels);
 */
export const VolumeAttributesClassRef = referenceOf(VolumeAttributesClass);
export type VolumeAttributesClassRef = Awaited<ReturnType<typeof VolumeAttributesClassRef>>;

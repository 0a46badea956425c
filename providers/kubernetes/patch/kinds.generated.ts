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
  Secret,
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
import { patchOf } from "./define-patch.ts";
import type { Patch } from "./patch.ts";

/**
 * Some fields of one {@link APIService} that somebody else owns. See {@link Patch}.
 * @throws {ProviderError} `not-found` when there is no such object, `conflict` when others own the fields
 *
 * @example
 * await APIServicePatch("team", { metadata: { name: "main", labels: { team: "shop" } } });
 */
export const APIServicePatch = patchOf(APIService);
export type APIServicePatch = Awaited<ReturnType<typeof APIServicePatch>>;

/**
 * Some fields of one {@link CSIDriver} that somebody else owns. See {@link Patch}.
 * @throws {ProviderError} `not-found` when there is no such object, `conflict` when others own the fields
 *
 * @example
 * await CSIDriverPatch("team", { metadata: { name: "main", labels: { team: "shop" } } });
 */
export const CSIDriverPatch = patchOf(CSIDriver);
export type CSIDriverPatch = Awaited<ReturnType<typeof CSIDriverPatch>>;

/**
 * Some fields of one {@link CSINode} that somebody else owns. See {@link Patch}.
 * @throws {ProviderError} `not-found` when there is no such object, `conflict` when others own the fields
 *
 * @example
 * await CSINodePatch("team", { metadata: { name: "main", labels: { team: "shop" } } });
 */
export const CSINodePatch = patchOf(CSINode);
export type CSINodePatch = Awaited<ReturnType<typeof CSINodePatch>>;

/**
 * Some fields of one {@link CSIStorageCapacity} that somebody else owns. See {@link Patch}.
 * @throws {ProviderError} `not-found` when there is no such object, `conflict` when others own the fields
 *
 * @example
 * await CSIStorageCapacityPatch("team", { metadata: { name: "main", namespace: "shop", labels: { team: "shop" } } });
 */
export const CSIStorageCapacityPatch = patchOf(CSIStorageCapacity);
export type CSIStorageCapacityPatch = Awaited<ReturnType<typeof CSIStorageCapacityPatch>>;

/**
 * Some fields of one {@link CertificateSigningRequest} that somebody else owns. See {@link Patch}.
 * @throws {ProviderError} `not-found` when there is no such object, `conflict` when others own the fields
 *
 * @example
 * await CertificateSigningRequestPatch("team", { metadata: { name: "main", labels: { team: "shop" } } });
 */
export const CertificateSigningRequestPatch = patchOf(CertificateSigningRequest);
export type CertificateSigningRequestPatch = Awaited<ReturnType<typeof CertificateSigningRequestPatch>>;

/**
 * Some fields of one {@link ClusterRole} that somebody else owns. See {@link Patch}.
 * @throws {ProviderError} `not-found` when there is no such object, `conflict` when others own the fields
 *
 * @example
 * await ClusterRolePatch("team", { metadata: { name: "main", labels: { team: "shop" } } });
 */
export const ClusterRolePatch = patchOf(ClusterRole);
export type ClusterRolePatch = Awaited<ReturnType<typeof ClusterRolePatch>>;

/**
 * Some fields of one {@link ClusterRoleBinding} that somebody else owns. See {@link Patch}.
 * @throws {ProviderError} `not-found` when there is no such object, `conflict` when others own the fields
 *
 * @example
 * await ClusterRoleBindingPatch("team", { metadata: { name: "main", labels: { team: "shop" } } });
 */
export const ClusterRoleBindingPatch = patchOf(ClusterRoleBinding);
export type ClusterRoleBindingPatch = Awaited<ReturnType<typeof ClusterRoleBindingPatch>>;

/**
 * Some fields of one {@link ConfigMap} that somebody else owns. See {@link Patch}.
 * @throws {ProviderError} `not-found` when there is no such object, `conflict` when others own the fields
 *
 * @example
 * await ConfigMapPatch("team", { metadata: { name: "main", namespace: "shop", labels: { team: "shop" } } });
 */
export const ConfigMapPatch = patchOf(ConfigMap);
export type ConfigMapPatch = Awaited<ReturnType<typeof ConfigMapPatch>>;

/**
 * Some fields of one {@link ControllerRevision} that somebody else owns. See {@link Patch}.
 * @throws {ProviderError} `not-found` when there is no such object, `conflict` when others own the fields
 *
 * @example
 * await ControllerRevisionPatch("team", { metadata: { name: "main", namespace: "shop", labels: { team: "shop" } } });
 */
export const ControllerRevisionPatch = patchOf(ControllerRevision);
export type ControllerRevisionPatch = Awaited<ReturnType<typeof ControllerRevisionPatch>>;

/**
 * Some fields of one {@link CronJob} that somebody else owns. See {@link Patch}.
 * @throws {ProviderError} `not-found` when there is no such object, `conflict` when others own the fields
 *
 * @example
 * await CronJobPatch("team", { metadata: { name: "main", namespace: "shop", labels: { team: "shop" } } });
 */
export const CronJobPatch = patchOf(CronJob);
export type CronJobPatch = Awaited<ReturnType<typeof CronJobPatch>>;

/**
 * Some fields of one {@link CustomResourceDefinition} that somebody else owns. See {@link Patch}.
 * @throws {ProviderError} `not-found` when there is no such object, `conflict` when others own the fields
 *
 * @example
 * await CustomResourceDefinitionPatch("team", { metadata: { name: "main", labels: { team: "shop" } } });
 */
export const CustomResourceDefinitionPatch = patchOf(CustomResourceDefinition);
export type CustomResourceDefinitionPatch = Awaited<ReturnType<typeof CustomResourceDefinitionPatch>>;

/**
 * Some fields of one {@link DaemonSet} that somebody else owns. See {@link Patch}.
 * @throws {ProviderError} `not-found` when there is no such object, `conflict` when others own the fields
 *
 * @example
 * await DaemonSetPatch("team", { metadata: { name: "main", namespace: "shop", labels: { team: "shop" } } });
 */
export const DaemonSetPatch = patchOf(DaemonSet);
export type DaemonSetPatch = Awaited<ReturnType<typeof DaemonSetPatch>>;

/**
 * Some fields of one {@link Deployment} that somebody else owns. See {@link Patch}.
 * @throws {ProviderError} `not-found` when there is no such object, `conflict` when others own the fields
 *
 * @example
 * await DeploymentPatch("team", { metadata: { name: "main", namespace: "shop", labels: { team: "shop" } } });
 */
export const DeploymentPatch = patchOf(Deployment);
export type DeploymentPatch = Awaited<ReturnType<typeof DeploymentPatch>>;

/**
 * Some fields of one {@link DeviceClass} that somebody else owns. See {@link Patch}.
 * @throws {ProviderError} `not-found` when there is no such object, `conflict` when others own the fields
 *
 * @example
 * await DeviceClassPatch("team", { metadata: { name: "main", labels: { team: "shop" } } });
 */
export const DeviceClassPatch = patchOf(DeviceClass);
export type DeviceClassPatch = Awaited<ReturnType<typeof DeviceClassPatch>>;

/**
 * Some fields of one {@link EndpointSlice} that somebody else owns. See {@link Patch}.
 * @throws {ProviderError} `not-found` when there is no such object, `conflict` when others own the fields
 *
 * @example
 * await EndpointSlicePatch("team", { metadata: { name: "main", namespace: "shop", labels: { team: "shop" } } });
 */
export const EndpointSlicePatch = patchOf(EndpointSlice);
export type EndpointSlicePatch = Awaited<ReturnType<typeof EndpointSlicePatch>>;

/**
 * Some fields of one {@link Endpoints} that somebody else owns. See {@link Patch}.
 * @throws {ProviderError} `not-found` when there is no such object, `conflict` when others own the fields
 *
 * @example
 * await EndpointsPatch("team", { metadata: { name: "main", namespace: "shop", labels: { team: "shop" } } });
 */
export const EndpointsPatch = patchOf(Endpoints);
export type EndpointsPatch = Awaited<ReturnType<typeof EndpointsPatch>>;

/**
 * Some fields of one {@link Event} that somebody else owns. See {@link Patch}.
 * @throws {ProviderError} `not-found` when there is no such object, `conflict` when others own the fields
 *
 * @example
 * await EventPatch("team", { metadata: { name: "main", namespace: "shop", labels: { team: "shop" } } });
 */
export const EventPatch = patchOf(Event);
export type EventPatch = Awaited<ReturnType<typeof EventPatch>>;

/**
 * Some fields of one {@link FlowSchema} that somebody else owns. See {@link Patch}.
 * @throws {ProviderError} `not-found` when there is no such object, `conflict` when others own the fields
 *
 * @example
 * await FlowSchemaPatch("team", { metadata: { name: "main", labels: { team: "shop" } } });
 */
export const FlowSchemaPatch = patchOf(FlowSchema);
export type FlowSchemaPatch = Awaited<ReturnType<typeof FlowSchemaPatch>>;

/**
 * Some fields of one {@link HorizontalPodAutoscaler} that somebody else owns. See {@link Patch}.
 * @throws {ProviderError} `not-found` when there is no such object, `conflict` when others own the fields
 *
 * @example
 * await HorizontalPodAutoscalerPatch("team", { metadata: { name: "main", namespace: "shop", labels: { team: "shop" } } });
 */
export const HorizontalPodAutoscalerPatch = patchOf(HorizontalPodAutoscaler);
export type HorizontalPodAutoscalerPatch = Awaited<ReturnType<typeof HorizontalPodAutoscalerPatch>>;

/**
 * Some fields of one {@link IPAddress} that somebody else owns. See {@link Patch}.
 * @throws {ProviderError} `not-found` when there is no such object, `conflict` when others own the fields
 *
 * @example
 * await IPAddressPatch("team", { metadata: { name: "main", labels: { team: "shop" } } });
 */
export const IPAddressPatch = patchOf(IPAddress);
export type IPAddressPatch = Awaited<ReturnType<typeof IPAddressPatch>>;

/**
 * Some fields of one {@link Ingress} that somebody else owns. See {@link Patch}.
 * @throws {ProviderError} `not-found` when there is no such object, `conflict` when others own the fields
 *
 * @example
 * await IngressPatch("team", { metadata: { name: "main", namespace: "shop", labels: { team: "shop" } } });
 */
export const IngressPatch = patchOf(Ingress);
export type IngressPatch = Awaited<ReturnType<typeof IngressPatch>>;

/**
 * Some fields of one {@link IngressClass} that somebody else owns. See {@link Patch}.
 * @throws {ProviderError} `not-found` when there is no such object, `conflict` when others own the fields
 *
 * @example
 * await IngressClassPatch("team", { metadata: { name: "main", labels: { team: "shop" } } });
 */
export const IngressClassPatch = patchOf(IngressClass);
export type IngressClassPatch = Awaited<ReturnType<typeof IngressClassPatch>>;

/**
 * Some fields of one {@link Job} that somebody else owns. See {@link Patch}.
 * @throws {ProviderError} `not-found` when there is no such object, `conflict` when others own the fields
 *
 * @example
 * await JobPatch("team", { metadata: { name: "main", namespace: "shop", labels: { team: "shop" } } });
 */
export const JobPatch = patchOf(Job);
export type JobPatch = Awaited<ReturnType<typeof JobPatch>>;

/**
 * Some fields of one {@link Lease} that somebody else owns. See {@link Patch}.
 * @throws {ProviderError} `not-found` when there is no such object, `conflict` when others own the fields
 *
 * @example
 * await LeasePatch("team", { metadata: { name: "main", namespace: "shop", labels: { team: "shop" } } });
 */
export const LeasePatch = patchOf(Lease);
export type LeasePatch = Awaited<ReturnType<typeof LeasePatch>>;

/**
 * Some fields of one {@link LimitRange} that somebody else owns. See {@link Patch}.
 * @throws {ProviderError} `not-found` when there is no such object, `conflict` when others own the fields
 *
 * @example
 * await LimitRangePatch("team", { metadata: { name: "main", namespace: "shop", labels: { team: "shop" } } });
 */
export const LimitRangePatch = patchOf(LimitRange);
export type LimitRangePatch = Awaited<ReturnType<typeof LimitRangePatch>>;

/**
 * Some fields of one {@link MutatingAdmissionPolicy} that somebody else owns. See {@link Patch}.
 * @throws {ProviderError} `not-found` when there is no such object, `conflict` when others own the fields
 *
 * @example
 * await MutatingAdmissionPolicyPatch("team", { metadata: { name: "main", labels: { team: "shop" } } });
 */
export const MutatingAdmissionPolicyPatch = patchOf(MutatingAdmissionPolicy);
export type MutatingAdmissionPolicyPatch = Awaited<ReturnType<typeof MutatingAdmissionPolicyPatch>>;

/**
 * Some fields of one {@link MutatingAdmissionPolicyBinding} that somebody else owns. See {@link Patch}.
 * @throws {ProviderError} `not-found` when there is no such object, `conflict` when others own the fields
 *
 * @example
 * await MutatingAdmissionPolicyBindingPatch("team", { metadata: { name: "main", labels: { team: "shop" } } });
 */
export const MutatingAdmissionPolicyBindingPatch = patchOf(MutatingAdmissionPolicyBinding);
export type MutatingAdmissionPolicyBindingPatch = Awaited<ReturnType<typeof MutatingAdmissionPolicyBindingPatch>>;

/**
 * Some fields of one {@link MutatingWebhookConfiguration} that somebody else owns. See {@link Patch}.
 * @throws {ProviderError} `not-found` when there is no such object, `conflict` when others own the fields
 *
 * @example
 * await MutatingWebhookConfigurationPatch("team", { metadata: { name: "main", labels: { team: "shop" } } });
 */
export const MutatingWebhookConfigurationPatch = patchOf(MutatingWebhookConfiguration);
export type MutatingWebhookConfigurationPatch = Awaited<ReturnType<typeof MutatingWebhookConfigurationPatch>>;

/**
 * Some fields of one {@link Namespace} that somebody else owns. See {@link Patch}.
 * @throws {ProviderError} `not-found` when there is no such object, `conflict` when others own the fields
 *
 * @example
 * await NamespacePatch("team", { metadata: { name: "main", labels: { team: "shop" } } });
 */
export const NamespacePatch = patchOf(Namespace);
export type NamespacePatch = Awaited<ReturnType<typeof NamespacePatch>>;

/**
 * Some fields of one {@link NetworkPolicy} that somebody else owns. See {@link Patch}.
 * @throws {ProviderError} `not-found` when there is no such object, `conflict` when others own the fields
 *
 * @example
 * await NetworkPolicyPatch("team", { metadata: { name: "main", namespace: "shop", labels: { team: "shop" } } });
 */
export const NetworkPolicyPatch = patchOf(NetworkPolicy);
export type NetworkPolicyPatch = Awaited<ReturnType<typeof NetworkPolicyPatch>>;

/**
 * Some fields of one {@link Node} that somebody else owns. See {@link Patch}.
 * @throws {ProviderError} `not-found` when there is no such object, `conflict` when others own the fields
 *
 * @example
 * await NodePatch("team", { metadata: { name: "main", labels: { team: "shop" } } });
 */
export const NodePatch = patchOf(Node);
export type NodePatch = Awaited<ReturnType<typeof NodePatch>>;

/**
 * Some fields of one {@link PersistentVolume} that somebody else owns. See {@link Patch}.
 * @throws {ProviderError} `not-found` when there is no such object, `conflict` when others own the fields
 *
 * @example
 * await PersistentVolumePatch("team", { metadata: { name: "main", labels: { team: "shop" } } });
 */
export const PersistentVolumePatch = patchOf(PersistentVolume);
export type PersistentVolumePatch = Awaited<ReturnType<typeof PersistentVolumePatch>>;

/**
 * Some fields of one {@link PersistentVolumeClaim} that somebody else owns. See {@link Patch}.
 * @throws {ProviderError} `not-found` when there is no such object, `conflict` when others own the fields
 *
 * @example
 * await PersistentVolumeClaimPatch("team", { metadata: { name: "main", namespace: "shop", labels: { team: "shop" } } });
 */
export const PersistentVolumeClaimPatch = patchOf(PersistentVolumeClaim);
export type PersistentVolumeClaimPatch = Awaited<ReturnType<typeof PersistentVolumeClaimPatch>>;

/**
 * Some fields of one {@link Pod} that somebody else owns. See {@link Patch}.
 * @throws {ProviderError} `not-found` when there is no such object, `conflict` when others own the fields
 *
 * @example
 * await PodPatch("team", { metadata: { name: "main", namespace: "shop", labels: { team: "shop" } } });
 */
export const PodPatch = patchOf(Pod);
export type PodPatch = Awaited<ReturnType<typeof PodPatch>>;

/**
 * Some fields of one {@link PodDisruptionBudget} that somebody else owns. See {@link Patch}.
 * @throws {ProviderError} `not-found` when there is no such object, `conflict` when others own the fields
 *
 * @example
 * await PodDisruptionBudgetPatch("team", { metadata: { name: "main", namespace: "shop", labels: { team: "shop" } } });
 */
export const PodDisruptionBudgetPatch = patchOf(PodDisruptionBudget);
export type PodDisruptionBudgetPatch = Awaited<ReturnType<typeof PodDisruptionBudgetPatch>>;

/**
 * Some fields of one {@link PodTemplate} that somebody else owns. See {@link Patch}.
 * @throws {ProviderError} `not-found` when there is no such object, `conflict` when others own the fields
 *
 * @example
 * await PodTemplatePatch("team", { metadata: { name: "main", namespace: "shop", labels: { team: "shop" } } });
 */
export const PodTemplatePatch = patchOf(PodTemplate);
export type PodTemplatePatch = Awaited<ReturnType<typeof PodTemplatePatch>>;

/**
 * Some fields of one {@link PriorityClass} that somebody else owns. See {@link Patch}.
 * @throws {ProviderError} `not-found` when there is no such object, `conflict` when others own the fields
 *
 * @example
 * await PriorityClassPatch("team", { metadata: { name: "main", labels: { team: "shop" } } });
 */
export const PriorityClassPatch = patchOf(PriorityClass);
export type PriorityClassPatch = Awaited<ReturnType<typeof PriorityClassPatch>>;

/**
 * Some fields of one {@link PriorityLevelConfiguration} that somebody else owns. See {@link Patch}.
 * @throws {ProviderError} `not-found` when there is no such object, `conflict` when others own the fields
 *
 * @example
 * await PriorityLevelConfigurationPatch("team", { metadata: { name: "main", labels: { team: "shop" } } });
 */
export const PriorityLevelConfigurationPatch = patchOf(PriorityLevelConfiguration);
export type PriorityLevelConfigurationPatch = Awaited<ReturnType<typeof PriorityLevelConfigurationPatch>>;

/**
 * Some fields of one {@link ReplicaSet} that somebody else owns. See {@link Patch}.
 * @throws {ProviderError} `not-found` when there is no such object, `conflict` when others own the fields
 *
 * @example
 * await ReplicaSetPatch("team", { metadata: { name: "main", namespace: "shop", labels: { team: "shop" } } });
 */
export const ReplicaSetPatch = patchOf(ReplicaSet);
export type ReplicaSetPatch = Awaited<ReturnType<typeof ReplicaSetPatch>>;

/**
 * Some fields of one {@link ReplicationController} that somebody else owns. See {@link Patch}.
 * @throws {ProviderError} `not-found` when there is no such object, `conflict` when others own the fields
 *
 * @example
 * await ReplicationControllerPatch("team", { metadata: { name: "main", namespace: "shop", labels: { team: "shop" } } });
 */
export const ReplicationControllerPatch = patchOf(ReplicationController);
export type ReplicationControllerPatch = Awaited<ReturnType<typeof ReplicationControllerPatch>>;

/**
 * Some fields of one {@link ResourceClaim} that somebody else owns. See {@link Patch}.
 * @throws {ProviderError} `not-found` when there is no such object, `conflict` when others own the fields
 *
 * @example
 * await ResourceClaimPatch("team", { metadata: { name: "main", namespace: "shop", labels: { team: "shop" } } });
 */
export const ResourceClaimPatch = patchOf(ResourceClaim);
export type ResourceClaimPatch = Awaited<ReturnType<typeof ResourceClaimPatch>>;

/**
 * Some fields of one {@link ResourceClaimTemplate} that somebody else owns. See {@link Patch}.
 * @throws {ProviderError} `not-found` when there is no such object, `conflict` when others own the fields
 *
 * @example
 * await ResourceClaimTemplatePatch("team", { metadata: { name: "main", namespace: "shop", labels: { team: "shop" } } });
 */
export const ResourceClaimTemplatePatch = patchOf(ResourceClaimTemplate);
export type ResourceClaimTemplatePatch = Awaited<ReturnType<typeof ResourceClaimTemplatePatch>>;

/**
 * Some fields of one {@link ResourceQuota} that somebody else owns. See {@link Patch}.
 * @throws {ProviderError} `not-found` when there is no such object, `conflict` when others own the fields
 *
 * @example
 * await ResourceQuotaPatch("team", { metadata: { name: "main", namespace: "shop", labels: { team: "shop" } } });
 */
export const ResourceQuotaPatch = patchOf(ResourceQuota);
export type ResourceQuotaPatch = Awaited<ReturnType<typeof ResourceQuotaPatch>>;

/**
 * Some fields of one {@link ResourceSlice} that somebody else owns. See {@link Patch}.
 * @throws {ProviderError} `not-found` when there is no such object, `conflict` when others own the fields
 *
 * @example
 * await ResourceSlicePatch("team", { metadata: { name: "main", labels: { team: "shop" } } });
 */
export const ResourceSlicePatch = patchOf(ResourceSlice);
export type ResourceSlicePatch = Awaited<ReturnType<typeof ResourceSlicePatch>>;

/**
 * Some fields of one {@link Role} that somebody else owns. See {@link Patch}.
 * @throws {ProviderError} `not-found` when there is no such object, `conflict` when others own the fields
 *
 * @example
 * await RolePatch("team", { metadata: { name: "main", namespace: "shop", labels: { team: "shop" } } });
 */
export const RolePatch = patchOf(Role);
export type RolePatch = Awaited<ReturnType<typeof RolePatch>>;

/**
 * Some fields of one {@link RoleBinding} that somebody else owns. See {@link Patch}.
 * @throws {ProviderError} `not-found` when there is no such object, `conflict` when others own the fields
 *
 * @example
 * await RoleBindingPatch("team", { metadata: { name: "main", namespace: "shop", labels: { team: "shop" } } });
 */
export const RoleBindingPatch = patchOf(RoleBinding);
export type RoleBindingPatch = Awaited<ReturnType<typeof RoleBindingPatch>>;

/**
 * Some fields of one {@link RuntimeClass} that somebody else owns. See {@link Patch}.
 * @throws {ProviderError} `not-found` when there is no such object, `conflict` when others own the fields
 *
 * @example
 * await RuntimeClassPatch("team", { metadata: { name: "main", labels: { team: "shop" } } });
 */
export const RuntimeClassPatch = patchOf(RuntimeClass);
export type RuntimeClassPatch = Awaited<ReturnType<typeof RuntimeClassPatch>>;

/**
 * Some fields of one {@link Secret} that somebody else owns. See {@link Patch}.
 * @throws {ProviderError} `not-found` when there is no such object, `conflict` when others own the fields
 *
 * @example
 * await SecretPatch("team", { metadata: { name: "main", namespace: "shop", labels: { team: "shop" } } });
 */
export const SecretPatch = patchOf(Secret);
export type SecretPatch = Awaited<ReturnType<typeof SecretPatch>>;

/**
 * Some fields of one {@link Service} that somebody else owns. See {@link Patch}.
 * @throws {ProviderError} `not-found` when there is no such object, `conflict` when others own the fields
 *
 * @example
 * await ServicePatch("team", { metadata: { name: "main", namespace: "shop", labels: { team: "shop" } } });
 */
export const ServicePatch = patchOf(Service);
export type ServicePatch = Awaited<ReturnType<typeof ServicePatch>>;

/**
 * Some fields of one {@link ServiceAccount} that somebody else owns. See {@link Patch}.
 * @throws {ProviderError} `not-found` when there is no such object, `conflict` when others own the fields
 *
 * @example
 * await ServiceAccountPatch("team", { metadata: { name: "main", namespace: "shop", labels: { team: "shop" } } });
 */
export const ServiceAccountPatch = patchOf(ServiceAccount);
export type ServiceAccountPatch = Awaited<ReturnType<typeof ServiceAccountPatch>>;

/**
 * Some fields of one {@link ServiceCIDR} that somebody else owns. See {@link Patch}.
 * @throws {ProviderError} `not-found` when there is no such object, `conflict` when others own the fields
 *
 * @example
 * await ServiceCIDRPatch("team", { metadata: { name: "main", labels: { team: "shop" } } });
 */
export const ServiceCIDRPatch = patchOf(ServiceCIDR);
export type ServiceCIDRPatch = Awaited<ReturnType<typeof ServiceCIDRPatch>>;

/**
 * Some fields of one {@link StatefulSet} that somebody else owns. See {@link Patch}.
 * @throws {ProviderError} `not-found` when there is no such object, `conflict` when others own the fields
 *
 * @example
 * await StatefulSetPatch("team", { metadata: { name: "main", namespace: "shop", labels: { team: "shop" } } });
 */
export const StatefulSetPatch = patchOf(StatefulSet);
export type StatefulSetPatch = Awaited<ReturnType<typeof StatefulSetPatch>>;

/**
 * Some fields of one {@link StorageClass} that somebody else owns. See {@link Patch}.
 * @throws {ProviderError} `not-found` when there is no such object, `conflict` when others own the fields
 *
 * @example
 * await StorageClassPatch("team", { metadata: { name: "main", labels: { team: "shop" } } });
 */
export const StorageClassPatch = patchOf(StorageClass);
export type StorageClassPatch = Awaited<ReturnType<typeof StorageClassPatch>>;

/**
 * Some fields of one {@link ValidatingAdmissionPolicy} that somebody else owns. See {@link Patch}.
 * @throws {ProviderError} `not-found` when there is no such object, `conflict` when others own the fields
 *
 * @example
 * await ValidatingAdmissionPolicyPatch("team", { metadata: { name: "main", labels: { team: "shop" } } });
 */
export const ValidatingAdmissionPolicyPatch = patchOf(ValidatingAdmissionPolicy);
export type ValidatingAdmissionPolicyPatch = Awaited<ReturnType<typeof ValidatingAdmissionPolicyPatch>>;

/**
 * Some fields of one {@link ValidatingAdmissionPolicyBinding} that somebody else owns. See {@link Patch}.
 * @throws {ProviderError} `not-found` when there is no such object, `conflict` when others own the fields
 *
 * @example
 * await ValidatingAdmissionPolicyBindingPatch("team", { metadata: { name: "main", labels: { team: "shop" } } });
 */
export const ValidatingAdmissionPolicyBindingPatch = patchOf(ValidatingAdmissionPolicyBinding);
export type ValidatingAdmissionPolicyBindingPatch = Awaited<ReturnType<typeof ValidatingAdmissionPolicyBindingPatch>>;

/**
 * Some fields of one {@link ValidatingWebhookConfiguration} that somebody else owns. See {@link Patch}.
 * @throws {ProviderError} `not-found` when there is no such object, `conflict` when others own the fields
 *
 * @example
 * await ValidatingWebhookConfigurationPatch("team", { metadata: { name: "main", labels: { team: "shop" } } });
 */
export const ValidatingWebhookConfigurationPatch = patchOf(ValidatingWebhookConfiguration);
export type ValidatingWebhookConfigurationPatch = Awaited<ReturnType<typeof ValidatingWebhookConfigurationPatch>>;

/**
 * Some fields of one {@link VolumeAttachment} that somebody else owns. See {@link Patch}.
 * @throws {ProviderError} `not-found` when there is no such object, `conflict` when others own the fields
 *
 * @example
 * await VolumeAttachmentPatch("team", { metadata: { name: "main", labels: { team: "shop" } } });
 */
export const VolumeAttachmentPatch = patchOf(VolumeAttachment);
export type VolumeAttachmentPatch = Awaited<ReturnType<typeof VolumeAttachmentPatch>>;

/**
 * Some fields of one {@link VolumeAttributesClass} that somebody else owns. See {@link Patch}.
 * @throws {ProviderError} `not-found` when there is no such object, `conflict` when others own the fields
 *
 * @example
 * await VolumeAttributesClassPatch("team", { metadata: { name: "main", labels: { team: "shop" } } });
 */
export const VolumeAttributesClassPatch = patchOf(VolumeAttributesClass);
export type VolumeAttributesClassPatch = Awaited<ReturnType<typeof VolumeAttributesClassPatch>>;

/** Which kind has which rules. Data. */

import {
  mutatingBindingRules,
  mutatingPolicyRules,
  validatingBindingRules,
  validatingPolicyRules,
} from "./admission/policies.ts";
import { mutatingWebhookRules, validatingWebhookRules } from "./admission/webhooks.ts";
import { apiServiceRules } from "./api/api-service.ts";
import { controllerRevisionRules } from "./apps/controller-revision.ts";
import { daemonSetRules } from "./apps/daemon-set.ts";
import { deploymentRules } from "./apps/deployment.ts";
import { replicaSetRules, replicationControllerRules } from "./apps/replica-set.ts";
import { statefulSetRules } from "./apps/stateful-set.ts";
import { autoscalerRules } from "./autoscaling/autoscaler.ts";
import { cronJobRules } from "./batch/cron-job.ts";
import { jobRules } from "./batch/job.ts";
import { signingRequestRules } from "./certificates/signing-request.ts";
import { configMapRules } from "./core/config-map.ts";
import { endpointsRules } from "./core/endpoints.ts";
import { coreEventRules, newEventRules } from "./core/event.ts";
import { leaseRules } from "./core/lease.ts";
import { limitRangeRules } from "./core/limit-range.ts";
import { namespaceRules } from "./core/namespace.ts";
import { nodeRules } from "./core/node.ts";
import { resourceQuotaRules } from "./core/resource-quota.ts";
import { secretRules } from "./core/secret.ts";
import { serviceAccountRules } from "./core/service-account.ts";
import {
  deviceClassRules,
  resourceClaimRules,
  resourceClaimTemplateRules,
  resourceSliceRules,
} from "./devices/devices.ts";
import { flowSchemaRules } from "./flow/flow-schema.ts";
import { priorityLevelRules } from "./flow/priority-level.ts";
import { endpointSliceRules } from "./networking/endpoint-slice.ts";
import { ingressClassRules } from "./networking/ingress-class.ts";
import { ingressRules } from "./networking/ingress.ts";
import { networkPolicyRules } from "./networking/network-policy.ts";
import { ipAddressRules, serviceCidrRules } from "./networking/ranges.ts";
import { podRules, podTemplateRules } from "./pod/pod.ts";
import { disruptionBudgetRules } from "./policy/disruption-budget.ts";
import { clusterRoleBindingRules, roleBindingRules } from "./rbac/bindings.ts";
import { clusterRoleRules, roleRules } from "./rbac/roles.ts";
import { priorityClassRules, runtimeClassRules } from "./scheduling/classes.ts";
import type { KindRules } from "./served-kind.ts";
import { serviceRules } from "./service/service.ts";
import { claimRules } from "./storage/claim.ts";
import { storageClassRules, volumeAttributesClassRules } from "./storage/classes.ts";
import {
  csiDriverRules,
  csiNodeRules,
  csiStorageCapacityRules,
  volumeAttachmentRules,
} from "./storage/csi.ts";
import { volumeRules } from "./storage/volume.ts";

/** Rules by `<group>/<Kind>`. Custom resource definitions have theirs elsewhere. */
export const rulesByKind: Readonly<Record<string, KindRules | undefined>> = {
  "/ConfigMap": configMapRules,
  "/Endpoints": endpointsRules,
  "/Event": coreEventRules,
  "/LimitRange": limitRangeRules,
  "/Namespace": namespaceRules,
  "/Node": nodeRules,
  "/PersistentVolume": volumeRules,
  "/PersistentVolumeClaim": claimRules,
  "/Pod": podRules,
  "/PodTemplate": podTemplateRules,
  "/ReplicationController": replicationControllerRules,
  "/ResourceQuota": resourceQuotaRules,
  "/Secret": secretRules,
  "/Service": serviceRules,
  "/ServiceAccount": serviceAccountRules,
  "admissionregistration.k8s.io/MutatingAdmissionPolicy": mutatingPolicyRules,
  "admissionregistration.k8s.io/MutatingAdmissionPolicyBinding": mutatingBindingRules,
  "admissionregistration.k8s.io/MutatingWebhookConfiguration": mutatingWebhookRules,
  "admissionregistration.k8s.io/ValidatingAdmissionPolicy": validatingPolicyRules,
  "admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding": validatingBindingRules,
  "admissionregistration.k8s.io/ValidatingWebhookConfiguration": validatingWebhookRules,
  "apiregistration.k8s.io/APIService": apiServiceRules,
  "apps/ControllerRevision": controllerRevisionRules,
  "apps/DaemonSet": daemonSetRules,
  "apps/Deployment": deploymentRules,
  "apps/ReplicaSet": replicaSetRules,
  "apps/StatefulSet": statefulSetRules,
  "autoscaling/HorizontalPodAutoscaler": autoscalerRules,
  "batch/CronJob": cronJobRules,
  "batch/Job": jobRules,
  "certificates.k8s.io/CertificateSigningRequest": signingRequestRules,
  "coordination.k8s.io/Lease": leaseRules,
  "discovery.k8s.io/EndpointSlice": endpointSliceRules,
  "events.k8s.io/Event": newEventRules,
  "flowcontrol.apiserver.k8s.io/FlowSchema": flowSchemaRules,
  "flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration": priorityLevelRules,
  "networking.k8s.io/IPAddress": ipAddressRules,
  "networking.k8s.io/Ingress": ingressRules,
  "networking.k8s.io/IngressClass": ingressClassRules,
  "networking.k8s.io/NetworkPolicy": networkPolicyRules,
  "networking.k8s.io/ServiceCIDR": serviceCidrRules,
  "node.k8s.io/RuntimeClass": runtimeClassRules,
  "policy/PodDisruptionBudget": disruptionBudgetRules,
  "rbac.authorization.k8s.io/ClusterRole": clusterRoleRules,
  "rbac.authorization.k8s.io/ClusterRoleBinding": clusterRoleBindingRules,
  "rbac.authorization.k8s.io/Role": roleRules,
  "rbac.authorization.k8s.io/RoleBinding": roleBindingRules,
  "resource.k8s.io/DeviceClass": deviceClassRules,
  "resource.k8s.io/ResourceClaim": resourceClaimRules,
  "resource.k8s.io/ResourceClaimTemplate": resourceClaimTemplateRules,
  "resource.k8s.io/ResourceSlice": resourceSliceRules,
  "scheduling.k8s.io/PriorityClass": priorityClassRules,
  "storage.k8s.io/CSIDriver": csiDriverRules,
  "storage.k8s.io/CSINode": csiNodeRules,
  "storage.k8s.io/CSIStorageCapacity": csiStorageCapacityRules,
  "storage.k8s.io/StorageClass": storageClassRules,
  "storage.k8s.io/VolumeAttachment": volumeAttachmentRules,
  "storage.k8s.io/VolumeAttributesClass": volumeAttributesClassRules,
};

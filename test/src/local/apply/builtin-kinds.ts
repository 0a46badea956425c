/** The built-in kinds of the scenarios. */

import type { KindName } from "./scenario.ts";

const kind = (apiVersion: string, name: string, plural: string, namespaced = true): KindName => ({
  apiVersion,
  kind: name,
  plural,
  namespaced,
});

export const CONFIG_MAP = kind("v1", "ConfigMap", "configmaps");
export const SECRET = kind("v1", "Secret", "secrets");
export const SERVICE = kind("v1", "Service", "services");
export const SERVICE_ACCOUNT = kind("v1", "ServiceAccount", "serviceaccounts");
export const DEPLOYMENT = kind("apps/v1", "Deployment", "deployments");
export const STATEFUL_SET = kind("apps/v1", "StatefulSet", "statefulsets");
export const POD_TEMPLATE = kind("v1", "PodTemplate", "podtemplates");
export const INGRESS = kind("networking.k8s.io/v1", "Ingress", "ingresses");
export const NETWORK_POLICY = kind("networking.k8s.io/v1", "NetworkPolicy", "networkpolicies");
export const ROLE = kind("rbac.authorization.k8s.io/v1", "Role", "roles");
export const ROLE_BINDING = kind("rbac.authorization.k8s.io/v1", "RoleBinding", "rolebindings");
export const CLUSTER_ROLE = kind("rbac.authorization.k8s.io/v1", "ClusterRole", "clusterroles", false);
export const BUDGET = kind("policy/v1", "PodDisruptionBudget", "poddisruptionbudgets");
export const AUTOSCALER = kind("autoscaling/v2", "HorizontalPodAutoscaler", "horizontalpodautoscalers");
export const CRON_JOB = kind("batch/v1", "CronJob", "cronjobs");
export const CLAIM = kind("v1", "PersistentVolumeClaim", "persistentvolumeclaims");
export const QUOTA = kind("v1", "ResourceQuota", "resourcequotas");
export const SLICE = kind("discovery.k8s.io/v1", "EndpointSlice", "endpointslices");
export const REVISION = kind("apps/v1", "ControllerRevision", "controllerrevisions");
export const PRIORITY = kind("scheduling.k8s.io/v1", "PriorityClass", "priorityclasses", false);
export const WEBHOOKS = kind(
  "admissionregistration.k8s.io/v1",
  "ValidatingWebhookConfiguration",
  "validatingwebhookconfigurations",
  false,
);
export const LIMITS = kind("v1", "LimitRange", "limitranges");
export const LEASE = kind("coordination.k8s.io/v1", "Lease", "leases");

/**
 * Which rule judges which kind of Kubernetes, of the Gateway API and of kro, keyed by `group/Kind`. Kinds of other projects have
 * rows in presets.ts; whatever is in neither is judged by the conditions that mean the same everywhere.
 */

import {
  apiService,
  certificateSigningRequest,
  customResourceDefinition,
  horizontalPodAutoscaler,
  namespace,
  podDisruptionBudget,
  resourceQuota,
  secret,
  validatingAdmissionPolicy,
} from "./definitions.ts";
import { gateway, policy, route } from "./gateway.ts";
import { cronJob, job } from "./jobs.ts";
import { resourceGraphDefinition } from "./kro.ts";
import { pod } from "./pods.ts";
import { ingress, service } from "./services.ts";
import type { Rule } from "./verdict.ts";
import { persistentVolume, persistentVolumeClaim } from "./volumes.ts";
import { daemonSet, deployment, replicaSet, statefulSet } from "./workloads.ts";

export const rules: Readonly<Record<string, Rule | undefined>> = {
  "/Namespace": namespace,
  "/PersistentVolume": persistentVolume,
  "/PersistentVolumeClaim": persistentVolumeClaim,
  "/Pod": pod,
  "/ReplicationController": replicaSet,
  "/ResourceQuota": resourceQuota,
  "/Secret": secret,
  "/Service": service,
  "admissionregistration.k8s.io/ValidatingAdmissionPolicy": validatingAdmissionPolicy,
  "apiextensions.k8s.io/CustomResourceDefinition": customResourceDefinition,
  "apiregistration.k8s.io/APIService": apiService,
  "apps/DaemonSet": daemonSet,
  "apps/Deployment": deployment,
  "apps/ReplicaSet": replicaSet,
  "apps/StatefulSet": statefulSet,
  "autoscaling/HorizontalPodAutoscaler": horizontalPodAutoscaler,
  "batch/CronJob": cronJob,
  "batch/Job": job,
  "certificates.k8s.io/CertificateSigningRequest": certificateSigningRequest,
  "gateway.networking.k8s.io/BackendTLSPolicy": policy,
  "gateway.networking.k8s.io/GRPCRoute": route,
  "gateway.networking.k8s.io/Gateway": gateway,
  "gateway.networking.k8s.io/HTTPRoute": route,
  "gateway.networking.k8s.io/ListenerSet": gateway,
  "gateway.networking.k8s.io/TCPRoute": route,
  "gateway.networking.k8s.io/TLSRoute": route,
  "gateway.networking.k8s.io/UDPRoute": route,
  "kro.run/ResourceGraphDefinition": resourceGraphDefinition,
  "networking.k8s.io/Ingress": ingress,
  "policy/PodDisruptionBudget": podDisruptionBudget,
};

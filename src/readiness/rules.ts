/** Which rule judges which kind, keyed by `group/Kind`. Kinds without a row are judged by the generic conditions. */

import { apiService, customResourceDefinition, namespace, podDisruptionBudget } from "./definitions.ts";
import type { Rule } from "./verdict.ts";
import { resourceGraphDefinition } from "./kro.ts";
import { ingress, persistentVolume, persistentVolumeClaim, service } from "./services.ts";
import { pod } from "./pods.ts";
import { cronJob, daemonSet, deployment, job, replicaSet, statefulSet } from "./workloads.ts";

export const rules: Readonly<Record<string, Rule | undefined>> = {
  "/Namespace": namespace,
  "/PersistentVolume": persistentVolume,
  "/PersistentVolumeClaim": persistentVolumeClaim,
  "/Pod": pod,
  "/ReplicationController": replicaSet,
  "/Service": service,
  "apiextensions.k8s.io/CustomResourceDefinition": customResourceDefinition,
  "apiregistration.k8s.io/APIService": apiService,
  "apps/DaemonSet": daemonSet,
  "apps/Deployment": deployment,
  "apps/ReplicaSet": replicaSet,
  "apps/StatefulSet": statefulSet,
  "batch/CronJob": cronJob,
  "batch/Job": job,
  "kro.run/ResourceGraphDefinition": resourceGraphDefinition,
  "networking.k8s.io/Ingress": ingress,
  "policy/PodDisruptionBudget": podDisruptionBudget,
};

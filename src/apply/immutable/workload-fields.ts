import { accepted, type FieldRule, IMMUTABLE, refused } from "./field-rule.ts";

const STATEFUL_SET = "updates to statefulset spec for fields other than";
const POD = "pod updates may not change fields other than";
const inSpec = { cause: "spec" };

/** Kinds that run pods, and the devices that pods ask for. */
export const workloadFields: Readonly<Record<string, readonly FieldRule[]>> = {
  "apps/Deployment": [refused("spec.selector"), accepted("spec.template")],
  "apps/DaemonSet": [refused("spec.selector"), accepted("spec.template")],
  "apps/ReplicaSet": [refused("spec.selector"), accepted("spec.template")],
  "/ReplicationController": [accepted("spec.selector"), accepted("spec.template")],
  "apps/StatefulSet": [
    refused("spec.selector", STATEFUL_SET, inSpec),
    refused("spec.serviceName", STATEFUL_SET, inSpec),
    refused("spec.podManagementPolicy", STATEFUL_SET, inSpec),
    refused("spec.volumeClaimTemplates", STATEFUL_SET, inSpec),
    accepted("spec.template"),
    accepted("spec.replicas"),
    accepted("spec.ordinals"),
    accepted("spec.updateStrategy"),
    accepted("spec.revisionHistoryLimit", { refuted: "immutable, as on older servers" }),
    accepted("spec.minReadySeconds"),
    accepted("spec.persistentVolumeClaimRetentionPolicy"),
  ],
  "apps/ControllerRevision": [refused("data"), accepted("revision")],
  "batch/Job": [
    refused("spec.selector"),
    refused("spec.template"),
    accepted("spec.template", { when: "scheduling fields, while suspended and never started" }),
    refused("spec.completions"),
    refused("spec.completions", "can only be modified in tandem with spec.parallelism", {
      when: "without `parallelism`, when Indexed",
      refuted: "refused as “field is immutable”",
    }),
    accepted("spec.completions", { when: "with `parallelism`, when Indexed" }),
    refused("spec.completionMode"),
    refused("spec.podFailurePolicy"),
    refused("spec.podFailurePolicy", IMMUTABLE, {
      when: "unset before",
      refuted: "refused for this alone; a default, `podReplacementPolicy`, is refused beside it",
    }),
    refused("spec.backoffLimitPerIndex"),
    refused("spec.managedBy"),
    refused("spec.successPolicy"),
    accepted("spec.podReplacementPolicy"),
    accepted("spec.parallelism"),
    accepted("spec.backoffLimit"),
    accepted("spec.activeDeadlineSeconds"),
    accepted("spec.ttlSecondsAfterFinished"),
    accepted("spec.suspend"),
    accepted("spec.maxFailedIndexes"),
  ],
  "batch/CronJob": [accepted("spec.jobTemplate"), accepted("spec.schedule")],
  "/Pod": [
    refused("spec.containers[].env", POD, inSpec),
    refused("spec.containers[].ports", POD, inSpec),
    refused("spec.volumes", POD, inSpec),
    refused("spec.restartPolicy", POD, inSpec),
    refused("spec.hostNetwork", POD, inSpec),
    refused("spec.terminationGracePeriodSeconds", POD, inSpec),
    refused("spec.nodeSelector", POD, inSpec),
    accepted("spec.nodeSelector", { when: "while gated" }),
    accepted("spec.schedulingGates", { when: "removed" }),
    accepted("spec.tolerations", { when: "added" }),
    accepted("spec.activeDeadlineSeconds", { when: "set, or shortened" }),
    accepted("spec.containers[].image", { refuted: "immutable: pulumi-kubernetes replaces the pod" }),
  ],
  "/PodTemplate": [accepted("template")],
  "resource.k8s.io/DeviceClass": [accepted("spec")],
  "resource.k8s.io/ResourceClaim": [refused("spec")],
  "resource.k8s.io/ResourceClaimTemplate": [refused("spec")],
  "resource.k8s.io/ResourceSlice": [
    refused("spec.driver"),
    refused("spec.pool.name"),
    refused("spec.nodeName"),
    accepted("spec.devices"),
  ],
};

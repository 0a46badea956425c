import { describe, expect, test } from "bun:test";
import type { LiveObject } from "../../../src/model/object.ts";
import { judge } from "../../../src/readiness/readiness.ts";
import type { Readiness, Surroundings } from "../../../src/readiness/verdict.ts";
import { condition, object } from "./objects.ts";

const named = (name: string, fields: object = {}): LiveObject => object("v1/Class", fields, { name });
const done = (replicas: number): object => ({
  observedGeneration: 2,
  replicas,
  updatedReplicas: replicas,
  readyReplicas: replicas,
  availableReplicas: replicas,
  fullyLabeledReplicas: replicas,
});

type Row = [
  name: string,
  object: LiveObject,
  expected: Readiness["state"],
  reason?: string,
  around?: Surroundings,
];

const rows: Row[] = [
  ["anything without a status", object("v1/ConfigMap", {}), "ready"],
  [
    "anything that is being deleted",
    object("v1/ConfigMap", {}, { deletionTimestamp: "t", finalizers: ["a/b"] }),
    "terminating",
    "a/b",
  ],
  [
    "a controller that has not seen our write",
    object("example.com/v1/Shop", { status: { observedGeneration: 1 } }),
    "progressing",
    "generation 1 of 2",
  ],
  [
    "a custom resource that is Ready",
    object("example.com/v1/Shop", { status: { conditions: [condition("Ready", "True")] } }),
    "ready",
  ],
  [
    "a custom resource that is not Ready",
    object("example.com/v1/Shop", { status: { conditions: [condition("Ready", "False", "Pulling")] } }),
    "progressing",
    "Pulling",
  ],
  [
    "a Ready condition about an older generation",
    object("example.com/v1/Shop", {
      status: { conditions: [{ ...condition("Ready", "True"), observedGeneration: 1 }] },
    }),
    "progressing",
    "generation 1 of 2",
  ],
  [
    "a stalled custom resource",
    object("example.com/v1/Shop", { status: { conditions: [condition("Stalled", "True", "Broken")] } }),
    "failed",
    "Broken",
  ],
  [
    "a reconciling custom resource",
    object("example.com/v1/Shop", {
      status: { conditions: [condition("Reconciling", "True", "Busy"), condition("Ready", "True")] },
    }),
    "progressing",
    "Busy",
  ],

  [
    "a fresh Deployment",
    object("apps/v1/Deployment", { spec: { replicas: 1 } }),
    "progressing",
    "has not seen it",
  ],
  [
    "a rolled out Deployment",
    object("apps/v1/Deployment", { spec: { replicas: 2 }, status: done(2) }),
    "ready",
  ],
  [
    "a Deployment of no replicas",
    object("apps/v1/Deployment", { spec: { replicas: 0 }, status: { observedGeneration: 2 } }),
    "ready",
  ],
  [
    "a Deployment whose replicas default to one",
    object("apps/v1/Deployment", { spec: {}, status: done(1) }),
    "ready",
  ],
  [
    "a Deployment with old replicas",
    object("apps/v1/Deployment", { spec: { replicas: 2 }, status: { ...done(2), replicas: 3 } }),
    "progressing",
    "1 old replicas",
  ],
  [
    "a Deployment that updates",
    object("apps/v1/Deployment", { spec: { replicas: 2 }, status: { ...done(2), updatedReplicas: 1 } }),
    "progressing",
    "1/2 replicas updated",
  ],
  [
    "a Deployment that is not available",
    object("apps/v1/Deployment", { spec: { replicas: 2 }, status: { ...done(2), availableReplicas: 1 } }),
    "progressing",
    "1/2 replicas available",
  ],
  [
    "a Deployment past its deadline",
    object("apps/v1/Deployment", {
      spec: { replicas: 2 },
      status: {
        observedGeneration: 2,
        conditions: [condition("Progressing", "False", "ProgressDeadlineExceeded", "timed out")],
      },
    }),
    "failed",
    "timed out",
  ],
  [
    "a Deployment without quota",
    object("apps/v1/Deployment", {
      spec: { replicas: 2 },
      status: {
        observedGeneration: 2,
        conditions: [condition("ReplicaFailure", "True", "FailedCreate", "exceeded quota")],
      },
    }),
    "failed",
    "exceeded quota",
  ],
  [
    "a paused Deployment",
    object("apps/v1/Deployment", { spec: { replicas: 2, paused: true }, status: { observedGeneration: 2 } }),
    "ready",
  ],

  [
    "a StatefulSet whose revisions agree",
    object("apps/v1/StatefulSet", {
      spec: { replicas: 1 },
      status: { ...done(1), currentRevision: "a", updateRevision: "a" },
    }),
    "ready",
  ],
  [
    "a StatefulSet whose revisions differ",
    object("apps/v1/StatefulSet", {
      spec: { replicas: 1 },
      status: { ...done(1), currentRevision: "a", updateRevision: "b" },
    }),
    "progressing",
    "updated",
  ],
  [
    "a StatefulSet that is not ready",
    object("apps/v1/StatefulSet", { spec: { replicas: 2 }, status: { ...done(2), readyReplicas: 1 } }),
    "progressing",
    "1/2 replicas ready",
  ],
  [
    "a StatefulSet updated by deletion",
    object("apps/v1/StatefulSet", {
      spec: { replicas: 1, updateStrategy: { type: "OnDelete" } },
      status: { ...done(1), currentRevision: "a", updateRevision: "b" },
    }),
    "ready",
  ],
  [
    "a StatefulSet up to its partition",
    object("apps/v1/StatefulSet", {
      spec: { replicas: 3, updateStrategy: { type: "RollingUpdate", rollingUpdate: { partition: 2 } } },
      status: { ...done(3), updatedReplicas: 1, currentRevision: "a", updateRevision: "b" },
    }),
    "ready",
  ],

  [
    "a DaemonSet everywhere",
    object("apps/v1/DaemonSet", {
      status: {
        observedGeneration: 2,
        desiredNumberScheduled: 2,
        currentNumberScheduled: 2,
        updatedNumberScheduled: 2,
        numberAvailable: 2,
        numberReady: 2,
      },
    }),
    "ready",
  ],
  [
    "a DaemonSet updated by deletion",
    object("apps/v1/DaemonSet", {
      spec: { updateStrategy: { type: "OnDelete" } },
      status: {
        observedGeneration: 2,
        desiredNumberScheduled: 2,
        currentNumberScheduled: 2,
        numberAvailable: 2,
        numberReady: 2,
      },
    }),
    "ready",
  ],
  [
    "a DaemonSet that is not everywhere",
    object("apps/v1/DaemonSet", {
      status: {
        observedGeneration: 2,
        desiredNumberScheduled: 2,
        currentNumberScheduled: 2,
        updatedNumberScheduled: 2,
        numberAvailable: 1,
        numberReady: 2,
      },
    }),
    "progressing",
    "numberAvailable is 1 of 2",
  ],

  [
    "a running Job",
    object("batch/v1/Job", { status: { startTime: "t", active: 1 } }),
    "progressing",
    "0/1 completions",
  ],
  [
    "a complete Job",
    object("batch/v1/Job", { status: { conditions: [condition("Complete", "True")] } }),
    "ready",
  ],
  [
    "a Job about to complete",
    object("batch/v1/Job", { status: { conditions: [condition("SuccessCriteriaMet", "True")] } }),
    "progressing",
  ],
  [
    "a failed Job",
    object("batch/v1/Job", { status: { conditions: [condition("Failed", "True", "BackoffLimitExceeded")] } }),
    "failed",
    "BackoffLimitExceeded",
  ],
  [
    "a Job about to fail",
    object("batch/v1/Job", {
      status: { conditions: [condition("FailureTarget", "True", "DeadlineExceeded")] },
    }),
    "failed",
    "DeadlineExceeded",
  ],
  ["a suspended Job", object("batch/v1/Job", { spec: { suspend: true } }), "ready"],

  [
    "a ready Pod",
    object("v1/Pod", { status: { phase: "Running", conditions: [condition("Ready", "True")] } }),
    "ready",
  ],
  ["a Pod that ended well", object("v1/Pod", { status: { phase: "Succeeded" } }), "ready"],
  [
    "a Pod that ended badly",
    object("v1/Pod", { status: { phase: "Failed", message: "evicted" } }),
    "failed",
    "evicted",
  ],
  [
    "a Pod that finds no node",
    object("v1/Pod", {
      status: {
        phase: "Pending",
        conditions: [condition("PodScheduled", "False", "Unschedulable", "0/1 nodes")],
      },
    }),
    "progressing",
    "0/1 nodes",
  ],

  ["a cluster Service", object("v1/Service", { spec: { type: "ClusterIP" } }), "ready"],
  [
    "a load balancer without address",
    object("v1/Service", { spec: { type: "LoadBalancer" }, status: { loadBalancer: {} } }),
    "progressing",
    "no address",
  ],
  [
    "a load balancer with a host name",
    object("v1/Service", {
      spec: { type: "LoadBalancer" },
      status: { loadBalancer: { ingress: [{ hostname: "a" }] } },
    }),
    "ready",
  ],
  [
    "an Ingress nobody serves",
    object("networking.k8s.io/v1/Ingress", { status: { loadBalancer: {} } }),
    "ready",
    undefined,
    { ingressClass: null },
  ],
  [
    "an Ingress whose class exists",
    object("networking.k8s.io/v1/Ingress", { status: { loadBalancer: {} } }),
    "progressing",
    "traefik",
    { ingressClass: named("traefik") },
  ],
  ["a bound claim", object("v1/PersistentVolumeClaim", { status: { phase: "Bound" } }), "ready"],
  ["a lost claim", object("v1/PersistentVolumeClaim", { status: { phase: "Lost" } }), "failed"],
  [
    "a claim that waits for its consumer",
    object("v1/PersistentVolumeClaim", { status: { phase: "Pending" } }),
    "ready",
    undefined,
    { storageClass: named("local-path", { volumeBindingMode: "WaitForFirstConsumer" }) },
  ],
  [
    "a claim that waits for its volume",
    object("v1/PersistentVolumeClaim", { status: { phase: "Pending" } }),
    "progressing",
    "Pending",
    { storageClass: named("fast", { volumeBindingMode: "Immediate" }) },
  ],
  [
    "a claim without a class",
    object("v1/PersistentVolumeClaim", { status: { phase: "Pending" } }),
    "progressing",
    "storage class",
    { storageClass: null },
  ],

  ["an active Namespace", object("v1/Namespace", { status: { phase: "Active" } }), "ready"],
  [
    "an established definition",
    object("apiextensions.k8s.io/v1/CustomResourceDefinition", {
      status: { conditions: [condition("Established", "True")] },
    }),
    "ready",
  ],
  [
    "a definition whose names are taken",
    object("apiextensions.k8s.io/v1/CustomResourceDefinition", {
      status: { conditions: [condition("NamesAccepted", "False", "ListKindConflict")] },
    }),
    "failed",
    "ListKindConflict",
  ],
  ["a fresh definition", object("apiextensions.k8s.io/v1/CustomResourceDefinition", {}), "progressing"],
  [
    "an unavailable APIService",
    object("apiregistration.k8s.io/v1/APIService", {
      status: { conditions: [condition("Available", "False", "ServiceNotFound")] },
    }),
    "progressing",
    "ServiceNotFound",
  ],
  ["a budget that was not seen", object("policy/v1/PodDisruptionBudget", { spec: {} }), "progressing"],
  ["a Deployment of another group", object("example.com/v1/Deployment", { spec: { replicas: 2 } }), "ready"],
];

describe("judge", () => {
  for (const [name, live, expected, reason, around] of rows) {
    test(name, () => {
      const verdict = judge(live, around);
      expect(verdict.state).toBe(expected);
      if (reason !== undefined) expect(verdict).toMatchObject({ reason: expect.stringContaining(reason) });
    });
  }
});

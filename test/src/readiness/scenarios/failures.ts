/** Workloads that do not become ready. */

import {
  at,
  container,
  deployment,
  fault,
  has,
  object,
  observed,
  phase,
  pod,
  restarts,
  rolledOut,
  statefulSet,
  waiting,
} from "./objects.ts";
import type { Scenario } from "./step.ts";

/** Workloads that do not become ready. */
export const failures: readonly Scenario[] = [
  {
    name: "a Deployment whose container crashes",
    steps: [{ apply: deployment({}, fault("crash-loop")) }, { some: "Pod", is: restarts(4) }],
  },
  {
    name: "a Deployment whose image cannot be pulled",
    steps: [
      { apply: deployment({}, fault("image-pull")) },
      { some: "Pod", is: waiting("ErrImagePull") },
      { some: "Pod", is: waiting("ImagePullBackOff") },
      { some: "Pod", is: waiting("ErrImagePull") },
    ],
  },
  {
    name: "a Deployment whose image has no valid name",
    steps: [
      { apply: deployment({}, fault("invalid-image")) },
      { some: "Pod", is: waiting("InvalidImageName") },
    ],
  },
  {
    name: "a Deployment whose configuration is missing",
    steps: [
      { apply: deployment({}, fault("config-error")) },
      { some: "Pod", is: waiting("CreateContainerConfigError") },
    ],
  },
  {
    name: "a Deployment whose container runs out of memory",
    steps: [{ apply: deployment({}, fault("oom")) }, { some: "Pod", is: restarts(3) }],
  },
  {
    name: "a Deployment for which no node has room",
    steps: [
      {
        apply: deployment(
          {},
          { spec: { containers: [{ ...container, resources: { requests: { cpu: "100000" } } }] } },
        ),
      },
      { some: "Pod", is: has("PodScheduled", "False", "Unschedulable") },
    ],
  },
  {
    name: "a Deployment over its quota, which is raised",
    steps: [
      { apply: object("v1", "ResourceQuota", { spec: { hard: { pods: "1" } } }) },
      { until: "ResourceQuota/web", is: (live) => at("status", "hard", "pods")(live) === "1" },
      { apply: deployment({ replicas: 2 }) },
      { until: "Deployment/web", is: has("ReplicaFailure", "True") },
      { patch: "ResourceQuota/web", with: { spec: { hard: { pods: "9" } } } },
      { until: "ResourceQuota/web", is: (live) => at("status", "hard", "pods")(live) === "9" },
      { patch: "Deployment/web", with: { spec: { template: { metadata: { labels: { again: "yes" } } } } } },
      { until: "Deployment/web", is: rolledOut(2) },
    ],
  },
  {
    name: "a Deployment past its deadline, scaled, then mended",
    steps: [
      { apply: deployment({ progressDeadlineSeconds: 2 }, fault("never-ready")) },
      { until: "Deployment/web", is: has("Progressing", "False", "ProgressDeadlineExceeded") },
      { patch: "Deployment/web", with: { spec: { replicas: 2 } } },
      { until: "Deployment/web", is: (live) => observed(live) && at("status", "replicas")(live) === 2 },
      {
        patch: "Deployment/web",
        with: { spec: { template: { metadata: { labels: { "test/fault": null } } } } },
      },
      { until: "Deployment/web", is: rolledOut(2) },
    ],
  },
  {
    name: "a StatefulSet whose pods do not become ready",
    steps: [
      { apply: statefulSet({ replicas: 2, podManagementPolicy: "Parallel" }, fault("never-ready")) },
      { until: "StatefulSet/web", is: (live) => at("status", "replicas")(live) === 2 },
      { until: "Pod/web-0", is: phase("Running") },
      { until: "Pod/web-1", is: phase("Running") },
    ],
  },
  {
    name: "a pod that is evicted",
    steps: [{ apply: pod(fault("evicted")) }, { until: "Pod/web", is: phase("Failed") }],
  },
  {
    name: "a pod that is held back, then let go",
    steps: [
      { apply: pod({ spec: { schedulingGates: [{ name: "example.com/wait" }] } }) },
      { until: "Pod/web", is: has("PodScheduled", "False", "SchedulingGated") },
      { patch: "Pod/web", with: { spec: { schedulingGates: null } } },
      { until: "Pod/web", is: has("Ready", "True") },
      { remove: "Pod/web" },
    ],
  },
];

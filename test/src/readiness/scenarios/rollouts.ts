/** Workloads that come to be ready, and change. */

import {
  at,
  daemonSet,
  deployment,
  fault,
  has,
  newImage,
  object,
  observed,
  replicas,
  revised,
  rolledOut,
  statefulSet,
  template,
  workload,
} from "./objects.ts";
import type { Scenario } from "./step.ts";

/** Workloads that come to be ready, and change. */
export const rollouts: readonly Scenario[] = [
  {
    name: "a Deployment: new image, scaled up, down and to nothing",
    steps: [
      { apply: deployment({ replicas: 2 }) },
      { until: "Deployment/web", is: rolledOut(2) },
      { patch: "Deployment/web", with: newImage },
      { until: "Deployment/web", is: rolledOut(2) },
      { patch: "Deployment/web", with: { spec: { replicas: 3 } } },
      { until: "Deployment/web", is: rolledOut(3) },
      { patch: "Deployment/web", with: { spec: { replicas: 1 } } },
      { until: "Deployment/web", is: rolledOut(1) },
      { patch: "Deployment/web", with: { spec: { replicas: 0 } } },
      { until: "Deployment/web", is: rolledOut(0) },
    ],
  },
  {
    name: "a Deployment: paused, then resumed",
    steps: [
      { apply: deployment({ paused: true }) },
      { until: "Deployment/web", is: has("Progressing", "Unknown", "DeploymentPaused") },
      { patch: "Deployment/web", with: { spec: { paused: false } } },
      { until: "Deployment/web", is: rolledOut(1) },
    ],
  },
  {
    name: "a Deployment: slow to become ready",
    steps: [{ apply: deployment({}, fault("slow-ready")) }, { until: "Deployment/web", is: rolledOut(1) }],
  },
  {
    name: "a StatefulSet: new image, scaled down, by partition, on delete",
    steps: [
      { apply: statefulSet({ replicas: 3 }) },
      { until: "StatefulSet/web", is: revised(3) },
      { patch: "StatefulSet/web", with: newImage },
      { until: "StatefulSet/web", is: revised(3) },
      { patch: "StatefulSet/web", with: { spec: { replicas: 2 } } },
      { until: "StatefulSet/web", is: revised(2) },
      {
        patch: "StatefulSet/web",
        with: {
          spec: {
            updateStrategy: { rollingUpdate: { partition: 1 } },
            template: { metadata: { labels: { version: "2" } } },
          },
        },
      },
      {
        until: "StatefulSet/web",
        is: (live) => observed(live) && at("status", "updatedReplicas")(live) === 1 && replicas(live) === 2,
      },
      {
        patch: "StatefulSet/web",
        with: {
          spec: {
            updateStrategy: { type: "OnDelete", rollingUpdate: null },
            template: { metadata: { labels: { version: "3" } } },
          },
        },
      },
      { until: "StatefulSet/web", is: observed },
    ],
  },
  {
    name: "a DaemonSet: new image",
    steps: [
      { apply: daemonSet() },
      { until: "DaemonSet/web", is: (live) => at("status", "numberAvailable")(live) === 1 },
      { patch: "DaemonSet/web", with: newImage },
      {
        until: "DaemonSet/web",
        is: (live) =>
          observed(live) &&
          at("status", "updatedNumberScheduled")(live) === 1 &&
          at("status", "numberAvailable")(live) === 1,
      },
    ],
  },
  {
    name: "a ReplicaSet and a ReplicationController",
    steps: [
      { apply: workload("apps/v1", "ReplicaSet", { replicas: 2 })() },
      {
        apply: object("v1", "ReplicationController", {
          spec: { replicas: 1, selector: { app: "old" }, template: template({ labels: { app: "old" } }) },
        }),
      },
      { until: "ReplicaSet/web", is: (live) => replicas(live) === 2 },
      { until: "ReplicationController/web", is: (live) => replicas(live) === 1 },
    ],
  },
];

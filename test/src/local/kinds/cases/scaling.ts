import type { Change, Suite } from "../suite.ts";

const target = { apiVersion: "apps/v1", kind: "Deployment", name: "none" };
const cpu = (goal: object) => ({ type: "Resource", resource: { name: "cpu", target: { ...goal } } });
const metrics = (...list: object[]): Change => ({ "spec.metrics": list as never });
const behavior = (value: object): Change => ({ "spec.behavior": value as never });
const metric = { name: "requests" };
const percent = { type: "Percent", value: 10, periodSeconds: 60 };

/** HorizontalPodAutoscalers in both versions, and PodDisruptionBudgets. */
export const scaling: Suite = {
  bases: {
    autoscaler: {
      apiVersion: "autoscaling/v2",
      kind: "HorizontalPodAutoscaler",
      spec: {
        maxReplicas: 2,
        scaleTargetRef: target,
        metrics: [cpu({ type: "Utilization", averageUtilization: 80 })],
      },
    },
    "autoscaler-plain": {
      apiVersion: "autoscaling/v2",
      kind: "HorizontalPodAutoscaler",
      spec: { maxReplicas: 2, scaleTargetRef: target },
    },
    "autoscaler-old": {
      apiVersion: "autoscaling/v1",
      kind: "HorizontalPodAutoscaler",
      spec: { maxReplicas: 2, scaleTargetRef: target, targetCPUUtilizationPercentage: 50 },
    },
    budget: {
      apiVersion: "policy/v1",
      kind: "PodDisruptionBudget",
      spec: { minAvailable: 1, selector: { matchLabels: { app: "none" } } },
    },
  },
  creates: {
    autoscaler: [
      { "spec.maxReplicas": 0 },
      { "spec.maxReplicas": undefined },
      { "spec.minReplicas": 0 },
      { "spec.minReplicas": 5 },
      { "spec.minReplicas": -1 },
      { "spec.scaleTargetRef": undefined },
      { "spec.scaleTargetRef": { kind: "", name: "" } },
      { "spec.scaleTargetRef": { kind: "a/b", name: "%" } },
      metrics(cpu({ type: "AverageValue", averageValue: "100m" })),
      metrics(cpu({ type: "Value", value: "1" })),
      metrics(cpu({ type: "Utilization" })),
      metrics(cpu({ type: "Utilization", averageUtilization: 0 })),
      metrics(cpu({ type: "Utilization", averageUtilization: 5, averageValue: "1" })),
      metrics(cpu({ averageUtilization: 5 })),
      metrics(cpu({ type: "Other" })),
      metrics({ type: "Resource" }),
      metrics({ type: "Other" }),
      metrics({ type: "Pods", pods: { metric, target: { type: "AverageValue", averageValue: "1k" } } }),
      metrics({ type: "Pods", pods: { metric: { name: "" }, target: { type: "Value", value: "-1" } } }),
      metrics({
        type: "Object",
        object: { metric, describedObject: target, target: { type: "Value", value: "10" } },
      }),
      metrics({ type: "Object", object: { metric, describedObject: { kind: "", name: "" }, target: {} } }),
      metrics({
        type: "External",
        external: { metric, target: { type: "AverageValue", averageValue: "30" } },
      }),
      metrics({
        type: "External",
        external: { metric, target: { type: "Value", value: "1", averageValue: "1" } },
      }),
      metrics({
        type: "ContainerResource",
        containerResource: {
          name: "cpu",
          container: "main",
          target: { type: "Utilization", averageUtilization: 5 },
        },
      }),
      metrics({
        type: "ContainerResource",
        containerResource: {
          name: "",
          container: "",
          target: { type: "Utilization", averageUtilization: 5 },
        },
      }),
      metrics({
        ...cpu({ type: "Utilization", averageUtilization: 5 }),
        pods: { metric, target: { type: "AverageValue", averageValue: "1" } },
      }),
      metrics(),
      behavior({ scaleDown: { stabilizationWindowSeconds: 60 } }),
      behavior({ scaleUp: { stabilizationWindowSeconds: 5000 } }),
      behavior({ scaleUp: { selectPolicy: "Disabled" } }),
      behavior({ scaleUp: { selectPolicy: "Other" } }),
      behavior({ scaleUp: { policies: [percent] } }),
      behavior({ scaleUp: { policies: [] } }),
      behavior({ scaleDown: { policies: [{ type: "Other", value: 0, periodSeconds: 0 }] } }),
      behavior({ scaleDown: { policies: [{ ...percent, periodSeconds: 5000 }] } }),
      behavior({ scaleDown: { tolerance: "0.1" } }),
      behavior({ scaleDown: { tolerance: "-1" } }),
      behavior({}),
    ],
    "autoscaler-old": [
      { "spec.targetCPUUtilizationPercentage": 0 },
      { "spec.targetCPUUtilizationPercentage": undefined },
      { "spec.maxReplicas": 0 },
      { "metadata.annotations": { a: "b" } },
      { "metadata.annotations": { "autoscaling.alpha.kubernetes.io/behavior": "not json" } },
    ],
    budget: [
      { "spec.minAvailable": -1 },
      { "spec.minAvailable": "50%" },
      { "spec.minAvailable": "150%" },
      { "spec.minAvailable": "x" },
      { "spec.maxUnavailable": 1 },
      { "spec.minAvailable": undefined, "spec.maxUnavailable": "20%" },
      { "spec.minAvailable": undefined },
      { "spec.selector": { matchLabels: { "not valid": "x" } } },
      { "spec.selector": undefined },
      { "spec.unhealthyPodEvictionPolicy": "Other" },
      { "spec.unhealthyPodEvictionPolicy": "AlwaysAllow" },
      { spec: undefined },
    ],
  },
  updates: {
    autoscaler: [
      { "spec.maxReplicas": 5 },
      { "spec.maxReplicas": 0 },
      { "spec.minReplicas": 3 },
      { "spec.metrics": [] },
    ],
    "autoscaler-old": [
      { "spec.maxReplicas": 5 },
      { "spec.targetCPUUtilizationPercentage": 60 },
      { "spec.targetCPUUtilizationPercentage": undefined },
    ],
    budget: [
      { "spec.minAvailable": 2 },
      { "spec.minAvailable": -2 },
      { "spec.selector": { matchLabels: { app: "other" } } },
    ],
  },
};

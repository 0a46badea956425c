/**
 * HorizontalPodAutoscalers without metrics: they keep their target between its bounds and say that they cannot measure it. May
 * import the other files of this folder, the contracts of src/local and src/model.
 * @see https://github.com/kubernetes/kubernetes/blob/v1.36.3/pkg/controller/podautoscaler/horizontal.go
 */

import { groupOf } from "../../model/kind.ts";
import type { LiveObject } from "../../model/object.ts";
import { timestamp } from "../clock.ts";
import type { ServedKind } from "../kinds/served-kind.ts";
import type { Controller, ControllerContext } from "./controller.ts";
import { keyOf, read, readAll, RESOURCE, type HorizontalPodAutoscaler } from "./kinds.ts";
import { MANAGER, writeStatus } from "./write.ts";

type Status = NonNullable<HorizontalPodAutoscaler["status"]>;
type Condition = NonNullable<Status["conditions"]>[number];
type Metric = NonNullable<HorizontalPodAutoscaler["spec"]["metrics"]>[number];

const COMPONENT = "horizontal-pod-autoscaler";

export const autoscalers: Controller = {
  name: "autoscaler",
  watches: {
    [RESOURCE.horizontalPodAutoscalers]: ({ type, object }) =>
      type === "DELETED" ? [] : [keyOf(RESOURCE.horizontalPodAutoscalers, object)],
    "*": ({ object }, context) => {
      const { namespace, name } = object.metadata;
      if (context.store.count(RESOURCE.horizontalPodAutoscalers, namespace) === 0) return [];
      return readAll(context, RESOURCE.horizontalPodAutoscalers, namespace)
        .filter(({ spec: { scaleTargetRef: target } }) => target.kind === object.kind && target.name === name)
        .map((autoscaler) => keyOf(RESOURCE.horizontalPodAutoscalers, autoscaler));
    },
  },
  reconcile: (key, context) => {
    const autoscaler = read(context, RESOURCE.horizontalPodAutoscalers, key);
    if (autoscaler !== undefined) reconcile(context, autoscaler);
  },
};

type Told = [type: string, status: "True" | "False", reason: string, message: string];

/** What the autoscaler scales. */
interface Target {
  kind: ServedKind;
  object: LiveObject;
  replicas: number;
}

function reconcile(context: ControllerContext, autoscaler: HorizontalPodAutoscaler): void {
  const target = targetOf(context, autoscaler);
  if (typeof target === "string") {
    const message = `the HPA controller was unable to get the target's current scale: ${target}`;
    warn(context, autoscaler, "FailedGetScale", target);
    write(context, autoscaler, { told: [["AbleToScale", "False", "FailedGetScale", message]], counts: {} });
    return;
  }
  const { minReplicas = 1, maxReplicas } = autoscaler.spec;
  const { replicas } = target;
  if (replicas > maxReplicas)
    rescale(context, autoscaler, { target, to: maxReplicas, why: "above Spec.MaxReplicas" });
  else if (replicas > 0 && replicas < minReplicas)
    rescale(context, autoscaler, { target, to: minReplicas, why: "below Spec.MinReplicas" });
  else measure(context, autoscaler, replicas);
}

/** @returns why there is none */
function targetOf(context: ControllerContext, { metadata, spec }: HorizontalPodAutoscaler): Target | string {
  const { apiVersion = "v1", kind: name, name: target } = spec.scaleTargetRef;
  const kind = context.kinds.byKind(apiVersion, name);
  const group = groupOf(apiVersion);
  if (kind === undefined) return `no matches for kind "${name}" in group "${group}"`;
  const object = context.objects.get(kind, metadata.namespace, target);
  const plural = group === "" ? kind.plural : `${kind.plural}.${group}`;
  if (object === undefined) return `${plural} "${target}" not found`;
  const { replicas } = (object["spec"] ?? {}) as { replicas?: number };
  return { kind, object, replicas: replicas ?? 1 };
}

function rescale(
  context: ControllerContext,
  autoscaler: HorizontalPodAutoscaler,
  { target, to, why }: { target: Target; to: number; why: string },
): void {
  const { kind, object, replicas } = target;
  const spec = { ...(object["spec"] as Record<string, unknown>), replicas: to };
  context.objects.update(kind, { ...object, spec }, { manager: MANAGER.controllers, trusted: true });
  const message = `New size: ${to}; reason: Current number of replicas ${why}`;
  context.event(autoscaler, { type: "Normal", reason: "SuccessfulRescale", message, component: COMPONENT });
  const told: Told = [
    "AbleToScale",
    "True",
    "SucceededRescale",
    `the HPA controller was able to update the target scale to ${to}`,
  ];
  const counts = {
    currentReplicas: replicas,
    desiredReplicas: to,
    lastScaleTime: timestamp(context.clock.now()),
  };
  write(context, autoscaler, { told: [told], counts });
}

function measure(context: ControllerContext, autoscaler: HorizontalPodAutoscaler, replicas: number): void {
  const able: Told = [
    "AbleToScale",
    "True",
    "SucceededGetScale",
    "the HPA controller was able to get the target's current scale",
  ];
  const counts = { currentReplicas: replicas, desiredReplicas: autoscaler.status?.desiredReplicas ?? 0 };
  const metrics = autoscaler.spec.metrics ?? [];
  const first = metrics[0];
  if (replicas === 0) {
    const message = "scaling is disabled since the replica count of the target is zero";
    write(context, autoscaler, {
      told: [able, ["ScalingActive", "False", "ScalingDisabled", message]],
      counts,
    });
    return;
  }
  const [reason, problem, subject] = first === undefined ? NO_METRIC : missing(first);
  const message = `the HPA was unable to compute the replica count: ${problem}`;
  if (write(context, autoscaler, { told: [able, ["ScalingActive", "False", reason, message]], counts })) {
    warn(context, autoscaler, reason, problem);
    const all = `invalid metrics (${metrics.length} invalid out of ${metrics.length}), first error is: ${subject}: ${problem}`;
    warn(context, autoscaler, "FailedComputeMetricsReplicas", all);
  }
}

const NO_METRIC = ["InvalidMetricSourceType", "no metrics are asked for", "failed to get metrics"] as const;

/** Why a metric cannot be read: nobody serves it. */
function missing({ type, resource, containerResource }: Metric): readonly [string, string, string] {
  const name = resource?.name ?? containerResource?.name;
  if (name === undefined) {
    const problem = "unable to fetch metrics from custom metrics API: no custom metrics API registered";
    return [
      `FailedGet${type}Metric`,
      `unable to get metric: ${problem}`,
      `failed to get ${type.toLowerCase()} metric value`,
    ];
  }
  const target = (resource ?? containerResource)?.target.type === "Utilization" ? "utilization" : "usage";
  const problem =
    `failed to get ${name} ${target}: unable to get metrics for resource ${name}: unable to fetch metrics from resource metrics ` +
    `API: the server could not find the requested resource (get pods.metrics.k8s.io)`;
  return [`FailedGet${type}Metric`, problem, `failed to get ${name} resource metric value`];
}

function warn(
  context: ControllerContext,
  autoscaler: HorizontalPodAutoscaler,
  reason: string,
  message: string,
): void {
  context.event(autoscaler, { type: "Warning", reason, message, component: COMPONENT });
}

/** Writes the status. @returns whether it was new */
function write(
  context: ControllerContext,
  autoscaler: HorizontalPodAutoscaler,
  { told, counts }: { told: Told[]; counts: Partial<Status> },
): boolean {
  const now = timestamp(context.clock.now());
  const conditions = told.map(([type, status, reason, message]): Condition => {
    const known = autoscaler.status?.conditions?.find((condition) => condition.type === type);
    const lastTransitionTime = known?.status === status ? (known.lastTransitionTime ?? now) : now;
    return { type, status, reason, message, lastTransitionTime };
  });
  const status: Status = { desiredReplicas: 0, ...autoscaler.status, ...counts, conditions };
  return (
    writeStatus(context, RESOURCE.horizontalPodAutoscalers, { object: autoscaler, status }) !== autoscaler
  );
}

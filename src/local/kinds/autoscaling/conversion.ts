/**
 * HorizontalPodAutoscalers between `autoscaling/v1` and `autoscaling/v2`, in which they are kept. What v1 has no field for goes into
 * annotations, as the API server writes it.
 */

import type {
  V1HorizontalPodAutoscaler,
  V2HorizontalPodAutoscaler,
  V2HorizontalPodAutoscalerStatus,
} from "@kubernetes/client-node";
import type { JsonObject } from "../../../model/json.ts";
import { goJson } from "../cause.ts";
import { as, isSet, type Fields } from "../fields.ts";
import type { ServedKind } from "../served-kind.ts";
import { behaviorOf, behaviorText, jsonOf, metricsOf, metricsText, type Metric } from "./annotations.ts";

const BEHAVIOR = "autoscaling.alpha.kubernetes.io/behavior";
const METRICS = "autoscaling.alpha.kubernetes.io/metrics";
const CONDITIONS = "autoscaling.alpha.kubernetes.io/conditions";
const CURRENT = "autoscaling.alpha.kubernetes.io/current-metrics";
const WRITTEN = [BEHAVIOR, METRICS, CONDITIONS, CURRENT];

function cpu(averageUtilization: number): Metric {
  return { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization } } };
}

const isCpu = ({ type, resource }: Metric): boolean =>
  type === "Resource" && resource?.name === "cpu" && isSet(resource.target?.averageUtilization);

function toStorage(object: JsonObject): JsonObject {
  const old = as<V1HorizontalPodAutoscaler>(object);
  const { targetCPUUtilizationPercentage: percentage, ...spec } = old.spec ?? {};
  const { currentCPUUtilizationPercentage: current, currentReplicas, ...status } = old.status ?? {};
  const annotations = { ...old.metadata?.annotations };
  const metrics = [...metricsOf(annotations[METRICS]), ...(isSet(percentage) ? [cpu(percentage)] : [])];
  const behavior = behaviorOf(annotations[BEHAVIOR]);
  const conditions = jsonOf(annotations[CONDITIONS]);
  for (const key of WRITTEN) delete annotations[key];
  const { annotations: _, ...metadata } = old.metadata ?? {};
  return {
    ...object,
    metadata: Object.keys(annotations).length === 0 ? metadata : { ...metadata, annotations },
    spec: {
      ...spec,
      ...(metrics.length === 0 ? {} : { metrics }),
      ...(behavior === undefined ? {} : { behavior }),
    },
    status: {
      ...status,
      // Zero is left out in this version, and written in the other.
      ...(isSet(currentReplicas) && currentReplicas !== 0 ? { currentReplicas } : {}),
      ...(conditions === undefined ? {} : { conditions }),
      currentMetrics: isSet(current)
        ? [{ type: "Resource", resource: { name: "cpu", current: { averageUtilization: current } } }]
        : null,
    },
  };
}

function oldStatus(now: Fields<V2HorizontalPodAutoscalerStatus>): JsonObject {
  const { currentMetrics, conditions: _, ...status } = now;
  const cpu = (currentMetrics ?? []).find((one) => one.type === "Resource" && one.resource?.name === "cpu");
  const used = cpu?.resource?.current?.averageUtilization;
  return {
    currentReplicas: 0,
    ...status,
    ...(isSet(used) ? { currentCPUUtilizationPercentage: used } : {}),
  };
}

function fromStorage(object: JsonObject): JsonObject {
  const now = as<V2HorizontalPodAutoscaler>(object);
  const { metrics = [], behavior, ...spec } = now.spec ?? {};
  const { conditions } = now.status ?? {};
  const percentage = metrics.find(isCpu)?.resource?.target?.averageUtilization;
  const rest = metrics.filter((metric) => !isCpu(metric));
  const annotations: Record<string, string | undefined> = {
    ...now.metadata?.annotations,
    ...(rest.length === 0 ? {} : { [METRICS]: metricsText(rest) }),
    ...(isSet(behavior) ? { [BEHAVIOR]: behaviorText(behavior) } : {}),
    ...(isSet(conditions) && conditions.length > 0 ? { [CONDITIONS]: goJson(conditions) } : {}),
  };
  return {
    ...object,
    metadata: {
      ...now.metadata,
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
    },
    spec: {
      ...spec,
      ...(isSet(percentage) ? { targetCPUUtilizationPercentage: percentage } : {}),
    },
    status: oldStatus(now.status ?? {}),
  };
}

export const autoscalerConversion: NonNullable<ServedKind["conversion"]> = { toStorage, fromStorage };

/**
 * HorizontalPodAutoscalers between `autoscaling/v1` and `autoscaling/v2`, in which they are kept. What v1 has no field for goes into
 * annotations, as the API server writes it; here only the utilisation of CPU and behaviour are converted both ways.
 */

import type { V1HorizontalPodAutoscaler, V2HorizontalPodAutoscaler, V2MetricSpec } from "@kubernetes/client-node";
import type { JsonObject } from "../../../model/json.ts";
import { goJson } from "../cause.ts";
import { as, isSet, type Fields } from "../fields.ts";
import type { ServedKind } from "../served-kind.ts";

const BEHAVIOR = "autoscaling.alpha.kubernetes.io/behavior";
const METRICS = "autoscaling.alpha.kubernetes.io/metrics";
const CONDITIONS = "autoscaling.alpha.kubernetes.io/conditions";
const CURRENT = "autoscaling.alpha.kubernetes.io/current-metrics";
const WRITTEN = [BEHAVIOR, METRICS, CONDITIONS, CURRENT];

type Metric = Fields<V2MetricSpec>;

function cpu(averageUtilization: number): Metric {
  return { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization } } };
}

const isCpu = ({ type, resource }: Metric): boolean =>
  type === "Resource" && resource?.name === "cpu" && isSet(resource.target?.averageUtilization);

function toStorage(object: JsonObject): JsonObject {
  const old = as<V1HorizontalPodAutoscaler>(object);
  const { targetCPUUtilizationPercentage: percentage, ...spec } = old.spec ?? {};
  const { currentCPUUtilizationPercentage: current, ...status } = old.status ?? {};
  const annotations = { ...old.metadata?.annotations };
  const metrics = [...others(annotations[METRICS]), ...(isSet(percentage) ? [cpu(percentage)] : [])];
  const behavior = parsed(annotations[BEHAVIOR]);
  for (const key of WRITTEN) delete annotations[key];
  const { annotations: _, ...metadata } = old.metadata ?? {};
  return {
    ...object,
    metadata: (Object.keys(annotations).length === 0 ? metadata : { ...metadata, annotations }) as JsonObject,
    spec: {
      ...spec,
      ...(metrics.length === 0 ? {} : { metrics }),
      ...(behavior === undefined ? {} : { behavior }),
    } as JsonObject,
    status: {
      ...status,
      currentMetrics: isSet(current)
        ? [{ type: "Resource", resource: { name: "cpu", current: { averageUtilization: current } } }]
        : null,
    } as unknown as JsonObject,
  };
}

function parsed(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function others(text: string | undefined): Metric[] {
  const found = parsed(text);
  return Array.isArray(found) ? (found as Metric[]) : [];
}

function fromStorage(object: JsonObject): JsonObject {
  const now = as<V2HorizontalPodAutoscaler>(object);
  const { metrics = [], behavior, ...spec } = now.spec ?? {};
  const { currentMetrics: _, conditions, ...status } = now.status ?? {};
  const percentage = metrics.find(isCpu)?.resource?.target?.averageUtilization;
  const rest = metrics.filter((metric) => !isCpu(metric));
  const annotations: Record<string, string | undefined> = {
    ...now.metadata?.annotations,
    ...(rest.length === 0 ? {} : { [METRICS]: goJson(rest) }),
    ...(isSet(behavior) ? { [BEHAVIOR]: goJson(behavior) } : {}),
    ...(isSet(conditions) && conditions.length > 0 ? { [CONDITIONS]: goJson(conditions) } : {}),
  };
  return {
    ...object,
    metadata: {
      ...now.metadata,
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
    } as JsonObject,
    spec: { ...spec, ...(isSet(percentage) ? { targetCPUUtilizationPercentage: percentage } : {}) } as JsonObject,
    status: status as JsonObject,
  };
}

export const autoscalerConversion: NonNullable<ServedKind["conversion"]> = { toStorage, fromStorage };

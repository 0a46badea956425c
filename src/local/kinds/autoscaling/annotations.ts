/**
 * What `autoscaling/v1` has no fields for, as the API server writes it into annotations: metrics in their first form, behaviour with
 * the names that Go has for its fields. Pure.
 */

import type {
  V2HorizontalPodAutoscalerBehavior,
  V2HPAScalingRules,
  V2MetricIdentifier,
  V2MetricSpec,
  V2MetricTarget,
} from "@kubernetes/client-node";
import { isJsonObject, type Json, type JsonObject } from "../../../model/json.ts";
import { goJson } from "../cause.ts";
import { isSet, type Fields } from "../fields.ts";

export type Metric = Fields<V2MetricSpec>;
type Behavior = Fields<V2HorizontalPodAutoscalerBehavior>;
type Target = Fields<V2MetricTarget>;
type Identifier = Fields<V2MetricIdentifier>;

/** What an annotation holds; `undefined` when it cannot be read. */
export function jsonOf(text: string | undefined): Json | undefined {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** Without the fields that are not set. */
function dense(fields: Record<string, unknown>): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => isSet(value)));
}

/** Metrics other than the utilisation of CPU. */
export function metricsText(metrics: readonly Metric[]): string {
  return goJson(metrics.map(oldMetric));
}

function ofResource(target: Target | undefined): object {
  return { targetAverageUtilization: target?.averageUtilization, targetAverageValue: target?.averageValue };
}

function oldMetric({ type, object, pods, resource, containerResource, external }: Metric): object {
  return dense({
    type,
    object:
      object &&
      dense({
        target: object.describedObject,
        metricName: object.metric?.name,
        targetValue: object.target?.value ?? "0",
        selector: object.metric?.selector,
        averageValue: object.target?.averageValue,
      }),
    pods:
      pods &&
      dense({
        metricName: pods.metric?.name,
        targetAverageValue: pods.target?.averageValue,
        selector: pods.metric?.selector,
      }),
    resource: resource && dense({ name: resource.name, ...ofResource(resource.target) }),
    containerResource:
      containerResource &&
      dense({
        name: containerResource.name,
        ...ofResource(containerResource.target),
        container: containerResource.container,
      }),
    external:
      external &&
      dense({
        metricName: external.metric?.name,
        metricSelector: external.metric?.selector,
        targetValue: external.target?.value,
        targetAverageValue: external.target?.averageValue,
      }),
  });
}

/** Metrics in their first form. */
interface OldSource {
  target?: JsonObject;
  name?: string;
  container?: string;
  metricName?: string;
  selector?: JsonObject;
  metricSelector?: JsonObject;
  targetValue?: string;
  averageValue?: string;
  targetAverageValue?: string;
  targetAverageUtilization?: number;
}

const SOURCES = ["object", "pods", "resource", "containerResource", "external"] as const;

/** Reads metrics back. */
export function metricsOf(text: string | undefined): Metric[] {
  const found = jsonOf(text);
  if (!Array.isArray(found)) return [];
  return found.filter(isJsonObject).map((old) => {
    const sources = SOURCES.flatMap((name) => {
      const source = old[name];
      return isJsonObject(source) ? [[name, newSource(name, source)]] : [];
    });
    return {
      type: typeof old["type"] === "string" ? old["type"] : "",
      ...Object.fromEntries(sources),
    } as Metric;
  });
}

function newSource(name: (typeof SOURCES)[number], old: OldSource): object {
  const average = old.targetAverageValue ?? old.averageValue;
  const value = average === undefined ? old.targetValue : undefined;
  const type =
    old.targetAverageUtilization !== undefined
      ? "Utilization"
      : average === undefined
        ? "Value"
        : "AverageValue";
  const target = dense({
    type,
    value,
    averageValue: average,
    averageUtilization: old.targetAverageUtilization,
  });
  if (name === "resource") return { name: old.name, target };
  if (name === "containerResource") return { name: old.name, container: old.container, target };
  const metric = dense({ name: old.metricName, selector: old.selector ?? old.metricSelector }) as Identifier;
  return name === "object" ? { describedObject: old.target, metric, target } : { metric, target };
}

/** How fast to scale. */
export function behaviorText({ scaleUp, scaleDown }: Behavior): string {
  return goJson({ ScaleUp: goRules(scaleUp), ScaleDown: goRules(scaleDown) });
}

function goRules(rules: Fields<V2HPAScalingRules> | undefined): object | null {
  if (!isSet(rules)) return null;
  return {
    StabilizationWindowSeconds: rules.stabilizationWindowSeconds ?? null,
    SelectPolicy: rules.selectPolicy ?? null,
    Policies:
      rules.policies?.map(({ type, value, periodSeconds }) => ({
        Type: type,
        Value: value,
        PeriodSeconds: periodSeconds,
      })) ?? null,
    Tolerance: rules.tolerance ?? null,
  };
}

/** Reads it back: only the first letters of names differ, and nulls are left out. */
export function behaviorOf(text: string | undefined): Json | undefined {
  const found = jsonOf(text);
  return isJsonObject(found) ? plain(found) : undefined;
}

function plain(value: Json): Json {
  if (Array.isArray(value)) return value.map(plain);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, field]) =>
      isSet(field) ? [[`${name.slice(0, 1).toLowerCase()}${name.slice(1)}`, plain(field)]] : [],
    ),
  );
}

/** Conversions between the versions of HorizontalPodAutoscaler, as far as the recorded ones need them. */

import { type Json, type JsonObject, isJsonObject } from "../../../../src/model/json.ts";

function cpuTarget(metric: Json): Json | undefined {
  if (!isJsonObject(metric) || metric["type"] !== "Resource" || !isJsonObject(metric["resource"]))
    return undefined;
  const { name, target } = metric["resource"];
  return name === "cpu" && isJsonObject(target) ? target["averageUtilization"] : undefined;
}

const METRICS = "autoscaling.alpha.kubernetes.io/metrics";

/** The target of the CPU is a field; all other metrics are text in an annotation. */
export function toAutoscalingV1(object: JsonObject): JsonObject {
  if (object["apiVersion"] === "autoscaling/v1") return object;
  const { metrics, ...spec }: JsonObject = isJsonObject(object["spec"]) ? object["spec"] : {};
  const list = Array.isArray(metrics) ? metrics : [];
  const target = list.map(cpuTarget).find((value) => value !== undefined);
  const others = list.filter((metric) => cpuTarget(metric) === undefined);
  const metadata = isJsonObject(object["metadata"]) ? object["metadata"] : {};
  const annotations = isJsonObject(metadata["annotations"]) ? metadata["annotations"] : {};
  return {
    ...object,
    apiVersion: "autoscaling/v1",
    metadata:
      others.length === 0
        ? metadata
        : { ...metadata, annotations: { ...annotations, [METRICS]: JSON.stringify(others) } },
    spec: { ...spec, ...(target === undefined ? {} : { targetCPUUtilizationPercentage: target }) },
  };
}

export function toAutoscalingV2(object: JsonObject): JsonObject {
  if (object["apiVersion"] === "autoscaling/v2") return object;
  const { targetCPUUtilizationPercentage: target, ...spec }: JsonObject = isJsonObject(object["spec"])
    ? object["spec"]
    : {};
  const metadata = isJsonObject(object["metadata"]) ? object["metadata"] : {};
  const { [METRICS]: text, ...annotations }: JsonObject = isJsonObject(metadata["annotations"])
    ? metadata["annotations"]
    : {};
  const others = typeof text === "string" ? (JSON.parse(text) as Json[]) : [];
  // Version 1 has this target even where nothing says so.
  const wanted = target ?? (others.length === 0 ? 80 : undefined);
  const cpu =
    wanted === undefined
      ? []
      : [
          {
            type: "Resource",
            resource: { name: "cpu", target: { type: "Utilization", averageUtilization: wanted } },
          },
        ];
  const { annotations: _annotations, ...rest } = metadata;
  const metrics = [...others, ...cpu];
  return {
    ...object,
    apiVersion: "autoscaling/v2",
    metadata: Object.keys(annotations).length === 0 ? rest : { ...rest, annotations },
    spec: { ...spec, ...(metrics.length === 0 ? {} : { metrics }) },
  };
}

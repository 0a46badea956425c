/** Rules of HorizontalPodAutoscalers. They are kept as `autoscaling/v2`. */

import type {
  V2HorizontalPodAutoscaler,
  V2HorizontalPodAutoscalerSpec,
  V2HPAScalingPolicy,
  V2HPAScalingRules,
} from "@kubernetes/client-node";
import {
  addInvalid,
  addNegative,
  forbiddenCause,
  invalid,
  notSupported,
  required,
  type Causes,
} from "../cause.ts";
import { as, fallback, isSet, within, type Fields } from "../fields.ts";
import { addMetadata, addStrictUpdate } from "../metadata.ts";
import { dnsSubdomain, pathSegment } from "../names.ts";
import { quantityOf } from "../quantity.ts";
import type { KindRules } from "../served-kind.ts";
import { addMetric } from "./metric.ts";

type Spec = Fields<V2HorizontalPodAutoscalerSpec>;
type ScalingRules = Fields<V2HPAScalingRules>;

const PERIOD = 15;
const MAX_PERIOD = 1800;
const MAX_WINDOW = 3600;
const CPU_TARGET = 80;

export const autoscalerRules: KindRules = {
  defaults: (object) => {
    const spec = within(as<V2HorizontalPodAutoscaler>(object), "spec");
    fallback(spec, "minReplicas", 1);
    if ((spec.metrics ?? []).length === 0)
      spec.metrics = [
        {
          type: "Resource",
          resource: { name: "cpu", target: { type: "Utilization", averageUtilization: CPU_TARGET } },
        },
      ];
    if (!isSet(spec.behavior)) return;
    const up = within(spec.behavior, "scaleUp");
    fallback(up, "stabilizationWindowSeconds", 0);
    fallback(up, "selectPolicy", "Max");
    fallback(up, "policies", [
      { type: "Pods", value: 4, periodSeconds: PERIOD },
      { type: "Percent", value: 100, periodSeconds: PERIOD },
    ]);
    const down = within(spec.behavior, "scaleDown");
    fallback(down, "selectPolicy", "Max");
    fallback(down, "policies", [{ type: "Percent", value: 100, periodSeconds: PERIOD }]);
  },
  validate: (object) => {
    const causes: Causes = [];
    addMetadata(causes, object.metadata, { name: dnsSubdomain, namespaced: true });
    addSpec(causes, as<V2HorizontalPodAutoscaler>(object).spec ?? {});
    return causes;
  },
  validateUpdate: (object, previous) => {
    const causes: Causes = [];
    addStrictUpdate(causes, object.metadata, previous.metadata);
    addSpec(
      causes,
      as<V2HorizontalPodAutoscaler>(object).spec ?? {},
      as<V2HorizontalPodAutoscaler>(previous).spec ?? {},
    );
    return causes;
  },
  validateStatus: (object, previous) => {
    const causes: Causes = [];
    addStrictUpdate(causes, object.metadata, previous.metadata);
    const { status } = as<V2HorizontalPodAutoscaler>(object);
    addNegative(causes, "status.currentReplicas", status?.currentReplicas);
    addNegative(causes, "status.desiredReplicas", status?.desiredReplicas);
    return causes;
  },
};

function addSpec(to: Causes, spec: Spec, before?: Spec): void {
  const { minReplicas, metrics = [], behavior } = spec;
  addBounds(to, spec);
  addTarget(to, "spec.scaleTargetRef", spec.scaleTargetRef ?? {});
  addTargetGroup(to, spec, before);
  for (const [index, metric] of metrics.entries()) addMetric(to, `spec.metrics[${index}]`, metric);
  if (minReplicas === 0 && !metrics.some(({ type }) => type === "Object" || type === "External"))
    to.push(
      forbiddenCause(
        "spec.metrics",
        "must specify at least one Object or External metric to support scaling to zero replicas",
      ),
    );
  addScaling(to, "spec.behavior.scaleUp", behavior?.scaleUp);
  addScaling(to, "spec.behavior.scaleDown", behavior?.scaleDown);
}

function addBounds(to: Causes, { minReplicas, maxReplicas = 0 }: Spec): void {
  if (isSet(minReplicas) && minReplicas < 1)
    to.push(invalid("spec.minReplicas", minReplicas, "must be greater than or equal to 1"));
  if (maxReplicas === 0) to.push(required("spec.maxReplicas", "must be set and greater than 0"));
  else if (maxReplicas < 0)
    to.push(invalid("spec.maxReplicas", maxReplicas, "must be greater than or equal to 1"));
  if (isSet(minReplicas) && maxReplicas < minReplicas)
    to.push(invalid("spec.maxReplicas", maxReplicas, "must be greater than or equal to `minReplicas`"));
}

function addTargetGroup(to: Causes, spec: Spec, before: Spec | undefined): void {
  const { apiVersion = "", kind = "" } = spec.scaleTargetRef ?? {};
  const isSame = apiVersion === before?.scaleTargetRef?.apiVersion && kind === before.scaleTargetRef.kind;
  if (!apiVersion.includes("/") && kind !== "ReplicationController" && !isSame)
    to.push(invalid("spec.scaleTargetRef.apiVersion", apiVersion, "apiVersion must specify API group"));
}

/** An object that is scaled or measured. */
export function addTarget(
  to: Causes,
  field: string,
  { kind = "", name = "", apiVersion = "" }: { kind?: string; name?: string; apiVersion?: string },
): void {
  for (const [part, value] of Object.entries({ kind, name })) {
    if (value === "") to.push(required(`${field}.${part}`));
    else addInvalid(to, `${field}.${part}`, { value, wrong: pathSegment(value) });
  }
  if (apiVersion.split("/").length > 2)
    to.push(invalid(`${field}.apiVersion`, apiVersion, `unexpected GroupVersion string: ${apiVersion}`));
}

function addScaling(to: Causes, field: string, rules: ScalingRules | undefined): void {
  if (!isSet(rules)) return;
  const { stabilizationWindowSeconds: window, selectPolicy, policies = [], tolerance } = rules;
  if (isSet(window) && window < 0)
    to.push(invalid(`${field}.stabilizationWindowSeconds`, window, "must be greater than or equal to zero"));
  if (isSet(window) && window > MAX_WINDOW)
    to.push(
      invalid(`${field}.stabilizationWindowSeconds`, window, `must be less than or equal to ${MAX_WINDOW}`),
    );
  if (isSet(selectPolicy) && !["Disabled", "Max", "Min"].includes(selectPolicy))
    to.push(notSupported(`${field}.selectPolicy`, selectPolicy, ["Disabled", "Max", "Min"]));
  if (policies.length === 0) to.push(required(`${field}.policies`, "must specify at least one Policy"));
  for (const [index, policy] of policies.entries()) addPolicy(to, `${field}.policies[${index}]`, policy);
  if (isSet(tolerance) && quantityOf(tolerance).nano < 0n)
    to.push(invalid(`${field}.tolerance`, tolerance, "must be greater than or equal to 0"));
}

function addPolicy(
  to: Causes,
  at: string,
  { type = "", value = 0, periodSeconds = 0 }: Fields<V2HPAScalingPolicy>,
): void {
  if (type !== "Pods" && type !== "Percent") to.push(notSupported(`${at}.type`, type, ["Percent", "Pods"]));
  if (value <= 0) to.push(invalid(`${at}.value`, value, "must be greater than zero"));
  if (periodSeconds <= 0) to.push(invalid(`${at}.periodSeconds`, periodSeconds, "must be greater than zero"));
  if (periodSeconds > MAX_PERIOD)
    to.push(invalid(`${at}.periodSeconds`, periodSeconds, `must be less than or equal to ${MAX_PERIOD}`));
}

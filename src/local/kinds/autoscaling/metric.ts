/** Validation of what HorizontalPodAutoscalers measure. Pure. */

import type { V2MetricIdentifier, V2MetricSpec, V2MetricTarget } from "@kubernetes/client-node";
import { addInvalid, forbiddenCause, invalid, notSupported, required, type Causes } from "../cause.ts";
import { isSet, type Fields } from "../fields.ts";
import { dnsLabel, pathSegment } from "../names.ts";
import { quantityOf } from "../quantity.ts";
import { addContainerResource } from "../resources.ts";

type Metric = Fields<V2MetricSpec>;
type Target = Fields<V2MetricTarget>;

const TYPES = ["ContainerResource", "External", "Object", "Pods", "Resource"];
const SOURCES = ["object", "external", "pods", "resource", "containerResource"] as const;
const SOURCE_OF: Readonly<Record<string, (typeof SOURCES)[number] | undefined>> = {
  Object: "object",
  External: "external",
  Pods: "pods",
  Resource: "resource",
  ContainerResource: "containerResource",
};

export function addMetric(to: Causes, field: string, metric: Metric): void {
  const { type = "" } = metric;
  if (type === "") to.push(required(`${field}.type`, "must specify a metric source type"));
  if (!TYPES.includes(type)) to.push(notSupported(`${field}.type`, type, TYPES));
  const present = SOURCES.filter((name) => isSet(metric[name]));
  const [first] = present;
  if (first !== undefined) addSource(to, `${field}.${first}`, { metric, source: first });
  const expected = SOURCE_OF[type];
  if (expected === undefined) to.push(notSupported(`${field}.type`, type, TYPES));
  else if (!isSet(metric[expected]))
    to.push(required(`${field}.${expected}`, "must populate information for the given metric source"));
  if (present.length === 1) return;
  for (const name of present)
    if (name !== expected)
      to.push(forbiddenCause(`${field}.${name}`, "must populate the given metric source only"));
}

function addSource(
  to: Causes,
  field: string,
  { metric, source }: { metric: Metric; source: (typeof SOURCES)[number] },
): void {
  const target: Target = metric[source]?.target ?? {};
  const at = `${field}.target`;
  const hasNone = !isSet(target.value) && !isSet(target.averageValue);
  switch (source) {
    case "object":
      addObject(to, `${field}.describedObject`, metric.object?.describedObject ?? {});
      addIdentifier(to, `${field}.metric`, metric.object?.metric);
      addTarget(to, at, target);
      if (hasNone) to.push(required(`${at}.averageValue`, "must set either a target value or averageValue"));
      break;
    case "external":
      addIdentifier(to, `${field}.metric`, metric.external?.metric);
      addTarget(to, at, target);
      if (hasNone)
        to.push(
          required(`${at}.averageValue`, "must set either a target value for metric or a per-pod target"),
        );
      addOneTarget(to, at, target);
      break;
    case "pods":
      addIdentifier(to, `${field}.metric`, metric.pods?.metric);
      addTarget(to, at, target);
      if (!isSet(target.averageValue))
        to.push(required(`${at}.averageValue`, "must specify a positive target averageValue"));
      break;
    case "resource":
    case "containerResource":
      addResource(to, field, metric[source] ?? {});
  }
}

function addOneTarget(to: Causes, field: string, { value, averageValue }: Target): void {
  if (isSet(value) && isSet(averageValue))
    to.push(
      forbiddenCause(`${field}.value`, "may not set both a target value for metric and a per-pod target"),
    );
}

function addObject(
  to: Causes,
  field: string,
  { kind = "", name = "" }: { kind?: string; name?: string },
): void {
  for (const [part, value] of Object.entries({ kind, name })) {
    if (value === "") to.push(required(`${field}.${part}`));
    else addInvalid(to, `${field}.${part}`, { value, wrong: pathSegment(value) });
  }
}

function addIdentifier(to: Causes, field: string, { name = "" }: Fields<V2MetricIdentifier> = {}): void {
  if (name === "") to.push(required(`${field}.name`, "must specify a metric name"));
  else addInvalid(to, `${field}.name`, { value: name, wrong: pathSegment(name) });
}

function addResource(
  to: Causes,
  field: string,
  source: { name?: string; container?: string; target?: Target },
): void {
  const { name = "", container, target = {} } = source;
  const isContainer = field.endsWith("containerResource");
  if (name === "") to.push(required(`${field}.name`, "must specify a resource name"));
  else if (isContainer) addContainerResource(to, `${field}.name`, name);
  if (isContainer) {
    if ((container ?? "") === "") to.push(required(`${field}.container`, "must specify a container"));
    else addInvalid(to, `${field}.container`, { value: container, wrong: dnsLabel(container ?? "") });
  }
  addTarget(to, `${field}.target`, target);
  if (!isSet(target.averageUtilization) && !isSet(target.averageValue))
    to.push(
      required(
        `${field}.target.averageUtilization`,
        "must set either a target raw value or a target utilization",
      ),
    );
  if (isSet(target.averageUtilization) && isSet(target.averageValue))
    to.push(
      forbiddenCause(
        `${field}.target.averageValue`,
        "may not set both a target raw value and a target utilization",
      ),
    );
}

function addTarget(
  to: Causes,
  field: string,
  { type = "", value, averageValue, averageUtilization }: Target,
): void {
  if (type === "") to.push(required(`${field}.type`, "must specify a metric target type"));
  if (!["Utilization", "Value", "AverageValue"].includes(type))
    to.push(invalid(`${field}.type`, type, "must be either Utilization, Value, or AverageValue"));
  for (const [name, amount] of Object.entries({ value, averageValue }))
    if (isSet(amount) && quantityOf(amount).nano <= 0n)
      to.push(invalid(`${field}.${name}`, amount, "must be positive"));
  if (isSet(averageUtilization) && averageUtilization < 1)
    to.push(invalid(`${field}.averageUtilization`, averageUtilization, "must be greater than 0"));
}

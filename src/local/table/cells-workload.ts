/** Cells of the kinds that run pods. Data by storage name. */

import type { Cell } from "./column.ts";
import { since } from "./duration.ts";
import {
  age,
  at,
  between,
  boolean,
  containers,
  isTrue,
  items,
  labels,
  map,
  name,
  number,
  selector,
  text,
  type Printed,
} from "./fields.ts";
import { podCells } from "./pod.ts";

const TEMPLATE = "spec.template.spec";

function replicas(printed: Printed): Cell[] {
  const { object } = printed;
  return [
    name(printed),
    number(object, "spec.replicas"),
    number(object, "status.replicas"),
    number(object, "status.readyReplicas"),
    age(printed),
    ...containers(object, TEMPLATE),
  ];
}

function ready(object: object): string {
  return `${number(object, "status.readyReplicas")}/${number(object, "spec.replicas")}`;
}

/** Job conditions, the first that is true decides. */
const JOB_STATES: readonly (readonly [type: string, shown: string])[] = [
  ["Suspended", "Suspended"],
  ["FailureTarget", "FailureTarget"],
  ["SuccessCriteriaMet", "SuccessCriteriaMet"],
];

function jobState(job: object): string {
  if (isTrue(job, "Complete")) return "Complete";
  if (isTrue(job, "Failed")) return "Failed";
  if (at(job, "metadata.deletionTimestamp") !== undefined) return "Terminating";
  return JOB_STATES.find(([type]) => isTrue(job, type))?.[1] ?? "Running";
}

function completions(job: object): string {
  const succeeded = number(job, "status.succeeded");
  if (at(job, "spec.completions") !== undefined) return `${succeeded}/${number(job, "spec.completions")}`;
  const parallelism = number(job, "spec.parallelism");
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`;
}

function shownBoolean(value: unknown): string {
  return value === undefined ? "<unset>" : value === true ? "True" : "False";
}

function controller(object: object): string {
  const owner = items(object, "metadata.ownerReferences").find((one) => boolean(one, "controller"));
  if (owner === undefined) return "<none>";
  const group = text(owner, "apiVersion").includes("/") ? `.${text(owner, "apiVersion").split("/")[0]}` : "";
  return `${`${text(owner, "kind")}${group}`.toLowerCase()}/${text(owner, "name")}`;
}

export const WORKLOAD_CELLS = {
  "/pods": podCells,
  "/podtemplates": (printed) => [
    name(printed),
    ...containers(printed.object, "template.spec"),
    labels(printed.object, "template.metadata.labels"),
  ],
  "/replicationcontrollers": (printed) => [...replicas(printed), labels(printed.object, "spec.selector")],
  "apps/replicasets": (printed) => [...replicas(printed), selector(printed.object, "spec.selector")],
  "apps/deployments": (printed) => [
    name(printed),
    ready(printed.object),
    number(printed.object, "status.updatedReplicas"),
    number(printed.object, "status.availableReplicas"),
    age(printed),
    ...containers(printed.object, TEMPLATE),
    selector(printed.object, "spec.selector", ""),
  ],
  "apps/statefulsets": (printed) => [
    name(printed),
    ready(printed.object),
    age(printed),
    ...containers(printed.object, TEMPLATE),
  ],
  "apps/daemonsets": (printed) => [
    name(printed),
    ...[
      "desiredNumberScheduled",
      "currentNumberScheduled",
      "numberReady",
      "updatedNumberScheduled",
      "numberAvailable",
    ].map((field) => number(printed.object, `status.${field}`)),
    labels(printed.object, `${TEMPLATE}.nodeSelector`),
    age(printed),
    ...containers(printed.object, TEMPLATE),
    selector(printed.object, "spec.selector"),
  ],
  "apps/controllerrevisions": (printed) => [
    name(printed),
    controller(printed.object),
    number(printed.object, "revision"),
    age(printed),
  ],
  "batch/jobs": (printed) => [
    name(printed),
    jobState(printed.object),
    completions(printed.object),
    between(at(printed.object, "status.startTime"), at(printed.object, "status.completionTime"), printed.now),
    age(printed),
    ...containers(printed.object, TEMPLATE),
    selector(printed.object, "spec.selector"),
  ],
  "batch/cronjobs": (printed) => [
    name(printed),
    text(printed.object, "spec.schedule"),
    text(printed.object, "spec.timeZone", "<none>"),
    shownBoolean(at(printed.object, "spec.suspend")),
    items(printed.object, "status.active").length,
    at(printed.object, "status.lastScheduleTime") === undefined
      ? "<none>"
      : since(at(printed.object, "status.lastScheduleTime"), printed.now),
    age(printed),
    ...containers(printed.object, "spec.jobTemplate.spec.template.spec"),
    selector(printed.object, "spec.jobTemplate.spec.selector"),
  ],
  "autoscaling/horizontalpodautoscalers": (printed) => [
    name(printed),
    `${text(printed.object, "spec.scaleTargetRef.kind")}/${text(printed.object, "spec.scaleTargetRef.name")}`,
    targets(printed.object),
    text(printed.object, "spec.minReplicas", "<unset>"),
    number(printed.object, "spec.maxReplicas"),
    number(printed.object, "status.currentReplicas"),
    age(printed),
  ],
  "policy/poddisruptionbudgets": (printed) => [
    name(printed),
    text(printed.object, "spec.minAvailable", "N/A"),
    text(printed.object, "spec.maxUnavailable", "N/A"),
    number(printed.object, "status.disruptionsAllowed"),
    age(printed),
  ],
} satisfies Record<string, (printed: Printed) => Cell[]>;

/** The field of a metric of each type. */
const METRICS: Readonly<Record<string, string>> = {
  External: "external",
  Pods: "pods",
  Object: "object",
  Resource: "resource",
  ContainerResource: "containerResource",
};

function percent(value: unknown, otherwise: string): string {
  return typeof value === "number" ? `${value}%` : otherwise;
}

/** One metric of a HorizontalPodAutoscaler: what it is now and what it should be. */
function metric(spec: unknown, status: unknown): string {
  const field = METRICS[text(spec, "type")];
  if (field === undefined) return "<unknown type>";
  const target = map(spec, `${field}.target`);
  const current = map(status, `${field}.current`);
  const resource = field === "resource" || field === "containerResource";
  const prefix = resource ? `${text(spec, `${field}.name`)}: ` : "";
  if (target["averageValue"] !== undefined) {
    const suffix = field === "external" || field === "object" ? " (avg)" : "";
    return `${prefix}${text(current, "averageValue", "<unknown>")}/${text(target, "averageValue")}${suffix}`;
  }
  if (!resource) return `${text(current, "value", "<unknown>")}/${text(target, "value")}`;
  return `${prefix}${percent(current["averageUtilization"], "<unknown>")}/${percent(target["averageUtilization"], "<auto>")}`;
}

/** Both versions of the kind: v1 knows only the CPU's utilization. */
function targets(autoscaler: object): string {
  const cpu = at(autoscaler, "spec.targetCPUUtilizationPercentage");
  const specs = items(autoscaler, "spec.metrics");
  if (specs.length === 0 && typeof cpu === "number") {
    const current = text(autoscaler, "status.currentCPUUtilizationPercentage");
    return `cpu: ${current === "" ? "<unknown>" : `${current}%`}/${cpu}%`;
  }
  const statuses = items(autoscaler, "status.currentMetrics");
  const all = specs.map((spec, index) => metric(spec, statuses[index]));
  if (all.length === 0) return "<none>";
  const shown = all.slice(0, 2).join(", ");
  return all.length > 2 ? `${shown} + ${all.length - 2} more...` : shown;
}

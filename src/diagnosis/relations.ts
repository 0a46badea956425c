/** Which objects belong to an object of a kind, and how they are found. Data and pure functions. */

import { isJsonObject, itemsAt, textAt, valueAt } from "../model/json.ts";
import type { LiveObject } from "../model/object.ts";
import { observedGenerationOf } from "../readiness/readiness.ts";

/** Objects of one kind that belong to another one, in its namespace unless they have none. */
export interface Relation {
  apiVersion: string;
  kind: string;
  /** They have the object as an owner; else it selects them, or names them. */
  owned: boolean;
  /** Label selector that all of them match. */
  labels?(parent: LiveObject): string | undefined;
  /** Their names, where the object says them. */
  names?(parent: LiveObject): string[];
  /** Whether one of them is at work now: a former revision explains nothing about the present one. */
  current?(child: LiveObject, parent: LiveObject): boolean;
}

const PODS = { apiVersion: "v1", kind: "Pod", owned: true } as const;

/** By `group/Kind`. Whatever has no row is asked for by its owner references. */
export const RELATIONS: Readonly<Record<string, readonly Relation[] | undefined>> = {
  "/Pod": [{ apiVersion: "v1", kind: "PersistentVolumeClaim", owned: false, names: claimsOf }],
  "/PersistentVolumeClaim": [
    { apiVersion: "v1", kind: "PersistentVolume", owned: false, names: named("spec", "volumeName") },
    {
      apiVersion: "storage.k8s.io/v1",
      kind: "StorageClass",
      owned: false,
      names: named("spec", "storageClassName"),
    },
  ],
  "/ReplicationController": [{ ...PODS, labels: plainSelector }],
  "/Service": [
    {
      apiVersion: "discovery.k8s.io/v1",
      kind: "EndpointSlice",
      owned: true,
      labels: ({ metadata }) => `kubernetes.io/service-name=${metadata.name}`,
    },
    { ...PODS, owned: false, labels: plainSelector },
  ],
  "apps/DaemonSet": [{ ...PODS, labels: selector, current: isOfTemplate }],
  "apps/Deployment": [
    { apiVersion: "apps/v1", kind: "ReplicaSet", owned: true, labels: selector, current: isOfRevision },
  ],
  "apps/ReplicaSet": [{ ...PODS, labels: selector }],
  "apps/StatefulSet": [
    { ...PODS, labels: selector, current: isOfUpdate },
    {
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      owned: false,
      labels: (parent) => (claimPrefixes(parent).length === 0 ? undefined : selector(parent)),
      current: ({ metadata }, parent) =>
        claimPrefixes(parent).some((prefix) => metadata.name.startsWith(prefix)),
    },
  ],
  "autoscaling/HorizontalPodAutoscaler": [
    { apiVersion: "apps/v1", kind: "Deployment", owned: false, names: scaled("Deployment") },
    { apiVersion: "apps/v1", kind: "StatefulSet", owned: false, names: scaled("StatefulSet") },
  ],
  "batch/CronJob": [{ apiVersion: "batch/v1", kind: "Job", owned: true, labels: () => "" }],
  "batch/Job": [{ ...PODS, labels: selector }],
  "networking.k8s.io/Ingress": [{ apiVersion: "v1", kind: "Service", owned: false, names: backends }],
};

/** What custom resources own most often. */
export const USUALLY_OWNED: readonly Relation[] = [
  ["apps/v1", "Deployment"],
  ["apps/v1", "StatefulSet"],
  ["apps/v1", "DaemonSet"],
  ["batch/v1", "Job"],
  ["v1", "Pod"],
  ["v1", "PersistentVolumeClaim"],
  ["v1", "Service"],
].map(([apiVersion = "", kind = ""]) => ({ apiVersion, kind, owned: true, labels: () => "" }));

/** The revision that a Deployment is at, and that a ReplicaSet is of. */
export const REVISION = "deployment.kubernetes.io/revision";

/** Whether the controller has seen an object as it is now: before that, its present revision is still the former one. */
export function isObserved(object: LiveObject): boolean {
  const { generation } = object.metadata;
  return generation === undefined || (observedGenerationOf(object) ?? -1) >= generation;
}

function isOfRevision(child: LiveObject, parent: LiveObject): boolean {
  if (!isObserved(parent)) return false;
  const wanted = parent.metadata.annotations?.[REVISION];
  return wanted === undefined || child.metadata.annotations?.[REVISION] === wanted;
}

function isOfUpdate(child: LiveObject, parent: LiveObject): boolean {
  if (!isObserved(parent)) return false;
  const wanted = textAt(parent, ["status", "updateRevision"], "");
  return wanted === "" || child.metadata.labels?.["controller-revision-hash"] === wanted;
}

function isOfTemplate(child: LiveObject, parent: LiveObject): boolean {
  const wanted = parent.metadata.annotations?.["deprecated.daemonset.template.generation"];
  return wanted === undefined || child.metadata.labels?.["pod-template-generation"] === wanted;
}

/** A LabelSelector as the query writes it. */
function selector(parent: LiveObject): string | undefined {
  const { matchLabels, matchExpressions } = (valueAt(parent, ["spec", "selector"]) ?? {}) as {
    matchLabels?: Record<string, string>;
    matchExpressions?: { key: string; operator: string; values?: string[] }[];
  };
  const terms = [
    ...Object.entries(matchLabels ?? {}).map(([key, value]) => `${key}=${value}`),
    ...(matchExpressions ?? []).map(requirement),
  ];
  return terms.length === 0 ? undefined : terms.join(",");
}

function requirement({
  key,
  operator,
  values = [],
}: {
  key: string;
  operator: string;
  values?: string[];
}): string {
  switch (operator) {
    case "Exists":
      return key;
    case "DoesNotExist":
      return `!${key}`;
    default:
      return `${key} ${operator === "In" ? "in" : "notin"} (${values.join(",")})`;
  }
}

function plainSelector(parent: LiveObject): string | undefined {
  const labels = valueAt(parent, ["spec", "selector"]);
  if (!isJsonObject(labels) || Object.keys(labels).length === 0) return undefined;
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${textAt(value, [], "")}`)
    .join(",");
}

function named(...path: string[]): (parent: LiveObject) => string[] {
  return (parent) => [textAt(parent, path, "")].filter((name) => name !== "");
}

function scaled(kind: string): (parent: LiveObject) => string[] {
  return (parent) =>
    textAt(parent, ["spec", "scaleTargetRef", "kind"], "") === kind
      ? named("spec", "scaleTargetRef", "name")(parent)
      : [];
}

/** Claims matter to a pod only until it is bound to a node. */
function claimsOf(pod: LiveObject): string[] {
  if (valueAt(pod, ["spec", "nodeName"]) !== undefined) return [];
  return itemsAt(pod, ["spec", "volumes"])
    .map((volume) => textAt(volume, ["persistentVolumeClaim", "claimName"], ""))
    .filter((name) => name !== "");
}

function claimPrefixes(statefulSet: LiveObject): string[] {
  return itemsAt(statefulSet, ["spec", "volumeClaimTemplates"]).map(
    (template) => `${textAt(template, ["metadata", "name"], "")}-${statefulSet.metadata.name}-`,
  );
}

function backends(ingress: LiveObject): string[] {
  const paths = itemsAt(ingress, ["spec", "rules"]).flatMap((rule) => itemsAt(rule, ["http", "paths"]));
  const names = [valueAt(ingress, ["spec", "defaultBackend"]), ...paths.map((path) => path["backend"])].map(
    (backend) => textAt(backend, ["service", "name"], ""),
  );
  return [...new Set(names)].filter((name) => name !== "");
}

/** Cells of the kinds of a cluster's own affairs: nodes, volumes, namespaces, events. Data by storage name. */

import type { Cell } from "./column.ts";
import { humanDuration, since } from "./duration.ts";
import {
  age,
  at,
  boolean,
  condition,
  isTrue,
  items,
  map,
  name,
  number,
  shown,
  text,
  type Printed,
} from "./fields.ts";

const ACCESS_MODES: readonly (readonly [mode: string, short: string])[] = [
  ["ReadWriteOnce", "RWO"],
  ["ReadOnlyMany", "ROX"],
  ["ReadWriteMany", "RWX"],
  ["ReadWriteOncePod", "RWOP"],
];

function accessModes(object: object, path: string): string {
  const modes = new Set(items(object, path));
  return ACCESS_MODES.filter(([mode]) => modes.has(mode))
    .map(([, short]) => short)
    .join(",");
}

function storageClass(object: object): string {
  const beta = map(object, "metadata.annotations")["volume.beta.kubernetes.io/storage-class"];
  return typeof beta === "string" ? beta : text(object, "spec.storageClassName");
}

function phase(object: object): string {
  return at(object, "metadata.deletionTimestamp") === undefined
    ? text(object, "status.phase")
    : "Terminating";
}

function claim(volume: object): string {
  const of = map(volume, "spec.claimRef");
  return Object.keys(of).length === 0 ? "" : `${text(of, "namespace")}/${text(of, "name")}`;
}

function nodeStatus(node: object): string {
  const ready = condition(node, "Ready");
  const status = ready === undefined ? "Unknown" : isTrue(node, "Ready") ? "Ready" : "NotReady";
  return boolean(node, "spec.unschedulable") ? `${status},SchedulingDisabled` : status;
}

const ROLE_PREFIX = "node-role.kubernetes.io/";

function roles(node: object): string {
  const found = Object.entries(map(node, "metadata.labels")).map(([key, value]) =>
    key.startsWith(ROLE_PREFIX)
      ? key.slice(ROLE_PREFIX.length)
      : key === "kubernetes.io/role"
        ? shown(value)
        : "",
  );
  return [...new Set(found.filter((role) => role !== ""))].sort().join(",") || "<none>";
}

function nodeAddress(node: object, type: string): string {
  const found = items(node, "status.addresses").find((one) => text(one, "type") === type);
  return text(found, "address", "<none>");
}

function nodeInfo(node: object, field: string): string {
  return text(node, `status.nodeInfo.${field}`, "<unknown>");
}

function kernel(node: object): string {
  const architecture = text(node, "status.nodeInfo.architecture");
  return `${nodeInfo(node, "kernelVersion")}${architecture === "" ? "" : ` (${architecture})`}`;
}

function eventCells(printed: Printed): Cell[] {
  const { object, now } = printed;
  const either = (core: string, events: string) => text(object, core, text(object, events));
  const first = since(either("firstTimestamp", "deprecatedFirstTimestamp") || at(object, "eventTime"), now);
  const lastTime = either("lastTimestamp", "deprecatedLastTimestamp");
  const series = at(object, "series") !== undefined;
  const last = series
    ? since(at(object, "series.lastObservedTime"), now)
    : lastTime === ""
      ? first
      : since(lastTime, now);
  const about = at(object, "involvedObject") === undefined ? "regarding" : "involvedObject";
  const target = text(object, `${about}.name`);
  const component =
    text(object, "source.component") ||
    text(object, "deprecatedSource.component") ||
    either("reportingComponent", "reportingController");
  const instance =
    text(object, "source.host") || text(object, "deprecatedSource.host") || text(object, "reportingInstance");
  const count = series
    ? number(object, "series.count")
    : number(object, "count") || number(object, "deprecatedCount") || 1;
  return [
    last,
    text(object, "type"),
    text(object, "reason"),
    `${text(object, `${about}.kind`).toLowerCase()}${target === "" ? "" : `/${target}`}`,
    text(object, `${about}.fieldPath`),
    instance === "" ? component : `${component}, ${instance}`,
    either("message", "note").trim(),
    first,
    count,
    name(printed),
  ];
}

function quota(object: object, limits: boolean): string {
  const hard = map(object, "status.hard");
  return Object.keys(hard)
    .sort()
    .filter((resource) => (resource.includes(".") && resource.startsWith("limits.")) === limits)
    .map(
      (resource) =>
        `${resource}: ${shown(map(object, "status.used")[resource], "0")}/${shown(hard[resource])}`,
    )
    .join(", ");
}

function requestState(request: object): string {
  const denied = condition(request, "Denied") !== undefined;
  const approved = condition(request, "Approved") !== undefined;
  const state = denied ? "Denied" : approved ? "Approved" : "Pending";
  const failed = condition(request, "Failed") === undefined ? "" : ",Failed";
  return `${state}${failed}${text(request, "status.certificate") === "" ? "" : ",Issued"}`;
}

export const CLUSTER_CELLS = {
  "/events": eventCells,
  "/namespaces": (printed) => [name(printed), text(printed.object, "status.phase"), age(printed)],
  "/nodes": (printed) => [
    name(printed),
    nodeStatus(printed.object),
    roles(printed.object),
    age(printed),
    text(printed.object, "status.nodeInfo.kubeletVersion"),
    nodeAddress(printed.object, "InternalIP"),
    nodeAddress(printed.object, "ExternalIP"),
    nodeInfo(printed.object, "osImage"),
    kernel(printed.object),
    nodeInfo(printed.object, "containerRuntimeVersion"),
  ],
  "/persistentvolumes": (printed) => [
    name(printed),
    text(printed.object, "spec.capacity.storage", "0"),
    accessModes(printed.object, "spec.accessModes"),
    text(printed.object, "spec.persistentVolumeReclaimPolicy"),
    phase(printed.object),
    claim(printed.object),
    storageClass(printed.object),
    text(printed.object, "spec.volumeAttributesClassName", "<unset>"),
    text(printed.object, "status.reason"),
    age(printed),
    text(printed.object, "spec.volumeMode", "<unset>"),
  ],
  "/persistentvolumeclaims": (printed) => {
    const volume = text(printed.object, "spec.volumeName");
    return [
      name(printed),
      phase(printed.object),
      volume,
      volume === "" ? "" : text(printed.object, "status.capacity.storage", "0"),
      volume === "" ? "" : accessModes(printed.object, "status.accessModes"),
      storageClass(printed.object),
      text(printed.object, "spec.volumeAttributesClassName", "<unset>"),
      age(printed),
      text(printed.object, "spec.volumeMode", "<unset>"),
    ];
  },
  "/resourcequotas": (printed) => [
    name(printed),
    quota(printed.object, false),
    quota(printed.object, true),
    age(printed),
  ],
  "certificates.k8s.io/certificatesigningrequests": (printed) => [
    name(printed),
    age(printed),
    text(printed.object, "spec.signerName", "<none>"),
    text(printed.object, "spec.username"),
    at(printed.object, "spec.expirationSeconds") === undefined
      ? "<none>"
      : humanDuration(number(printed.object, "spec.expirationSeconds") * 1000),
    requestState(printed.object),
  ],
} satisfies Record<string, (printed: Printed) => Cell[]>;

/** Nodes: the one that the cluster has, and what a kubelet says of any. */

import type { Manifest } from "../../model/object.ts";
import { timestamp } from "../clock.ts";
import type { Controller, ControllerContext } from "./controller.ts";
import { isReport, keyOf, read, RESOURCE, type Node } from "./kinds.ts";
import { MANAGER, update, writeStatus } from "./write.ts";

/** Name of the cluster's node. */
export const NODE = "local";

/** Address of every node; nothing listens there. */
export const NODE_ADDRESS = "172.18.0.2";

/** What a node has: enough for anything that runs nowhere. */
const RESOURCES = { cpu: "1k", memory: "1Ti", pods: "1M" };

/** Conditions of a node that is well. */
const CONDITIONS = [
  ["Ready", "True", "KubeletReady", "kubelet is posting ready status"],
  ["MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"],
  ["DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"],
  ["PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"],
] as const;

/** The node that the cluster starts with. */
export const nodeManifest: Manifest = {
  apiVersion: "v1",
  kind: "Node",
  metadata: {
    name: NODE,
    labels: {
      "beta.kubernetes.io/arch": "amd64",
      "beta.kubernetes.io/os": "linux",
      "kubernetes.io/arch": "amd64",
      "kubernetes.io/hostname": NODE,
      "kubernetes.io/os": "linux",
    },
    annotations: { "node.alpha.kubernetes.io/ttl": "0" },
  },
  spec: {},
};

/** Every node is ready at once and stays so; one that is cordoned is tainted. */
export const nodes: Controller = {
  name: "node",
  watches: {
    [RESOURCE.nodes]: (change) =>
      change.type === "DELETED" || isReport(change) ? [] : [keyOf(RESOURCE.nodes, change.object)],
  },
  reconcile: (key, context) => {
    const node = read(context, RESOURCE.nodes, key);
    if (node !== undefined) taint(context, report(context, node));
  },
};

/** Writes what the kubelet says of a node that said nothing yet. */
function report(context: ControllerContext, node: Node): Node {
  if (node.status?.conditions?.some(({ type }) => type === "Ready") === true) return node;
  const now = timestamp(context.clock.now());
  const version = "v1.36.3-local";
  const status = {
    ...node.status,
    addresses: [
      { type: "InternalIP", address: NODE_ADDRESS },
      { type: "Hostname", address: node.metadata.name },
    ],
    allocatable: RESOURCES,
    capacity: RESOURCES,
    conditions: CONDITIONS.map(([type, status, reason, message]) => ({
      type,
      status,
      reason,
      message,
      lastHeartbeatTime: now,
      lastTransitionTime: now,
    })),
    nodeInfo: {
      architecture: "amd64",
      bootID: "",
      containerRuntimeVersion: "local://0",
      kernelVersion: "local",
      kubeProxyVersion: version,
      kubeletVersion: version,
      machineID: "",
      operatingSystem: "linux",
      osImage: "local",
      systemUUID: "",
    },
  };
  return writeStatus(context, RESOURCE.nodes, { object: node, status, manager: MANAGER.kubelet });
}

/** Admission puts it on every new node. */
const NOT_READY = "node.kubernetes.io/not-ready";
const UNSCHEDULABLE = "node.kubernetes.io/unschedulable";

/** Takes the taint away that every new node has, and keeps the one of a cordoned node. */
function taint(context: ControllerContext, node: Node): void {
  const { taints = [], unschedulable = false, ...spec } = node.spec;
  const others = taints.filter(({ key }) => key !== NOT_READY && (unschedulable || key !== UNSCHEDULABLE));
  const isMissing = unschedulable && !others.some(({ key }) => key === UNSCHEDULABLE);
  const timeAdded = timestamp(context.clock.now());
  const next = isMissing ? [...others, { key: UNSCHEDULABLE, effect: "NoSchedule", timeAdded }] : others;
  if (!isMissing && next.length === taints.length) return;
  update(context, RESOURCE.nodes, {
    ...node,
    spec: {
      ...spec,
      ...(unschedulable ? { unschedulable } : {}),
      ...(next.length === 0 ? {} : { taints: next }),
    },
  });
}

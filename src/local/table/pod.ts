/** The cells of a pod: what `kubectl get pods` shows of its containers' states. Pure. */

import type { Cell } from "./column.ts";
import { since } from "./duration.ts";
import { age, at, boolean, condition, isTrue, items, name, number, text, type Printed } from "./fields.ts";

/** What is counted while the containers are looked at. */
interface Counts {
  ready: number;
  total: number;
  restarts: number;
  /** RFC 3339 of the last end of a container, `""` for none. */
  restarted: string;
  reason: string;
}

function restartable(container: unknown): boolean {
  return text(container, "restartPolicy") === "Always";
}

/** How a container ended, in one word. */
function endOf(terminated: unknown): string {
  const reason = text(terminated, "reason");
  if (reason !== "") return reason;
  const signal = number(terminated, "signal");
  return signal === 0 ? `ExitCode:${number(terminated, "exitCode")}` : `Signal:${signal}`;
}

/** What an init container that is neither done nor serving says about the pod, `undefined` when it is. */
function initReason(status: unknown, sidecar: boolean, position: string): string | undefined {
  const terminated = at(status, "state.terminated");
  if (terminated !== undefined && number(terminated, "exitCode") === 0) return undefined;
  if (sidecar && boolean(status, "started")) return undefined;
  if (terminated !== undefined) return `Init:${endOf(terminated)}`;
  const waiting = text(status, "state.waiting.reason");
  if (waiting !== "" && waiting !== "PodInitializing") return `Init:${waiting}`;
  return `Init:${position}`;
}

function later(a: string, b: string): string {
  return b > a ? b : a;
}

function lastEnd(status: unknown): string {
  return text(status, "lastState.terminated.finishedAt");
}

/** Looks at the init containers in order, until one is not done. @returns whether the pod still initializes */
function initContainers(pod: object, counts: Counts): boolean {
  const specs = items(pod, "spec.initContainers");
  const sidecars = new Set(specs.filter(restartable).map((one) => text(one, "name")));
  counts.total += sidecars.size;
  for (const [index, status] of items(pod, "status.initContainerStatuses").entries()) {
    const sidecar = sidecars.has(text(status, "name"));
    counts.restarts += number(status, "restartCount");
    counts.restarted = later(counts.restarted, lastEnd(status));
    const reason = initReason(status, sidecar, `${index}/${specs.length}`);
    if (reason !== undefined) {
      counts.reason = reason;
      return true;
    }
    if (sidecar && boolean(status, "started") && boolean(status, "ready")) counts.ready += 1;
  }
  return false;
}

function sidecarStatuses(pod: object): unknown[] {
  const sidecars = new Set(
    items(pod, "spec.initContainers")
      .filter(restartable)
      .map((one) => text(one, "name")),
  );
  return items(pod, "status.initContainerStatuses").filter((one) => sidecars.has(text(one, "name")));
}

/** Looks at the containers, the last first: so the first one's reason is what stays. */
function mainContainers(pod: object, counts: Counts): void {
  const sidecars = sidecarStatuses(pod);
  counts.restarts = sidecars.reduce<number>((sum, one) => sum + number(one, "restartCount"), 0);
  counts.restarted = sidecars.map(lastEnd).reduce(later, "");
  let running = false;
  let failed = "";
  for (const status of items(pod, "status.containerStatuses").toReversed()) {
    counts.restarts += number(status, "restartCount");
    counts.restarted = later(counts.restarted, lastEnd(status));
    const waiting = text(status, "state.waiting.reason");
    const terminated = at(status, "state.terminated");
    if (waiting !== "") counts.reason = waiting;
    else if (terminated !== undefined) {
      counts.reason = endOf(terminated);
      if (number(terminated, "exitCode") !== 0) failed = counts.reason;
    } else if (boolean(status, "ready") && at(status, "state.running") !== undefined) {
      running = true;
      counts.ready += 1;
    }
  }
  if (counts.reason !== "Completed") return;
  if (running && isTrue(pod, "Ready")) counts.reason = "Running";
  else if (failed !== "") counts.reason = failed;
  else if (running) counts.reason = "NotReady";
}

function firstReason(pod: object): string {
  if (text(condition(pod, "PodScheduled"), "reason") === "SchedulingGated") return "SchedulingGated";
  return text(pod, "status.reason", text(pod, "status.phase"));
}

function lastReason(pod: object, reason: string): string {
  if (at(pod, "metadata.deletionTimestamp") === undefined) return reason;
  if (text(pod, "status.reason") === "NodeLost") return "Unknown";
  return ["Succeeded", "Failed"].includes(text(pod, "status.phase")) ? reason : "Terminating";
}

function readinessGates(pod: object): string {
  const gates = items(pod, "spec.readinessGates");
  if (gates.length === 0) return "<none>";
  return `${gates.filter((gate) => isTrue(pod, text(gate, "conditionType"))).length}/${gates.length}`;
}

/** @see https://github.com/kubernetes/kubernetes/blob/v1.36.3/pkg/printers/internalversion/printers.go */
export function podCells(printed: Printed): Cell[] {
  const { object: pod, now } = printed;
  const counts: Counts = {
    ready: 0,
    total: items(pod, "spec.containers").length,
    restarts: 0,
    restarted: "",
    reason: firstReason(pod),
  };
  const initializing = initContainers(pod, counts);
  if (!initializing || isTrue(pod, "Initialized")) mainContainers(pod, counts);
  const ago = counts.restarts > 0 && counts.restarted !== "" ? ` (${since(counts.restarted, now)} ago)` : "";
  return [
    name(printed),
    `${counts.ready}/${counts.total}`,
    lastReason(pod, counts.reason),
    `${counts.restarts}${ago}`,
    age(printed),
    text(items(pod, "status.podIPs")[0], "ip", "<none>"),
    text(pod, "spec.nodeName", "<none>"),
    text(pod, "status.nominatedNodeName", "<none>"),
    readinessGates(pod),
  ];
}

/** What the status of a pod says. Pure. */

import type { Pod } from "./kinds.ts";

type PodCondition = NonNullable<NonNullable<Pod["status"]>["conditions"]>[number];

/** One condition of a pod. */
export function podCondition(pod: Pod, type: string): PodCondition | undefined {
  return pod.status?.conditions?.find((condition) => condition.type === type);
}

export function isReady(pod: Pod): boolean {
  return podCondition(pod, "Ready")?.status === "True";
}

/** Has come to its end, by itself or killed. */
export function isFinished(pod: Pod): boolean {
  return pod.status?.phase === "Succeeded" || pod.status?.phase === "Failed";
}

export function isTerminating(pod: Pod): boolean {
  return pod.metadata.deletionTimestamp !== undefined;
}

/** Counts as one of the replicas that were asked for. */
export function isActive(pod: Pod): boolean {
  return !isFinished(pod) && !isTerminating(pod);
}

/** Was deleted and has not ended yet. */
export function isStopping(pod: Pod): boolean {
  return !isFinished(pod) && isTerminating(pod);
}

/**
 * How long until a pod counts as available.
 * @param seconds `minReadySeconds`
 * @param now ms since 1970
 * @returns ms, 0 when it is available now, `undefined` while it is not ready
 */
export function untilAvailable(pod: Pod, seconds: number, now: number): number | undefined {
  const ready = podCondition(pod, "Ready");
  if (ready?.status !== "True") return undefined;
  if (seconds === 0) return 0;
  return Math.max(0, Date.parse(ready.lastTransitionTime ?? "") + seconds * 1000 - now);
}

/** The earliest time at which one more of the ready pods becomes available. @returns ms, `undefined` when none is waited for */
export function nextAvailability(pods: readonly Pod[], seconds: number, now: number): number | undefined {
  const waits = pods
    .map((pod) => untilAvailable(pod, seconds, now))
    .filter((wait): wait is number => wait !== undefined && wait > 0);
  return waits.length === 0 ? undefined : Math.min(...waits);
}

const PHASES: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 };

/** How many restarts the most restarted container has. */
function restarts(pod: Pod): number {
  return Math.max(0, ...(pod.status?.containerStatuses ?? []).map(({ restartCount }) => restartCount));
}

function deletionCost(pod: Pod): number {
  return Number(pod.metadata.annotations?.["controller.kubernetes.io/pod-deletion-cost"] ?? 0);
}

/** What decides which of two pods goes first, the most important first; the smaller value goes. */
const RANKS: readonly ((pod: Pod) => number | string)[] = [
  (pod) => (pod.spec.nodeName === undefined ? 0 : 1),
  (pod) => PHASES[pod.status?.phase ?? "Pending"] ?? 1,
  (pod) => (isReady(pod) ? 1 : 0),
  deletionCost,
  (pod) =>
    -Date.parse((isReady(pod) ? podCondition(pod, "Ready")?.lastTransitionTime : undefined) ?? "1970-01-01"),
  (pod) => -restarts(pod),
  (pod) => -Date.parse(pod.metadata.creationTimestamp ?? "1970-01-01"),
  (pod) => pod.metadata.uid,
];

/** Orders pods by who is to go first when there are too many: the least useful, then the youngest. */
export function byUselessness(a: Pod, b: Pod): number {
  for (const rank of RANKS) {
    const [one, other] = [rank(a), rank(b)];
    if (one !== other) return one < other ? -1 : 1;
  }
  return 0;
}

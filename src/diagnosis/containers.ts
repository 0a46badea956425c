/** Which containers of a pod do not do what they should. Pure. */

import { textAt, valueAt } from "../model/json.ts";
import { type LiveObject, refOf } from "../model/object.ts";
import { containersOf, type ContainerState } from "../readiness/containers.ts";
import { type Clean, oneLine } from "./clean.ts";
import type { ContainerReport } from "./diagnosis.ts";
import { ITS_TURN } from "./no-news.ts";

/** What may be told of a pod. */
interface Telling {
  clean: Clean;
  /** Whether what its containers wrote may be, too. @default true */
  quotes?: boolean;
}

/** The containers of a pod that is not ready, without those that only wait for their turn. */
export function troubledContainers(pod: LiveObject, telling: Telling): ContainerReport[] {
  const phase = textAt(pod, ["status", "phase"], "");
  return containersOf(pod).flatMap((state) => {
    const report = reportOf(pod, state, telling);
    if (state.waiting !== undefined) return ITS_TURN.has(state.waiting.reason) ? [] : [report];
    if (state.terminated !== undefined) return state.terminated.exitCode === 0 ? [] : [report];
    return state.ready || state.init || phase !== "Running" ? [] : [report];
  });
}

function reportOf(
  pod: LiveObject,
  state: ContainerState,
  { clean, quotes = true }: Telling,
): ContainerReport {
  const { name, init, restarts, waiting, terminated, last } = state;
  const now = waiting ?? terminated;
  const report: ContainerReport = {
    pod: refOf(pod),
    container: name,
    init,
    state: stateOf(state),
    restarts,
  };
  const message = waiting?.message ?? (quotes ? said(pod, state, "state") : undefined);
  if (now?.reason !== undefined) report.reason = now.reason;
  if (message !== undefined) report.message = oneLine(clean(message));
  if (terminated !== undefined) report.exitCode = terminated.exitCode;
  if (last !== undefined) {
    const lastWords = quotes ? said(pod, state, "lastState") : undefined;
    report.last = { ...last, ...(lastWords !== undefined && { message: oneLine(clean(lastWords)) }) };
  }
  return report;
}

function stateOf({ waiting, terminated }: ContainerState): ContainerReport["state"] {
  if (waiting !== undefined) return "waiting";
  return terminated === undefined ? "running" : "terminated";
}

/** What a container wrote to its termination log. */
function said(pod: LiveObject, { name, init }: ContainerState, field: string): string | undefined {
  const statuses = valueAt(pod, ["status", init ? "initContainerStatuses" : "containerStatuses"]);
  const own = Array.isArray(statuses)
    ? statuses.find((status: unknown) => textAt(status, ["name"], "") === name)
    : undefined;
  const message = textAt(own, [field, "terminated", "message"], "");
  return message === "" ? undefined : message;
}

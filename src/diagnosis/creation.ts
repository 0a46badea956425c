/** Whether the controller of a workload fails to make its pods. Pure. */

import { textAt, valueAt } from "../model/json.ts";
import type { LiveObject } from "../model/object.ts";
import { count } from "../readiness/workloads.ts";
import { oneLine } from "./clean.ts";
import { lastSeen } from "./events.ts";
import type { PodsVerdict } from "./pods.ts";
import { cleaned } from "./secrets.ts";

/** ms. Quota, a webhook or a service account may come right while the rest of a stack is deployed. */
const PATIENCE = 30_000;

/** Kinds that say it only by an event; others have the condition ReplicaFailure. How many pods they lack. */
const LACKING: Readonly<Record<string, ((object: LiveObject) => boolean) | undefined>> = {
  DaemonSet: (object) => count(object, "currentNumberScheduled") < count(object, "desiredNumberScheduled"),
  Job: (object) => count(object, "active") === 0,
  StatefulSet: (object) => count(object, "replicas") < (valueAt(object, ["spec", "replicas"]) as number),
};

/** Whether only events tell that pods of a kind cannot be made. */
export function tellsByEvents({ kind }: { kind: string }): boolean {
  return LACKING[kind] !== undefined;
}

/**
 * Judges an event that says that a pod could not be made.
 * @param event with reason FailedCreate
 * @param since when the workload was written, RFC 3339: what was before says nothing about it
 */
export function judgeCreation(event: LiveObject, workload: LiveObject, since: string): PodsVerdict {
  if (textAt(event, ["involvedObject", "uid"], "") !== workload.metadata.uid) return {};
  if (lastSeen(event) < since || LACKING[workload.kind]?.(workload) !== true) return {};
  const message = oneLine(cleaned(textAt(event, ["message"], "")));
  const reason = `its pods cannot be created: ${message}`;
  return { words: reason, failed: { reason, cause: "FailedCreate", patience: PATIENCE } };
}

/** When the spec of an object was written last, by the server's clock. */
export function writtenAt({ metadata }: LiveObject): string {
  const times = (metadata.managedFields ?? [])
    .filter(({ subresource }) => subresource === undefined || subresource === "")
    .flatMap(({ time }) => time ?? []);
  return times.sort().at(-1) ?? metadata.creationTimestamp ?? "";
}

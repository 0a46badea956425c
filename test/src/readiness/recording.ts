/** The form in which states of objects are kept: small, without what changes from recording to recording. */

import { isJsonObject, sameJson, type Json, type JsonObject } from "../../../src/model/json.ts";
import type { LiveObject } from "../../../src/model/object.ts";

/**
 * One change of one object, in the order of the cluster: the number of the object, and what changed of it as a merge patch
 * (RFC 7386), or `null` when it was deleted. The first change of a number is the whole object.
 */
export type Change = readonly [object: number, change: JsonObject | null];

/** The changes of all objects of a scenario. */
export type Recording = Readonly<Record<string, readonly Change[]>>;

/** A moment: the object that changed as it is now (`undefined`: deleted), and all others as they are. */
export interface Moment {
  /** `Kind name`. */
  title: string;
  object: LiveObject | undefined;
  all: readonly LiveObject[];
}

const LEFT_OUT = new Set(
  [
    "managedFields creationTimestamp annotations selfLink generateName finalizers podIP podIPs",
    "hostIP hostIPs clusterIP clusterIPs nodeName containerID imageID lastTransitionTime",
    "lastUpdateTime lastProbeTime lastHeartbeatTime startedAt finishedAt collisionCount",
    "terminationMessagePath terminationMessagePolicy imagePullPolicy volumeMounts schedulerName",
    "securityContext dnsPolicy tolerations serviceAccount serviceAccountName volumes conversion",
    "enableServiceLinks preemptionPolicy priority resources qosClass behavior",
  ].flatMap((names) => names.split(" ")),
);

// Readiness reads nothing else of a specification, and these are large.
const SPEC_LEFT_OUT = new Set([
  "schema",
  "versions",
  "jobTemplate",
  "matchConstraints",
  "validations",
  "metrics",
]);

/** Leaves out of an object what differs between recordings and what is large; times become `t`. */
export function compact(value: Json | undefined, inSpec = false): Json | undefined {
  if (Array.isArray(value)) return value.map((item) => compact(item, inSpec) ?? null);
  if (!isJsonObject(value)) return value;
  const kept: JsonObject = {};
  for (const [key, field] of Object.entries(value)) {
    if (field === null || field === undefined || LEFT_OUT.has(key) || (inSpec && SPEC_LEFT_OUT.has(key))) {
      if (key !== "resources" || !inSpec || !isStorageRequest(field)) continue;
    }
    kept[key] = /(Time|Timestamp)$/.test(key) ? "t" : (compact(field, inSpec || key === "spec") ?? null);
  }
  return kept;
}

function isStorageRequest(value: Json | undefined): boolean {
  return isJsonObject(value) && isJsonObject(value["requests"]) && value["requests"]["storage"] !== undefined;
}

/** What turns one object into another, as a merge patch. */
export function difference(before: JsonObject, after: JsonObject): JsonObject {
  const change: JsonObject = {};
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [old, now] = [before[key], after[key]];
    if (now === undefined) change[key] = null;
    else if (isJsonObject(old) && isJsonObject(now)) {
      const inner = difference(old, now);
      if (Object.keys(inner).length > 0) change[key] = inner;
    } else if (!sameJson(old, now)) change[key] = now;
  }
  return change;
}

function patched(before: JsonObject, change: JsonObject): JsonObject {
  const after = { ...before };
  for (const [key, value] of Object.entries(change)) {
    const old = after[key];
    if (value === null) delete after[key];
    else after[key] = isJsonObject(value) ? patched(isJsonObject(old) ? old : {}, value) : value;
  }
  return after;
}

/** Plays the changes of a scenario. */
export function* replay(changes: readonly Change[]): Generator<Moment> {
  const world = new Map<number, LiveObject>();
  for (const [number, change] of changes) {
    const before = world.get(number);
    const object =
      change === null ? undefined : (patched((before ?? {}) as JsonObject, change) as unknown as LiveObject);
    if (object === undefined) world.delete(number);
    else world.set(number, object);
    const { kind = "", metadata } = object ?? before ?? {};
    yield { title: `${kind} ${metadata?.name ?? ""}`, object, all: [...world.values()] };
  }
}

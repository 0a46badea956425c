/** The number of replicas: a field that manifests, people and autoscalers write. Pure. */

import { valueAt } from "../model/json.ts";
import type { LiveObject, Manifest } from "../model/object.ts";
import { withoutField } from "./field-path.ts";
import { fieldsAt } from "./field-set.ts";
import type { Holders } from "./place.ts";
import { isAutoscaler } from "./managers.ts";

const REPLICAS = ["spec", "replicas"];

/** A manifest that was adjusted, and what the user should know of it. */
export interface Adjusted {
  manifest: Manifest;
  notes: readonly string[];
}

// Kinds whose replicas the server sets to 1 when nobody owns them.
const DEFAULTED = /^(?:apps\/.*\/(?:Deployment|StatefulSet|ReplicaSet)|v1\/ReplicationController)$/;

/** Keeps the live number that a manifest does not say any more: the server would reset it to 1. */
export function keepDroppedReplicas(wanted: Manifest, live: LiveObject, { ours, others }: Holders): Adjusted {
  const replicas = valueAt(live, REPLICAS);
  const kept =
    DEFAULTED.test(`${wanted.apiVersion}/${wanted.kind}`) &&
    valueAt(wanted, REPLICAS) === undefined &&
    typeof replicas === "number" &&
    replicas !== 1 &&
    fieldsAt(ours, REPLICAS) !== undefined &&
    fieldsAt(others, REPLICAS) === undefined;
  if (!kept) return { manifest: wanted, notes: [] };
  const spec = { ...(wanted["spec"] as object), replicas };
  const note = `spec.replicas is not in the manifest any more; it is kept at ${replicas}, since the server would reset it to 1: set it, or let an autoscaler own it`;
  return { manifest: { ...wanted, spec }, notes: [note] };
}

/** Leaves replicas that were ours, or are about to be, to the autoscaler that sets them now: it would set them again. */
export function leaveToAutoscaler(
  wanted: Manifest,
  live: LiveObject,
  { isOurs }: { isOurs: boolean },
): Adjusted {
  const replicas = valueAt(wanted, REPLICAS);
  const scaled = (live.metadata.managedFields ?? []).some(
    (entry) => isAutoscaler(entry) && fieldsAt(entry.fieldsV1 ?? {}, REPLICAS) !== undefined,
  );
  if (!isOurs || !scaled || replicas === undefined) return { manifest: wanted, notes: [] };
  const note = `spec.replicas is ${JSON.stringify(replicas)} in the manifest, but a HorizontalPodAutoscaler sets it: it is left at ${JSON.stringify(valueAt(live, REPLICAS))}; drop it from the manifest`;
  return { manifest: withoutField(wanted, "spec.replicas"), notes: [note] };
}

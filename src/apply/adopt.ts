/**
 * Taking over an object that somebody else made.
 *
 * The field sets of its former managers become ours, so that a field that the manifest drops is dropped from the object and
 * a changed value is no conflict. The API server does not merge two entries of one manager (the last wins), so we merge them.
 * @see https://kubernetes.io/docs/reference/using-api/server-side-apply/#upgrading-from-client-side-apply-to-server-side-apply
 */

import { type JsonPatchOperation, patch } from "../client/verbs.ts";
import { ProviderError } from "../errors.ts";
import type { JsonObject } from "../model/json.ts";
import type { LiveObject, ManagedFieldsEntry } from "../model/object.ts";
import { mergeFields } from "./managed-fields.ts";
import { describeOwner } from "./ownership.ts";
import { describeTarget, type Target } from "./target.ts";

const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

// Tools that write whole objects. Other managers (controllers, `kubectl label`) keep what they set.
const FORMER_MANAGERS =
  /^(?:kubectl|kubectl-client-side-apply|kubectl-create|kubectl-replace|kubectl-run|kubectl-expose|before-first-apply|helm|Terraform|alchemy-.*|pulumi-kubernetes.*|kustomize-controller)$/;

/**
 * Hands the fields of an object's former managers to ours.
 * @returns the object as it is then
 */
export async function handOver(target: Target, live: LiveObject, fieldManager: string): Promise<LiveObject> {
  const entries = live.metadata.managedFields ?? [];
  const operations: JsonPatchOperation[] = [
    { op: "test", path: "/metadata/resourceVersion", value: live.metadata.resourceVersion },
    { op: "replace", path: "/metadata/managedFields", value: merged(entries, live, fieldManager) },
  ];
  if (live.metadata.annotations?.[LAST_APPLIED] !== undefined) {
    operations.push({ op: "remove", path: `/metadata/annotations/${LAST_APPLIED.replaceAll("/", "~1")}` });
  }
  return patch(target.client, target.kind, target, operations, { fieldManager });
}

/**
 * Leaves an object of a controller alone: it would only be taken back, or made anew after it was replaced.
 * @throws {ProviderError} `not-owned`
 */
export function refuseControlled(target: Target, live: LiveObject): void {
  if (!live.metadata.ownerReferences?.some((reference) => reference.controller === true)) return;
  throw new ProviderError("not-owned", `it cannot be adopted, because it ${describeOwner(live)}`, {
    object: describeTarget(target),
    advice: "Change what controls it, or choose another name.",
  });
}

/** The field sets of the former managers as one entry of ours; all entries as they are when nobody is known. Pure. */
export function merged(
  entries: readonly ManagedFieldsEntry[],
  live: LiveObject,
  fieldManager: string,
): ManagedFieldsEntry[] {
  const whole = entries.filter((entry) => entry.subresource === undefined);
  const known = whole.filter(({ manager = "" }) => manager === fieldManager || FORMER_MANAGERS.test(manager));
  const former = known.length > 0 ? known : whole.filter((entry) => madeIt(entry, live));
  if (former.length === 0) return [...entries];
  const fieldsV1 = former.reduce<JsonObject>(
    (fields, entry) => mergeFields(fields, entry.fieldsV1 ?? {}),
    {},
  );
  const ours: ManagedFieldsEntry = {
    manager: fieldManager,
    operation: "Apply",
    apiVersion: former[0]?.apiVersion ?? live.apiVersion,
    time: former[0]?.time ?? live.metadata.creationTimestamp ?? new Date().toISOString(),
    fieldsType: "FieldsV1",
    fieldsV1,
  };
  return [...entries.filter((entry) => !former.includes(entry)), ours];
}

// These write into objects that others made, sometimes within the second of their creation.
// The binaries of k3s and rke2 are controller manager and scheduler in one.
const CONTROLLERS = /^kube-|^kwok$|^k3s$|^rke2|controller|operator|scheduler|webhook/;

// Whoever else wrote when the object was created made it, whatever the tool calls itself.
function madeIt(entry: ManagedFieldsEntry, live: LiveObject): boolean {
  return entry.time === live.metadata.creationTimestamp && !CONTROLLERS.test(entry.manager ?? "");
}

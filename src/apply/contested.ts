/**
 * Fields that a controller of the cluster rewrites whoever applied them, so that seeing it as drift would never end. Pure.
 *
 * `spec.taints` of a Node: the node lifecycle controller adds its own, and so owns the list, which is atomic.
 * `rules` of a ClusterRole with an aggregationRule: the aggregation controller replaces them.
 * @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/#aggregated-clusterroles
 */

import { isJsonObject, itemsAt, type JsonObject, sameJson, valueAt } from "../model/json.ts";
import { groupOf } from "../model/kind.ts";
import type { LiveObject, Manifest } from "../model/object.ts";

const TAINTS = ["spec", "taints"];

/** Whether a kind has fields that managedFields say nothing about, so that its objects are compared themselves. */
export function isContested({ group, kind }: { group: string; kind: string }): boolean {
  return group === "" && kind === "Node";
}

function isNode({ apiVersion, kind }: Pick<Manifest, "apiVersion" | "kind">): boolean {
  return kind === "Node" && isContested({ group: groupOf(apiVersion), kind });
}

/** A set of fields as far as it tells who changed the object. */
export function withoutContested(object: Manifest, fields: JsonObject): JsonObject {
  const spec = fields["f:spec"];
  if (!isNode(object) || !isJsonObject(spec)) return fields;
  const { "f:taints": _taints, ...others } = spec;
  const { "f:spec": _spec, ...rest } = fields;
  return Object.keys(others).length === 0 ? rest : { ...rest, "f:spec": others };
}

/** Whether the object still holds what the manifest says of a contested field, whatever else is there. */
export function holdsContested(live: LiveObject, manifest: Manifest): boolean {
  return !isNode(manifest) || lacking(live, manifest).length === 0;
}

/**
 * The manifest as it can be applied beside the controllers: a list of theirs is left to them while it holds what is wanted,
 * else completed; what they make themselves is not sent.
 */
export function besideControllers(
  manifest: Manifest,
  before?: { live: LiveObject; fieldManager: string },
): Manifest {
  if (isNode(manifest)) return before === undefined ? manifest : withSharedTaints(manifest, before);
  return withoutAggregated(manifest);
}

/** The manifest without the rules that the server makes of an `aggregationRule`; the same one when it has none. */
export function withoutAggregated(manifest: Manifest): Manifest {
  const aggregated = manifest.kind === "ClusterRole" && manifest["aggregationRule"] !== undefined;
  if (!aggregated || groupOf(manifest.apiVersion) !== "rbac.authorization.k8s.io") return manifest;
  const { rules: _rules, ...rest } = manifest;
  return rest;
}

function withSharedTaints(
  manifest: Manifest,
  { live, fieldManager }: { live: LiveObject; fieldManager: string },
): Manifest {
  const [wanted, theirs] = [taintsOf(manifest), taintsOf(live)];
  const { spec } = manifest;
  const shared = (live.metadata.managedFields ?? []).some(
    ({ manager, fieldsV1 }) =>
      manager !== fieldManager && valueAt(fieldsV1, ["f:spec", "f:taints"]) !== undefined,
  );
  if (wanted.length === 0 || !shared || !isJsonObject(spec)) return manifest;
  const { taints: _taints, ...rest } = spec;
  const missing = lacking(live, manifest);
  return { ...manifest, spec: missing.length === 0 ? rest : { ...rest, taints: [...theirs, ...missing] } };
}

function lacking(live: LiveObject, manifest: Manifest): JsonObject[] {
  const theirs = taintsOf(live);
  return taintsOf(manifest).filter((taint) => !theirs.some((other) => isSameTaint(taint, other)));
}

function isSameTaint(a: JsonObject, b: JsonObject): boolean {
  return ["key", "value", "effect"].every((field) => sameJson(a[field] ?? "", b[field] ?? ""));
}

function taintsOf(node: Manifest): JsonObject[] {
  return itemsAt(node, TAINTS);
}

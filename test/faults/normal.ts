/** Objects reduced to what must not depend on what went wrong on the way. Pure. */

/** A live object, as far as it is compared. */
export interface RawObject {
  metadata: {
    name: string;
    generation?: number;
    deletionTimestamp?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    ownerReferences?: { kind: string; name: string }[];
    finalizers?: string[];
    managedFields?: { manager?: string; operation?: string; subresource?: string }[];
  };
  [field: string]: unknown;
}

/** An object in its normal form. */
export interface Normal {
  id: string;
  value: unknown;
}

// Random, or written by controllers when it suits them.
const VOLATILE_ANNOTATIONS =
  /^(?:alchemy\.run\/owner|pv\.kubernetes\.io\/|volume\.|kwok|kubectl\.kubernetes\.io\/|deprecated\.|internal\.kro\.run|batch\.kubernetes\.io)/;
const VOLATILE_LABELS =
  /controller-uid|^applyset\.|^kro\.run\/|^internal\.kro\.run|pod-template-hash|^kubernetes\.io\/metadata/;
const VOLATILE_SPEC = new Set([
  "clusterIP",
  "clusterIPs",
  "volumeName",
  "nodeName",
  "ipFamilies",
  "conversion",
  "finalizers",
]);

/** Reduces an object; `undefined` for one that is the cluster's own. @param name the name of the case, written as `*` */
export function normalOf(object: RawObject, name: string): Normal | undefined {
  const { metadata, status, ...rest } = object;
  if (["kube-root-ca.crt", "default"].includes(metadata.name)) return undefined;
  const controller = metadata.ownerReferences?.[0];
  // Names of what controllers make are random, and its content is theirs: how many there are is what matters.
  if (controller !== undefined && ["ReplicaSet", "Job", "StatefulSet"].includes(controller.kind)) {
    return inNormalForm(
      { id: `${controller.kind}/${controller.name.replace(/-[0-9a-f]{6,10}$/, "")}`, value: phaseOf(status) },
      name,
    );
  }
  const { apiVersion: _version, kind: _kind, spec, revision, ...content } = rest;
  const value = {
    metadata: {
      labels: without(metadata.labels, VOLATILE_LABELS),
      annotations: without(metadata.annotations, VOLATILE_ANNOTATIONS),
      owners: metadata.ownerReferences?.map(({ kind, name }) => `${kind} ${name}`),
      managers: managersOf(metadata),
      dying: metadata.deletionTimestamp !== undefined,
    },
    spec: specOf(spec),
    revision,
    content,
  };
  return inNormalForm({ id: metadata.name, value }, name);
}

function phaseOf(status: unknown): unknown {
  return { phase: (status as { phase?: string } | undefined)?.phase };
}

/** Who applied the object, without the random part: one entry of ours, not two. */
function managersOf({ managedFields = [] }: RawObject["metadata"]): string[] {
  return managedFields
    .filter(({ manager = "", subresource }) => manager.startsWith("alchemy-") && subresource === undefined)
    .map(({ operation = "" }) => `alchemy ${operation}`);
}

function specOf(spec: unknown): unknown {
  if (typeof spec !== "object" || spec === null) return spec;
  return Object.fromEntries(
    Object.entries(spec).flatMap(([key, value]) => {
      if (VOLATILE_SPEC.has(key)) return [];
      return [[key, withoutUids(value)]];
    }),
  );
}

/** Jobs put the uid of their own into labels and selectors. */
function withoutUids(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUids);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !/controller-uid|^nodePort$/.test(key))
      .map(([key, inner]) => [key, withoutUids(inner)]),
  );
}

function without(
  entries: Record<string, string> | undefined,
  pattern: RegExp,
): Record<string, string> | undefined {
  if (entries === undefined) return undefined;
  return Object.fromEntries(Object.entries(entries).filter(([key]) => !pattern.test(key)));
}

function inNormalForm({ id, value }: Normal, name: string): Normal {
  // Each case has a proxy of its own, whose address programs may pass on.
  const text = JSON.stringify({ id, value })
    .replaceAll(name, "*")
    .replaceAll(/127\.0\.0\.1:\d+/g, "proxy");
  return JSON.parse(text) as Normal;
}

/** Where two snapshots differ, a line each. */
export function differences(wanted: Record<string, unknown>, found: Record<string, unknown>): string[] {
  const ids = [...new Set([...Object.keys(wanted), ...Object.keys(found)])].sort();
  return ids.flatMap((id) => {
    if (!(id in found)) return [`${id} is missing`];
    if (!(id in wanted)) return [`${id} should not be there`];
    return valueDifferences(id, wanted[id], found[id]);
  });
}

function valueDifferences(path: string, wanted: unknown, found: unknown): string[] {
  if (Bun.deepEquals(wanted, found)) return [];
  const both = [wanted, found];
  if (both.every((value) => typeof value === "object" && value !== null && !Array.isArray(value))) {
    const [a, b] = both as [Record<string, unknown>, Record<string, unknown>];
    const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
    return keys.flatMap((key) => valueDifferences(`${path}.${key}`, a[key], b[key]));
  }
  return [`${path}: wanted ${JSON.stringify(wanted)}, found ${JSON.stringify(found)}`];
}

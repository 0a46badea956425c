/**
 * Immutable fields: whether a refused update can only be had by replacing the object.
 *
 * A refusal counts as immutability when a cause says so *and* the same manifest is valid on its own, which a create-only dry
 * run under another name proves. Without the proof a typo would delete something: update validation may stop at "immutable"
 * before it looks at the value.
 */

import { apply as requestApply, get } from "../client/verbs.ts";
import { type ApiError, ApiError as ApiErrorClass, type StatusCause } from "../errors.ts";
import { isJsonObject, textAt, valueAt } from "../model/json.ts";
import type { Kind } from "../model/kind.ts";
import type { LiveObject, Manifest } from "../model/object.ts";
import { unkeptFields } from "./ignored-fields.ts";
import type { Target } from "./target.ts";

const SAYS_IMMUTABLE =
  /immutable|may not change|cannot change|can ?not be (?:changed|updated|modified)|may not be changed|updates? to .*(?:is|are) forbidden|updates may not change|in tandem with/i;

// Fields whose refusal does not say "immutable". Keyed by group/Kind; each is a prefix of the cause's field.
const immutableFields: Readonly<Record<string, readonly string[] | undefined>> = {
  "/PersistentVolumeClaim": ["spec"],
  "/Service": [
    "spec.clusterIPs[0]",
    "spec.clusterIP",
    "spec.ipFamilies[0]",
    "spec.loadBalancerClass",
    "spec.healthCheckNodePort",
  ],
  "apps/StatefulSet": ["spec"],
  "batch/Job": [
    "spec.template",
    "spec.completions",
    "spec.completionMode",
    "spec.selector",
    "spec.podFailurePolicy",
  ],
};

/** Whether a cause says that a field may not change. */
export function isImmutableCause(kind: Pick<Kind, "group" | "kind">, cause: StatusCause): boolean {
  if (cause.reason !== "FieldValueInvalid" && cause.reason !== "FieldValueForbidden") return false;
  if (SAYS_IMMUTABLE.test(cause.message ?? "")) return true;
  const fields = immutableFields[`${kind.group}/${kind.kind}`] ?? [];
  return (
    cause.reason === "FieldValueForbidden" && fields.some((field) => cause.field?.startsWith(field) === true)
  );
}

/** Whether a claim may not grow yet: refused as immutable, but replacing it would be wrong. */
function isPendingClaim(live: LiveObject): boolean {
  return live.kind === "PersistentVolumeClaim" && valueAt(live, ["status", "phase"]) === "Pending";
}

/**
 * Decides whether a refused update means that the object must be replaced.
 * @param refusal the 422 that the update, or its dry run, was answered with
 * @returns the immutable fields, none when the manifest is invalid for another reason or the proof failed
 */
export async function provenImmutable(
  target: Target,
  live: LiveObject,
  manifest: Manifest,
  context: { refusal: ApiError; fieldManager: string; secrets: readonly string[] },
): Promise<string[]> {
  const causes = context.refusal.causes.filter((cause) => isImmutableCause(target.kind, cause));
  if (causes.length === 0 || isPendingClaim(live)) return [];
  if (!(await isValidOnItsOwn(target, live, manifest, context))) return [];
  return [...new Set(causes.map((cause) => cause.field ?? "spec"))];
}

/**
 * Whether a manifest could be created, had the live object not been there: proven by a dry run under another name.
 * A proof that the server does not permit (a quota) counts as failed.
 */
export async function isValidOnItsOwn(
  target: Target,
  live: LiveObject,
  manifest: Manifest,
  context: { fieldManager: string; secrets: readonly string[] },
): Promise<boolean> {
  const candidate = candidateOf(manifest, live);
  if (!(await pinnedAddressIsFree(target, candidate, live))) return false;
  try {
    const how = { ...context, createOnly: true, dryRun: true };
    const { object } = await requestApply(target.client, target.kind, candidate, how);
    return unkeptFields(candidate, object).wrapped.length === 0;
  } catch (error) {
    if (error instanceof ApiErrorClass && error.status >= 400 && error.status < 500) return false;
    throw error;
  }
}

/** The manifest under another name of the same length, without what only one object can hold. */
function candidateOf(manifest: Manifest, live: LiveObject): Manifest {
  const candidate = structuredClone(manifest);
  candidate.metadata = { ...candidate.metadata, name: otherName(manifest.metadata.name) };
  delete candidate.metadata.uid;
  if (manifest.kind === "CustomResourceDefinition") renameDefinition(candidate);
  if (manifest.kind === "Service") dropHeldPorts(candidate, live);
  return candidate;
}

function otherName(name: string): string {
  const random = Math.random().toString(36).slice(2).padEnd(8, "0");
  const tail = random.slice(0, Math.min(8, Math.max(1, name.length - 1)));
  return `x${name.slice(1, Math.max(1, name.length - tail.length))}${tail}`.slice(
    0,
    Math.max(name.length, 2),
  );
}

// The name must be `<plural>.<group>`, and short names are taken by the live definition.
function renameDefinition(candidate: Manifest): void {
  const spec = candidate["spec"];
  const names = isJsonObject(spec) ? spec["names"] : undefined;
  if (!isJsonObject(spec) || !isJsonObject(names)) return;
  const plural = otherName(textAt(names, ["plural"], ""));
  names["plural"] = plural;
  delete names["shortNames"];
  candidate.metadata.name = `${plural}.${textAt(spec, ["group"], "")}`;
}

// A node port that the live Service holds would be refused as allocated.
function dropHeldPorts(candidate: Manifest, live: LiveObject): void {
  const held = new Set(portsOf(live).map((port) => port["nodePort"]));
  for (const port of portsOf(candidate)) if (held.has(port["nodePort"])) delete port["nodePort"];
}

function portsOf(service: Manifest): Record<string, unknown>[] {
  const ports = valueAt(service, ["spec", "ports"]);
  return Array.isArray(ports) ? ports.filter(isJsonObject) : [];
}

// The dry run accepts an address that another Service holds; the real create would refuse it, after the old one is gone.
async function pinnedAddressIsFree(target: Target, candidate: Manifest, live: LiveObject): Promise<boolean> {
  const address = valueAt(candidate, ["spec", "clusterIP"]);
  if (candidate.kind !== "Service" || typeof address !== "string" || address === "" || address === "None")
    return true;
  if (address === valueAt(live, ["spec", "clusterIP"])) return true;
  const kind: Kind = {
    group: "networking.k8s.io",
    version: "v1",
    kind: "IPAddress",
    plural: "ipaddresses",
    namespaced: false,
  };
  return (await get(target.client, kind, { name: address })) === undefined;
}

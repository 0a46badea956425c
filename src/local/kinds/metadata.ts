/** Validation of `metadata`, the same for all kinds but for the name. Pure. */

import type { ObjectMeta, OwnerReference } from "../../model/object.ts";
import { sameJson } from "../../model/json.ts";
import { groupOf, versionOf } from "../../model/kind.ts";
import {
  addInvalid,
  addNegative,
  forbiddenCause,
  goJson,
  invalid,
  required,
  tooLong,
  type Causes,
} from "./cause.ts";
import type { Loose } from "./fields.ts";
import { byteLength, dnsLabel, labelValue, qualifiedName, type NameRule } from "./names.ts";

/** What is checked of `metadata`; anything of it may be absent. */
export interface Metadata extends Pick<
  ObjectMeta,
  | "name"
  | "generateName"
  | "namespace"
  | "uid"
  | "generation"
  | "creationTimestamp"
  | "deletionTimestamp"
  | "deletionGracePeriodSeconds"
  | "finalizers"
> {
  labels?: Readonly<Record<string, string | undefined>>;
  annotations?: Readonly<Record<string, string | undefined>>;
  ownerReferences?: readonly Loose<OwnerReference>[];
}

const ANNOTATIONS_LIMIT = 256 * 1024;
const STANDARD_FINALIZERS = new Set(["kubernetes", "orphan", "foregroundDeletion"]);

/** How the metadata of a kind is checked. */
export interface MetadataRules {
  name: NameRule;
  namespaced: boolean;
  /** Whether finalizers must be standard ones or have a domain: what the core validation asks for, other groups do not. @default true */
  strictFinalizers?: boolean;
}

/** Checks the metadata of an object. */
export function addMetadata(to: Causes, metadata: Metadata | undefined, rules: MetadataRules): void {
  const { name = "", generateName = "", generation } = metadata ?? {};
  if (generateName !== "") {
    // The end is drawn by lot: a dash before it is fine.
    const start = /.-$/.test(generateName) ? `${generateName.slice(0, -2)}a` : generateName;
    addInvalid(to, "metadata.generateName", { value: generateName, wrong: rules.name(start) });
  }
  if (name === "") to.push(required("metadata.name", "name or generateName is required"));
  else addInvalid(to, "metadata.name", { value: name, wrong: rules.name(name) });
  addNamespace(to, metadata?.namespace ?? "", rules.namespaced);
  addNegative(to, "metadata.generation", generation);
  addLabels(to, "metadata.labels", metadata?.labels);
  addAnnotations(to, "metadata.annotations", metadata?.annotations);
  addOwners(to, metadata?.ownerReferences ?? []);
  addFinalizers(to, metadata?.finalizers ?? []);
  if (rules.strictFinalizers !== false) addFinalizerDomains(to, metadata?.finalizers ?? []);
}

function addNamespace(to: Causes, namespace: string, namespaced: boolean): void {
  const field = "metadata.namespace";
  if (!namespaced) {
    if (namespace !== "") to.push(forbiddenCause(field, "not allowed on this type"));
  } else if (namespace === "") to.push(required(field));
  else addInvalid(to, field, { value: namespace, wrong: dnsLabel(namespace) });
}

/** Checks what an update may do to metadata, as kinds of Kubernetes itself do: their finalizers have a domain. */
export function addStrictUpdate(
  to: Causes,
  metadata: Metadata | undefined,
  before: Metadata | undefined,
): void {
  addMetadataUpdate(to, metadata, before);
  addFinalizerDomains(to, metadata?.finalizers ?? []);
}

/** Checks what an update may do to metadata of any kind. */
export function addMetadataUpdate(
  to: Causes,
  metadata: Metadata | undefined,
  before: Metadata | undefined,
): void {
  const [now, old] = [metadata ?? {}, before ?? {}];
  if (old.deletionTimestamp !== undefined) {
    const added = (now.finalizers ?? []).filter((one) => !(old.finalizers ?? []).includes(one));
    if (added.length > 0)
      to.push(
        forbiddenCause(
          "metadata.finalizers",
          `no new finalizers can be added if the object is being deleted, found new finalizers []string{${[
            ...added,
          ]
            .sort()
            .map((one) => JSON.stringify(one))
            .join(", ")}}`,
        ),
      );
  }
  for (const field of ["name", "namespace", "uid", "creationTimestamp", "deletionTimestamp"] as const)
    if ((now[field] ?? "") !== (old[field] ?? ""))
      to.push(
        invalid(`metadata.${field}`, now[field] ?? (field.endsWith("Timestamp") ? null : ""), IMMUTABLE),
      );
  if (now.deletionGracePeriodSeconds !== old.deletionGracePeriodSeconds)
    to.push(
      invalid("metadata.deletionGracePeriodSeconds", now.deletionGracePeriodSeconds ?? null, IMMUTABLE),
    );
  addLabels(to, "metadata.labels", now.labels);
  addAnnotations(to, "metadata.annotations", now.annotations);
  addOwners(to, now.ownerReferences ?? []);
}

export const IMMUTABLE = "field is immutable";

/** Refuses a change. @param shown what the message shows @default the value */
export function addImmutable(
  to: Causes,
  field: string,
  { value, before, shown = value }: { value: unknown; before: unknown; shown?: unknown },
): void {
  if (!sameJson(value ?? null, before ?? null)) to.push(invalid(field, shown ?? null, IMMUTABLE));
}

export function addLabels(
  to: Causes,
  field: string,
  labels: Readonly<Record<string, string | undefined>> | null | undefined,
): void {
  for (const key in labels) {
    addInvalid(to, field, { value: key, wrong: qualifiedName(key) });
    const value = labels[key] ?? "";
    addInvalid(to, field, { value, wrong: labelValue(value) });
  }
}

export function addAnnotations(
  to: Causes,
  field: string,
  annotations: Readonly<Record<string, string | undefined>> | null | undefined,
): void {
  let size = 0;
  for (const key in annotations) {
    addInvalid(to, field, { value: key, wrong: qualifiedName(key.toLowerCase()) });
    size += key.length + (annotations[key] ?? "").length;
  }
  if (size * 3 <= ANNOTATIONS_LIMIT) return;
  const bytes = Object.entries(annotations ?? {}).reduce(
    (sum, [key, value = ""]) => sum + byteLength(key) + byteLength(value),
    0,
  );
  if (bytes > ANNOTATIONS_LIMIT) to.push(tooLong(field, ANNOTATIONS_LIMIT));
}

function addOwners(to: Causes, owners: readonly Loose<OwnerReference>[]): void {
  const field = "metadata.ownerReferences";
  let first: string | undefined;
  for (const { apiVersion = "", kind = "", name = "", uid = "", controller } of owners) {
    if (versionOf(apiVersion) === "")
      to.push(invalid(`${field}.apiVersion`, apiVersion, "version must not be empty"));
    for (const [part, value] of Object.entries({ kind, name, uid }))
      if (value === "") to.push(invalid(`${field}.${part}`, value, "must not be empty"));
    if (groupOf(apiVersion) === "" && kind === "Event")
      to.push(
        invalid(field, { apiVersion, kind, name, uid }, `/v1, Kind=Event is disallowed from being an owner`),
      );
    if (controller !== true) continue;
    const described = `${kind}/${name}`;
    if (first === undefined) first = described;
    else
      to.push({
        ...invalid(field, "", ""),
        message: `Invalid value: ${goJson(owners)}: Only one reference can have Controller set to true. Found "true" in references for ${first} and ${described}`,
      });
  }
}

function addFinalizers(to: Causes, finalizers: readonly string[]): void {
  const field = "metadata.finalizers";
  for (const finalizer of finalizers)
    addInvalid(to, field, { value: finalizer, wrong: qualifiedName(finalizer) });
  if (finalizers.includes("orphan") && finalizers.includes("foregroundDeletion"))
    to.push(invalid(field, finalizers, "finalizer orphan and foregroundDeletion cannot be both set"));
}

function addFinalizerDomains(to: Causes, finalizers: readonly string[]): void {
  for (const [index, finalizer] of finalizers.entries())
    addFinalizerDomain(to, `metadata.finalizers[${index}]`, finalizer);
}

/** A finalizer has a domain, or is one of Kubernetes' own. */
export function addFinalizerDomain(to: Causes, field: string, finalizer: string): void {
  if (finalizer.includes("/") || STANDARD_FINALIZERS.has(finalizer)) return;
  to.push(invalid(field, finalizer, "name is neither a standard finalizer name nor is it fully qualified"));
}

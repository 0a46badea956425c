/** Replacing an object: what an update may change, what stays, validation, storing, and the end of a deletion. */

import { valueAt, type JsonObject } from "../../model/json.ts";
import type { LiveObject, Manifest } from "../../model/object.ts";
import { keepTimes } from "../apply/index.ts";
import type { ServedKind } from "../kinds/served-kind.ts";
import { conflict, invalid, type StatusCause } from "../status.ts";
import { throughEndpoint } from "./endpoint.ts";
import { fromStorage, refused, toStorage, type Environment } from "./environment.ts";
import { nextGeneration } from "./generation.ts";
import { metadataCauses, metadataUpdateCauses, type FullMeta } from "./metadata.ts";
import { NAMESPACES } from "./namespace-lifecycle.ts";
import type { WriteOptions, Written } from "./objects.ts";
import { clone } from "./plain.ts";

/** Kinds that are updated only by those who say which revision they have seen. */
const NEEDS_REVISION: ReadonlySet<string> = new Set([
  "certificates.k8s.io/clustertrustbundles",
  "node.k8s.io/runtimeclasses",
  "policy/poddisruptionbudgets",
  "storage.k8s.io/csidrivers",
  "storage.k8s.io/csistoragecapacities",
  "storage.k8s.io/volumeattachments",
  "storage.k8s.io/csinodes",
  "coordination.k8s.io/leases",
  "admissionregistration.k8s.io/validatingadmissionpolicies",
  "admissionregistration.k8s.io/mutatingadmissionpolicies",
  "admissionregistration.k8s.io/mutatingwebhookconfigurations",
  "admissionregistration.k8s.io/validatingwebhookconfigurations",
  "admissionregistration.k8s.io/mutatingadmissionpolicybindings",
  "admissionregistration.k8s.io/validatingadmissionpolicybindings",
  "apiextensions.k8s.io/customresourcedefinitions",
]);

/** One object on its way to replace another. */
export interface Replacement {
  /** As it is stored. */
  previous: LiveObject;
  /** In the kind's version, with its managedFields. */
  next: Manifest;
  options: WriteOptions;
  /** Whether Kubernetes serves the kind itself. */
  builtIn: boolean;
}

/**
 * Stores what shall replace an object; removes the object when it only waited for its last finalizer.
 * @throws {StatusError} 409 when another revision was meant, 422
 */
export function replace(environment: Environment, kind: ServedKind, replacement: Replacement): Written {
  const { previous, options } = replacement;
  const sent = clone(toStorage(kind, replacement.next));
  refuseOtherRevision(kind, sent, replacement);
  const next = throughEndpoint(kind, options, { sent, previous });
  fillMetadata(next, previous);
  if (isMain(options)) kind.rules.prepare?.(next, previous, environment);
  setGeneration(next, nextGeneration(kind, next, previous));
  const causes = causesOf(environment, kind, { next, replacement });
  if (causes.length > 0) throw invalid(kind, previous.metadata.name, causes);
  if (isMain(options)) environment.admit?.(kind.resource, next, previous);
  if (isOver(kind, next, previous)) return ended(environment, kind, { next, previous, options });
  const kept = keepTimes(previous as LiveObject & JsonObject, next as Manifest & JsonObject);
  if (kept === previous) return { object: fromStorage(kind, previous), created: false, changed: false };
  const object = kept as LiveObject & JsonObject;
  const written = options.dryRun === true ? object : environment.store.put(kind.resource, object);
  return { object: fromStorage(kind, written), created: false, changed: true };
}

function isMain({ subresource }: WriteOptions): boolean {
  return subresource === undefined || subresource === "scale";
}

function refuseOtherRevision(kind: ServedKind, sent: Manifest, { previous, builtIn }: Replacement): void {
  const { name, resourceVersion } = previous.metadata;
  const seen = sent.metadata.resourceVersion ?? "";
  if (seen === "" || seen === "0") {
    if (builtIn && !NEEDS_REVISION.has(kind.resource)) return;
    const message = "Invalid value: 0: must be specified for an update";
    const cause = { reason: "FieldValueInvalid", message, field: "metadata.resourceVersion" };
    throw invalid({ group: kind.group, kind: kind.plural }, name, [cause]);
  }
  if (seen === resourceVersion) return;
  throw conflict(
    refused(kind, name),
    "the object has been modified; please apply your changes to the latest version and try again",
  );
}

/** @param next is changed */
function fillMetadata(next: Manifest, previous: LiveObject): void {
  const metadata: FullMeta = next.metadata;
  const old: FullMeta = previous.metadata;
  metadata.resourceVersion = previous.metadata.resourceVersion;
  if ((metadata.uid ?? "") === "") metadata.uid = previous.metadata.uid;
  if ((metadata.namespace ?? "") === "" && old.namespace !== undefined) metadata.namespace = old.namespace;
  if (old.creationTimestamp !== undefined) metadata.creationTimestamp = old.creationTimestamp;
  if (old.deletionTimestamp !== undefined) metadata.deletionTimestamp = old.deletionTimestamp;
  if (old.deletionGracePeriodSeconds !== undefined)
    metadata.deletionGracePeriodSeconds ??= old.deletionGracePeriodSeconds;
  setGeneration(next, old.generation);
}

function setGeneration({ metadata }: Manifest, generation: number | undefined): void {
  if (generation === undefined) delete metadata.generation;
  else metadata.generation = generation;
}

function causesOf(
  environment: Environment,
  { rules, namespaced }: ServedKind,
  { next, replacement: { previous, options } }: { next: Manifest; replacement: Replacement },
): StatusCause[] {
  const causes = [...metadataCauses(next, namespaced), ...metadataUpdateCauses(next, previous)];
  if (options.subresource === "status") causes.push(...(rules.validateStatus?.(next, previous) ?? []));
  else if (isMain(options))
    causes.push(...(rules.validateUpdate?.(next, previous, { ...environment, warn: options.warn }) ?? []));
  return causes;
}

/** Whether nothing keeps an object any more that was deleted before. */
export function isOver(kind: ServedKind, next: Manifest, previous: LiveObject): boolean {
  const old: FullMeta = previous.metadata;
  if (old.deletionTimestamp === undefined || (old.deletionGracePeriodSeconds ?? 0) > 0) return false;
  if ((next.metadata.finalizers ?? []).length > 0) return false;
  if (kind.resource !== NAMESPACES) return true;
  const finalizers = valueAt(next, ["spec", "finalizers"]);
  return !Array.isArray(finalizers) || finalizers.length === 0;
}

function ended(
  environment: Environment,
  kind: ServedKind,
  { next, previous, options }: { next: Manifest; previous: LiveObject; options: WriteOptions },
): Written {
  if (options.dryRun !== true) {
    environment.store.remove(kind.resource, previous);
    kind.rules.released?.(previous, environment);
  }
  return { object: fromStorage(kind, next as LiveObject), created: false, changed: true };
}

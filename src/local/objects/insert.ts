/** Making objects: names, what the server fills in, validation, storing. */

import { apiVersionOf } from "../../model/kind.ts";
import type { LiveObject, Manifest } from "../../model/object.ts";
import { timestamp } from "../clock.ts";
import type { ServedKind } from "../kinds/served-kind.ts";
import { alreadyExists, invalid, StatusError } from "../status.ts";
import { fromStorage, refused, stored, toStorage, type Environment } from "./environment.ts";
import { firstGeneration } from "./generation.ts";
import { dropRepeatedOwners, metadataCauses, type FullMeta } from "./metadata.ts";
import { admitToNamespace } from "./namespace-lifecycle.ts";
import type { WriteOptions, Written } from "./objects.ts";
import { clone } from "./plain.ts";

/** Kinds whose new objects keep the status that they come with. */
const REPORTS_ITSELF: ReadonlySet<string> = new Set(["/nodes"]);

/** How long the beginning of a generated name may be, and how long its end is. */
const GENERATED = { base: 58, suffix: 5, attempts: 8 };

/** Takes away what clients may not set. @param metadata is changed */
export function wipeSystemFields(metadata: FullMeta): void {
  delete metadata.creationTimestamp;
  delete metadata.uid;
  delete metadata.deletionTimestamp;
  delete metadata.deletionGracePeriodSeconds;
  delete metadata.selfLink;
}

/**
 * Stores a new object.
 * @param object in the kind's version, with its managedFields; nobody else holds it
 * @throws {StatusError} 404 and 403 about its namespace, 422, 409 when it exists
 */
export function insert(
  environment: Environment,
  kind: ServedKind,
  { object, options }: { object: Manifest; options: WriteOptions },
): Written {
  const metadata: FullMeta & { name: string } = object.metadata;
  const { generateName = "" } = metadata;
  const name = nameIn(metadata);
  admitToNamespace(environment.store, kind, {
    ...(metadata.namespace === undefined ? {} : { namespace: metadata.namespace }),
    name: name === "" ? generateName : name,
  });
  warnOfRepeatedOwners(object, options);
  delete metadata.selfLink;
  metadata.uid = environment.chance.uid();
  metadata.creationTimestamp = timestamp(environment.clock.now());
  if (name === "" && generateName !== "") metadata.name = generatedName(environment, kind, metadata);
  const kept = prepared(environment, kind, { object: toStorage(kind, object), warn: options.warn });
  try {
    if ((metadata.resourceVersion ?? "") !== "") throw hasRevision();
    refuseExisting(environment, kind, kept.metadata);
    const object = options.dryRun === true ? kept : environment.store.put(kind.resource, kept);
    if (options.dryRun === true) kind.rules.released?.(kept, environment);
    return { object: fromStorage(kind, object), created: true, changed: true };
  } catch (error) {
    if (error instanceof StatusError) kind.rules.released?.(kept, environment);
    throw error;
  }
}

function prepared(
  environment: Environment,
  kind: ServedKind,
  { object, warn }: { object: Manifest; warn: WriteOptions["warn"] },
): LiveObject {
  const { rules, subresources, resource } = kind;
  const { metadata } = object;
  if (subresources.has("status") && !REPORTS_ITSELF.has(resource)) {
    const status = emptyStatus(kind);
    if (status === undefined) delete object["status"];
    else object["status"] = clone(status);
  }
  const generation = firstGeneration(kind);
  if (generation !== undefined) metadata.generation = generation;
  rules.prepare?.(object, undefined, environment);
  const causes = rules.validate?.(object, { ...environment, warn }) ?? [];
  if (causes.length === 0) causes.push(...metadataCauses(object, kind.namespaced));
  if (causes.length > 0) {
    rules.released?.(object as LiveObject, environment);
    throw invalid(kind, nameIn(metadata), causes);
  }
  try {
    environment.admit?.(resource, object);
  } catch (error) {
    rules.released?.(object as LiveObject, environment);
    throw error;
  }
  return object as LiveObject;
}

/** The API server says no more than this. */
function hasRevision(): StatusError {
  return new StatusError({
    code: 500,
    message: "resourceVersion should not be set on objects to be created",
  });
}

const emptyStatuses = new WeakMap<ServedKind, { status: unknown }>();

/** What Go writes of a status that nothing was said of: not all of them are left out. */
function emptyStatus(kind: ServedKind): unknown {
  let known = emptyStatuses.get(kind);
  if (known === undefined) {
    const empty = { apiVersion: apiVersionOf(kind), kind: kind.kind, metadata: {} };
    known = { status: kind.decode?.(empty).object["status"] };
    emptyStatuses.set(kind, known);
  }
  return known.status;
}

/** Objects that controllers make: no defaults, no validation. @param object nobody else holds it */
export function insertTrusted(environment: Environment, kind: ServedKind, object: Manifest): LiveObject {
  const metadata: FullMeta & { name: string } = object.metadata;
  const { generateName = "" } = metadata;
  const name = nameIn(metadata);
  admitToNamespace(environment.store, kind, metadata);
  metadata.uid = environment.chance.uid();
  metadata.creationTimestamp = timestamp(environment.clock.now());
  if (name === "" && generateName !== "") metadata.name = generatedName(environment, kind, metadata);
  const generation = firstGeneration(kind);
  if (generation !== undefined) metadata.generation = generation;
  refuseExisting(environment, kind, metadata);
  kind.rules.prepare?.(object, undefined, environment);
  environment.admit?.(kind.resource, object);
  return object as LiveObject;
}

/** @throws {StatusError} 409 */
function refuseExisting(
  environment: Environment,
  kind: ServedKind,
  metadata: FullMeta & { name: string },
): void {
  const { name, namespace, generateName = "" } = metadata;
  const found = stored(environment, kind, { name, ...(namespace === undefined ? {} : { namespace }) });
  if (found === undefined) return;
  const { status } = alreadyExists(refused(kind, name));
  const message =
    generateName === ""
      ? status.message
      : `${status.message}, the server was not able to generate a unique name for the object`;
  const details = generateName === "" ? status.details : { ...status.details, retryAfterSeconds: 1 };
  const dying = found.metadata.deletionTimestamp === undefined ? "" : "object is being deleted: ";
  throw new StatusError({ ...status, message: `${dying}${message}`, details });
}

/** Absent until it is generated. */
function nameIn({ name }: { name?: string }): string {
  return name ?? "";
}

function generatedName(environment: Environment, kind: ServedKind, metadata: FullMeta): string {
  const base = (metadata.generateName ?? "").slice(0, GENERATED.base);
  const { namespace } = metadata;
  let name = "";
  for (let attempt = 0; attempt < GENERATED.attempts; attempt += 1) {
    name = `${base}${environment.chance.suffix(GENERATED.suffix)}`;
    if (stored(environment, kind, { name, ...(namespace === undefined ? {} : { namespace }) }) === undefined)
      break;
  }
  return name;
}

/** Drops owner references that are there twice, and says so. @param object is changed */
export function warnOfRepeatedOwners({ metadata }: Manifest, options: WriteOptions): void {
  const dropped = dropRepeatedOwners(metadata);
  if (dropped.length === 0) return;
  options.warn?.(
    `.metadata.ownerReferences contains duplicate entries; API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: ${dropped.join(", ")}`,
  );
}

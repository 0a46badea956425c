/**
 * Writes of the cluster's own controllers: they make no mistakes, so nothing is defaulted, validated or copied, and
 * managedFields are computed when somebody reads them.
 */

import type { LiveObject, Manifest } from "../../model/object.ts";
import type { ServedKind } from "../kinds/served-kind.ts";
import { conflict } from "../status.ts";
import { withoutManagedFields } from "../store/lazy.ts";
import { existing, fromStorage, refused, toStorage, type Environment } from "./environment.ts";
import { nextGeneration } from "./generation.ts";
import { insertTrusted } from "./insert.ts";
import type { FullMeta } from "./metadata.ts";
import type { WriteOptions, Written } from "./objects.ts";
import { clone, same } from "./plain.ts";
import { isOver } from "./replace.ts";
import { trackLater } from "./untracked.ts";

/** @throws {StatusError} 409 when it exists, 404 and 403 about its namespace */
export function createTrusted(
  environment: Environment,
  kind: ServedKind,
  { manifest, options }: { manifest: Manifest; options: WriteOptions },
): Written {
  const made = insertTrusted(environment, kind, clone(toStorage(kind, manifest)));
  delete made.metadata.managedFields;
  trackLater(environment, kind, { previous: undefined, next: made, options });
  const object = options.dryRun === true ? made : environment.store.put(kind.resource, made, true);
  return { object: fromStorage(kind, object), created: true, changed: true };
}

/** @throws {StatusError} 404; 409 when the object was read before its last write */
export function replaceTrusted(
  environment: Environment,
  kind: ServedKind,
  { manifest, options }: { manifest: Manifest; options: WriteOptions },
): Written {
  const sent = toStorage(kind, manifest);
  const { name, namespace } = sent.metadata;
  const previous = existing(environment, kind, namespace === undefined ? { name } : { namespace, name });
  refuseStale(kind, sent, previous);
  const next = options.subresource === "status" ? withStatus(sent, previous) : withSpec(kind, sent, previous);
  const unchanged = { object: fromStorage(kind, previous), created: false, changed: false };
  if (next === undefined) return unchanged;
  if (options.subresource !== "status" && isOver(kind, next, previous)) {
    environment.store.remove(kind.resource, previous);
    kind.rules.released?.(previous, environment);
    return { ...unchanged, changed: true };
  }
  trackLater(environment, kind, { previous, next, options });
  const object = options.dryRun === true ? next : environment.store.put(kind.resource, next, true);
  return { object: fromStorage(kind, object), created: false, changed: true };
}

function refuseStale(kind: ServedKind, sent: Manifest, previous: LiveObject): void {
  const { resourceVersion = "", uid } = sent.metadata;
  if (resourceVersion !== "" && resourceVersion !== previous.metadata.resourceVersion)
    throw conflict(
      refused(kind, sent.metadata.name),
      "the object has been modified; please apply your changes to the latest version and try again",
    );
  if (uid !== undefined && uid !== previous.metadata.uid)
    throw conflict(refused(kind, sent.metadata.name), `the object has been replaced: its UID was ${uid}`);
}

/** Some controllers keep an annotation with the status, so labels and annotations are taken over too. */
function withStatus(sent: Manifest, previous: LiveObject): LiveObject | undefined {
  const { labels, annotations } = sent.metadata;
  const old = previous.metadata;
  const sameMeta = same(labels, old.labels) && same(annotations, old.annotations);
  if (sameMeta && same(sent["status"], previous["status"])) return undefined;
  const metadata = withoutManagedFields(old);
  if (!sameMeta) setTexts(metadata, { labels, annotations });
  return { ...previous, metadata, status: sent["status"] };
}

function setTexts(
  metadata: FullMeta,
  { labels, annotations }: Pick<FullMeta, "labels" | "annotations">,
): void {
  if (labels === undefined) delete metadata.labels;
  else metadata.labels = labels;
  if (annotations === undefined) delete metadata.annotations;
  else metadata.annotations = annotations;
}

/** What only the server decides about metadata. */
const SERVER = [
  "namespace",
  "uid",
  "resourceVersion",
  "generation",
  "creationTimestamp",
  "deletionTimestamp",
  "deletionGracePeriodSeconds",
] as const;

function withSpec(kind: ServedKind, sent: Manifest, previous: LiveObject): LiveObject | undefined {
  const metadata = definedOnly({ ...withoutManagedFields(previous.metadata), ...withoutOwn(sent) });
  const old: FullMeta = previous.metadata;
  for (const field of SERVER)
    if (old[field] === undefined) delete metadata[field];
    else Object.assign(metadata, { [field]: old[field] });
  const next = { ...sent, metadata } as LiveObject;
  if (kind.subresources.has("status"))
    if (previous["status"] === undefined) delete next["status"];
    else next["status"] = previous["status"];
  if (same(next, { ...previous, metadata: withoutManagedFields(previous.metadata) })) return undefined;
  const generation = nextGeneration(kind, next, previous);
  if (generation !== undefined) metadata.generation = generation;
  return next;
}

function withoutOwn({ metadata }: Manifest): LiveObject["metadata"] {
  return withoutManagedFields(metadata as LiveObject["metadata"]);
}

function definedOnly(metadata: LiveObject["metadata"]): LiveObject["metadata"] & FullMeta {
  for (const [name, value] of Object.entries(metadata))
    if (value === undefined) delete metadata[name as keyof typeof metadata];
  return metadata;
}

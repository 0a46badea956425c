/**
 * The revision of a ConfigMap's or Secret's content: a counter in an annotation that our own writes raise.
 * Workloads name it in their pod template, so that pods roll when the content changed; a digest of it would leak secrets. Pure.
 */

import { groupOf } from "../model/kind.ts";
import { sameJson } from "../model/json.ts";
import type { Manifest, ObjectMeta } from "../model/object.ts";

const REVISION = "alchemy.run/revision";

/** Whether objects of the kind carry a revision. */
export function hasRevision(manifest: Pick<Manifest, "apiVersion" | "kind">): boolean {
  return groupOf(manifest.apiVersion) === "" && (manifest.kind === "ConfigMap" || manifest.kind === "Secret");
}

/** The revision that an object carries, 0 when none. */
export function revisionOf(object: { metadata: ObjectMeta }): number {
  const value = Number(object.metadata.annotations?.[REVISION] ?? "0");
  return Number.isSafeInteger(value) && value > 0 ? value : 0;
}

/** The manifest with a revision, for kinds that have one. */
export function withRevision(manifest: Manifest, revision: number): Manifest {
  if (!hasRevision(manifest)) return manifest;
  const annotations = { ...manifest.metadata.annotations, [REVISION]: String(revision) };
  return { ...manifest, metadata: { ...manifest.metadata, annotations } };
}

/** Whether two objects hold different content. */
export function contentDiffers(a: Manifest, b: Manifest): boolean {
  return !sameJson([a["data"] ?? {}, a["binaryData"] ?? {}], [b["data"] ?? {}, b["binaryData"] ?? {}]);
}

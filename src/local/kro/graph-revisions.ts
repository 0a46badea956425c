/** GraphRevisions: one immutable snapshot of a graph for each change of its spec. */

import type { JsonObject } from "../../model/json.ts";
import { textAt, valueAt } from "../../model/json.ts";
import type { LiveObject, Manifest, OwnerReference } from "../../model/object.ts";
import type { Compilation } from "./compile.ts";
import { ConditionSet, writeConditions } from "./conditions.ts";
import { FINALIZER, LABELS, META_LABELS, RESOURCES } from "./names.ts";
import { fnv32a, snapshotOf } from "./spec-hash.ts";
import type { Writer } from "./writer.ts";

/** How many are kept of each graph. */
export const KEPT_REVISIONS = 5;

const LONGEST_NAME = 253;

/** `shop-r00001`; a name that would be too long is cut, and marked by the hash of the whole. */
export function revisionName(graph: string, revision: number): string {
  const suffix = `-r${String(revision).padStart(5, "0")}`;
  if (graph.length + suffix.length <= LONGEST_NAME) return graph + suffix;
  const marked = `${suffix}-${fnv32a(graph)}`;
  const cut = graph.slice(0, LONGEST_NAME - marked.length).replace(/[.-]+$/, "");
  return (cut === "" ? "gr" : cut) + marked;
}

/** The number of a revision. */
export function revisionNumber(revision: LiveObject): number {
  return Number(valueAt(revision, ["spec", "revision"]) ?? 0);
}

/** Revisions by the name of their graph, the newest last. */
export function revisionsOf({ context }: Writer, graph: string): LiveObject[] {
  return context.store
    .list(RESOURCES.revisions)
    .filter((revision) => textAt(revision, ["spec", "snapshot", "name"], "") === graph)
    .sort((a, b) => revisionNumber(a) - revisionNumber(b));
}

/** Writes the snapshot of a graph. */
export function createRevision(
  writer: Writer,
  graph: LiveObject,
  { revision, hash }: { revision: number; hash: string },
): LiveObject {
  const { name, generation = 1 } = graph.metadata;
  const manifest: Manifest = {
    apiVersion: "internal.kro.run/v1alpha1",
    kind: "GraphRevision",
    metadata: {
      name: revisionName(name, revision),
      labels: { ...META_LABELS, [LABELS.graphName]: name, [LABELS.revisionHash]: hash },
      ownerReferences: [ownerReference(graph)],
    },
    spec: { revision, snapshot: { name, generation, spec: snapshotOf(graph["spec"] as JsonObject) } },
  };
  return writer.setFinalizer(RESOURCES.revisions, writer.create(RESOURCES.revisions, manifest), true);
}

function ownerReference({ apiVersion, kind, metadata: { name, uid } }: LiveObject): OwnerReference {
  return { apiVersion, kind, name, uid, controller: true };
}

/** Makes a graph the owner of the revisions of its name that another one of that name left behind. */
export function adoptRevisions(writer: Writer, graph: LiveObject, revisions: readonly LiveObject[]): void {
  const wanted = ownerReference(graph);
  for (const revision of revisions) {
    const owners = revision.metadata.ownerReferences ?? [];
    if (owners.some(({ uid, controller }) => uid === wanted.uid && controller === true)) continue;
    const others = owners.filter(({ kind }) => kind !== wanted.kind);
    const metadata = { ...revision.metadata, ownerReferences: [...others, wanted] };
    writer.update(RESOURCES.revisions, { ...revision, metadata });
  }
}

/** Writes whether a revision could be compiled. */
export function writeRevisionStatus(writer: Writer, revision: LiveObject, compilation: Compilation): void {
  const conditions = new ConditionSet(conditionOwnerOf(revision), {
    dependents: [VERIFIED],
    clock: writer.context.clock,
  });
  if ("refusal" in compilation) {
    const message = `failed to compile graph revision "${revision.metadata.name}": ${compilation.refusal}`;
    conditions.mark(VERIFIED, { status: "False", reason: "InvalidGraph", message });
  } else {
    const message = "graph revision compiled and verified";
    conditions.mark(VERIFIED, { status: "True", reason: "Verified", message });
  }
  writer.patchStatus(RESOURCES.revisions, revision, {
    conditions: writeConditions(conditions.list),
    ...("graph" in compilation && serving(compilation)),
  });
}

const VERIFIED = "GraphVerified";

function serving({ graph: { analysed, resources } }: Extract<Compilation, { graph: unknown }>): JsonObject {
  return {
    ...(analysed.order.length > 0 && { topologicalOrder: [...analysed.order] }),
    ...(resources.length > 0 && { resources }),
  };
}

/** What a set of conditions has to know of its object. */
export function conditionOwnerOf(object: LiveObject): ConstructorParameters<typeof ConditionSet>[0] {
  const { generation = 0, creationTimestamp, deletionTimestamp } = object.metadata;
  return {
    generation,
    createdAt: creationTimestamp,
    deleting: deletionTimestamp !== undefined,
    conditions: valueAt(object, ["status", "conditions"]),
  };
}

/** Deletes what is more than kept. */
export function pruneRevisions(writer: Writer, revisions: readonly LiveObject[]): void {
  for (const revision of revisions.slice(0, Math.max(0, revisions.length - KEPT_REVISIONS)))
    writer.delete(RESOURCES.revisions, revision);
}

/** Lets a revision go that was deleted. */
export function releaseRevision(writer: Writer, revision: LiveObject): void {
  if (revision.metadata.finalizers?.includes(FINALIZER) === true)
    writer.setFinalizer(RESOURCES.revisions, revision, false);
}

/** Applies the children of an instance as a set, and says on the instance where they are (applyset/applyset.go). */

import type { LiveObject, Manifest } from "../../../model/object.ts";
import type { ServedKind } from "../../kinds/served-kind.ts";
import { StatusError } from "../../status.ts";
import { applySetId, type Inventory, inventoryMeta, readInventory } from "../applyset.ts";
import { LABELS, labelOf, MANAGERS } from "../names.ts";
import type { Child } from "./children.ts";
import { readinessProblem, kindText } from "./node-run.ts";
import { type Round, RETRY, RoundFailure } from "./round.ts";

/** A child that was applied. */
export interface Applied {
  child: Child;
  observed?: LiveObject;
  /** Why it could not be applied. */
  error?: string;
}

/** What applying came to. */
export interface ApplyResult {
  applied: Applied[];
  /** Whether anything was written. */
  changed: boolean;
}

/** The name of a kind in an inventory. */
export function groupKindOf({ group, kind }: Pick<ServedKind, "group" | "kind">): string {
  return group === "" ? kind : `${kind}.${group}`;
}

/** Where these children are. */
export function inventoryOf({ instance }: Round, children: readonly Child[]): Inventory {
  const parent = instance.metadata.namespace ?? "";
  const namespaces = children
    .filter(({ kind }) => kind.namespaced)
    .map(({ manifest }) => manifest.metadata.namespace ?? (parent === "" ? "default" : parent))
    .filter((namespace) => namespace !== parent);
  return {
    groupKinds: new Set(children.map(({ kind }) => groupKindOf(kind))),
    namespaces: new Set(namespaces),
  };
}

/** Where these children are, and where others may still be. */
export function withFormer({ instance }: Round, now: Inventory): Inventory {
  const former = readInventory(instance);
  return {
    groupKinds: new Set([...now.groupKinds, ...former.groupKinds]),
    namespaces: new Set([...now.namespaces, ...former.namespaces]),
  };
}

/** @throws {RoundFailure} where two nodes mean the same object */
export function refuseDuplicates(children: readonly Child[]): void {
  const seen = new Map<string, string>();
  const conflicts: string[] = [];
  for (const { id, kind, manifest } of children) {
    const { namespace = "", name } = manifest.metadata;
    const key = `${kind.resource}/${kind.version}/${namespace}/${name}`;
    const other = seen.get(key);
    if (other !== undefined) conflicts.push(`resourceID: ${id} conflicts with resourceID: ${other}`);
    seen.set(key, id);
  }
  if (conflicts.length > 0) throw new RoundFailure(`found resources with conflicts: ${conflicts.join(", ")}`);
}

/** Writes on the instance where its children are. */
export function writeInventory(round: Round, inventory: Inventory): void {
  const { context, kind, instance } = round;
  const meta = inventoryMeta(applySetId(instance), inventory);
  if (isWritten(round, meta)) return;
  const applied = minimal(instance, meta);
  const options = { manager: MANAGERS.applySetParent, force: true };
  round.instance = context.objects.apply(kind, applied, options).object;
}

function isWritten(
  { instance: { metadata }, written }: Round,
  { labels, annotations }: ReturnType<typeof inventoryMeta>,
): boolean {
  // The entry always holds the same fields: once it is there, only their values count.
  written.hasInventory ||=
    metadata.managedFields?.some(({ manager }) => manager === MANAGERS.applySetParent) === true;
  return written.hasInventory && holds(metadata.labels, labels) && holds(metadata.annotations, annotations);
}

function holds(
  have: Readonly<Record<string, string>> | undefined,
  want: Readonly<Record<string, string>>,
): boolean {
  return Object.entries(want).every(([key, value]) => have?.[key] === value);
}

/** An instance with nothing but its name and some metadata, for server-side apply. */
export function minimal(
  { apiVersion, kind, metadata: { name, namespace } }: LiveObject,
  metadata: Omit<Manifest["metadata"], "name" | "namespace">,
): Manifest {
  return { apiVersion, kind, metadata: { name, ...(namespace !== undefined && { namespace }), ...metadata } };
}

/** Applies all children; what fails is noted with the child. */
export function applyChildren(round: Round, children: readonly Child[]): ApplyResult {
  const id = applySetId(round.instance);
  const result: ApplyResult = { applied: [], changed: false };
  for (const child of children) {
    const conflict = conflictOf(child, id);
    if (conflict !== undefined) {
      result.applied.push({ child, error: conflict });
      continue;
    }
    const { metadata } = child.manifest;
    metadata.labels = { ...metadata.labels, [LABELS.partOf]: id };
    try {
      const object = round.written.apply(round.context, child);
      result.applied.push({ child, observed: object });
      result.changed ||= object.metadata.resourceVersion !== child.current?.metadata.resourceVersion;
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      result.applied.push({ child, error: error.message });
    }
  }
  return result;
}

function conflictOf({ current, manifest }: Child, id: string): string | undefined {
  const owner = current && labelOf(current, LABELS.partOf);
  if (owner === undefined || owner === "" || owner === id) return undefined;
  const { namespace, name } = manifest.metadata;
  const child = namespace === undefined || namespace === "" ? name : `${namespace}/${name}`;
  return `resource belongs to a different ApplySet: ${child} (${kindText(manifest)}) belongs to ApplySet "${owner}", cannot reassign to "${id}"`;
}

/** Judges the nodes by what was applied. */
export function judgeNodes(round: Round, { applied }: ApplyResult): void {
  const byNode = Map.groupBy(applied, ({ child }) => child.run.node.id);
  for (const [id, results] of byNode) {
    if (round.states.get(id)?.status !== "IN_PROGRESS") continue;
    const failed = results.find(({ error }) => error !== undefined);
    const [first] = results;
    if (first === undefined) continue;
    const { run } = first.child;
    if (failed?.error !== undefined) {
      const at = run.node.isCollection ? `collection item ${results.indexOf(failed)}: ` : "";
      round.states.set(id, { status: "ERROR", error: `${at}${failed.error}` });
      continue;
    }
    run.observed = results.flatMap(({ observed }) => observed ?? []);
    const problem = readinessProblem(run);
    if (problem === undefined) round.states.set(id, { status: "SYNCED" });
    else if (problem.waits === "readiness")
      round.states.set(id, {
        status: "WAITING_FOR_READINESS",
        error: `waiting for node "${id}": ${problem.message}`,
      });
    else round.states.set(id, { status: "ERROR", error: problem.message });
  }
}

/** ms after which applying is worth another try. */
export function retryOf({ applied }: ApplyResult): number | undefined {
  return applied.some(({ error }) => error !== undefined) ? RETRY : undefined;
}

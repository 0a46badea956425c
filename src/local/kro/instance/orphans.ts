/** Children that an instance does not want any more, or none of which it wants: found by its inventory, deleted in order. */

import type { LiveObject } from "../../../model/object.ts";
import { StatusError } from "../../status.ts";
import { applySetId, type Inventory } from "../applyset.ts";
import { ANNOTATIONS, LABELS } from "../names.ts";
import { groupKindOf } from "./apply-children.ts";
import type { Member } from "./members.ts";
import type { RoundBase } from "./round.ts";

/**
 * Finds the children of an instance where its inventory says that they may be.
 * @param keep UIDs of those that it wants
 */
export function orphansOf(
  { members, context }: RoundBase,
  instance: LiveObject,
  { inventory, keep }: { inventory: Inventory; keep: ReadonlySet<string> },
): Member[] {
  const own = instance.metadata.namespace ?? "default";
  return members.of(LABELS.partOf, applySetId(instance)).filter(({ resource, object: { metadata } }) => {
    const kind = context.kinds.byResource(resource);
    if (kind === undefined || keep.has(metadata.uid) || !inventory.groupKinds.has(groupKindOf(kind)))
      return false;
    const { namespace } = metadata;
    return namespace === undefined || namespace === own || inventory.namespaces.has(namespace);
  });
}

/**
 * Deletes one child.
 * @returns `false` when another object has its name by now
 * @throws {StatusError} for anything else but that it is gone
 */
export function deleteOrphan({ context }: RoundBase, { resource, object: { metadata } }: Member): boolean {
  const kind = context.kinds.byResource(resource);
  const { name, namespace, uid } = metadata;
  if (kind === undefined) return true;
  const target = { name, ...(namespace !== undefined && { namespace }) };
  try {
    context.objects.delete(kind, target, { preconditions: { uid } });
    return true;
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    if (error.status.reason === "NotFound") return true;
    if (error.status.reason === "Conflict") return false;
    throw new StatusError({
      ...error.status,
      message: `delete ${namespace ?? ""}/${name}: ${error.message}`,
    });
  }
}

/** Sorts children so that those of the last nodes go first; nodes that the graph has no more before all others. */
export function lastFirst(orphans: readonly Member[], order: readonly string[]): Member[] {
  const position = ({ object }: Member): number => {
    const at = order.indexOf(object.metadata.labels?.[LABELS.nodeId] ?? "");
    return at < 0 ? order.length : at;
  };
  return orphans.toSorted((a, b) => position(b) - position(a));
}

/** The children that go next: those of the highest wave that is left. */
export function highestWave(orphans: readonly Member[]): Member[] {
  const highest = Math.max(0, ...orphans.map(waveOf));
  return orphans.filter((orphan) => waveOf(orphan) === highest);
}

function waveOf({ object }: Member): number {
  const text = object.metadata.annotations?.[ANNOTATIONS.applyOrder] ?? "";
  return /^[+-]?\d+$/.test(text) ? Math.max(0, Number(text)) : 0;
}

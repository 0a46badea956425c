/** Deletion of an instance: wave after wave, the last nodes first, each gone before the next; then the instance itself. */

import type { LiveObject } from "../../../model/object.ts";
import { StatusError } from "../../status.ts";
import { checkInventory, InventoryError, readInventory } from "../applyset.ts";
import { Writer } from "../writer.ts";
import { writeDeletionStatus } from "./instance-status.ts";
import { deleteOrphan, highestWave, orphansOf } from "./orphans.ts";
import { instanceConditions, RETRY, type RoundBase } from "./round.ts";

/**
 * Goes on with the deletion of an instance. It needs no graph: what the instance says of its children is enough.
 * @returns ms after which to try again what failed
 */
export function deleteInstance(base: RoundBase, instance: LiveObject): number | undefined {
  const conditions = instanceConditions(base.context, instance);
  const say = (message: string): void =>
    conditions.mark("ResourcesReady", { status: "Unknown", reason: "UnderDeletion", message });
  say("deleting resources");
  const blocked = deleteNext(base, instance);
  if (blocked !== undefined) say(`deletion blocked: ${blocked}`);
  writeDeletionStatus(base, instance, conditions);
  return blocked === undefined ? undefined : RETRY;
}

/** @returns why it cannot go on */
function deleteNext(base: RoundBase, instance: LiveObject): string | undefined {
  try {
    checkInventory(instance);
    const orphans = orphansOf(base, instance, { inventory: readInventory(instance), keep: new Set() });
    if (orphans.length === 0) {
      new Writer(base.context).setFinalizer(base.kind.resource, instance, false);
      return undefined;
    }
    const next = highestWave(orphans).filter(({ object }) => object.metadata.deletionTimestamp === undefined);
    const conflict = next.map((orphan) => deleteOrphan(base, orphan)).includes(false);
    return conflict ? "deletion encountered UID conflicts; retrying" : undefined;
  } catch (error) {
    if (error instanceof InventoryError) return `validate deletion inventory: ${error.message}`;
    if (error instanceof StatusError) return error.message;
    throw error;
  }
}

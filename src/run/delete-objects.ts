/** Deleting objects of an instance: dependents before what they depend on, each only while it is the instance's. */

import { appSelector } from "../apply/ownership.ts";
import { remove } from "../apply/remove.ts";
import { describeTarget, findTarget } from "../apply/target.ts";
import type { Client } from "../client/client.ts";
import { describe, type ObjectRef } from "../model/object.ts";
import { asServed } from "./as-served.ts";
import { errorOf, type Failure } from "./failure.ts";
import { identityOf, type Inventory, type InventoryObject } from "./inventory.ts";
import type { Progress } from "./progress.ts";
import { byWave } from "./waves.ts";

export interface DeleteObjectsOptions {
  inventory: Omit<Inventory, "objects" | "spec">;
  phase: "prune" | "delete";
  /** Identities of objects that stay, as the cluster names them. */
  keep?: ReadonlySet<string>;
  /** Of each object, in ms. */
  timeout: number;
  signal?: AbortSignal;
  report: (progress: Progress) => void;
}

/** What became of the objects. Plain data. */
export interface Deleted {
  removed: ObjectRef[];
  /** They belong to somebody else by now. */
  left: ObjectRef[];
}

/**
 * Deletes objects wave by wave: a wave begins when the one before is gone.
 * @throws what the only failure was, or one error for all: later waves were not begun then
 */
export async function deleteObjects(
  client: Client,
  objects: readonly InventoryObject[],
  options: DeleteObjectsOptions,
): Promise<Deleted> {
  const deleted: Deleted = { removed: [], left: [] };
  const { keep = new Set() } = options;
  // An inventory may name one object twice: before its kind was served, and as the cluster named it then.
  const served = await asServed(client, objects);
  for (const wave of byWave(served.filter((object) => !keep.has(identityOf(object))))) {
    const failures: Failure[] = [];
    await Promise.all(
      wave.map(async (object) => {
        const { wave: _wave, node, uid: _uid, ...ref } = object;
        try {
          const removal = await deleteObject(client, object, options);
          if (removal === "removed") deleted.removed.push(ref);
          if (removal === "left") deleted.left.push(ref);
        } catch (error) {
          failures.push({ node, object: describe(object), phase: options.phase, error });
        }
      }),
    );
    if (failures.length > 0) throw errorOf(describe(options.inventory), failures);
  }
  return deleted;
}

async function deleteObject(
  client: Client,
  object: InventoryObject,
  { inventory, timeout, signal, report }: DeleteObjectsOptions,
): Promise<"removed" | "absent" | "left"> {
  const target = await findTarget(client, object);
  if (target === undefined) return "absent";
  const say = (message: string): void =>
    report({ node: object.node, object: describeTarget(target), message });
  const removal = await remove(target, {
    owner: inventory.owner,
    timeout,
    selector: appSelector(inventory.graph),
    report: say,
    ...(signal !== undefined && { signal }),
  });
  if (removal === "removed") say("deleted");
  return removal;
}

/** Data that would go with objects which a graph dropped: nobody asked for that by taking a node out. */

import { DATA_BEARING } from "../apply/data-loss.ts";
import { losses } from "../apply/losses.ts";
import { readObject } from "../apply/read.ts";
import { ownerOf } from "../apply/ownership.ts";
import { describeTarget, findTarget } from "../apply/target.ts";
import type { Client } from "../client/client.ts";
import { ProviderError } from "../errors.ts";
import { groupOf } from "../model/kind.ts";
import { describe } from "../model/object.ts";
import { errorOf, type Failure } from "./failure.ts";
import type { Inventory, InventoryObject } from "./inventory.ts";

/**
 * Makes sure that no data is lost with objects of an instance.
 * @throws {ProviderError} `data-loss` with every object that holds some: nothing was deleted then
 */
export async function refuseLosses(
  client: Client,
  objects: readonly InventoryObject[],
  instance: Omit<Inventory, "objects" | "spec">,
): Promise<void> {
  const bearing = objects.filter(({ apiVersion, kind }) => `${groupOf(apiVersion)}/${kind}` in DATA_BEARING);
  const found = await Promise.all(bearing.map((object) => lossWith(client, object, instance.owner)));
  const failures = found.filter((failure) => failure !== undefined);
  if (failures.length > 0) throw errorOf(describe(instance), failures);
}

async function lossWith(client: Client, found: InventoryObject, owner: string): Promise<Failure | undefined> {
  const target = await findTarget(client, found);
  if (target === undefined) return undefined;
  const live = await readObject(target);
  // One that is being deleted or is somebody else's by now is not ours to lose.
  if (live === undefined || ownerOf(live) !== owner || live.metadata.deletionTimestamp !== undefined)
    return undefined;
  const risk = await losses(target, live, { owner });
  if (risk === undefined) return undefined;
  const object = describeTarget(target);
  const error = new ProviderError("data-loss", `the graph has it no more, and deleting it loses ${risk}`, {
    object,
    advice: "Set `allowDataLoss: true` to delete it all the same, or put it back into the graph.",
  });
  return { node: found.node, object, phase: "prune", error };
}

/**
 * The ready queue: a node starts the moment its own dependencies let it, never when some level is complete.
 * A failure stops only what depends on it. Knows nothing of objects; imports errors and graph.
 */

import { ProviderError } from "../errors.ts";
import { type Dependencies, findCycle } from "../graph/order.ts";

/** How one node ended. `blocked`: it never started, because nodes that it depends on failed or never started. */
export type Outcome =
  | { state: "done" }
  | { state: "failed"; error: unknown }
  | { state: "blocked"; by: readonly string[] };

/**
 * The work of one node. It lets dependents start by calling `release`, at the latest by resolving.
 * A failure after `release` does not take dependents back.
 */
export type Work = (id: string, release: () => void) => Promise<void>;

/**
 * Runs every node once, as early as its dependencies allow.
 * @param dependencies ids by node id; every id that is named is a key, too
 * @param signal no node starts after it aborted; work that runs ends by its own use of the signal
 * @returns how each node ended, in the order of the keys; never rejects because of work
 * @throws {ProviderError} `usage` for a dependency that is no node, or a cycle: nothing ran then
 */
export async function runQueue(
  dependencies: Dependencies,
  work: Work,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, Outcome>> {
  refuseUnrunnable(dependencies);
  const gates = new Map([...dependencies.keys()].map((id) => [id, Promise.withResolvers<boolean>()]));
  const settle = async (id: string, waits: readonly string[]): Promise<Outcome> => {
    const open = (value: boolean): void => gates.get(id)?.resolve(value);
    const opened = await Promise.all(waits.map(async (dependency) => await gates.get(dependency)?.promise));
    const by = waits.filter((_, index) => opened[index] !== true);
    if (by.length > 0) {
      open(false);
      return { state: "blocked", by };
    }
    try {
      signal?.throwIfAborted();
      await work(id, () => open(true));
      open(true);
      return { state: "done" };
    } catch (error) {
      open(false);
      return { state: "failed", error };
    }
  };
  const entries = [...dependencies].map(async ([id, waits]) => [id, await settle(id, waits)] as const);
  return new Map(await Promise.all(entries));
}

function refuseUnrunnable(dependencies: Dependencies): void {
  for (const [id, waits] of dependencies) {
    const unknown = waits.find((dependency) => !dependencies.has(dependency));
    if (unknown !== undefined)
      throw new ProviderError("usage", `it depends on "${unknown}", which is no node`, {
        object: `node ${id}`,
      });
  }
  const cycle = findCycle([...dependencies.keys()], dependencies);
  if (cycle !== undefined)
    throw new ProviderError("usage", `nodes depend on each other: ${cycle.join(" → ")}`);
}

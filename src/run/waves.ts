/** In which order objects are deleted: dependents before what they depend on. Pure. */

import type { Dependencies } from "../graph/order.ts";

/**
 * The wave of each node, as kro numbers them: 1 is deleted last, and a node that nothing depends on is in the highest wave.
 * @param dependencies ids by node id, without cycles
 */
export function deletionWaves(dependencies: Dependencies): ReadonlyMap<string, number> {
  const dependents = new Map<string, string[]>([...dependencies.keys()].map((id) => [id, []]));
  for (const [id, waits] of dependencies)
    for (const dependency of waits) dependents.get(dependency)?.push(id);
  const heights = new Map<string, number>();
  const height = (id: string): number => {
    const known = heights.get(id);
    if (known !== undefined) return known;
    const value = Math.max(-1, ...(dependents.get(id) ?? []).map(height)) + 1;
    heights.set(id, value);
    return value;
  };
  const highest = Math.max(0, ...[...dependencies.keys()].map(height));
  return new Map([...heights].map(([id, value]) => [id, highest - value + 1]));
}

/** Groups what has a wave, the first to be deleted first. */
export function byWave<T extends { wave: number }>(items: readonly T[]): T[][] {
  const groups = Map.groupBy(items, (item) => item.wave);
  return [...groups].toSorted(([a], [b]) => b - a).map(([, group]) => group);
}

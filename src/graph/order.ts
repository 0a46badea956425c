/** The order of a graph: dependencies first, otherwise as declared. Pure. */

/** Which nodes each node waits for. */
export type Dependencies = ReadonlyMap<string, readonly string[]>;

/**
 * Sorts as kro does: Kahn's algorithm, of the nodes that are free the one that was declared first.
 * @param ids in the order of declaration
 * @param dependencies of ids only, without cycles: nodes on a cycle are left out
 */
export function topologicalOrder(ids: readonly string[], dependencies: Dependencies): string[] {
  const position = new Map(ids.map((id, index) => [id, index]));
  const unlocks = new Map<string, string[]>(ids.map((id) => [id, []]));
  const remaining = new Map<string, number>();
  for (const id of ids) {
    const waits = new Set(dependencies.get(id));
    remaining.set(id, waits.size);
    for (const dependency of waits) unlocks.get(dependency)?.push(id);
  }
  const free = ids.filter((id) => remaining.get(id) === 0);
  const order: string[] = [];
  for (let id = free.shift(); id !== undefined; id = free.shift()) {
    order.push(id);
    for (const unlocked of unlocks.get(id) ?? []) {
      const left = (remaining.get(unlocked) ?? 0) - 1;
      remaining.set(unlocked, left);
      if (left === 0) insert(free, unlocked, position);
    }
  }
  return order;
}

function insert(sorted: string[], id: string, position: ReadonlyMap<string, number>): void {
  const place = position.get(id) ?? 0;
  let at = sorted.length;
  while (at > 0 && (position.get(sorted[at - 1] ?? "") ?? 0) > place) at--;
  sorted.splice(at, 0, id);
}

/**
 * One cycle, if there is any.
 * @returns the ids from one node back to itself, for example `["a", "b", "a"]`
 */
export function findCycle(ids: readonly string[], dependencies: Dependencies): string[] | undefined {
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (id: string): string[] | undefined => {
    const start = path.indexOf(id);
    if (start >= 0) return [...path.slice(start), id];
    if (done.has(id)) return undefined;
    path.push(id);
    for (const dependency of dependencies.get(id) ?? []) {
      const cycle = visit(dependency);
      if (cycle !== undefined) return cycle;
    }
    path.pop();
    done.add(id);
    return undefined;
  };
  for (const id of ids) {
    const cycle = visit(id);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}

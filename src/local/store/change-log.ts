/** What happened to each resource lately, so that a watch can begin at a revision of the past. */

import type { Change } from "./store.ts";

/** How many changes of one resource are remembered at least. */
const REMEMBERED = 4_096;

interface Log {
  changes: Change[];
  /** Everything after this revision is in `changes`. */
  since: number;
}

export interface ChangeLog {
  add(change: Change): void;
  /** @returns `undefined` when something after the revision is forgotten already */
  since(resource: string, revision: number): Change[] | undefined;
}

/** @param start nothing that happened up to this revision is known */
export function changeLog(start: number): ChangeLog {
  const logs = new Map<string, Log>();
  return {
    add(change) {
      let log = logs.get(change.resource);
      if (log === undefined) {
        log = { changes: [], since: start };
        logs.set(change.resource, log);
      }
      log.changes.push(change);
      // Half is dropped at once: dropping one at a time would move the whole array each time.
      if (log.changes.length < 2 * REMEMBERED) return;
      log.changes = log.changes.slice(REMEMBERED);
      log.since = (log.changes[0]?.revision ?? start + 1) - 1;
    },
    since(resource, revision) {
      const log = logs.get(resource);
      if (revision < (log?.since ?? start)) return undefined;
      if (log === undefined) return [];
      return log.changes.slice(firstAfter(log.changes, revision));
    },
  };
}

function firstAfter(changes: readonly Change[], revision: number): number {
  let low = 0;
  let high = changes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((changes[middle]?.revision ?? 0) <= revision) low = middle + 1;
    else high = middle;
  }
  return low;
}

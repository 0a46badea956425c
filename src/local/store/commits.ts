/**
 * Brings what was written to the journal: all writes since the last tick in one transaction. What controllers wrote may wait
 * longer, since they would write it again: most of it is replaced soon, and then written once.
 */

import type { Batch, Journal } from "./journal.ts";
import type { Change } from "./store.ts";
import type { Entry } from "./table.ts";

/** How long a write that may wait waits, ms, and how many that waited are written at once: clients wait meanwhile. */
const LATER = { delay: 250, atOnce: 500 };

/**
 * The journal keeps a revision that many writes ahead: those that wait are told to clients before they are on disk, and no
 * revision may be told twice, whatever happens to the process.
 */
const AHEAD = 10_000;

export interface Commits {
  /** @param later whether it may wait */
  add(entry: Entry, change: Change, later: boolean): void;
  setValue(key: string, value: string): void;
  /** Writes everything. @throws what the journal threw; nothing is lost then: the next commit has it again */
  flush(): void;
  committed(): Promise<void>;
  readonly listeners: Set<(change: Change) => void>;
}

export interface CommitOptions {
  /** Absent: everything counts as committed at the next microtask. */
  journal: Journal | undefined;
  /** Of the newest write. */
  revision: () => number;
  /** The entries of an object's owners: they are on disk before it. */
  ownersOf: (entry: Entry) => Entry[];
}

export function commits(options: CommitOptions): Commits {
  return new PendingCommits(options);
}

class PendingCommits implements Commits {
  readonly listeners = new Set<(change: Change) => void>();
  readonly #options: CommitOptions;
  #told: Change[] = [];
  #soon = new Set<Entry>();
  /** Since when each of them waits, ms of the process; in this order. */
  readonly #later = new Map<Entry, number>();
  #values = new Map<string, string>();
  /** Kept by the journal: no revision above it was told. */
  #ceiling = 0;
  #scheduled: PromiseWithResolvers<void> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #last = Promise.resolve();

  constructor(options: CommitOptions) {
    this.#options = options;
  }

  add(entry: Entry, change: Change, later: boolean): void {
    this.#told.push(change);
    if (this.#options.journal !== undefined) this.#remember(entry, later);
    this.#schedule();
  }

  setValue(key: string, value: string): void {
    this.#values.set(key, value);
    this.#schedule();
  }

  committed(): Promise<void> {
    return this.#last;
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const entry of this.#later.keys()) this.#soon.add(entry);
    this.#write(this.#options.revision());
    this.#tell();
  }

  #remember(entry: Entry, later: boolean): void {
    if (!later) this.#soon.add(entry);
    else if (!this.#soon.has(entry) && !this.#later.has(entry)) this.#later.set(entry, performance.now());
  }

  #schedule(): void {
    if (this.#scheduled !== undefined) return;
    this.#scheduled = Promise.withResolvers<void>();
    // Whoever waits sees a failure; a write that nobody waits for is in the next commit.
    this.#last = this.#scheduled.promise;
    this.#last.catch(() => undefined);
    if (this.#options.journal === undefined) queueMicrotask(() => this.#tick());
    else setImmediate(() => this.#tick());
  }

  #tick(): void {
    const current = this.#scheduled;
    this.#scheduled = undefined;
    try {
      this.#commit();
      current?.resolve();
    } catch (error) {
      current?.reject(error);
    }
  }

  #commit(): void {
    const revision = this.#options.revision();
    for (const entry of this.#soon) this.#withOwners(entry);
    if (revision > this.#ceiling) this.#write(revision + AHEAD);
    else if (this.#soon.size > 0 || this.#values.size > 0) this.#write(undefined);
    this.#wait();
    this.#tell();
  }

  /** A set tells of what is added while it is read: owners of owners come by themselves. */
  #withOwners(entry: Entry): void {
    if (this.#later.size === 0 || entry.gone) return;
    for (const owner of this.#options.ownersOf(entry)) if (this.#later.has(owner)) this.#soon.add(owner);
  }

  /** Sets the timer for the write that waits longest. */
  #wait(): void {
    const [since] = this.#later.values();
    if (since === undefined || this.#timer !== undefined) return;
    const delay = Math.max(0, since + LATER.delay - performance.now());
    this.#timer = setTimeout(() => this.#runLater(), delay);
  }

  #runLater(): void {
    this.#timer = undefined;
    const overdue = performance.now() - LATER.delay;
    let left = LATER.atOnce;
    for (const [entry, since] of this.#later) {
      if (left === 0 || since > overdue) break;
      this.#soon.add(entry);
      left -= 1;
    }
    this.#schedule();
  }

  /** @param ceiling absent: as it is */
  #write(ceiling: number | undefined): void {
    const { journal } = this.#options;
    if (journal !== undefined) journal.write(batchOf(this.#soon, this.#values, ceiling));
    this.#ceiling = ceiling ?? this.#ceiling;
    for (const entry of this.#soon) this.#later.delete(entry);
    this.#soon = new Set();
    this.#values = new Map();
  }

  #tell(): void {
    const told = this.#told;
    this.#told = [];
    for (const change of told) for (const listener of this.listeners) listener(change);
  }
}

function batchOf(
  changed: ReadonlySet<Entry>,
  values: ReadonlyMap<string, string>,
  revision: number | undefined,
): Batch {
  const entries = [...changed];
  return {
    ...(revision === undefined ? {} : { revision }),
    put: entries.filter(({ gone }) => !gone),
    removed: entries.filter(({ gone }) => gone).map(({ id }) => id),
    values,
  };
}

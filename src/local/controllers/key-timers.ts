/** One timer for each key, on the cluster's clock. */

import type { Clock } from "../clock.ts";

export interface KeyTimers {
  /** Replaces the timer of a key. @param delay ms */
  set(key: string, delay: number, task: () => void): void;
  clear(key: string): void;
  clearAll(): void;
  /** Runs what is due but not run yet. */
  runDue(): void;
  /** When the next one is due, ms since 1970. */
  next(): number | undefined;
}

interface Timer {
  at: number;
  cancel: () => void;
  run: () => void;
}

/** @returns timers, none of which is set */
export function keyTimers(clock: Clock): KeyTimers {
  const timers = new Map<string, Timer>();
  const clear = (key: string): void => {
    timers.get(key)?.cancel();
    timers.delete(key);
  };
  return {
    clear,
    set(key, delay, task) {
      clear(key);
      const run = (): void => {
        clear(key);
        task();
      };
      timers.set(key, { at: clock.now() + delay, cancel: clock.after(delay, run), run });
    },
    clearAll() {
      for (const key of timers.keys()) clear(key);
    },
    runDue() {
      const now = clock.now();
      const due = Array.from(timers.values()).filter(({ at }) => at <= now);
      for (const timer of due) timer.run();
    },
    next() {
      let first: number | undefined;
      for (const { at } of timers.values()) if (first === undefined || at < first) first = at;
      return first;
    },
  };
}

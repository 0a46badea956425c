/** Time and chance, as one value: so that tests can decide both. */

import { randomUUID } from "node:crypto";

/** What the cluster knows of time. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /**
   * Runs a task later, once.
   * @param delay ms
   * @returns cancels it
   */
  after(delay: number, task: () => void): () => void;
}

/** What the cluster draws by lot. */
export interface Chance {
  /** A UUID. */
  uid(): string;
  /** The end of a generated name: lower-case letters and digits without vowels, as Kubernetes draws them. */
  suffix(length: number): string;
}

/** The letters of generated names. @see https://github.com/kubernetes/apimachinery/blob/master/pkg/util/rand/rand.go */
const LETTERS = "bcdfghjklmnpqrstvwxz2456789";

/** The time of this machine; timers do not keep a process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after: (delay, task) => {
    const timer = setTimeout(task, delay);
    timer.unref?.();
    return () => {
      clearTimeout(timer);
    };
  },
};

/** Real chance. */
export const systemChance: Chance = {
  uid: () => randomUUID(),
  suffix: (length) =>
    Array.from({ length }, () => LETTERS[Math.floor(Math.random() * LETTERS.length)]).join(""),
};

/** A clock that stands still until a test moves it. */
export interface ManualClock extends Clock {
  /**
   * Moves time on and runs what falls due, in order.
   * @param by ms
   */
  advance(by: number): void;
}

/** @param start ms since 1970 */
export function manualClock(start: number): ManualClock {
  let now = start;
  const tasks = new Set<{ at: number; task: () => void }>();
  return {
    now: () => now,
    after: (delay, task) => {
      const entry = { at: now + delay, task };
      tasks.add(entry);
      return () => {
        tasks.delete(entry);
      };
    },
    advance: (by) => {
      const end = now + by;
      for (;;) {
        const next = [...tasks].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
        if (next === undefined) break;
        tasks.delete(next);
        now = Math.max(now, next.at);
        next.task();
      }
      now = end;
    },
  };
}

/** RFC 3339 with seconds, as `metav1.Time` is written. @param at ms since 1970 */
export function timestamp(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

/** RFC 3339 with microseconds, as `metav1.MicroTime` is written. @param at ms since 1970 */
export function microTimestamp(at: number): string {
  return `${new Date(at).toISOString().slice(0, 23)}000Z`;
}

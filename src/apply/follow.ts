/**
 * Following exactly one object, by its uid, until something is decided or it is gone.
 *
 * A watch proves that an object is there, never that it is not: it may lag behind our own write, have begun after the object
 * was gone, or select by labels that somebody removed. So what it does not show is asked for.
 */

import { readObject } from "./read.ts";
import type { LiveObject } from "../model/object.ts";
import { type Sight, waitFor } from "./shared-watch.ts";
import type { Target } from "./target.ts";

export interface FollowOptions {
  /** Ends it; the promise rejects with its reason. */
  signal: AbortSignal;
  /** Label selector that the object matches, so that the watch sees little else. */
  selector?: string;
  /** How long the watch may take to show the object, in ms: it may be behind our write of it. @default 0 */
  lag?: number;
}

/** How far a watch is behind at most, unless something is wrong with it; in ms. */
export const WATCH_LAG = 1_000;

/**
 * Follows one object until `decide` gives a result.
 * @param decide called with each state of the object; a result other than `undefined` ends it
 * @returns the result; `undefined` when the object is gone, or another one has its name
 * @throws what `decide` throws, and what ends the watch (no permission)
 */
export async function follow<T>(
  target: Target & { uid: string },
  options: FollowOptions,
  decide: (object: LiveObject) => T | undefined,
): Promise<T | undefined> {
  let { selector, lag = 0 } = options;
  for (;;) {
    options.signal.throwIfAborted();
    const seen = await untilLost(target, { signal: options.signal, selector, lag }, decide);
    if (seen !== undefined) return seen;
    const live = await readObject(target, { signal: options.signal });
    if (live === undefined || live.metadata.uid !== target.uid) return undefined;
    const found = decide(live);
    if (found !== undefined) return found;
    // It lost its labels, or this watch is far behind: from here on one without selector, that is not asked about at every turn.
    selector = undefined;
    lag = WATCH_LAG;
  }
}

/** Follows the object through the shared watch; `undefined` when that does not show it. */
function untilLost<T>(
  target: Target & { uid: string },
  { signal, selector, lag }: { signal: AbortSignal; selector: string | undefined; lag: number },
  decide: (object: LiveObject) => T | undefined,
): Promise<T | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<T | undefined>();
  let missing: ReturnType<typeof setTimeout> | undefined;
  const see = (sight: Sight): void => {
    if ("gone" in sight && sight.uid === target.uid) return resolve(undefined);
    if ("gone" in sight || sight.present.metadata.uid !== target.uid) {
      missing ??= setTimeout(resolve, lag, undefined);
      return;
    }
    clearTimeout(missing);
    missing = undefined;
    try {
      const result = decide(sight.present);
      if (result !== undefined) resolve(result);
    } catch (error) {
      reject(error);
    }
  };
  const onAbort = (): void => reject(signal.reason as Error);
  signal.addEventListener("abort", onAbort, { once: true });
  const leave = waitFor(target, selector, { name: target.name, see, fail: reject });
  return promise.finally(() => {
    clearTimeout(missing);
    signal.removeEventListener("abort", onAbort);
    leave();
  });
}

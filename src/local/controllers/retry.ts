/** When to try again what failed. Pure. */

/** Longest wait between two attempts, ms. */
const LONGEST = 30_000;

/**
 * How long to wait after a failure that lasts since some time: about as long again, so that attempts become rarer.
 * @param since RFC 3339, when it failed first
 * @param now ms since 1970
 * @returns ms
 */
export function retryDelay(since: string | undefined, now: number): number {
  const age = since === undefined ? 0 : now - Date.parse(since);
  return Math.min(LONGEST, Math.max(1000, age));
}

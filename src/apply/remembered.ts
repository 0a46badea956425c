/** Answers of the cluster that are used again for a moment: a stack asks for the same class or schema many times at once. */

import type { Client } from "../client/client.ts";

/** ms: what is asked for changes rarely, but it may be deployed by the very stack that asks. */
const FRESH = 2_000;

const answers = new WeakMap<Client, Map<string, { at: number; answer: Promise<unknown> }>>();

/**
 * Asks, unless the same was asked a moment ago.
 * @param key names the question; one key has answers of one type
 */
export function remembered<T>(client: Client, key: string, ask: () => Promise<T>): Promise<T> {
  const known = answers.get(client) ?? new Map<string, { at: number; answer: Promise<unknown> }>();
  answers.set(client, known);
  const before = known.get(key);
  if (before !== undefined && Date.now() - before.at < FRESH) return before.answer as Promise<T>;
  const answer = ask();
  known.set(key, { at: Date.now(), answer });
  return answer;
}

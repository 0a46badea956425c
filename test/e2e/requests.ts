/** What our client asks of the server while something runs. */

import { audit, type AuditEntry, mutating } from "../support/audit.ts";
import type { World } from "./cluster.ts";

/** What came of something, and which requests it made. */
export interface Asked<T> {
  result: T;
  requests: AuditEntry[];
  /** Those of them that could change something. */
  writes: AuditEntry[];
}

/**
 * Runs something, and returns what our client asked meanwhile.
 * @param about whose requests: all that are in a world, that begin with a path, or that match a pattern
 */
export async function requestsOf<T>(
  about: Pick<World, "name"> | string | RegExp,
  run: () => Promise<T>,
): Promise<Asked<T>> {
  const path = typeof about === "object" && "name" in about ? new RegExp(`/${about.name}/`) : about;
  const mark = await audit.mark();
  const result = await run();
  const requests = await audit.since(mark, { userAgentPrefix: "alchemy-kubernetes/", path });
  return { result, requests, writes: mutating(requests) };
}

/** Requests as `verb code`. */
export function inWords(requests: readonly AuditEntry[]): string[] {
  return requests.map(({ verb, code }) => `${verb} ${code}`);
}

/** What a run says about its buckets, through Alchemy's logger: which server. */

import type { Scope } from "alchemy";
import type { ResolvedServer } from "./server.ts";

const announced = new WeakMap<Scope, Set<string>>();

/** Says which server is written to, once per run, before the first write. */
export function announce(scope: Scope, { endpoint, source }: ResolvedServer): void {
  const known = announced.get(scope.root) ?? new Set();
  announced.set(scope.root, known);
  if (known.has(endpoint)) return;
  known.add(endpoint);
  scope.logger.log(`MinIO: ${endpoint} (${source})`);
}

/** When state and this run mean different clusters: which one is forgotten, and what is said otherwise. */

import type { Scope } from "alchemy";
import { ProviderError } from "../src/errors.ts";
import type { ClusterIdentity, Connection } from "../src/model/connection.ts";
import { scopeOptions } from "./scope-options.ts";

/** What to do about a stage that a run with --local and one without it share. */
export const EITHER_LOCAL_OR_REAL = "A stage is either local or real: use another --stage for one of them.";

/** What people call a cluster that is to be forgotten: the strongest mark that state has of it. */
export function markOf({ uid, endpoint }: ClusterIdentity): string {
  return uid ?? endpoint;
}

/** Whether the program says that a cluster is gone for good. */
export function isForgotten(scope: Scope, { uid, endpoint }: ClusterIdentity): boolean {
  const forgotten = [scopeOptions(scope).forgetCluster ?? []].flat();
  return forgotten.some((mark) => mark === uid || mark === endpoint);
}

/** Says that state and this run mean different clusters. */
export function wrongCluster(
  object: string,
  stored: { connection: Connection; cluster: ClusterIdentity },
  resolved: Connection,
): ProviderError {
  const local = [stored.connection, resolved].some(({ source }) => source.from === "local");
  const elsewhere =
    "Point the environment at the first cluster, use another --stage for the second one, or move the resource by giving it an explicit `cluster`.";
  const gone = `If the first one is gone for good, forget what was on it: kubernetes: { forgetCluster: "${markOf(stored.cluster)}" }.`;
  return new ProviderError(
    "wrong-cluster",
    `it was deployed to ${stored.connection.name} (${stored.connection.server}), but this run resolves ${resolved.name} (${resolved.server}, ${resolved.description}), which is another cluster`,
    { object, advice: local ? EITHER_LOCAL_OR_REAL : `${elsewhere} ${gone}` },
  );
}

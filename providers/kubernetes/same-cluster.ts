/** Refusing another cluster than the one in state: writing to the wrong one is the worst thing that could happen. */

import type { Scope } from "alchemy";
import type { Client } from "../../src/client/client.ts";
import { type ClusterIdentity, sameCluster } from "../../src/model/connection.ts";
import { describe } from "../../src/model/object.ts";
import { sameAddress } from "../cluster-prop.ts";
import { wrongCluster } from "../other-cluster.ts";
import { type Earlier, earlierRuns } from "./earlier.ts";
import type { Settings } from "./settings.ts";

/**
 * Makes sure that a resource goes to the cluster that it, or the rest of its scope, is on.
 * Alchemy would skip, or write, without knowing. Only an explicit `cluster` that changed in the code moves a resource.
 * @throws {ProviderError} `wrong-cluster`, before anything is written
 */
export async function refuseOtherCluster(
  scope: Scope,
  client: Client,
  cluster: ClusterIdentity,
  { earlier, settings }: { earlier: Earlier; settings: Settings },
): Promise<void> {
  const { ownCluster } = settings;
  if (earlier.checkpoint === undefined) {
    if (ownCluster === undefined) await refuseOtherScope(scope, client, cluster);
    return;
  }
  const moved = ownCluster !== undefined && !sameAddress(ownCluster, earlier.props?.cluster);
  if (!moved || wasLocal(earlier)) compare(client, cluster, earlier);
}

/** A stage that --local deployed stays local: a `cluster` that --local passed over says nothing new. */
function wasLocal({ checkpoint, props }: Earlier): boolean {
  return props?.cluster === undefined && checkpoint?.refs.at(-1)?.connection.source.from === "local";
}

function compare(client: Client, cluster: ClusterIdentity, { checkpoint }: Earlier): void {
  const stored = checkpoint?.refs.at(-1);
  // A move to another cluster that failed may be taken back.
  const known = checkpoint?.refs.some((ref) => sameCluster(ref.cluster, cluster)) ?? true;
  if (stored !== undefined && !known) throw wrongCluster(describe(stored.ref), stored, client.connection);
}

const compared = new WeakMap<Scope, Map<Client, Promise<void>>>();

/** A new resource has nothing to compare with, but those beside it have; asked once per run. */
function refuseOtherScope(scope: Scope, client: Client, cluster: ClusterIdentity): Promise<void> {
  const known = compared.get(scope) ?? new Map<Client, Promise<void>>();
  compared.set(scope, known);
  const comparison = known.get(client) ?? compareAll(scope, client, cluster);
  known.set(client, comparison);
  return comparison;
}

async function compareAll(scope: Scope, client: Client, cluster: ClusterIdentity): Promise<void> {
  for (const earlier of await earlierRuns(scope)) {
    if (scope.local || earlier.props?.cluster === undefined) compare(client, cluster, earlier);
  }
}

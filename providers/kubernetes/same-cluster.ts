/** Refusing another cluster than the one in state: writing to the wrong one is the worst thing that could happen. */

import type { Scope } from "alchemy";
import type { Client } from "../../src/client/client.ts";
import { identify } from "../../src/client/identity.ts";
import { type ClusterIdentity, sameCluster } from "../../src/model/connection.ts";
import { canonicalJson } from "../../src/model/json.ts";
import { describe } from "../../src/model/object.ts";
import { addressDigest, sameAddress } from "../cluster-prop.ts";
import { wrongCluster } from "../other-cluster.ts";
import { scopeOptions } from "../scope-options.ts";
import { type Earlier, earlierRuns } from "./earlier.ts";
import type { Settings } from "./settings.ts";
import { scopesOfStage, stageOf } from "./stage-state.ts";

/**
 * Makes sure that a resource goes to the cluster that it, or what has the same choice of a cluster, is on.
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
  if (earlier.checkpoint === undefined)
    return refuseOtherThanRest(scope, client, { ...choiceOf(settings), app: appChoice(scope) });
  const moved = ownCluster !== undefined && !sameAddress(ownCluster, earlier.props?.cluster);
  if (!moved || wasLocal(earlier)) return compare(client, cluster, earlier);
  // Out of the app's cluster, even to what is its address now: that is how a resource is moved after it was refused.
  return refuseOtherThanRest(scope, client, choiceOf(settings));
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

const compared = new WeakMap<Client, Map<string, Promise<void>>>();

interface Choice {
  /** Digest of the address that was chosen for a resource. */
  choice: string;
  /** That of the app, when what is deployed by it counts. */
  app?: string;
}

/**
 * A resource that is new on a cluster has nothing to compare with, but the rest of its stage has. Asked once per run and choice.
 */
function refuseOtherThanRest(scope: Scope, client: Client, chosen: Choice): Promise<void> {
  const known = compared.get(client) ?? new Map<string, Promise<void>>();
  compared.set(client, known);
  const key = canonicalJson(chosen);
  const comparison = known.get(key) ?? compareAll(scope, client, chosen);
  known.set(key, comparison);
  return comparison;
}

/** Only what has the same choice says anything, by its last run: a scope that this one has not come to yet has no options. */
async function compareAll(scope: Scope, client: Client, { choice, app }: Choice): Promise<void> {
  const cluster = await identify(client);
  for (const earlier of await restOf(scope)) {
    const { props } = earlier;
    const chosen = props?.cluster === undefined ? (props?.scopeCluster ?? app) : addressDigest(props.cluster);
    if (scope.local || chosen === choice) compare(client, cluster, earlier);
  }
}

function choiceOf({ cluster }: Settings): Choice {
  return { choice: addressDigest(cluster) };
}

function appChoice(scope: Scope): string {
  return addressDigest(scopeOptions(stageOf(scope)).cluster);
}

const rests = new WeakMap<Scope, Promise<Earlier[]>>();

/** What the stage of a scope had stored when this was asked first. */
function restOf(scope: Scope): Promise<Earlier[]> {
  const stage = stageOf(scope);
  const known = rests.get(stage) ?? readRest(stage);
  rests.set(stage, known);
  return known;
}

async function readRest(stage: Scope): Promise<Earlier[]> {
  return (await Promise.all((await scopesOfStage(stage)).map(earlierRuns))).flat();
}

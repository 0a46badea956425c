/**
 * What else this run deletes, and what of it has to go first.
 *
 * Alchemy destroys one after the other by the order of the last runs that wrote state, or all at once; neither knows what an
 * object needs to be deleted. So whatever is deleted looks at what is deleted beside it, and takes along what has to go before.
 */

import type { Scope } from "alchemy";
import { ownerOf } from "../../src/apply/ownership.ts";
import type { Client } from "../../src/client/client.ts";
import { finalizersOf, holdsOf } from "../../src/diagnosis/holds.ts";
import { controllersOf } from "../../src/diagnosis/owners.ts";
import type { LiveObject } from "../../src/model/object.ts";
import { sleep } from "../../src/retry.ts";
import { goesBefore, isCustom } from "./departure-order.ts";
import { keeper } from "./keeper.ts";
import { isOwnAccess } from "./own-access.ts";
import { type Departure, type Help, removeObjects } from "./removal.ts";
import { endingRound, stageOf, storedInStage, type StoredResource } from "./stage-state.ts";

interface Departures {
  /** Every resource of the stage. */
  stored: readonly StoredResource[];
  /** Those of them that this run deletes. */
  all: readonly Departure[];
  /** Deletions by the resources' full names: begun by a resource's own handler, or by one that it stands in the way of. */
  begun: Map<string, Promise<void>>;
  gone: Set<string>;
  /** Those of custom resources. */
  custom: readonly Departure[];
}

/** Deletes the objects of a resource, after those of others that have to go before. */
export async function removeInOrder(departure: Departure): Promise<void> {
  const departures = await departuresOf(departure.scope);
  if (departures === undefined)
    return removeObjects(departure, { keeps: keepsOf(departure, () => storedInStage(departure.scope)) });
  try {
    await begin(departures, departure);
    departures.gone.add(departure.fqn);
  } finally {
    // The same resource may be made and dropped again in this process.
    departures.begun.delete(departure.fqn);
  }
}

function begin(departures: Departures, departure: Departure): Promise<void> {
  const known = departures.begun.get(departure.fqn);
  if (known !== undefined) return known;
  const removal = predecessors(departures, departure).then(() =>
    removeObjects(departure, helpOf(departures, departure)),
  );
  departures.begun.set(departure.fqn, removal);
  return removal;
}

/** Waits for what has to go first. */
async function predecessors(departures: Departures, departure: Departure): Promise<void> {
  if (await isOwnAccess(departure, departures.all)) return lastOf(departures, departure);
  const first = departures.custom.filter(
    (other) => !departures.gone.has(other.fqn) && goesBefore(other, departure),
  );
  if (first.length === 0) return;
  const wait = new AbortController();
  const gone = Promise.allSettled(first.map((other) => begin(departures, other)));
  // Whether they succeed is told by their own handlers.
  await Promise.race([gone, sleep(GRACE, wait.signal).catch(() => undefined)]);
  wait.abort();
}

// Long enough for a controller to clean up after its custom resources; a circle of things that wait for each other ends here.
const GRACE = 60_000;

/** What gives us the permission to delete goes after everything else, and stays when something else could not be deleted. */
async function lastOf(departures: Departures, departure: Departure): Promise<void> {
  const { all } = departures;
  const others = all.filter(({ fqn }) => fqn !== departure.fqn && !departures.gone.has(fqn));
  const own = await Promise.all(others.map((other) => isOwnAccess(other, all)));
  await Promise.all(
    others.filter((_, index) => own[index] === false).map((other) => begin(departures, other)),
  );
}

function helpOf(departures: Departures, departure: Departure): Help {
  return {
    keeps: keepsOf(departure, async () => departures.stored),
    held: (client, live) => takeAlong(departures, client, live),
  };
}

function keepsOf(
  { scope }: Departure,
  stored: () => Promise<readonly StoredResource[]>,
): NonNullable<Help["keeps"]> {
  return (target, live, { cluster }) =>
    keeper(target, live, { cluster, stored, app: scope.appName, stage: scope.stage });
}

// What these wait for is somebody's to delete; what others wait for goes by itself.
const WAITS_FOR_USERS = ["kubernetes.io/pvc-protection", "kubernetes.io/pv-protection"];

/** Deletes those of our objects that still use one that is being deleted, when this run deletes them anyway. */
async function takeAlong(departures: Departures, client: Client, live: LiveObject): Promise<void> {
  if (!finalizersOf(live).some((name) => WAITS_FOR_USERS.includes(name))) return;
  const holds = await holdsOf(client, live);
  const users = holds.flatMap(({ waitsFor }) => waitsFor);
  const chains = await Promise.all(users.map(async (user) => [user, ...(await controllersOf(client, user))]));
  const owners = new Set(chains.flat().map(ownerOf));
  const ours = departures.all.filter(({ checkpoint }) => owners.has(checkpoint?.owner ?? ""));
  await Promise.allSettled(ours.map((other) => begin(departures, other)));
}

const known = new WeakMap<Scope, Promise<Departures>>();

/** What this run deletes beside a resource of a scope; `undefined` while that is not known. */
async function departuresOf(scope: Scope): Promise<Departures | undefined> {
  const top = scope.phase === "destroy" ? stageOf(scope) : endingRound(scope);
  if (top === undefined) return undefined;
  const found = known.get(top) ?? readAll(top);
  known.set(top, found);
  return found;
}

async function readAll(top: Scope): Promise<Departures> {
  const stored = await storedInStage(top);
  const all = stored.filter(({ departs }) => departs);
  return { stored, all, begun: new Map(), gone: new Set(), custom: all.filter(isCustom) };
}

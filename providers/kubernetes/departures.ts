/**
 * What else this run deletes, and what of it has to go first.
 *
 * Alchemy destroys one after the other by the order of the last runs that wrote state, or all at once; neither knows what an
 * object needs to be deleted. So whatever is deleted looks at what is deleted beside it, and takes along what has to go before.
 */

import { Scope } from "alchemy";
import { ownerOf } from "../../src/apply/ownership.ts";
import type { Client } from "../../src/client/client.ts";
import { finalizersOf, holdsOf } from "../../src/diagnosis/holds.ts";
import { controllersOf } from "../../src/diagnosis/owners.ts";
import type { LiveObject } from "../../src/model/object.ts";
import { sleep } from "../../src/retry.ts";
import { goesBefore, isCustom, keeper } from "./departure-order.ts";
import { isPatch, mayBeOurs, storedRuns } from "./earlier.ts";
import { isOwnAccess } from "./own-access.ts";
import { type Departure, departureOf, type Help, removeObjects } from "./removal.ts";
import type { KubernetesContext, StoredProps } from "./state.ts";

interface Departures {
  all: Map<string, Departure>;
  /** Deletions by the resources' full names: begun by a resource's own handler, or by one that it stands in the way of. */
  begun: Map<string, Promise<void>>;
  gone: Set<string>;
  /** Those of custom resources. */
  custom: Departure[];
}

/** Deletes the objects of a resource, after those of others that have to go before. */
export async function removeInOrder(
  context: KubernetesContext,
  props: Partial<StoredProps> | undefined,
): Promise<void> {
  const departure = await departureOf(context, props);
  const departures = await departuresOf(context.scope);
  if (departures === undefined) return removeObjects(departure);
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
  const all = departures.all.values();
  if (await isOwnAccess(departure, all)) return lastOf(departures, departure);
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
  const all = [...departures.all.values()];
  const others = all.filter(({ fqn }) => fqn !== departure.fqn && !departures.gone.has(fqn));
  const own = await Promise.all(others.map((other) => isOwnAccess(other, all)));
  await Promise.all(
    others.filter((_, index) => own[index] === false).map((other) => begin(departures, other)),
  );
}

function helpOf(departures: Departures, departure: Departure): Help {
  return {
    keeps: () => keeper(departure, departures.all.values()),
    held: (client, live) => takeAlong(departures, client, live),
  };
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
  const ours = [...departures.all.values()].filter(({ checkpoint }) => owners.has(checkpoint?.owner ?? ""));
  await Promise.allSettled(ours.map((other) => begin(departures, other)));
}

const known = new WeakMap<Scope, Promise<Departures>>();

/** What this run deletes beside a resource of a scope; `undefined` while that is not known. */
async function departuresOf(scope: Scope): Promise<Departures | undefined> {
  const top = scope.phase === "destroy" ? stageOf(scope) : pruned(scope);
  if (top === undefined) return undefined;
  const found = known.get(top) ?? readAll(top);
  known.set(top, found);
  return found;
}

function stageOf(scope: Scope): Scope {
  let stage = scope;
  while (stage.parent?.parent !== undefined) stage = stage.parent;
  return stage;
}

/** The scope, when all that it does not mention is being deleted: at its end, or with the scope that no longer mentions it. */
function pruned(scope: Scope): Scope | undefined {
  return isFinalized(scope) || (scope.parent !== undefined && isFinalized(scope.parent)) ? scope : undefined;
}

// Alchemy tells it nowhere but in this private field.
function isFinalized(scope: Scope): boolean {
  return (scope as unknown as { finalized?: boolean }).finalized === true;
}

async function readAll(top: Scope): Promise<Departures> {
  const all = new Map<string, Departure>();
  for (const departure of await departuresIn(top)) all.set(departure.fqn, departure);
  return { all, begun: new Map(), gone: new Set(), custom: [...all.values()].filter(isCustom) };
}

async function departuresIn(scope: Scope): Promise<Departure[]> {
  const stays = (id: string): boolean => scope.phase !== "destroy" && scope.resources.has(id);
  const own = (await storedRuns(scope))
    .filter(({ id }) => !stays(id) && !isPatch(id))
    .map(({ id, props, output, checkpoint }): Departure => ({
      scope,
      fqn: scope.fqn(id),
      props,
      ...(output !== undefined && { output }),
      ...(checkpoint !== undefined && { checkpoint }),
    }));
  const nested = await nestedScopes(scope);
  return [...own, ...(await Promise.all(nested.map(departuresIn))).flat()];
}

/** The scopes in a scope. Only at destroy: there Alchemy makes them anew from state, and so may we. */
async function nestedScopes(scope: Scope): Promise<Scope[]> {
  if (scope.phase !== "destroy") return [];
  const states = await Promise.all(
    (await scope.state.list()).filter((id) => !mayBeOurs(id)).map((id) => nestedScope(scope, id)),
  );
  return states.filter((nested) => nested !== undefined);
}

async function nestedScope(scope: Scope, id: string): Promise<Scope | undefined> {
  try {
    const state = await scope.state.get(id);
    return state?.kind === "alchemy::Scope" ? new Scope({ parent: scope, scopeName: id }) : undefined;
  } catch {
    // The state of another provider's resource may need a password to be read: it is no scope.
    return undefined;
  }
}

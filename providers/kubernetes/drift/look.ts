/**
 * Live objects to compare with, for the price of one LIST per (kind, namespace).
 *
 * LISTs are shared by resources that are looked at together, not cached: each was begun for the resource or is at most two seconds
 * old, is told of our own writes, and is taken afresh when a resource is looked at twice. Where listing is not allowed each object is read by
 * itself; that is found out once per client, kind and namespace.
 */

import { isContested } from "../../../src/apply/contested.ts";
import { readObject } from "../../../src/apply/read.ts";
import { type Ownership, ownershipSelector } from "../../../src/apply/ownership.ts";
import type { Target } from "../../../src/apply/target.ts";
import type { Client } from "../../../src/client/client.ts";
import { list } from "../../../src/client/verbs.ts";
import { hasCode } from "../../../src/errors.ts";
import { defined } from "../../../src/model/json.ts";
import type { LiveObject } from "../../../src/model/object.ts";

/** ms */
const FRESH = 2_000;

/** `metadata` is half the size, and says who changed what; `whole` objects are needed to compare values. */
type Extent = "metadata" | "whole";

interface Look {
  at: number;
  /** Names that it was begun for: to them it is as old as their own resource's turn. */
  awaited: Set<string>;
  seen: Set<string>;
  /** `undefined` where listing is not allowed. */
  objects: Promise<Map<string, LiveObject> | undefined>;
}

interface Collection {
  looks: Map<Extent, Look>;
  /** Listing is not allowed. */
  denied: boolean;
  /** The first object that was read by itself: it finds out how objects may be read. */
  first?: Promise<unknown>;
}

const collections = new WeakMap<Client, Map<string, Collection>>();

function collectionOf(target: Target, ownership: Pick<Ownership, "app" | "stage">): Collection {
  const known = collections.get(target.client) ?? new Map<string, Collection>();
  collections.set(target.client, known);
  const { group, plural } = target.kind;
  const key = [group, plural, target.namespace ?? "", ownership.app, ownership.stage].join("/");
  const collection = known.get(key) ?? { looks: new Map<Extent, Look>(), denied: false };
  known.set(key, collection);
  return collection;
}

/**
 * How much of an object has to be looked at. Values of Secrets, and contested fields, are compared with the live ones.
 * @param isNeeded whether all of it is needed for another reason
 */
export function extentOf({ kind }: Target, isNeeded: boolean): Extent {
  const isSecret = kind.group === "" && kind.kind === "Secret";
  return isSecret || isNeeded || isContested(kind) ? "whole" : "metadata";
}

/** Begins the LIST that a comparison will need, while it is still being found out which cluster this is: reading does no harm. */
export function lookAhead(target: Target, ownership: Pick<Ownership, "app" | "stage">, extent: Extent): void {
  const begun = lookAt(target, ownership, extent);
  begun?.awaited.add(target.name);
  // Whoever looks awaits the same promise, and meets the failure.
  begun?.objects.catch(() => undefined);
}

/**
 * Looks for an object among those of its app and stage.
 * @returns `undefined` when it is not there, or nobody may list: then it has to be read by itself
 */
export async function look(
  target: Target,
  ownership: Ownership,
  extent: Extent,
): Promise<LiveObject | undefined> {
  const current = lookAt(target, ownership, extent);
  current?.seen.add(target.name);
  return (await current?.objects)?.get(target.name);
}

/** Reads one object by itself. */
export async function lookClosely(target: Target, ownership: Ownership): Promise<LiveObject | undefined> {
  const collection = collectionOf(target, ownership);
  if (!collection.denied) return readObject(target);
  if (collection.first !== undefined) await collection.first;
  const object = readObject(target);
  collection.first ??= object.catch(() => undefined);
  return object;
}

function lookAt(
  target: Target,
  ownership: Pick<Ownership, "app" | "stage">,
  extent: Extent,
): Look | undefined {
  const collection = collectionOf(target, ownership);
  if (collection.denied) return undefined;
  const { looks } = collection;
  const usable = (look: Look | undefined): look is Look =>
    look !== undefined &&
    !look.seen.has(target.name) &&
    (Date.now() - look.at < FRESH || look.awaited.has(target.name));
  const whole = looks.get("whole");
  if (usable(whole)) return whole;
  const brief = looks.get("metadata");
  if (extent === "metadata" && usable(brief)) return brief;
  const objects = listAll(target, ownership, extent).catch((error: unknown) => {
    if (!hasCode(error, "forbidden")) throw error;
    collection.denied = true;
    return undefined;
  });
  const current: Look = { at: Date.now(), awaited: new Set(), seen: new Set(), objects };
  looks.set(extent, current);
  return current;
}

async function listAll(
  { client, kind, namespace }: Target,
  ownership: Pick<Ownership, "app" | "stage">,
  extent: Extent,
): Promise<Map<string, LiveObject>> {
  const { items } = await list(client, kind, {
    labelSelector: ownershipSelector(ownership),
    metadataOnly: extent === "metadata",
    ...defined({ namespace }),
  });
  return new Map(items.map((item) => [item.metadata.name, item]));
}

/** Tells the LISTs about a write of ours. */
export async function noteWrite(target: Target, ownership: Ownership, object: LiveObject): Promise<void> {
  const looks = [...collectionOf(target, ownership).looks.values()];
  const listed = await Promise.all(looks.map(({ objects }) => objects.catch(() => undefined)));
  for (const objects of listed) objects?.set(target.name, object);
}

/**
 * Changing a shared list, and remembering whose its elements are.
 *
 * An annotation of the object per patch, `alchemy.run/patch-…`, names the elements that are there because of it: written in one
 * request with the list, so a crash leaves no doubt; gone with the object, so one that was made anew owes us nothing; seen by the
 * patches of other programs, so that what several want goes with the last of them.
 */

import type { JsonPatchOperation } from "../client/verbs.ts";
import { pointerOf } from "../model/json-pointer.ts";
import { isJsonObject, type Json, sameJson } from "../model/json.ts";
import type { LiveObject } from "../model/object.ts";
import type { Conflicts } from "./conflict.ts";
import { patchUnchanged } from "./guarded-patch.ts";
import { fieldManagerOf, OWN_PREFIX, type Ownership } from "./ownership.ts";
import {
  type Extended,
  extendList,
  hasOtherwise,
  nameElement,
  type Placed,
  sharedElements,
  sharedListOf,
} from "./shared-list.ts";
import type { Target } from "./target.ts";

export interface ListOptions {
  /** Of a patch: its id begins with `patch-`. */
  ownership: Pick<Ownership, "id">;
  conflicts: Conflicts;
}

const PATCHES = `${OWN_PREFIX}patch-`;

/** What becomes of an object's shared list; `undefined` for a kind without one. Pure. */
export function changeOf(
  live: LiveObject,
  wanted: readonly Json[],
  { ownership, conflicts }: ListOptions,
): Extended | undefined {
  const list = sharedListOf(live);
  if (list === undefined) return undefined;
  const present = sharedElements(live);
  const isLeft = (element: Json): boolean =>
    hasOtherwise(list, present, element) && isIgnored(conflicts, nameElement(list, element));
  const taken = wanted.filter((element) => !isLeft(element));
  return extendList(list, present, { wanted: taken, ...placedIn(live, ownership) });
}

/** Whether an element is left to others: by its name as conflicts tell it, or with the whole list. */
function isIgnored(conflicts: ListOptions["conflicts"], name: string): boolean {
  if (typeof conflicts !== "object") return false;
  return conflicts.ignore.some((path) => name === `.${path}` || name.startsWith(`.${path}[`));
}

function placedIn({ metadata: { annotations = {} } }: LiveObject, { id }: Pick<Ownership, "id">): Placed {
  const own = OWN_PREFIX + id;
  const others = Object.keys(annotations).filter((name) => name.startsWith(PATCHES) && name !== own);
  return { ours: parsed(annotations[own]), others: others.flatMap((name) => parsed(annotations[name])) };
}

// Anybody may write an annotation. What cannot be read names nothing.
function parsed(text: string | undefined): Json[] {
  try {
    const elements: unknown = JSON.parse(text ?? "[]");
    return Array.isArray(elements) ? (elements as Json[]) : [];
  } catch {
    return [];
  }
}

/**
 * Writes a shared list and whose it is, if the object is still as it was seen.
 * @returns the object as it is then, the same one when nothing changes; `undefined` when it changed meanwhile
 */
export async function writeChange(
  target: Target,
  live: LiveObject,
  change: Pick<Extended, "elements" | "ours">,
  ownership: Pick<Ownership, "id">,
): Promise<LiveObject | undefined> {
  const operations = [
    ...listOperations(live, change.elements),
    ...noteOperations(live, change.ours, ownership),
  ];
  if (operations.length === 0) return live;
  return patchUnchanged(target, live, operations, { fieldManager: fieldManagerOf(ownership) });
}

function listOperations(live: LiveObject, elements: readonly Json[]): JsonPatchOperation[] {
  const path = sharedListOf(live)?.path ?? [];
  if (sameJson(elements, sharedElements(live))) return [];
  if (elements.length === 0) return [{ op: "remove", path: pointerOf(path) }];
  const [parent = "", name] = path;
  return name === undefined || isJsonObject(live[parent])
    ? [{ op: "add", path: pointerOf(path), value: elements }]
    : [{ op: "add", path: pointerOf([parent]), value: { [name]: elements } }];
}

function noteOperations(
  { metadata: { annotations } }: LiveObject,
  ours: readonly Json[],
  { id }: Pick<Ownership, "id">,
): JsonPatchOperation[] {
  const name = OWN_PREFIX + id;
  const path = pointerOf(["metadata", "annotations", name]);
  const before = annotations?.[name];
  if (ours.length === 0) return before === undefined ? [] : [{ op: "remove", path }];
  if (sameJson(parsed(before), ours)) return [];
  const value = JSON.stringify(ours);
  return annotations === undefined
    ? [{ op: "add", path: "/metadata/annotations", value: { [name]: value } }]
    : [{ op: "add", path, value }];
}

/** Saying once what holds of many: a Deployment of a hundred pods that fail in one way is one line. Pure. */

import type { ObjectRef } from "../model/object.ts";

/** What holds of several things alike. */
export interface Group<T> {
  first: T;
  all: readonly T[];
}

/** Puts together what has the same key; the largest group first, else in the order of their first members. */
export function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Group<T>[] {
  return [...Map.groupBy(items, keyOf).values()]
    .flatMap((all) => (all[0] === undefined ? [] : [{ first: all[0], all }]))
    .toSorted((a, b) => b.all.length - a.all.length);
}

const UID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

// What the API server appends to a generateName: five of these.
const GENERATED = /-[bcdfghjklmnpqrstvwxz2456789]{5}\b/g;

/** A text without what changes each time that it is written: uids, generated names, times and counts. */
export function lasting(text: string): string {
  return text.replace(UID, "<uid>").replace(GENERATED, "-<name>").replace(/\d+/g, "#");
}

/** A text about an object as it would be about its siblings. */
export function likeSiblings(text: string, { name }: ObjectRef): string {
  return lasting(text.replaceAll(name, "<name>"));
}

/** Names that are listed before the rest is counted. */
const LISTED = 3;

/** Objects of one kind in words: `Pod web-a`, `2 pods (web-a, web-b)`, `100 pods (web-a, web-b, web-c and 97 more)`. */
export function several(objects: readonly ObjectRef[]): string {
  const names = [...new Set(objects.map(({ name }) => name))].sort();
  const [first] = objects;
  if (first === undefined) return "";
  if (names.length === 1) return `${first.kind} ${first.name}`;
  const more = names.length - LISTED;
  const listed = names.slice(0, LISTED).join(", ");
  return `${names.length} ${pluralOf(first.kind)} (${more > 0 ? `${listed} and ${more} more` : listed})`;
}

/** The same without names where there are several: `Pod web-a`, `2 pods`. */
export function howMany(objects: readonly ObjectRef[]): string {
  const names = new Set(objects.map(({ name }) => name));
  const [first] = objects;
  return first === undefined || names.size === 1 ? several(objects) : counted(names.size, first.kind);
}

/** `2 pods`, `1 pod`: the kind in lower case, as it is counted. */
export function counted(number: number, kind: string): string {
  return number === 1 ? `1 ${kind.toLowerCase()}` : `${number} ${pluralOf(kind)}`;
}

function pluralOf(kind: string): string {
  const word = /^[A-Z][a-z]+$/.test(kind) ? kind.toLowerCase() : kind;
  return /(?:s|x|ch)$/.test(word) ? `${word}es` : word.replace(/y$/, "ie") + "s";
}

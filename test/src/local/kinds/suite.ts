/** The form of the tables: manifests, and what is changed of them. Types, and the reading of paths. */

import type { Json } from "../../../../src/model/json.ts";
import type { Manifest } from "../../../../src/model/object.ts";

/** Values by path (`spec.containers.0.image`); `undefined` takes a field away. */
export type Change = Readonly<Record<string, Json | undefined>>;

/** Cases of one or several kinds. */
export interface Suite {
  /** Manifests that are valid, by a name of their own; names of objects are the same, namespaces are filled in. */
  bases: Readonly<Record<string, BaseManifest>>;
  /** Changes of manifests before they are created. */
  creates?: Readonly<Record<string, readonly Change[]>>;
  /** The same, but really: dry runs allocate nothing. */
  makes?: Readonly<Record<string, readonly Change[]>>;
  /** Changes of objects that exist. */
  updates?: Readonly<Record<string, readonly Change[]>>;
  /** Changes of objects that exist by their status subresource. */
  statuses?: Readonly<Record<string, readonly Change[]>>;
}

/** A manifest without what goes without saying. */
export type BaseManifest = Readonly<Record<string, Json>> & { apiVersion: string; kind: string };

/** One question to both servers. */
export interface Case {
  id: string;
  verb: "create" | "make" | "update" | "status";
  base: Manifest;
  change: Change;
}

/** A copy of an object with other values. */
export function changed<T extends object>(object: T, change: Change): T {
  const copy = structuredClone(object);
  for (const [path, value] of Object.entries(change)) set(copy, path.split("."), value);
  return copy;
}

function set(at: object, [step = "", ...rest]: string[], value: Json | undefined): void {
  const holder = at as Record<string, unknown>;
  if (rest.length === 0) {
    if (value === undefined) delete holder[step];
    else holder[step] = structuredClone(value);
    return;
  }
  const inner = holder[step];
  if (typeof inner !== "object" || inner === null) holder[step] = /^\d+$/.test(rest[0] ?? "") ? [] : {};
  set(holder[step] as object, rest, value);
}

const LONGEST_TITLE = 60;

/** Tells long values apart. */
function checksum(text: string): string {
  let sum = 0;
  for (const character of text) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 1_000_003;
  return sum.toString(36);
}

/** What a change is called. */
export function titleOf(change: Change): string {
  return Object.entries(change)
    .map(([path, value]) => {
      const text = value === undefined ? "-" : JSON.stringify(value);
      return `${path}=${text.length > LONGEST_TITLE ? `${text.slice(0, 50)}…${checksum(text)}` : text}`;
    })
    .join(" ");
}

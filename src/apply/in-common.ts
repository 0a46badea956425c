/** What several manifests of one object have in common: all that is known to be ours when any of them may be the one that was applied. Pure. */

import { isJsonObject, type Json, sameJson } from "../model/json.ts";
import type { Manifest } from "../model/object.ts";

/**
 * The fields that all manifests set, and the list elements that are the same in all of them. Values are those of the last one.
 * @returns `undefined` for no manifest
 */
export function inCommon(manifests: readonly Manifest[]): Manifest | undefined {
  const [first, ...others] = manifests;
  return others.reduce<Manifest | undefined>(
    (common, manifest) => part(common, manifest) as Manifest | undefined,
    first,
  );
}

function part(a: unknown, b: unknown): unknown {
  if (Array.isArray(a) && Array.isArray(b))
    return b.filter((element: Json) => a.some((other: Json) => sameJson(other, element)));
  if (isJsonObject(a) && isJsonObject(b)) {
    const shared = Object.keys(b).map((name) => [name, part(a[name], b[name])] as const);
    return Object.fromEntries(shared.filter(([, value]) => value !== undefined));
  }
  return a === undefined || isNested(a) || isNested(b) ? undefined : b;
}

function isNested(value: unknown): boolean {
  return Array.isArray(value) || isJsonObject(value);
}

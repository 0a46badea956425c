/** From a path to what it names. Pure. */

import type { Kind } from "../../model/kind.ts";
import { REVIEWS } from "../discovery/special-resources.ts";
import type { Kinds, ServedKind } from "../kinds/served-kind.ts";
import { noResource } from "./refusals.ts";

/** What a path below a group and version names. */
export interface ResourceRoute {
  type: "resource";
  kind: ServedKind;
  namespace?: string;
  /** Absent for a collection. */
  name?: string;
  subresource?: string;
  /** Whether the path is of the old form that always watches. */
  watch: boolean;
}

/** A review: created, never kept. */
export interface ReviewRoute {
  type: "review";
  kind: Kind;
  namespace?: string;
  /** Only of what has no objects: always refused. */
  name?: string;
}

/** The list of what a group and version has. */
interface ListingRoute {
  type: "listing";
  group: string;
  version: string;
}

export type Route = ResourceRoute | ReviewRoute | ListingRoute;

/** `..` and slashes in a name: nothing is called so. */
function isUnsafe(step: string): boolean {
  return step === "." || step === ".." || step === "" || step.includes("/");
}

/** Takes `namespaces/<name>/` off what names a resource in a namespace. */
function scopeOf(group: string, steps: readonly string[]): { namespace?: string; rest: readonly string[] } {
  const [first, namespace, third] = steps;
  if (first !== "namespaces" || namespace === undefined || third === undefined) return { rest: steps };
  // These are subresources of the namespace itself.
  if (group === "" && (third === "status" || third === "finalize")) return { rest: steps };
  return { namespace, rest: steps.slice(2) };
}

/**
 * @param group `""` for the core group
 * @param steps what stands after the version
 * @returns `undefined` when neither group nor version is served
 * @throws {StatusError} 404 when they are, but not this resource
 */
export function routeOf(
  kinds: Kinds,
  { group, version }: { group: string; version: string },
  steps: readonly string[],
): Route | undefined {
  const watch = steps[0] === "watch";
  const { namespace, rest } = scopeOf(group, watch ? steps.slice(1) : steps);
  const [plural = "", name, subresource, ...more] = rest;
  const kind = kinds.byPath(group, version, plural);
  if (kind === undefined) return otherRoute(kinds, { group, version }, { steps, plural, namespace, name });
  if (steps.some(isUnsafe) || !fits(kind, namespace, name)) throw noResource();
  // What follows a proxy belongs to whom it leads to.
  if (more.length > 0 && subresource !== "proxy") throw noResource();
  const route: ResourceRoute = { type: "resource", kind, watch };
  if (namespace !== undefined) route.namespace = namespace;
  if (name !== undefined) route.name = name;
  if (subresource !== undefined) route.subresource = subresource;
  return route;
}

/** What names no kind: a review or the list of what there is. */
function otherRoute(
  kinds: Kinds,
  { group, version }: { group: string; version: string },
  rest: { steps: readonly string[]; plural: string; namespace: string | undefined; name: string | undefined },
): Route | undefined {
  const { steps, plural, namespace, name } = rest;
  const served = [...kinds.all(), ...REVIEWS].some(
    (kind) => kind.group === group && kind.version === version,
  );
  if (!served) return undefined;
  if (steps.length === 0) return { type: "listing", group, version };
  const kind = REVIEWS.find((one) => one.group === group && one.version === version && one.plural === plural);
  if (kind === undefined || kind.namespaced !== (namespace !== undefined)) throw noResource();
  const route: ReviewRoute = { type: "review", kind };
  if (namespace !== undefined) route.namespace = namespace;
  if (name !== undefined) route.name = name;
  return route;
}

function fits(kind: ServedKind, namespace: string | undefined, name: string | undefined): boolean {
  return kind.namespaced ? namespace !== undefined || name === undefined : namespace === undefined;
}

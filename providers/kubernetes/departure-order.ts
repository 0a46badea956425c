/** What of the things that a run deletes has to go before others. Pure. */

import { sameCluster } from "../../src/model/connection.ts";
import { builtinKind } from "../../src/model/kind-table.ts";
import { groupOf } from "../../src/model/kind.ts";
import { deletionOf, type Departure } from "./removal.ts";
import type { StoredRef } from "./state.ts";

/**
 * Whether one resource's objects have to be gone before another's are deleted: custom resources go first, because what removes
 * their finalizers (a controller, its permissions, its graph) may be among the rest.
 */
export function goesBefore(first: Departure, then: Departure): boolean {
  const [a, b] = [currentOf(first), currentOf(then)];
  if (a === undefined || b === undefined || !sameCluster(a.cluster, b.cluster)) return false;
  return isCustom(first) && !isCustom(then) && deletionOf(first) !== false;
}

function currentOf({ checkpoint }: Departure): StoredRef | undefined {
  return checkpoint?.refs.at(-1);
}

/** Whether a resource's object is a custom resource; a graph counts among what makes them. */
export function isCustom(departure: Departure): boolean {
  const ref = currentOf(departure)?.ref;
  if (ref === undefined) return false;
  const isGraph = ref.kind === "ResourceGraphDefinition" && groupOf(ref.apiVersion) === "kro.run";
  return !isGraph && builtinKind(ref.apiVersion, ref.kind) === undefined;
}

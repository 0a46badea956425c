/** What of the things that a run deletes has to go before others, and what has to stay with others. Pure. */

import { sameCluster } from "../../src/model/connection.ts";
import { textAt } from "../../src/model/json.ts";
import { builtinKind } from "../../src/model/kind-table.ts";
import { groupOf } from "../../src/model/kind.ts";
import { describe, type Manifest } from "../../src/model/object.ts";
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

/**
 * Says why a resource's object has to stay although it may be deleted: it holds others that are to be kept.
 * @returns a clause, `undefined` when it may go
 */
export function keeper(holder: Departure, all: Iterable<Departure>): string | undefined {
  const own = currentOf(holder);
  const manifest = manifestOf(holder);
  if (own === undefined || manifest === undefined) return undefined;
  const holds = HOLDERS[`${groupOf(own.ref.apiVersion)}/${own.ref.kind}`];
  if (holds === undefined) return undefined;
  for (const other of all) {
    const kept = currentOf(other);
    if (other.fqn === holder.fqn || kept === undefined || deletionOf(other) !== false) continue;
    if (sameCluster(kept.cluster, own.cluster) && holds(manifest, kept.ref))
      return `it would take ${describe(kept.ref)} along, which is kept (delete: false)`;
  }
  return undefined;
}

type Holds = (holder: Manifest, ref: StoredRef["ref"]) => boolean;

/** By `group/Kind`: which objects go when an object of the kind does. */
const HOLDERS: Readonly<Record<string, Holds | undefined>> = {
  "/Namespace": ({ metadata }, { namespace }) => namespace === metadata.name,
  "apiextensions.k8s.io/CustomResourceDefinition": (definition, { apiVersion, kind }) =>
    groupOf(apiVersion) === textAt(definition, ["spec", "group"], "") &&
    kind === textAt(definition, ["spec", "names", "kind"], ""),
  "kro.run/ResourceGraphDefinition": (graph, { apiVersion, kind }) =>
    groupOf(apiVersion) === textAt(graph, ["spec", "schema", "group"], "kro.run") &&
    kind === textAt(graph, ["spec", "schema", "kind"], ""),
};

/** The manifest as it was last tried, secret values left out. */
export function manifestOf({ props }: Pick<Departure, "props">): Manifest | undefined {
  return props?.manifest === undefined ? undefined : (JSON.parse(props.manifest) as Manifest);
}

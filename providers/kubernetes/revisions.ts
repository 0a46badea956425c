/** The ConfigMaps and Secrets of a run on one cluster, by name, so that workloads that name them can follow their revision. */

import type { Client } from "../../src/client/client.ts";
import type { Revision } from "./manifest.ts";
import type { RollSource } from "./options.ts";
import type { KubernetesResource, NamespacedResource } from "./resource.ts";

/** A resource whose content has a revision. */
export type Revised = NamespacedResource & { revision: number };

const revised = new WeakMap<Client, Map<string, Revised>>();

/** Remembers a resource of this run when its content has a revision. */
export function noteRevision(client: Client, output: KubernetesResource): void {
  if (!isRevised(output)) return;
  const known = revised.get(client) ?? new Map<string, Revised>();
  revised.set(client, known);
  known.set(`${output.kind}/${output.namespace}/${output.name}`, output);
}

function isRevised(output: KubernetesResource): output is Revised {
  return "revision" in output && typeof output.revision === "number" && "namespace" in output;
}

/** The revisions that a pod template names, each object once. Names that this run has not deployed are left out. */
export function revisionsOf(
  client: Client,
  namespace: string | undefined,
  sources: readonly RollSource[],
): Revision[] {
  const known = revised.get(client);
  const found = sources.flatMap((source) =>
    "revision" in source ? source : (known?.get(`${source.kind}/${namespace}/${source.name}`) ?? []),
  );
  return [...new Map(found.map((source) => [`${source.kind}/${source.name}`, source])).values()];
}

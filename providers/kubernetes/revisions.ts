/** The ConfigMaps and Secrets of a run on one cluster, by name, so that workloads that name them can follow their revision. */

import { ProviderError } from "../../src/errors.ts";
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

/**
 * The revisions that a pod template names, each object once. Names that this run has not deployed are left out.
 * @throws {ProviderError} `usage` for what has no revision
 */
export function revisionsOf(
  client: Client,
  namespace: string | undefined,
  sources: readonly RollSource[],
): Revision[] {
  for (const source of sources) checkSource(source);
  const known = revised.get(client);
  const found = sources.flatMap((source) =>
    "revision" in source ? source : (known?.get(`${source.kind}/${namespace}/${source.name}`) ?? []),
  );
  return [...new Map(found.map((source) => [`${source.kind}/${source.name}`, source])).values()];
}

function checkSource(source: unknown): void {
  const { kind, name } = (source ?? {}) as Record<string, unknown>;
  if ((kind === "ConfigMap" || kind === "Secret") && typeof name === "string") return;
  const what = typeof kind === "string" ? `a ${kind}` : JSON.stringify(source);
  throw new ProviderError("usage", `rollOnChange names ${what}, which pods cannot follow`, {
    advice: 'Give a ConfigMap or Secret resource, or { kind: "ConfigMap", name: "config" }.',
  });
}

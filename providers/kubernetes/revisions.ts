/** The ConfigMaps and Secrets of a run by name, so that workloads that name them can follow their revision. */

import type { Scope } from "alchemy";
import type { KubernetesResource, NamespacedResource } from "./resource.ts";

/** A resource whose content has a revision. */
export type Revised = NamespacedResource & { revision: number };

const revised = new WeakMap<Scope, Map<string, Revised>>();

/** Remembers a resource of this run when its content has a revision. */
export function noteRevision(scope: Scope, output: KubernetesResource): void {
  if (!isRevised(output)) return;
  const known = revised.get(scope.root) ?? new Map<string, Revised>();
  revised.set(scope.root, known);
  known.set(`${output.kind}/${output.namespace}/${output.name}`, output);
}

function isRevised(output: KubernetesResource): output is Revised {
  return "revision" in output && typeof output.revision === "number" && "namespace" in output;
}

/**
 * Finds the ConfigMap or Secret of this run that a workload names.
 * @param kind `"ConfigMap"` or `"Secret"`
 */
export function revisionFor(
  scope: Scope,
  kind: "ConfigMap" | "Secret",
  namespace: string,
  name: string,
): Revised | undefined {
  return revised.get(scope.root)?.get(`${kind}/${namespace}/${name}`);
}

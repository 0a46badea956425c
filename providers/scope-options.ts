/** The `kubernetes` options of Alchemy's scopes, and which cluster they choose. */

import type { Scope } from "alchemy";
import { mergedDeletion } from "./deletion.ts";
import type { ClusterProp, KubernetesScopeOptions } from "./kubernetes/options.ts";

/** The `kubernetes` options that hold in a scope, with the shorthands for `cluster` written out. */
export type ScopeOptions = Omit<KubernetesScopeOptions, "context" | "kubeconfig">;

/**
 * The `kubernetes` options that hold in a scope: its own over its parents'. Scopes do not inherit them in Alchemy.
 * A scope that names a cluster in any way names all of it: nothing of its parents' choice is left. How objects are deleted is
 * merged option by option.
 */
export function scopeOptions(scope: Scope): ScopeOptions {
  return mergedOptions(scope, () => true);
}

/** The `kubernetes` options of the scopes inside of the app: at destroy, Alchemy knows only the app's own. */
export function nestedOptions(scope: Scope): ScopeOptions {
  // The app's are those of the root and of the stage in it.
  return mergedOptions(scope, (at) => at.parent?.parent !== undefined);
}

function mergedOptions(scope: Scope, counts: (at: Scope) => boolean): ScopeOptions {
  const chain: ScopeOptions[] = [];
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    const own = at.providerCredentials["kubernetes"];
    if (own !== undefined && counts(at)) chain.push(withCluster(own));
  }
  return chain.reduceRight<ScopeOptions>((around, near) => {
    const deletion = mergedDeletion(near.delete, around.delete);
    return { ...around, ...near, ...(deletion !== undefined && { delete: deletion }) };
  }, {});
}

const LOCAL: ClusterProp = { local: true };

/**
 * Which cluster a resource or a factory goes to: its own, else its scopes'. With --local everything goes to the embedded one,
 * whatever the program says.
 * @returns `undefined` leaves it to the environment
 */
export function clusterFor(scope: Scope, own: ClusterProp | undefined): ClusterProp | undefined {
  return scope.local ? LOCAL : (own ?? scopeOptions(scope).cluster);
}

function withCluster({ context, kubeconfig, ...rest }: KubernetesScopeOptions): ScopeOptions {
  if (rest.cluster !== undefined || (context === undefined && kubeconfig === undefined)) return rest;
  const cluster: ClusterProp = {};
  if (context !== undefined) cluster.context = context;
  if (kubeconfig !== undefined) cluster.kubeconfig = kubeconfig;
  return { ...rest, cluster };
}

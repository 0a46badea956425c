/** Options of Alchemy's scopes, and which cluster those of `kubernetes` choose. */

import type { ProviderCredentials, Scope } from "alchemy";
import { mergedDeletion } from "./deletion.ts";
import type { ClusterProp, KubernetesScopeOptions } from "./kubernetes/options.ts";

/** The `kubernetes` options that hold in a scope, with the shorthands for `cluster` written out. */
export type ScopeOptions = Omit<KubernetesScopeOptions, "context" | "kubeconfig">;

/** Where options are looked for: a scope of Alchemy. */
export interface Place {
  providerCredentials: ProviderCredentials;
  parent: Place | undefined;
}

/** Options that may say how things are deleted. */
interface SayDeletion {
  delete?: boolean | object;
}

/**
 * The options of a provider that hold in a scope: its own over its parents'. Scopes do not inherit them in Alchemy.
 * How things are deleted is merged option by option.
 * @param own what a scope says itself
 */
export function mergedOptions<Options extends SayDeletion>(
  scope: Place,
  own: (at: Place) => Options | undefined,
): Partial<Options> {
  const around: Partial<Options> = scope.parent === undefined ? {} : mergedOptions(scope.parent, own);
  const near = own(scope);
  if (near === undefined) return around;
  const deletion = mergedDeletion(near.delete, around.delete);
  return { ...around, ...near, ...(deletion !== undefined && { delete: deletion }) };
}

/**
 * The `kubernetes` options that hold in a scope, see {@link mergedOptions}.
 * A scope that names a cluster in any way names all of it: nothing of its parents' choice is left.
 */
export function scopeOptions(scope: Place): ScopeOptions {
  return mergedOptions(scope, ownOptions);
}

/** The `kubernetes` options of the scopes inside of the app: at destroy, Alchemy knows only the app's own. */
export function nestedOptions(scope: Place): ScopeOptions {
  // The app's are those of the root and of the stage in it.
  return mergedOptions(scope, (at) => (at.parent?.parent === undefined ? undefined : ownOptions(at)));
}

function ownOptions({ providerCredentials: { kubernetes } }: Place): ScopeOptions | undefined {
  return kubernetes && withCluster(kubernetes);
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

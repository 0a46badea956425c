/** The shared options of one resource, after its scopes' defaults. */

import type { Scope } from "alchemy";
import { checkPathSyntax } from "../../src/apply/ignore-paths.ts";
import { groupOf } from "../../src/model/kind.ts";
import { GRAPH_TIMEOUT } from "../../src/run/timeouts.ts";
import { addressDigest, hasInlineCredentials, sealed } from "../cluster-prop.ts";
import { clusterFor, nestedOptions, scopeOptions } from "../scope-options.ts";
import { mergedDeletion } from "../deletion.ts";
import { missingPassword } from "../secrets.ts";
import { checkCluster, checkOptions } from "./check-options.ts";
import type { ClusterProp, ResourceOptions, SharedOptions } from "./options.ts";

/** The shared options with a default, all set; `failOn` has none, and the app's `delete` is asked for when it is needed. */
type Shared = Required<Omit<SharedOptions, "cluster" | "delete" | "failOn">> & Pick<SharedOptions, "failOn">;

/** The shared options of one resource, its own and those of its scopes. */
export interface Settings extends Shared {
  /** Where to deploy: the resource's own choice, else its scopes'; `undefined` leaves it to the environment. */
  cluster?: ClusterProp;
  /** Only the resource's own choice: changing it moves the object. */
  ownCluster?: ClusterProp;
  /** Digest of the address that a scope inside of the app chooses for a resource without a choice of its own. */
  scopeCluster?: string;
  /** The resource's own choice over that of scopes inside of the app: the app's is asked for when it is needed. */
  delete?: SharedOptions["delete"];
  /** The scopes' namespace. */
  namespace?: string;
}

/** ms */
const DEFAULT_TIMEOUT = 600_000;

// How long the things that these kinds wait for usually take: a migration or import, and a cloud's load balancer.
const timeouts: Readonly<Record<string, number | undefined>> = {
  "batch/Job": 1_800_000,
  "/Service": 900_000,
  "kro.run/ResourceGraphDefinition": GRAPH_TIMEOUT,
};

/**
 * Merges the options of a resource with those of its scopes.
 * @throws {ProviderError} `usage` for inline credentials that nothing could encrypt
 */
export function resolveSettings(
  scope: Scope,
  request: {
    id: string;
    kind: string;
    apiVersion: string;
    options: ResourceOptions;
    defaultTimeout?: number;
  },
): Settings {
  const { options } = request;
  const scoped = scopeOptions(scope);
  const object = `${request.kind} "${request.id}"`;
  const own = scope.local ? undefined : options.cluster;
  if (options.cluster !== undefined) checkCluster(object, options.cluster);
  if (hasInlineCredentials(own) && scope.password === undefined) {
    throw missingPassword(object, "the credentials in its `cluster`");
  }
  const cluster = clusterFor(scope, own);
  const nested = nestedOptions(scope);
  const deletion = mergedDeletion(options.delete, nested.delete);
  if (cluster !== undefined) checkCluster(object, cluster);
  const settings: Settings = {
    ...defaultsFor(scope, request),
    ...chosen(scoped),
    ...chosen(options),
    ...(cluster !== undefined && { cluster }),
    ...(own !== undefined && { ownCluster: sealed(own) }),
    ...(own === undefined && nested.cluster !== undefined && { scopeCluster: addressDigest(nested.cluster) }),
    ...(deletion !== undefined && { delete: deletion }),
    ...(scoped.namespace !== undefined && { namespace: scoped.namespace }),
  };
  for (const deletion of new Set([settings.delete ?? true, scoped.delete ?? true]))
    checkOptions(object, { ...settings, delete: deletion });
  if (typeof settings.conflicts === "object") checkPathSyntax(settings.conflicts.ignore, object);
  return settings;
}

function defaultsFor(
  scope: Scope,
  { apiVersion, kind, defaultTimeout }: { apiVersion: string; kind: string; defaultTimeout?: number },
): Shared {
  return {
    wait: "ready",
    timeout: defaultTimeout ?? timeouts[`${groupOf(apiVersion)}/${kind}`] ?? DEFAULT_TIMEOUT,
    drift: "repair",
    allowDataLoss: false,
    adopt: scope.adopt,
    conflicts: "fail",
  };
}

const SHARED = ["wait", "failOn", "timeout", "drift", "allowDataLoss", "adopt", "conflicts"] as const;

/** The shared options that are set. */
function chosen(options: SharedOptions): Partial<Shared> {
  return Object.fromEntries(
    SHARED.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]])),
  );
}

/**
 * Which cluster a resource is deployed to, and how its client is found again at destroy.
 *
 * A cluster is resolved once per run and option. What state keeps of it (a Connection) holds no credentials; delete opens it
 * again from there, never from flags, and verifies that it is the same cluster.
 */

import type { Scope } from "alchemy";
import { reopenAccess, resolveAccess } from "../src/auth/resolve.ts";
import { createClient, type Client, type ClientOptions } from "../src/client/client.ts";
import type { ClusterOptions, Connection, InlineCluster } from "../src/model/connection.ts";
import type { Access } from "../src/auth/access.ts";
import { canonicalJson } from "../src/model/json.ts";
import { plainCluster } from "./cluster-prop.ts";
import type { ClusterProp } from "./kubernetes/options.ts";
import { localAccess, localDirectory } from "./local/access.ts";
import { scopeOptions } from "./scope-options.ts";

const clients = new WeakMap<Scope, Map<string, Promise<Client>>>();

/**
 * The client of the cluster that a resource is deployed to.
 * @param cluster as {@link clusterFor} says
 * @throws {ProviderError} `no-cluster`, `bad-kubeconfig` or `credentials`
 */
export function clientFor(scope: Scope, cluster: ClusterProp | undefined): Promise<Client> {
  const options = cluster === undefined ? undefined : plainCluster(cluster);
  return remembered(scope, canonicalJson(options ?? "environment"), async () =>
    createClient(await accessTo(options, scope), patience(scope)),
  );
}

// A cluster is opened once per run: what the first resource's scope says holds for all that share it.
function patience(scope: Scope): ClientOptions {
  const { requestTimeout } = scopeOptions(scope);
  return requestTimeout === undefined ? {} : { requestTimeout };
}

async function accessTo(options: ClusterOptions | undefined, scope?: Scope): Promise<Access> {
  if (options === undefined || !("local" in options)) return resolveAccess(options);
  return localAccess(options.local, localDirectory(options.local, scope));
}

const opened = new WeakMap<object, Promise<Client>>();

/**
 * The client of a factory or deployer, outside of any scope of Alchemy. It is opened once: all that deploys through it shares
 * its connections, its watches and its limit of requests.
 * @param owner the same object for the same client; without `cluster` the environment says which one
 * @throws {ProviderError} `no-cluster`, `bad-kubeconfig` or `credentials`
 */
export function openClient(owner: { cluster?: ClusterProp }): Promise<Client> {
  const { cluster } = owner;
  const known = opened.get(owner);
  if (known !== undefined) return known;
  const client = accessTo(cluster === undefined ? undefined : plainCluster(cluster)).then((access) =>
    createClient(access),
  );
  opened.set(owner, client);
  client.catch(() => opened.delete(owner));
  return client;
}

/**
 * The client of a cluster that state names.
 * @param candidates where credentials of a cluster given in full may be: only those for the same server are used
 */
export function clientOf(
  scope: Scope,
  connection: Connection,
  candidates: readonly (ClusterProp | undefined)[],
): Promise<Client> {
  const inline = [...candidates, scopeOptions(scope).cluster].find(
    (cluster) => cluster !== undefined && "server" in cluster && cluster.server === connection.server,
  );
  const plain = inline === undefined ? undefined : (plainCluster(inline) as InlineCluster);
  const key = canonicalJson(["state", connection, plain ?? null]);
  return remembered(scope, key, async () => {
    const { source } = connection;
    if (source.from === "local")
      return createClient(await accessTo({ local: source.directory ?? true }, scope), patience(scope));
    return createClient(await reopenAccess(connection, plain), patience(scope));
  });
}

function remembered(scope: Scope, key: string, open: () => Promise<Client>): Promise<Client> {
  const known = clients.get(scope.root) ?? new Map<string, Promise<Client>>();
  clients.set(scope.root, known);
  const client = known.get(key) ?? open();
  known.set(key, client);
  client.catch(() => known.delete(key));
  return client;
}

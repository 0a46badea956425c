/**
 * Which cluster a resource is deployed to, and how its client is found again at destroy.
 *
 * A cluster is resolved once per run and option. What state keeps of it (a Connection) holds no credentials; delete opens it
 * again from there, never from flags, and verifies that it is the same cluster.
 */

import { type Scope, secret } from "alchemy";
import { reopenAccess, resolveAccess } from "../src/auth/resolve.ts";
import { createClient, type Client, type ClientOptions } from "../src/client/client.ts";
import { ProviderError } from "../src/errors.ts";
import type { ClusterIdentity, ClusterOptions, Connection, InlineCluster } from "../src/model/connection.ts";
import type { Access } from "../src/auth/access.ts";
import { canonicalJson, sameJson } from "../src/model/json.ts";
import { mergedDeletion } from "./deletion.ts";
import type { ClusterProp, KubernetesScopeOptions } from "./kubernetes/options.ts";
import { localAccess, localDirectory } from "./local/access.ts";
import { isAlchemySecret } from "./secrets.ts";

const clients = new WeakMap<Scope, Map<string, Promise<Client>>>();

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

function plainCluster(cluster: ClusterProp): ClusterOptions {
  const entries = Object.entries(cluster).map(([key, value]) => [
    key,
    isAlchemySecret(value) ? value.unencrypted : value,
  ]);
  return Object.fromEntries(entries) as ClusterOptions;
}

/** Whether two `cluster` props name the same address. Credentials are renewed in place: they do not count. */
export function sameAddress(a: ClusterProp | undefined, b: ClusterProp | undefined): boolean {
  return sameJson(addressOf(a), addressOf(b));
}

function addressOf(cluster: ClusterProp | undefined): unknown {
  return cluster !== undefined && "server" in cluster ? cluster.server : cluster;
}

/** Whether two `cluster` props hold the same values. A secret is given a new name whenever it is made or read from state. */
export function sameValues(a: ClusterProp | undefined, b: ClusterProp | undefined): boolean {
  return sameJson(a && plainCluster(a), b && plainCluster(b));
}

/** A `cluster` prop as state may keep it: credentials as Alchemy secrets, which it encrypts. */
export function sealed(cluster: ClusterProp): ClusterProp {
  if (!("server" in cluster)) return cluster;
  const entries = Object.entries(cluster).map(([key, value]) => [
    key,
    holdsCredentials(key, value) ? secret(value) : value,
  ]);
  return Object.fromEntries(entries) as ClusterProp;
}

function holdsCredentials(key: string, value: unknown): value is string {
  if (typeof value !== "string") return false;
  return key === "token" || key === "clientKey" || (key === "proxyUrl" && value.includes("@"));
}

/** Whether a `cluster` prop carries credentials itself, which state can only keep encrypted. */
export function hasInlineCredentials(cluster: ClusterProp | undefined): boolean {
  if (cluster === undefined) return false;
  return Object.entries(cluster).some(
    ([key, value]) => isAlchemySecret(value) || holdsCredentials(key, value),
  );
}

/** What to do about a stage that a run with --local and one without it share. */
export const EITHER_LOCAL_OR_REAL = "A stage is either local or real: use another --stage for one of them.";

/** What people call a cluster that is to be forgotten: the strongest mark that state has of it. */
export function markOf({ uid, endpoint }: ClusterIdentity): string {
  return uid ?? endpoint;
}

/** Whether the program says that a cluster is gone for good. */
export function isForgotten(scope: Scope, { uid, endpoint }: ClusterIdentity): boolean {
  const forgotten = [scopeOptions(scope).forgetCluster ?? []].flat();
  return forgotten.some((mark) => mark === uid || mark === endpoint);
}

/** Says that state and this run mean different clusters. */
export function wrongCluster(
  object: string,
  stored: { connection: Connection; cluster: ClusterIdentity },
  resolved: Connection,
): ProviderError {
  const local = [stored.connection, resolved].some(({ source }) => source.from === "local");
  const elsewhere =
    "Point the environment at the first cluster, use another --stage for the second one, or move the resource by giving it an explicit `cluster`.";
  const gone = `If the first one is gone for good, forget what was on it: kubernetes: { forgetCluster: "${markOf(stored.cluster)}" }.`;
  return new ProviderError(
    "wrong-cluster",
    `it was deployed to ${stored.connection.name} (${stored.connection.server}), but this run resolves ${resolved.name} (${resolved.server}, ${resolved.description}), which is another cluster`,
    { object, advice: local ? EITHER_LOCAL_OR_REAL : `${elsewhere} ${gone}` },
  );
}

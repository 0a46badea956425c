/**
 * The typed client of one cluster: requests with deadlines, retries and errors for people (request.ts), the verbs (verbs.ts),
 * discovery and watch. Imports errors, retry, model and auth.
 * Invariant: retries happen in one place, and whatever the server says passes scrub.ts before anybody reads it.
 */

import type { Access } from "../auth/access.ts";
import { ApiError } from "../errors.ts";
import type { ClusterIdentity, Connection } from "../model/connection.ts";
import { digest } from "../model/json.ts";
import type { Kind } from "../model/kind.ts";
import { K3sApi } from "./k3s-api.ts";
import { Limiter } from "./limiter.ts";
import { get } from "./verbs.ts";

/** What the client has learned of its server. */
export interface ServerFacts {
  /** It has answered once: refused connections are a restart then, and worth another attempt. */
  reached: boolean;
  identity?: Promise<ClusterIdentity>;
}

/** One cluster, as everything above this folder speaks to it. */
export interface Client {
  readonly api: K3sApi;
  readonly connection: Connection;
  readonly access: Access;
  readonly limiter: Limiter;
  readonly facts: ServerFacts;
}

const NAMESPACE: Kind = {
  group: "",
  version: "v1",
  kind: "Namespace",
  plural: "namespaces",
  namespaced: false,
};

/** Makes the client of a cluster; sends nothing. */
export function createClient(access: Access): Client {
  return {
    api: K3sApi.of(access),
    connection: access.connection,
    access,
    limiter: new Limiter(),
    facts: { reached: false },
  };
}

/**
 * Which cluster it is; asked once per client.
 * @throws ProviderError when the cluster does not answer; not when it forbids the question: then the uid is absent
 */
export function identify(client: Client): Promise<ClusterIdentity> {
  const { facts } = client;
  facts.identity ??= askIdentity(client).catch((error: unknown) => {
    delete facts.identity;
    throw error;
  });
  return facts.identity;
}

async function askIdentity(client: Client): Promise<ClusterIdentity> {
  const { connection, tls } = client.access;
  const endpoint = digest({ server: connection.server, certificateAuthority: tls.certificateAuthority });
  const uid = await readUid(client);
  return uid === undefined ? { endpoint } : { uid, endpoint };
}

async function readUid(client: Client): Promise<string | undefined> {
  try {
    return (await get(client, NAMESPACE, { name: "kube-system" }))?.metadata.uid;
  } catch (error) {
    if (error instanceof ApiError && error.status === 403) return undefined;
    throw error;
  }
}

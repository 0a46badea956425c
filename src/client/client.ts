/**
 * The typed client of one cluster: requests with deadlines, retries and errors for people (request.ts), the verbs (verbs.ts),
 * discovery and watch. Imports errors, retry, model and auth.
 * Invariant: retries happen in one place, and whatever the server says passes scrub.ts before anybody reads it.
 */

import type { Access } from "../auth/access.ts";
import type { ClusterIdentity, Connection } from "../model/connection.ts";
import { K3sApi } from "./k3s-api.ts";
import { Limiter } from "./limiter.ts";

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
  /** How long one request may take unless it says otherwise, retries included, in ms. */
  readonly requestTimeout: number;
}

/** What may be said of a client besides where its cluster is. */
export interface ClientOptions {
  /** How long one request may take, retries included, in ms; and how long a watch may take to begin. @default 60_000 */
  requestTimeout?: number;
}

/** Makes the client of a cluster; sends nothing. */
export function createClient(access: Access, { requestTimeout = 60_000 }: ClientOptions = {}): Client {
  return {
    requestTimeout,
    api: K3sApi.of(access),
    connection: access.connection,
    access,
    limiter: new Limiter(),
    facts: { reached: false },
  };
}

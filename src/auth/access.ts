/**
 * How a cluster is reached and who we are: the contracts of this folder.
 * `src/auth` finds the cluster (resolve.ts), holds its credentials (Credentials) and opens connections (transport.ts).
 * It imports errors and model. Importing it costs next to nothing: js-yaml, undici and node:child_process load on first use.
 * Invariant: a token, key or password leaves this folder only inside a request; never in a message, a Connection or state.
 */

import type { Connection } from "../model/connection.ts";

/** How the server proves who it is. */
export interface TlsOptions {
  /** PEM of the authorities that sign the server's certificate. @default the runtime's own list */
  certificateAuthority?: string;
  /** Accept any server certificate. @default false */
  insecureSkipTlsVerify?: boolean;
  /** The name to ask for (SNI) and to verify. @default the host of the server's URL */
  serverName?: string;
}

/** What one request carries to prove who we are. */
export interface RequestCredentials {
  /** Header names in lower case, for example `authorization`. */
  headers: Record<string, string>;
  /** Client certificate, PEM. */
  certificate?: { cert: string; key: string };
}

/** State with a lifetime: tokens that expire, files that rotate, plugins that are run again. */
export interface Credentials {
  /**
   * The credentials to send now. Calls at the same time share one run of a plugin.
   * @throws ProviderError `credentials` when a file cannot be read or a plugin fails
   */
  get(signal?: AbortSignal): Promise<RequestCredentials>;
  /** After a 401: forget what is cached. Returns whether get() may now give something else. */
  refresh(): Promise<boolean>;
}

/** A cluster that was found: all that is needed to open a connection. */
export interface Access {
  connection: Connection;
  tls: TlsOptions;
  /** `http://` or `https://`. */
  proxyUrl?: string;
  credentials: Credentials;
  /** Sends a request in some other way than over the network, credentials and all. TLS and proxy do not matter then. */
  send?: (url: string, init: RequestInit) => Promise<Response>;
}

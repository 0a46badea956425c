/**
 * Sends requests to the API server over connections that stay open.
 * The only file that knows Bun's `tls` option from Node's undici dispatcher. Responses are returned as they are, redirects too: a
 * server does not choose who else gets our credentials. Deadlines are the caller's, by signal.
 */

import type * as undici from "undici";
import type { Access, Credentials, RequestCredentials, TlsOptions } from "./access.ts";
import { inRangeWithoutProxy } from "./no-proxy.ts";

/** One request. */
export interface TransportInit {
  /** @default GET */
  method?: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  /** Aborting closes the connection that the request is on. */
  signal?: AbortSignal;
  /** The body of the response may stay open for minutes (watch): no time-out between its chunks. @default false */
  stream?: boolean;
}

/**
 * Sends one request with the credentials of its cluster; after a 401 once more, when there are others to try.
 * @throws what fetch throws when there is no answer, ProviderError `credentials` when the credentials cannot be had
 */
export type Transport = (url: string, init: TransportInit) => Promise<Response>;

type Send = (url: string, init: TransportInit, credentials: RequestCredentials) => Promise<Response>;

/** Opens the way to a cluster; connections are made on the first request. */
export function createTransport(access: Access): Transport {
  const send = senderOf(access);
  return async (url, init) => {
    const credentials = await access.credentials.get(init.signal);
    const response = await send(url, init, credentials);
    if (response.status !== 401) return response;
    const others = await renewed(access.credentials, credentials, init.signal).catch(
      async (error: unknown) => {
        await response.body?.cancel();
        throw error;
      },
    );
    if (others === undefined) return response;
    // Read to its end, the connection can serve the repetition.
    await response.arrayBuffer();
    return send(url, init, others);
  };
}

function senderOf(access: Access): Send {
  const { send } = access;
  if (send !== undefined) return (url, init, credentials) => send(url, requestInit(init, credentials));
  return "bun" in process.versions ? sendByBun(access) : sendByNode(access);
}

/** Of many requests that are refused at once the first renews the credentials, and the others find them renewed. */
async function renewed(
  credentials: Credentials,
  refused: RequestCredentials,
  signal: AbortSignal | undefined,
): Promise<RequestCredentials | undefined> {
  const current = await credentials.get(signal);
  if (!same(current, refused)) return current;
  return (await credentials.refresh()) ? credentials.get(signal) : undefined;
}

function same(a: RequestCredentials, b: RequestCredentials): boolean {
  return (
    a.headers["authorization"] === b.headers["authorization"] && a.certificate?.cert === b.certificate?.cert
  );
}

function requestInit(init: TransportInit, credentials: RequestCredentials): RequestInit {
  const { method = "GET", headers, body, signal } = init;
  const request: RequestInit = {
    method,
    headers: { ...headers, ...credentials.headers },
    redirect: "manual",
  };
  if (body !== undefined) request.body = body;
  if (signal !== undefined) request.signal = signal;
  return request;
}

/**
 * Bun keeps connections by the content of `tls`, so a new object per request is well; `checkServerIdentity` would end that.
 * `serverName` is both what is asked for (SNI) and what is verified. Bun ends a response after 5 minutes without a byte.
 */
function sendByBun({ tls, proxyUrl, connection }: Access): Send {
  // `false` keeps Bun from HTTPS_PROXY, as Go does for loopback addresses: clusters in containers are there.
  const proxy = proxyUrl ?? (isLoopback(connection.server) ? false : undefined);
  return (url, init, credentials) => {
    const options: Record<string, unknown> = { tls: bunTls(tls, credentials) };
    if (proxy !== undefined) options["proxy"] = proxy;
    if (init.stream === true) options["timeout"] = false;
    return fetch(url, { ...requestInit(init, credentials), ...options });
  };
}

function bunTls(tls: TlsOptions, { certificate }: RequestCredentials): Record<string, unknown> {
  const options: Record<string, unknown> = {
    rejectUnauthorized: tls.insecureSkipTlsVerify !== true,
    ...certificate,
  };
  if (tls.certificateAuthority !== undefined) options["ca"] = tls.certificateAuthority;
  if (tls.serverName !== undefined) options["serverName"] = tls.serverName;
  return options;
}

/** undici keeps connections by dispatcher: one per client certificate, the last one only. */
function sendByNode(access: Access): Send {
  let pool: { cert: string | undefined; plain: undici.Dispatcher; patient: undici.Dispatcher } | undefined;
  return async (url, init, credentials) => {
    const undici = await import("undici");
    const cert = credentials.certificate?.cert;
    if (pool === undefined || pool.cert !== cert) {
      // The old one is not closed: a request may be about to use it, and its idle connections end by keepAliveTimeout.
      const plain = dispatcher(undici, access, credentials);
      const patient = plain.compose(
        (dispatch) => (options, handler) =>
          dispatch({ ...options, headersTimeout: 0, bodyTimeout: 0 }, handler),
      );
      pool = { cert, plain, patient };
    }
    const request = {
      ...requestInit(init, credentials),
      dispatcher: init.stream === true ? pool.patient : pool.plain,
    };
    // undici's own types of fetch and those of the platform name the same things.
    return (await undici.fetch(url, request as undici.RequestInit)) as unknown as Response;
  };
}

function dispatcher(
  library: typeof undici,
  access: Access,
  { certificate }: RequestCredentials,
): undici.Dispatcher {
  const { tls, proxyUrl, connection } = access;
  const connect: Record<string, unknown> = {
    rejectUnauthorized: tls.insecureSkipTlsVerify !== true,
    ...certificate,
  };
  if (tls.certificateAuthority !== undefined) connect["ca"] = tls.certificateAuthority;
  if (tls.serverName !== undefined) connect["servername"] = tls.serverName;
  // Below the 90 s after which the API server closes an idle connection.
  const keepAliveTimeout = 60_000;
  if (proxyUrl !== undefined)
    return new library.ProxyAgent({ uri: proxyUrl, requestTls: connect, keepAliveTimeout });
  if (isLoopback(connection.server) || !proxyInEnvironment() || excluded(connection.server))
    return new library.Agent({ connect, keepAliveTimeout });
  return new library.EnvHttpProxyAgent({ connect, requestTls: connect, keepAliveTimeout });
}

function proxyInEnvironment(): boolean {
  const names = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"];
  return names.some((name) => (process.env[name] ?? "") !== "");
}

/** Beside what undici itself takes from NO_PROXY. */
function excluded(server: string): boolean {
  return inRangeWithoutProxy(server, process.env["no_proxy"] ?? process.env["NO_PROXY"] ?? "");
}

function isLoopback(server: string): boolean {
  const { hostname } = new URL(server);
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname);
}

/** The thinnest way to the API server: credentials, TLS and our name on every request; no retries, no errors of its own. */

import { readFileSync } from "node:fs";
import type { Access, TlsOptions } from "../auth/access.ts";
import { createTransport } from "../auth/transport.ts";
import type { Transport, TransportInit } from "../auth/transport.ts";
import { VERSION } from "../model/version.ts";

/** Where the API server is, for a {@link K3sApi} of one's own. */
export interface K3sApiOptions {
  /** `https://host:port`. @default the environment's K3S_API_URL, else `https://localhost:6443` */
  baseUrl?: string;
  /** Bearer token. @default the environment's K3S_TOKEN */
  token?: string;
  /** PEM of the authorities that sign the server's certificate. @default the system's */
  certificateAuthority?: string;
  /** A file with that PEM. @default the environment's K3S_CA_FILE */
  certificateAuthorityFile?: string;
  /** Accept any server certificate. @default the environment's K3S_INSECURE_SKIP_TLS_VERIFY */
  insecureSkipTlsVerify?: boolean;
}

/** What fetch takes, and one option more. */
export interface K3sApiInit extends RequestInit {
  /** The body of the answer may stay open for minutes, as a watch does. @default false */
  stream?: boolean;
}

const USER_AGENT = `alchemy-kubernetes/${VERSION}`;

/**
 * A minimal client of the Kubernetes API, for requests that the typed functions do not cover.
 * @example
 * const api = new K3sApi({ baseUrl: "https://localhost:6443", token });
 * const version = await (await api.fetch("/version")).json();
 * @see https://kubernetes.io/docs/reference/using-api/api-concepts/
 */
export class K3sApi {
  readonly baseUrl: string;
  /** The bearer token that was given; empty when the credentials are of another sort. */
  readonly token: string;
  readonly #transport: Transport;

  /**
   * @param options the server and its credentials, where absent from the environment; or a cluster that was resolved already
   * @throws the file system's error when the file of the certificate authority cannot be read
   */
  constructor(options: K3sApiOptions | Access = {}) {
    const resolved = "connection" in options;
    this.token = resolved ? "" : (options.token ?? process.env["K3S_TOKEN"] ?? "");
    const access = resolved ? options : accessOf(options, this.token);
    this.baseUrl = access.connection.server.replace(/\/+$/, "");
    this.#transport = createTransport(access);
  }

  /** The client of a cluster that was resolved already. */
  static of(access: Access): K3sApi {
    return new K3sApi(access);
  }

  /**
   * Sends one request as it is.
   * @param path path and query, for example `/api/v1/namespaces`
   * @throws what fetch throws when there is no answer; an answer that is not a success is returned
   */
  async fetch(path: string, init: K3sApiInit = {}): Promise<Response> {
    const headers: Record<string, string> = { "user-agent": USER_AGENT };
    for (const [name, value] of new Headers(init.headers)) headers[name] = value;
    const request: TransportInit = { method: init.method ?? "GET", headers };
    if (init.body !== undefined && init.body !== null) request.body = await bytesOf(init.body);
    if (init.signal) request.signal = init.signal;
    if (init.stream === true) request.stream = true;
    return this.#transport(this.baseUrl + path, request);
  }
}

function accessOf(options: K3sApiOptions, token: string): Access {
  const { env } = process;
  const server = options.baseUrl ?? env["K3S_API_URL"] ?? "https://localhost:6443";
  const tls: TlsOptions = {
    insecureSkipTlsVerify: options.insecureSkipTlsVerify ?? env["K3S_INSECURE_SKIP_TLS_VERIFY"] === "true",
  };
  const authority =
    options.certificateAuthority ?? readAuthority(options.certificateAuthorityFile ?? env["K3S_CA_FILE"]);
  if (authority !== undefined && authority !== "") tls.certificateAuthority = authority;
  const headers: Record<string, string> = token === "" ? {} : { authorization: `Bearer ${token}` };
  return {
    connection: {
      name: new URL(server).host,
      server,
      source: { from: "inline" },
      description: "the options of K3sApi",
    },
    tls,
    credentials: { get: () => Promise.resolve({ headers }), refresh: () => Promise.resolve(false) },
  };
}

function readAuthority(file: string | undefined): string | undefined {
  return file === undefined || file === "" ? undefined : readFileSync(file, "utf8");
}

async function bytesOf(body: NonNullable<RequestInit["body"]>): Promise<string | Uint8Array> {
  if (typeof body === "string" || body instanceof Uint8Array) return body;
  return new Uint8Array(await new Response(body).arrayBuffer());
}

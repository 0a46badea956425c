/**
 * Buckets on any server that speaks S3: one exchange on the `minio` client, which signs and connects.
 * May import errors and retry only. The `minio` package is loaded with the first connection, never with this folder.
 * Invariants: every request ends within its timeout; no message, error or field carries a key; a refusal is typed.
 */

import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import type { Client, ClientOptions } from "minio";
import { ProviderError } from "../errors.ts";
import { backoff, sleep } from "../retry.ts";
import { isRetryable, type Question, Refusal, RequestTimeout, translate } from "./failure.ts";

/** Where a server is, and as whom to talk to it. */
export interface S3Options {
  /** `http://host:port` or `https://host:port` */
  endpoint: string;
  accessKey: string;
  secretKey: string;
  /** What requests are signed for. @default "us-east-1" */
  region?: string;
  /** How long one request may take, in ms. @default 30_000 */
  requestTimeout?: number;
}

/** One request. */
export interface S3Request extends Question {
  method: "GET" | "PUT" | "POST" | "DELETE";
  bucket?: string;
  key?: string;
  /** Without `?`, values escaped. */
  query?: string;
  headers?: Record<string, string>;
  body?: string;
  /** Error codes that mean that what was asked for does not exist. */
  absent?: readonly string[];
  /** How often to try again on a failure that may pass. @default 4 */
  retries?: number;
}

/** A successful answer. */
interface S3Response {
  body: string;
  /** The server's clock, in ms since 1970, in whole seconds. */
  time: number;
}

/** A connection to a server. Plain functions over one signing client; nothing to close. */
export interface S3 {
  readonly endpoint: string;
  readonly region: string;
  /**
   * Sends a request and reads the whole answer.
   * @returns `undefined` when the server answered one of `request.absent`
   * @throws {ProviderError} for every other answer that is not a success, and when there is none
   */
  send(request: S3Request): Promise<S3Response | undefined>;
}

export const DEFAULT_REGION = "us-east-1";
const REQUEST_TIMEOUT = 30_000;
const RETRIES = 4;

/**
 * Prepares a connection. Sends nothing.
 * @throws {ProviderError} `usage` when the endpoint is no address of a server
 */
export async function connect(options: S3Options): Promise<S3> {
  const url = parseEndpoint(options.endpoint);
  const region = options.region ?? DEFAULT_REGION;
  const seen = { server: "the server" };
  const keys = [options.accessKey, options.secretKey].filter((key) => key !== "");
  const transport = boundedTransport(url.protocol, {
    timeout: options.requestTimeout ?? REQUEST_TIMEOUT,
    keys,
    seen,
  });
  const client = await signingClient(url, { ...options, region }, transport);
  const endpoint = url.origin;
  const send = async (request: S3Request): Promise<S3Response | undefined> => {
    try {
      return await exchange(client, request, region);
    } catch (failure) {
      if (failure instanceof Refusal && request.absent?.includes(failure.code)) return undefined;
      throw translate(failure, { ...request, endpoint, server: seen.server, region });
    }
  };
  return { endpoint, region, send };
}

/**
 * The address of a server in one spelling, so that addresses compare as strings.
 * @throws {ProviderError} `usage`
 */
export function normalEndpoint(endpoint: string): string {
  return parseEndpoint(endpoint).origin;
}

function parseEndpoint(endpoint: string): URL {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  const isServer = url !== undefined && (url.protocol === "http:" || url.protocol === "https:");
  // Credentials in the address are refused without repeating it.
  if (isServer && url.username === "" && url.password === "" && url.pathname === "/" && url.search === "")
    return url;
  throw new ProviderError("usage", "the MinIO endpoint is not the address of a server", {
    advice: "Write it as http://host:port or https://host:port, without a path and without credentials.",
  });
}

async function signingClient(
  url: URL,
  { accessKey, secretKey, region }: S3Options,
  transport: ClientOptions["transport"],
): Promise<Client> {
  const minio = await import("minio");
  const options: ClientOptions = {
    endPoint: url.hostname.replace(/^\[|\]$/g, ""),
    useSSL: url.protocol === "https:",
    accessKey,
    secretKey,
    region,
    transport,
    retryOptions: { disableRetry: true },
  };
  if (url.port !== "") options.port = Number(url.port);
  return new minio.Client(options);
}

async function exchange(client: Client, request: S3Request, region: string): Promise<S3Response> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await once(client, request, region);
    } catch (failure) {
      if (attempt >= (request.retries ?? RETRIES) || !isRetryable(failure)) throw failure;
      await sleep(backoff(attempt));
    }
  }
}

async function once(client: Client, request: S3Request, region: string): Promise<S3Response> {
  const options = {
    method: request.method,
    headers: { ...request.headers },
    ...(request.bucket === undefined ? {} : { bucketName: request.bucket }),
    ...(request.key === undefined ? {} : { objectName: request.key }),
    ...(request.query === undefined ? {} : { query: request.query }),
  };
  const body = Buffer.from(request.body ?? "");
  const response = await client.makeRequestAsync(options, body, [200, 204], region);
  return { body: await readText(response), time: Date.parse(String(response.headers.date)) || Date.now() };
}

/**
 * The transport of the `minio` client, with a deadline per request. A refusal is read here, because the client itself
 * drops the body of an answer that it would retry, and prints to the console.
 */
function boundedTransport(
  protocol: string,
  { timeout, keys, seen }: { timeout: number; keys: readonly string[]; seen: { server: string } },
): ClientOptions["transport"] {
  const { request } = protocol === "https:" ? https : http;
  const bounded = (options: http.RequestOptions, onResponse: (response: IncomingMessage) => void) => {
    const sent = request(options, (response) => {
      received = response;
      response.once("close", () => clearTimeout(timer));
      response.once("end", () => clearTimeout(timer));
      seen.server = serverName(response) ?? seen.server;
      const status = response.statusCode ?? 0;
      if (status >= 200 && status < 300) return onResponse(response);
      readText(response).then(
        (body) => sent.emit("error", new Refusal(status, withoutKeys(body, keys))),
        (error: unknown) => sent.emit("error", error),
      );
    });
    let received: IncomingMessage | undefined;
    const timer = setTimeout(() => {
      received?.destroy(new RequestTimeout(timeout));
      sent.destroy(new RequestTimeout(timeout));
    }, timeout);
    sent.once("error", () => clearTimeout(timer));
    return sent;
  };
  return { request: bounded as typeof http.request };
}

function serverName(response: IncomingMessage): string | undefined {
  const { server } = response.headers;
  return typeof server === "string" && server !== "" ? server : undefined;
}

async function readText(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

/** A server may repeat what it was sent. */
function withoutKeys(body: string, keys: readonly string[]): string {
  let clean = body;
  for (const key of keys) clean = clean.replaceAll(key, "***");
  return clean;
}

/** Sends a prepared request as it is, without the repairs of `fetch`, and makes two servers' answers comparable. */

import { createHash } from "node:crypto";
import http from "node:http";
import { type Keys, type Signed, sign, type SignOptions } from "./signer.ts";

/** One request of the comparison. `{name}` in path, query, headers and body stands for what an earlier answer held, `{md5}` in headers
 * for the digest of the body. */
export interface Step {
  /** What it shows. */
  what: string;
  method: string;
  /** @default "/{bucket}" */
  path?: string;
  query?: string;
  headers?: Record<string, string>;
  body?: string;
  /** Bytes of `x` to send as the body. */
  size?: number;
  sign?: SignOptions & Partial<Keys>;
  /** Keeps what the pattern finds in the answer (headers and body) under a name. */
  keep?: Record<string, RegExp>;
  /** Headers that MinIO sends otherwise without a meaning; they are not compared. */
  ignore?: string[];
  /** Why the embedded server answers otherwise on purpose, and what: its status and the error code. */
  differs?: { why: string; status: number; code?: string };
}

/** A server to compare. */
export interface Target {
  /** `http://host:port` */
  endpoint: string;
  keys: Keys;
  /** What `{name}` stands for. */
  names: Record<string, string>;
}

/** An answer in the form that is compared. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

const COMPARED = new Set([
  "accept-ranges",
  "allow",
  "cache-control",
  "content-disposition",
  "content-encoding",
  "content-language",
  "content-length",
  "content-range",
  "content-type",
  "etag",
  "expires",
  "location",
  "server",
  "last-modified",
]);
const COMPARED_PREFIX = /^x-(amz|minio)-/;
const IGNORED = new Set(["x-amz-request-id", "x-amz-id-2"]);

/** Sends a step to a target and reads the whole answer. */
export async function perform(step: Step, target: Target): Promise<Answer> {
  const fill = (text: string): string =>
    text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => target.names[name] ?? whole);
  const body = step.size === undefined ? Buffer.from(fill(step.body ?? "")) : Buffer.alloc(step.size, "x");
  const md5 = createHash("md5").update(body).digest("base64");
  const headers = Object.entries(step.headers ?? {}).map(([name, value]) => [
    name,
    fill(value.replace("{md5}", md5)),
  ]);
  Object.assign(target.names, clock());
  const { accessKey, secretKey, ...options } = step.sign ?? {};
  const keys = {
    accessKey: accessKey ?? target.keys.accessKey,
    secretKey: secretKey ?? target.keys.secretKey,
  };
  const request = sign(
    {
      method: step.method,
      path: fill(step.path ?? "/{bucket}"),
      query: fill(step.query ?? ""),
      headers: Object.fromEntries(headers) as Record<string, string>,
      body,
    },
    new URL(target.endpoint).host,
    { ...options, keys, now: Date.now() },
  );
  const answer = await exchange(target.endpoint, request);
  const text =
    Object.entries(answer.headers)
      .map(([name, value]) => `${name}: ${value}\n`)
      .join("") + answer.body;
  for (const [name, pattern] of Object.entries(step.keep ?? {}))
    target.names[name] = pattern.exec(text)?.[1] ?? `no-${name}`;
  return answer;
}

/** The time as signatures write it: `{now}`, and `{today}` alone; and two times to come. */
function clock(): Record<string, string> {
  const now = `${new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, "")}Z`;
  const after = (seconds: number): string => new Date(Date.now() + seconds * 1_000).toISOString();
  return { now, today: now.slice(0, 8), soon: after(30), later: after(60) };
}

/** One request on a connection of its own. */
export function exchange(endpoint: string, { method, target, headers, body }: Signed): Promise<Answer> {
  const { hostname, port } = new URL(endpoint);
  return new Promise((resolve, reject) => {
    const length = { ...headers, "content-length": headers["content-length"] ?? String(body.length) };
    const request = http.request(
      { hostname, port, method, path: target, headers: length, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          const found = Object.entries(response.headers).map(([name, value]) => [name, String(value)]);
          resolve({
            status: response.statusCode ?? 0,
            headers: Object.fromEntries(found) as Record<string, string>,
            body: Buffer.concat(chunks).toString("utf8"),
          });
        });
      },
    );
    request.on("error", reject);
    request.end(body);
  });
}

/** Takes out what no two servers share: times, ids of requests, versions and uploads, names of hosts. */
export function comparable({ status, headers, body }: Answer, ignore: readonly string[] = []): Answer {
  const kept = Object.entries(headers)
    .filter(([name]) => !ignore.includes(name))
    .filter(([name]) => (COMPARED.has(name) || COMPARED_PREFIX.test(name)) && !IGNORED.has(name))
    .map(
      ([name, value]) => [name, steady(name === "content-length" && /<\w/.test(body) ? "…" : value)] as const,
    );
  kept.sort(([a], [b]) => (a < b ? -1 : 1));
  return { status, headers: Object.fromEntries(kept), body: steady(body) };
}

function steady(text: string): string {
  return text
    .replaceAll(/<(RequestId|HostId)>[^<]*</g, "<$1>…<")
    .replaceAll(/<(UploadId|NextUploadIdMarker|UploadIdMarker)>[^<]+</g, "<$1>…<")
    .replaceAll(/\["[^\]]*"\]/g, (set) => JSON.stringify((JSON.parse(set) as string[]).sort()))
    .replaceAll(/(?:<Tag>.*?<\/Tag>)+/g, (tags) =>
      tags
        .split(/(?=<Tag>)/)
        .sort()
        .join(""),
    )
    .replaceAll(/\[minio_cache:[^\]]*\]/g, "")
    .replaceAll(/<((?:Next)?ContinuationToken)>[^<]+</g, "<$1>…<")
    .replaceAll(/<ID>[0-9a-v]{20}<\/ID>/g, "<ID>…</ID>")
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, "TIME")
    .replaceAll(/\d{8}T\d{6}Z/g, "STAMP")
    .replaceAll(/\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT/g, "DATE")
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "UUID")
    .replaceAll(/(127\.0\.0\.1|localhost):\d+/g, "HOST");
}

/** The error code of an answer, from its document or, at HEAD, its header; "" when it is none. */
export function codeOf({ headers, body }: Answer): string {
  return /<Error><Code>([^<]*)</.exec(body)?.[1] ?? headers["x-minio-error-code"] ?? "";
}

/** Names of buckets that no other run has. */
export function freshNames(): Record<string, string> {
  const run = crypto.randomUUID().slice(0, 8);
  const names = ["bucket", "missing", "regional", "locked", "listed", "unsupported"];
  return Object.fromEntries(names.map((name) => [name, `${name}-${run}`]));
}

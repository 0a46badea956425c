/** Signs requests by AWS Signature Version 4, in every form that S3 knows; written for the tests, apart from the server. */

import { createHash, createHmac } from "node:crypto";
import { crc32 } from "node:zlib";

/** Whose request it is. */
export interface Keys {
  accessKey: string;
  secretKey: string;
}

/** How the request proves whose it is. */
export type Form =
  | "header"
  | "unsigned-payload"
  | "presigned"
  | "streaming"
  | "streaming-trailer"
  | "unsigned-trailer"
  | "anonymous";

/** A request before it is signed. */
export interface Unsigned {
  method: string;
  /** Escaped, with its leading slash. */
  path: string;
  /** Without `?`, escaped. */
  query?: string;
  headers?: Record<string, string>;
  body?: Uint8Array;
}

/** Deviations from a right signature. */
export interface SignOptions {
  form?: Form;
  /** Seconds to add to the clock. */
  skew?: number;
  /** @default "us-east-1" */
  region?: string;
  /** Seconds that a presigned request is good for. @default 600 */
  expires?: number;
  /** Claimed instead of the hash of the body. */
  payloadHash?: string;
  /** Bytes of a chunk. @default 65536 */
  chunkSize?: number;
  /** Spoil the signature of this chunk. */
  spoilChunk?: number;
}

/** A request to send. */
export interface Signed {
  method: string;
  /** Path and query. */
  target: string;
  headers: Record<string, string>;
  body: Uint8Array;
}

const EMPTY = sha256("");
const FORM_HASHES: Partial<Record<Form, string>> = {
  "unsigned-payload": "UNSIGNED-PAYLOAD",
  streaming: "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
  "streaming-trailer": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
  "unsigned-trailer": "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
};

type Signing = SignOptions & { keys: Keys; now: number };

/** Signs a request for the server at `host`. */
export function sign(unsigned: Unsigned, host: string, signing: Signing): Signed {
  const { method, path, query = "", body = new Uint8Array() } = unsigned;
  const target = query === "" ? path : `${path}?${query}`;
  const given = Object.entries(unsigned.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]);
  const headers: Record<string, string> = { host, ...Object.fromEntries(given) };
  const request = { method, target, headers, body };
  if (signing.form === "anonymous") return request;
  const time = stamp(signing.now + (signing.skew ?? 0) * 1000);
  const scope = `${time.slice(0, 8)}/${signing.region ?? "us-east-1"}/s3/aws4_request`;
  const key = { time, scope, secret: signingKey(signing.keys.secretKey, scope) };
  return signing.form === "presigned"
    ? presigned(request, { path, query }, { ...signing, ...key })
    : withHeader(request, { path, query }, { ...signing, ...key });
}

interface Key {
  time: string;
  scope: string;
  secret: Buffer;
}

interface Address {
  path: string;
  query: string;
}

function presigned(request: Signed, { path, query }: Address, signing: Signing & Key): Signed {
  const { time, scope, secret, keys, expires = 600 } = signing;
  const credential = encodeURIComponent(`${keys.accessKey}/${scope}`);
  const fields =
    `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${credential}&X-Amz-Date=${time}` +
    `&X-Amz-Expires=${expires}&X-Amz-SignedHeaders=host`;
  const all = query === "" ? fields : `${query}&${fields}`;
  const headers = { host: request.headers["host"] ?? "" };
  const canonical = canonicalRequest({
    method: request.method,
    path,
    query: all,
    headers,
    hash: "UNSIGNED-PAYLOAD",
  });
  const signature = hmac(secret, stringToSign(time, scope, canonical)).toString("hex");
  return { ...request, target: `${path}?${all}&X-Amz-Signature=${signature}` };
}

function withHeader(request: Signed, address: Address, signing: Signing & Key): Signed {
  const { time, scope, secret, keys, form = "header" } = signing;
  const { body } = request;
  const hash = signing.payloadHash ?? FORM_HASHES[form] ?? sha256(body);
  const isChunked = form === "streaming" || form === "streaming-trailer" || form === "unsigned-trailer";
  const headers: Record<string, string> = {
    ...request.headers,
    ...(isChunked ? chunkHeaders(request, form) : {}),
    "x-amz-date": time,
    "x-amz-content-sha256": hash,
  };
  const canonical = canonicalRequest({ method: request.method, ...address, headers, hash });
  const signature = hmac(secret, stringToSign(time, scope, canonical)).toString("hex");
  headers["authorization"] =
    `AWS4-HMAC-SHA256 Credential=${keys.accessKey}/${scope}, SignedHeaders=${signedNames(headers)}, Signature=${signature}`;
  return { ...request, headers, body: isChunked ? chunked(body, { ...signing, form, signature }) : body };
}

function chunkHeaders({ headers, body }: Signed, form: Form): Record<string, string> {
  const encoding = headers["content-encoding"];
  return {
    "x-amz-decoded-content-length": String(body.length),
    "content-encoding": encoding === undefined ? "aws-chunked" : `aws-chunked,${encoding}`,
    ...(form === "streaming" ? {} : { "x-amz-trailer": "x-amz-checksum-crc32" }),
  };
}

interface ChunkOptions {
  form: Form;
  signature: string;
  secret: Buffer;
  time: string;
  scope: string;
  chunkSize?: number;
  spoilChunk?: number;
}

function chunked(body: Uint8Array, options: ChunkOptions): Uint8Array {
  const { form, secret, time, scope, chunkSize = 65_536, spoilChunk } = options;
  const parts: Uint8Array[] = [];
  let previous = options.signature;
  const count = Math.ceil(body.length / chunkSize);
  for (let index = 0; index <= count; index += 1) {
    const chunk = body.subarray(index * chunkSize, (index + 1) * chunkSize);
    let extension = "";
    if (form !== "unsigned-trailer") {
      const text = ["AWS4-HMAC-SHA256-PAYLOAD", time, scope, previous, EMPTY, sha256(chunk)].join("\n");
      previous = hmac(secret, text).toString("hex");
      extension = `;chunk-signature=${index === spoilChunk ? "0".repeat(64) : previous}`;
    }
    const isLast = index === count;
    parts.push(Buffer.from(`${chunk.length.toString(16)}${extension}\r\n`));
    if (!isLast) parts.push(chunk, Buffer.from("\r\n"));
  }
  if (form === "streaming") return Buffer.concat([...parts, Buffer.from("\r\n")]);
  const trailer = `x-amz-checksum-crc32:${checksum(body)}`;
  if (form === "unsigned-trailer") return Buffer.concat([...parts, Buffer.from(`${trailer}\r\n\r\n`)]);
  const text = ["AWS4-HMAC-SHA256-TRAILER", time, scope, previous, sha256(`${trailer}\n`)].join("\n");
  const signature = hmac(secret, text).toString("hex");
  return Buffer.concat([...parts, Buffer.from(`${trailer}\r\nx-amz-trailer-signature:${signature}\r\n\r\n`)]);
}

function checksum(bytes: Uint8Array): string {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32BE(crc32(bytes));
  return buffer.toString("base64");
}

interface Canonical {
  method: string;
  path: string;
  query: string;
  headers: Record<string, string>;
  hash: string;
}

function canonicalRequest({ method, path, query, headers, hash }: Canonical): string {
  const lines = Object.keys(headers)
    .sort()
    .map((name) => `${name}:${(headers[name] ?? "").trim()}\n`);
  return [
    method,
    path.split("/").map(escaped).join("/"),
    canonicalQuery(query),
    lines.join(""),
    signedNames(headers),
    hash,
  ].join("\n");
}

function signedNames(headers: Record<string, string>): string {
  return Object.keys(headers).sort().join(";");
}

function canonicalQuery(query: string): string {
  if (query === "") return "";
  const pairs = query.split("&").map((pair) => {
    const at = pair.indexOf("=");
    return at < 0 ? `${escaped(pair)}=` : `${escaped(pair.slice(0, at))}=${escaped(pair.slice(at + 1))}`;
  });
  return pairs.sort().join("&");
}

// What is signed is escaped in one way, however it is sent.
function escaped(text: string): string {
  return encodeURIComponent(decodeURIComponent(text)).replaceAll(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function stringToSign(time: string, scope: string, canonical: string): string {
  return ["AWS4-HMAC-SHA256", time, scope, sha256(canonical)].join("\n");
}

function signingKey(secretKey: string, scope: string): Buffer {
  return scope.split("/").reduce<Buffer>((key, part) => hmac(key, part), Buffer.from(`AWS4${secretKey}`));
}

function stamp(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19).replaceAll(/[-:]/g, "")}Z`;
}

function sha256(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

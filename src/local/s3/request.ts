/** A request as S3 sees it: bucket and key from the path, the query by name, limits and forbidden names. */

import { S3Refusal } from "./errors.ts";

/** A request, taken apart. */
export interface S3Request {
  method: string;
  /** Unescaped. */
  path: string;
  /** "" for a request on the service. */
  bucket: string;
  /** "" for a request on the bucket. */
  key: string;
  query: URLSearchParams;
  headers: Headers;
  /** Host and port as the client wrote them. */
  host: string;
  /** Bytes that the client announced. */
  length: number | undefined;
}

/**
 * Takes a request apart.
 * @throws {S3Refusal} when its address cannot be read
 */
export function readRequest(request: Request): S3Request {
  const [, authority = "", target = "/"] = /^[a-z]+:\/\/([^/?#]*)([^#]*)/.exec(request.url) ?? [];
  const split = target.indexOf("?");
  const path = unescapePath(split < 0 ? target : target.slice(0, split)) || "/";
  const [, bucket = "", key = ""] = /^\/+([^/]*)\/*([\s\S]*)$/.exec(path) ?? [];
  const announced = request.headers.get("content-length");
  return {
    method: request.method,
    path,
    bucket,
    key,
    query: new URLSearchParams(split < 0 ? "" : target.slice(split + 1)),
    headers: request.headers,
    host: request.headers.get("host") ?? authority,
    length: announced === null ? undefined : Number(announced),
  };
}

function unescapePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw new S3Refusal("InvalidRequest", { unrouted: true });
  }
}

// 8 KiB in all, 2 KiB of them the user's.
const MAX_HEADERS = 8_192;
const MAX_METADATA = 2_048;
const MAX_PATH = 32_768;

/**
 * Refuses what no operation takes, whoever asks.
 * @throws {S3Refusal}
 */
export function refuseUnfit(request: S3Request): void {
  const unrouted = true;
  refuseHeaders(request.headers);
  const values = [...request.query].filter(([name]) => name !== "delimiter").map(([, value]) => value);
  if (request.path.length > MAX_PATH || [request.path, ...values].some(hasDotSegment))
    throw new S3Refusal("XMinioInvalidResourceName", { unrouted });
  if (/^\/minio\/(admin|kms|metrics|v2|prometheus)/.test(request.path))
    throw new S3Refusal("NotImplemented", { unrouted: true });
  if (request.bucket === "minio" || request.bucket === ".minio.sys")
    throw new S3Refusal("AllAccessDisabled", { unrouted });
  if (request.bucket !== "" && !isBucketName(request.bucket))
    throw new S3Refusal("InvalidBucketName", { unrouted });
  if (request.headers.has("x-amz-server-side-encryption-customer-algorithm"))
    throw new S3Refusal("InvalidRequest", {
      message:
        "Requests specifying Server Side Encryption with Customer provided keys must be made over a secure connection.",
      unrouted,
    });
}

function refuseHeaders(headers: Headers): void {
  const names = [...headers].map(([name, value]) => ({ name, size: name.length + value.length }));
  if (names.some(({ name }) => name.startsWith("x-minio-internal-")))
    throw new S3Refusal("InvalidArgument", {
      message: "Your metadata headers are not supported.",
      unrouted: true,
    });
  const total = names.reduce((sum, { size }) => sum + size, 0);
  const own = names.filter(({ name }) => isUserMetadata(name)).reduce((sum, { size }) => sum + size, 0);
  if (total > MAX_HEADERS || own > MAX_METADATA) throw new S3Refusal("MetadataTooLarge", { unrouted: true });
}

/** Whether the header holds metadata of the user. */
export function isUserMetadata(name: string): boolean {
  return name.startsWith("x-amz-meta-");
}

/** Whether a path leads up, or nowhere. */
export function hasDotSegment(path: string): boolean {
  return path.split(/[/\\]/).some((segment) => segment.trim() === "." || segment.trim() === "..");
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
function isBucketName(name: string): boolean {
  return (
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) &&
    !/\.\.|\.-|-\./.test(name) &&
    !/^\d+\.\d+\.\d+\.\d+$/.test(name)
  );
}

const MAX_KEY_BYTES = 1_024;

/**
 * Refuses keys that cannot be written.
 * @throws {S3Refusal}
 */
export function refuseKey(key: string): void {
  if (new TextEncoder().encode(key).length > MAX_KEY_BYTES) throw new S3Refusal("KeyTooLongError");
  refuseName(key);
}

/**
 * Refuses keys that no object has.
 * @throws {S3Refusal}
 */
export function refuseName(key: string): void {
  if (key.includes("//") || key.startsWith("/") || key.includes("\0"))
    throw new S3Refusal("XMinioInvalidObjectName");
}

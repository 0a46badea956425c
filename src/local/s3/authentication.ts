/** Who sends a request: the holder of the keys, or somebody unknown. */

import type { Chunking, ChunkSigning } from "./chunks.ts";
import { S3Refusal } from "./errors.ts";
import type { S3Request } from "./request.ts";
import { type Claim, EMPTY_SHA256, readHeaderClaim, readQueryClaim, verify } from "./signature.ts";

/** The keys that the server knows. */
export interface S3Credentials {
  accessKey: string;
  secretKey: string;
}

/** Who asks, and how the body is protected. */
export interface Caller {
  /** Whether the keys are the server's; otherwise the bucket's policy decides. */
  owner: boolean;
  /** What the body must hash to. */
  sha256?: string;
  /** How the body is cut. */
  chunking?: Chunking;
}

/** What is said of a signature of another kind. */
export const NOT_SUPPORTED =
  "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.";
const MAX_SKEW = 15 * 60_000;
const CHUNKED: Record<string, { trailer: boolean; signed: boolean }> = {
  "STREAMING-AWS4-HMAC-SHA256-PAYLOAD": { trailer: false, signed: true },
  "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER": { trailer: true, signed: true },
  "STREAMING-UNSIGNED-PAYLOAD-TRAILER": { trailer: true, signed: false },
};

/**
 * Says who sends a request.
 * @param now ms since 1970
 * @throws {S3Refusal} when it is signed, and not rightly
 */
export function authenticate(request: S3Request, keys: S3Credentials, now: number): Caller {
  const header = request.headers.get("authorization");
  if (header?.startsWith("AWS") && request.query.has("X-Amz-Credential"))
    throw new S3Refusal("InvalidRequest", {
      message: "Invalid Request (request has multiple authentication types, please use one)",
      unrouted: true,
    });
  if (header?.startsWith("AWS4-HMAC-SHA256")) return byHeader(request, header, { keys, now });
  if (request.query.has("X-Amz-Credential")) return byQuery(request, { keys, now });
  if (header === null && !request.query.has("AWSAccessKeyId"))
    return { owner: false, ...body(request, payloadHashOf(request) ?? UNSIGNED) };
  if (header?.startsWith("AWS ")) checkTime(request, now);
  if (header?.startsWith("Bearer ")) throw new S3Refusal("AccessDenied");
  throw new S3Refusal("InvalidRequest", {
    message: NOT_SUPPORTED,
    unrouted: true,
  });
}

interface Check {
  keys: S3Credentials;
  now: number;
}

function byHeader(request: S3Request, header: string, { keys, now }: Check): Caller {
  const claim = readHeaderClaim(header, checkTime(request, now));
  refuseUnknownKey(claim, keys);
  const claimed = payloadHashOf(request);
  const payloadHash = claimed ?? EMPTY_SHA256;
  const key = verify(request, claim, { secretKey: keys.secretKey, payloadHash });
  const { signature: seed, time, scope } = claim;
  return { owner: true, ...body(request, claimed ?? UNSIGNED, { seed, key, time, scope }) };
}

function byQuery(request: S3Request, { keys, now }: Check): Caller {
  const claim = readQueryClaim(request.query);
  refuseUnknownKey(claim, keys);
  const signed = parseTime(claim.time);
  if (signed > now + MAX_SKEW) throw new S3Refusal("AccessDenied", { message: "Request is not valid yet" });
  if (now - signed > claim.expires * 1_000)
    throw new S3Refusal("AccessDenied", { message: "Request has expired" });
  const payloadHash = payloadHashOf(request) ?? UNSIGNED;
  verify(request, claim, { secretKey: keys.secretKey, payloadHash });
  return { owner: true, ...body(request, payloadHash) };
}

const UNSIGNED = "UNSIGNED-PAYLOAD";

function payloadHashOf({ headers, query }: S3Request): string | undefined {
  return query.get("X-Amz-Content-Sha256") ?? headers.get("x-amz-content-sha256") ?? undefined;
}

/** How the body is protected. @param signing what signed chunks build on; only a header gives it */
function body({ method }: S3Request, payloadHash: string, signing?: ChunkSigning): Omit<Caller, "owner"> {
  const chunked = CHUNKED[payloadHash];
  if (chunked !== undefined) {
    if (!chunked.signed) return { chunking: { trailer: chunked.trailer } };
    if (signing !== undefined) return { chunking: { trailer: chunked.trailer, signing } };
    throw new S3Refusal("InvalidRequest", { message: NOT_SUPPORTED, unrouted: true });
  }
  const hasBody = method !== "GET" && method !== "HEAD";
  return hasBody && payloadHash !== UNSIGNED ? { sha256: payloadHash } : {};
}

function refuseUnknownKey({ accessKey }: Claim, keys: S3Credentials): void {
  if (accessKey !== keys.accessKey) throw new S3Refusal("InvalidAccessKeyId");
}

/** @returns the time as it was signed */
function checkTime({ headers }: S3Request, now: number): string {
  const written = headers.get("x-amz-date") ?? headers.get("date");
  if (written === null)
    throw new S3Refusal("AccessDenied", {
      message: "AWS authentication requires a valid Date or x-amz-date header",
      status: 400,
      unrouted: true,
    });
  const time = parseTime(written);
  if (Number.isNaN(time)) throw new S3Refusal("MalformedDate", { unrouted: true });
  if (Math.abs(now - time) > MAX_SKEW) throw new S3Refusal("RequestTimeTooSkewed", { unrouted: true });
  return written;
}

/** Reads `20260101T000000Z`, or a date of HTTP. */
function parseTime(text: string): number {
  return Date.parse(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"));
}

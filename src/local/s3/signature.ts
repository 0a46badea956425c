/** AWS Signature Version 4: what was signed, and whether the signature is right. Pure. */

import { createHmac, timingSafeEqual } from "node:crypto";
import { hex } from "./bytes.ts";
import { S3Refusal } from "./errors.ts";
import type { S3Request } from "./request.ts";

/** What a signature says of itself. */
export interface Claim {
  accessKey: string;
  /** `20260101/us-east-1/s3/aws4_request` */
  scope: string;
  signedHeaders: string[];
  signature: string;
  /** `20260101T000000Z` */
  time: string;
}

/** The digest of no bytes at all. */
export const EMPTY_SHA256 = hex("sha256", "");

const ALGORITHM = "AWS4-HMAC-SHA256";

/**
 * Reads an `Authorization` header.
 * @param time of the request
 * @throws {S3Refusal} that names the part that is wrong
 */
export function readHeaderClaim(header: string, time: string): Claim {
  const fields = header.slice(ALGORITHM.length).split(",");
  const [credential = "", signedHeaders = "", signature = ""] = fields.map((field) => field.trim());
  if (fields.length !== 3) throw new S3Refusal("MissingFields");
  return {
    ...readCredential(fieldOf(credential, "Credential")),
    signedHeaders: fieldOf(signedHeaders, "SignedHeaders").split(";"),
    signature: fieldOf(signature, "Signature"),
    time,
  };
}

const WITHOUT_FIELD: Record<string, ConstructorParameters<typeof S3Refusal>> = {
  Credential: ["InvalidRequest", { message: "Missing Credential field for this request." }],
  SignedHeaders: ["InvalidArgument", { message: "Signature header missing SignedHeaders field." }],
  Signature: ["AccessDenied", { message: "Signature header missing Signature field.", status: 400 }],
};

function fieldOf(text: string, name: string): string {
  const [, found, value = ""] = /^(\w+)=(.*)$/.exec(text) ?? [];
  if (found === undefined) throw new S3Refusal("MissingFields");
  if (found !== name) throw new S3Refusal(...(WITHOUT_FIELD[name] ?? ["MissingFields"]));
  if (value === "") throw new S3Refusal("MissingFields");
  return value;
}

const QUERY_FIELDS = ["Algorithm", "Credential", "Signature", "Date", "SignedHeaders", "Expires"];
const MAX_EXPIRES = 604_800;

function wrong(message?: string): S3Refusal {
  return new S3Refusal("AuthorizationQueryParametersError", message === undefined ? {} : { message });
}

/**
 * Reads the signature in a query.
 * @returns the claim, and how long it holds, in seconds
 * @throws {S3Refusal} that names the part that is wrong
 */
export function readQueryClaim(query: URLSearchParams): Claim & { expires: number } {
  const field = (name: string): string => query.get(`X-Amz-${name}`) ?? "";
  if (QUERY_FIELDS.some((name) => !query.has(`X-Amz-${name}`))) throw wrong();
  if (field("Algorithm") !== ALGORITHM) throw wrong(`X-Amz-Algorithm only supports "${ALGORITHM}".`);
  const credential = readCredential(field("Credential"));
  if (!/^\d{8}T\d{6}Z$/.test(field("Date")))
    throw wrong(`X-Amz-Date must be in the ISO8601 Long Format "yyyyMMdd'T'HHmmss'Z'"`);
  const expires = Number(field("Expires") || Number.NaN);
  if (Number.isNaN(expires)) throw wrong("X-Amz-Expires should be a number");
  if (expires < 0) throw wrong("X-Amz-Expires must be non-negative");
  if (expires > MAX_EXPIRES)
    throw wrong(
      "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds",
    );
  const signedHeaders = field("SignedHeaders").split(";");
  return { ...credential, signedHeaders, signature: field("Signature"), time: field("Date"), expires };
}

const MALFORMED_CREDENTIAL =
  'Error parsing the X-Amz-Credential parameter; the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".';
const MALFORMED_DATE =
  'Error parsing the X-Amz-Credential parameter; incorrect date format. This date in the credential must be in the format "yyyyMMdd".';
const MALFORMED_END =
  'Error parsing the X-Amz-Credential parameter; incorrect terminal. This endpoint uses "aws4_request".';

function readCredential(text: string): Pick<Claim, "accessKey" | "scope"> {
  const parts = text.trim().split("/");
  const [date = "", , service, end] = parts.slice(-4);
  const accessKey = parts.slice(0, -4).join("/");
  if (parts.length < 5) throw wrong(MALFORMED_CREDENTIAL);
  if (accessKey.length < 3) throw new S3Refusal("InvalidAccessKeyId");
  if (!/^\d{4}(0[1-9]|1[0-2])\d\d$/.test(date)) throw wrong(MALFORMED_DATE);
  if (service !== "s3") throw new S3Refusal("AuthorizationParametersError");
  if (end !== "aws4_request") throw wrong(MALFORMED_END);
  return { accessKey, scope: parts.slice(-4).join("/") };
}

/**
 * Checks a signature.
 * @param payloadHash as it was signed: a digest, or one of the names for bodies that are not digested
 * @returns the key that was signed with, for the chunks that follow
 * @throws {S3Refusal} `SignatureDoesNotMatch`
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 */
export function verify(
  request: S3Request,
  claim: Claim,
  { secretKey, payloadHash }: { secretKey: string; payloadHash: string },
): Uint8Array {
  if (!claim.signedHeaders.includes("host")) throw unsigned();
  const canonical = [
    request.method,
    request.path.split("/").map(escapeUri).join("/"),
    canonicalQuery(request.query),
    claim.signedHeaders.map((name) => `${name}:${signedValue(request, name)}\n`).join(""),
    claim.signedHeaders.join(";"),
    payloadHash,
  ].join("\n");
  const key = signingKey(secretKey, claim.scope);
  const expected = hmacHex(key, [ALGORITHM, claim.time, claim.scope, hex("sha256", canonical)].join("\n"));
  if (!isSame(expected, claim.signature)) throw new S3Refusal("SignatureDoesNotMatch");
  return key;
}

function unsigned(): S3Refusal {
  const message = "There were headers present in the request which were not signed";
  return new S3Refusal("AccessDenied", { message, status: 400 });
}

function canonicalQuery(query: URLSearchParams): string {
  return [...query]
    .filter(([name]) => name !== "X-Amz-Signature")
    .map(([name, value]) => `${escapeUri(name)}=${escapeUri(value)}`)
    .sort()
    .join("&");
}

function signedValue({ headers, host, length, query }: S3Request, name: string): string {
  const value = headers.get(name) ?? query.get(name) ?? implied({ host, length })[name];
  if (value === undefined) throw unsigned();
  return value.trim().replaceAll(/\s+/g, " ");
}

// Servers take these out of the headers.
function implied({ host, length = 0 }: Pick<S3Request, "host" | "length">): Record<string, string> {
  return { host, expect: "100-continue", "content-length": String(length) };
}

/** Escapes as signatures do: everything but letters, digits and `-_.~`. */
export function escapeUri(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (found) => `%${found.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function signingKey(secretKey: string, scope: string): Uint8Array {
  let key: Uint8Array = new TextEncoder().encode(`AWS4${secretKey}`);
  for (const part of scope.split("/")) key = createHmac("sha256", key).update(part).digest();
  return key;
}

/** A signature of a text, in hexadecimal. */
export function hmacHex(key: Uint8Array, text: string): string {
  return createHmac("sha256", key).update(text).digest("hex");
}

/** Whether two signatures are the same; takes equally long whatever they share. */
export function isSame(a: string, b: string): boolean {
  const [left, right] = [new TextEncoder().encode(a), new TextEncoder().encode(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

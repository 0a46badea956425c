/** One request on its way through the server, and its answer. */

import type { Caller, S3Credentials } from "./authentication.ts";
import type { S3Request } from "./request.ts";
import type { S3Store } from "./store.ts";

/** The server as its operations see it. */
export interface S3Server {
  store: S3Store;
  credentials: S3Credentials;
  /** ms since 1970 */
  now: () => number;
  /** Names of the keys that objects can be encrypted with; absent when every name is one. */
  kmsKeys?: readonly string[];
  /** ARNs that events can be sent to. */
  notificationTargets: readonly string[];
  /** Bytes of an object or part at most. */
  maxObjectSize: number;
}

/** A body that was read: checked against every digest that the request names. */
export interface Payload {
  bytes: Uint8Array;
  /** Headers that followed the body. */
  trailers: Map<string, string>;
}

/** One request. */
export interface Call {
  server: S3Server;
  request: S3Request;
  caller: Caller;
  /** Reads the body; at most once. @param limit bytes */
  payload: (limit: number) => Promise<Payload>;
  /** Whether the caller may do something else too. @param place @default bucket and key of the request */
  may: (action: string, place?: { bucket: string; key: string }) => boolean;
}

/** An answer. */
export interface Answer {
  /** @default 200 */
  status?: number;
  headers?: Record<string, string>;
  body?: string | readonly Uint8Array[];
}

/** An answer that holds a document. */
export function documentAnswer(body: string, headers: Record<string, string> = {}): Answer {
  return { headers: { "content-type": "application/xml", ...headers }, body };
}

/** ISO 8601 as S3 documents hold it. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}

/** Who owns all buckets and objects: the id is what MinIO always says. */
export const OWNER = {
  ID: "02d6176db174dc93cb1b899f7c6078f08654445fe8cf1b6ce98d8855f66bdbf4",
  DisplayName: "minio",
};

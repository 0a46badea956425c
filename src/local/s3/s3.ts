/**
 * An S3 server of the dialect of MinIO, as a function from request to answer: buckets with their settings, objects, versions,
 * locks, uploads in parts, policies, signatures. May use node:crypto and Web APIs, and no other folder.
 * Invariants: whatever a request holds, the answer is one of S3; what is not simulated is refused as `NotImplemented`; between
 * a look at the store and the write that rests on it nothing else runs.
 * It sends no events, expires nothing and encrypts nothing: such settings are kept and given back only.
 */

import { authenticate, type Caller, NOT_SUPPORTED, type S3Credentials } from "./authentication.ts";
import { policyOf } from "./bucket-policy.ts";
import type { Call, S3Server } from "./call.ts";
import { S3Refusal } from "./errors.ts";
import { type Operation, operationOf } from "./operations.ts";
import { readPayload } from "./payload.ts";
import { conditionValues, isAllowed } from "./policy.ts";
import { findBucket } from "./records.ts";
import { readRequest, refuseUnfit, type S3Request } from "./request.ts";
import { respond, respondPreflight, respondRefused } from "./respond.ts";
import type { S3Store } from "./store.ts";

/** What the server needs. */
export interface S3Options {
  /** The only keys that it knows; they may do everything. */
  credentials: S3Credentials;
  store: S3Store;
  /** The clock: ms since 1970. @default Date.now */
  now?: () => number;
  /** Names of the keys that objects can be encrypted with. @default every name is one */
  kmsKeys?: readonly string[];
  /** ARNs that events can be sent to: `arn:minio:sqs::PRIMARY:webhook`. @default none */
  notificationTargets?: readonly string[];
  /** Bytes of an object or part at most. @default 1 GiB */
  maxObjectSize?: number;
  /** Told of a defect in the server, which the client sees as `InternalError`. @default nobody */
  onDefect?: (error: unknown) => void;
}

/** A server that answers. */
export interface S3 {
  /** Answers a request; never throws. */
  handle: (request: Request) => Promise<Response>;
}

const GIGABYTE = 1024 ** 3;

/** Makes a server. It opens no port. */
export function createS3(options: S3Options): S3 {
  const server: S3Server = {
    store: options.store,
    credentials: options.credentials,
    now: options.now ?? Date.now,
    notificationTargets: options.notificationTargets ?? [],
    maxObjectSize: options.maxObjectSize ?? GIGABYTE,
    ...(options.kmsKeys === undefined ? {} : { kmsKeys: options.kmsKeys }),
  };
  return { handle: (request) => handle(server, request, options.onDefect) };
}

async function handle(
  server: S3Server,
  incoming: Request,
  onDefect: S3Options["onDefect"],
): Promise<Response> {
  let request = unreadable(incoming);
  try {
    request = readRequest(incoming);
    if (isHealthCheck(request)) return respond(request, {}, server.now());
    if (request.method === "OPTIONS") return respondPreflight(request, server.now());
    refuseUnfit(request);
    const { operation, call } = route(server, request, incoming);
    return respond(request, await operation.run(call), server.now());
  } catch (error) {
    if (!(error instanceof S3Refusal)) onDefect?.(error);
    const refusal = error instanceof S3Refusal ? error : new S3Refusal("InternalError");
    return respondRefused(request, refusal, server.now());
  }
}

// Stands in for a request until it is known to be one.
function unreadable({ method, headers, url }: Request): S3Request {
  const path = /^[a-z]+:\/\/[^/?#]*([^?#]*)/.exec(url)?.[1] ?? "/";
  return { method, path, bucket: "", key: "", query: new URLSearchParams(), headers, host: "", length: 0 };
}

function isHealthCheck({ method, path, headers }: S3Request): boolean {
  const isLook = method === "GET" || method === "HEAD";
  return (
    isLook && !headers.has("authorization") && /^\/minio\/health\/(live|ready|cluster(\/read)?)$/.test(path)
  );
}

function route(
  server: S3Server,
  request: S3Request,
  incoming: Request,
): { operation: Operation; call: Call } {
  const operation = operationOf(request);
  const caller = authenticate(request, server.credentials, server.now());
  if (operation === "unsimulated") throw new S3Refusal("NotImplemented", { unrouted: true });
  if (operation === undefined)
    throw new S3Refusal("BadRequest", {
      message: `An unsupported API call for method: ${request.method} at '${request.path}'`,
      unrouted: true,
    });
  if (caller.chunking !== undefined && operation.chunked !== true)
    throw new S3Refusal("InvalidRequest", { message: NOT_SUPPORTED });
  const may = permission(server, request, caller);
  if (operation.action !== undefined && !may(operation.action)) throw new S3Refusal("AccessDenied");
  const payload = (limit: number) => readPayload(incoming, caller, limit);
  return { operation, call: { server, request, caller, payload, may } };
}

// MinIO lets whoever may list objects list their versions too.
const IMPLIED: Record<string, string> = { "s3:ListBucketVersions": "s3:ListBucket" };

function permission(server: S3Server, request: S3Request, { owner }: Caller): Call["may"] {
  return (action, { bucket, key } = request) => {
    if (owner) return true;
    const policy = policyOf(findBucket(server.store, bucket));
    const resource = key === "" ? bucket : `${bucket}/${key}`;
    const values = conditionValues(request, server.now());
    return [action, IMPLIED[action]].some(
      (name) => name !== undefined && isAllowed(policy, { action: name, resource, values }),
    );
  };
}

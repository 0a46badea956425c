/** A bucket itself: which one it is, and making one. */

import { hasCode, ProviderError } from "../errors.ts";
import { backoff, sleep } from "../retry.ts";
import { DEFAULT_REGION, type S3 } from "./client.ts";
import { bucketTitle } from "./names.ts";
import { childAt, childrenOf, parseXml, textAt, writeXml } from "./xml.ts";

/** What the server says about a name right now. */
export interface Sighting {
  /** When the bucket of this name was created (ISO 8601): its identity. Absent when there is none. */
  created?: string;
  /** The server's clock, in ms since 1970, in whole seconds. */
  time: number;
}

/**
 * Looks for a bucket among those of the access key. Only a listing tells the creation date.
 * @throws {ProviderError} `forbidden` without `s3:ListAllMyBuckets`, and for every failed request
 */
export async function findBucket(s3: S3, name: string): Promise<Sighting> {
  const answer = await s3.send({
    method: "GET",
    query: `prefix=${name}`,
    object: bucketTitle(name),
    action: "s3:ListAllMyBuckets",
    resource: "arn:aws:s3:::*",
  });
  const buckets = childrenOf(childAt(parseXml(answer?.body ?? ""), "Buckets"), "Bucket");
  const created = textAt(
    buckets.find((bucket) => textAt(bucket, "Name") === name),
    "CreationDate",
  );
  return created === undefined ? { time: answer?.time ?? 0 } : { time: answer?.time ?? 0, created };
}

// How much later than the decision to create a bucket its creation can be: all attempts with their timeouts.
const CREATE_WINDOW = 180_000;
// The Date header has whole seconds.
const CLOCK_STEP = 1_000;

/**
 * Whether a bucket can be the outcome of our own request, whose answer we may never have seen.
 * @param since the server's clock when there was no such bucket and we decided to create it
 */
export function isFromAttempt(created: string, since: number): boolean {
  const time = Date.parse(created);
  return time >= since - CLOCK_STEP && time <= since + CREATE_WINDOW;
}

/** How a bucket is created. */
export interface CreateOptions {
  /** Cannot be switched on later. @default false */
  objectLock?: boolean;
  /** The server's clock when the bucket was last seen not to exist. */
  since: number;
  /** Called before it throws, when the server has surely not made a bucket for us: one of this name is somebody else's. */
  onRefused?: () => Promise<void>;
}

const ATTEMPTS = 5;

/**
 * Creates a bucket, and waits until it is listed.
 * @returns its creation date
 * @throws {ProviderError} `not-owned` when somebody else created one of this name meanwhile
 */
export async function createBucket(s3: S3, name: string, options: CreateOptions): Promise<string> {
  const { since, onRefused = async () => {} } = options;
  // A lost answer and a failure of the server leave open whether there is a bucket now.
  let mayExist = false;
  for (let attempt = 0; ; attempt += 1) {
    try {
      await requestBucket(s3, name, options);
      break;
    } catch (error) {
      if (mayExist && (await isOurs(s3, name, { error, since }))) break;
      const mayPass = hasCode(error, "unreachable") || hasCode(error, "api");
      mayExist ||= mayPass;
      if (!mayExist) await onRefused();
      if (!mayPass || attempt + 1 >= ATTEMPTS) throw error;
      await sleep(backoff(attempt));
    }
  }
  const created = await untilListed(s3, name);
  if (isFromAttempt(created, since)) return created;
  // In us-east-1, AWS answers success for a bucket that the caller has already.
  await onRefused();
  throw notOurs(s3, name);
}

async function requestBucket(s3: S3, name: string, { objectLock }: CreateOptions): Promise<void> {
  const constraint = writeXml("CreateBucketConfiguration", { LocationConstraint: s3.region });
  await s3.send({
    method: "PUT",
    bucket: name,
    // The default region must not be named.
    body: s3.region === DEFAULT_REGION ? "" : constraint,
    headers: objectLock ? { "x-amz-bucket-object-lock-enabled": "true" } : {},
    // A repeated request would meet the bucket that the first one made.
    retries: 0,
    object: bucketTitle(name),
    action: "s3:CreateBucket",
    resource: `arn:aws:s3:::${name}`,
    ...(objectLock ? { feature: "objectLock" } : {}),
  });
}

// "Exists already" on a later attempt is the answer to an earlier one that was lost.
async function isOurs(
  s3: S3,
  name: string,
  { error, since }: { error: unknown; since: number },
): Promise<boolean> {
  if (!hasCode(error, "not-owned")) return false;
  const { created } = await findBucket(s3, name);
  return created !== undefined && isFromAttempt(created, since);
}

async function untilListed(s3: S3, name: string): Promise<string> {
  for (let attempt = 0; attempt < 10; attempt += 1) {
    const { created } = await findBucket(s3, name);
    if (created !== undefined) return created;
    await sleep(backoff(attempt));
  }
  throw new ProviderError("not-ready", `it was created at ${s3.endpoint}, but the server does not list it`, {
    object: bucketTitle(name),
    advice: "Check that the access key may list it (s3:ListBucket), then run again.",
  });
}

/** The error for a bucket that exists and is not this resource's. */
export function notOurs(s3: S3, name: string): ProviderError {
  return new ProviderError(
    "not-owned",
    `a bucket of this name exists already at ${s3.endpoint}, and this resource did not create it`,
    {
      object: bucketTitle(name),
      advice: "Set `adopt: true` (or run with --adopt) to take it over, or choose another `name`.",
    },
  );
}

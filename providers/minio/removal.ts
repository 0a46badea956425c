/** Deleting the buckets of a resource: at destroy all that may exist, after a change of identity the former ones. */

import { Scope } from "alchemy";
import { isDeepStrictEqual } from "node:util";
import { hasCode, ProviderError, summaryOf } from "../../src/errors.ts";
import { findBucket, isFromAttempt } from "../../src/s3/bucket.ts";
import type { S3 } from "../../src/s3/client.ts";
import { countContents, describeContents, isEmpty } from "../../src/s3/contents.ts";
import { bucketTitle } from "../../src/s3/names.ts";
import { removeBucket } from "../../src/s3/remove.ts";
import { chosenDeletion } from "../deletion.ts";
import { atEndOfRun } from "../end-of-run.ts";
import { isAlchemySecret } from "../secrets.ts";
import { isClaimedByOther } from "./claims.ts";
import type { BucketContext } from "./lifecycle.ts";
import type { BucketDeleteOptions } from "./options.ts";
import {
  type Credentials,
  localServer,
  openServer,
  patience,
  resolveCredentials,
  scopeOptions,
} from "./server.ts";
import { progress } from "../progress.ts";
import { isUnreachable } from "../unreachable.ts";
import {
  CHECKPOINT,
  type Checkpoint,
  isAt,
  LOCAL_ENDPOINT,
  type StoredBucket,
  type StoredProps,
} from "./state.ts";

/**
 * Deletes every bucket that may exist because of this resource, the current one first. The server is the one in state,
 * whatever the environment says; a bucket of another creation date is somebody else's and is left, with a warning.
 */
export async function removeBuckets(
  context: BucketContext,
  props: Partial<StoredProps> | undefined,
): Promise<void> {
  const checkpoint = await context.get<Checkpoint>(CHECKPOINT);
  for (const bucket of (checkpoint?.buckets ?? []).toReversed()) {
    await removeStored(context, bucket, {
      props,
      owner: checkpoint?.owner ?? "",
      force: props?.forceDelete ?? false,
    });
  }
}

/** How the buckets of a resource are deleted, `false` when they are kept. */
function deletionOf(
  { scope }: BucketContext,
  props: Partial<StoredProps> | undefined,
): BucketDeleteOptions | false {
  return chosenDeletion<BucketDeleteOptions>(props?.delete, scopeOptions(scope).delete);
}

interface Removing {
  props: Partial<StoredProps> | undefined;
  owner: string;
  force: boolean;
}

async function removeStored(
  context: BucketContext,
  bucket: StoredBucket,
  { props, owner, force }: Removing,
): Promise<void> {
  const title = bucketTitle(bucket.name);
  const report = (what: string): void => progress(context.scope, context.fqn, `${title} ${what}`);
  const options = deletionOf(context, props);
  if (options === false) return report("is kept (delete: false)");
  const seen = await look(context, bucket, { props, options });
  if (seen === undefined) return;
  const { s3, created, isOurs } = seen;
  if (created === undefined) return report("is gone already");
  if (!isOurs) return context.scope.logger.warn(`${title} is left: ${strangeness(bucket, created)}`);
  if (isClaimedByOther({ ...bucket, created }, owner)) return report("belongs to another resource now");
  await removeBucket(s3, bucket.name, { force });
}

function strangeness(bucket: StoredBucket, created: string): string {
  const ours = bucket.created ?? `${new Date(bucket.since ?? 0).toISOString()} or soon after`;
  return `the one at ${bucket.endpoint} was created at ${created}, and ours at ${ours}, so it is somebody else's.`;
}

interface Seen {
  s3: S3;
  /** The creation date of the live bucket of that name. */
  created: string | undefined;
  /** Whether that is the stored one. */
  isOurs: boolean;
}

interface Looking {
  props: Partial<StoredProps> | undefined;
  options: BucketDeleteOptions;
}

/** Looks at a stored bucket; `undefined` when its server cannot be reached, and the bucket is forgotten. */
async function look(
  context: BucketContext,
  bucket: StoredBucket,
  { props, options }: Looking,
): Promise<Seen | undefined> {
  let hasKeys = false;
  try {
    return await withKeys(bucket, props, async (keys) => {
      const s3 = await reopen(context, bucket, keys);
      hasKeys = true;
      const { created } = await findBucket(s3, bucket.name);
      return { s3, created, isOurs: created !== undefined && isStored(bucket, created) };
    });
  } catch (error) {
    // Keys that are not there mean that there is no way to the server; keys that it refuses, that there is one.
    const unreachable = hasKeys ? hasCode(error, "unreachable") : isUnreachable(error);
    if (!unreachable || options.onUnreachable !== "forget") throw error;
    const reason = summaryOf(error).replace(/\.$/, "");
    context.scope.logger.warn(
      `${bucketTitle(bucket.name)}: forgotten, not deleted: ${reason}. If ${bucket.endpoint} still exists, it is still there.`,
    );
    return undefined;
  }
}

/** A bucket that was left behind has keys of its own; the present ones are tried when those do not hold any more. */
async function withKeys<T>(
  bucket: StoredBucket,
  props: Partial<StoredProps> | undefined,
  work: (keys: Partial<Credentials>) => Promise<T>,
): Promise<T> {
  const present = ownKeys(props?.credentials);
  const former = isAt(bucket, props ?? {}) ? present : ownKeys(bucket.credentials);
  try {
    return await work(former);
  } catch (error) {
    if (!hasCode(error, "credentials") || isDeepStrictEqual(former, present)) throw error;
    return work(present);
  }
}

// The props of a create that never got through may be empty, and --erase-secrets leaves the credentials out.
function ownKeys(credentials: unknown): Partial<Credentials> {
  return isAlchemySecret(credentials)
    ? (JSON.parse(credentials.unencrypted as string) as Partial<Credentials>)
    : {};
}

// Only the keys come from elsewhere: the server is the one in state.
async function reopen(
  { scope }: BucketContext,
  { name, endpoint, region }: StoredBucket,
  keys: Partial<Credentials>,
): Promise<S3> {
  if (endpoint === LOCAL_ENDPOINT) return openServer({ ...(await localServer(scope)), region });
  const { accessKey, secretKey } = resolveCredentials(scope, keys, bucketTitle(name));
  return openServer({ endpoint, region, accessKey, secretKey, ...patience(scope) });
}

function isStored(bucket: StoredBucket, created: string): boolean {
  if (bucket.created !== undefined) return bucket.created === created;
  return bucket.since !== undefined && isFromAttempt(created, bucket.since);
}

/**
 * Refuses a change of name or endpoint that would lose data with the former bucket.
 * @throws {ProviderError} `data-loss`, before anything is written
 */
export async function refuseLosingFormer(
  context: BucketContext,
  former: readonly StoredBucket[],
  props: StoredProps,
): Promise<void> {
  const options = deletionOf(context, props);
  if (props.allowDataLoss || options === false) return;
  for (const bucket of former) {
    const seen = await look(context, bucket, { props, options });
    if (!seen?.isOurs) continue;
    const contents = await countContents(seen.s3, bucket.name);
    if (isEmpty(contents)) continue;
    const target = `${bucketTitle(props.name)} at ${props.endpoint}`;
    throw new ProviderError(
      "data-loss",
      `it is to become ${target}, which loses ${describeContents(contents)}`,
      {
        object: bucketTitle(bucket.name),
        advice:
          "Copy them and set `allowDataLoss: true`, set `delete: false` to keep the bucket, or change it back.",
      },
    );
  }
}

/**
 * Deletes the former buckets when the run ends, after everything that refers to them has moved.
 * A run that fails or dies before leaves them in the checkpoint, and the next one comes back to them.
 */
export function removeFormerLater(context: BucketContext, props: StoredProps): void {
  const { scope } = context;
  const own = Scope.current;
  atEndOfRun(scope, async () => {
    const checkpoint = await own.get<Checkpoint | undefined>(CHECKPOINT);
    const current = checkpoint?.buckets.at(-1);
    if (checkpoint === undefined || current === undefined) return;
    for (const bucket of checkpoint.buckets.slice(0, -1)) {
      // The same bucket under another address of its server.
      if (bucket.name === current.name && bucket.created === current.created) continue;
      const { owner } = checkpoint;
      await removeStored(context, bucket, { props, owner, force: props.allowDataLoss });
    }
    await own.set(CHECKPOINT, { ...checkpoint, buckets: [current] });
  });
}

/** Deleting the buckets of a resource: at destroy all that may exist, after a change of identity the former ones. */

import { Scope } from "alchemy";
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
import { CHECKPOINT, type Checkpoint, LOCAL_ENDPOINT, type StoredBucket, type StoredProps } from "./state.ts";

/**
 * Deletes every bucket that may exist because of this resource, the current one first. The server is the one in state,
 * whatever the environment says; a bucket of another creation date is somebody else's and is left alone.
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
      credentials: () => storedCredentials(context, props, bucketTitle(bucket.name)),
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

// The props of a create that never got through may be empty, and --erase-secrets leaves the credentials out.
function storedCredentials(
  context: BucketContext,
  props: Partial<StoredProps> | undefined,
  object: string,
): Credentials {
  const own = isAlchemySecret(props?.credentials)
    ? (JSON.parse(props.credentials.unencrypted) as Partial<Credentials>)
    : {};
  return resolveCredentials(context.scope, own, object);
}

// Only the keys come from elsewhere: the server is the one in state.
async function reopen(
  { scope }: BucketContext,
  { endpoint, region }: StoredBucket,
  credentials: () => Credentials,
): Promise<S3> {
  if (endpoint === LOCAL_ENDPOINT) return openServer({ ...(await localServer(scope)), region });
  const { accessKey, secretKey } = credentials();
  return openServer({ endpoint, region, accessKey, secretKey, ...patience(scope) });
}

interface Removing {
  props: Partial<StoredProps> | undefined;
  owner: string;
  force: boolean;
  credentials: () => Credentials;
}

async function removeStored(context: BucketContext, bucket: StoredBucket, removing: Removing): Promise<void> {
  const report = (what: string): void =>
    progress(context.scope, context.fqn, `${bucketTitle(bucket.name)} ${what}`);
  const options = deletionOf(context, removing.props);
  if (options === false) return report("is kept (delete: false)");
  const seen = await look(context, bucket, { ...removing, options });
  if (seen === undefined) return;
  const { s3, created } = seen;
  if (created === undefined) return report("is gone already");
  if (isClaimedByOther({ ...bucket, created }, removing.owner))
    return report("belongs to another resource now");
  await removeBucket(s3, bucket.name, { force: removing.force });
}

interface Seen {
  s3: S3;
  /** Its creation date, when the live bucket is the stored one. */
  created: string | undefined;
}

/** Looks at a stored bucket; `undefined` when its server cannot be reached, and the bucket is forgotten. */
async function look(
  context: BucketContext,
  bucket: StoredBucket,
  { credentials, options }: { credentials: () => Credentials; options: BucketDeleteOptions },
): Promise<Seen | undefined> {
  let s3: S3 | undefined;
  try {
    s3 = await reopen(context, bucket, credentials);
    return { s3, created: await isStillThere(s3, bucket) };
  } catch (error) {
    // Keys that are not there mean that there is no way to the server; keys that it refuses, that there is one.
    const unreachable = s3 === undefined ? isUnreachable(error) : hasCode(error, "unreachable");
    if (!unreachable || options.onUnreachable !== "forget") throw error;
    const reason = summaryOf(error).replace(/\.$/, "");
    context.scope.logger.warn(
      `${bucketTitle(bucket.name)}: forgotten, not deleted: ${reason}. If ${bucket.endpoint} still exists, it is still there.`,
    );
    return undefined;
  }
}

/** @returns its creation date, when the live bucket is the stored one */
async function isStillThere(s3: S3, bucket: StoredBucket): Promise<string | undefined> {
  const { created } = await findBucket(s3, bucket.name);
  if (created === undefined) return undefined;
  const same =
    bucket.created === undefined
      ? bucket.since !== undefined && isFromAttempt(created, bucket.since)
      : bucket.created === created;
  return same ? created : undefined;
}

/** The server and the props of the run that changes the identity. */
interface Move {
  server: Credentials;
  props: StoredProps;
}

/**
 * Refuses a change of name or endpoint that would lose data with the former bucket.
 * @throws {ProviderError} `data-loss`, before anything is written
 */
export async function refuseLosingFormer(
  context: BucketContext,
  former: readonly StoredBucket[],
  { server, props }: Move,
): Promise<void> {
  const options = deletionOf(context, props);
  if (props.allowDataLoss || options === false) return;
  for (const bucket of former) {
    const seen = await look(context, bucket, { credentials: () => server, options });
    if (seen?.created === undefined) continue;
    const { s3 } = seen;
    const contents = await countContents(s3, bucket.name);
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
export function removeFormerLater(context: BucketContext, { server, props }: Move): void {
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
      const credentials = (): Credentials => server;
      await removeStored(context, bucket, { props, owner, force: props.allowDataLoss, credentials });
    }
    await own.set(CHECKPOINT, { ...checkpoint, buckets: [current] });
  });
}

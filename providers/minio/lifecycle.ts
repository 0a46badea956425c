/**
 * The one handler of buckets: connect, observe, ensure, output.
 *
 * It checkpoints every bucket that may exist because of it before it creates one, so that a crash at any point is resumed and
 * delete knows them all. It never branches into a create body and an update body: the live bucket is the truth.
 */

import { type Context, Scope } from "alchemy";
import { isDeepStrictEqual } from "node:util";
import { ProviderError } from "../../src/errors.ts";
import { createBucket, findBucket, isFromAttempt, notOurs, type Sighting } from "../../src/s3/bucket.ts";
import type { S3 } from "../../src/s3/client.ts";
import { countContents, describeContents, isEmpty } from "../../src/s3/contents.ts";
import { converge, hasObjectLock } from "../../src/s3/converge.ts";
import { type BucketConfig, FEATURES, type FeatureName } from "../../src/s3/features.ts";
import { bucketTitle } from "../../src/s3/names.ts";
import { proveBucket, type Trial } from "../../src/s3/proof.ts";
import { removeBucket } from "../../src/s3/remove.ts";
import { tracked } from "../exit-code.ts";
import type { Bucket } from "./bucket.ts";
import { claim } from "./claims.ts";
import { invocation } from "./invocation.ts";
import { progress } from "../progress.ts";
import { announce } from "./progress.ts";
import { refuseLosingFormer, removeBuckets, removeFormerLater } from "./removal.ts";
import { openServer } from "./server.ts";
import { CHECKPOINT, type Checkpoint, isAt, type StoredBucket, type StoredProps } from "./state.ts";

/** What the handler of a bucket is called with. */
export type BucketContext = Context<Bucket, StoredProps>;

/** The handler behind the type `minio::Bucket`. */
export async function lifecycle(this: BucketContext, _id: string, props: StoredProps): Promise<Bucket> {
  return tracked(async () => {
    if (this.phase !== "delete") return deploy(this, props);
    await removeBuckets(this, props);
    return this.destroy();
  });
}

async function deploy(context: BucketContext, props: StoredProps): Promise<Bucket> {
  const call = invocation.current(bucketTitle(props.name));
  const { server } = call;
  const checkpoint = await recall(context, props);
  const s3 = await openServer(server);
  const sighting = await findBucket(s3, props.name);
  const known = checkpoint.buckets.find((bucket) => isSighted(bucket, props, sighting));
  if (sighting.created !== undefined && known === undefined && !call.adopt) throw notOurs(s3, props.name);
  // A bucket whose name at its server has been taken, or is free again, no longer exists.
  const former = checkpoint.buckets.filter((bucket) => bucket !== known && !isAt(bucket, props));
  await refuseLosingFormer(context, former, props);
  announce(context.scope, server);
  const config = JSON.parse(props.config) as BucketConfig;
  const bucket = await present(context, props, {
    s3,
    sighting,
    known,
    former,
    owner: checkpoint.owner,
    config,
  });
  const features = await settle(context, s3, { bucket, former, owner: checkpoint.owner, config });
  const settled: Checkpoint = { owner: checkpoint.owner, buckets: [...former, { ...bucket, features }] };
  await save(settled);
  claim(settled);
  if (former.length > 0) removeFormerLater(context, props);
  return outputOf(bucket);
}

/** What is known from before. A bucket that is to be left behind gets the keys of the props that led to it, while they are there. */
async function recall(context: BucketContext, props: StoredProps): Promise<Checkpoint> {
  const { owner, buckets } = (await context.get<Checkpoint>(CHECKPOINT)) ?? {
    owner: crypto.randomUUID(),
    buckets: [],
  };
  // Alchemy has them for a repeated create, too, where its types say that there are none.
  const before: Partial<StoredProps> | undefined = context.props;
  const { credentials, endpoint } = before ?? {};
  if (credentials === undefined) return { owner, buckets };
  const lacksKeys = (bucket: StoredBucket): boolean =>
    !isAt(bucket, props) && bucket.endpoint === endpoint && bucket.credentials === undefined;
  const recalled = buckets.map((bucket) => (lacksKeys(bucket) ? { ...bucket, credentials } : bucket));
  if (buckets.some(lacksKeys)) await save({ owner, buckets: recalled });
  return { owner, buckets: recalled };
}

/**
 * Whether the live bucket is the stored one. Name and creation date say so whatever the address: that is how one server under
 * another address is told from another server.
 */
function isSighted(bucket: StoredBucket, target: StoredProps, { created }: Sighting): boolean {
  if (created === undefined || bucket.name !== target.name) return false;
  if (bucket.created !== undefined) return bucket.created === created;
  return (
    bucket.endpoint === target.endpoint && bucket.since !== undefined && isFromAttempt(created, bucket.since)
  );
}

interface Situation {
  s3: S3;
  sighting: Sighting;
  known: StoredBucket | undefined;
  former: readonly StoredBucket[];
  owner: string;
  config: BucketConfig;
}

/** Makes sure that the bucket exists, has object lock or not as wanted, and is checkpointed. */
async function present(
  context: BucketContext,
  props: StoredProps,
  situation: Situation,
): Promise<StoredBucket> {
  const { s3, known, former, owner, config } = situation;
  const { name, endpoint, region } = props;
  const place = { name, endpoint, region };
  let { created, time } = situation.sighting;
  if (created !== undefined && (await mustReplace(situation, props))) {
    progress(context.scope, context.fqn, "replacing it");
    await clear(situation, props);
    ({ created, time } = await findBucket(s3, name));
  }
  const features = known?.features ?? [];
  if (created !== undefined) return { ...place, created, features };
  await save({ owner, buckets: [...former, { ...place, since: time, features: [] }] });
  created = await createBucket(s3, name, {
    objectLock: config.objectLock?.enabled ?? false,
    since: time,
    onRefused: () => save({ owner, buckets: [...former] }),
  });
  return { ...place, created, features: [] };
}

/** Object lock and region are set at creation only. */
async function mustReplace(
  { s3, known, config }: Situation,
  { name, region }: StoredProps,
): Promise<boolean> {
  if (known !== undefined && known.region !== region) return true;
  const wanted = config.objectLock?.enabled;
  return wanted !== undefined && (await hasObjectLock(s3, name)) !== wanted;
}

async function clear(situation: Situation, props: StoredProps): Promise<void> {
  const { s3, known, config } = situation;
  const { server } = invocation.current(bucketTitle(props.name));
  const region = known?.region ?? s3.region;
  const old = region === s3.region ? s3 : await openServer({ ...server, region });
  const contents = props.allowDataLoss ? undefined : await countContents(old, props.name);
  if (contents === undefined || isEmpty(contents)) {
    await proveBucket(s3, props.name, { config, note: (trial) => noteTrial(situation, props, trial) });
    return removeBucket(old, props.name, { force: props.allowDataLoss });
  }
  const what = `object lock and region can only be set on a new bucket, and replacing this one loses ${describeContents(contents)}`;
  throw new ProviderError("data-loss", what, {
    object: bucketTitle(props.name),
    advice: "Set `allowDataLoss: true` to replace it all the same, or change `objectLock` and `region` back.",
  });
}

/** A trial that a run leaves behind is one more former bucket. */
async function noteTrial(
  { former, known, owner }: Situation,
  { endpoint, region }: StoredProps,
  trial: Trial | undefined,
): Promise<void> {
  const trials: StoredBucket[] = trial === undefined ? [] : [{ ...trial, endpoint, region, features: [] }];
  await save({ owner, buckets: [...trials, ...former, ...(known === undefined ? [] : [known])] });
}

/**
 * Makes the features what the config says; those that this resource set once and no longer names are undone.
 * @returns the features that are this resource's now
 */
async function settle(
  context: BucketContext,
  s3: S3,
  {
    bucket,
    former,
    owner,
    config,
  }: { bucket: StoredBucket } & Pick<Situation, "former" | "owner" | "config">,
): Promise<FeatureName[]> {
  const wanted = Object.keys(config) as FeatureName[];
  const features = [...new Set([...bucket.features, ...wanted])].sort();
  // Known before it is written: a feature that a failed run set is undone when it is no longer wanted.
  await save({ owner, buckets: [...former, { ...bucket, features }] });
  const dropped = features.filter((name) => config[name] === undefined);
  const undone = Object.fromEntries(
    await Promise.all(dropped.map(async (name) => [name, await none(s3, bucket.name, name)])),
  );
  const written = await converge(s3, bucket.name, { ...(undone as BucketConfig), ...config });
  if (written.length > 0) progress(context.scope, context.fqn, `set ${written.join(", ")}`);
  return wanted.sort();
}

// Object lock cannot be undone, only its default retention; nor can the versioning that it needs.
async function none(s3: S3, bucket: string, name: FeatureName): Promise<unknown> {
  const lasts = name === "objectLock" || name === "versioning";
  return lasts ? { enabled: await hasObjectLock(s3, bucket) } : FEATURES[name].none;
}

// Inside a handler the current scope is the resource's own, and what is set there is on disk when this returns.
async function save(checkpoint: Checkpoint): Promise<void> {
  const own = Scope.current;
  if (!isDeepStrictEqual(await own.get<Checkpoint | undefined>(CHECKPOINT), checkpoint))
    await own.set(CHECKPOINT, checkpoint);
}

function outputOf({ name, endpoint, region, created = "" }: StoredBucket): Bucket {
  return { name, endpoint, region, arn: `arn:aws:s3:::${name}`, created };
}

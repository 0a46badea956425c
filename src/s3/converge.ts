/** Features of a bucket: what differs, and making it right. Writes only what differs. */

import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { hasCode, ProviderError } from "../errors.ts";
import { backoff, sleep } from "../retry.ts";
import type { S3, S3Request } from "./client.ts";
import {
  type BucketConfig,
  type Feature,
  FEATURE_NAMES,
  FEATURES,
  type FeatureName,
  type Wants,
} from "./features.ts";
import { bucketTitle } from "./names.ts";

/**
 * The features that the config names and the live bucket has otherwise, compared by meaning.
 * @throws {ProviderError} when a feature cannot be read; `unsupported` only for one that is wanted
 */
export async function differences(s3: S3, bucket: string, config: BucketConfig): Promise<FeatureName[]> {
  const wanted = FEATURE_NAMES.filter((name) => config[name] !== undefined);
  const same = await Promise.all(wanted.map((name) => isAsWanted(s3, bucket, { name, config })));
  return wanted.filter((_, index) => !same[index]);
}

/**
 * Makes the live bucket what the config says.
 * @returns what was written
 * @throws {ProviderError} `unsupported` when the server lacks a feature, or keeps something else than was written
 */
export async function converge(s3: S3, bucket: string, config: BucketConfig): Promise<FeatureName[]> {
  const changed = await differences(s3, bucket, config);
  for (const name of changed) await writeFeature(s3, bucket, { name, config });
  return changed;
}

/** Whether objects of the bucket can be locked. */
export async function hasObjectLock(s3: S3, bucket: string): Promise<boolean> {
  try {
    const live = await readFeature(s3, bucket, "objectLock");
    return !isDeepStrictEqual(live, FEATURES.objectLock.normal(FEATURES.objectLock.none));
  } catch (error) {
    if (hasCode(error, "unsupported")) return false;
    throw error;
  }
}

interface Wanted<F extends FeatureName> {
  name: F;
  config: BucketConfig;
}

interface WantedFeature<F extends FeatureName> {
  feature: Feature<Wants[F]>;
  want: Wants[F];
}

// The table and the config are indexed by the same name.
function wantedOf<F extends FeatureName>({ name, config }: Wanted<F>): WantedFeature<F> {
  return { feature: FEATURES[name], want: config[name] as Wants[F] };
}

async function isAsWanted<F extends FeatureName>(
  s3: S3,
  bucket: string,
  wanted: Wanted<F>,
): Promise<boolean> {
  const { feature, want } = wantedOf(wanted);
  const normal = feature.normal(want);
  try {
    return isDeepStrictEqual(await readFeature(s3, bucket, wanted.name), normal);
  } catch (error) {
    // A server without the feature has none of it.
    if (hasCode(error, "unsupported") && isDeepStrictEqual(normal, feature.normal(feature.none))) return true;
    throw error;
  }
}

async function readFeature(s3: S3, bucket: string, name: FeatureName): Promise<unknown> {
  const feature = FEATURES[name];
  const answer = await s3.send({
    ...request(bucket, name),
    method: "GET",
    action: feature.actions.read,
    absent: feature.absent,
  });
  return feature.read(answer?.body);
}

async function writeFeature<F extends FeatureName>(s3: S3, bucket: string, wanted: Wanted<F>): Promise<void> {
  const { feature, want } = wantedOf(wanted);
  const body = feature.write(want);
  const common = request(bucket, wanted.name);
  if (body === undefined)
    await s3.send({ ...common, method: "DELETE", action: feature.actions.remove, absent: feature.absent });
  else
    await s3.send({
      ...common,
      method: "PUT",
      action: feature.actions.write,
      body,
      headers: { "content-md5": md5(body) },
    });
  await untilKept(s3, bucket, wanted);
}

// Servers answer success and keep only what they know, and some show a write only later.
async function untilKept<F extends FeatureName>(s3: S3, bucket: string, wanted: Wanted<F>): Promise<void> {
  for (let attempt = 0; attempt < 6; attempt += 1) {
    if (await isAsWanted(s3, bucket, wanted)) return;
    await sleep(backoff(attempt, { base: 50, cap: 1_000 }));
  }
  const { feature, want } = wantedOf(wanted);
  const kept = JSON.stringify(await readFeature(s3, bucket, wanted.name));
  throw new ProviderError(
    "unsupported",
    `${s3.endpoint} accepted \`${wanted.name}\`, but kept something else: wanted ${shortened(JSON.stringify(feature.normal(want)))}, kept ${shortened(kept)}`,
    {
      object: bucketTitle(bucket),
      advice: `Leave out of \`${wanted.name}\` what this server does not know.`,
    },
  );
}

function request(bucket: string, name: FeatureName): Omit<S3Request, "method" | "action"> {
  return {
    bucket,
    query: FEATURES[name].query,
    object: bucketTitle(bucket),
    resource: `arn:aws:s3:::${bucket}`,
    feature: name,
  };
}

function md5(body: string): string {
  return createHash("md5").update(body).digest("base64");
}

function shortened(text: string): string {
  return text.length <= 400 ? text : `${text.slice(0, 400)}…`;
}

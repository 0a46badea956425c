/** The proof that a bucket could be made as it is wanted, before the one that exists is deleted for it. */

import { ProviderError } from "../errors.ts";
import { createBucket, findBucket } from "./bucket.ts";
import type { S3 } from "./client.ts";
import { converge } from "./converge.ts";
import type { BucketConfig } from "./features.ts";
import { bucketTitle } from "./names.ts";
import { removeBucket } from "./remove.ts";

/**
 * Makes an empty bucket of the same features under another name, and removes it again: S3 knows no dry run.
 * @throws {ProviderError} what the server refuses; the bucket itself was not touched
 */
export async function proveBucket(s3: S3, name: string, config: BucketConfig): Promise<void> {
  const trial = `alchemy-trial-${Math.random().toString(36).slice(2, 12)}`;
  const { time } = await findBucket(s3, trial);
  try {
    await createBucket(s3, trial, { objectLock: config.objectLock?.enabled ?? false, since: time });
    await converge(s3, trial, renamed(config, name, trial));
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    const why = error.summary.replaceAll(trial, name).replace(/\.$/, "");
    throw new ProviderError(error.code, `it is to be replaced, and the new one would be refused: ${why}`, {
      object: bucketTitle(name),
      advice: "Correct it, and run again; the bucket was left as it is.",
    });
  } finally {
    await removeBucket(s3, trial, { force: false });
  }
}

/** A policy names its bucket. */
function renamed(config: BucketConfig, from: string, to: string): BucketConfig {
  const text = JSON.stringify(config.policy ?? null).replaceAll(
    new RegExp(`arn:aws:s3:::${from.replaceAll(".", "\\.")}(?=[/"])`, "g"),
    `arn:aws:s3:::${to}`,
  );
  return config.policy === undefined
    ? config
    : { ...config, policy: JSON.parse(text) as NonNullable<BucketConfig["policy"]> | null };
}

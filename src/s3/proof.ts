/** The proof that a bucket could be made as it is wanted, before the one that exists is deleted for it. */

import { ProviderError } from "../errors.ts";
import { createBucket, findBucket } from "./bucket.ts";
import type { S3 } from "./client.ts";
import { converge } from "./converge.ts";
import type { BucketConfig } from "./features.ts";
import { bucketTitle } from "./names.ts";
import { removeBucket } from "./remove.ts";

/** The bucket that a proof makes. */
export interface Trial {
  name: string;
  /** The server's clock before it was created, in ms. */
  since: number;
}

/** What is proved, and how the trial is remembered. */
export interface Proof {
  config: BucketConfig;
  /** Called with the trial before it is created, and with nothing when there is none any more. */
  note: (trial: Trial | undefined) => Promise<void>;
}

const PREFIX = "alchemy-trial-";

/**
 * Makes an empty bucket of the same features under another name, and removes it again: S3 knows no dry run.
 * @throws {ProviderError} what the server refuses; the bucket itself was not touched
 */
export async function proveBucket(s3: S3, name: string, { config, note }: Proof): Promise<void> {
  const trial = `${PREFIX}${Math.random().toString(36).slice(2, 12)}`;
  const { time: since } = await findBucket(s3, trial);
  await note({ name: trial, since });
  let mayExist = true;
  const discard = async (): Promise<void> => {
    if (mayExist) await removeBucket(s3, trial, { force: false });
    await note(undefined);
  };
  try {
    const onRefused = async (): Promise<void> => void (mayExist = false);
    await createBucket(s3, trial, { objectLock: config.objectLock?.enabled ?? false, since, onRefused });
    await converge(s3, trial, renamed(config, name, trial));
  } catch (error) {
    // A trial that stays is noted, and this error says why the run fails.
    await discard().catch(() => {});
    throw inOtherWords(error, { name, trial });
  }
  await discard();
}

function inOtherWords(error: unknown, { name, trial }: { name: string; trial: string }): unknown {
  if (!(error instanceof ProviderError)) return error;
  // A permission is missing on trials; everything else would be so with the bucket itself.
  const shown = error.code === "forbidden" ? `${PREFIX}*` : name;
  const why = error.summary.replaceAll(trial, shown).replace(/\.$/, "");
  return new ProviderError(error.code, `it is to be replaced, and the new one would be refused: ${why}`, {
    object: bucketTitle(name),
    advice: "Correct it, and run again; the bucket was left as it is.",
  });
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

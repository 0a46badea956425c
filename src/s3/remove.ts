/** Removing a bucket; never its data unless that was said. */

import { hasCode, ProviderError } from "../errors.ts";
import type { S3 } from "./client.ts";
import { countContents, describeContents, isEmpty } from "./contents.ts";
import { emptyBucket } from "./emptying.ts";
import { bucketTitle } from "./names.ts";

/**
 * Removes a bucket. One that is gone already counts as removed.
 * @param options `force`: delete its objects, versions, delete markers and multipart uploads first
 * @throws {ProviderError} `bucket-not-empty` with the counts when it holds something and `force` is not set, or when some of it is locked
 */
export async function removeBucket(s3: S3, name: string, options: { force: boolean }): Promise<void> {
  // Written to while it is emptied: try again.
  for (let attempt = 0; attempt < 3; attempt += 1) {
    if (options.force) await emptyBucket(s3, name);
    // MinIO deletes a bucket together with its unfinished uploads, so a look at the contents comes first.
    else await refuseContents(s3, name);
    if (await deleteBucket(s3, name)) return;
  }
  throw new ProviderError("bucket-not-empty", "objects are written to it while it is emptied", {
    object: bucketTitle(name),
    advice: "Stop what writes to it, then run again.",
  });
}

async function refuseContents(s3: S3, name: string): Promise<void> {
  const contents = await countContents(s3, name);
  if (isEmpty(contents)) return;
  throw new ProviderError(
    "bucket-not-empty",
    `it is not empty, and was not deleted: it holds ${describeContents(contents)}`,
    {
      object: bucketTitle(name),
      advice:
        "Empty it, or set `forceDelete: true` and deploy once before destroying; `delete: false` keeps it.",
    },
  );
}

/** @returns false when it is not empty */
async function deleteBucket(s3: S3, name: string): Promise<boolean> {
  try {
    await s3.send({
      method: "DELETE",
      bucket: name,
      absent: ["NoSuchBucket"],
      object: bucketTitle(name),
      action: "s3:DeleteBucket",
      resource: `arn:aws:s3:::${name}`,
    });
    return true;
  } catch (error) {
    if (hasCode(error, "bucket-not-empty")) return false;
    throw error;
  }
}

import type { Retention, Versioning } from "../../src/s3/features.ts";
import type { LifecycleRule } from "../../src/s3/lifecycle-rules.ts";
import type { NotificationTarget } from "../../src/s3/notification.ts";
import type { PolicyDocument } from "../../src/s3/policy.ts";
import type { BucketDeleteOptions, MinioServer } from "./options.ts";

/** Props of a {@link Bucket}. A feature that is left out is neither set nor looked at. */
export interface BucketProps extends MinioServer {
  /** 3 to 63 lower-case letters, digits, dots and hyphens. Changing it makes another bucket. @default the id */
  name?: string;
  /**
   * Keep overwritten and deleted objects as versions. `false` suspends: versions that exist stay.
   * @default left as it is
   */
  versioning?: boolean | Omit<Versioning, "enabled">;
  /**
   * Let everyone read objects by their key (not list them). `false`: nobody without credentials; the bucket has no policy.
   * @default left as it is
   */
  publicRead?: boolean;
  /** The bucket's policy, instead of `publicRead`. Compared by meaning. `null` removes it. @default left as it is */
  policy?: PolicyDocument | null;
  /** All tags of the bucket, at most 50. @default left as they are */
  tags?: Record<string, string>;
  /** All lifecycle rules. @default left as they are */
  lifecycle?: LifecycleRule[];
  /**
   * Let objects be locked against deletion, with a default retention if given. Only possible at creation: changing between
   * `false` and the rest replaces the bucket, which needs `allowDataLoss` unless it is empty. Turns versioning on.
   * @default false for a new bucket
   */
  objectLock?: boolean | Retention;
  /** Encrypt new objects: `true` with the server's key, or with a key of its KMS. @default left as it is */
  encryption?: boolean | { kmsKeyId: string };
  /** All notification targets; each must be configured on the server. @default left as they are */
  notification?: NotificationTarget[];
  /** Whether destroy deletes the objects, versions, delete markers and multipart uploads too. @default false */
  forceDelete?: boolean;
  /** Take over a bucket that exists already. @default Alchemy's `--adopt` */
  adopt?: boolean;
  /** Whether the bucket is deleted at all, and how. @default the app's `minio: { delete }`, else true */
  delete?: boolean | BucketDeleteOptions;
  /** What to do about a bucket that somebody else changed or deleted: repair it, only warn, or not look. @default "repair" */
  drift?: "repair" | "report" | "off";
  /** Allow replacing a bucket that is not empty: it is emptied and deleted. @default false */
  allowDataLoss?: boolean;
}

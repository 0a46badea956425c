import { Bucket } from "../minio/bucket.ts";
import type { BucketProps } from "../minio/bucket-props.ts";

/** Props of a {@link MinioBucket}. */
export type MinioBucketProps = Omit<BucketProps, "name">;

/**
 * A bucket on the platform's MinIO, named as its id.
 *
 * @example
 * const assets = await MinioBucket("assets", { publicRead: true });
 * @see https://github.com/alchemy-kubernetes/alchemy-kubernetes/blob/main/docs/buckets.md
 */
export interface MinioBucket extends Bucket {}
export async function MinioBucket(name: string, props: MinioBucketProps = {}): Promise<MinioBucket> {
  return Bucket(name, { ...props, name });
}

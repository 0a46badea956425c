import { MinioBucket } from "alchemy-kubernetes/k3s";
import type { Config } from "./config.ts";

/** Where the services keep and find deployed files. */
export interface BucketAddress {
  BUCKET_URL: string;
  BUCKET_NAME: string;
}

/** The bucket of deployed files, which everyone may read. */
export async function deployBucket(config: Config): Promise<BucketAddress> {
  const bucket = await MinioBucket(config.bucketName, { publicRead: true });
  return { BUCKET_URL: config.bucketUrl ?? bucket.endpoint, BUCKET_NAME: bucket.name };
}

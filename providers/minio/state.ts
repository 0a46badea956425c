/** What Alchemy's state holds of a bucket: plain data, nothing that changes by itself, no credentials. */

import type { FeatureName } from "../../src/s3/features.ts";
import type { AlchemySecret } from "../secrets.ts";
import type { BucketDeleteOptions } from "./options.ts";

/** The endpoint of buckets of the embedded cluster, whose address and keys are found there: its port may change. */
export const LOCAL_ENDPOINT = "local";

/** Props of the inner resource. Alchemy compares them as JSON, in this order of keys, to decide whether to update. */
export interface StoredProps {
  name: string;
  /** `http://host:port`, or {@link LOCAL_ENDPOINT}. */
  endpoint: string;
  region: string;
  /** Canonical JSON of the wanted features. A string, so that nothing in it is mistaken for Alchemy's own marks. */
  config: string;
  forceDelete: boolean;
  /** Absent: what the app says when it comes to deleting. */
  delete?: boolean | BucketDeleteOptions;
  allowDataLoss: boolean;
  /** JSON of those keys that stand in the resource's own props: there is no other place to find them at destroy. */
  credentials?: AlchemySecret;
  /** Counts the times that a look at the live bucket made an update necessary. */
  observed: number;
}

/** One bucket that exists, or may exist, because of a resource. */
export interface StoredBucket {
  name: string;
  endpoint: string;
  region: string;
  /** The keys of the props that led to it, when these lead to another bucket now. */
  credentials?: AlchemySecret;
  /** Its creation date: which bucket it is. Absent until the server told it. */
  created?: string;
  /** The server's clock when there was no such bucket and this resource began to create it, in ms. */
  since?: number;
  /** Features that this resource has set. */
  features: FeatureName[];
}

/**
 * Written before the first request that changes anything, so that it survives a crash: who we are, and every bucket that may
 * exist because of us. The last one is the current one.
 */
export interface Checkpoint {
  owner: string;
  buckets: StoredBucket[];
}

/** Key of the checkpoint in the resource's state data. */
export const CHECKPOINT = "minio";

/** Whether a stored bucket is where the props want one. */
export function isAt({ name, endpoint }: StoredBucket, place: Partial<StoredProps>): boolean {
  return name === place.name && endpoint === place.endpoint;
}

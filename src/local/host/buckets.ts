/** The S3 server over what a cluster keeps. */

import type { Cluster } from "../cluster.ts";
import { memoryS3Store } from "../s3/memory-store.ts";
import { createS3 } from "../s3/s3.ts";
import { sqliteS3Store } from "../s3/sqlite-store.ts";
import type { Address } from "./address.ts";
import type { Handle } from "./serve.ts";

/** @returns answers requests to the S3 server */
export function serveBuckets(
  { database }: Cluster,
  credentials: Pick<Address, "accessKey" | "secretKey">,
): Handle {
  const store = database === undefined ? memoryS3Store() : sqliteS3Store(database);
  // In the time of this machine, whatever the cluster's clock says: clients sign with it.
  return createS3({ credentials, store }).handle;
}

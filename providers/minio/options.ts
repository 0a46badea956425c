/** Which server buckets live on: what a user may say. */

import type { AlchemySecret } from "../secrets.ts";

/** Where a server is, and as whom to talk to it. */
export interface MinioServer {
  /**
   * `http://host:port` or `https://host:port`.
   * @default the scope's `minio.endpoint`, else MINIO_ENDPOINT, else `http://minio.platform.svc.cluster.local:9000`
   */
  endpoint?: string;
  /** @default the scope's `minio.accessKey`, else MINIO_ACCESS_KEY */
  accessKey?: string | AlchemySecret;
  /** @default the scope's `minio.secretKey`, else MINIO_SECRET_KEY */
  secretKey?: string | AlchemySecret;
  /** What requests are signed for, and where buckets are created. @default "us-east-1" */
  region?: string;
}

/** How a bucket is deleted. */
export interface BucketDeleteOptions {
  /**
   * What to do when the server cannot be reached at delete (no connection, no keys): fail, or forget the bucket. A server that
   * answers is reachable, also when it refuses the keys. @default "fail"
   */
  onUnreachable?: "fail" | "forget";
}

/** The `minio` option of an app or a scope: defaults for everything in it. At destroy only the app's is known. */
export interface MinioScopeOptions extends MinioServer {
  /** How long one request may take, in ms; it is repeated after failures that may pass. @default 30_000 */
  requestTimeout?: number;
  /** Whether buckets are deleted, and how, where they do not say it themselves. @default true */
  delete?: boolean | BucketDeleteOptions;
}

declare module "alchemy" {
  interface ProviderCredentials {
    /** The server of this scope's buckets. */
    minio?: MinioScopeOptions;
  }
  interface AlchemyOptions {
    /** The server of this app's buckets. */
    minio?: MinioScopeOptions;
  }
}

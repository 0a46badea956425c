#!/usr/bin/env bun
/**
 * The embedded S3 server with MinIO's command line, for tests that start a server of their own:
 * `minio-program.ts server FOLDER --address HOST:PORT`. It keeps everything in memory, the folder is passed over.
 */

import { memoryS3Store } from "../../../../src/local/s3/memory-store.ts";
import { createS3 } from "../../../../src/local/s3/s3.ts";

const address = process.argv[process.argv.indexOf("--address") + 1] ?? "";
const [hostname, port] = address.split(":");
const s3 = createS3({
  credentials: {
    accessKey: process.env["MINIO_ROOT_USER"] ?? "minioadmin",
    secretKey: process.env["MINIO_ROOT_PASSWORD"] ?? "minioadmin",
  },
  store: memoryS3Store(),
});
Bun.serve({ hostname: hostname ?? "127.0.0.1", port: Number(port), idleTimeout: 0, fetch: s3.handle });

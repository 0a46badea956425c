/**
 * Kubernetes kinds and MinIO buckets as Alchemy resources. Importing this module registers all their types with Alchemy.
 *
 * @example
 * import alchemy from "alchemy";
 * import { ConfigMap, Namespace } from "alchemy-kubernetes";
 */

export { ApiError, type ErrorCode, hasCode, ProviderError } from "../src/errors.ts";
export * from "./kubernetes/index.ts";
export * from "./minio/index.ts";

/**
 * Kubernetes kinds and MinIO buckets as Alchemy resources. Importing this module registers all their types with Alchemy.
 *
 * @example
 * import alchemy from "alchemy";
 * import { ConfigMap, Namespace } from "alchemy-kubernetes";
 */

export type { Diagnosis } from "../src/diagnosis/diagnosis.ts";
export { NotReadyError } from "../src/diagnosis/not-ready.ts";
export { ApiError, type ErrorCode, hasCode, ProviderError } from "../src/errors.ts";
export * from "./kubernetes/index.ts";
export * from "./minio/index.ts";

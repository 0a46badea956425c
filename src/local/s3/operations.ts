/** Every operation of the server, one row each: which requests it takes, and the permission that it needs. */

import { deleteBucket, createBucket, getLocation, headBucket, listBuckets } from "./buckets.ts";
import { getPolicy, getPolicyStatus, putPolicy } from "./bucket-policy.ts";
import type { Answer, Call } from "./call.ts";
import { completeUpload } from "./complete-upload.ts";
import { copyObject } from "./copy-object.ts";
import { deleteObject, deleteObjects } from "./delete-object.ts";
import { getEncryption, putEncryption } from "./encryption.ts";
import { getObject, headObject } from "./get-object.ts";
import { getLifecycle, putLifecycle } from "./lifecycle.ts";
import { listObjects, listObjectsV2 } from "./list-objects.ts";
import { listVersions } from "./list-versions.ts";
import { abortUpload, beginUpload, copyPart, listParts, listUploads, putPart } from "./multipart.ts";
import { getNotification, putNotification } from "./notification.ts";
import { getLockConfiguration, putLockConfiguration } from "./object-lock.ts";
import {
  deleteObjectTags,
  getLegalHold,
  getObjectTags,
  getRetention,
  putLegalHold,
  putObjectTags,
  putRetention,
} from "./object-settings.ts";
import { putObject } from "./put-object.ts";
import type { S3Request } from "./request.ts";
import { constant, deleteWebsite, getAcl, NO_LOGGING, never, putAcl, remover } from "./settings.ts";
import { getBucketTags, putBucketTags } from "./tagging.ts";
import { getVersioning, putVersioning } from "./versioning.ts";

/** One operation. */
export interface Operation {
  on: "service" | "bucket" | "object";
  method: string;
  /** Names in the query, with their value where it matters. */
  query?: readonly string[];
  /** A header that the request has. */
  header?: string;
  /** The permission; each entry of a list of its own decides by itself when it is left out. */
  action?: string;
  /** Whether its body may come in chunks of its own. @default false */
  chunked?: boolean;
  run: (call: Call) => Answer | Promise<Answer>;
}

const bucket = (
  method: string,
  query: string | undefined,
  action: string | undefined,
  run: Operation["run"],
): Operation => ({
  on: "bucket",
  method,
  ...(query === undefined ? {} : { query: query.split("&") }),
  ...(action === undefined ? {} : { action: `s3:${action}` }),
  run,
});

const object = (
  method: string,
  query: string | undefined,
  action: string,
  run: Operation["run"],
): Operation => ({
  ...bucket(method, query, action, run),
  on: "object",
});

const COPY = "x-amz-copy-source";

/** In the order in which they are looked through: what asks for more comes first. */
export const OPERATIONS: readonly Operation[] = [
  { on: "service", method: "GET", action: "s3:ListAllMyBuckets", run: listBuckets },

  bucket("GET", "location", "GetBucketLocation", getLocation),
  bucket("GET", "policy", "GetBucketPolicy", getPolicy),
  bucket("PUT", "policy", "PutBucketPolicy", putPolicy),
  bucket("DELETE", "policy", "DeleteBucketPolicy", remover("policy")),
  bucket("GET", "policyStatus", "GetBucketPolicyStatus", getPolicyStatus),
  bucket("GET", "lifecycle", "GetLifecycleConfiguration", getLifecycle),
  bucket("PUT", "lifecycle", "PutLifecycleConfiguration", putLifecycle),
  bucket("DELETE", "lifecycle", "PutLifecycleConfiguration", remover("lifecycle")),
  bucket("GET", "encryption", "GetEncryptionConfiguration", getEncryption),
  bucket("PUT", "encryption", "PutEncryptionConfiguration", putEncryption),
  bucket("DELETE", "encryption", "PutEncryptionConfiguration", remover("encryption")),
  bucket("GET", "object-lock", "GetBucketObjectLockConfiguration", getLockConfiguration),
  bucket("PUT", "object-lock", "PutBucketObjectLockConfiguration", putLockConfiguration),
  bucket("GET", "versioning", "GetBucketVersioning", getVersioning),
  bucket("PUT", "versioning", "PutBucketVersioning", putVersioning),
  bucket("GET", "notification", "GetBucketNotification", getNotification),
  bucket("PUT", "notification", "PutBucketNotification", putNotification),
  bucket("GET", "tagging", "GetBucketTagging", getBucketTags),
  bucket("PUT", "tagging", "PutBucketTagging", putBucketTags),
  bucket("DELETE", "tagging", "PutBucketTagging", remover("tags")),
  bucket("GET", "replication", "GetReplicationConfiguration", never("ReplicationConfigurationNotFoundError")),
  bucket(
    "DELETE",
    "replication",
    "PutReplicationConfiguration",
    never("XMinioAdminRemoteTargetNotFoundError"),
  ),
  bucket("GET", "acl", "GetBucketPolicy", getAcl),
  bucket("PUT", "acl", "PutBucketPolicy", putAcl),
  bucket("GET", "cors", "GetBucketCors", never("NoSuchCORSConfiguration")),
  bucket("PUT", "cors", "PutBucketCors", never("NotImplemented")),
  bucket("DELETE", "cors", "PutBucketCors", never("NotImplemented")),
  bucket("GET", "website", "GetBucketPolicy", never("NoSuchWebsiteConfiguration")),
  bucket("DELETE", "website", "PutBucketPolicy", deleteWebsite),
  bucket("GET", "accelerate", "GetBucketPolicy", constant("AccelerateConfiguration", "")),
  bucket(
    "GET",
    "requestPayment",
    "GetBucketPolicy",
    constant("RequestPaymentConfiguration", "<Payer>BucketOwner</Payer>"),
  ),
  bucket("GET", "logging", "GetBucketPolicy", constant("BucketLoggingStatus", NO_LOGGING)),
  bucket("GET", "uploads", "ListBucketMultipartUploads", listUploads),
  bucket("GET", "list-type=2", "ListBucket", listObjectsV2),
  bucket("GET", "versions", "ListBucketVersions", listVersions),
  bucket("POST", "delete", undefined, deleteObjects),
  bucket("PUT", undefined, "CreateBucket", createBucket),
  bucket("HEAD", undefined, "ListBucket", headBucket),
  bucket("DELETE", undefined, "DeleteBucket", deleteBucket),
  bucket("GET", undefined, "ListBucket", listObjects),

  object("GET", "uploadId", "ListMultipartUploadParts", listParts),
  { ...object("PUT", "partNumber&uploadId", "PutObject", copyPart), header: COPY },
  { ...object("PUT", "partNumber&uploadId", "PutObject", putPart), chunked: true },
  object("POST", "uploadId", "PutObject", completeUpload),
  object("POST", "uploads", "PutObject", beginUpload),
  object("DELETE", "uploadId", "AbortMultipartUpload", abortUpload),
  object("GET", "acl", "GetBucketPolicy", getAcl),
  object("PUT", "acl", "PutBucketPolicy", putAcl),
  object("GET", "tagging", "GetObjectTagging", getObjectTags),
  object("PUT", "tagging", "PutObjectTagging", putObjectTags),
  object("DELETE", "tagging", "DeleteObjectTagging", deleteObjectTags),
  object("GET", "retention", "GetObjectRetention", getRetention),
  object("PUT", "retention", "PutObjectRetention", putRetention),
  object("GET", "legal-hold", "GetObjectLegalHold", getLegalHold),
  object("PUT", "legal-hold", "PutObjectLegalHold", putLegalHold),
  { ...object("PUT", undefined, "PutObject", copyObject), header: COPY },
  { ...object("PUT", undefined, "PutObject", putObject), chunked: true },
  object("GET", undefined, "GetObject", getObject),
  object("HEAD", undefined, "GetObject", headObject),
  object("DELETE", undefined, "DeleteObject", deleteObject),
];

/** Names in a query that ask for something other than the bucket or object itself. */
const SUBRESOURCES = new Set([
  ...OPERATIONS.flatMap(({ query = [] }) => query.map((name) => name.split("=")[0] ?? "")),
  ..."analytics attributes events intelligent-tiering inventory lambdaArn metadataConfiguration metadataTable metrics".split(
    " ",
  ),
  ..."ownershipControls publicAccessBlock replication-check replication-metrics replication-reset".split(" "),
  ..."replication-reset-status restore select session torrent".split(" "),
]);
// These say more about an operation that there is.
const PARAMETERS = new Set(["list-type", "partNumber", "delete"]);

// Whole functions behind a header, which would otherwise be passed over in silence.
const UNSIMULATED_HEADERS = [
  "x-amz-meta-snowball-auto-extract",
  "x-amz-snowball-extract",
  "x-amz-write-offset-bytes",
  "x-minio-extract",
  "x-minio-force-delete",
];

function asksForMore({ method, query, headers }: S3Request): boolean {
  const isForm = method === "POST" && (headers.get("content-type") ?? "").startsWith("multipart/form-data");
  const isMetadataList =
    query.get("metadata") === "true" && (query.has("list-type") || query.has("versions"));
  return isMetadataList || isForm || UNSIMULATED_HEADERS.some((name) => headers.has(name));
}

/** What a request asks for: an operation, one that there is not, or nothing that S3 knows. */
export function operationOf(request: S3Request): Operation | "unsimulated" | undefined {
  const on = request.bucket === "" ? "service" : request.key === "" ? "bucket" : "object";
  const asked = [...request.query.keys()].filter((name) => SUBRESOURCES.has(name) && !PARAMETERS.has(name));
  if (asksForMore(request)) return "unsimulated";
  const found = OPERATIONS.find((operation) => operation.on === on && isAsked(operation, request));
  if (found === undefined) return asked.length > 0 ? "unsimulated" : undefined;
  const taken = (found.query ?? []).map((name) => name.split("=")[0] ?? "");
  return taken.length === 0 && asked.length > 0 ? "unsimulated" : found;
}

function isAsked({ method, query = [], header }: Operation, request: S3Request): boolean {
  if (method !== request.method) return false;
  if (header !== undefined && !request.headers.has(header)) return false;
  return query.every((entry) => {
    const [name = "", value] = entry.split("=");
    return value === undefined ? request.query.has(name) : request.query.get(name) === value;
  });
}

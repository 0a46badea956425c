/** Settings of buckets that are read, written and removed as one document each. */

import { type Answer, type Call, documentAnswer } from "./call.ts";
import { S3Refusal } from "./errors.ts";
import { type BucketRecord, bucketNamed, keyOf } from "./records.ts";
import { S3_NAMESPACE } from "./xml.ts";

/**
 * Writes a change of a bucket.
 * @throws {S3Refusal} `NoSuchBucket`
 */
export function changeBucket(
  { server, request }: Call,
  change: (bucket: BucketRecord) => BucketRecord,
): void {
  server.store.put(keyOf.bucket(request.bucket), change(bucketNamed(server.store, request.bucket)));
}

/** An answer with a setting that may be absent. */
export function settingAnswer(text: string | undefined, absent: S3Refusal): Answer {
  if (text === undefined) throw absent;
  return documentAnswer(text);
}

/** An operation that takes a setting away. @param status of the answer */
export function remover(...names: (keyof BucketRecord)[]): (call: Call) => Answer {
  return (call) => {
    changeBucket(call, (bucket) => {
      const kept = Object.entries(bucket).filter(([name]) => !names.includes(name as keyof BucketRecord));
      return Object.fromEntries(kept) as unknown as BucketRecord;
    });
    return { status: 204 };
  };
}

const ACL =
  '<AccessControlPolicy><Owner><ID></ID><DisplayName></DisplayName></Owner><AccessControlList><Grant><Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CanonicalUser"><Type>CanonicalUser</Type></Grantee><Permission>FULL_CONTROL</Permission></Grant></AccessControlList></AccessControlPolicy>';

/** GetBucketAcl, GetObjectAcl: there are no access lists, everything is the owner's. */
export function getAcl({ server, request }: Call): Answer {
  bucketNamed(server.store, request.bucket);
  return { headers: { "content-type": "text/plain; charset=utf-8" }, body: ACL };
}

/** PutBucketAcl, PutObjectAcl: only the list that says what holds anyway. */
export async function putAcl(call: Call): Promise<Answer> {
  const { server, request } = call;
  bucketNamed(server.store, request.bucket);
  const canned = request.headers.get("x-amz-acl");
  if (canned === null || canned === "") {
    const { bytes } = await call.payload(MAX_ACL);
    throw new S3Refusal(bytes.length === 0 ? "MalformedXML" : "NotImplemented");
  }
  if (canned === "private") return {};
  const message = "A header you provided implies functionality that is not implemented ()";
  throw new S3Refusal("NotImplemented", { message, subject: { bucket: request.bucket } });
}

const MAX_ACL = 64 * 1024;

/** An operation that answers what every bucket has. @param inner XML */
export function constant(root: string, inner: string): (call: Call) => Answer {
  const tag = inner === "" ? "/>" : `>${inner}</${root}>`;
  return ({ server, request }) => {
    bucketNamed(server.store, request.bucket);
    return documentAnswer(`<?xml version="1.0" encoding="UTF-8"?><${root} ${S3_NAMESPACE}${tag}`);
  };
}

/** What MinIO sends where nothing is logged: an example, commented out. */
export const NO_LOGGING =
  "<!--<LoggingEnabled><TargetBucket>myLogsBucket</TargetBucket><TargetPrefix>add/this/prefix/to/my/log/files/access_log-</TargetPrefix></LoggingEnabled>-->";

/** An operation that refuses because the bucket has no such setting, ever. */
export function never(refusal: ConstructorParameters<typeof S3Refusal>[0]): (call: Call) => Answer {
  return ({ server, request }) => {
    bucketNamed(server.store, request.bucket);
    throw new S3Refusal(refusal);
  };
}

/** DeleteBucketWebsite: there is none, and that is a success. */
export function deleteWebsite({ server, request }: Call): Answer {
  bucketNamed(server.store, request.bucket);
  return {};
}

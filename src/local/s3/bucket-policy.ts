/** The policy of a bucket. */

import { type Answer, type Call, documentAnswer } from "./call.ts";
import { S3Refusal } from "./errors.ts";
import { isAllowed } from "./policy.ts";
import { type Policy, readPolicy } from "./policy-document.ts";
import { readText } from "./payload.ts";
import { type BucketRecord, bucketNamed } from "./records.ts";
import { changeBucket } from "./settings.ts";
import { xmlDocument } from "./xml.ts";

const MAX_POLICY = 20 * 1024;

/** The policy of a bucket, if it has one. */
export function policyOf(bucket: BucketRecord | undefined): Policy | undefined {
  return bucket?.policy === undefined ? undefined : (JSON.parse(bucket.policy) as Policy);
}

/** GetBucketPolicy. */
export function getPolicy({ server, request }: Call): Answer {
  const { policy } = bucketNamed(server.store, request.bucket);
  if (policy === undefined) throw new S3Refusal("NoSuchBucketPolicy");
  return { headers: { "content-type": "application/json" }, body: policy };
}

/** PutBucketPolicy. */
export async function putPolicy(call: Call): Promise<Answer> {
  const { server, request } = call;
  bucketNamed(server.store, request.bucket);
  if (request.length === undefined || request.length === 0) throw new S3Refusal("MissingContentLength");
  if (request.length > MAX_POLICY) throw new S3Refusal("PolicyTooLarge");
  const policy = readPolicy(await readText(call, MAX_POLICY), request.bucket);
  changeBucket(call, (bucket) => ({ ...bucket, policy: JSON.stringify(policy) }));
  return { status: 204 };
}

/** GetBucketPolicyStatus: public when everybody may list and write. */
export function getPolicyStatus({ server, request }: Call): Answer {
  const policy = policyOf(bucketNamed(server.store, request.bucket));
  const may = (action: string, resource: string) => isAllowed(policy, { action, resource, values: {} });
  const isPublic = may("s3:ListBucket", request.bucket) && may("s3:PutObject", `${request.bucket}/`);
  return documentAnswer(xmlDocument("PolicyStatus", { IsPublic: isPublic ? "TRUE" : "FALSE" }));
}

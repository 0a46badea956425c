/** Policies of buckets: written, read, refused. */

import type { Step } from "../exchange.ts";

const POLICY = (statement: object): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
const READ = {
  Effect: "Allow",
  Principal: { AWS: ["*"] },
  Action: ["s3:GetObject"],
  Resource: ["arn:aws:s3:::{bucket}/*"],
};
function refused(what: string, body: string): Step {
  return { what: `${what}: refused`, method: "PUT", query: "policy", body };
}

/** Writes a policy, and reads it back. */
function kept(what: string, body: string): Step[] {
  return [
    { what: `${what}: write`, method: "PUT", query: "policy", body },
    { what: `${what}: read`, method: "GET", query: "policy" },
  ];
}

export const policySteps: Step[] = [
  { what: "policy: write", method: "PUT", query: "policy", body: POLICY(READ) },
  { what: "policy: read", method: "GET", query: "policy" },
  { what: "policy: status", method: "GET", query: "policyStatus" },
  {
    what: "policy with conditions: write",
    method: "PUT",
    query: "policy",
    body: POLICY({
      Sid: "a",
      ...READ,
      Effect: "Deny",
      Principal: "*",
      Action: "s3:PutObject",
      Resource: "arn:aws:s3:::{bucket}/x/*",
      Condition: { Bool: { "aws:SecureTransport": false }, NotIpAddress: { "aws:SourceIp": ["10.0.0.0/8"] } },
    }),
  },
  { what: "policy with conditions: read", method: "GET", query: "policy" },
  refused("policy that is no JSON", "garbage {"),
  refused("policy of another bucket", POLICY({ ...READ, Resource: "arn:aws:s3:::other/*" })),
  refused("policy with an unknown action", POLICY({ ...READ, Action: "s3:Nothing" })),
  refused("policy with an unknown effect", POLICY({ ...READ, Effect: "Maybe" })),
  refused("policy with an unknown version", JSON.stringify({ Version: "2020", Statement: [READ] })),
  refused("policy without a statement", JSON.stringify({ Version: "2012-10-17", Statement: [] })),
  refused(
    "policy without a principal",
    POLICY({ Effect: "Allow", Action: READ.Action, Resource: READ.Resource }),
  ),
  refused("policy of an object action on the bucket", POLICY({ ...READ, Resource: "arn:aws:s3:::{bucket}" })),
  refused(
    "policy with an unknown condition",
    POLICY({ ...READ, Condition: { Nothing: { "aws:SourceIp": "x" } } }),
  ),
  { what: "policy without a body: refused", method: "PUT", query: "policy" },
  { what: "oversized policy: refused", method: "PUT", query: "policy", size: 21_000 },
  { what: "policy: delete", method: "DELETE", query: "policy" },
  { what: "policy: delete again", method: "DELETE", query: "policy" },
  refused("policy with an unknown field", POLICY({ ...READ, Other: 1 })),
  refused(
    "policy with an unknown action on the bucket",
    POLICY({ ...READ, Action: "s3:Nothing", Resource: "arn:aws:s3:::{bucket}" }),
  ),
  refused("policy with a resource that is none", POLICY({ ...READ, Resource: "nonsense" })),
  refused(
    "policy with an unknown condition key",
    POLICY({ ...READ, Condition: { StringEquals: { "x:y": "z" } } }),
  ),
  refused("policy that is cut off", '{"Version": "2012-10-17"'),
  refused("policy that is a list", "[]"),
  refused("policy with an empty action", POLICY({ ...READ, Action: [] })),
  refused("policy without a resource", POLICY({ Effect: "Allow", Principal: "*", Action: "s3:GetObject" })),
  ...kept(
    "policy with wildcards",
    POLICY({ ...READ, Action: "s3:*", Resource: ["arn:aws:s3:::{bucket}", "arn:aws:s3:::{bucket}/*"] }),
  ),
  { what: "policy with wildcards: status", method: "GET", query: "policyStatus" },
  ...kept(
    "policy with several actions",
    POLICY({
      ...READ,
      Action: ["s3:PutObject", "s3:GetObject", "s3:GetObject"],
      Resource: ["arn:aws:s3:::{bucket}/b*", "arn:aws:s3:::{bucket}/a*"],
    }),
  ),
  ...kept(
    "policy of listing",
    POLICY({ ...READ, Action: ["s3:ListBucket", "s3:GetBucketLocation"], Resource: "arn:aws:s3:::{bucket}" }),
  ),
  ...kept("policy without a version", JSON.stringify({ Statement: [READ] })),
  ...kept("policy with one statement", JSON.stringify({ Version: "2012-10-17", Statement: READ })),
  ...kept("policy with an id", JSON.stringify({ ID: "mine", Version: "2012-10-17", Statement: [READ] })),
  {
    ...refused(
      "policy with what it is not about",
      POLICY({
        Effect: "Deny",
        Principal: "*",
        NotAction: ["s3:GetObject"],
        Resource: "arn:aws:s3:::{bucket}/*",
      }),
    ),
    differs: { why: "MinIO fails inside", status: 400, code: "MalformedPolicy" },
  },
  ...kept(
    "policy with a resource it is not about",
    POLICY({
      Effect: "Deny",
      Principal: "*",
      Action: ["s3:GetObject"],
      NotResource: "arn:aws:s3:::{bucket}/a*",
    }),
  ),
  ...kept(
    "policy with who it is not about",
    POLICY({
      Effect: "Deny",
      NotPrincipal: { AWS: ["x"] },
      Action: ["s3:GetObject"],
      Resource: "arn:aws:s3:::{bucket}/*",
    }),
  ),
  ...kept("policy of a user", POLICY({ ...READ, Principal: { AWS: ["arn:aws:iam::1:user/x"] } })),
  ...kept(
    "policy with the same statement twice",
    JSON.stringify({ Version: "2012-10-17", Statement: [READ, READ] }),
  ),
  ...kept(
    "policy with numbers and dates",
    POLICY({
      ...READ,
      Condition: {
        NumericLessThan: { "s3:max-keys": 10 },
        DateGreaterThan: { "aws:CurrentTime": "2026-01-01T00:00:00Z" },
      },
    }),
  ),
  { what: "policy: delete once more", method: "DELETE", query: "policy" },
];

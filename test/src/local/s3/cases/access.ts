/** Who may do what: signatures in all forms, clocks, anonymous requests under policies. */

import type { Step } from "../exchange.ts";

const POLICY = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Principal: { AWS: ["*"] },
      Action: ["s3:GetObject", "s3:PutObject"],
      Resource: ["arn:aws:s3:::{bucket}/public/*"],
    },
    {
      Effect: "Allow",
      Principal: "*",
      Action: "s3:ListBucket",
      Resource: "arn:aws:s3:::{bucket}",
      Condition: { StringEquals: { "s3:prefix": "public/" } },
    },
    {
      Effect: "Deny",
      Principal: "*",
      Action: "s3:GetObject",
      Resource: "arn:aws:s3:::{bucket}/public/secret*",
    },
  ],
});
const LIST: Omit<Step, "what"> = { method: "GET", query: "list-type=2&prefix=nothing" };
const object = (what: string, method: string, more: Partial<Step> = {}): Step => ({
  what,
  method,
  path: "/{bucket}/public/x",
  ...more,
});
const anonymous = (step: Step): Step => ({
  ...step,
  what: `anonymous: ${step.what}`,
  sign: { form: "anonymous" },
});
const raw = (what: string, headers: Record<string, string>, query = ""): Step => ({
  what,
  method: "GET",
  query,
  headers,
  sign: { form: "anonymous" },
});

const signatures: Step[] = [
  { what: "wrong access key", ...LIST, sign: { accessKey: "nobody" } },
  { what: "wrong secret key", ...LIST, sign: { secretKey: "wrong-secret" } },
  { what: "another region", ...LIST, sign: { region: "eu-central-1" } },
  { what: "late", ...LIST, sign: { skew: -16 * 60 } },
  { what: "early", ...LIST, sign: { skew: 16 * 60 } },
  { what: "late, within bounds", ...LIST, sign: { skew: -14 * 60 } },
  { what: "presigned", ...LIST, sign: { form: "presigned" } },
  { what: "presigned, expired", ...LIST, sign: { form: "presigned", skew: -700 } },
  { what: "presigned, not yet valid", ...LIST, sign: { form: "presigned", skew: 16 * 60 } },
  { what: "presigned, too long", ...LIST, sign: { form: "presigned", expires: 700_000 } },
  { what: "presigned, negative", ...LIST, sign: { form: "presigned", expires: -1 } },
  { what: "presigned, wrong secret", ...LIST, sign: { form: "presigned", secretKey: "wrong-secret" } },
  { what: "presigned, wrong access key", ...LIST, sign: { form: "presigned", accessKey: "nobody" } },
  object("put unsigned payload", "PUT", { body: "unsigned", sign: { form: "unsigned-payload" } }),
  object("put presigned", "PUT", { body: "presigned", sign: { form: "presigned" } }),
  object("put in signed chunks", "PUT", { size: 150_000, sign: { form: "streaming" } }),
  object("read what came in chunks", "HEAD"),
  object("put in signed chunks with a trailer", "PUT", {
    size: 150_000,
    sign: { form: "streaming-trailer" },
  }),
  object("put in chunks with a trailer", "PUT", { size: 150_000, sign: { form: "unsigned-trailer" } }),
  object("put in a spoilt first chunk", "PUT", { size: 150_000, sign: { form: "streaming", spoilChunk: 0 } }),
  object("put in a spoilt later chunk", "PUT", { size: 150_000, sign: { form: "streaming", spoilChunk: 1 } }),
  object("put in a spoilt last chunk", "PUT", { size: 150_000, sign: { form: "streaming", spoilChunk: 3 } }),
  object("put in a spoilt chunk with a trailer", "PUT", {
    size: 150_000,
    sign: { form: "streaming-trailer", spoilChunk: 1 },
  }),
  object("put chunks that are none", "PUT", {
    body: "plain",
    sign: { payloadHash: "STREAMING-AWS4-HMAC-SHA256-PAYLOAD" },
  }),
  object("it is still what it was", "GET", { headers: { range: "bytes=0-9" } }),
  raw("a garbled header", { authorization: "AWS4-HMAC-SHA256 garbage" }),
  raw("a header without fields", { authorization: "AWS4-HMAC-SHA256" }),
  raw("a header without signature", {
    authorization: "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/s3/aws4_request,SignedHeaders=host",
  }),
  raw("a header with a wrong service", {
    authorization:
      "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/ec2/aws4_request,SignedHeaders=host,Signature=x",
    "x-amz-date": "20260101T000000Z",
    "x-amz-content-sha256": "UNSIGNED-PAYLOAD",
  }),
  raw("a header without a date", {
    authorization:
      "AWS4-HMAC-SHA256 Credential=minioadmin/20260101/us-east-1/s3/aws4_request,SignedHeaders=host,Signature=x",
  }),
  raw("fields that are none, in time", { authorization: "AWS4-HMAC-SHA256 garbage", "x-amz-date": "{now}" }),
  raw("no fields, in time", { authorization: "AWS4-HMAC-SHA256", "x-amz-date": "{now}" }),
  raw("no signature, in time", {
    authorization: "AWS4-HMAC-SHA256 Credential=abc/{today}/us-east-1/s3/aws4_request,SignedHeaders=host",
    "x-amz-date": "{now}",
  }),
  raw("an empty signature, in time", {
    authorization:
      "AWS4-HMAC-SHA256 Credential=abc/{today}/us-east-1/s3/aws4_request,SignedHeaders=host,Signature=",
    "x-amz-date": "{now}",
  }),
  raw("fields in another order", {
    authorization:
      "AWS4-HMAC-SHA256 SignedHeaders=host,Credential=abc/{today}/us-east-1/s3/aws4_request,Signature=x",
    "x-amz-date": "{now}",
  }),
  raw("another service, in time", {
    authorization:
      "AWS4-HMAC-SHA256 Credential=abc/{today}/us-east-1/ec2/aws4_request,SignedHeaders=host,Signature=x",
    "x-amz-date": "{now}",
  }),
  raw("another end, in time", {
    authorization:
      "AWS4-HMAC-SHA256 Credential=abc/{today}/us-east-1/s3/aws3_request,SignedHeaders=host,Signature=x",
    "x-amz-date": "{now}",
  }),
  raw("a short access key, in time", {
    authorization:
      "AWS4-HMAC-SHA256 Credential=a/{today}/us-east-1/s3/aws4_request,SignedHeaders=host,Signature=x",
    "x-amz-date": "{now}",
  }),
  raw("a credential that is none, in time", {
    authorization: "AWS4-HMAC-SHA256 Credential=abc,SignedHeaders=host,Signature=x",
    "x-amz-date": "{now}",
  }),
  raw("a credential of no day, in time", {
    authorization:
      "AWS4-HMAC-SHA256 Credential=abc/yesterday/us-east-1/s3/aws4_request,SignedHeaders=host,Signature=x",
    "x-amz-date": "{now}",
  }),
  raw("host not signed, in time", {
    authorization:
      "AWS4-HMAC-SHA256 Credential=minioadmin/{today}/us-east-1/s3/aws4_request,SignedHeaders=x-amz-date,Signature=x",
    "x-amz-date": "{now}",
  }),
  raw("a signed header that is not there, in time", {
    authorization:
      "AWS4-HMAC-SHA256 Credential=minioadmin/{today}/us-east-1/s3/aws4_request,SignedHeaders=host;x-other,Signature=x",
    "x-amz-date": "{now}",
  }),
  raw("a date that is none", {
    authorization:
      "AWS4-HMAC-SHA256 Credential=abc/{today}/us-east-1/s3/aws4_request,SignedHeaders=host,Signature=x",
    "x-amz-date": "tomorrow",
  }),
  raw(
    "presigned by another algorithm",
    {},
    "X-Amz-Algorithm=ROT13&X-Amz-Credential=abc/{today}/us-east-1/s3/aws4_request&X-Amz-Date={now}&X-Amz-Expires=1&X-Amz-SignedHeaders=host&X-Amz-Signature=x",
  ),
  raw(
    "presigned for no time",
    {},
    "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=abc/{today}/us-east-1/s3/aws4_request&X-Amz-Date={now}&X-Amz-Expires=x&X-Amz-SignedHeaders=host&X-Amz-Signature=x",
  ),
  raw(
    "presigned at no time",
    {},
    "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=abc/{today}/us-east-1/s3/aws4_request&X-Amz-Date=x&X-Amz-Expires=1&X-Amz-SignedHeaders=host&X-Amz-Signature=x",
  ),
  raw(
    "both kinds of signature",
    {
      authorization:
        "AWS4-HMAC-SHA256 Credential=abc/{today}/us-east-1/s3/aws4_request,SignedHeaders=host,Signature=x",
      "x-amz-date": "{now}",
    },
    "X-Amz-Credential=x&X-Amz-Algorithm=x",
  ),
  {
    what: "a setting in chunks",
    method: "PUT",
    query: "tagging",
    body: "<Tagging/>",
    sign: { form: "streaming" },
  },
  {
    what: "digest of nothing over a body",
    method: "PUT",
    path: "/{bucket}/public/y",
    body: "x",
    sign: { payloadHash: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
  },
  raw("an unknown scheme", { authorization: "Bearer x" }),
  raw("basic authentication", { authorization: "Basic eDp5" }),
  raw("signature version 2", { authorization: "AWS minioadmin:eDp5" }),
  raw("presigned without fields", {}, "X-Amz-Credential=x"),
  raw(
    "presigned, malformed",
    {},
    "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=x&X-Amz-Date=x&X-Amz-Expires=1&X-Amz-SignedHeaders=host&X-Amz-Signature=x",
  ),
];

const policies: Step[] = [
  object("put", "PUT", { body: "x" }),
  { what: "buckets", method: "GET", path: "/" },
  { what: "list", method: "GET" },
  { what: "create", method: "PUT", path: "/{regional}" },
  { what: "read a setting", method: "GET", query: "policy" },
  { what: "no such bucket", method: "GET", path: "/{missing}" },
  {
    what: "several",
    method: "POST",
    query: "delete",
    body: "<Delete><Object><Key>public/x</Key></Object></Delete>",
  },
].map(anonymous);

const allowed: Step[] = [
  { what: "a policy", method: "PUT", query: "policy", body: POLICY },
  ...[
    object("get", "GET", { headers: { range: "bytes=0-3" } }),
    object("head", "HEAD"),
    object("put", "PUT", { body: "anonymous" }),
    object("delete", "DELETE"),
    { what: "get outside", method: "GET", path: "/{bucket}/a.txt" },
    { what: "get a missing key inside", method: "GET", path: "/{bucket}/public/missing" },
    { what: "get a missing key outside", method: "GET", path: "/{bucket}/missing" },
    { what: "get what is denied", method: "GET", path: "/{bucket}/public/secret.txt" },
    { what: "list", method: "GET" },
    { what: "list with the prefix", method: "GET", query: "prefix=public/" },
    { what: "list v2 with the prefix", method: "GET", query: "list-type=2&prefix=public/" },
    { what: "list with another prefix", method: "GET", query: "prefix=private/" },
    { what: "location", method: "GET", query: "location" },
    { what: "head of the bucket", method: "HEAD" },
    {
      what: "several",
      method: "POST",
      query: "delete",
      body: "<Delete><Object><Key>public/x</Key></Object></Delete>",
      headers: { "content-md5": "{md5}" },
    },
    {
      what: "put below a copy",
      method: "PUT",
      path: "/{bucket}/public/copy",
      headers: { "x-amz-copy-source": "/{bucket}/a.txt" },
    },
    {
      what: "put with tags",
      method: "PUT",
      path: "/{bucket}/public/tagged",
      headers: { "x-amz-tagging": "a=1" },
    },
  ].map(anonymous),
  {
    what: "a policy of listing",
    method: "PUT",
    query: "policy",
    body: JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: "*",
          Action: ["s3:ListBucket", "s3:GetBucketLocation"],
          Resource: "arn:aws:s3:::{bucket}",
        },
      ],
    }),
  },
  ...[
    { what: "list everything", method: "GET", query: "max-keys=1" },
    { what: "versions of everything", method: "GET", query: "versions&max-keys=1" },
    { what: "head of the bucket by a policy", method: "HEAD" },
    { what: "location by a policy", method: "GET", query: "location" },
    { what: "uploads by a policy", method: "GET", query: "uploads" },
    { what: "get a key that may be listed", method: "GET", path: "/{bucket}/a.txt" },
    { what: "get a missing key that may be listed", method: "GET", path: "/{bucket}/missing" },
    { what: "head of a missing key that may be listed", method: "HEAD", path: "/{bucket}/missing" },
    { what: "tagging by a policy", method: "GET", query: "tagging" },
  ].map(anonymous),
  { what: "the policy goes", method: "DELETE", query: "policy" },
];

export const accessSteps: Step[] = [...signatures, ...policies, ...allowed];

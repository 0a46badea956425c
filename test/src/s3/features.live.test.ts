import { afterAll, beforeAll, expect, test } from "bun:test";
import { hasCode } from "../../../src/errors.ts";
import { createBucket, findBucket } from "../../../src/s3/bucket.ts";
import { connect, type S3 } from "../../../src/s3/client.ts";
import { converge, differences } from "../../../src/s3/converge.ts";
import type { BucketConfig } from "../../../src/s3/features.ts";
import { publicReadPolicy } from "../../../src/s3/policy.ts";
import { freshName, liveServer, removeLeftovers, startProxy, writes } from "./live-server.ts";

const bucket = freshName("features");
const locked = freshName("locked");
// Features that a server has only when it was set up for them.
const webhook = process.env["CONTROL_PLANE_MINIO_WEBHOOK"];
const kmsKey = process.env["CONTROL_PLANE_MINIO_KMS_KEY"];
let s3: S3;

beforeAll(async () => {
  s3 = await connect(liveServer);
  await createBucket(s3, bucket, { since: (await findBucket(s3, bucket)).time });
  await createBucket(s3, locked, { since: (await findBucket(s3, locked)).time, objectLock: true });
});
afterAll(removeLeftovers);

const everyone = publicReadPolicy(bucket);

interface Row {
  feature: keyof BucketConfig;
  set: BucketConfig;
  /** Another spelling of the same. */
  respelled: BucketConfig;
  changed: BucketConfig;
  none: BucketConfig;
  bucket?: string;
}

const rows: Row[] = [
  {
    feature: "versioning",
    set: { versioning: { enabled: true, excludedPrefixes: ["tmp/*", "log/*"], excludeFolders: true } },
    respelled: { versioning: { enabled: true, excludedPrefixes: ["log/*", "tmp/*"], excludeFolders: true } },
    changed: { versioning: { enabled: true } },
    none: { versioning: { enabled: false } },
  },
  {
    feature: "policy",
    set: { policy: everyone },
    respelled: {
      policy: {
        Statement: {
          Effect: "Allow",
          Principal: "*",
          Action: "s3:GetObject",
          Resource: `arn:aws:s3:::${bucket}/*`,
        },
      },
    },
    changed: {
      policy: {
        Statement: [
          {
            Effect: "Allow",
            Principal: "*",
            Action: "s3:GetObject",
            Resource: `arn:aws:s3:::${bucket}/public/*`,
          },
          {
            Effect: "Deny",
            Principal: "*",
            Action: ["s3:PutObject", "s3:DeleteObject"],
            Resource: [`arn:aws:s3:::${bucket}/*`],
            Condition: {
              Bool: { "aws:SecureTransport": false },
              NotIpAddress: { "aws:SourceIp": ["10.0.0.0/8"] },
            },
          },
        ],
      },
    },
    none: { policy: null },
  },
  {
    feature: "tags",
    set: { tags: { team: "web", number: "007", empty: "" } },
    respelled: { tags: { empty: "", number: "007", team: "web" } },
    changed: { tags: { team: "web + api = 1" } },
    none: { tags: {} },
  },
  {
    feature: "lifecycle",
    set: {
      lifecycle: [
        { id: "tmp", filter: { prefix: "tmp/" }, expiration: { days: 1 } },
        {
          filter: { prefix: "a&b/", tags: { k: "v" }, objectSizeGreaterThan: 10 },
          noncurrentVersionExpiration: { noncurrentDays: 3 },
        },
        { id: "off", enabled: false, expiration: { date: "2040-01-31" } },
      ],
    },
    respelled: {
      lifecycle: [
        { id: "off", enabled: false, filter: {}, expiration: { date: "2040-01-31T00:00:00Z" } },
        { id: "tmp", enabled: true, filter: { prefix: "tmp/" }, expiration: { days: 1 } },
        {
          noncurrentVersionExpiration: { noncurrentDays: 3 },
          filter: { tags: { k: "v" }, objectSizeGreaterThan: 10, prefix: "a&b/" },
        },
      ],
    },
    changed: { lifecycle: [{ id: "tmp", filter: { prefix: "tmp/" }, expiration: { days: 2 } }] },
    none: { lifecycle: [] },
  },
  {
    feature: "objectLock",
    bucket: locked,
    set: { objectLock: { enabled: true, retention: { mode: "GOVERNANCE", days: 2 } } },
    respelled: { objectLock: { enabled: true, retention: { days: 2, mode: "GOVERNANCE" } } },
    changed: { objectLock: { enabled: true, retention: { mode: "COMPLIANCE", years: 1 } } },
    none: { objectLock: { enabled: true } },
  },
];

const optional: Row[] = [];
if (webhook !== undefined) {
  optional.push({
    feature: "notification",
    set: {
      notification: [
        { arn: webhook, events: ["s3:ObjectRemoved:*", "s3:ObjectCreated:*"], prefix: "a/", suffix: ".x" },
      ],
    },
    respelled: {
      notification: [
        { arn: webhook, events: ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"], suffix: ".x", prefix: "a/" },
      ],
    },
    changed: { notification: [{ arn: webhook, events: ["s3:ObjectCreated:Put"] }] },
    none: { notification: [] },
  });
}
if (kmsKey !== undefined) {
  optional.push({
    feature: "encryption",
    set: { encryption: { algorithm: "AES256" } },
    respelled: { encryption: { algorithm: "AES256" } },
    changed: { encryption: { algorithm: "aws:kms", keyId: kmsKey } },
    none: { encryption: null },
  });
}

test.each([...rows, ...optional].map((row) => [row.feature, row] as const))(
  "%s: set once, changed once, removed once",
  async (feature, row) => {
    await using proxy = await startProxy();
    const watched = await connect({ ...liveServer, endpoint: proxy.endpoint });
    const name = row.bucket ?? bucket;
    expect(await converge(watched, name, row.set)).toEqual([feature]);
    expect(writes(proxy)).toHaveLength(1);
    expect(await converge(watched, name, row.set)).toEqual([]);
    expect(await converge(watched, name, row.respelled)).toEqual([]);
    expect(writes(proxy)).toHaveLength(1);
    expect(await differences(watched, name, row.changed)).toEqual([feature]);
    expect(await converge(watched, name, row.changed)).toEqual([feature]);
    expect(await converge(watched, name, row.none)).toEqual([feature]);
    expect(await converge(watched, name, row.none)).toEqual([]);
    expect(writes(proxy)).toHaveLength(3);
  },
);

test("public read: an object is readable without credentials, the list is not", async () => {
  await converge(s3, bucket, { policy: everyone });
  await s3.send({
    method: "PUT",
    bucket,
    key: "a.txt",
    body: "hello",
    action: "s3:PutObject",
    resource: bucket,
  });
  expect(await (await fetch(`${liveServer.endpoint}/${bucket}/a.txt`)).text()).toBe("hello");
  expect((await fetch(`${liveServer.endpoint}/${bucket}`)).status).toBe(403);
});

test("what the server drops silently is an error that shows it", async () => {
  const lifecycle = [
    {
      id: "x",
      enabled: false,
      expiration: { days: 1 },
      abortIncompleteMultipartUpload: { daysAfterInitiation: 3 },
    },
  ];
  const error: unknown = await converge(s3, bucket, { lifecycle }).catch((reason: unknown) => reason);
  expect(hasCode(error, "unsupported")).toBe(true);
  expect(String(error)).toContain("daysAfterInitiation");
});

test("a target that the server does not know is refused by name", async () => {
  const error: unknown = await converge(s3, bucket, {
    notification: [{ arn: "arn:minio:sqs::NOBODY:webhook", events: ["s3:ObjectCreated:*"] }],
  }).catch((reason: unknown) => reason);
  expect(hasCode(error, "invalid")).toBe(true);
  expect(String(error)).toContain("notification");
  expect(String(error)).toContain("destination ARN");
});

test("suspending versioning under object lock says why not", async () => {
  const error: unknown = await converge(s3, locked, { versioning: { enabled: false } }).catch(
    (reason: unknown) => reason,
  );
  expect(hasCode(error, "invalid")).toBe(true);
  expect(String(error)).toContain("versioning cannot be suspended");
});

test("wrong keys", async () => {
  for (const wrong of [{ accessKey: "nobody" }, { secretKey: "CANARY-wrong" }]) {
    const refused = await connect({ ...liveServer, ...wrong });
    const error: unknown = await findBucket(refused, bucket).catch((reason: unknown) => reason);
    expect(hasCode(error, "credentials")).toBe(true);
    expect(String(error)).not.toContain("CANARY");
  }
});

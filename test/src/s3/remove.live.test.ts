import { afterAll, expect, test } from "bun:test";
import { hasCode } from "../../../src/errors.ts";
import { createBucket, findBucket, isFromAttempt } from "../../../src/s3/bucket.ts";
import { connect, type S3 } from "../../../src/s3/client.ts";
import { countContents } from "../../../src/s3/contents.ts";
import { converge } from "../../../src/s3/converge.ts";
import { removeBucket } from "../../../src/s3/remove.ts";
import { connectLive, freshName, liveServer, putObject, removeLeftovers, startProxy } from "./live-server.ts";

afterAll(removeLeftovers);

async function create(s3: S3, purpose: string, objectLock = false): Promise<string> {
  const name = freshName(purpose);
  await createBucket(s3, name, { since: (await findBucket(s3, name)).time, objectLock });
  return name;
}

function startUpload(s3: S3, bucket: string, key: string): Promise<unknown> {
  return s3.send({ method: "POST", bucket, key, query: "uploads", action: "s3:PutObject", resource: bucket });
}

/** Two objects (one with an older version), one delete marker over a version, two uploads. */
async function fill(s3: S3, bucket: string): Promise<void> {
  await converge(s3, bucket, { versioning: { enabled: true } });
  await putObject(s3, bucket, "a.txt");
  await putObject(s3, bucket, "a.txt");
  await putObject(s3, bucket, "dir/with space+plus&ü.txt");
  await putObject(s3, bucket, "gone.txt");
  await s3.send({ method: "DELETE", bucket, key: "gone.txt", action: "s3:DeleteObject", resource: bucket });
  await startUpload(s3, bucket, "007");
  await startUpload(s3, bucket, "deep/er/file.bin");
}

async function exists(s3: S3, name: string): Promise<boolean> {
  return (await findBucket(s3, name)).created !== undefined;
}

async function messageOf(work: Promise<unknown>, code: Parameters<typeof hasCode>[1]): Promise<string> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(hasCode(error, code)).toBe(true);
  return String(error);
}

test("an empty bucket goes, and once more is no error", async () => {
  const s3 = await connectLive();
  const name = await create(s3, "empty");
  await removeBucket(s3, name, { force: false });
  expect(await exists(s3, name)).toBe(false);
  await removeBucket(s3, name, { force: false });
  await removeBucket(s3, name, { force: true });
});

test("a bucket with anything in it stays, and the error counts it", async () => {
  const s3 = await connectLive();
  const name = await create(s3, "filled");
  await fill(s3, name);
  expect(await countContents(s3, name)).toEqual({
    objects: 2,
    versions: 2,
    deleteMarkers: 1,
    uploads: 2,
    complete: true,
  });
  const message = await messageOf(removeBucket(s3, name, { force: false }), "bucket-not-empty");
  expect(message).toContain(`Bucket ${name}`);
  expect(message).toContain("2 objects, 2 older versions, 1 delete marker, 2 unfinished multipart uploads");
  expect(message).toContain("forceDelete");
  expect(await exists(s3, name)).toBe(true);
});

test("unfinished uploads alone keep a bucket, which MinIO itself would delete", async () => {
  const s3 = await connectLive();
  const name = await create(s3, "uploads");
  await startUpload(s3, name, "a");
  expect(await messageOf(removeBucket(s3, name, { force: false }), "bucket-not-empty")).toContain(
    "1 unfinished multipart upload",
  );
});

test("force deletes versions, delete markers and uploads, more than a page of them", async () => {
  const s3 = await connectLive();
  const name = await create(s3, "force");
  await fill(s3, name);
  const keys = Array.from({ length: 1_050 }, (_, index) => `many/photo (${index})!'*.jpg`);
  for (let start = 0; start < keys.length; start += 50) {
    await Promise.all(keys.slice(start, start + 50).map((key) => putObject(s3, name, key)));
  }
  expect((await countContents(s3, name)).objects).toBe(1_052);
  expect((await countContents(s3, name, 1)).complete).toBe(false);
  await removeBucket(s3, name, { force: true });
  expect(await exists(s3, name)).toBe(false);
}, 60_000);

test("force deletes keys that XML cannot hold", async () => {
  const s3 = await connectLive();
  const name = await create(s3, "control");
  await converge(s3, name, { versioning: { enabled: true } });
  await Promise.all(["a\u0001.txt", "b%20+\uffff.txt", "c.txt"].map((key) => putObject(s3, name, key)));
  await startUpload(s3, name, "a\u0001.bin");
  await startUpload(s3, name, "100% b+.bin");
  await removeBucket(s3, name, { force: true });
  expect(await exists(s3, name)).toBe(false);
});

test("a server that does not list versions is asked for objects", async () => {
  await using proxy = await startProxy();
  const s3 = await connect({ ...liveServer, endpoint: proxy.endpoint });
  proxy.treat = ({ path }) => (/[?&](versions|uploads)\b/.test(path) ? "unsupported" : "forward");
  const name = await create(s3, "unversioned");
  const keys = ["a.txt", "b (1)%20+\u0001.txt"];
  for (const key of keys) await putObject(s3, name, key);
  const message = await messageOf(removeBucket(s3, name, { force: false }), "bucket-not-empty");
  expect(message).toContain("it holds 2 objects");
  await removeBucket(s3, name, { force: true });
  expect(await exists(s3, name)).toBe(false);
});

test("force without the permission names it, and not a lock", async () => {
  const s3 = await connectLive();
  const name = await create(s3, "permitted");
  await putObject(s3, name, "a.txt");
  const bucket = `arn:aws:s3:::${name}`;
  const allow = (Action: string[], Resource: string) =>
    ({ Effect: "Allow", Principal: "*", Action, Resource }) as const;
  const listing = ["s3:ListBucket", "s3:ListBucketVersions", "s3:ListBucketMultipartUploads"];
  const Statement = [allow(listing, bucket)];
  await converge(s3, name, { policy: { Version: "2012-10-17", Statement } });
  const nobody = await connect({ endpoint: liveServer.endpoint, accessKey: "", secretKey: "" });
  const message = await messageOf(removeBucket(nobody, name, { force: true }), "forbidden");
  expect(message).toContain(`may not do s3:DeleteObject and s3:DeleteObjectVersion on ${bucket}/a.txt`);
});

test("force passes over governance, and names what compliance or a legal hold keeps", async () => {
  const s3 = await connectLive();
  const governed = await create(s3, "governed", true);
  await converge(s3, governed, { objectLock: { enabled: true, retention: { mode: "GOVERNANCE", days: 1 } } });
  await putObject(s3, governed, "a.txt");
  await removeBucket(s3, governed, { force: true });
  expect(await exists(s3, governed)).toBe(false);

  const held = await create(s3, "held", true);
  await putObject(s3, held, "free.txt");
  await putObject(s3, held, "held.txt", { "x-amz-object-lock-legal-hold": "ON" });
  const message = await messageOf(removeBucket(s3, held, { force: true }), "bucket-not-empty");
  expect(message).toContain("1 object version cannot be deleted, for example held.txt");
  expect(message).toContain("legal hold");
  await s3.send({
    method: "PUT",
    bucket: held,
    key: "held.txt",
    query: "legal-hold",
    body: "<LegalHold><Status>OFF</Status></LegalHold>",
    headers: {
      "content-md5": new Bun.CryptoHasher("md5")
        .update("<LegalHold><Status>OFF</Status></LegalHold>")
        .digest("base64"),
    },
    action: "s3:PutObjectLegalHold",
    resource: held,
  });
});

test("a create whose answer was lost is recognised, a bucket of somebody else is not", async () => {
  await using proxy = await startProxy();
  const s3 = await connect({ ...liveServer, endpoint: proxy.endpoint });
  const name = freshName("lost");
  const { time } = await findBucket(s3, name);
  let lost = 0;
  proxy.treat = ({ method }) => (method === "PUT" && lost++ === 0 ? "lose-answer" : "forward");
  const created = await createBucket(s3, name, { since: time });
  expect(lost).toBe(2);
  expect((await findBucket(s3, name)).created).toBe(created);
  expect(await messageOf(createBucket(s3, name, { since: time }), "not-owned")).toContain("adopt: true");
  expect(isFromAttempt(created, time)).toBe(true);
  expect(isFromAttempt(created, time - 3_600_000)).toBe(false);
  expect(isFromAttempt(created, Date.parse(created) + 5_000)).toBe(false);
});

test("the creation date changes when a bucket is created again", async () => {
  const s3 = await connectLive();
  const name = await create(s3, "again");
  const { created, time } = await findBucket(s3, name);
  await removeBucket(s3, name, { force: false });
  expect(await createBucket(s3, name, { since: time })).not.toBe(created ?? "");
});

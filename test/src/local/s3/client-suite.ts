/** What users do with the `minio` client, the same on every server. */

import { afterAll, beforeAll, expect, test } from "bun:test";
import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { Client, CopyConditions } from "minio";
import type { Target } from "./exchange.ts";

async function read(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function keys(stream: AsyncIterable<unknown>): Promise<string[]> {
  const found: string[] = [];
  for await (const item of stream as AsyncIterable<{ name?: string; prefix?: string; key?: string }>)
    found.push(item.name ?? item.prefix ?? item.key ?? "");
  return found;
}

// Some methods are declared as if they gave nothing.
function done(result: unknown): Promise<unknown> {
  return Promise.resolve(result);
}

async function refusal(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => "none",
    (error: { code?: string }) => error.code ?? "unknown",
  );
}

const run = crypto.randomUUID().slice(0, 8);
const [shop, brief, lists] = [`shop-${run}`, `brief-${run}`, `lists-${run}`];
const [history, settings] = [`history-${run}`, `settings-${run}`];

/** Tests a server that runs. */
export function testClient({
  endpoint,
  keys: { accessKey, secretKey },
}: Pick<Target, "endpoint" | "keys">): void {
  const { hostname, port } = new URL(endpoint);
  const options = { endPoint: hostname, port: Number(port), useSSL: false, accessKey, secretKey };
  const client = new Client(options);
  const parted = new Client({ ...options, partSize: 5 * 1024 * 1024 });

  beforeAll(() => client.makeBucket(shop, "eu-central-1"));

  afterAll(async () => {
    for (const bucket of [shop, lists]) {
      await client.removeObjects(bucket, await keys(client.listObjects(bucket, "", true)));
      await client.removeBucket(bucket);
    }
  });

  testContents(client, parted);
  testSettings(client);
}

/** @param parted uploads in parts of 5 MiB */
function testContents(client: Client, parted: Client): void {
  test("buckets", async () => {
    expect(await client.bucketExists(shop)).toBe(true);
    expect(await client.bucketExists(`${shop}-nothing`)).toBe(false);
    expect((await client.listBuckets()).map(({ name }) => name)).toContain(shop);
    expect(await refusal(client.makeBucket(shop))).toBe("BucketAlreadyOwnedByYou");
    await client.makeBucket(brief);
    await client.removeBucket(brief);
    expect(await client.bucketExists(brief)).toBe(false);
  });

  test("an object: written, described, read, read in part, copied, removed", async () => {
    const { etag } = await client.putObject(shop, "dir/ä b+c.txt", "hello world", 11, {
      "Content-Type": "text/plain",
      colour: "blue",
    });
    const stat = await client.statObject(shop, "dir/ä b+c.txt");
    expect(stat).toMatchObject({
      size: 11,
      etag,
      metaData: { "content-type": "text/plain", colour: "blue" },
    });
    expect(Math.abs(Date.now() - stat.lastModified.getTime())).toBeLessThan(5_000);
    expect((await read(await client.getObject(shop, "dir/ä b+c.txt"))).toString()).toBe("hello world");
    expect((await read(await client.getPartialObject(shop, "dir/ä b+c.txt", 6, 3))).toString()).toBe("wor");
    await client.copyObject(shop, "copy.txt", `/${shop}/dir/ä b+c.txt`, new CopyConditions());
    expect((await client.statObject(shop, "copy.txt")).etag).toBe(etag);
    await client.removeObjects(shop, ["copy.txt", "dir/ä b+c.txt"]);
    expect(await refusal(client.statObject(shop, "copy.txt"))).toBe("NotFound");
  });

  test("12 MiB come in parts, and back whole", async () => {
    const bytes = randomBytes(12 * 1024 * 1024);
    const pieces = Array.from({ length: 12 }, (_, index) =>
      bytes.subarray(index * 1024 ** 2, (index + 1) * 1024 ** 2),
    );
    await parted.putObject(shop, "big", Readable.from(pieces), bytes.length);
    expect((await client.statObject(shop, "big")).etag).toEndWith("-3");
    expect(Buffer.compare(await read(await client.getObject(shop, "big")), bytes)).toBe(0);
    const id = await client.initiateNewMultipartUpload(shop, "half", {});
    expect(await keys(client.listIncompleteUploads(shop, "half", true))).toEqual(["half"]);
    expect(await client.findUploadId(shop, "half")).toBe(id);
    await client.removeIncompleteUpload(shop, "half");
    expect(await keys(client.listIncompleteUploads(shop, "half", true))).toEqual([]);
  });

  test("lists: folders, all, beyond a page", async () => {
    await client.makeBucket(lists);
    const names = Array.from({ length: 1_005 }, (_, index) => `many/${String(index).padStart(4, "0")}`);
    for (let at = 0; at < names.length; at += 50)
      await Promise.all(names.slice(at, at + 50).map((name) => client.putObject(lists, name, "x")));
    await client.putObject(lists, "a & b", "x");
    expect(await keys(client.listObjects(lists))).toEqual(["a & b", "many/"]);
    expect(await keys(client.listObjects(lists, "", true))).toEqual(["a & b", ...names]);
    expect(await keys(client.listObjectsV2(lists, "many/", true))).toEqual(names);
  });

  test("versions and delete markers", async () => {
    await client.makeBucket(history);
    await client.setBucketVersioning(history, { Status: "Enabled" });
    const first = await client.putObject(history, "a", "one");
    await client.putObject(history, "a", "two");
    await client.removeObject(history, "a");
    expect(await refusal(client.getObject(history, "a"))).toBe("NoSuchKey");
    const stream = await client.getObject(history, "a", { versionId: first.versionId ?? "" });
    expect((await read(stream)).toString()).toBe("one");
    const all = client.listObjects(history, "", true, { IncludeVersion: true }) as AsyncIterable<{
      isDeleteMarker?: boolean;
      isLatest?: boolean | string;
      versionId?: string;
      name: string;
    }>;
    const seen: { isDeleteMarker?: boolean; versionId?: string; name: string }[] = [];
    for await (const item of all) seen.push(item);
    expect(seen.filter(({ isDeleteMarker }) => isDeleteMarker).length).toBe(1);
    for (const { name, versionId } of seen)
      await client.removeObject(history, name, { versionId: versionId ?? "" });
    await client.removeBucket(history);
  });
}

function testSettings(client: Client): void {
  test("settings of a bucket", async () => {
    await client.makeBucket(settings, "us-east-1", { ObjectLocking: true });
    const policy = {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { AWS: ["*"] },
          Action: ["s3:GetObject"],
          Resource: [`arn:aws:s3:::${settings}/*`],
        },
      ],
    };
    await client.setBucketPolicy(settings, JSON.stringify(policy));
    expect(JSON.parse(await client.getBucketPolicy(settings))).toEqual(policy);
    await client.setBucketPolicy(settings, "");
    expect(await refusal(client.getBucketPolicy(settings))).toBe("NoSuchBucketPolicy");
    await client.setBucketTagging(settings, { team: "web" });
    expect(await client.getBucketTagging(settings)).toEqual([{ Key: "team", Value: "web" }]);
    await client.removeBucketTagging(settings);
    expect(await refusal(client.getBucketTagging(settings))).toBe("NoSuchTagSet");
    await client.setBucketLifecycle(settings, {
      Rule: [{ ID: "tmp", Status: "Enabled", Filter: { Prefix: "tmp/" }, Expiration: { Days: 1 } }],
    });
    expect(await client.getBucketLifecycle(settings)).toMatchObject({ Rule: { ID: "tmp" } });
    await client.setBucketEncryption(settings, {
      Rule: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } }],
    });
    expect(JSON.stringify(await client.getBucketEncryption(settings))).toContain("AES256");
    await done(client.setObjectLockConfig(settings, { mode: "GOVERNANCE", unit: "Days", validity: 1 }));
    expect(await done(client.getObjectLockConfig(settings))).toMatchObject({
      mode: "GOVERNANCE",
      validity: 1,
    });
    expect(await client.getBucketVersioning(settings)).toMatchObject({ Status: "Enabled" });
  });

  test("locks of an object", async () => {
    const { versionId } = await client.putObject(settings, "held", "x");
    await done(client.setObjectLegalHold(settings, "held", { status: "ON" }));
    expect(await done(client.getObjectLegalHold(settings, "held"))).toEqual({ Status: "ON" });
    expect(
      await refusal(
        client.removeObject(settings, "held", { versionId: versionId ?? "", governanceBypass: true }),
      ),
    ).toBe("InvalidRequest");
    await done(client.setObjectLegalHold(settings, "held", { status: "OFF" }));
    expect(await client.getObjectRetention(settings, "held")).toMatchObject({ mode: "GOVERNANCE" });
    await client.removeObject(settings, "held", { versionId: versionId ?? "", governanceBypass: true });
    expect(await refusal(client.statObject(settings, "held"))).toBe("NotFound");
  });

  test("tags of an object", async () => {
    await client.putObject(shop, "tagged", "x");
    await client.setObjectTagging(shop, "tagged", { a: "b" });
    expect(JSON.stringify(await client.getObjectTagging(shop, "tagged"))).toContain('"Key":"a"');
    await client.removeObjectTagging(shop, "tagged", { versionId: "" });
    expect(JSON.stringify(await client.getObjectTagging(shop, "tagged"))).not.toContain('"Key":"a"');
  });

  test("presigned addresses need no client", async () => {
    const put = await client.presignedPutObject(shop, "signed.txt", 60);
    expect((await fetch(put, { method: "PUT", body: "by fetch" })).status).toBe(200);
    const get = await client.presignedGetObject(shop, "signed.txt", 60, {
      "response-content-type": "text/css",
    });
    const answer = await fetch(get);
    expect(answer.headers.get("content-type")).toBe("text/css");
    expect(await answer.text()).toBe("by fetch");
    expect((await fetch(get.replace("signed.txt", "tagged"))).status).toBe(403);
  });
}

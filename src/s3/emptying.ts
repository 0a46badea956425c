/** Emptying a bucket: every version, delete marker and multipart upload. */

import { createHash } from "node:crypto";
import { ProviderError } from "../errors.ts";
import { backoff, sleep } from "../retry.ts";
import type { S3 } from "./client.ts";
import { counted } from "./contents.ts";
import { Refusal, translate } from "./failure.ts";
import { asked, listUploads, listVersions, type Page, type Upload, type Version } from "./listing.ts";
import { bucketTitle } from "./names.ts";
import { childrenOf, parseXml, textAt, writeXml, type XmlElement } from "./xml.ts";

/**
 * Deletes every version, delete marker and multipart upload. Passes over governance retention, not over compliance
 * retention and legal holds.
 * @throws {ProviderError} `bucket-not-empty` when some of it is locked, `forbidden` when the access key may not delete it
 */
export async function emptyBucket(s3: S3, bucket: string): Promise<void> {
  await drain(bucket, {
    list: () => listVersions(s3, bucket, ""),
    remove: (versions) => deleteVersions(s3, bucket, versions),
  });
  await drain(bucket, {
    list: () => listUploads(s3, bucket, ""),
    remove: async (uploads) => {
      for (const upload of uploads) await abortUpload(s3, bucket, upload);
    },
  });
}

/** How often a page may come again as it was, on a server that shows a deletion only later. */
const STALLED = 4;

/** Removes the first page until there is none: removing moves the pages. */
async function drain<T extends { key: string }>(
  bucket: string,
  { list, remove }: { list: () => Promise<Page<T>>; remove: (items: readonly T[]) => Promise<void> },
): Promise<void> {
  let [before, stalled] = [new Set<string>(), 0];
  for (;;) {
    const { items } = await list();
    const [first] = items;
    if (first === undefined) return;
    const now = items.map((item) => JSON.stringify(item));
    stalled = now.every((item) => before.has(item)) ? stalled + 1 : 0;
    if (stalled === STALLED) throw undeletable(bucket, items.length, first.key);
    if (stalled > 0) await sleep(backoff(stalled));
    await remove(items);
    before = new Set(now);
  }
}

function undeletable(bucket: string, count: number, key: string): ProviderError {
  return new ProviderError(
    "bucket-not-empty",
    `the server says that it deleted ${counted(count, "key")}, and still lists ${count === 1 ? "it" : "them"}, for example ${key}`,
    { object: bucketTitle(bucket), advice: "Delete what is left with another client, then run again." },
  );
}

// What no XML document can hold, escaped or not. https://www.w3.org/TR/xml/#charsets
const BEYOND_XML = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

async function deleteVersions(s3: S3, bucket: string, versions: readonly Version[]): Promise<void> {
  const alone = versions.filter(({ key }) => BEYOND_XML.test(key));
  const listed = versions.filter(({ key }) => !BEYOND_XML.test(key));
  for (const version of alone) await deleteVersion(s3, bucket, version);
  if (listed.length > 0) await deleteListed(s3, bucket, listed);
}

// MinIO checks the former permission for versions, too; AWS only the latter.
const ACTION = "s3:DeleteObject and s3:DeleteObjectVersion";
const BYPASS = { "x-amz-bypass-governance-retention": "true" };

async function deleteVersion(s3: S3, bucket: string, { key, versionId }: Version): Promise<void> {
  await s3.send({
    ...asked(bucket, ACTION, `arn:aws:s3:::${bucket}/${key}`),
    method: "DELETE",
    key,
    ...(versionId === undefined ? {} : { query: `versionId=${encodeURIComponent(versionId)}` }),
    absent: ["NoSuchVersion", "NoSuchKey", "NoSuchBucket"],
    headers: BYPASS,
  });
}

async function deleteListed(s3: S3, bucket: string, versions: readonly Version[]): Promise<void> {
  const entries = versions.map(({ key, versionId }) => ({ Key: key, VersionId: versionId }));
  const body = writeXml("Delete", { Quiet: true, Object: entries });
  const answer = await s3.send({
    ...asked(bucket, ACTION, `arn:aws:s3:::${bucket}/*`),
    method: "POST",
    query: "delete",
    body,
    absent: ["NoSuchBucket"],
    headers: { "content-md5": createHash("md5").update(body).digest("base64"), ...BYPASS },
  });
  const refused = childrenOf(parseXml(answer?.body ?? ""), "Error").filter(
    (entry) => textAt(entry, "Code") !== "NoSuchVersion",
  );
  if (refused.length > 0) throw refusalOf(s3, bucket, refused);
}

function refusalOf(s3: S3, bucket: string, refused: readonly XmlElement[]): ProviderError {
  const [first] = refused;
  const [code, key] = [textAt(first, "Code") ?? "", textAt(first, "Key") ?? ""];
  const reason = textAt(first, "Message") ?? code;
  // AWS answers the same code for a lock.
  if (code === "AccessDenied" && !/object lock/i.test(reason)) {
    const question = asked(bucket, ACTION, `arn:aws:s3:::${bucket}/${key}`);
    const { endpoint, region } = s3;
    return translate(new Refusal(403, ""), { ...question, endpoint, region, server: "the server" });
  }
  return new ProviderError(
    "bucket-not-empty",
    `${counted(refused.length, "object version")} cannot be deleted, for example ${key} (${reason.replace(/\.$/, "")})`,
    {
      object: bucketTitle(bucket),
      advice: "Wait until their retention ends, or remove their legal hold, then run again.",
    },
  );
}

async function abortUpload(s3: S3, bucket: string, { key, uploadId }: Upload): Promise<void> {
  await s3.send({
    ...asked(bucket, "s3:AbortMultipartUpload", `arn:aws:s3:::${bucket}/${key}`),
    method: "DELETE",
    key,
    query: `uploadId=${encodeURIComponent(uploadId)}`,
    absent: ["NoSuchUpload", "NoSuchBucket"],
  });
}

/** What is in a bucket: counting it, and deleting all of it. */

import { createHash } from "node:crypto";
import { hasCode, ProviderError } from "../errors.ts";
import type { S3, S3Request } from "./client.ts";
import { bucketTitle } from "./names.ts";
import { childrenOf, parseXml, textAt, writeXml, type XmlElement } from "./xml.ts";

/** What a bucket holds. */
export interface Contents {
  /** Objects that a client sees. */
  objects: number;
  /** Older versions of objects. */
  versions: number;
  deleteMarkers: number;
  /** Multipart uploads that were begun and not finished. */
  uploads: number;
  /** Whether the count is complete; a large bucket is not counted to its end. */
  complete: boolean;
}

interface Version {
  key: string;
  versionId: string;
  kind: "objects" | "versions" | "deleteMarkers";
}

interface Upload {
  key: string;
  uploadId: string;
}

/** One page of a listing. */
interface Page<T> {
  items: T[];
  /** The query of the next page; absent on the last. */
  next?: string;
}

const PAGE = 1_000;

/**
 * Counts what a bucket holds.
 * @param pages how many pages of 1000 to read at most, of versions and of uploads
 */
export async function countContents(s3: S3, bucket: string, pages = 20): Promise<Contents> {
  const contents: Contents = { objects: 0, versions: 0, deleteMarkers: 0, uploads: 0, complete: true };
  const [versions, uploads] = await Promise.all([
    readPages(pages, (query) => listVersions(s3, bucket, query)),
    readPages(pages, (query) => listUploads(s3, bucket, query)),
  ]);
  for (const { kind } of versions.items) contents[kind] += 1;
  contents.uploads = uploads.items.length;
  contents.complete = versions.next === undefined && uploads.next === undefined;
  return contents;
}

/** Whether there is nothing in it. */
export function isEmpty(contents: Contents): boolean {
  return contents.objects + contents.versions + contents.deleteMarkers + contents.uploads === 0;
}

/** The counts in words: `2 objects, 1 multipart upload`. */
export function describeContents(contents: Contents): string {
  const parts = [
    counted(contents.objects, "object"),
    counted(contents.versions, "older version"),
    counted(contents.deleteMarkers, "delete marker"),
    counted(contents.uploads, "unfinished multipart upload"),
  ].filter((part) => part !== "");
  return `${contents.complete ? "" : "at least "}${parts.join(", ")}`;
}

function counted(count: number, noun: string): string {
  return count === 0 ? "" : `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/**
 * Deletes every version, delete marker and multipart upload. Passes over governance retention, not over compliance
 * retention and legal holds.
 * @throws {ProviderError} `bucket-not-empty` when some of it is locked
 */
export async function emptyBucket(s3: S3, bucket: string): Promise<void> {
  // Deleting moves the pages: always read the first one.
  for (;;) {
    const { items } = await listVersions(s3, bucket, "");
    if (items.length === 0) break;
    await deleteVersions(s3, bucket, items);
  }
  for (;;) {
    const { items } = await listUploads(s3, bucket, "");
    if (items.length === 0) return;
    for (const upload of items) await abortUpload(s3, bucket, upload);
  }
}

async function readPages<T>(limit: number, list: (query: string) => Promise<Page<T>>): Promise<Page<T>> {
  const all: Page<T> = { items: [], next: "" };
  for (let page = 0; page < limit && all.next !== undefined; page += 1) {
    const { items, next } = await list(all.next);
    all.items.push(...items);
    all.next = next;
  }
  return all;
}

async function listVersions(s3: S3, bucket: string, after: string): Promise<Page<Version>> {
  const root = await list(s3, bucket, {
    // Keys may hold characters that XML cannot.
    query: `encoding-type=url${after}&max-keys=${PAGE}&versions`,
    action: "s3:ListBucketVersions",
  });
  const items = [
    ...childrenOf(root, "Version").map((entry) =>
      version(entry, textAt(entry, "IsLatest") === "true" ? "objects" : "versions"),
    ),
    ...childrenOf(root, "DeleteMarker").map((entry) => version(entry, "deleteMarkers")),
  ];
  if (textAt(root, "IsTruncated") !== "true") return { items };
  const key = decodeKey(textAt(root, "NextKeyMarker") ?? "");
  return {
    items,
    next: markers({ "key-marker": key, "version-id-marker": textAt(root, "NextVersionIdMarker") }),
  };
}

async function listUploads(s3: S3, bucket: string, after: string): Promise<Page<Upload>> {
  const root = await list(s3, bucket, {
    query: `${after.slice(1)}${after === "" ? "" : "&"}max-uploads=${PAGE}&uploads`,
    action: "s3:ListBucketMultipartUploads",
  });
  const items = childrenOf(root, "Upload").map((entry) => ({
    key: textAt(entry, "Key") ?? "",
    uploadId: textAt(entry, "UploadId") ?? "",
  }));
  if (textAt(root, "IsTruncated") !== "true") return { items };
  const next = {
    "key-marker": textAt(root, "NextKeyMarker"),
    "upload-id-marker": textAt(root, "NextUploadIdMarker"),
  };
  return { items, next: markers(next) };
}

/** Reads one page. A bucket that is gone has nothing to list, nor has a server that does not know the listing. */
async function list(
  s3: S3,
  bucket: string,
  request: { query: string; action: string },
): Promise<XmlElement | undefined> {
  try {
    const answer = await s3.send({
      ...asked(bucket, request.action),
      method: "GET",
      query: request.query,
      absent: ["NoSuchBucket"],
    });
    return parseXml(answer?.body ?? "");
  } catch (error) {
    if (hasCode(error, "unsupported")) return undefined;
    throw error;
  }
}

function markers(values: Record<string, string | undefined>): string {
  return Object.entries(values)
    .filter(([, value]) => value !== undefined && value !== "")
    .map(([name, value]) => `&${name}=${encodeURIComponent(value ?? "")}`)
    .join("");
}

function version(entry: XmlElement, kind: Version["kind"]): Version {
  return {
    key: decodeKey(textAt(entry, "Key") ?? ""),
    versionId: textAt(entry, "VersionId") ?? "null",
    kind,
  };
}

function decodeKey(key: string): string {
  return decodeURIComponent(key.replaceAll("+", " "));
}

async function deleteVersions(s3: S3, bucket: string, versions: readonly Version[]): Promise<void> {
  const entries = versions.map(({ key, versionId }) => ({ Key: key, VersionId: versionId }));
  const body = writeXml("Delete", { Quiet: true, Object: entries });
  const answer = await s3.send({
    ...asked(bucket, "s3:DeleteObjectVersion", `arn:aws:s3:::${bucket}/*`),
    method: "POST",
    query: "delete",
    body,
    absent: ["NoSuchBucket"],
    headers: {
      "content-md5": createHash("md5").update(body).digest("base64"),
      "x-amz-bypass-governance-retention": "true",
    },
  });
  const refused = childrenOf(parseXml(answer?.body ?? ""), "Error").filter(
    (entry) => textAt(entry, "Code") !== "NoSuchVersion",
  );
  const first = refused[0];
  if (first === undefined) return;
  const reason = textAt(first, "Message") ?? textAt(first, "Code") ?? "";
  throw new ProviderError(
    "bucket-not-empty",
    `${counted(refused.length, "object version")} cannot be deleted, for example ${textAt(first, "Key") ?? ""} (${reason.replace(/\.$/, "")})`,
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

function asked(
  bucket: string,
  action: string,
  resource = `arn:aws:s3:::${bucket}`,
): Omit<S3Request, "method"> {
  return { bucket, action, resource, object: bucketTitle(bucket) };
}

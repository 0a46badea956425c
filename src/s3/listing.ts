/** Listings of a bucket, page by page: what to delete or to count. */

import { hasCode } from "../errors.ts";
import type { S3, S3Request } from "./client.ts";
import { bucketTitle } from "./names.ts";
import { childrenOf, parseXml, textAt, type XmlElement } from "./xml.ts";

/** A version of an object, or a delete marker. */
export interface Version {
  key: string;
  /** Absent on a server that knows no versions. */
  versionId?: string;
  kind: "objects" | "versions" | "deleteMarkers";
}

/** A multipart upload that was begun and not finished. */
export interface Upload {
  key: string;
  uploadId: string;
}

/** One page of a listing. */
export interface Page<T> {
  items: T[];
  /** What the query of the next page adds; absent on the last. */
  next?: string;
}

const PAGE = 1_000;

/** Keys may hold characters that XML cannot. */
const ENCODING = "encoding-type=url";

/**
 * One page of all versions and delete markers; of the objects, on a server that knows no versions.
 * @param after the last page's `next`
 */
export async function listVersions(s3: S3, bucket: string, after: string): Promise<Page<Version>> {
  const listing = { query: `${ENCODING}${after}&max-keys=${PAGE}&versions`, action: "s3:ListBucketVersions" };
  const answer = await list(s3, bucket, listing).catch((error: unknown) => {
    if (hasCode(error, "unsupported")) return undefined;
    throw error;
  });
  if (answer === undefined) return listObjects(s3, bucket, after);
  const { root, decode } = answer;
  const version = (entry: XmlElement, kind: Version["kind"]): Version => ({
    key: decode(textAt(entry, "Key")),
    versionId: textAt(entry, "VersionId") ?? "null",
    kind,
  });
  const items = [
    ...childrenOf(root, "Version").map((entry) =>
      version(entry, textAt(entry, "IsLatest") === "true" ? "objects" : "versions"),
    ),
    ...childrenOf(root, "DeleteMarker").map((entry) => version(entry, "deleteMarkers")),
  ];
  return page(root, items, {
    "key-marker": decode(textAt(root, "NextKeyMarker")),
    "version-id-marker": textAt(root, "NextVersionIdMarker"),
  });
}

async function listObjects(s3: S3, bucket: string, after: string): Promise<Page<Version>> {
  const { root, decode } = await list(s3, bucket, {
    query: `${ENCODING}&list-type=2${after}&max-keys=${PAGE}`,
    action: "s3:ListBucket",
  });
  const items = childrenOf(root, "Contents").map((entry): Version => {
    return { key: decode(textAt(entry, "Key")), kind: "objects" };
  });
  return page(root, items, { "continuation-token": textAt(root, "NextContinuationToken") });
}

/**
 * One page of the unfinished multipart uploads; none on a server that does not list them.
 * @param after the last page's `next`
 */
export async function listUploads(s3: S3, bucket: string, after: string): Promise<Page<Upload>> {
  const listing = {
    query: `${ENCODING}${after}&max-uploads=${PAGE}&uploads`,
    action: "s3:ListBucketMultipartUploads",
  };
  const answer = await list(s3, bucket, listing).catch((error: unknown) => {
    if (hasCode(error, "unsupported")) return undefined;
    throw error;
  });
  if (answer === undefined) return { items: [] };
  const { root, decode } = answer;
  const items = childrenOf(root, "Upload").map((entry) => ({
    key: decode(textAt(entry, "Key")),
    uploadId: textAt(entry, "UploadId") ?? "",
  }));
  return page(root, items, {
    "key-marker": decode(textAt(root, "NextKeyMarker")),
    "upload-id-marker": textAt(root, "NextUploadIdMarker"),
  });
}

interface Listing {
  root: XmlElement | undefined;
  /** Reads a key of it. */
  decode: (key: string | undefined) => string;
}

/** Reads one page. A bucket that is gone has nothing to list. */
async function list(
  s3: S3,
  bucket: string,
  { query, action }: { query: string; action: string },
): Promise<Listing> {
  const answer = await s3.send({ ...asked(bucket, action), method: "GET", query, absent: ["NoSuchBucket"] });
  const root = parseXml(answer?.body ?? "");
  const isEncoded = textAt(root, "EncodingType") === "url";
  return { root, decode: (key = "") => (isEncoded ? decodeURIComponent(key.replaceAll("+", " ")) : key) };
}

function page<T>(
  root: XmlElement | undefined,
  items: T[],
  markers: Record<string, string | undefined>,
): Page<T> {
  if (textAt(root, "IsTruncated") !== "true") return { items };
  const next = Object.entries(markers)
    .filter(([, value]) => value !== undefined && value !== "")
    .map(([name, value]) => `&${name}=${escaped(value ?? "")}`);
  return { items, next: next.join("") };
}

// As it is signed: of the punctuation that encodeURIComponent leaves, S3 leaves only `-_.~`.
function escaped(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (found) => `%${found.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** What every request about the content of a bucket says. */
export function asked(
  bucket: string,
  action: string,
  resource = `arn:aws:s3:::${bucket}`,
): Omit<S3Request, "method"> {
  return { bucket, action, resource, object: bucketTitle(bucket) };
}

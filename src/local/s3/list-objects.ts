/** ListObjects in both versions. */

import { type Answer, type Call, documentAnswer, isoTime, OWNER } from "./call.ts";
import { S3Refusal } from "./errors.ts";
import { encoderOf, pageSize, walk } from "./listing.ts";
import { textOf, utf8 } from "./bytes.ts";
import { bucketNamed, type Version } from "./records.ts";
import { type XmlContent, xmlDocument } from "./xml.ts";

const MAX_KEYS = 1_000;

interface Page {
  contents: { key: string; version: Version }[];
  prefixes: string[];
  /** The last name on it, when more follow. */
  next?: string;
}

interface Ask {
  prefix: string;
  delimiter: string;
  after: string;
  limit: number;
}

function readPage({ server, request }: Call, { prefix, delimiter, after, limit }: Ask): Page {
  const page: Page = { contents: [], prefixes: [] };
  if (limit === 0) return page;
  let last = "";
  const bounds = { bucket: request.bucket, prefix, delimiter, after, deleted: false };
  for (const stop of walk(server.store, bounds)) {
    const isFull = page.contents.length + page.prefixes.length === Math.min(limit, MAX_KEYS);
    if (isFull) return { ...page, next: last };
    const newest = "key" in stop ? stop.record.versions[0] : undefined;
    if ("commonPrefix" in stop) page.prefixes.push((last = stop.commonPrefix));
    else if (newest !== undefined) page.contents.push({ key: (last = stop.key), version: newest });
  }
  return page;
}

function contentOf(version: Version, { key, owner }: { key: string; owner: boolean }): XmlContent {
  return {
    Key: key,
    LastModified: isoTime(version.modified),
    ETag: `"${version.etag}"`,
    Size: version.size,
    Owner: owner ? OWNER : undefined,
    StorageClass: version.storageClass ?? "STANDARD",
  };
}

/** ListObjects. */
export function listObjects(call: Call): Answer {
  const { query } = call.request;
  const encode = encoderOf(query);
  const limit = pageSize(query, { name: "max-keys", fallback: MAX_KEYS });
  const [prefix, delimiter, marker] = ["prefix", "delimiter", "marker"].map((name) => query.get(name) ?? "");
  refuseMarker(marker ?? "", prefix ?? "");
  bucketNamed(call.server.store, call.request.bucket);
  const ask: Ask = { prefix: prefix ?? "", delimiter: delimiter ?? "", after: marker ?? "", limit };
  const page = readPage(call, ask);
  return documentAnswer(
    xmlDocument("ListBucketResult", {
      Name: call.request.bucket,
      Prefix: encode(ask.prefix),
      Marker: encode(ask.after),
      NextMarker: page.next === undefined ? undefined : encode(page.next),
      MaxKeys: limit,
      Delimiter: ask.delimiter === "" ? undefined : encode(ask.delimiter),
      IsTruncated: page.next !== undefined,
      Contents: page.contents.map(({ key, version }) =>
        contentOf(version, { key: encode(key), owner: true }),
      ),
      CommonPrefixes: page.prefixes.map((name) => ({ Prefix: encode(name) })),
      EncodingType: query.get("encoding-type") || undefined,
    }),
  );
}

/**
 * Refuses a marker outside of the prefix.
 * @throws {S3Refusal} `NotImplemented`, as MinIO does
 */
export function refuseMarker(marker: string, prefix: string): void {
  if (marker !== "" && !marker.startsWith(prefix)) throw new S3Refusal("NotImplemented");
}

/** ListObjectsV2. */
export function listObjectsV2(call: Call): Answer {
  const { query } = call.request;
  const encode = encoderOf(query);
  const limit = pageSize(query, { name: "max-keys", fallback: MAX_KEYS });
  const token = query.get("continuation-token");
  const startAfter = query.get("start-after") ?? "";
  const after = token === null ? startAfter : readToken(token);
  bucketNamed(call.server.store, call.request.bucket);
  const ask: Ask = {
    prefix: query.get("prefix") ?? "",
    delimiter: query.get("delimiter") ?? "",
    after,
    limit,
  };
  const page = readPage(call, ask);
  const owner = query.get("fetch-owner") === "true";
  return documentAnswer(
    xmlDocument("ListBucketResult", {
      Name: call.request.bucket,
      Prefix: encode(ask.prefix),
      StartAfter: startAfter === "" ? undefined : encode(startAfter),
      ContinuationToken: token ?? undefined,
      NextContinuationToken: page.next === undefined ? undefined : writeToken(page.next),
      KeyCount: page.contents.length + page.prefixes.length,
      MaxKeys: limit,
      Delimiter: ask.delimiter === "" ? undefined : encode(ask.delimiter),
      IsTruncated: page.next !== undefined,
      Contents: page.contents.map(({ key, version }) => contentOf(version, { key: encode(key), owner })),
      CommonPrefixes: page.prefixes.map((name) => ({ Prefix: encode(name) })),
      EncodingType: query.get("encoding-type") || undefined,
    }),
  );
}

function writeToken(name: string): string {
  return btoa(String.fromCharCode(...utf8(name)));
}

function readToken(token: string): string {
  if (/^[A-Za-z0-9+/]+=*$/.test(token) && token.length % 4 === 0)
    return textOf(Uint8Array.from(atob(token), (character) => character.charCodeAt(0)));
  throw new S3Refusal("InvalidArgument", { message: "The continuation token provided is incorrect" });
}

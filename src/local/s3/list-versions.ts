/** ListObjectVersions. */

import { type Answer, type Call, documentAnswer, isoTime, OWNER } from "./call.ts";
import { S3Refusal } from "./errors.ts";
import { encoderOf, pageSize, type Stop, walk } from "./listing.ts";
import { refuseMarker } from "./list-objects.ts";
import { bucketNamed, findObject, type ObjectRecord, type Version } from "./records.ts";
import { writeXml, type XmlContent, xmlDocument } from "./xml.ts";

const MAX_KEYS = 1_000;

interface Entry {
  key: string;
  version: Version;
  latest: boolean;
}

interface Page {
  entries: Entry[];
  prefixes: string[];
  nextKey?: string;
  nextVersion?: string;
}

/** ListObjectVersions: every version and delete marker, the newest of a key first. */
export function listVersions(call: Call): Answer {
  const { query } = call.request;
  const encode = encoderOf(query);
  const limit = pageSize(query, { name: "max-keys", fallback: MAX_KEYS });
  const field = (name: string): string => query.get(name) ?? "";
  const [prefix, delimiter] = [field("prefix"), field("delimiter")];
  const [marker, versionMarker] = [field("key-marker"), field("version-id-marker")];
  if (versionMarker !== "" && marker === "")
    throw new S3Refusal("NotImplemented", {
      message: "A header you provided implies functionality that is not implemented ()",
    });
  refuseMarker(marker, prefix);
  bucketNamed(call.server.store, call.request.bucket);
  const page = readPage(call, { prefix, delimiter, marker, versionMarker, limit });
  const head = {
    Name: call.request.bucket,
    Prefix: encode(prefix),
    KeyMarker: encode(marker),
    NextKeyMarker: page.nextKey === undefined ? undefined : encode(page.nextKey),
    NextVersionIdMarker: page.nextVersion ?? "",
    VersionIdMarker: versionMarker,
    MaxKeys: limit,
    Delimiter: delimiter === "" ? undefined : encode(delimiter),
    IsTruncated: page.nextKey !== undefined,
    CommonPrefixes: page.prefixes.map((name) => ({ Prefix: encode(name) })),
  };
  // Versions and markers take turns, so they cannot stand under their names.
  const entries = page.entries.map((entry) =>
    writeXml(entry.version.marker === true ? "DeleteMarker" : "Version", entryContent(entry, encode)),
  );
  const encoding = writeXml("EncodingType", query.get("encoding-type") || undefined);
  const end = "</ListVersionsResult>";
  const document = xmlDocument("ListVersionsResult", head);
  return documentAnswer(document.slice(0, -end.length) + entries.join("") + encoding + end);
}

function entryContent({ key, version, latest }: Entry, encode: (key: string) => string): XmlContent {
  return {
    Key: encode(key),
    LastModified: isoTime(version.modified),
    ETag: version.marker === true ? "" : `"${version.etag}"`,
    Size: version.size,
    Owner: OWNER,
    StorageClass: version.storageClass ?? "STANDARD",
    IsLatest: latest,
    VersionId: version.id,
  };
}

interface Ask {
  prefix: string;
  delimiter: string;
  marker: string;
  versionMarker: string;
  limit: number;
}

function readPage(call: Call, ask: Ask): Page {
  const page: Page = { entries: [], prefixes: [] };
  const limit = Math.min(ask.limit, MAX_KEYS);
  const isFull = (): boolean => page.entries.length + page.prefixes.length === limit;
  let last = { key: "", version: "" };
  const truncated = (): Page => ({ ...page, nextKey: last.key, nextVersion: last.version });
  if (limit === 0) return page;
  for (const stop of stops(call, ask)) {
    if ("commonPrefix" in stop) {
      if (isFull()) return truncated();
      page.prefixes.push(stop.commonPrefix);
      last = { key: stop.commonPrefix, version: "" };
      continue;
    }
    for (const entry of entriesOf(stop, ask)) {
      if (isFull()) return truncated();
      page.entries.push(entry);
      last = { key: entry.key, version: entry.version.id };
    }
  }
  return page;
}

/** What a page walks over: the rest of the versions of the marked key first. */
function* stops(
  { server, request }: Call,
  { prefix, delimiter, marker, versionMarker }: Ask,
): Generator<Stop> {
  const marked = findObject(server.store, request.bucket, marker);
  if (versionMarker !== "" && marked !== undefined) yield { key: marker, record: marked };
  yield* walk(server.store, { bucket: request.bucket, prefix, delimiter, after: marker, deleted: true });
}

function entriesOf({ key, record }: { key: string; record: ObjectRecord }, ask: Ask): Entry[] {
  const entries = record.versions.map((version, index) => ({ key, version, latest: index === 0 }));
  if (key !== ask.marker) return entries;
  const at = entries.findIndex(({ version }) => version.id === ask.versionMarker);
  return at < 0 ? [] : entries.slice(at + 1);
}

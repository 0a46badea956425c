/** Uploads in parts: begin, parts, abort, and the lists of both. */

import { type Answer, type Call, documentAnswer, isoTime, OWNER } from "./call.ts";
import { concat, hex } from "./bytes.ts";
import { checksumHeaders, readChecksum } from "./checksums.ts";
import { aboutSource, readSource } from "./copy-object.ts";
import { encryptionHeaders } from "./encryption.ts";
import { S3Refusal } from "./errors.ts";
import { encoderOf, pageSize } from "./listing.ts";
import { newVersion, refuseStorageClass } from "./put-object.ts";
import {
  bucketNamed,
  keyOf,
  type PartRecord,
  partsOf,
  removeUpload,
  type UploadRecord,
  uploadsOf,
} from "./records.ts";
import { refuseKey } from "./request.ts";
import { keepBytes, readBytes } from "./versions.ts";
import { xmlDocument } from "./xml.ts";

const MAX_PARTS = 10_000;

/** CreateMultipartUpload. */
export function beginUpload(call: Call): Answer {
  const { server, request } = call;
  refuseKey(request.key);
  refuseStorageClass(request.headers);
  const bucket = bucketNamed(server.store, request.bucket);
  const id = crypto.randomUUID();
  const version = newVersion(call, bucket);
  const upload: UploadRecord = { id, key: request.key, initiated: server.now(), version };
  server.store.put(keyOf.upload(bucket.name, id), upload);
  const content = { Bucket: bucket.name, Key: request.key, UploadId: id };
  return documentAnswer(
    xmlDocument("InitiateMultipartUploadResult", content),
    encryptionHeaders(version.encryption),
  );
}

/**
 * The upload that a request is about.
 * @throws {S3Refusal} `NoSuchUpload`
 */
export function uploadOf({ server, request }: Call): UploadRecord {
  bucketNamed(server.store, request.bucket);
  const id = request.query.get("uploadId") ?? "";
  const upload = server.store.get(keyOf.upload(request.bucket, id)) as UploadRecord | undefined;
  if (upload === undefined || upload.key !== request.key) throw new S3Refusal("NoSuchUpload");
  return upload;
}

function partNumberOf({ request }: Call): number {
  const number = Number(request.query.get("partNumber") || Number.NaN);
  if (!Number.isInteger(number) || number < 1) throw new S3Refusal("InvalidPart");
  if (number <= MAX_PARTS) return number;
  throw new S3Refusal("InvalidArgument", {
    message: "Part number must be an integer between 1 and 10000, inclusive",
  });
}

/** UploadPart. */
export async function putPart(call: Call): Promise<Answer> {
  const { server, request } = call;
  const number = partNumberOf(call);
  const { bytes, trailers } = await call.payload(server.maxObjectSize);
  const part = keepPart(call, number, bytes);
  const checksum = readChecksum((name) => request.headers.get(name) ?? trailers.get(name));
  return { headers: { etag: `"${part.etag}"`, ...checksumHeaders(checksum) } };
}

function keepPart(call: Call, number: number, bytes: Uint8Array): PartRecord {
  const { store, now } = call.server;
  const { id } = uploadOf(call);
  const at = keyOf.part(call.request.bucket, id, number);
  return store.transaction(() => {
    const former = store.get(at) as PartRecord | undefined;
    if (former !== undefined) store.deleteBlob(former.blob);
    const part: PartRecord = { number, etag: hex("md5", bytes), modified: now(), ...keepBytes(store, bytes) };
    store.put(at, part);
    return part;
  });
}

/** UploadPartCopy. */
export function copyPart(call: Call): Answer {
  const { server, request } = call;
  const number = partNumberOf(call);
  const source = readSource(call);
  const { version } = source;
  const range = request.headers.get("x-amz-copy-source-range");
  const span =
    range === null
      ? { start: 0, end: version.size }
      : aboutSource(source, () => readSourceRange(range, version.size));
  const part = keepPart(call, number, concat(readBytes(server.store, version, span)));
  const content = { LastModified: isoTime(part.modified), ETag: `"${part.etag}"` };
  return documentAnswer(xmlDocument("CopyPartResult", content));
}

function readSourceRange(range: string, size: number): { start: number; end: number } {
  if (!range.startsWith("bytes=")) throw refused(`'${range}' does not start with 'bytes='`);
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(range) ?? [];
  const [start, end] = [Number(first ?? Number.NaN), Number(last ?? Number.NaN) + 1];
  if (Number.isNaN(start) || Number.isNaN(end))
    throw refused(
      "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy",
    );
  if (start >= end || end > size) throw refused("Range specified is not valid for source object");
  return { start, end };
}

/** AbortMultipartUpload: one that is not there is aborted already. */
export function abortUpload(call: Call): Answer {
  const { server, request } = call;
  bucketNamed(server.store, request.bucket);
  const id = request.query.get("uploadId") ?? "";
  server.store.transaction(() => removeUpload(server.store, request.bucket, { id }));
  return { status: 204 };
}

/** ListParts. */
export function listParts(call: Call): Answer {
  const { server, request } = call;
  const limit = partsLimit(request.query);
  const marker = markerOf(request.query);
  const { id, key, version } = uploadOf(call);
  const parts = partsOf(server.store, request.bucket, id).filter(({ number }) => number > marker);
  const page = parts.slice(0, limit);
  const isTruncated = parts.length > page.length;
  const owner = { ID: OWNER.ID, DisplayName: OWNER.ID };
  const content = {
    Bucket: request.bucket,
    Key: key,
    UploadId: id,
    Initiator: owner,
    Owner: owner,
    StorageClass: version.storageClass ?? "STANDARD",
    PartNumberMarker: marker,
    NextPartNumberMarker: isTruncated ? (page.at(-1)?.number ?? 0) : 0,
    MaxParts: limit,
    IsTruncated: isTruncated,
    ChecksumAlgorithm: "",
    ChecksumType: "",
    Part: page.map(({ number, etag, modified, size }) => ({
      PartNumber: number,
      LastModified: isoTime(modified),
      ETag: `"${etag}"`,
      Size: size,
    })),
  };
  return documentAnswer(xmlDocument("ListPartsResult", content));
}

function refused(message: string): S3Refusal {
  return new S3Refusal("InvalidArgument", { message });
}

function partsLimit(query: URLSearchParams): number {
  const limit = Number(query.get("max-parts") || MAX_PARTS);
  if (Number.isInteger(limit) && limit >= 0) return Math.min(limit, MAX_PARTS);
  throw new S3Refusal("InvalidArgument", {
    message: "Part number must be an integer between 1 and 10000, inclusive",
  });
}

function markerOf(query: URLSearchParams): number {
  const marker = Number(query.get("part-number-marker") || 0);
  if (Number.isInteger(marker) && marker >= 0) return marker;
  throw new S3Refusal("InvalidArgument", { message: "Argument partNumberMarker must be an integer." });
}

/** ListMultipartUploads: as in MinIO, a prefix is a whole key. */
export function listUploads({ server, request }: Call): Answer {
  const { query } = request;
  const encode = encoderOf(query);
  const limit = pageSize(query, { name: "max-uploads", fallback: MAX_PARTS });
  const field = (name: string): string => query.get(name) ?? "";
  bucketNamed(server.store, request.bucket);
  const prefix = field("prefix");
  const [keyMarker, idMarker] = [field("key-marker"), field("upload-id-marker")];
  const found = uploadsOf(server.store, request.bucket)
    .filter(({ key }) => prefix === "" || key === prefix)
    .sort((a, b) => a.initiated - b.initiated || (a.id < b.id ? -1 : 1));
  // As in MinIO, the oldest comes first, whatever its key.
  const marked = found.findIndex(({ key, id }) => key === keyMarker && (idMarker === "" || id === idMarker));
  const uploads = found.slice(marked + 1);
  const page = uploads.slice(0, limit);
  const last = uploads.length > page.length ? page.at(-1) : undefined;
  const content = {
    Bucket: request.bucket,
    KeyMarker: encode(keyMarker),
    UploadIdMarker: idMarker,
    NextKeyMarker: encode(last?.key ?? ""),
    NextUploadIdMarker: last?.id ?? "",
    Delimiter: encode(field("delimiter")) || undefined,
    Prefix: encode(prefix),
    EncodingType: query.get("encoding-type") || undefined,
    MaxUploads: Math.min(limit, MAX_PARTS),
    IsTruncated: last !== undefined,
    Upload: page.map(({ key, id, initiated }) => ({
      Key: encode(key),
      UploadId: id,
      Initiator: { ID: "", DisplayName: "" },
      Owner: { ID: "", DisplayName: "" },
      StorageClass: "",
      Initiated: isoTime(initiated),
    })),
  };
  return documentAnswer(xmlDocument("ListMultipartUploadsResult", content));
}

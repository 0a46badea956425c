/** PutObject. */

import type { Answer, Call } from "./call.ts";
import { type Checksum, checksumHeaders, readChecksum } from "./checksums.ts";
import { refuseWrite } from "./preconditions.ts";
import { encryptionHeaders, newEncryption } from "./encryption.ts";
import { S3Refusal } from "./errors.ts";
import { hex } from "./bytes.ts";
import { newLocks } from "./object-lock.ts";
import { bucketNamed, type BucketRecord, type UploadRecord, type Version } from "./records.ts";
import { isUserMetadata, refuseKey } from "./request.ts";
import { readTagHeader } from "./tagging.ts";
import { addVersion, keepBytes } from "./versions.ts";

/** PutObject. */
export async function putObject(call: Call): Promise<Answer> {
  const { server, request } = call;
  const { key } = request;
  refuseKey(key);
  refuseStorageClass(request.headers);
  const { bytes, trailers } = await call.payload(server.maxObjectSize);
  const bucket = bucketNamed(server.store, request.bucket);
  const fields = newVersion(call, bucket);
  refuseWrite(call);
  const checksum = readChecksum((name) => request.headers.get(name) ?? trailers.get(name));
  const version = server.store.transaction(() =>
    addVersion(
      server.store,
      { bucket, key },
      {
        ...fields,
        modified: server.now(),
        size: bytes.length,
        etag: hex("md5", bytes),
        pieces: bytes.length === 0 ? [] : [keepBytes(server.store, bytes)],
        ...(checksum === undefined ? {} : { checksum }),
      },
    ),
  );
  return { headers: writtenHeaders(version, checksum) };
}

/** What an answer says of a version that was written. */
export function writtenHeaders(version: Version, checksum?: Checksum): Record<string, string> {
  return {
    etag: `"${version.etag}"`,
    ...(version.id === "null" ? {} : { "x-amz-version-id": version.id }),
    ...encryptionHeaders(version.encryption),
    ...checksumHeaders(checksum),
  };
}

const STORAGE_CLASSES = ["STANDARD", "REDUCED_REDUNDANCY"];

/**
 * Refuses storage classes that there are not.
 * @throws {S3Refusal}
 */
export function refuseStorageClass(headers: Headers): void {
  const storageClass = headers.get("x-amz-storage-class");
  if (storageClass !== null && !STORAGE_CLASSES.includes(storageClass))
    throw new S3Refusal("InvalidStorageClass");
}

/** What the headers of an upload say of the object that it makes. */
export function newVersion(call: Call, bucket: BucketRecord): UploadRecord["version"] {
  const { headers, key } = call.request;
  const storageClass = headers.get("x-amz-storage-class");
  const encryption = newEncryption(call, { bucket, key });
  return {
    headers: objectHeaders(headers),
    tags: readTagHeader(headers.get("x-amz-tagging")),
    ...(storageClass === null || storageClass === "STANDARD" ? {} : { storageClass }),
    ...(encryption === undefined ? {} : { encryption }),
    ...newLocks(call, bucket),
  };
}

const KEPT_HEADERS = [
  "cache-control",
  "content-disposition",
  "content-language",
  "expires",
  "x-amz-website-redirect-location",
];
const DEFAULT_TYPE = "binary/octet-stream";

/** The headers that are kept with an object. */
export function objectHeaders(headers: Headers): Record<string, string> {
  const names = [...headers.keys()].filter((name) => KEPT_HEADERS.includes(name) || isUserMetadata(name));
  const encoding = (headers.get("content-encoding") ?? "")
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "" && part !== "aws-chunked");
  return {
    "content-type": headers.get("content-type") || DEFAULT_TYPE,
    ...(encoding.length === 0 ? {} : { "content-encoding": encoding.join(",") }),
    ...Object.fromEntries(names.map((name) => [name, headers.get(name) ?? ""])),
  };
}

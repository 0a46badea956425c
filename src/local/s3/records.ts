/** The records of the server: buckets, objects with their versions, uploads with their parts; and where each is kept. */

import { S3Refusal } from "./errors.ts";
import type { Checksum } from "./checksums.ts";
import type { S3Store } from "./store.ts";

/** Key and value. */
export type Tag = [key: string, value: string];

/** How long objects are locked. */
export interface Retention {
  mode: "GOVERNANCE" | "COMPLIANCE";
  /** ISO 8601, in whole seconds. */
  until: string;
}

/** How objects of a bucket are encrypted; recorded and answered only, the bytes stay as they are. */
export interface Encryption {
  algorithm: "AES256" | "aws:kms";
  keyId?: string;
}

/** Whether overwritten objects are kept. */
export interface Versioning {
  status?: "Enabled" | "Suspended";
  excludedPrefixes: string[];
  excludeFolders: boolean;
}

/** How long new objects are locked when their upload does not say. */
export interface DefaultRetention {
  mode: Retention["mode"];
  days?: number;
  years?: number;
}

/** A bucket. */
export interface BucketRecord {
  name: string;
  /** ms since 1970: with the name, what tells this bucket from a later one. */
  created: number;
  /** Whether its objects can be locked. */
  lock: boolean;
  versioning: Versioning;
  defaultRetention?: DefaultRetention;
  /** Whether an object lock configuration was written since the bucket was created. */
  lockWritten?: boolean;
  encryption?: Encryption;
  tags?: Tag[];
  /** JSON in normal form. */
  policy?: string;
  /** XML in normal form. */
  lifecycle?: string;
  /** XML in normal form. */
  notification?: string;
}

/** Bytes in the store. */
export interface Piece {
  blob: string;
  size: number;
}

/** One version of an object, or a marker that it was deleted. */
export interface Version {
  /** "null" when it was written without versioning. */
  id: string;
  /** ms since 1970 */
  modified: number;
  /** Whether it says that the object was deleted. */
  marker?: boolean;
  size: number;
  /** Without quotes. */
  etag: string;
  pieces: Piece[];
  /** Whether the pieces are the parts of an upload. */
  parts?: boolean;
  /** Headers to answer with: content type and its like, and the user's metadata. */
  headers: Record<string, string>;
  tags: Tag[];
  storageClass?: string;
  encryption?: Encryption;
  retention?: Retention;
  legalHold?: "ON" | "OFF";
  checksum?: Checksum;
}

/** All versions of an object, the newest first; never none. */
export interface ObjectRecord {
  versions: Version[];
}

/** An upload in parts that was begun. */
export interface UploadRecord {
  id: string;
  key: string;
  /** ms since 1970 */
  initiated: number;
  /** What the object will be, but for its content. */
  version: Omit<Version, "id" | "modified" | "size" | "etag" | "pieces">;
}

/** A part that was uploaded. */
export interface PartRecord extends Piece {
  number: number;
  etag: string;
  modified: number;
}

/** Where records are kept. Names of buckets hold no slash, so none of these is the beginning of another. */
export const keyOf = {
  buckets: "bucket/",
  bucket: (name: string): string => `bucket/${name}`,
  objects: (bucket: string): string => `object/${bucket}/`,
  object: (bucket: string, key: string): string => `object/${bucket}/${key}`,
  uploads: (bucket: string): string => `upload/${bucket}/`,
  upload: (bucket: string, id: string): string => `upload/${bucket}/${id}`,
  parts: (bucket: string, id: string): string => `part/${bucket}/${id}/`,
  part: (bucket: string, id: string, number: number): string =>
    `part/${bucket}/${id}/${String(number).padStart(5, "0")}`,
};

/** The bucket of that name, if there is one. */
export function findBucket(store: S3Store, name: string): BucketRecord | undefined {
  return store.get(keyOf.bucket(name)) as BucketRecord | undefined;
}

/** The object of that key, if there is one. */
export function findObject(store: S3Store, bucket: string, key: string): ObjectRecord | undefined {
  return store.get(keyOf.object(bucket, key)) as ObjectRecord | undefined;
}

/** The parts of an upload, by number. */
export function partsOf(store: S3Store, bucket: string, id: string): PartRecord[] {
  return store.list(keyOf.parts(bucket, id)).map(([, part]) => part as PartRecord);
}

/** The uploads of a bucket that were begun. */
export function uploadsOf(store: S3Store, bucket: string): UploadRecord[] {
  return store.list(keyOf.uploads(bucket)).map(([, upload]) => upload as UploadRecord);
}

/** Removes an upload with its parts, but not the bytes that an object took over. */
export function removeUpload(
  store: S3Store,
  bucket: string,
  { id, taken = new Set() }: { id: string; taken?: ReadonlySet<string> },
): void {
  for (const { blob, number } of partsOf(store, bucket, id)) {
    if (!taken.has(blob)) store.deleteBlob(blob);
    store.delete(keyOf.part(bucket, id, number));
  }
  store.delete(keyOf.upload(bucket, id));
}

/**
 * The bucket of that name.
 * @throws {S3Refusal} `NoSuchBucket`
 */
export function bucketNamed(store: S3Store, name: string): BucketRecord {
  const bucket = findBucket(store, name);
  if (bucket === undefined) throw new S3Refusal("NoSuchBucket");
  return bucket;
}

/**
 * A version of an object, or the newest.
 * @param id as the request gives it; `null` when it gives none
 * @throws {S3Refusal} `NoSuchKey`, `NoSuchVersion`, or `MethodNotAllowed` when that version is a delete marker
 */
export function versionOf(
  store: S3Store,
  { bucket, key, id }: { bucket: string; key: string; id: string | null },
): Version {
  const record = findObject(store, bucket, key);
  const version = id === null ? record?.versions[0] : record?.versions.find((item) => item.id === id);
  if (version === undefined) throw new S3Refusal(id === null ? "NoSuchKey" : "NoSuchVersion");
  if (version.marker !== true) return version;
  throw new S3Refusal(id === null ? "NoSuchKey" : "MethodNotAllowed", { headers: markerHeaders(version) });
}

/** What answers say of a delete marker. */
export function markerHeaders({ id, marker }: Version): Record<string, string> {
  if (id === "null") return {};
  return marker === true
    ? { "x-amz-delete-marker": "true", "x-amz-version-id": id }
    : { "x-amz-version-id": id };
}

/**
 * The version that a query asks for.
 * @throws {S3Refusal} when it is no id
 */
export function versionIdOf(query: URLSearchParams): string | null {
  const id = query.get("versionId");
  if (id === null || id === "") return null;
  if (!isVersionId(id)) throw new S3Refusal("InvalidArgument", { message: "Invalid version id specified" });
  return id;
}

/** Whether a version can have that id. */
export function isVersionId(id: string): boolean {
  return id === "null" || /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id);
}

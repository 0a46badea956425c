/** CopyObject, and reading what a copy comes from. */

import { type Answer, type Call, documentAnswer, isoTime } from "./call.ts";
import { concat } from "./bytes.ts";
import { checksumHeaders, checksumOf } from "./checksums.ts";
import { S3Refusal } from "./errors.ts";
import { identityHeaders, judge } from "./preconditions.ts";
import { newVersion, refuseStorageClass, writtenHeaders } from "./put-object.ts";
import { bucketNamed, type UploadRecord, type Version, versionIdOf, versionOf } from "./records.ts";
import { refuseKey } from "./request.ts";
import { addVersion, keepBytes, readBytes } from "./versions.ts";
import { xmlDocument } from "./xml.ts";

/** What a copy comes from. */
export interface Source {
  bucket: string;
  key: string;
  version: Version;
  /** Whether the request names the version. */
  named: boolean;
}

/**
 * Finds what a copy comes from.
 * @throws {S3Refusal} when there is no such object, its conditions are not met, or the caller may not read it
 */
export function readSource({ server, request, may }: Call): Source {
  const [path = "", query = ""] = (request.headers.get("x-amz-copy-source") ?? "").split("?");
  const [, bucket = "", key = ""] = /^\/?([^/]+)\/([\s\S]+)$/.exec(unescapeSource(path)) ?? [];
  if (key === "")
    throw new S3Refusal("InvalidArgument", {
      message: "Copy Source must mention the source bucket and key: sourcebucket/sourcekey.",
    });
  return aboutSource({ bucket, key }, () => {
    const id = versionIdOf(new URLSearchParams(query));
    if (!may("s3:GetObject", { bucket, key })) throw new S3Refusal("AccessDenied");
    bucketNamed(server.store, bucket);
    const version = versionOf(server.store, { bucket, key, id });
    if (judge(request.headers, version, "x-amz-copy-source-") !== "go")
      throw new S3Refusal("PreconditionFailed", { headers: identityHeaders(version) });
    return { bucket, key, version, named: id !== null };
  });
}

/** Refusals in the work name the source, and not what is written. */
export function aboutSource<T>(subject: { bucket: string; key: string }, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof S3Refusal)) throw error;
    const { code, message, status, options } = error;
    throw new S3Refusal(code, { ...options, message, status, subject });
  }
}

function unescapeSource(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** CopyObject. */
export function copyObject(call: Call): Answer {
  const { server, request } = call;
  const { key } = request;
  refuseKey(key);
  refuseStorageClass(request.headers);
  const source = readSource(call);
  const replaces = aboutSource(source, () => ({
    metadata: replacing(call, "metadata"),
    tags: replacing(call, "tagging"),
  }));
  const bucket = bucketNamed(server.store, request.bucket);
  const fields = copiedFields(newVersion(call, bucket), source.version, replaces);
  if (isSame(source, call) && !replaces.metadata && !changesClass(source.version, fields))
    throw new S3Refusal("InvalidRequest", {
      message:
        "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    });
  const bytes = concat(readBytes(server.store, source.version, { start: 0, end: source.version.size }));
  const version = server.store.transaction(() =>
    addVersion(
      server.store,
      { bucket, key },
      {
        ...fields,
        modified: server.now(),
        size: bytes.length,
        etag: source.version.etag,
        pieces: bytes.length === 0 ? [] : [keepBytes(server.store, bytes)],
      },
    ),
  );
  return copyAnswer(source, version, bytes);
}

function replacing({ request }: Call, what: "metadata" | "tagging"): boolean {
  const directive = request.headers.get(`x-amz-${what}-directive`) ?? "COPY";
  if (directive === "COPY" || directive === "REPLACE") return directive === "REPLACE";
  throw new S3Refusal("InvalidArgument", {
    message: what === "metadata" ? "Unknown metadata directive." : "Unknown tag directive.",
  });
}

function copiedFields(
  asked: UploadRecord["version"],
  source: Version,
  replaces: { metadata: boolean; tags: boolean },
): UploadRecord["version"] {
  // MinIO does not carry this one over.
  const { expires: _expires, ...headers } = source.headers;
  return {
    ...asked,
    headers: replaces.metadata ? asked.headers : headers,
    tags: replaces.tags ? asked.tags : source.tags,
  };
}

function isSame(source: Source, { request }: Call): boolean {
  return source.bucket === request.bucket && source.key === request.key && !source.named;
}

function changesClass(source: Version, next: UploadRecord["version"]): boolean {
  return (
    source.storageClass !== next.storageClass || source.encryption?.algorithm !== next.encryption?.algorithm
  );
}

function copyAnswer(source: Source, version: Version, bytes: Uint8Array): Answer {
  const result = { LastModified: isoTime(version.modified), ETag: `"${version.etag}"` };
  return documentAnswer(xmlDocument("CopyObjectResult", result), {
    ...writtenHeaders(version),
    ...checksumHeaders(checksumOf("crc64nvme", bytes)),
    ...(!source.named || source.version.id === "null"
      ? {}
      : { "x-amz-copy-source-version-id": source.version.id }),
  });
}

/** GetObject and HeadObject. */

import type { Answer, Call } from "./call.ts";
import { checksumHeaders } from "./checksums.ts";
import { encryptionHeaders } from "./encryption.ts";
import { S3Refusal } from "./errors.ts";
import { lockHeaders } from "./object-lock.ts";
import { identityHeaders, judge } from "./preconditions.ts";
import { partSpan, readRange, type Span } from "./range.ts";
import { refuseName } from "./request.ts";
import { bucketNamed, type Version, versionIdOf, versionOf } from "./records.ts";
import { readBytes } from "./versions.ts";

/** GetObject. */
export function getObject(call: Call): Answer {
  return answerObject(call, true);
}

/** HeadObject. */
export function headObject(call: Call): Answer {
  return answerObject(call, false);
}

function answerObject({ server, request }: Call, whole: boolean): Answer {
  const { query, headers, key } = request;
  const id = versionIdOf(query);
  const range = headers.get("range");
  const part = partNumberOf(query);
  if (part !== undefined && range !== null)
    throw new S3Refusal("InvalidRequest", {
      message: "Cannot specify both Range header and partNumber query parameter",
    });
  bucketNamed(server.store, request.bucket);
  refuseName(key);
  const version = versionOf(server.store, { bucket: request.bucket, key, id });
  const verdict = judge(headers, version);
  if (verdict !== "go") return unmet(version, verdict);
  const span = part === undefined ? readRange(range, version.size) : partSpan(version, part);
  const { start, end } = span ?? { start: 0, end: version.size };
  return {
    status: span === undefined ? 200 : 206,
    headers: {
      ...describedBy(version),
      ...overrides(query),
      ...spanHeaders(version, span),
      ...(part === undefined || version.parts !== true
        ? {}
        : { "x-amz-mp-parts-count": String(version.pieces.length) }),
      ...(headers.get("x-amz-checksum-mode")?.toUpperCase() === "ENABLED" && span === undefined
        ? checksumHeaders(version.checksum)
        : {}),
      "content-length": String(end - start),
    },
    ...(whole ? { body: readBytes(server.store, version, { start, end }) } : {}),
  };
}

function partNumberOf(query: URLSearchParams): number | undefined {
  const text = query.get("partNumber");
  if (text === null) return undefined;
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1) return number;
  throw new S3Refusal("InvalidPartNumber");
}

function describedBy(version: Version): Record<string, string> {
  const { id, storageClass, tags } = version;
  return {
    ...version.headers,
    ...identityHeaders(version),
    ...(id === "null" ? {} : { "x-amz-version-id": id }),
    ...(storageClass === undefined ? {} : { "x-amz-storage-class": storageClass }),
    ...(tags.length === 0 ? {} : { "x-amz-tagging-count": String(tags.length) }),
    ...encryptionHeaders(version.encryption),
    ...lockHeaders(version),
  };
}

const OVERRIDES = [
  "cache-control",
  "content-disposition",
  "content-encoding",
  "content-language",
  "content-type",
  "expires",
];

function overrides(query: URLSearchParams): Record<string, string> {
  const given = OVERRIDES.filter((name) => query.has(`response-${name}`));
  return Object.fromEntries(given.map((name) => [name, query.get(`response-${name}`) ?? ""]));
}

function spanHeaders({ size }: Version, span: Span | undefined): Record<string, string> {
  return span === undefined ? {} : { "content-range": `bytes ${span.start}-${span.end - 1}/${size}` };
}

function unmet(version: Version, verdict: "unchanged" | "failed"): Answer {
  const named = ["cache-control", "expires"].flatMap((name) => {
    const value = version.headers[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  const headers = {
    ...Object.fromEntries(named),
    ...identityHeaders(version),
    "x-amz-version-id": version.id,
  };
  if (verdict === "failed") throw new S3Refusal("PreconditionFailed", { headers });
  return { status: 304, headers };
}

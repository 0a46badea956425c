/** Conditions of requests: If-Match and its like. @see https://www.rfc-editor.org/rfc/rfc9110#section-13 */

import type { Call } from "./call.ts";
import { S3Refusal } from "./errors.ts";
import { findObject, type Version } from "./records.ts";

/** What the conditions say: go on, nothing changed, or refuse. */
export type Verdict = "go" | "unchanged" | "failed";

/**
 * Holds a version against the conditions of a request.
 * @param prefix of the headers: "" or `x-amz-copy-source-`
 */
export function judge(headers: Headers, version: Pick<Version, "etag" | "modified">, prefix = ""): Verdict {
  const [match, noneMatch] = [headers.get(`${prefix}if-match`), headers.get(`${prefix}if-none-match`)];
  const modified = Math.floor(version.modified / 1_000) * 1_000;
  const modifiedSince = timeOf(headers.get(`${prefix}if-modified-since`));
  const unmodifiedSince = timeOf(headers.get(`${prefix}if-unmodified-since`));
  if (match !== null && !names(match, version)) return "failed";
  if (match === null && unmodifiedSince !== undefined && modified > unmodifiedSince) return "failed";
  if (noneMatch !== null) return names(noneMatch, version) ? "unchanged" : "go";
  return modifiedSince !== undefined && modified <= modifiedSince ? "unchanged" : "go";
}

function names(list: string, { etag }: { etag: string }): boolean {
  return list.split(",").some((item) => {
    const name = item.trim().replace(/^W\//, "").replaceAll('"', "");
    return name === etag || name === "*";
  });
}

function timeOf(text: string | null): number | undefined {
  const time = Date.parse(text ?? "");
  return Number.isNaN(time) ? undefined : time;
}

/**
 * Refuses to write over an object that is not as the request expects.
 * @throws {S3Refusal} `PreconditionFailed`, or `NoSuchKey` when there is nothing to match
 */
export function refuseWrite({ server, request }: Call): void {
  const [match, noneMatch] = [request.headers.get("if-match"), request.headers.get("if-none-match")];
  if (match === null && noneMatch === null) return;
  const newest = findObject(server.store, request.bucket, request.key)?.versions[0];
  const version = newest?.marker === true ? undefined : newest;
  if (version === undefined && match !== null) throw new S3Refusal("NoSuchKey");
  if (version === undefined) return;
  if ((match !== null && !names(match, version)) || (noneMatch !== null && names(noneMatch, version)))
    throw new S3Refusal("PreconditionFailed", { headers: identityHeaders(version) });
}

/** How an answer names the version that conditions are about. */
export function identityHeaders({ etag, modified }: Version): Record<string, string> {
  return { etag: `"${etag}"`, "last-modified": new Date(modified).toUTCString() };
}

/** Walking through the keys of a bucket: prefix, delimiter, marker and page size, common to all listings. */

import { S3Refusal } from "./errors.ts";
import { keyOf, type ObjectRecord } from "./records.ts";
import type { S3Store } from "./store.ts";

/** Which keys. */
export interface Walk {
  bucket: string;
  prefix: string;
  /** "" for none. */
  delimiter: string;
  /** Only what comes behind this key or common prefix. */
  after: string;
  /** Also objects whose newest version says that they were deleted. */
  deleted: boolean;
}

/** One step: an object, or many of them under one prefix. */
export type Stop = { key: string; record: ObjectRecord } | { commonPrefix: string };

const BATCH = 1_000;
// Behind every key that begins with the prefix before it.
const LAST = "\u{10FFFF}";

/** The objects and common prefixes of a bucket, in the order of their names. */
export function* walk(store: S3Store, { bucket, prefix, delimiter, after, deleted }: Walk): Generator<Stop> {
  const root = keyOf.objects(bucket);
  // A marker under a common prefix is behind that prefix: nothing more under it is listed.
  const passed = commonPrefixOf(after, { prefix, delimiter });
  let from = passed === undefined ? after : `${passed}${LAST}`;
  for (let more = true; more;) {
    const batch = store.list(root + prefix, { after: root + from, limit: BATCH });
    more = batch.length === BATCH;
    for (const [at, found] of batch) {
      const record = found as ObjectRecord;
      from = at.slice(root.length);
      const commonPrefix = commonPrefixOf(from, { prefix, delimiter });
      // MinIO lists folders without a look at what is left in them.
      const isFolder = commonPrefix !== undefined && delimiter === "/";
      if (!deleted && !isFolder && record.versions[0]?.marker === true) continue;
      if (commonPrefix === undefined) yield { key: from, record };
      else {
        yield { commonPrefix };
        from = `${commonPrefix}${LAST}`;
        more = true;
        break;
      }
    }
  }
}

function commonPrefixOf(
  key: string,
  { prefix, delimiter }: { prefix: string; delimiter: string },
): string | undefined {
  const end = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
  return end < 0 ? undefined : key.slice(0, end + delimiter.length);
}

/** How keys stand in an answer. */
export type EncodeKey = (key: string) => string;

/**
 * How keys stand in the answer to a listing.
 * @throws {S3Refusal} when the encoding is none
 */
export function encoderOf(query: URLSearchParams): EncodeKey {
  const encoding = query.get("encoding-type") ?? "";
  if (encoding === "") return (key) => key;
  if (encoding.toLowerCase() === "url") return encodeKey;
  throw new S3Refusal("InvalidArgument", { message: "Invalid Encoding Method specified in Request" });
}

function encodeKey(key: string): string {
  return encodeURIComponent(key)
    .replaceAll("%2F", "/")
    .replaceAll("%20", "+")
    .replaceAll(/[!'()]/g, (found) => `%${found.charCodeAt(0).toString(16).toUpperCase()}`);
}

/**
 * The page size that a query asks for.
 * @throws {S3Refusal} when it is none
 */
export function pageSize(
  query: URLSearchParams,
  { name, fallback }: { name: string; fallback: number },
): number {
  const text = query.get(name);
  if (text === null || text === "") return fallback;
  const size = Number(text);
  if (Number.isInteger(size) && size >= 0 && size <= 2_147_483_647) return size;
  throw new S3Refusal("InvalidArgument", {
    message: `Argument ${name === "max-keys" ? "maxKeys" : name} must be an integer between 0 and 2147483647`,
  });
}

/** Objects: written, read in parts and under conditions, copied, tagged, deleted. */

import type { Step } from "../exchange.ts";
import { PLAIN } from "./config.ts";

const put = (path: string, body: string, more: Partial<Step> = {}): Step => ({
  what: `put ${path}`,
  method: "PUT",
  path: `/{bucket}${path}`,
  body,
  ...more,
});
const get = (what: string, path: string, more: Partial<Step> = {}): Step => ({
  what,
  method: "GET",
  path: `/{bucket}${path}`,
  ...more,
});
const HELLO = "hello world";
const MD5 = "XrY7u+Ae7tCTyyK7j1rNww==";
const ETAG = '"5eb63bbbe01eeed093cb22bb8f5acdc3"';
const DATE_PAST = "Wed, 01 Jan 2020 00:00:00 GMT";
const DATE_FUTURE = "Wed, 01 Jan 2070 00:00:00 GMT";
const TAGGING = "<Tagging><TagSet><Tag><Key>a</Key><Value>1</Value></Tag></TagSet></Tagging>";

const writing: Step[] = [
  put("/a.txt", HELLO, {
    headers: {
      "content-type": "text/plain",
      "x-amz-meta-Colour": "blue",
      "cache-control": "max-age=60",
      "content-disposition": "inline",
      "content-language": "de",
      expires: DATE_FUTURE,
    },
  }),
  put("/md5.txt", HELLO, { headers: { "content-md5": MD5 } }),
  put("/md5.txt", "other", { what: "put with a wrong md5", headers: { "content-md5": MD5 } }),
  put("/md5.txt", "other", { what: "put with an invalid md5", headers: { "content-md5": "nonsense" } }),
  put("/md5.txt", "other", { what: "put with a wrong sha256", sign: { payloadHash: "a".repeat(64) } }),
  put("/empty", "", { what: "put an empty object" }),
  put("/folder/", "", { what: "put a folder" }),
  put("/folder/", "x", { what: "put a folder with content" }),
  put("/dir/with%20space%2Bplus%26%C3%BC.txt", "umlaut", { what: "put a key with special characters" }),
  put("/encoded.gz", "zip", { headers: { "content-encoding": "gzip" }, what: "put with an encoding" }),
  put("/x//y", "x", { what: "put a key with two slashes" }),
  put("/a.txt/below", "x", { what: "put below an object" }),
  put("/tagged", "x", { what: "put with tags", headers: { "x-amz-tagging": "a=1&b=x%20y" } }),
  put("/tagged-badly", "x", { what: "put with a tag twice", headers: { "x-amz-tagging": "a=1&a=2" } }),
  put("/class", "x", {
    what: "put with a storage class",
    headers: { "x-amz-storage-class": "REDUCED_REDUNDANCY" },
  }),
  put("/class2", "x", {
    what: "put with an unknown storage class",
    headers: { "x-amz-storage-class": "COLD" },
  }),
  put("/encrypted", "x", { what: "put encrypted", headers: { "x-amz-server-side-encryption": "AES256" } }),
  put("/encrypted-badly", "x", {
    what: "put with an unknown encryption",
    headers: { "x-amz-server-side-encryption": "rot13" },
  }),
  put("/customer", "x", {
    what: "put with a customer's key over HTTP",
    headers: { "x-amz-server-side-encryption-customer-algorithm": "AES256" },
  }),
  put("/meta", "x", { what: "put with too much metadata", headers: { "x-amz-meta-big": "x".repeat(3000) } }),
  put("/reserved", "x", { what: "put with reserved metadata", headers: { "x-minio-internal-a": "x" } }),
  put(`/${"k/".repeat(512) + "k"}`, "x", { what: "put a long key" }),
  put(`/${"k".repeat(256)}`, "x", {
    what: "put a key with a long segment",
    differs: { why: "MinIO keeps objects as files, whose names end at 255 bytes", status: 200 },
  }),
  put("/../escape", "x", { what: "put with a path traversal" }),
  put("/a/..%2F..%2Fescape", "x", { what: "put with an escaped path traversal" }),
  put("/./dot", "x", { what: "put with a dot segment" }),
  put("/nul%00", "x", { what: "put a key with NUL" }),
  put("/back%5Cslash", "x", { what: "put a key with a backslash" }),
  put("/trailing.", "x", { what: "put a key that ends with a dot" }),
  put("//leading", "x", { what: "put a key with a leading slash" }),
  put("/line%0Abreak", "x", { what: "put a key with a line break" }),
  put("/sha.txt", HELLO, {
    what: "put with a checksum",
    headers: { "x-amz-checksum-sha256": "uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek=" },
  }),
  put("/sha.txt", HELLO, {
    what: "put with a wrong checksum",
    headers: { "x-amz-checksum-sha256": "AAAAuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek=" },
  }),
  put("/sha.txt", HELLO, {
    what: "put with an invalid checksum",
    headers: { "x-amz-checksum-crc32": "nonsense" },
  }),
  put("/once", "x", { what: "put if none match", headers: { "if-none-match": "*" } }),
  put("/once", "x", { what: "put if none match, again", headers: { "if-none-match": "*" } }),
  put("/once", "y", { what: "put if match", headers: { "if-match": '"9dd4e461268c8034f5c8564e155c67a6"' } }),
  put("/once", "z", {
    what: "put if match of an old one",
    headers: { "if-match": '"9dd4e461268c8034f5c8564e155c67a6"' },
  }),
  put("/nothing", "z", {
    what: "put if match of nothing",
    headers: { "if-match": '"9dd4e461268c8034f5c8564e155c67a6"' },
  }),
  put("/a.txt", "", {
    what: "acl of an object: write",
    query: "acl",
    headers: { "x-amz-acl": "private" },
    ignore: PLAIN,
  }),
  put("/a.txt", "", {
    what: "another acl of an object: write",
    query: "acl",
    headers: { "x-amz-acl": "public-read" },
  }),
];

const browser = { origin: "https://shop.example" };

const crossing: Step[] = [
  get("get for a page of another origin", "/a.txt", { headers: browser }),
  get("missing for a page of another origin", "/missing", { headers: browser }),
  get("may a page put", "/a.txt", {
    method: "OPTIONS",
    headers: {
      ...browser,
      "access-control-request-method": "PUT",
      "access-control-request-headers": "x-amz-date,content-type",
    },
    sign: { form: "anonymous" },
    ignore: PLAIN,
  }),
  get("options without an origin", "/a.txt", {
    method: "OPTIONS",
    sign: { form: "anonymous" },
    ignore: PLAIN,
  }),
];

const unfit: Step[] = ["x//y", "/leading", "%00", "k/".repeat(512) + "kk"].flatMap((key): Step[] => [
  ...["GET", "HEAD", "DELETE"].map((method) =>
    get(`${method} of an unfit key ${key.slice(0, 9)}`, `/${key}`, { method }),
  ),
  get(`upload to an unfit key ${key.slice(0, 9)}`, `/${key}`, { method: "POST", query: "uploads" }),
  get(`tags of an unfit key ${key.slice(0, 9)}`, `/${key}`, { query: "tagging" }),
]);

const reading: Step[] = [
  get("get", "/a.txt"),
  get("head", "/a.txt", { method: "HEAD" }),
  get("get a missing key", "/missing"),
  get("head a missing key", "/missing", { method: "HEAD" }),
  get("get a folder", "/folder/"),
  get("get a prefix", "/dir"),
  get("get special characters", "/dir/with%20space%2Bplus%26%C3%BC.txt"),
  get("get what was encoded", "/encoded.gz"),
  get("get what is encrypted", "/encrypted", { method: "HEAD" }),
  get("head with a storage class", "/class", { method: "HEAD" }),
  get("head with tags", "/tagged", { method: "HEAD" }),
  get("head with a checksum", "/sha.txt", { method: "HEAD", headers: { "x-amz-checksum-mode": "ENABLED" } }),
  ...[
    "bytes=0-4",
    "bytes=6-",
    "bytes=-5",
    "bytes=0-100",
    "bytes=11-",
    "bytes=5-2",
    "bytes=a-b",
    "items=0-1",
    "bytes=0-1,3-4",
    "bytes=-0",
    "bytes=-100",
  ].map((range) => get(`range ${range}`, "/a.txt", { headers: { range } })),
  get("range of an empty object", "/empty", { headers: { range: "bytes=0-1" } }),
  get("head of a range", "/a.txt", { method: "HEAD", headers: { range: "bytes=0-4" } }),
  get("if match", "/a.txt", { headers: { "if-match": ETAG } }),
  get("if match fails", "/a.txt", { headers: { "if-match": '"x"' } }),
  get("if match without quotes", "/a.txt", { headers: { "if-match": ETAG.slice(1, -1) } }),
  get("if none match", "/a.txt", { headers: { "if-none-match": ETAG } }),
  get("if none match of another", "/a.txt", { headers: { "if-none-match": '"x"' } }),
  get("head if none match", "/a.txt", { method: "HEAD", headers: { "if-none-match": ETAG } }),
  get("head if match fails", "/a.txt", {
    method: "HEAD",
    headers: { "if-match": '"x"' },
    ignore: ["content-length", "content-type"],
  }),
  get("if modified since", "/a.txt", { headers: { "if-modified-since": DATE_PAST } }),
  get("if not modified since", "/a.txt", { headers: { "if-modified-since": DATE_FUTURE } }),
  get("if unmodified since", "/a.txt", { headers: { "if-unmodified-since": DATE_PAST } }),
  get("response headers", "/a.txt", {
    query:
      "response-cache-control=no-store&response-content-disposition=attachment&response-content-type=text%2Fcsv",
  }),
  get("part 1 of an object that has none", "/a.txt", { query: "partNumber=1" }),
  get("part 2 of an object that has none", "/a.txt", { query: "partNumber=2" }),
  get("version null", "/a.txt", { query: "versionId=null" }),
  get("a version that is no version", "/a.txt", { query: "versionId=x" }),
  get("an unknown version", "/a.txt", { query: "versionId=00000000-0000-4000-8000-000000000000" }),
  get("head of an unknown version", "/a.txt", {
    method: "HEAD",
    query: "versionId=00000000-0000-4000-8000-000000000000",
  }),
  get("acl of an object", "/a.txt", { query: "acl", ignore: PLAIN }),
  get("attributes", "/a.txt", {
    query: "attributes",
    headers: { "x-amz-object-attributes": "ETag,ObjectSize" },
    differs: { why: "GetObjectAttributes is not simulated", status: 501, code: "NotImplemented" },
  }),
  get("torrent", "/a.txt", { query: "torrent" }),
  get("select", "/a.txt", {
    method: "POST",
    query: "select&select-type=2",
    body: "<X/>",
    differs: { why: "SelectObjectContent is not simulated", status: 501, code: "NotImplemented" },
  }),
  get("restore", "/a.txt", {
    method: "POST",
    query: "restore",
    body: "<RestoreRequest/>",
    differs: { why: "there are no tiers to restore from", status: 501, code: "NotImplemented" },
  }),
  get("retention without object lock", "/a.txt", { query: "retention" }),
  get("legal hold without object lock", "/a.txt", { query: "legal-hold" }),
];

const copying: Step[] = [
  put("/copy", "", { what: "copy", headers: { "x-amz-copy-source": "/{bucket}/a.txt" } }),
  get("head of the copy", "/copy", { method: "HEAD" }),
  put("/copy", "", {
    what: "copy with new metadata",
    headers: {
      "x-amz-copy-source": "{bucket}/a.txt",
      "x-amz-metadata-directive": "REPLACE",
      "x-amz-meta-shape": "round",
      "content-type": "text/css",
    },
  }),
  get("head of the changed copy", "/copy", { method: "HEAD" }),
  put("/copy-special", "", {
    what: "copy of special characters",
    headers: { "x-amz-copy-source": "/{bucket}/dir/with%20space%2Bplus%26%C3%BC.txt" },
  }),
  put("/copy", "", { what: "copy of nothing", headers: { "x-amz-copy-source": "/{bucket}/missing" } }),
  put("/copy", "", { what: "copy from no bucket", headers: { "x-amz-copy-source": "/{missing}/a" } }),
  put("/copy", "", { what: "copy without a key", headers: { "x-amz-copy-source": "/{bucket}" } }),
  put("/a.txt", "", { what: "copy onto itself", headers: { "x-amz-copy-source": "/{bucket}/a.txt" } }),
  put("/copy", "", {
    what: "copy with an unknown directive",
    headers: { "x-amz-copy-source": "/{bucket}/a.txt", "x-amz-metadata-directive": "MAYBE" },
  }),
  put("/copy", "", {
    what: "copy if match fails",
    headers: { "x-amz-copy-source": "/{bucket}/a.txt", "x-amz-copy-source-if-match": '"x"' },
  }),
  put("/copy", "", {
    what: "copy if none match fails",
    headers: { "x-amz-copy-source": "/{bucket}/a.txt", "x-amz-copy-source-if-none-match": ETAG },
  }),
  put("/copy-tagged", "", { what: "copy with tags", headers: { "x-amz-copy-source": "/{bucket}/tagged" } }),
  get("tags of the copy", "/copy-tagged", { query: "tagging" }),
  put("/copy-tagged", "", {
    what: "copy with new tags",
    headers: {
      "x-amz-copy-source": "/{bucket}/tagged",
      "x-amz-tagging-directive": "REPLACE",
      "x-amz-tagging": "new=1",
    },
  }),
  get("new tags of the copy", "/copy-tagged", { query: "tagging" }),
];

const tags: Step[] = [
  get("tags of an object", "/tagged", { query: "tagging" }),
  get("no tags of an object", "/a.txt", { query: "tagging" }),
  put("/a.txt", TAGGING, { what: "tag", query: "tagging", headers: { "content-md5": "{md5}" } }),
  get("tags set", "/a.txt", { query: "tagging" }),
  put("/missing", TAGGING, { what: "tag nothing", query: "tagging" }),
  put("/a.txt", "garbage", { what: "tag with garbage", query: "tagging" }),
  put(
    "/a.txt",
    `<Tagging><TagSet>${Array.from({ length: 11 }, (_, index) => `<Tag><Key>k${index}</Key><Value>v</Value></Tag>`).join("")}</TagSet></Tagging>`,
    { what: "11 tags", query: "tagging" },
  ),
  get("untag", "/a.txt", { method: "DELETE", query: "tagging" }),
  get("untag nothing", "/missing", { method: "DELETE", query: "tagging" }),
];

const several =
  "<Delete><Object><Key>a</Key></Object><Object><Key>missing</Key></Object><Object><Key>a</Key><VersionId>null</VersionId></Object></Delete>";
const plain = (what: string, method: string, more: Partial<Step> = {}): Step => ({
  what: `without versions: ${what}`,
  method,
  path: "/{regional}",
  ...more,
});

const unversioned: Step[] = [
  plain("create", "PUT"),
  plain("put", "PUT", { path: "/{regional}/a", body: "x" }),
  plain("put again", "PUT", { path: "/{regional}/a", body: "y" }),
  plain("list", "GET", { query: "versions" }),
  plain("delete several", "POST", { query: "delete", body: several, headers: { "content-md5": "{md5}" } }),
  plain("delete several of no version", "POST", {
    query: "delete",
    body: "<Delete><Object><Key>a</Key><VersionId>x</VersionId></Object></Delete>",
    headers: { "content-md5": "{md5}" },
  }),
  plain("delete by a path traversal", "POST", {
    query: "delete",
    body: "<Delete><Object><Key>../a</Key></Object></Delete>",
    headers: { "content-md5": "{md5}" },
  }),
  plain("delete an empty key", "POST", {
    query: "delete",
    body: "<Delete><Object><Key></Key></Object></Delete>",
    headers: { "content-md5": "{md5}" },
  }),
  plain("put once more", "PUT", { path: "/{regional}/a", body: "x" }),
  plain("delete version null", "DELETE", { path: "/{regional}/a", query: "versionId=null" }),
  plain("delete an unknown version", "DELETE", {
    path: "/{regional}/a",
    query: "versionId=00000000-0000-4000-8000-000000000000",
  }),
  plain("begin an upload", "POST", { path: "/{regional}/up", query: "uploads" }),
  plain("delete the bucket with an upload", "DELETE"),
  plain("it is gone", "GET"),
];

const removing: Step[] = [
  get("delete", "/copy", { method: "DELETE" }),
  get("delete again", "/copy", { method: "DELETE" }),
  get("delete a prefix", "/dir", { method: "DELETE" }),
  { what: "delete the bucket with objects", method: "DELETE" },
  {
    what: "delete several",
    method: "POST",
    query: "delete",
    body: "<Delete><Object><Key>md5.txt</Key></Object><Object><Key>missing</Key></Object></Delete>",
    headers: { "content-md5": "{md5}" },
  },
  {
    what: "delete several, quietly",
    method: "POST",
    query: "delete",
    body: "<Delete><Quiet>true</Quiet><Object><Key>once</Key></Object></Delete>",
    headers: { "content-md5": "{md5}" },
  },
  {
    what: "delete several without md5",
    method: "POST",
    query: "delete",
    body: "<Delete><Object><Key>class</Key></Object></Delete>",
  },
  {
    what: "delete several by garbage",
    method: "POST",
    query: "delete",
    body: "garbage",
    headers: { "content-md5": "{md5}" },
  },
  {
    what: "delete none",
    method: "POST",
    query: "delete",
    body: "<Delete></Delete>",
    headers: { "content-md5": "{md5}" },
  },
];

export const objectSteps: Step[] = [
  ...writing,
  ...reading,
  ...unfit,
  ...crossing,
  ...copying,
  ...tags,
  ...removing,
  ...unversioned,
];

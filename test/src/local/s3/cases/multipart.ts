/** Uploads in parts. */

import type { Step } from "../exchange.ts";

const at = (what: string, method: string, query: string, more: Partial<Step> = {}): Step => ({
  what,
  method,
  path: "/{bucket}/big",
  query,
  ...more,
});
const UPLOAD = { upload: /<UploadId>([^<]*)</ };
const PART = 5 * 1024 * 1024;
const tag = (name: string): Record<string, RegExp> => ({ [name]: /etag: "(.*)"/ });
const complete = (...parts: [number, string][]): string =>
  `<CompleteMultipartUpload>${parts.map(([number, etag]) => `<Part><PartNumber>${number}</PartNumber><ETag>"${etag}"</ETag></Part>`).join("")}</CompleteMultipartUpload>`;
const UNKNOWN = "00000000-0000-4000-8000-000000000000";

export const multipartSteps: Step[] = [
  at("begin", "POST", "uploads", {
    keep: UPLOAD,
    headers: { "content-type": "text/plain", "x-amz-meta-a": "b" },
  }),
  { what: "uploads listed", method: "GET", query: "uploads" },
  { what: "uploads listed by prefix", method: "GET", query: "uploads&prefix=big" },
  { what: "uploads listed by another prefix", method: "GET", query: "uploads&prefix=other" },
  { what: "uploads: a wrong number", method: "GET", query: "uploads&max-uploads=x" },
  at("no parts yet", "GET", "uploadId={upload}"),
  at("part 1", "PUT", "partNumber=1&uploadId={upload}", { size: PART, keep: tag("one") }),
  at("part 2", "PUT", "partNumber=2&uploadId={upload}", { body: "end", keep: tag("two") }),
  at("part 2 again", "PUT", "partNumber=2&uploadId={upload}", { body: "the end", keep: tag("two") }),
  at("part 0", "PUT", "partNumber=0&uploadId={upload}", { body: "x" }),
  at("part 10001", "PUT", "partNumber=10001&uploadId={upload}", { body: "x" }),
  at("part x", "PUT", "partNumber=x&uploadId={upload}", { body: "x" }),
  at("a part of an unknown upload", "PUT", `partNumber=1&uploadId=${UNKNOWN}`, { body: "x" }),
  at("a part by copy", "PUT", "partNumber=3&uploadId={upload}", {
    headers: { "x-amz-copy-source": "/{bucket}/a.txt", "x-amz-copy-source-range": "bytes=0-4" },
  }),
  at("a part by copy of too much", "PUT", "partNumber=3&uploadId={upload}", {
    headers: { "x-amz-copy-source": "/{bucket}/a.txt", "x-amz-copy-source-range": "bytes=0-400" },
  }),
  at("a part by a wrong range", "PUT", "partNumber=3&uploadId={upload}", {
    headers: { "x-amz-copy-source": "/{bucket}/a.txt", "x-amz-copy-source-range": "0-4" },
  }),
  at("parts listed", "GET", "uploadId={upload}"),
  at("parts listed in pages", "GET", "uploadId={upload}&max-parts=1"),
  at("parts after a marker", "GET", "uploadId={upload}&part-number-marker=1"),
  at("parts: a wrong number", "GET", "uploadId={upload}&max-parts=-1"),
  at("parts of an unknown upload", "GET", `uploadId=${UNKNOWN}`),
  at("complete out of order", "POST", "uploadId={upload}", { body: complete([2, "{two}"], [1, "{one}"]) }),
  at("complete with a wrong etag", "POST", "uploadId={upload}", { body: complete([1, "x"]) }),
  at("complete with a missing part", "POST", "uploadId={upload}", { body: complete([9, "{one}"]) }),
  at("complete with a small part", "POST", "uploadId={upload}", {
    body: complete([2, "{two}"], [3, "5d41402abc4b2a76b9719d911017c592"]),
  }),
  at("complete without parts", "POST", "uploadId={upload}", { body: complete() }),
  at("complete with garbage", "POST", "uploadId={upload}", { body: "garbage" }),
  at("complete an unknown upload", "POST", `uploadId=${UNKNOWN}`, { body: complete([1, "{one}"]) }),
  at("not there before", "HEAD", ""),
  at("complete", "POST", "uploadId={upload}", { body: complete([1, "{one}"], [2, "{two}"]) }),
  at("complete again", "POST", "uploadId={upload}", { body: complete([1, "{one}"], [2, "{two}"]) }),
  at("head", "HEAD", ""),
  at("head of part 2", "HEAD", "partNumber=2"),
  at("part 2 read", "GET", "partNumber=2"),
  at("part 3 read", "GET", "partNumber=3"),
  at("across the parts", "GET", "", { headers: { range: `bytes=${PART - 2}-${PART + 2}` } }),
  at("part and range", "GET", "partNumber=1", { headers: { range: "bytes=0-1" } }),

  at("begin another", "POST", "uploads", { keep: UPLOAD }),
  at("abort", "DELETE", "uploadId={upload}"),
  at("abort again", "DELETE", "uploadId={upload}"),
  { what: "no uploads listed", method: "GET", query: "uploads" },
  at("begin in no bucket", "POST", "uploads", { path: "/{missing}/big" }),
];

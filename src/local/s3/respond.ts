/** Answers as the server sends them: the headers that every one has, and the document of a refusal. */

import { concat } from "./bytes.ts";
import type { Answer } from "./call.ts";
import type { S3Refusal } from "./errors.ts";
import type { S3Request } from "./request.ts";
import { xmlDocument } from "./xml.ts";

// What a deployment calls itself.
const HOST_ID = "dd9025bab4ad464b049177c95eb6ebf374d3b3fd1af9251148b658df7ac2e3e8";

/** Makes the answer to a request. @param now ms since 1970 */
export function respond(request: S3Request, answer: Answer, now: number): Response {
  return send(request, answer, { id: requestId(now), now });
}

/** Makes the answer to a request that is refused. @param now ms since 1970 */
export function respondRefused(request: S3Request, refusal: S3Refusal, now: number): Response {
  const id = requestId(now);
  const { options, status, code, message } = refusal;
  if (request.method === "HEAD") {
    const headers = { "x-minio-error-code": code, "x-minio-error-desc": `"${message}"`, ...options.headers };
    return send(
      request,
      { status, headers: code === "PreconditionFailed" ? { ...options.headers } : headers },
      { id, now },
    );
  }
  const subject = options.unrouted === true ? {} : (options.subject ?? request);
  const content = {
    Code: code,
    Message: message,
    Key: subject.key || undefined,
    BucketName: subject.bucket || undefined,
    Resource: request.path,
    RequestId: id,
    HostId: HOST_ID,
    ...options.details,
  };
  const headers = { "content-type": "application/xml", ...options.headers };
  return send(request, { status, headers, body: xmlDocument("Error", content, "") }, { id, now });
}

function send(request: S3Request, answer: Answer, { id, now }: { id: string; now: number }): Response {
  const { status = 200, headers = {}, body } = answer;
  const all = new Headers({
    "accept-ranges": "bytes",
    date: new Date(now).toUTCString(),
    server: "MinIO",
    vary: "Origin",
    "x-amz-id-2": HOST_ID,
    "x-amz-request-id": id,
    "x-content-type-options": "nosniff",
    "x-xss-protection": "1; mode=block",
    ...originHeaders(request),
  });
  for (const [name, value] of Object.entries(headers)) all.set(name, headerValue(value));
  const isEmpty = status === 204 || status === 304;
  if (request.method === "HEAD" || isEmpty) {
    if (!isEmpty && !all.has("content-length")) all.set("content-length", "0");
    return new Response(null, { status, headers: all });
  }
  const content = typeof body === "string" ? new TextEncoder().encode(body) : concat(body ?? []);
  all.set("content-length", String(content.length));
  return new Response(content as Uint8Array<ArrayBuffer>, { status, headers: all });
}

// Every page may read what its user may, as MinIO's default is.
function originHeaders({ headers }: S3Request): Record<string, string> {
  const origin = headers.get("origin");
  if (origin === null) return {};
  return {
    "access-control-allow-credentials": "true",
    "access-control-allow-origin": origin,
    "access-control-expose-headers":
      "Date, Etag, Server, Connection, Accept-Ranges, Content-Range, Content-Encoding, Content-Length, Content-Type, Content-Disposition, Last-Modified, Content-Language, Cache-Control, Retry-After, X-Amz-Bucket-Region, Expires, X-Amz*, X-Amz*, *",
  };
}

/** The answer to a question of a browser, before the request itself. */
export function respondPreflight(request: S3Request, now: number): Response {
  const { headers } = request;
  if (!headers.has("origin")) return respond(request, {}, now);
  const asked = headers.get("access-control-request-headers");
  const allowed: Record<string, string> = {
    "access-control-allow-methods": headers.get("access-control-request-method") ?? "GET",
    vary: "Origin, Access-Control-Request-Method, Access-Control-Request-Headers",
    ...(asked === null ? {} : { "access-control-allow-headers": asked }),
  };
  return send(request, { status: 204, headers: allowed }, { id: requestId(now), now });
}

// Headers carry bytes: what is beyond Latin-1 goes as its UTF-8, as other servers send it.
function headerValue(value: string): string {
  // oxlint-disable-next-line no-control-regex -- the range is meant
  if (/^[\u0020-\u00FF\t]*$/.test(value)) return value;
  return String.fromCharCode(...new TextEncoder().encode(value)).replaceAll(/[\r\n\0]/g, " ");
}

function requestId(now: number): string {
  const random = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
  return (BigInt(Math.floor(now)) * 1_000_000n + BigInt(random % 1_000_000)).toString(16).toUpperCase();
}

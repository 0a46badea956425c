/** The refusals of the HTTP layer, in the words of the API server. */

import type { StatusCause } from "../status.ts";
import { StatusError } from "../status.ts";

/** 404 of a path below a group that is served. */
export function noResource(): StatusError {
  const message = "the server could not find the requested resource";
  return new StatusError({ code: 404, reason: "NotFound", message, details: {} });
}

export function methodNotAllowed(): StatusError {
  const message = "the server does not allow this method on the requested resource";
  return new StatusError({ code: 405, reason: "MethodNotAllowed", message, details: {} });
}

export function unauthorized(): StatusError {
  return new StatusError({ code: 401, reason: "Unauthorized", message: "Unauthorized" });
}

const READABLE = "application/json, application/yaml, application/vnd.kubernetes.protobuf";

export function notAcceptable(): StatusError {
  const message =
    `406: Not Acceptable\n\nAvailable representations: ${READABLE}, ` +
    "application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch";
  return new StatusError({ code: 406, reason: "NotAcceptable", message, details: {} });
}

/** 406 of a form that is known, but not of what was asked for. */
export function notInThisForm(message: string): StatusError {
  return new StatusError({ code: 406, reason: "NotAcceptable", message });
}

export function unsupportedBody(): StatusError {
  const message = `the body of the request was in an unknown format - accepted media types include: ${READABLE}`;
  return new StatusError({ code: 415, reason: "UnsupportedMediaType", message });
}

export function unsupportedPatch(): StatusError {
  const message = "415: Unsupported Media Type";
  return new StatusError({ code: 415, reason: "UnsupportedMediaType", message, details: {} });
}

/** @param limit bytes */
export function tooLarge(limit: number): StatusError {
  const message = `Request entity too large: limit is ${limit}`;
  return new StatusError({ code: 413, reason: "RequestEntityTooLarge", message });
}

/** Options of a query or a DeleteOptions that are wrong. @param kind for example `PatchOptions` */
export function invalidOptions(
  kind: string,
  causes: readonly (StatusCause & { field: string })[],
): StatusError {
  const lines = causes.map(({ field, message }) => `${field}: ${message ?? ""}`);
  const text = lines.length === 1 ? lines[0] : `[${lines.join(", ")}]`;
  return new StatusError({
    code: 422,
    reason: "Invalid",
    message: `${kind}.meta.k8s.io "" is invalid: ${text}`,
    details: { group: "meta.k8s.io", kind, causes: [...causes] },
  });
}

/** 501 of what only a real cluster can do. @param what for example `pods/log` */
export function notSimulated(what: string, why = "the embedded cluster runs no containers"): StatusError {
  const message = `${what} is not simulated: ${why}`;
  return new StatusError({ code: 501, reason: "NotImplemented", message });
}

/** 410: the journal of changes no longer reaches back to a revision. */
export function expired(message: string): StatusError {
  return new StatusError({ code: 410, reason: "Expired", message });
}

/** A resource version that is ahead of the store. */
export function revisionTooLarge(wanted: number, current: number): StatusError {
  return new StatusError({
    code: 504,
    reason: "Timeout",
    message: `Timeout: Too large resource version: ${wanted}, current: ${current}`,
    details: {
      causes: [{ reason: "ResourceVersionTooLarge", message: "Too large resource version" }],
      retryAfterSeconds: 1,
    },
  });
}

/** What the API server answers when it does not do what was asked: `v1.Status`, as data and as an error. */

import { quote } from "./validation/go-text.ts";

/** One reason of several. @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/ */
export interface StatusCause {
  /** For example `FieldValueInvalid`. */
  reason?: string;
  message?: string;
  field?: string;
}

export interface StatusDetails {
  name?: string;
  group?: string;
  kind?: string;
  uid?: string;
  causes?: StatusCause[];
  retryAfterSeconds?: number;
}

/** The body of an answer that is no object. */
export interface Status {
  kind: "Status";
  apiVersion: "v1";
  metadata: Record<string, never> | { continue?: string; remainingItemCount?: number };
  status: "Failure" | "Success";
  message?: string;
  /** For example `NotFound`. */
  reason?: string;
  details?: StatusDetails;
  /** The HTTP status. */
  code: number;
}

/** A refusal: thrown by everything behind the API, written to the client as it is. */
export class StatusError extends Error {
  readonly status: Status;

  constructor(status: Pick<Status, "code" | "message" | "reason" | "details">) {
    super(status.message);
    this.name = "StatusError";
    this.status = { kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure", ...status };
  }
}

/** What refusals name: the resource and the object. */
export interface Refused {
  group: string;
  /** The resource name in paths. */
  plural: string;
  name: string;
}

function details({ group, plural, name }: Refused): StatusDetails {
  return { name, ...(group === "" ? {} : { group }), kind: plural };
}

function quoted({ group, plural, name }: Refused): string {
  return `${group === "" ? plural : `${plural}.${group}`} "${name}"`;
}

export function notFound(of: Refused): StatusError {
  return new StatusError({
    code: 404,
    reason: "NotFound",
    message: `${quoted(of)} not found`,
    details: details(of),
  });
}

export function alreadyExists(of: Refused): StatusError {
  return new StatusError({
    code: 409,
    reason: "AlreadyExists",
    message: `${quoted(of)} already exists`,
    details: details(of),
  });
}

/** @param why for example `the object has been modified; please apply your changes to the latest version and try again` */
export function conflict(of: Refused, why: string): StatusError {
  const message = `Operation cannot be fulfilled on ${quoted(of)}: ${why}`;
  return new StatusError({ code: 409, reason: "Conflict", message, details: details(of) });
}

export function forbidden(of: Refused, why: string): StatusError {
  const message = `${quoted(of)} is forbidden: ${why}`;
  return new StatusError({ code: 403, reason: "Forbidden", message, details: details(of) });
}

export function badRequest(message: string): StatusError {
  return new StatusError({ code: 400, reason: "BadRequest", message });
}

/**
 * A 422 with all that is wrong with an object. Its message joins the causes as the API server does.
 * @param kind as in the manifest, for example `Deployment`
 */
export function invalid(
  kind: { group: string; kind: string },
  name: string,
  causes: StatusCause[],
): StatusError {
  // The same cause may be found twice: it is listed twice and said once.
  const lines = [...new Set(causes.map(({ field, message }) => `${field ?? ""}: ${message ?? ""}`))];
  const text = lines.length === 1 ? lines[0] : `[${lines.join(", ")}]`;
  const title = kind.group === "" ? kind.kind : `${kind.kind}.${kind.group}`;
  return new StatusError({
    code: 422,
    reason: "Invalid",
    message: `${title} ${quote(name)} is invalid${causes.length === 0 ? "" : `: ${text}`}`,
    details: {
      ...(name === "" ? {} : { name }),
      ...(kind.group === "" ? {} : { group: kind.group }),
      ...(kind.kind === "" ? {} : { kind: kind.kind }),
      causes,
    },
  });
}

/** Answers of the API server that are no success, as errors for people. Pure. */

import { ApiError } from "../errors.ts";
import type { ErrorCode, RequestSummary, Status } from "../errors.ts";
import type { Connection } from "../model/connection.ts";
import { isJsonObject } from "../model/json.ts";

/** An answer that is no success, and what it was an answer to. */
export interface Refusal {
  status: number;
  /** The Status; for another body one that holds its text. */
  body: Status;
  /** Whether the body was a Status. */
  isStatus: boolean;
  request: RequestSummary;
  connection: Connection;
  object?: string;
}

interface Row {
  when(refusal: Refusal, message: string): boolean;
  code: ErrorCode;
  advice?(refusal: Refusal, message: string): string | undefined;
}

const DENIED =
  /cannot (\S+) resource "([^"]+)"(?: in API group "([^"]*)")?(?: in the namespace "([^"]*)"| at the cluster scope)?/;

// First match wins.
const ROWS: readonly Row[] = [
  {
    when: ({ status }) => status === 401,
    code: "credentials",
    advice: ({ connection }) =>
      `The credentials of ${connection.description} were refused: log in again, or renew the token.`,
  },
  {
    when: ({ status }, message) => status === 403 && message.includes('User "system:anonymous"'),
    code: "credentials",
    advice: ({ connection }) =>
      `The request carried no valid credentials: check those of ${connection.description}.`,
  },
  {
    when: ({ status }, message) => status === 403 && DENIED.test(message),
    code: "forbidden",
    advice: (_refusal, message) => `Ask for a role that allows: ${permission(message)}.`,
  },
  { when: ({ status }, message) => status === 403 && /cannot \S+ path /.test(message), code: "forbidden" },
  {
    when: ({ status }, message) =>
      status === 403 && message.includes("attempting to grant RBAC permissions not currently held"),
    code: "forbidden",
    advice: () =>
      "Nobody may grant what they do not hold: use credentials that hold these permissions, or the verb escalate or bind.",
  },
  {
    when: (refusal) => hasCause(refusal, "NamespaceTerminating"),
    code: "api",
    advice: () => "Its namespace is being deleted: wait until it is gone, then run again.",
  },
  {
    when: ({ status, body }) => status === 404 && body.details?.kind === "namespaces",
    code: "api",
    advice: ({ body }) => `Create the namespace ${body.details?.name ?? ""} first.`,
  },
  {
    when: ({ status, isStatus }) => status === 404 && !isStatus,
    code: "api",
    advice: ({ request }) =>
      `The API server does not serve ${request.path.replace(/\?.*/, "")}: check that the kind is installed.`,
  },
  { when: (refusal) => hasCause(refusal, "FieldManagerConflict"), code: "conflict" },
  { when: ({ status }) => status === 422, code: "invalid" },
  {
    when: ({ status, body, isStatus }, message) =>
      status === 500 &&
      isStatus &&
      body.reason === undefined &&
      /^failed to (create typed|convert new|parse|update managed)/.test(message),
    code: "invalid",
    advice: () => "Correct the manifest: the server cannot read it.",
  },
  {
    when: ({ status }, message) => status === 400 && message.includes("HTTP request to an HTTPS server"),
    code: "unreachable",
    advice: ({ connection }) => `Use ${connection.server.replace(/^http:/, "https:")}.`,
  },
  {
    when: ({ status, body, request }) =>
      status === 400 && body.reason === "BadRequest" && /^(PATCH|POST|PUT)$/.test(request.method),
    code: "invalid",
  },
  {
    when: ({ status }) => status < 400,
    code: "api",
    advice: ({ connection }) => `Check that ${connection.server} is the address of a Kubernetes API server.`,
  },
  {
    when: ({ status }) => status === 413,
    code: "invalid",
    advice: () => "The object is too large: split it (the limit is about 1.5 MB).",
  },
  {
    when: ({ status }) => status === 429,
    code: "api",
    advice: () => "The API server is overloaded: run again later.",
  },
  {
    when: ({ status }) => status >= 500,
    code: "api",
    advice: () => "The API server failed: look at its health, then run again.",
  },
];

/** Makes the error of an answer that is no success. */
export function apiError(refusal: Refusal): ApiError {
  const message = refusal.body.message ?? "";
  const row = ROWS.find((row) => row.when(refusal, message));
  const advice = row?.advice?.(refusal, message);
  const options: { object?: string; advice?: string } = {};
  if (refusal.object !== undefined) options.object = refusal.object;
  if (advice !== undefined) options.advice = advice;
  return new ApiError(row?.code ?? "api", refusal.status, refusal.body, refusal.request, options);
}

/** Reads a body as a Status, `undefined` when it is something else. */
export function parseStatus(text: string): Status | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) && value["kind"] === "Status" ? value : undefined;
  } catch {
    return undefined;
  }
}

/** What to show of a body that is no Status. */
export function statusOfText(status: number, text: string): Status {
  const line = text
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, 200);
  const head = status < 300 ? "the answer is not JSON" : `the API server answered ${status}`;
  return { message: line === "" ? head : `${head}: ${line}` };
}

/** `patch deployments.apps in namespace shop` */
function permission(message: string): string {
  const [, verb = "", resource = "", group = "", namespace] = DENIED.exec(message) ?? [];
  const name = group === "" ? resource : `${resource}.${group}`;
  return namespace === undefined ? `${verb} ${name}` : `${verb} ${name} in namespace ${namespace}`;
}

function hasCause({ body }: Refusal, reason: string): boolean {
  return body.details?.causes?.some((cause) => cause.reason === reason) ?? false;
}

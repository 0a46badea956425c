/** Exactly which requests the API server answered between two moments, from its audit log. */

import { randomUUID } from "node:crypto";
import { open } from "node:fs/promises";
import { rawRequest, variable } from "./control-plane.ts";

/** A moment in the audit log. */
export interface AuditMark {
  /** Bytes before it. */
  readonly offset: number;
}

/** One request. A watch counts when it starts, everything else when it is answered. */
export interface AuditEntry {
  /** The API server's verb: get, list, watch, create, update, patch, delete, deletecollection. */
  verb: string;
  requestURI: string;
  userAgent: string;
  user: string;
  /** HTTP status. */
  code: number;
  object?: { resource?: string; namespace?: string; name?: string; subresource?: string };
}

/** Which requests to return; all that is given must match. */
export interface AuditFilter {
  userAgentPrefix?: string;
  /** Start of path and query, or a pattern for them. */
  path?: string | RegExp;
}

interface AuditEvent extends Pick<AuditEntry, "verb" | "requestURI" | "userAgent"> {
  stage: string;
  user?: { username?: string };
  responseStatus?: { code?: number };
  objectRef?: AuditEntry["object"] & { subresource?: string };
}

const writing = new Set(["create", "update", "patch", "delete", "deletecollection"]);
const longRunning = {
  verbs: ["watch", "proxy"],
  subresources: ["attach", "exec", "proxy", "log", "portforward"],
};
const visibleWithin = 10_000;

/** The audit log. Every request falls into exactly one interval between marks. */
export const audit = {
  /** Remembers this moment: every request that was answered so far lies before it. */
  async mark(): Promise<AuditMark> {
    return { offset: (await readToMarker(await size())).end };
  },

  /** The requests between the mark and now. */
  async since(mark: AuditMark, filter: AuditFilter = {}): Promise<AuditEntry[]> {
    const { text } = await readToMarker(mark.offset);
    const events = text.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line) as AuditEvent]));
    return events
      .filter((event) => event.stage === (isLongRunning(event) ? "ResponseStarted" : "ResponseComplete"))
      .filter(({ requestURI }) => !requestURI.startsWith(markerPath))
      .map(entryOf)
      .filter((entry) => matches(entry, filter));
  },
};

/** Requests that could change something: writing verbs, unless they only asked what would happen (`dryRun=All`). */
export function mutating(entries: readonly AuditEntry[]): AuditEntry[] {
  return entries.filter(
    ({ verb, requestURI }) => writing.has(verb) && !/[?&]dryRun=All(?:&|$)/.test(requestURI),
  );
}

const markerPath = "/version?mark=";

/**
 * Makes a request that can be recognised and reads the log up to its line.
 * The server writes a request's line before it ends the answer, so whatever was answered before the marker was sent stands
 * before the marker; but the answer to the marker may be seen before a reader sees its line.
 */
async function readToMarker(from: number): Promise<{ text: string; end: number }> {
  const path = markerPath + randomUUID();
  const answer = await rawRequest(path);
  if (!answer.ok) throw new Error(`GET ${path}: ${answer.status}`);
  await answer.text();
  for (const deadline = Date.now() + visibleWithin; Date.now() < deadline; await Bun.sleep(10)) {
    const log = await readFrom(from);
    const marker = log.indexOf(path);
    const end = marker < 0 ? -1 : log.indexOf("\n", marker) + 1;
    if (end > 0) return { text: log.toString("utf8", 0, end), end: from + end };
  }
  throw new Error(`${path} did not appear in the audit log`);
}

async function readFrom(offset: number): Promise<Buffer> {
  const file = await open(variable("CONTROL_PLANE_AUDIT_LOG"));
  try {
    const { size } = await file.stat();
    const buffer = Buffer.alloc(Math.max(0, size - offset));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, offset);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

async function size(): Promise<number> {
  return Bun.file(variable("CONTROL_PLANE_AUDIT_LOG")).size;
}

/** The server's own rule: these have a ResponseStarted event, and a ResponseComplete at their far end. */
function isLongRunning({ verb, objectRef }: AuditEvent): boolean {
  return longRunning.verbs.includes(verb) || longRunning.subresources.includes(objectRef?.subresource ?? "");
}

function entryOf(event: AuditEvent): AuditEntry {
  const { verb, requestURI, userAgent, user, responseStatus, objectRef } = event;
  const entry = { verb, requestURI, userAgent, user: user?.username ?? "", code: responseStatus?.code ?? 0 };
  return objectRef === undefined ? entry : { ...entry, object: objectRef };
}

function matches(entry: AuditEntry, { userAgentPrefix = "", path = "" }: AuditFilter): boolean {
  const uri = entry.requestURI;
  const onPath = typeof path === "string" ? uri.startsWith(path) : path.test(uri);
  return onPath && (entry.userAgent ?? "").startsWith(userAgentPrefix);
}

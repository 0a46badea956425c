/** Locks: the default of a bucket, retention and legal hold of objects, and whether a version may go. */

import { type Answer, type Call, documentAnswer } from "./call.ts";
import { S3Refusal } from "./errors.ts";
import { readDocument } from "./payload.ts";
import {
  type BucketRecord,
  bucketNamed,
  type DefaultRetention,
  findBucket,
  type Retention,
  type Version,
} from "./records.ts";
import { changeBucket } from "./settings.ts";
import { childAt, textAt, type XmlElement, bareDocument } from "./xml.ts";

/** GetObjectLockConfiguration. */
export function getLockConfiguration({ server, request }: Call): Answer {
  const bucket = findBucket(server.store, request.bucket);
  if (bucket?.lock !== true) throw new S3Refusal("ObjectLockConfigurationNotFoundError");
  const { defaultRetention: rule, lockWritten } = bucket;
  const DefaultRetention = rule && { Mode: rule.mode, Days: rule.days, Years: rule.years };
  const content = { ObjectLockEnabled: "Enabled", Rule: DefaultRetention && { DefaultRetention } };
  // MinIO gives back a written document as it reads it, without a namespace.
  return documentAnswer(
    lockWritten
      ? bareDocument("ObjectLockConfiguration", content, "")
      : bareDocument("ObjectLockConfiguration", content),
  );
}

/** PutObjectLockConfiguration. */
export async function putLockConfiguration(call: Call): Promise<Answer> {
  const { lock } = bucketNamed(call.server.store, call.request.bucket);
  const root = await readDocument(call, "ObjectLockConfiguration", invalid);
  const retention = childAt(root, "Rule", "DefaultRetention");
  if (textAt(root, "ObjectLockEnabled") !== "Enabled")
    throw invalid("only 'Enabled' value is allowed to ObjectLockEnabled element");
  const rule = retention && readDefault(retention);
  if (!lock) throw new S3Refusal("InvalidBucketState");
  changeBucket(call, ({ defaultRetention: _former, ...bucket }) => ({
    ...bucket,
    lockWritten: true,
    ...(rule === undefined ? {} : { defaultRetention: rule }),
  }));
  return {};
}

function invalid(message: string): S3Refusal {
  return new S3Refusal("InvalidArgument", { message });
}

const MAX_DAYS = 36_500;
const MAX_YEARS = 100;

function readDefault(element: XmlElement): DefaultRetention {
  const mode = textAt(element, "Mode") ?? "";
  const [days, years] = [textAt(element, "Days"), textAt(element, "Years")];
  if (mode !== "GOVERNANCE" && mode !== "COMPLIANCE") throw invalid(`unknown retention mode ${mode}`);
  if (days === undefined && years === undefined) throw invalid("either Days or Years must be specified");
  if (days !== undefined && years !== undefined)
    throw invalid("either Days or Years must be specified, not both");
  const [unit, text, limit] =
    days === undefined ? (["Years", years, MAX_YEARS] as const) : (["Days", days, MAX_DAYS] as const);
  const count = Number(text);
  if (!Number.isInteger(count) || count <= 0)
    throw invalid(`Default retention period must be a positive integer value for '${unit}'`);
  if (count > limit) throw invalid(`Default retention period too large for '${unit}' (${count})`);
  return unit === "Days" ? { mode, days: count } : { mode, years: count };
}

/** What locks a new object. */
export interface Locks {
  retention?: Retention;
  legalHold?: "ON" | "OFF";
}

/**
 * The locks of a new object: as its upload says, else as its bucket does.
 * @throws {S3Refusal} `InvalidRequest`
 */
export function newLocks({ server, request }: Call, bucket: BucketRecord): Locks {
  const { headers } = request;
  const [hold, mode, until] = [
    headers.get("x-amz-object-lock-legal-hold"),
    headers.get("x-amz-object-lock-mode"),
    headers.get("x-amz-object-lock-retain-until-date"),
  ];
  if (hold === null && mode === null && until === null) return defaultLocks(bucket, server.now());
  if (!bucket.lock)
    throw new S3Refusal("InvalidRequest", { message: "Bucket is missing ObjectLockConfiguration" });
  if (hold !== null && hold !== "ON" && hold !== "OFF") throw wrong("unknown wormMode directive");
  const held: Locks = hold === null ? {} : { legalHold: hold };
  if (mode === null && until === null) return { ...defaultLocks(bucket, server.now()), ...held };
  if (mode === null || until === null)
    throw wrong("x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied");
  if (mode !== "GOVERNANCE" && mode !== "COMPLIANCE") throw wrong("unknown wormMode directive");
  const time = Date.parse(until);
  if (Number.isNaN(time)) throw wrong("Date must be provided in ISO 8601 format");
  if (time <= server.now()) throw wrong("the retain until date must be in the future");
  return { ...held, retention: { mode, until: seconds(time) } };
}

function wrong(message: string): S3Refusal {
  return new S3Refusal("InvalidRequest", { message });
}

function defaultLocks({ defaultRetention: rule }: BucketRecord, now: number): Locks {
  if (rule === undefined) return {};
  const end = new Date(now);
  end.setUTCFullYear(end.getUTCFullYear() + (rule.years ?? 0));
  end.setUTCDate(end.getUTCDate() + (rule.days ?? 0));
  return { retention: { mode: rule.mode, until: seconds(end.getTime()) } };
}

function seconds(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");
}

/** What answers say of it. */
export function lockHeaders({ retention, legalHold }: Version): Record<string, string> {
  return {
    ...(retention === undefined
      ? {}
      : {
          "x-amz-object-lock-mode": retention.mode,
          "x-amz-object-lock-retain-until-date": retention.until.replace("Z", ".000Z"),
        }),
    ...(legalHold === undefined ? {} : { "x-amz-object-lock-legal-hold": legalHold }),
  };
}

/** Whether a request may pass over governance retention. */
export function passesGovernance(call: Call): boolean {
  const asked = call.request.headers.get("x-amz-bypass-governance-retention")?.toLowerCase() === "true";
  return asked && call.may("s3:BypassGovernanceRetention");
}

/**
 * Refuses to remove a version that is locked.
 * @throws {S3Refusal} `InvalidRequest`
 */
export function refuseLocked(version: Version, { now, bypass }: { now: number; bypass: boolean }): void {
  const { retention, legalHold } = version;
  const retained = retention !== undefined && Date.parse(retention.until) > now;
  const kept = retained && (retention.mode === "COMPLIANCE" || !bypass);
  if (legalHold === "ON" || kept) throw wrong("Object is WORM protected and cannot be overwritten");
}

function malformed(message: string): S3Refusal {
  return new S3Refusal("MalformedXML", { message });
}

/**
 * Reads a retention.
 * @returns `undefined` when the document takes it away
 */
export function readRetention(root: XmlElement, now: number): Retention | undefined {
  const [mode, until] = [textAt(root, "Mode"), textAt(root, "RetainUntilDate")];
  if (mode === undefined && until === undefined) return undefined;
  if (mode !== "GOVERNANCE" && mode !== "COMPLIANCE") throw malformed("unknown WORM mode directive");
  const time = Date.parse(until ?? "");
  if (Number.isNaN(time)) throw malformed("date must be provided in ISO 8601 format");
  if (time <= now) throw malformed("the retain until date must be in the future");
  return { mode, until: seconds(time) };
}

/**
 * Refuses a retention that would shorten a lock.
 * @throws {S3Refusal} `InvalidRequest`
 */
export function refuseShorter(
  former: Retention | undefined,
  next: Retention | undefined,
  { now, bypass }: { now: number; bypass: boolean },
): void {
  if (former === undefined || Date.parse(former.until) <= now) return;
  const shorter = next === undefined || Date.parse(next.until) < Date.parse(former.until);
  const weaker = former.mode === "COMPLIANCE" && next?.mode !== "COMPLIANCE";
  const loosened = shorter || weaker || next.mode !== former.mode;
  if (loosened && (former.mode === "COMPLIANCE" ? shorter || weaker : !bypass))
    throw wrong("Object is WORM protected and cannot be overwritten");
}

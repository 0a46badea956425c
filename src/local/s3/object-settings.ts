/** What is kept beside an object and changed without it: tags, retention, legal hold. */

import { type Answer, type Call, documentAnswer } from "./call.ts";
import { S3Refusal } from "./errors.ts";
import { passesGovernance, readRetention, refuseShorter } from "./object-lock.ts";
import { readDocument } from "./payload.ts";
import { type BucketRecord, bucketNamed, type Version, versionIdOf, versionOf } from "./records.ts";
import { readTags, refuseObjectTags, tagsDocument } from "./tagging.ts";
import { internal } from "./versioning.ts";
import { replaceVersion } from "./versions.ts";
import { textAt, xmlDocument } from "./xml.ts";

interface Found {
  bucket: BucketRecord;
  version: Version;
}

function find({ server, request }: Call): Found {
  const id = versionIdOf(request.query);
  const bucket = bucketNamed(server.store, request.bucket);
  return { bucket, version: versionOf(server.store, { bucket: bucket.name, key: request.key, id }) };
}

function change(call: Call, { bucket }: Found, version: Version): void {
  const { store } = call.server;
  store.transaction(() => replaceVersion(store, { bucket, key: call.request.key }, version));
}

function named({ id }: Version): Record<string, string> {
  return id === "null" ? {} : { "x-amz-version-id": id };
}

/** GetObjectTagging. */
export function getObjectTags(call: Call): Answer {
  const { version } = find(call);
  return documentAnswer(tagsDocument(version.tags), named(version));
}

/** PutObjectTagging. */
export async function putObjectTags(call: Call): Promise<Answer> {
  const tags = readTags(await readDocument(call, "Tagging", internal));
  refuseObjectTags(tags, (message) => new S3Refusal("BadRequest", { message }));
  const found = find(call);
  change(call, found, { ...found.version, tags });
  return { headers: named(found.version) };
}

/** DeleteObjectTagging. */
export function deleteObjectTags(call: Call): Answer {
  const found = find(call);
  change(call, found, { ...found.version, tags: [] });
  return { status: 204, headers: named(found.version) };
}

function requireLock({ server, request }: Call): void {
  if (bucketNamed(server.store, request.bucket).lock) return;
  throw new S3Refusal("InvalidRequest", { message: "Bucket is missing ObjectLockConfiguration" });
}

function malformed(message: string): S3Refusal {
  return new S3Refusal("MalformedXML", { message });
}

/** GetObjectLegalHold. */
export function getLegalHold(call: Call): Answer {
  requireLock(call);
  const { version } = find(call);
  if (version.legalHold === undefined) throw new S3Refusal("NoSuchObjectLockConfiguration");
  return documentAnswer(xmlDocument("LegalHold", { Status: version.legalHold }));
}

/** PutObjectLegalHold. */
export async function putLegalHold(call: Call): Promise<Answer> {
  requireLock(call);
  const status = textAt(await readDocument(call, "LegalHold", malformed), "Status");
  if (status !== "ON" && status !== "OFF")
    throw malformed(
      "the XML you provided was not well-formed or did not validate against our published schema",
    );
  const found = find(call);
  change(call, found, { ...found.version, legalHold: status });
  return {};
}

/** GetObjectRetention. */
export function getRetention(call: Call): Answer {
  requireLock(call);
  const { retention } = find(call).version;
  if (retention === undefined) throw new S3Refusal("NoSuchObjectLockConfiguration");
  const content = { Mode: retention.mode, RetainUntilDate: retention.until };
  return documentAnswer(xmlDocument("Retention", content));
}

/** PutObjectRetention: longer at any time, shorter only where governance is passed over. */
export async function putRetention(call: Call): Promise<Answer> {
  requireLock(call);
  const now = call.server.now();
  const retention = readRetention(await readDocument(call, "Retention", malformed), now);
  const found = find(call);
  refuseShorter(found.version.retention, retention, { now, bypass: passesGovernance(call) });
  const { retention: _former, ...version } = found.version;
  change(call, found, { ...version, ...(retention === undefined ? {} : { retention }) });
  return {};
}

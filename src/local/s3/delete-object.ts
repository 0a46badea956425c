/** DeleteObject and DeleteObjects. */

import { type Answer, type Call, documentAnswer } from "./call.ts";
import { refusalBecause, S3Refusal } from "./errors.ts";
import { passesGovernance, refuseLocked } from "./object-lock.ts";
import { readDocument, requireDigest } from "./payload.ts";
import { bucketNamed, findObject, markerHeaders, type Version, isVersionId, versionIdOf } from "./records.ts";
import { hasDotSegment, refuseName } from "./request.ts";
import { addVersion, type Place, removeVersion } from "./versions.ts";
import { childAt, childrenOf, textAt, type XmlContent, xmlDocument } from "./xml.ts";

/** DeleteObject: removes a version, or puts a marker over the newest. What is not there is deleted already. */
export function deleteObject(call: Call): Answer {
  const { server, request } = call;
  const id = versionIdOf(request.query);
  const bucket = bucketNamed(server.store, request.bucket);
  refuseName(request.key);
  const touched = deleteVersion(call, { place: { bucket, key: request.key }, id });
  return { status: 204, headers: touched === undefined ? {} : markerHeaders(touched) };
}

interface Target {
  place: Place;
  id: string | null;
  /** Tell of a marker even where no object is. @default false */
  always?: boolean;
}

/** @returns the version that was removed, or the marker that was put */
function deleteVersion(call: Call, { place, id, always = false }: Target): Version | undefined {
  const { store, now } = call.server;
  const { status } = place.bucket.versioning;
  const versions = findObject(store, place.bucket.name, place.key)?.versions ?? [];
  if (id === null && status !== undefined) {
    // In a list of keys MinIO tells of a marker that it does not put.
    if (versions.length === 0)
      return always
        ? { ...marker(now()), id: status === "Enabled" ? crypto.randomUUID() : "null" }
        : undefined;
    return store.transaction(() => addVersion(store, place, marker(now())));
  }
  const target = versions.find((version) => version.id === (id ?? "null"));
  if (target === undefined) return undefined;
  refuseLocked(target, { now: now(), bypass: passesGovernance(call) });
  return store.transaction(() => removeVersion(store, place, target.id));
}

function marker(modified: number): Omit<Version, "id"> {
  return { modified, marker: true, size: 0, etag: "", pieces: [], headers: {}, tags: [] };
}

const MAX_KEYS = 1_000;

/** DeleteObjects: each by itself. */
export async function deleteObjects(call: Call): Promise<Answer> {
  requireDigest(call);
  const root = await readDocument(call, "Delete", (reason) =>
    refusalBecause("MalformedXML", reason === "EOF" ? "XML syntax error on line 0: EOF" : reason),
  );
  const bucket = bucketNamed(call.server.store, call.request.bucket);
  const entries = childrenOf(root, "Object");
  if (entries.length === 0 || entries.length > MAX_KEYS) throw new S3Refusal("MalformedXML");
  const quiet = textAt(root, "Quiet") === "true";
  const outcomes = entries.map((entry) => {
    const [key, id] = [childAt(entry, "Key")?.text ?? "", textAt(entry, "VersionId") || null];
    return deleteEntry(call, { place: { bucket, key }, id, always: true });
  });
  const content = {
    Deleted: quiet ? [] : outcomes.flatMap(({ deleted }) => deleted ?? []),
    Error: outcomes.flatMap(({ error }) => error ?? []),
  };
  return documentAnswer(xmlDocument("DeleteResult", content));
}

function deleteEntry(call: Call, target: Target): { deleted?: XmlContent; error?: XmlContent } {
  const { place, id } = target;
  try {
    const action = id === null ? "s3:DeleteObject" : "s3:DeleteObjectVersion";
    if (!call.may(action, { bucket: place.bucket.name, key: place.key })) throw new S3Refusal("AccessDenied");
    refuseEntry(place.key);
    if (id !== null) refuseVersionId(id);
    return { deleted: deletedContent(target, deleteVersion(call, target)) };
  } catch (error) {
    if (!(error instanceof S3Refusal)) throw error;
    const content = { Code: error.code, Message: error.message, Key: place.key, VersionId: id ?? "" };
    return { error: content };
  }
}

// A path is checked before; a name in a document is not.
function refuseEntry(key: string): void {
  if (key === "" || hasDotSegment(key)) throw new S3Refusal("XMinioInvalidObjectName");
  refuseName(key);
}

function refuseVersionId(id: string): void {
  if (isVersionId(id)) return;
  const reason = id.length === 36 ? "invalid UUID format" : `invalid UUID length: ${id.length}`;
  throw refusalBecause("NoSuchVersion", reason);
}

function deletedContent({ place, id }: Target, touched: Version | undefined): XmlContent {
  const isMarker = touched?.marker === true;
  return {
    DeleteMarker: isMarker || undefined,
    DeleteMarkerVersionId: isMarker && touched.id !== "null" ? touched.id : undefined,
    Key: place.key,
    VersionId: id ?? undefined,
  };
}

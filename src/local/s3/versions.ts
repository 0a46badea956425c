/** Writing and removing versions of objects. Synchronous: nothing happens between a look and the change that follows it. */

import { type BucketRecord, findObject, keyOf, type ObjectRecord, type Version } from "./records.ts";
import type { S3Store } from "./store.ts";
import { keepsVersions } from "./versioning.ts";

/** A place for an object. */
export interface Place {
  bucket: BucketRecord;
  key: string;
}

/**
 * Makes a version the newest. Without versioning it takes the place of the one without an id.
 * @returns the version, with its id
 */
export function addVersion(store: S3Store, { bucket, key }: Place, version: Omit<Version, "id">): Version {
  const added: Version = { ...version, id: keepsVersions(bucket, key) ? crypto.randomUUID() : "null" };
  const at = keyOf.object(bucket.name, key);
  const former = findObject(store, bucket.name, key)?.versions ?? [];
  const kept = former.filter(({ id }) => id !== added.id);
  for (const replaced of former) if (replaced.id === added.id) deleteBytes(store, replaced);
  store.put(at, { versions: [added, ...kept] } satisfies ObjectRecord);
  return added;
}

/**
 * Removes one version for good.
 * @returns it, if there was one
 */
export function removeVersion(store: S3Store, { bucket, key }: Place, id: string): Version | undefined {
  const at = keyOf.object(bucket.name, key);
  const versions = findObject(store, bucket.name, key)?.versions ?? [];
  const removed = versions.find((version) => version.id === id);
  if (removed === undefined) return undefined;
  const kept = versions.filter((version) => version !== removed);
  if (kept.length === 0) store.delete(at);
  else store.put(at, { versions: kept } satisfies ObjectRecord);
  deleteBytes(store, removed);
  return removed;
}

/** Writes a changed version in its place. */
export function replaceVersion(store: S3Store, { bucket, key }: Place, changed: Version): void {
  const at = keyOf.object(bucket.name, key);
  const versions = findObject(store, bucket.name, key)?.versions ?? [];
  const next = versions.map((version) => (version.id === changed.id ? changed : version));
  store.put(at, { versions: next } satisfies ObjectRecord);
}

function deleteBytes(store: S3Store, { pieces }: Version): void {
  for (const { blob } of pieces) store.deleteBlob(blob);
}

/** Keeps bytes in the store. */
export function keepBytes(store: S3Store, bytes: Uint8Array): { blob: string; size: number } {
  const blob = crypto.randomUUID();
  store.putBlob(blob, bytes);
  return { blob, size: bytes.length };
}

/** The bytes of a version from `start` to before `end`, as they lie in the store. */
export function readBytes(
  store: S3Store,
  { pieces }: Version,
  { start, end }: { start: number; end: number },
): Uint8Array[] {
  const parts: Uint8Array[] = [];
  let at = 0;
  for (const { blob, size } of pieces) {
    const [from, to] = [Math.max(start - at, 0), Math.min(end - at, size)];
    if (from < to) parts.push((store.getBlob(blob) ?? new Uint8Array()).subarray(from, to));
    at += size;
  }
  return parts;
}

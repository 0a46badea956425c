/** What is in a bucket: counting it. */

import type { S3 } from "./client.ts";
import { listUploads, listVersions, type Page } from "./listing.ts";

/** What a bucket holds. */
export interface Contents {
  /** Objects that a client sees. */
  objects: number;
  /** Older versions of objects. */
  versions: number;
  deleteMarkers: number;
  /** Multipart uploads that were begun and not finished. */
  uploads: number;
  /** Whether the count is complete; a large bucket is not counted to its end. */
  complete: boolean;
}

/**
 * Counts what a bucket holds.
 * @param pages how many pages of 1000 to read at most, of versions and of uploads
 */
export async function countContents(s3: S3, bucket: string, pages = 20): Promise<Contents> {
  const contents: Contents = { objects: 0, versions: 0, deleteMarkers: 0, uploads: 0, complete: true };
  const [versions, uploads] = await Promise.all([
    readPages(pages, (query) => listVersions(s3, bucket, query)),
    readPages(pages, (query) => listUploads(s3, bucket, query)),
  ]);
  for (const { kind } of versions.items) contents[kind] += 1;
  contents.uploads = uploads.items.length;
  contents.complete = versions.next === undefined && uploads.next === undefined;
  return contents;
}

/** Whether there is nothing in it. */
export function isEmpty(contents: Contents): boolean {
  return contents.objects + contents.versions + contents.deleteMarkers + contents.uploads === 0;
}

/** The counts in words: `2 objects, 1 multipart upload`. */
export function describeContents(contents: Contents): string {
  const parts = [
    counted(contents.objects, "object"),
    counted(contents.versions, "older version"),
    counted(contents.deleteMarkers, "delete marker"),
    counted(contents.uploads, "unfinished multipart upload"),
  ].filter((part) => part !== "");
  return `${contents.complete ? "" : "at least "}${parts.join(", ")}`;
}

/** `2 objects`; nothing for none. */
export function counted(count: number, noun: string): string {
  return count === 0 ? "" : `${count} ${noun}${count === 1 ? "" : "s"}`;
}

async function readPages<T>(limit: number, list: (query: string) => Promise<Page<T>>): Promise<Page<T>> {
  const all: Page<T> = { items: [], next: "" };
  for (let page = 0; page < limit && all.next !== undefined; page += 1) {
    const { items, next } = await list(all.next);
    all.items.push(...items);
    all.next = next;
  }
  return all;
}

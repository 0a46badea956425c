/** Tags of buckets and objects. */

import type { Answer, Call } from "./call.ts";
import { S3Refusal } from "./errors.ts";
import { parseDocument, readText } from "./payload.ts";
import { bucketNamed, findBucket, type Tag } from "./records.ts";
import { changeBucket, settingAnswer } from "./settings.ts";
import { bareDocument, childAt, childrenOf, type XmlContent, type XmlElement, xmlDocument } from "./xml.ts";

const MAX_BUCKET_TAGS = 50;
const MAX_OBJECT_TAGS = 10;

/** GetBucketTagging. */
export function getBucketTags({ server, request }: Call): Answer {
  const tags = findBucket(server.store, request.bucket)?.tags;
  return settingAnswer(tags && bareDocument("Tagging", tagsContent(tags), ""), new S3Refusal("NoSuchTagSet"));
}

/** PutBucketTagging. */
export async function putBucketTags(call: Call): Promise<Answer> {
  bucketNamed(call.server.store, call.request.bucket);
  const tags = readTags(parseDocument(await readText(call), "Tagging", refused));
  refuseTags(tags, MAX_BUCKET_TAGS, refused);
  changeBucket(call, (bucket) => ({ ...bucket, tags }));
  return {};
}

function refused(message: string): S3Refusal {
  return new S3Refusal("MalformedXML", { message });
}

/** The document that holds tags. */
export function tagsDocument(tags: readonly Tag[]): string {
  return xmlDocument("Tagging", tagsContent(tags), "");
}

function tagsContent(tags: readonly Tag[]): XmlContent {
  return { TagSet: { Tag: tags.map(([Key, Value]) => ({ Key, Value })) } };
}

/** Reads tags from a document. */
export function readTags(root: XmlElement): Tag[] {
  return childrenOf(childAt(root, "TagSet"), "Tag").map((tag) => [
    childAt(tag, "Key")?.text ?? "",
    childAt(tag, "Value")?.text ?? "",
  ]);
}

/** Refuses tags that an object cannot have. */
export function refuseObjectTags(tags: readonly Tag[], refused: (message: string) => S3Refusal): void {
  refuseTags(tags, MAX_OBJECT_TAGS, refused);
}

// @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html
const ALLOWED = /^[\p{L}\p{N}\p{Z}+\-=._:/@]*$/u;

function refuseTags(tags: readonly Tag[], limit: number, refused: (message: string) => S3Refusal): void {
  if (tags.length > limit) throw refused(`Tags cannot be more than ${limit}`);
  if (new Set(tags.map(([key]) => key)).size < tags.length)
    throw refused("Cannot provide multiple Tags with the same key");
  for (const [key, value] of tags) {
    if (key === "" || key.length > 128 || !ALLOWED.test(key))
      throw refused("The TagKey you have provided is invalid");
    if (value.length > 256 || !ALLOWED.test(value))
      throw refused("The TagValue you have provided is invalid");
  }
}

/**
 * Reads the tags of a header, written like a query.
 * @throws {S3Refusal} `InvalidTag`
 */
export function readTagHeader(text: string | null): Tag[] {
  const tags = [...new URLSearchParams(text ?? "")];
  refuseObjectTags(tags, (message) => new S3Refusal("InvalidTag", { message }));
  return tags;
}

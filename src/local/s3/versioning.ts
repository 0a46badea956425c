/** Whether a bucket keeps what is overwritten and deleted. */

import { type Answer, type Call, documentAnswer } from "./call.ts";
import { refusalBecause, S3Refusal } from "./errors.ts";
import { readDocument } from "./payload.ts";
import { type BucketRecord, bucketNamed, type Versioning } from "./records.ts";
import { changeBucket } from "./settings.ts";
import { wildcard } from "./wildcard.ts";
import { childrenOf, textAt, type XmlElement, bareDocument } from "./xml.ts";

const MAX_EXCLUDED = 10;

/** GetBucketVersioning. */
export function getVersioning({ server, request }: Call): Answer {
  const { status, excludedPrefixes, excludeFolders } = bucketNamed(server.store, request.bucket).versioning;
  const content = {
    Status: status,
    ExcludedPrefixes: excludedPrefixes.map((Prefix) => ({ Prefix })),
    ExcludeFolders: excludeFolders || undefined,
  };
  return documentAnswer(bareDocument("VersioningConfiguration", content));
}

/** PutBucketVersioning. */
export async function putVersioning(call: Call): Promise<Answer> {
  const root = await readDocument(call, "VersioningConfiguration", internal);
  const { lock } = bucketNamed(call.server.store, call.request.bucket);
  const versioning = readVersioning(root);
  if (lock && versioning.status !== "Enabled")
    throw new S3Refusal("InvalidBucketState", {
      message: "An Object Lock configuration is present on this bucket, versioning cannot be suspended.",
      status: 400,
    });
  changeBucket(call, (bucket) => ({ ...bucket, versioning }));
  return {};
}

/** MinIO's answer to some documents that are no XML. */
export function internal(reason: string): S3Refusal {
  return new S3Refusal("InternalError", {
    message: `We encountered an internal error, please try again.: cause(${reason})`,
  });
}

function illegal(reason: string): S3Refusal {
  return refusalBecause("IllegalVersioningConfigurationException", reason);
}

function readVersioning(root: XmlElement): Versioning {
  const status = textAt(root, "Status") ?? "";
  const excludedPrefixes = childrenOf(root, "ExcludedPrefixes").map((item) => textAt(item, "Prefix") ?? "");
  const excludeFolders = textAt(root, "ExcludeFolders") === "true";
  if (status !== "Enabled" && status !== "Suspended")
    throw illegal(`unsupported Versioning status ${status}`);
  if (status === "Suspended" && excludedPrefixes.length > 0)
    throw illegal("excluded prefixes extension supported only when versioning is enabled");
  if (excludedPrefixes.length > MAX_EXCLUDED) throw illegal("too many excluded prefixes");
  return { status, excludedPrefixes, excludeFolders };
}

/** Whether a new version of the key gets an id, and stands beside the older ones. */
export function keepsVersions({ versioning }: BucketRecord, key: string): boolean {
  if (versioning.status !== "Enabled") return false;
  if (versioning.excludeFolders && key.endsWith("/")) return false;
  return !versioning.excludedPrefixes.some((prefix) => wildcard(`${prefix}*`).test(key));
}

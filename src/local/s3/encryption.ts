/** How objects of a bucket are encrypted. Recorded and answered; the bytes in the store stay as they are. */

import { type Answer, type Call, documentAnswer, type S3Server } from "./call.ts";
import { refusalBecause, S3Refusal } from "./errors.ts";
import { readDocument } from "./payload.ts";
import { type BucketRecord, bucketNamed, type Encryption } from "./records.ts";
import { changeBucket } from "./settings.ts";
import { childAt, childrenOf, textAt, type XmlElement, bareDocument } from "./xml.ts";

/** GetBucketEncryption. */
export function getEncryption({ server, request }: Call): Answer {
  const { encryption } = bucketNamed(server.store, request.bucket);
  if (encryption === undefined) throw new S3Refusal("ServerSideEncryptionConfigurationNotFoundError");
  const ApplyServerSideEncryptionByDefault = {
    SSEAlgorithm: encryption.algorithm,
    KMSMasterKeyID: encryption.keyId,
  };
  return documentAnswer(
    bareDocument("ServerSideEncryptionConfiguration", { Rule: { ApplyServerSideEncryptionByDefault } }),
  );
}

/** PutBucketEncryption. */
export async function putEncryption(call: Call): Promise<Answer> {
  bucketNamed(call.server.store, call.request.bucket);
  const root = await readDocument(call, "ServerSideEncryptionConfiguration", malformed);
  const encryption = readEncryption(root);
  refuseUnknownKey(call.server, encryption);
  changeBucket(call, (bucket) => ({ ...bucket, encryption }));
  return {};
}

function malformed(reason: string): S3Refusal {
  return refusalBecause("MalformedXML", reason);
}

function readEncryption(root: XmlElement): Encryption {
  const [rule, second] = childrenOf(root, "Rule");
  if (rule === undefined || second !== undefined)
    throw malformed("only one server-side encryption rule is allowed at a time");
  const settings = childAt(rule, "ApplyServerSideEncryptionByDefault");
  const algorithm = textAt(settings, "SSEAlgorithm");
  const keyId = textAt(settings, "KMSMasterKeyID") || undefined;
  if (algorithm !== "AES256" && algorithm !== "aws:kms") throw malformed("Unknown SSE algorithm");
  if (algorithm === "AES256" && keyId !== undefined)
    throw malformed("MasterKeyID is allowed with aws:kms only");
  if (algorithm === "aws:kms" && keyId === undefined) throw malformed("MasterKeyID is missing with aws:kms");
  return { algorithm, ...(keyId === undefined ? {} : { keyId: plainKey(keyId) }) };
}

function plainKey(keyId: string): string {
  return keyId.replace(/^arn:aws:kms:/, "");
}

function refuseUnknownKey({ kmsKeys }: S3Server, { keyId }: Encryption): void {
  if (keyId !== undefined && kmsKeys !== undefined && !kmsKeys.includes(keyId))
    throw new S3Refusal("kms:KeyNotFound");
}

/**
 * How a new object is encrypted: as its upload says, else as its bucket does.
 * @throws {S3Refusal} when the upload asks for what there is not
 */
export function newEncryption(
  { server, request }: Call,
  { bucket, key }: { bucket: BucketRecord; key: string },
): Encryption | undefined {
  const algorithm = request.headers.get("x-amz-server-side-encryption");
  if (algorithm === null) return bucket.encryption;
  if (algorithm !== "AES256" && algorithm !== "aws:kms")
    throw new S3Refusal("InvalidArgument", {
      message: `Invalid arguments provided for ${bucket.name}/${key}: (The encryption method is not supported)`,
    });
  const keyId = request.headers.get("x-amz-server-side-encryption-aws-kms-key-id");
  if (algorithm === "AES256" || keyId === null) return { algorithm };
  const encryption: Encryption = { algorithm, keyId: plainKey(keyId) };
  refuseUnknownKey(server, encryption);
  return encryption;
}

/** What answers say of it. */
export function encryptionHeaders(encryption: Encryption | undefined): Record<string, string> {
  if (encryption === undefined) return {};
  const { algorithm, keyId } = encryption;
  const headers: Record<string, string> = { "x-amz-server-side-encryption": algorithm };
  if (keyId !== undefined) headers["x-amz-server-side-encryption-aws-kms-key-id"] = `arn:aws:kms:${keyId}`;
  return headers;
}

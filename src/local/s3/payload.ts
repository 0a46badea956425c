/** Reading a body and holding it against every digest that the request names. */

import type { Caller } from "./authentication.ts";
import { base64, hex, readBody, textOf } from "./bytes.ts";
import type { Call, Payload } from "./call.ts";
import { hasChecksumHeader, readChecksum, refuseOther } from "./checksums.ts";
import { decodeChunks } from "./chunks.ts";
import { S3Refusal } from "./errors.ts";
import { type XmlElement, XmlError, parseXml } from "./xml.ts";

// What the cuts of a body in chunks may add to it.
const CHUNK_OVERHEAD = 1.1;

/**
 * Reads the body of a request.
 * @param limit bytes
 * @throws {S3Refusal} when it is too long, or a digest is another
 */
export async function readPayload(request: Request, caller: Caller, limit: number): Promise<Payload> {
  const { headers } = request;
  const { chunking, sha256 } = caller;
  const md5 = headers.get("content-md5");
  if (md5 !== null && !/^[A-Za-z0-9+/]{22}==$/.test(md5)) throw new S3Refusal("InvalidDigest");
  const announced = readChecksum((name) => headers.get(name));
  if (chunking !== undefined && Number(headers.get("x-amz-decoded-content-length")) > limit)
    throw new S3Refusal("EntityTooLarge");
  const raw = await readBody(request, chunking === undefined ? limit : limit * CHUNK_OVERHEAD + 4_096);
  const { bytes, trailers } =
    chunking === undefined
      ? { bytes: raw, trailers: new Map<string, string>() }
      : decodeChunks(raw, chunking);
  if (chunking !== undefined && bytes.length !== Number(headers.get("x-amz-decoded-content-length")))
    throw new S3Refusal("IncompleteBody");
  if (sha256 !== undefined && hex("sha256", bytes) !== sha256)
    throw new S3Refusal("XAmzContentSHA256Mismatch");
  if (md5 !== null && base64("md5", bytes) !== md5) throw new S3Refusal("BadDigest");
  const checksum = announced ?? readChecksum((name) => trailers.get(name));
  if (checksum !== undefined) refuseOther(checksum, bytes);
  return { bytes, trailers };
}

// Documents that configure something are small; a list of a thousand keys is not.
const MAX_DOCUMENT = 2 * 1024 * 1024;

/** The text of a body that configures something. */
export async function readText(call: Call, limit: number = MAX_DOCUMENT): Promise<string> {
  return textOf((await call.payload(limit)).bytes);
}

/**
 * Reads a document.
 * @param root the name that it must have
 * @param refused the refusal for what is no such document
 */
export async function readDocument(
  call: Call,
  root: string,
  refused: (reason: string) => S3Refusal,
): Promise<XmlElement> {
  return parseDocument(await readText(call), root, refused);
}

/** Reads a document from a text. */
export function parseDocument(
  text: string,
  root: string,
  refused: (reason: string) => S3Refusal,
): XmlElement {
  try {
    const element = parseXml(text);
    if (element.name === root) return element;
    throw new XmlError(`expected element type <${root}> but have <${element.name}>`);
  } catch (error) {
    if (error instanceof XmlError) throw refused(error.message);
    throw error;
  }
}

/**
 * Refuses a document that nothing protects on its way.
 * @throws {S3Refusal} `MissingContentMD5`
 */
export function requireDigest({ request }: Call): void {
  const { headers } = request;
  const later = headers.get("x-amz-trailer")?.startsWith("x-amz-checksum-") ?? false;
  if (!headers.has("content-md5") && !hasChecksumHeader(headers) && !later)
    throw new S3Refusal("MissingContentMD5");
}

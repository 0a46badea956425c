/** Bytes: digests, joining, and reading a body within a limit. */

import { createHash } from "node:crypto";
import { S3Refusal } from "./errors.ts";

/** UTF-8 of a text. */
export function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

/** The text of bytes; what is no UTF-8 becomes U+FFFD. */
export function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** One array of all parts. */
export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const [first] = parts;
  if (parts.length === 1 && first !== undefined) return first;
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Digest in hexadecimal. */
export function hex(algorithm: "md5" | "sha256", bytes: Uint8Array | string): string {
  return createHash(algorithm).update(bytes).digest("hex");
}

/** Digest in base64. */
export function base64(algorithm: "md5" | "sha1" | "sha256", bytes: Uint8Array | string): string {
  return createHash(algorithm).update(bytes).digest("base64");
}

/**
 * Reads a whole body.
 * @param limit bytes
 * @throws {S3Refusal} `EntityTooLarge` beyond the limit, `IncompleteBody` when the client breaks off
 */
export async function readBody(request: Request, limit: number): Promise<Uint8Array> {
  const announced = Number(request.headers.get("content-length") ?? 0);
  if (announced > limit) throw new S3Refusal("EntityTooLarge");
  if (request.body === null) return new Uint8Array();
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const part of request.body as AsyncIterable<Uint8Array>) {
      parts.push(part);
      length += part.length;
      if (length > limit) break;
    }
  } catch {
    throw new S3Refusal("IncompleteBody");
  }
  if (length > limit) throw new S3Refusal("EntityTooLarge");
  if (length < announced) throw new S3Refusal("IncompleteBody");
  return concat(parts);
}

/** Bodies in chunks of their own (`aws-chunked`): taken apart, each signature checked. Pure. */

import { concat, hex, textOf } from "./bytes.ts";
import { S3Refusal } from "./errors.ts";
import { EMPTY_SHA256, hmacHex, isSame } from "./signature.ts";

/** How the chunks of a body are signed. */
export interface ChunkSigning {
  /** The signature of the request, which the first chunk's builds on. */
  seed: string;
  key: Uint8Array;
  time: string;
  scope: string;
}

/** How a body is cut. */
export interface Chunking {
  /** Absent when the chunks are not signed. */
  signing?: ChunkSigning;
  /** Whether headers follow the last chunk. */
  trailer: boolean;
}

/** A body put together again. */
export interface Decoded {
  bytes: Uint8Array;
  /** Headers that followed it. */
  trailers: Map<string, string>;
}

const MAX_CHUNK = 16 * 1024 * 1024;

/**
 * Puts a body together.
 * @throws {S3Refusal} when the cuts are wrong or a signature is
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
 */
export function decodeChunks(body: Uint8Array, { signing, trailer }: Chunking): Decoded {
  const parts: Uint8Array[] = [];
  let previous = signing?.seed ?? "";
  for (let at = 0; ;) {
    const line = readLine(body, at);
    const { size, signature } = chunkHeader(line.text);
    const chunk = body.subarray(line.next, line.next + size);
    if (chunk.length < size) throw new S3Refusal("IncompleteBody");
    if (signing !== undefined) previous = checkChunk(signing, { previous, chunk, signature });
    at = line.next + size;
    if (size === 0)
      return { bytes: concat(parts), trailers: readTrailers(body, { at, trailer, signing, previous }) };
    parts.push(chunk);
    if (readLine(body, at).text !== "") throw malformed();
    at += 2;
  }
}

function malformed(): S3Refusal {
  return new S3Refusal("BadRequest", { message: "malformed chunked encoding" });
}

function readLine(body: Uint8Array, at: number): { text: string; next: number } {
  const end = body.indexOf(10, at);
  if (end < 0 || end - at > 4096 || body[end - 1] !== 13) throw malformed();
  return { text: textOf(body.subarray(at, end - 1)), next: end + 1 };
}

function chunkHeader(line: string): { size: number; signature: string } {
  const [, digits, signature = ""] = /^([0-9a-f]{1,8})(?:;chunk-signature=([0-9a-f]+))?$/i.exec(line) ?? [];
  const size = Number.parseInt(digits ?? "", 16);
  if (Number.isNaN(size)) throw malformed();
  if (size > MAX_CHUNK)
    throw new S3Refusal("BadRequest", { message: "chunk too big: choose chunk size <= 16MiB" });
  return { size, signature };
}

function checkChunk(
  { key, time, scope }: ChunkSigning,
  { previous, chunk, signature }: { previous: string; chunk: Uint8Array; signature: string },
): string {
  const text = ["AWS4-HMAC-SHA256-PAYLOAD", time, scope, previous, EMPTY_SHA256, hex("sha256", chunk)].join(
    "\n",
  );
  if (!isSame(hmacHex(key, text), signature)) throw new S3Refusal("SignatureDoesNotMatch");
  return signature;
}

interface TrailerPlace {
  at: number;
  trailer: boolean;
  signing: ChunkSigning | undefined;
  previous: string;
}

function readTrailers(
  body: Uint8Array,
  { at, trailer, signing, previous }: TrailerPlace,
): Map<string, string> {
  const lines = textOf(body.subarray(at))
    .split(/\r?\n/)
    .filter((line) => line !== "");
  const trailers = new Map(
    lines.map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()] as const;
    }),
  );
  if (!trailer || signing === undefined) return trailers;
  const signed = [...trailers].filter(([name]) => name !== "x-amz-trailer-signature");
  const digest = hex("sha256", signed.map(([name, value]) => `${name}:${value}\n`).join(""));
  const text = ["AWS4-HMAC-SHA256-TRAILER", signing.time, signing.scope, previous, digest].join("\n");
  if (!isSame(hmacHex(signing.key, text), trailers.get("x-amz-trailer-signature") ?? ""))
    throw new S3Refusal("SignatureDoesNotMatch");
  return trailers;
}

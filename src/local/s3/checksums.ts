/** Checksums that clients send with a body, in a header or behind it. Pure. */

import { base64 } from "./bytes.ts";
import { S3Refusal } from "./errors.ts";

/** The checksum of an object. */
export interface Checksum {
  algorithm: ChecksumName;
  /** base64 */
  value: string;
}

type ChecksumName = "crc32" | "crc32c" | "crc64nvme" | "sha1" | "sha256";

const ALGORITHMS: Record<ChecksumName, { bytes: number; of: (bytes: Uint8Array) => string }> = {
  crc32: { bytes: 4, of: (bytes) => crc32(bytes, 0xed_b8_83_20) },
  crc32c: { bytes: 4, of: (bytes) => crc32(bytes, 0x82_f6_3b_78) },
  crc64nvme: { bytes: 8, of: crc64nvme },
  sha1: { bytes: 20, of: (bytes) => base64("sha1", bytes) },
  sha256: { bytes: 32, of: (bytes) => base64("sha256", bytes) },
};
const NAMES = Object.keys(ALGORITHMS) as ChecksumName[];

/** The header that holds a checksum. */
export function checksumHeader(algorithm: ChecksumName): string {
  return `x-amz-checksum-${algorithm}`;
}

/** Whether a request sends a checksum before its body. */
export function hasChecksumHeader(headers: Headers): boolean {
  return NAMES.some((name) => headers.has(checksumHeader(name)));
}

/**
 * The checksum that a client sends.
 * @param field the value of a header, or of a trailer
 * @throws {S3Refusal} when it cannot be one
 */
export function readChecksum(field: (name: string) => string | null | undefined): Checksum | undefined {
  for (const algorithm of NAMES) {
    const value = field(checksumHeader(algorithm));
    if (value === null || value === undefined) continue;
    if (!/^[A-Za-z0-9+/]+=*$/.test(value) || atob(value).length !== ALGORITHMS[algorithm].bytes)
      throw new S3Refusal("InvalidArgument", { message: "Invalid checksum provided." });
    return { algorithm, value };
  }
  return undefined;
}

/**
 * Checks a body.
 * @throws {S3Refusal} `XAmzContentChecksumMismatch`
 */
export function refuseOther({ algorithm, value }: Checksum, bytes: Uint8Array): void {
  if (ALGORITHMS[algorithm].of(bytes) !== value) throw new S3Refusal("XAmzContentChecksumMismatch");
}

/** Computes a checksum. */
export function checksumOf(algorithm: ChecksumName, bytes: Uint8Array): Checksum {
  return { algorithm, value: ALGORITHMS[algorithm].of(bytes) };
}

/** The headers that answers carry. */
export function checksumHeaders(checksum: Checksum | undefined): Record<string, string> {
  if (checksum === undefined) return {};
  return { [checksumHeader(checksum.algorithm)]: checksum.value, "x-amz-checksum-type": "FULL_OBJECT" };
}

const tables = new Map<number, Uint32Array>();

function crc32(bytes: Uint8Array, polynomial: number): string {
  const table = tables.get(polynomial) ?? crc32Table(polynomial);
  tables.set(polynomial, table);
  let crc = 0xff_ff_ff_ff;
  for (const byte of bytes) crc = (crc >>> 8) ^ (table[(crc ^ byte) & 255] ?? 0);
  return bigEndian([~crc]);
}

function crc32Table(polynomial: number): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, index) => {
    let crc = index;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ polynomial : crc >>> 1;
    return crc;
  });
}

// The polynomial of CRC-64/NVME, reflected, in halves: numbers have 32 bits in bit operations.
const [HIGH, LOW] = [0x9a_6c_93_29, 0xac_4b_c9_b5];
let halves: [high: Uint32Array, low: Uint32Array] | undefined;

function crc64nvme(bytes: Uint8Array): string {
  const [highs, lows] = (halves ??= crc64Table());
  let [high, low] = [0xff_ff_ff_ff, 0xff_ff_ff_ff];
  for (const byte of bytes) {
    const index = (low ^ byte) & 255;
    low = ((low >>> 8) | (high << 24)) ^ (lows[index] ?? 0);
    high = (high >>> 8) ^ (highs[index] ?? 0);
  }
  return bigEndian([~high, ~low]);
}

function crc64Table(): [Uint32Array, Uint32Array] {
  const [highs, lows] = [new Uint32Array(256), new Uint32Array(256)];
  for (let index = 0; index < 256; index += 1) {
    let [high, low] = [0, index];
    for (let bit = 0; bit < 8; bit += 1) {
      const carry = low & 1;
      low = ((low >>> 1) | (high << 31)) ^ (carry ? LOW : 0);
      high = (high >>> 1) ^ (carry ? HIGH : 0);
    }
    highs[index] = high;
    lows[index] = low;
  }
  return [highs, lows];
}

function bigEndian(words: readonly number[]): string {
  const view = new DataView(new ArrayBuffer(words.length * 4));
  for (const [index, word] of words.entries()) view.setInt32(index * 4, word);
  return btoa(String.fromCharCode(...new Uint8Array(view.buffer)));
}

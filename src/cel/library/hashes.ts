/** kro's hashes, and its values that look random but follow from a seed. */

import { createHash } from "node:crypto";
import { EvaluationFailure } from "../error.ts";
import { define } from "../signature.ts";
import type { Library } from "../signature.ts";

const FNV_OFFSET = 0xcbf29ce484222325n;
const FNV_PRIME = 0x100000001b3n;

function fnv64a(text: string): Uint8Array {
  let hash = FNV_OFFSET;
  for (const byte of Buffer.from(text)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * FNV_PRIME);
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(hash);
  return bytes;
}

function digest(algorithm: "sha256" | "md5", data: string | Uint8Array): Buffer {
  return createHash(algorithm).update(data).digest();
}

const CHARACTERS = "0123456789abcdefghijklmnopqrstuvwxyz";

/** As kro: four bytes of the SHA-256 of the seed per character, from the start again when they are used up. */
function seededString(length: bigint, seed: string): string {
  if (length <= 0n) throw new EvaluationFailure("random.seededString length must be positive");
  const hash = digest("sha256", seed);
  const characters = Array.from(
    { length: Number(length) },
    (_, index) => CHARACTERS[hash.readUInt32BE((index * 4) % hash.length) % CHARACTERS.length],
  );
  return characters.join("");
}

function seededInt(min: bigint, max: bigint, seed: string): bigint {
  if (min >= max) throw new EvaluationFailure("random.seededInt min must be less than max");
  return min + (digest("sha256", seed).readBigUInt64BE() % (max - min));
}

export const HASHES: Library = [
  define("hash.fnv64a(string): bytes", fnv64a),
  define("hash.sha256(string): bytes", (text: string) => digest("sha256", text)),
  define("hash.md5(string): bytes", (text: string) => digest("md5", text)),
];

export const RANDOM: Library = [
  define("random.seededString(int, string): string", seededString),
  define("random.seededInt(int, int, string): int", seededInt),
];

/** What must not be told: secret values, in whichever form. */

import { expect } from "bun:test";
import { createHash } from "node:crypto";

/** A value in base64. */
export function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

/** Every form in which a value could be told: as it is, encoded, and as a digest of either. */
function formsOf(value: string): string[] {
  const texts = [value, base64(value), JSON.stringify(value), JSON.stringify(base64(value))];
  const digests = texts.flatMap((text) =>
    ["sha256", "sha1", "md5"].flatMap((algorithm) =>
      (["hex", "base64", "base64url"] as const).map((encoding) =>
        createHash(algorithm).update(text).digest(encoding),
      ),
    ),
  );
  // Digests are often shortened.
  return [value, base64(value).replace(/=+$/, ""), ...digests.map((text) => text.slice(0, 12))];
}

/** Expects that a text tells none of the values. */
export function expectNoTrace(text: string, values: readonly string[]): void {
  for (const value of values) for (const form of formsOf(value)) expect(text).not.toContain(form);
}

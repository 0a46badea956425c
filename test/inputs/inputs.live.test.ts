/** Bad inputs: each is answered with a clear error, and changes nothing. */

import { beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { onEmbedded } from "../support/target.ts";
import { findAll } from "./find.ts";
import type { Finding } from "./input.ts";
import { inputs } from "./inputs.ts";
import { errorsPage } from "./page.ts";

setDefaultTimeout(120_000);

let findings: readonly Finding[] = [];
beforeAll(async () => {
  findings = await findAll();
});

function findingOf(what: string): Finding | undefined {
  return findings.find((finding) => finding.what === what);
}

describe("a bad input changes nothing, and is answered with its code", () => {
  test.each(inputs.map(({ what, code }) => [what, code] as const))("%s", (what, code) => {
    const { error, written } = findingOf(what) ?? {};
    expect({ code: error?.code, written }, error?.message).toEqual({ code, written: [] });
  });
});

test("there are at least 200 of them, each once", () => {
  expect(inputs.length).toBeGreaterThanOrEqual(200);
  expect(new Set(inputs.map(({ what }) => what)).size).toBe(inputs.length);
});

test("no answer tells a secret, steers a terminal, or is longer than a screen", () => {
  for (const { what, error } of findings) {
    const { message = "" } = error ?? {};
    expect(message, what).not.toContain("s3cr3t");
    expect(message, what).not.toContain(btoa("s3cr3t"));
    // oxlint-disable-next-line no-control-regex -- these are what is looked for
    expect(message, what).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F]/);
    expect(message.length, what).toBeLessThan(4_000);
  }
});

test.skipIf(onEmbedded("recording"))("docs/errors.md says all this", async () => {
  const page = await Bun.file(join(import.meta.dir, "../../docs/errors.md")).text();
  expect(errorsPage(findings)).toBe(page);
});

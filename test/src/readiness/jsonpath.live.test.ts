/** Our JSONPaths find what kubectl's find. */

import { afterAll, beforeAll, expect, test } from "bun:test";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { kubectl, randomNamespace } from "../../support/control-plane.ts";
import { document, inAnyOrder, paths } from "./paths.ts";

const namespace = randomNamespace("paths");
const file = join(tmpdir(), `${namespace}.json`);

beforeAll(async () => {
  await Bun.write(file, JSON.stringify(document));
});
afterAll(() => rm(file));

// Without braces only `kubectl wait` takes a path.
const braced = paths.filter(([path]) => path.startsWith("{"));

test("kubectl finds the same", async () => {
  const found = await Promise.all(
    braced.map(async ([path]) => {
      const printed = await kubectl(
        "create",
        "-f",
        file,
        "--dry-run=client",
        "--validate=false",
        "-n",
        namespace,
        "-o",
        `jsonpath-as-json=${path}`,
      );
      return [path, inAnyOrder(JSON.parse(printed) as unknown[])] as const;
    }),
  );
  expect(found).toEqual(braced.map(([path, values]) => [path, inAnyOrder(values)]));
});

import { expect, test } from "bun:test";
import { readFile } from "node:fs/promises";
import { generateKindSchemas } from "../../../src/model/kind-schemas.codegen.ts";
import { controlPlaneJson } from "../../../src/model/kind-table.codegen.ts";
import { onEmbedded } from "../../support/target.ts";

test.skipIf(onEmbedded("recording"))("the committed schemas are what the API server says today", async () => {
  const committed = new URL("../../../src/model/kind-schemas.generated.ts", import.meta.url);
  const generated = await generateKindSchemas(await controlPlaneJson());
  expect(generated === (await readFile(committed, "utf8"))).toBe(true);
});

import { expect, test } from "bun:test";
import { readFile } from "node:fs/promises";
import { controlPlaneJson, generateKindTable } from "../../../src/model/kind-table.codegen.ts";
import { onEmbedded } from "../../support/target.ts";

test.skipIf(onEmbedded("recording"))("the committed table is what the API server says today", async () => {
  const committed = new URL("../../../src/model/kind-table.generated.ts", import.meta.url);
  const generated = await generateKindTable(await controlPlaneJson());
  expect(generated).toBe(await readFile(committed, "utf8"));
});

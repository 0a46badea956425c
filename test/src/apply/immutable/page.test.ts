import { expect, test } from "bun:test";
import { join } from "node:path";
import { immutableFieldsPage } from "../../../../src/apply/immutable/page.codegen.ts";

test("docs/immutable-fields.md is what page.codegen.ts writes", async () => {
  const page = await Bun.file(join(import.meta.dir, "../../../../docs/immutable-fields.md")).text();
  expect(page).toBe(immutableFieldsPage());
});

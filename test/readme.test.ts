import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dir, "..");
const read = (path: string): Promise<string> => Bun.file(join(root, path)).text();

test("the quick start of the README is the example that is compiled", async () => {
  const [, block] = /```ts\n(import alchemy[\s\S]*?)```/.exec(await read("README.md")) ?? [];
  expect(block).toBe(await read("examples/quick-start/alchemy.run.ts"));
  expect(block?.trim().split("\n").length).toBeLessThanOrEqual(20);
});

test("every link of the documentation leads somewhere", async () => {
  const files = ["README.md", ...new Bun.Glob("docs/*.md").scanSync(root)];
  for (const file of files) {
    const links = [...(await read(file)).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)];
    for (const [, path = "", anchor] of links) {
      const target = path === "" ? join(root, file) : join(root, file, "..", path);
      expect(existsSync(target), `${file} → ${path}`).toBe(true);
      if (anchor === undefined) continue;
      const text = await Bun.file(target).text();
      const anchors = [...text.matchAll(/^#+ (.*)$/gm)].map(([, title = ""]) =>
        title
          .toLowerCase()
          .replaceAll(/[^a-z0-9 -]/g, "")
          .replaceAll(" ", "-"),
      );
      expect(anchors, `${file} → ${path}#${anchor}`).toContain(anchor);
    }
  }
});

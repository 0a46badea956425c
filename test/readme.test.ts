import { expect, test } from "bun:test";
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
      const target = join(root, file, "..", path);
      const text = await Bun.file(path === "" ? join(root, file) : target).text();
      if (anchor === undefined) continue;
      const anchors = [...text.matchAll(/^#+ (.*)$/gm)].map(([, title = ""]) =>
        title.toLowerCase().replaceAll(/[^a-z0-9 -]/g, "").replaceAll(" ", "-"),
      );
      expect(anchors, `${file} → ${path}#${anchor}`).toContain(anchor);
    }
  }
});

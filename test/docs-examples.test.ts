import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as kinds from "../providers/kubernetes/kinds.ts";
import { program, readEntryPoints, readExamples, type Example } from "./support/examples.ts";

const root = join(import.meta.dir, "..");
const examples = await readExamples();
/** Pages without imports whose blocks are whole programs: the first, or all of them. */
const GUIDES: Readonly<Record<string, "first" | "all">> = {
  conflicts: "first",
  drift: "first",
  patches: "all",
  readiness: "first",
};
const pages = [...new Bun.Glob("*.md").scanSync(join(root, "docs"))].map((file) => file.slice(0, -3)).sort();
const guides = (await Promise.all(pages.map(programsOf))).flat();
const broken: Example = {
  of: "broken",
  file: "kubernetes/apps.ts",
  code: 'await Deployment("web", { spec: { replicas: "two" } });',
};

/** The whole programs of a page: those that begin with imports of packages and leave nothing out, and those of the guides. */
async function programsOf(of: string): Promise<Example[]> {
  const page = await Bun.file(join(root, `docs/${of}.md`)).text();
  const blocks = [...page.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code = ""]) => code);
  const whole = blocks.filter(
    (code, index) =>
      GUIDES[of] === "all" ||
      (GUIDES[of] === "first" && index === 0) ||
      (/^import [^;]+ from "(?!\.)/.test(code) && !code.includes("…")),
  );
  return whole.map((code) => ({ of, file: `kubernetes/${of}.ts`, code }));
}

let folder = "";
beforeAll(async () => {
  // Inside the project, so that `alchemy` is found as users' programs find it.
  const cache = join(root, "node_modules/.cache");
  await mkdir(cache, { recursive: true });
  // The compiler names files by where they really are: `node_modules` may be a link.
  folder = await realpath(await mkdtemp(join(cache, "docs-examples-")));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("every kind has an example", () => {
  const documented = new Set(examples.map(({ of }) => of));
  expect(Object.keys(kinds).filter((name) => !documented.has(name))).toEqual([]);
});

test("every example compiles", async () => {
  const entryPoints = await readEntryPoints();
  const files = [...examples, ...guides, broken].map((example, index) => ({
    name:
      example === broken
        ? "broken.ts"
        : `${example.file.replaceAll("/", "-").slice(0, -3)}.${example.of}.${index}.ts`,
    source: program(example, entryPoints),
  }));
  const tsconfig = {
    extends: join(root, "tsconfig.json"),
    include: [],
    files: files.map(({ name }) => name),
  };
  await Promise.all([
    ...files.map(({ name, source }) => writeFile(join(folder, name), source)),
    // Modules, as a user's program is: a package.json above is not looked for beyond node_modules.
    writeFile(join(folder, "package.json"), '{ "type": "module" }'),
    writeFile(join(folder, "tsconfig.json"), JSON.stringify(tsconfig)),
  ]);
  const compiler = Bun.spawn(
    [process.execPath, join(root, "node_modules/typescript/bin/tsc"), "-p", folder, "--pretty", "false"],
    {
      cwd: folder,
      stdout: "pipe",
    },
  );
  const errors = (await compiler.stdout.text()).trim().split("\n");
  // Errors in the package itself are reported by the project's own check. The broken one shows that the compiler really looked.
  expect(errors.filter((line) => /^[^/ ]+\.ts\(/.test(line))).toEqual([
    expect.stringMatching(/^broken\.ts.*TS2322: Type 'string' is not assignable to type 'number/),
  ]);
}, 60_000);

import { expect, test } from "bun:test";
import { Glob } from "bun";
import { dirname, join, normalize } from "node:path";

const root = join(import.meta.dir, "..");

/** Folders of src in the order of the design: each imports only itself and what stands before it. */
const ORDER = ["model", "cel", "readiness", "graph", "schema", "auth", "client", "diagnosis", "apply", "run"];
const ROOT_FILES = ["errors.ts", "retry.ts"];

/** Folders with a rule of their own. */
const ALLOWED: Record<string, string[]> = {
  s3: [],
  local: ["model", "cel", "readiness", "graph", "schema"],
  cli: ["local", "model", "readiness"],
};

const IMPORT =
  /(?:^|\n)\s*(import|export)\s+(type\s)?[^;]*?["']([^"']+)["']|import\(\s*["']([^"']+)["']\s*\)/g;

interface Import {
  file: string;
  from: string;
  typeOnly: boolean;
  lazy: boolean;
}

async function importsOf(folder: string): Promise<Import[]> {
  const found: Import[] = [];
  for await (const file of new Glob(`${folder}/**/*.ts`).scan(root)) {
    const text = await Bun.file(join(root, file)).text();
    for (const [, , type, from, lazy] of text.replaceAll(/^\s*\*.*$/gm, "").matchAll(IMPORT)) {
      found.push({ file, from: from ?? lazy ?? "", typeOnly: type !== undefined, lazy: lazy !== undefined });
    }
  }
  return found;
}

function targetOf({ file, from }: Import): string {
  return from.startsWith(".") ? normalize(join(dirname(file), from)) : from;
}

test("the patterns find imports of every form", async () => {
  const imports = await importsOf("src");
  expect(imports.length).toBeGreaterThan(100);
  expect(imports.some((item) => item.typeOnly)).toBe(true);
  expect(imports.some((item) => item.lazy)).toBe(true);
});

test("src imports neither alchemy nor what is outside of it", async () => {
  const wrong = (await importsOf("src")).filter((item) => {
    const target = targetOf(item);
    return /^alchemy(\/|$)/.test(target) || (item.from.startsWith(".") && !target.startsWith("src/"));
  });
  expect(wrong).toEqual([]);
});

test("inside src a folder imports only folders before it", async () => {
  const wrong = (await importsOf("src")).filter((item) => {
    const target = targetOf(item);
    const [, from = "", ...deeper] = item.file.split("/");
    const [, to = ""] = target.split("/");
    if (!target.startsWith("src/") || deeper.length === 0 || from === to || ROOT_FILES.includes(to))
      return false;
    const allowed = ALLOWED[from] ?? ORDER.slice(0, ORDER.indexOf(from));
    return !allowed.includes(to);
  });
  expect(wrong).toEqual([]);
});

test("providers import neither examples nor tests", async () => {
  const wrong = (await importsOf("providers")).filter((item) => /^(examples|test)\//.test(targetOf(item)));
  expect(wrong).toEqual([]);
});

test("@kubernetes/client-node is imported for its types only, or lazily", async () => {
  const imports = [...(await importsOf("src")), ...(await importsOf("providers"))];
  const uses = imports.filter((item) => item.from.startsWith("@kubernetes/client-node"));
  expect(uses.length).toBeGreaterThan(0);
  expect(uses.filter((item) => !item.typeOnly && !item.lazy)).toEqual([]);
});

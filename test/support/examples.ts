/** The `@example`s of the documentation comments in providers/, as programs. */

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

const providersFolder = join(import.meta.dir, "../../providers");

export interface Example {
  /** The export that it documents. */
  of: string;
  /** File below providers/. */
  file: string;
  code: string;
}

/** Entry points of the package, and the names that each exports. */
export type EntryPoints = ReadonlyMap<string, readonly string[]>;

const DOCUMENTED =
  /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*export (?:declare )?(?:async )?(?:interface|const|function|class|type) (\w+)/g;

/** Every example of every documented export. */
export async function readExamples(): Promise<Example[]> {
  const files = (await readdir(providersFolder, { recursive: true }))
    .filter((file) => file.endsWith(".ts"))
    .sort();
  const sources = await Promise.all(files.map((file) => readFile(join(providersFolder, file), "utf8")));
  return files.flatMap((file, index) => examplesIn(file, sources[index] ?? ""));
}

function examplesIn(file: string, source: string): Example[] {
  return [...source.matchAll(DOCUMENTED)].flatMap(([, comment = "", of = ""]) =>
    exampleTags(comment).map((code) => ({ of, file, code })),
  );
}

function exampleTags(comment: string): string[] {
  const text = comment.replaceAll(/^[ \t]*\* ?/gm, "");
  const tags = text.split(/^@(?=[a-z])/m).filter((tag) => /^example\b/.test(tag));
  return tags.map((tag) =>
    tag
      .slice("example".length)
      .replaceAll(/^```\w*$/gm, "")
      .trim(),
  );
}

/** The names of every entry point that exists, the package's own parts first. */
export async function readEntryPoints(): Promise<EntryPoints> {
  const folders = (await readdir(providersFolder, { withFileTypes: true })).filter((entry) =>
    entry.isDirectory(),
  );
  const entries = await Promise.all(
    folders.map(async ({ name }) => {
      const index = join(providersFolder, name, "index.ts");
      if (!(await Bun.file(index).exists())) return undefined;
      return [`alchemy-kubernetes/${name}`, Object.keys((await import(index)) as object)] as const;
    }),
  );
  return new Map(entries.filter((entry) => entry !== undefined));
}

/** Wraps an example into a module: imports that readers take as given, and a function around it. */
export function program(example: Example, entryPoints: EntryPoints): string {
  const lines = example.code.split("\n");
  const imports = lines.filter((line) => line.startsWith("import "));
  const body = lines.filter((line) => !line.startsWith("import "));
  const mentions = (name: string): boolean =>
    new RegExp(`(?<![\\w."'])${name}\\b(?!["':])`).test(body.join("\n")) &&
    !imports.some((line) => new RegExp(`\\b${name}\\b`).test(line));
  if (mentions("alchemy")) imports.push('import alchemy from "alchemy";');
  for (const [entryPoint, names] of ownFirst(example, entryPoints)) {
    const used = names.filter(mentions);
    if (used.length > 0) imports.push(`import { ${used.join(", ")} } from "${entryPoint}";`);
  }
  return `${imports.join("\n")}\nexport async function example() {\n${body.join("\n")}\n}\n`;
}

function ownFirst({ file }: Example, entryPoints: EntryPoints): [string, readonly string[]][] {
  const own = `alchemy-kubernetes/${file.split("/")[0]}`;
  return [...entryPoints].sort(([a], [b]) => Number(b === own) - Number(a === own));
}

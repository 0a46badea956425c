/** Programs as their users run them: a process per run, in a folder with state of its own. */

import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { type Child, type Ended, startChild } from "./child.ts";

/** One run of a program. */
export interface ProgramRun {
  /** Its path. */
  program: string;
  /** Where it runs and keeps its state. */
  folder: string;
  args?: readonly string[];
  /** Beside what every child has; live programs need `KUBECONFIG`. */
  env?: Record<string, string | undefined>;
}

/** Starts a program under this Bun. */
export function startProgram({ program, folder, args = [], env }: ProgramRun): Child {
  return startChild([process.execPath, program, ...args], folder, env);
}

/** What a program says that it got, in its line `OUTPUTS {…}`; nothing when it did not come that far. */
export function outputsIn<T = unknown>({ stdout }: Ended): Record<string, T> {
  const line = /^OUTPUTS (.*)$/m.exec(stdout)?.[1];
  return line === undefined ? {} : (JSON.parse(line) as Record<string, T>);
}

/** Files of Alchemy's state by path below `.alchemy`; nothing of an embedded cluster's own files. */
export async function stateIn(folder: string): Promise<Record<string, string>> {
  const root = join(folder, ".alchemy");
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((file) => !file.startsWith("local/"));
  const texts = await Promise.all(
    files.map(async (file) => [file, await readFile(join(root, file), "utf8")] as const),
  );
  return Object.fromEntries(texts);
}

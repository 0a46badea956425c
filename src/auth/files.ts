/** Text files that hold credentials: read once, and again when they change. */

import { readFile, stat } from "node:fs/promises";
import { ProviderError, type ErrorCode } from "../errors.ts";

/**
 * Reads a text file that is allowed to be absent.
 * @returns `undefined` when there is no such file
 * @throws the error of the file system for anything else
 */
export async function readOptional(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

/** Whether the error of the file system says that there is no such file. */
function isAbsent(error: unknown): boolean {
  const code = systemCode(error);
  return code === "ENOENT" || code === "ENOTDIR";
}

/** The code of a system error: `ENOENT`, `EACCES`. */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

/** What to say when a file that something names cannot be read. */
export interface FileUse {
  /** Who names the file: `user admin of ~/.kube/config`. */
  object: string;
  /** What it is: `certificate-authority`. */
  field: string;
  code: ErrorCode;
}

/**
 * Reads a file that something else names.
 * @throws ProviderError with the code of `use`
 */
export async function readNamed(path: string, use: FileUse): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw new ProviderError(
      use.code,
      `${use.field} ${path} cannot be read (${systemCode(cause) ?? "unknown"})`,
      {
        object: use.object,
        advice: isAbsent(cause) ? "Create the file or correct the path." : "Check who may read it.",
        cause,
      },
    );
  }
}

/**
 * A file whose text changes while the program runs: projected service account tokens, renewed certificates.
 * One `stat` per use; the kubelet swaps a symbolic link, so that the inode tells a new version of the same size and time.
 */
export class RotatingFile {
  readonly path: string;
  readonly use: FileUse;
  #version: string | undefined;
  #text = "";

  constructor(path: string, use: FileUse) {
    this.path = path;
    this.use = use;
  }

  /**
   * The text as it is now, without surrounding white space.
   * @throws ProviderError when the file cannot be read
   */
  async read(): Promise<string> {
    const version = await stat(this.path).then(
      ({ ino, mtimeMs, size }) => `${ino} ${mtimeMs} ${size}`,
      // Reading the file says what is wrong with it.
      () => undefined,
    );
    if (version === undefined || version !== this.#version) {
      this.#text = (await readNamed(this.path, this.use)).trim();
      this.#version = version;
    }
    return this.#text;
  }

  /** Reads the file whatever its version says. Returns whether the text is another one. */
  async reread(): Promise<boolean> {
    const before = this.#text;
    this.#version = undefined;
    return (await this.read()) !== before;
  }
}

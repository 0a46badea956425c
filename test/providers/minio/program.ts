/** Runs the stack program as a child process with a state folder of its own. */

import { spawn } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { liveServer } from "../../src/s3/live-server.ts";
import type { Stack } from "./stack.ts";

interface Outcome {
  code: number | null;
  /** Both streams. */
  output: string;
  /** What the program got, by id. */
  outputs: Record<string, { name: string; endpoint: string; region: string; arn: string; created: string }>;
}

interface RunOptions {
  args?: string[];
  env?: Record<string, string | undefined>;
  /** Called with the child's process id once it runs. */
  onStart?: (pid: number) => void;
}

export interface Program extends AsyncDisposable {
  folder: string;
  up: (stack: Stack, options?: RunOptions) => Promise<Outcome>;
  destroy: (options?: RunOptions) => Promise<Outcome>;
  /** Files of state, with their content. */
  state: () => Promise<Record<string, string>>;
}

const STACK = fileURLToPath(new URL("stack.ts", import.meta.url));

/** A checkout of the program: its own state folder. */
export async function checkOut(): Promise<Program> {
  const folder = await mkdtemp(join(tmpdir(), "buckets-"));
  return {
    folder,
    up: (stack, options = {}) => run(folder, stack, options),
    destroy: (options = {}) => run(folder, {}, { ...options, args: ["--destroy", ...(options.args ?? [])] }),
    state: () => readState(folder),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

function run(folder: string, stack: Stack, { args = [], env = {}, onStart }: RunOptions): Promise<Outcome> {
  const child = spawn(process.execPath, [STACK, ...args], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      ALCHEMY_PASSWORD: undefined,
      ALCHEMY_TELEMETRY_DISABLED: "1",
      ALCHEMY_CI_STATE_STORE_CHECK: "false",
      NO_COLOR: "1",
      MINIO_ENDPOINT: liveServer.endpoint,
      MINIO_ACCESS_KEY: liveServer.accessKey,
      MINIO_SECRET_KEY: liveServer.secretKey,
      STACK: JSON.stringify(stack),
      ...env,
    },
  });
  let output = "";
  const collect = (chunk: Buffer): void => {
    output += chunk.toString();
  };
  child.stdout.on("data", collect);
  child.stderr.on("data", collect);
  if (child.pid !== undefined) onStart?.(child.pid);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      const outputs = /^OUTPUTS (.*)$/m.exec(output)?.[1];
      resolve({
        code,
        output,
        outputs: outputs === undefined ? {} : (JSON.parse(outputs) as Outcome["outputs"]),
      });
    });
  });
}

async function readState(folder: string): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  const entries = await readdir(join(folder, ".alchemy"), { recursive: true, withFileTypes: true }).catch(
    () => [],
  );
  for (const entry of entries) {
    if (entry.isFile()) files[entry.name] = await readFile(join(entry.parentPath, entry.name), "utf8");
  }
  return files;
}

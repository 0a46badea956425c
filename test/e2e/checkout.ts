/** A checkout of a user's program: its own state folder, and its runs as child processes. */

import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { eventually } from "../support/control-plane.ts";
import { later } from "./cleanup.ts";
import type { Stack, Step } from "./stack.ts";

const STACK = join(import.meta.dir, "stacks/objects.ts");

/** How a run ended. */
export interface Run {
  /** Exit code; `null` after a signal that nobody handled. */
  code: number | null;
  /** Both streams. */
  output: string;
  /** What the program got, by `Kind/id`; empty when it did not come that far. */
  outputs: Record<string, { name: string; namespace?: string; uid: string; [field: string]: unknown }>;
}

/** A run that has begun. */
export interface Running {
  ended: Promise<Run>;
  kill(signal: NodeJS.Signals): void;
  /** Waits until the output holds a text. */
  says(text: string): Promise<void>;
}

export interface RunOptions {
  args?: string[];
  env?: Record<string, string | undefined>;
}

export interface Checkout {
  folder: string;
  up(steps: Step[] | Stack, options?: RunOptions): Promise<Run>;
  /** `--destroy` in a fresh process; the program it runs mentions nothing. */
  destroy(options?: RunOptions & { app?: Stack["app"] }): Promise<Run>;
  /** Starts `up` and returns at once. */
  start(steps: Step[] | Stack, options?: RunOptions): Running;
  /** Files of the resources' states by path below the state folder. */
  state(): Promise<Record<string, string>>;
}

/** Makes a checkout of a program; its folder is deleted, and its runs are ended, after the file's tests. */
export async function checkOut(program = STACK): Promise<Checkout> {
  const folder = await mkdtemp(join(tmpdir(), "checkout-"));
  later(() => rm(folder, { recursive: true, force: true }));
  const start = (stack: Step[] | Stack, options: RunOptions = {}): Running =>
    launch({ folder, program }, Array.isArray(stack) ? { steps: stack } : stack, options);
  return {
    folder,
    start,
    up: (stack, options) => start(stack, options).ended,
    destroy: ({ app, args = [], ...options } = {}) =>
      start(app === undefined ? {} : { app }, { ...options, args: ["--destroy", ...args] }).ended,
    state: () => readState(join(folder, ".alchemy")),
  };
}

function launch(
  { folder, program }: { folder: string; program: string },
  stack: Stack,
  { args = [], env = {} }: RunOptions,
): Running {
  const app = { stage: "test", ...stack.app };
  const child = Bun.spawn([process.execPath, program, "--root-dir", folder, ...args], {
    cwd: folder,
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
    env: {
      ...process.env,
      ALCHEMY_PASSWORD: undefined,
      ALCHEMY_TELEMETRY_DISABLED: "1",
      ALCHEMY_CI_STATE_STORE_CHECK: "false",
      NO_COLOR: "1",
      FORCE_COLOR: undefined,
      STACK: JSON.stringify({ ...stack, app }),
      ...env,
    },
  });
  let output = "";
  const read = async (stream: ReadableStream<Uint8Array>): Promise<void> => {
    const decoder = new TextDecoder();
    for await (const chunk of stream) output += decoder.decode(chunk, { stream: true });
  };
  const closed = Promise.all([read(child.stdout), read(child.stderr)]);
  const run: Running = {
    ended: closed.then(async () => {
      await child.exited;
      return { code: child.exitCode, output, outputs: outputsIn(output) };
    }),
    kill: (signal) => child.kill(signal),
    says: async (text) => {
      await eventually(`the program says ${text}`, async () => {
        if (output.includes(text)) return true;
        if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}:\n${output}`);
        return undefined;
      });
    },
  };
  later(() => child.kill("SIGKILL"));
  return run;
}

function outputsIn(output: string): Run["outputs"] {
  const line = /^OUTPUTS (.*)$/m.exec(output)?.[1];
  return line === undefined ? {} : (JSON.parse(line) as Run["outputs"]);
}

async function readState(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const texts = await Promise.all(
    files.map(async (file) => [relative(folder, file), await readFile(file, "utf8")] as const),
  );
  return Object.fromEntries(texts);
}

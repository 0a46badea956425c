/** Runs the stack program as a child process with a state folder of its own. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { liveServer } from "../../src/s3/live-server.ts";
import type { Child, Ended } from "../../support/child.ts";
import { outputsIn, startProgram, stateIn } from "../../support/program.ts";
import type { Stack } from "./stack.ts";

/** What the program got for one bucket. */
interface Output {
  name: string;
  endpoint: string;
  region: string;
  arn: string;
  created: string;
}

interface Outcome extends Ended {
  /** By id. */
  outputs: Record<string, Output>;
}

interface RunOptions {
  args?: string[];
  env?: Record<string, string | undefined> | undefined;
}

export interface Program extends AsyncDisposable {
  folder: string;
  up: (stack: Stack, options?: RunOptions) => Promise<Outcome>;
  /** Starts `up` and returns at once. */
  start: (stack: Stack, options?: RunOptions) => Pick<Child, "kill"> & { ended: Promise<Outcome> };
  destroy: (options?: RunOptions) => Promise<Outcome>;
  /** Files of state, with their content. */
  state: () => Promise<Record<string, string>>;
}

const SERVER = {
  MINIO_ENDPOINT: liveServer.endpoint,
  MINIO_ACCESS_KEY: liveServer.accessKey,
  MINIO_SECRET_KEY: liveServer.secretKey,
};

const STACK = join(import.meta.dir, "stack.ts");

/** A checkout of the program: its own state folder. */
export async function checkOut(): Promise<Program> {
  const folder = await mkdtemp(join(tmpdir(), "buckets-"));
  const start: Program["start"] = (stack, { args = [], env } = {}) => {
    const child = startProgram({
      program: STACK,
      folder,
      args,
      env: { ...SERVER, STACK: JSON.stringify(stack), ...env },
    });
    const ended = child.ended.then((end) => ({ ...end, outputs: outputsIn<Output>(end) }));
    return { ended, kill: (signal) => child.kill(signal) };
  };
  return {
    folder,
    start,
    up: (stack, options) => start(stack, options).ended,
    destroy: ({ args = [], env } = {}) => start({}, { args: ["--destroy", ...args], env }).ended,
    state: () => stateIn(folder),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

/** A checkout of a user's program: its own state folder, and its runs as child processes. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Child, Ended } from "../support/child.ts";
import { variable } from "../support/control-plane.ts";
import { outputsIn, type ProgramRun, startProgram, stateIn } from "../support/program.ts";
import { later } from "./cleanup.ts";
import type { Stack, Step } from "./stack.ts";

const STACK = join(import.meta.dir, "stacks/objects.ts");

/** What the program got for one resource. */
interface Output {
  name: string;
  namespace?: string;
  uid: string;
  [field: string]: unknown;
}

/** How a run ended. */
export interface Run extends Ended {
  /** By `Kind/id`; empty when it did not come that far. */
  outputs: Record<string, Output>;
}

/** A run that has begun. */
export interface Running extends Pick<Child, "kill" | "says"> {
  ended: Promise<Run>;
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
  const start = (given: Step[] | Stack, { args = [], env = {} }: RunOptions = {}): Running => {
    const stack = Array.isArray(given) ? { steps: given } : given;
    const whole = { ...stack, app: { stage: "test", ...stack.app } };
    return launch({
      program,
      folder,
      args,
      env: { KUBECONFIG: variable("KUBECONFIG"), STACK: JSON.stringify(whole), ...env },
    });
  };
  return {
    folder,
    start,
    up: (stack, options) => start(stack, options).ended,
    destroy: ({ app, args = [], ...options } = {}) =>
      start(app === undefined ? {} : { app }, { ...options, args: ["--destroy", ...args] }).ended,
    state: () => stateIn(folder),
  };
}

function launch(run: ProgramRun): Running {
  const child = startProgram(run);
  later(() => child.kill("SIGKILL"));
  return {
    ended: child.ended.then((ended) => ({ ...ended, outputs: outputsIn<Output>(ended) })),
    kill: (signal) => child.kill(signal),
    says: (text) => child.says(text),
  };
}

/** Runs of stacks/nested.ts: what the language of stack.ts has no words for. */

import { join } from "node:path";
import type { Checkout, Run, RunOptions } from "./checkout.ts";
import type { ResourceStep, Stack } from "./stack.ts";

/** A resource; `{ $number: "Infinity" }` stands for a number that JSON lacks. */
export interface NestedStep extends ResourceStep {
  /** Makes it a custom resource, `CustomResource(apiVersion, kind)`. */
  apiVersion?: string;
}

/** An app with one nested scope. */
export interface NestedStack {
  app?: Stack["app"];
  /** The `kubernetes` option of the nested scope; without it the steps belong to the app. */
  inner?: Record<string, unknown>;
  steps: NestedStep[];
}

const PROGRAM = join(import.meta.dir, "stacks/nested.ts");

/** Deploys in a checkout, whose state it shares with the runs of other programs. */
export async function upNested(
  checkout: Checkout,
  stack: NestedStack,
  { args = [], env = {} }: RunOptions = {},
): Promise<Run> {
  const child = Bun.spawn([process.execPath, PROGRAM, "--root-dir", checkout.folder, ...args], {
    cwd: checkout.folder,
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
      STACK: JSON.stringify(stack),
      ...env,
    },
  });
  const [output, errors] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  await child.exited;
  return { code: child.exitCode, output: output + errors, outputs: {} };
}

/** Runs of stacks/nested.ts: what the language of stack.ts has no words for. */

import { join } from "node:path";
import { variable } from "../support/control-plane.ts";
import { startProgram } from "../support/program.ts";
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
  { folder }: Checkout,
  stack: NestedStack,
  { args = [], env = {} }: RunOptions = {},
): Promise<Run> {
  const ended = await startProgram({
    program: PROGRAM,
    folder,
    args,
    env: { KUBECONFIG: variable("KUBECONFIG"), STACK: JSON.stringify(stack), ...env },
  }).ended;
  return { ...ended, outputs: {} };
}

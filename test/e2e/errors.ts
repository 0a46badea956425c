/** Reading what a run told the user. */

import { expect } from "bun:test";
import type { Run } from "./checkout.ts";

/**
 * The errors in a run's output: their first lines, each as often as a user sees it.
 * The runtime prints what is behind an error, too; the TypeError of a fetch that got no answer is no error of its own.
 */
export function errorsIn({ output }: Run): string[] {
  return [...output.matchAll(/^(?:error|(?!TypeError)\w*Error): (.*)$/gm)].map(([, message = ""]) => message);
}

/** Expects that a run failed with exactly one error, which holds all these texts. */
export function expectOneError(run: Run, ...texts: (string | RegExp)[]): void {
  const errors = errorsIn(run);
  expect(errors.length, run.output).toBe(1);
  for (const text of texts) expect(errors[0]).toMatch(text);
  expect(run.code, run.output).toBe(1);
}

/** Expects that a run did what it was asked to. */
export function expectSuccess(run: Run): void {
  expect(errorsIn(run), run.output).toEqual([]);
  expect(run.code, run.output).toBe(0);
}

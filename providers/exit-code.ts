/**
 * The process ends with a code that tells the truth.
 *
 * Alchemy exits with 0 when a delete failed during `--destroy`, when SIGINT or SIGTERM ended a deploy half way, and when the
 * program caught the error of a resource. An exit hook turns all into 1; it never hides a code that is already non-zero.
 */

import { Scope } from "alchemy";

const outcome = { running: 0, failed: false, hooked: false };
const failedRuns = new WeakSet<Scope>();

/** Remembers that something failed in the current run, whether or not the program catches it. */
export function noteFailure(): void {
  installHook();
  outcome.failed = true;
  const scope = Scope.getScope();
  if (scope !== undefined) failedRuns.add(scope.root);
}

/** Whether something failed in the run that a scope belongs to: then what others may still refer to is kept. */
export function hasFailed(scope: Scope): boolean {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    // Alchemy tells of other providers' failures nowhere but in this private field.
    if ((at as unknown as { isErrored?: boolean }).isErrored === true) return true;
  }
  return failedRuns.has(scope.root);
}

/**
 * Runs a resource handler and remembers when it failed, or was still running when the process ended.
 * @throws whatever `work` throws, Alchemy's own control-flow signals included
 */
export async function tracked<T>(work: () => Promise<T>): Promise<T> {
  installHook();
  outcome.running += 1;
  try {
    return await work();
  } catch (error) {
    if (!isSignal(error)) fail(error);
    throw error;
  } finally {
    outcome.running -= 1;
  }
}

function installHook(): void {
  if (outcome.hooked) return;
  outcome.hooked = true;
  process.on("exit", (code) => {
    if (code === 0 && (outcome.failed || outcome.running > 0)) process.exitCode = 1;
  });
}

// `this.destroy()` and `this.replace()` end a handler by throwing.
function isSignal(error: unknown): boolean {
  const kind = error instanceof Error && "kind" in error ? error.kind : undefined;
  return kind === "DestroyedSignal" || kind === "ReplacedSignal";
}

/** Remembers a failure that nobody awaits, so that the process does not end with 0. */
export function failed(error: unknown): void {
  installHook();
  outcome.failed = true;
  if (Scope.getScope()?.quiet === true) report(error);
}

function fail(error: unknown): void {
  noteFailure();
  const scope = Scope.getScope();
  // With --quiet Alchemy's logger prints nothing at all, errors of destroy included.
  if (scope?.phase === "destroy" && scope.quiet) report(error);
}

function report(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
}

/**
 * The process ends with a code that tells the truth.
 *
 * Alchemy exits with 0 when a delete failed during `--destroy`, when SIGINT or SIGTERM ended a deploy half way, and when the
 * program caught the error of a resource. An exit hook turns all into 1; it never hides a code that is already non-zero.
 */

import { Scope } from "alchemy";

const outcome = { running: 0, failed: false, hooked: false };

/**
 * Remembers that something failed, whether or not the program catches it: the process ends with 1, and no scope up to the
 * stage prunes what this run did not mention, since it may not have got so far.
 * @param from the innermost scope that Alchemy does not mark itself
 */
export function noteFailure(from: Scope | undefined): void {
  installHook();
  outcome.failed = true;
  for (let at = from; at?.parent !== undefined; at = at.parent) if (!isErrored(at)) at.fail();
}

/** Whether something failed in a scope or one around it: then what others may still refer to is kept. */
export function hasFailed(scope: Scope): boolean {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) if (isErrored(at)) return true;
  return false;
}

// Alchemy tells it nowhere but in this private field.
function isErrored(scope: Scope): boolean {
  return (scope as unknown as { isErrored?: boolean }).isErrored === true;
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
    if (!isSignal(error)) noteHandlerFailure(error);
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
export function noteUnawaited(error: unknown): void {
  installHook();
  outcome.failed = true;
  if (Scope.getScope()?.quiet === true) report(error);
}

function noteHandlerFailure(error: unknown): void {
  const scope = Scope.getScope();
  // The current scope is the resource's own, and Alchemy marks the one around it.
  noteFailure(scope?.parent?.parent);
  // With --quiet Alchemy's logger prints nothing at all, errors of destroy included.
  if (scope?.phase === "destroy" && scope.quiet) report(error);
}

function report(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
}

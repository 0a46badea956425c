/** What went wrong while an instance was deployed or deleted: every failure with its node, object and phase. */

import { type ErrorCode, ProviderError, summaryOf } from "../errors.ts";

/**
 * What was being done: evaluating expressions, writing an object, waiting until it is ready, waiting for an object that
 * somebody else makes, deleting a child that the graph dropped, undoing a failed run, or deleting at the end.
 */
export type Phase = "render" | "write" | "ready" | "external" | "prune" | "rollback" | "delete";

/** One failure. */
export interface Failure {
  /** Id of the node. */
  node: string;
  /** As people say it: `Deployment shop/web`; absent while the node has no object yet. */
  object?: string;
  phase: Phase;
  error: unknown;
}

/** Several nodes failed, each for its own reason. */
export class NodesFailedError extends ProviderError {
  override readonly name = "NodesFailedError";
  /** In the order in which they happened. */
  readonly failures: readonly Failure[];

  constructor(object: string, failures: readonly Failure[]) {
    const lines = failures.map(
      ({ node, phase, error }) => `${node} (${phase}): ${indented(summaryOf(error))}`,
    );
    const cause = new AggregateError(failures.map(({ error }) => error));
    super(codeOf(failures), `${failures.length} nodes failed:\n- ${lines.join("\n- ")}`, { object, cause });
    this.failures = failures;
  }
}

/**
 * One error for all failures: the only one's own, else one that lists them.
 * @param object what was deployed, as people say it: `WebApp shop/eu`
 * @param failures at least one
 */
export function errorOf(object: string, failures: readonly Failure[]): unknown {
  const [only, ...more] = failures;
  return only !== undefined && more.length === 0 ? only.error : new NodesFailedError(object, failures);
}

function codeOf(failures: readonly Failure[]): ErrorCode {
  const known = failures.map(({ error }) => error).find((error) => error instanceof ProviderError);
  return known?.code ?? "api";
}

/** A message of several lines, in a list. */
function indented(message: string): string {
  return message.replaceAll("\n", "\n  ");
}

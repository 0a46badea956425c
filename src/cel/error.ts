/** Errors of expressions: those for people, and the one that evaluation throws inside. */

import { ProviderError } from "../errors.ts";

/** What is wrong with an expression, for programs. */
export type CelProblem = "syntax" | "unknown-identifier" | "unknown-function" | "type" | "evaluation";

/** An expression that cannot be compiled, or that fails in a way that more data would not mend. */
export class CelError extends ProviderError {
  override readonly name = "CelError";
  readonly problem: CelProblem;
  /** Where in the source it is, counted in UTF-16 units from 0; absent for evaluation. */
  readonly position: number | undefined;

  /**
   * @param problem what is wrong, for programs
   * @param source the expression
   * @param what what is wrong, for people
   * @param position where in the source
   */
  constructor(problem: CelProblem, source: string, what: { message: string; position?: number }) {
    super("invalid", what.message, { object: `expression ${JSON.stringify(source)}` });
    this.problem = problem;
    this.position = what.position;
  }
}

/** Thrown while compiling: becomes a CelError that names the source. */
export class CompileFailure extends Error {
  readonly problem: CelProblem;
  readonly position: number;

  constructor(problem: CelProblem, message: string, position: number) {
    super(message);
    this.problem = problem;
    this.position = position;
  }
}

/** Thrown while evaluating, with the words of cel-go: they decide whether it means that data is pending. */
export class EvaluationFailure extends Error {}

/** No implementation of the function takes values of these types. */
export function noSuchOverload(): EvaluationFailure {
  return new EvaluationFailure("no such overload");
}

// kro takes an error for "data pending" by these words (pkg/runtime/errors.go).
const PENDING = ["no such key", "no such field", "no such attribute", "index out of bounds"];

/** Whether the failure means that data is not there yet. */
export function isPending(failure: EvaluationFailure): boolean {
  return PENDING.some((words) => failure.message.includes(words));
}

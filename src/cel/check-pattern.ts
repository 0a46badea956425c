/** `find` and `findAll` with a literal pattern: kro compiles it with the expression. */

import type { Call, Node } from "./ast.ts";
import { CompileFailure, EvaluationFailure } from "./error.ts";
import { regularExpression } from "./regular-expression.ts";

/** Refuses a literal pattern that is none. */
export function checkPattern({ name, args: [pattern] }: Node & Call): void {
  if ((name !== "find" && name !== "findAll") || pattern?.op !== "literal") return;
  if (typeof pattern.value !== "string") return;
  try {
    regularExpression(pattern.value);
  } catch (error) {
    if (!(error instanceof EvaluationFailure)) throw error;
    throw new CompileFailure("type", error.message, pattern.start);
  }
}

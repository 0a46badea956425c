/** Evaluation of one expression of a graph, with errors that say whose it is. Pure. */

import { CelError } from "../cel/error.ts";
import type { Evaluation, Expression } from "../cel/expression.ts";
import { GraphError } from "./error.ts";

/** Values by variable name: `schema` and the ids of the nodes that are there, lists for collections. */
export type Variables = Readonly<Record<string, unknown>>;

/** Where an expression stands, for messages. */
export interface Place {
  /** Node or instance, as people say it: `node web`. */
  object: string;
  /** Place in the document. */
  path: string;
  /** What the user wrote. */
  text: string;
}

/**
 * Evaluates an expression.
 * @throws {GraphError} for what more data would not mend
 */
export function evaluateAt(expression: Expression, variables: Variables, place: Place): Evaluation {
  try {
    return expression.evaluate(variables);
  } catch (error) {
    if (!(error instanceof CelError)) throw error;
    throw wrong(place, error.summary, error);
  }
}

/** Evaluates a condition; null, which an empty optional gives, counts as false. */
export function evaluateCondition(
  expression: Expression,
  variables: Variables,
  place: Place,
): { state: "value"; value: boolean } | { state: "pending"; reason: string } {
  const result = evaluateAt(expression, variables, place);
  if (result.state === "pending") return result;
  if (typeof result.value === "boolean" || result.value === null)
    return { state: "value", value: result.value === true };
  throw wrong(place, "did not return bool");
}

/** The error of an expression that gave what it must not. */
export function wrong({ object, path, text }: Place, what: string, cause?: unknown): GraphError {
  const problem = { path, message: `expression ${JSON.stringify(text)}: ${what}` };
  return new GraphError(object, [problem], cause === undefined ? {} : { cause });
}

/** Readiness as a CEL expression over the object. Apart from the other rules, because the evaluator is large and rarely needed. Pure. */

import { compile } from "../cel/compile.ts";
import type { Declarations, Expression } from "../cel/expression.ts";
import { isAssignable } from "../cel/assignable.ts";
import { describeType } from "../cel/type.ts";
import { ProviderError } from "../errors.ts";
import type { LiveObject } from "../model/object.ts";
import { progressing, READY, type Readiness } from "./verdict.ts";

const SELF: Declarations = { self: { kind: "dyn" } };

/**
 * Compiles a condition over `self`, the live object.
 * @param option that it was given in
 * @throws {CelError} for what is no CEL; {@link ProviderError} `usage` for an expression that gives no boolean
 */
export function compileCondition(source: string, option = "wait"): Expression {
  const expression = compile(source, SELF);
  if (isAssignable(expression.type, { kind: "bool" })) return expression;
  throw new ProviderError(
    "usage",
    `${option}.cel gives ${describeType(expression.type)}, not true or false`,
    {
      object: source,
      advice: "Compare it with something, as in `self.status.phase == 'Running'`.",
    },
  );
}

/** Judges an object by a condition. What it reads may come to be: it is waited for. */
export function judgeByCel(condition: Expression, object: LiveObject): Readiness {
  const result = condition.evaluate({ self: object });
  if (result.state === "pending")
    return progressing(`${condition.source} cannot be told yet: ${result.reason}`);
  return result.value === true ? READY : progressing(`${condition.source} is false`);
}

/** Calls in the syntax of an expression, for rules that types do not show. Pure. */

import type { Call, Node } from "../cel/ast.ts";
import { parse } from "../cel/parse.ts";

/**
 * Finds the calls of a variable's methods, or of a function.
 * @param name of the variable that the methods are called on, or of the function
 * @returns nothing where the expression does not parse
 */
export function callsIn(source: string, name: string): Call[] {
  // Most expressions call neither: parsing again is for those that might.
  if (!source.includes(name)) return [];
  const calls: Call[] = [];
  try {
    visit(
      parse(source, () => false),
      (call) => {
        const { target } = call;
        if (target === undefined ? call.name === name : target.op === "identifier" && target.name === name)
          calls.push(call);
      },
    );
  } catch {
    // What is wrong with its syntax was said when it was compiled.
    return [];
  }
  return calls;
}

/** Visits every call below a value of the tree, which holds nodes in fields and lists. */
function visit(value: unknown, found: (call: Call) => void): void {
  if (Array.isArray(value)) {
    for (const item of value) visit(item, found);
  } else if (typeof value === "object" && value !== null) {
    if ((value as Partial<Node>).op === "call") found(value as Call);
    for (const inner of Object.values(value)) visit(inner, found);
  }
}

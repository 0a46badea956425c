/** One run of the checker: what its parts share. */

import type { Node, Span } from "./ast.ts";
import { CompileFailure } from "./error.ts";
import type { Declarations } from "./expression.ts";
import type { Functions } from "./functions.ts";
import type { Overload } from "./signature.ts";
import { describeType, DYN } from "./type.ts";
import type { Type } from "./type.ts";
import { unify } from "./unify.ts";
import type { Bindings } from "./unify.ts";

/** One run of the checker. */
export interface Check {
  declarations: Declarations;
  functions: Functions;
  bindings: Bindings;
  /** The types of the nodes so far. */
  types: Map<Node, Type>;
  /** The overloads that fit each call. */
  overloads: Map<Node, readonly Overload[]>;
  /** The type of a node, which is remembered. */
  typeOf: (node: Node, scope: Scope | undefined) => Type;
}

/** Names that macros bind, innermost first. */
export interface Scope {
  name: string;
  type: Type;
  outer: Scope | undefined;
}

/** A type error. */
export function mismatch(expected: Type, found: Type, { start }: Span): CompileFailure {
  const message = `expected type '${describeType(expected)}' but found '${describeType(found)}'`;
  return new CompileFailure("type", message, start);
}

/** Refuses a node that is not of a type. */
export function expectType(run: Check, node: Node, expected: Type): void {
  const found = run.types.get(node) ?? DYN;
  if (!unify(run.bindings, [found], [expected])) throw mismatch(expected, found, node);
}

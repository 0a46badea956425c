/** `string.format` with a literal format and a list literal: its clauses are checked against the types of the elements. */

import type { Call, Node } from "./ast.ts";
import type { Check } from "./check-run.ts";
import { CompileFailure, EvaluationFailure } from "./error.ts";
import { CLAUSE_TYPES, piecesOf } from "./library/format.ts";
import type { Piece } from "./library/format.ts";
import { describeType, DYN } from "./type.ts";
import type { Type } from "./type.ts";
import { substitute } from "./unify.ts";

/** Refuses a call of `format` that would fail whatever the values are. */
export function checkFormat(run: Check, call: Node & Call): void {
  const { target, args } = call;
  const [list] = args;
  if (call.name !== "format" || target?.op !== "literal" || typeof target.value !== "string") return;
  if (list?.op !== "list") return;
  const clauses = parsed(target.value, call).flatMap((piece) => ("letter" in piece ? [piece.letter] : []));
  const values = list.elements.map(({ value }) => value);
  if (clauses.length > values.length) throw refused(call, `index ${values.length} out of range`);
  if (clauses.length < values.length) {
    const counts = `(expected ${clauses.length}, got ${values.length})`;
    throw refused(call, `too many arguments supplied to string.format ${counts}`);
  }
  for (const [index, letter] of clauses.entries()) {
    const value = values[index];
    const wrong = value && wrongType(run, letter, value);
    if (wrong !== undefined) throw refused(call, `%${letter} cannot be used on ${describeType(wrong)}`);
  }
}

function parsed(format: string, call: Node): Piece[] {
  try {
    return piecesOf(format);
  } catch (error) {
    if (error instanceof EvaluationFailure) throw refused(call, error.message);
    throw error;
  }
}

function refused({ start }: Node, message: string): CompileFailure {
  return new CompileFailure("type", message, start);
}

/** The type that a clause cannot write, of a value or of what its literal holds. */
function wrongType(run: Check, letter: string, node: Node): Type | undefined {
  const type = substitute(run.bindings, run.types.get(node) ?? DYN, "dyn");
  const name = ["list", "map", "type"].includes(type.kind) ? type.kind : describeType(type);
  if (type.kind !== "dyn" && !CLAUSE_TYPES[letter]?.includes(name)) return type;
  const parts =
    node.op === "list"
      ? node.elements.map(({ value }) => value)
      : node.op === "map"
        ? node.entries.flatMap(({ key, value }) => [key, value])
        : [];
  for (const part of parts) {
    const wrong = wrongType(run, letter, part);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

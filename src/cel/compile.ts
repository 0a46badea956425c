/**
 * CEL as kro 0.9 evaluates it: compile an expression against declared variables, know its type and what it reads, evaluate it on JSON.
 * The library parses; checker, evaluator and functions are ours, since they have to agree with kro to the letter (schemas as types,
 * its libraries, characters instead of UTF-16, what counts as pending). Imports errors and model.
 * Invariant: what compiles here compiles in kro and gives the same value; a recording of the real controller proves it.
 */

import { check } from "./check.ts";
import { CelError, CompileFailure, EvaluationFailure, isPending } from "./error.ts";
import type { CelType, Declarations, Evaluation, Expression } from "./expression.ts";
import { isFunction } from "./functions.ts";
import { fromJson } from "./json-value.ts";
import { Runtime } from "./library/runtime.ts";
import { parse } from "./parse.ts";
import { plan } from "./plan.ts";
import type { Run } from "./planning.ts";
import { findReferences } from "./references.ts";
import type { Findings } from "./references.ts";
import { toJson } from "./to-json.ts";
import { RUNTIME, sameType } from "./type.ts";
import { schemaOfValues } from "./value-schema.ts";
import type { Value } from "./value.ts";

const compiled = new WeakMap<Declarations, Map<string, Expression>>();

/**
 * Compiles an expression, without `${` and `}`. The same source and the same declarations object are compiled once.
 * @param declarations the variables that it may use, by name; pass the same object for all expressions of a scope
 * @throws {CelError} for a syntax error, an unknown name or a type error
 * @see https://kro.run/docs/docs/concepts/rgd/cel-expressions
 */
export function compile(source: string, declarations: Declarations): Expression {
  return compileAs(source, source, declarations);
}

/**
 * Compiles an expression that people know by another text, such as the template that it was made of.
 * @throws {CelError} that names `shown`
 */
export function compileAs(source: string, shown: string, declarations: Declarations): Expression {
  const known = compiled.get(declarations) ?? new Map<string, Expression>();
  compiled.set(declarations, known);
  const key = source === shown ? source : `${shown}\n${source}`;
  const expression = known.get(key) ?? build(source, shown, declarations);
  known.set(key, expression);
  return expression;
}

function build(source: string, shown: string, declarations: Declarations): Expression {
  try {
    const tree = parse(source, isFunction);
    const findings = findReferences(tree, new Set(Object.keys(declarations)));
    refuseUnknown(findings);
    const { type, overloads } = check(tree, declarations);
    const run = plan(tree, overloads);
    const evaluate = evaluator({ run, shown, declarations });
    return { source: shown, references: findings.references, type, evaluate };
  } catch (error) {
    if (!(error instanceof CompileFailure)) throw error;
    const { message, position } = error;
    // A position in the concatenation that a template becomes would tell nobody anything.
    throw new CelError(error.problem, shown, source === shown ? { message, position } : { message });
  }
}

function namesOf(found: { name: string }[]): string {
  return [...new Set(found.map(({ name }) => name))].join(", ");
}

function refuseUnknown({ unknownIdentifiers, unknownFunctions }: Findings): void {
  const [identifier] = unknownIdentifiers;
  if (identifier !== undefined) {
    const message = `references unknown identifiers: [${namesOf(unknownIdentifiers)}]`;
    throw new CompileFailure("unknown-identifier", message, identifier.position);
  }
  const [call] = unknownFunctions;
  if (call === undefined) return;
  throw new CompileFailure(
    "unknown-function",
    `uses unknown functions: [${namesOf(unknownFunctions)}]`,
    call.position,
  );
}

interface Compiled {
  run: Run;
  shown: string;
  declarations: Declarations;
}

function evaluator({ run, shown, declarations }: Compiled): Expression["evaluate"] {
  return (variables): Evaluation => {
    const values = new Map<string, Value>();
    const variable = (name: string): Value => {
      const value = values.get(name) ?? valueOf(name, declarations[name], variables);
      values.set(name, value);
      return value;
    };
    try {
      return { state: "value", value: toJson(run({ variable, slots: [] })) };
    } catch (error) {
      // Of our own making are failures; ranges are left when a list or a number gets too large.
      if (!(error instanceof EvaluationFailure || error instanceof RangeError)) throw error;
      if (isPending(error)) return { state: "pending", reason: error.message };
      throw new CelError("evaluation", shown, { message: error.message });
    }
  };
}

function valueOf(
  name: string,
  type: CelType | undefined,
  variables: Readonly<Record<string, unknown>>,
): Value {
  const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
  if (value !== undefined) return fromJson(value, type && schemaOfValues(type));
  if (type !== undefined && sameType(type, RUNTIME)) return new Runtime();
  throw new EvaluationFailure(`no such attribute(s): ${name}`);
}

/**
 * Validation rules of CustomResourceDefinitions: expressions of Kubernetes' environment, which has more functions than kro's,
 * over `self` and `oldSelf`. What goes wrong is told in the words of cel-go alone, as the API server passes them on.
 */

import type { Node } from "./ast.ts";
import { check } from "./check.ts";
import { CompileFailure, EvaluationFailure } from "./error.ts";
import type { CelType, Declarations } from "./expression.ts";
import { functionsWith } from "./functions.ts";
import { fromJson } from "./json-value.ts";
import { positionOf } from "./error-position.ts";
import { FORMATS } from "./library/formats.ts";
import { SETS } from "./library/sets.ts";
import { parse } from "./parse.ts";
import { plan } from "./plan.ts";
import { findReferences } from "./references.ts";
import { schemaOfValues } from "./value-schema.ts";
import { Optional, TypeName } from "./value.ts";
import type { Value } from "./value.ts";

/** The names of types, which rules may compare with what `type()` gives. kro knows no such names. */
const TYPES = ["bool", "bytes", "double", "int", "list", "map", "null_type", "string", "type", "uint"];
const TYPE_NAMES: ReadonlyMap<string, TypeName> = new Map(TYPES.map((name) => [name, new TypeName(name)]));
const TYPE_DECLARATIONS: Declarations = Object.fromEntries(TYPES.map((name) => [name, { kind: "type" }]));

/** What a rule looks at: a value, and the one before an update; `undefined` where there is none. */
export interface RuleInput {
  self: unknown;
  oldSelf: unknown;
}

/** A compiled rule or message expression. */
export interface Rule {
  type: CelType;
  usesOldSelf: boolean;
  /** @returns the value, or what went wrong in the words of cel-go */
  evaluate(input: RuleInput): { value: Value } | { failure: string };
}

const functions = functionsWith([SETS, FORMATS]);

/**
 * Compiles an expression over `self` and `oldSelf`.
 * @param self their type
 * @param optional whether `oldSelf` is an optional, which is empty where there is no value before
 * @returns the rule, or the error as cel-go prints it, and the same without the place
 */
export function compileRule(
  source: string,
  self: CelType,
  optional = false,
): Rule | { error: string; summary: string } {
  const declarations: Declarations = {
    ...TYPE_DECLARATIONS,
    self,
    oldSelf: optional ? { kind: "optional", of: self } : self,
  };
  let tree: Node | undefined;
  try {
    tree = parse(source, (name) => functions(name).length > 0);
    const found = findReferences(tree, new Set(Object.keys(declarations)), functions);
    const [unknown] = [...found.unknownIdentifiers, ...found.unknownFunctions];
    if (unknown !== undefined) {
      const message = `undeclared reference to '${unknown.name}' (in container '')`;
      throw new CompileFailure("unknown-identifier", message, unknown.position);
    }
    const { type, overloads } = check(tree, declarations, functions);
    const run = plan(tree, overloads);
    const usesOldSelf = found.references.some(({ root }) => root === "oldSelf");
    const values = schemaOfValues(self);
    return {
      type,
      usesOldSelf,
      evaluate: (input) => {
        const variable = (name: string): Value => {
          if (name === "self") return fromJson(input.self, values);
          const type = TYPE_NAMES.get(name);
          if (type !== undefined) return type;
          if (input.oldSelf !== undefined) {
            const before = fromJson(input.oldSelf, values);
            return optional ? new Optional(before) : before;
          }
          if (optional) return Optional.none;
          throw new EvaluationFailure(`no such attribute(s): ${name}`);
        };
        return evaluated(() => run({ variable, slots: [] }));
      },
    };
  } catch (error) {
    if (!(error instanceof CompileFailure)) throw error;
    const { message } = error;
    return { error: located(source, message, positionOf(error, source, tree)), summary: message };
  }
}

function evaluated(run: () => Value): { value: Value } | { failure: string } {
  try {
    return { value: run() };
  } catch (error) {
    // Of our own making are failures; ranges are left when a list or a number gets too large.
    if (!(error instanceof EvaluationFailure || error instanceof RangeError)) throw error;
    return { failure: error.message };
  }
}

/** An error with the line that it is in and a mark below it. */
function located(source: string, message: string, position: number): string {
  const before = source.slice(0, position).split("\n");
  const column = before.at(-1)?.length ?? 0;
  const line = source.split("\n")[before.length - 1] ?? "";
  return `ERROR: <input>:${before.length}:${column + 1}: ${message}\n | ${line}\n | ${".".repeat(column)}^`;
}

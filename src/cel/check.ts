/** The checker: types of all nodes, and which overloads a call may mean (checker/checker.go of cel-go). */

import type { Call, Element, Node } from "./ast.ts";
import { checkFormat } from "./check-format.ts";
import { checkLoop } from "./check-loop.ts";
import { checkPattern } from "./check-pattern.ts";
import { expectType, mismatch } from "./check-run.ts";
import type { Check, Scope } from "./check-run.ts";
import { CompileFailure } from "./error.ts";
import type { CelType, Declarations } from "./expression.ts";
import { overloadsNamed } from "./functions.ts";
import { fieldType, named } from "./schema-type.ts";
import type { Overload } from "./signature.ts";
import { BOOL, CONDITION, describeType, DYN, INT, keyOf, sameType, STRING, withParts } from "./type.ts";
import type { Type } from "./type.ts";
import { freshParameter, mostGeneral, noBindings, substitute, unify } from "./unify.ts";
import type { Bindings } from "./unify.ts";
import { typeName } from "./value.ts";

/** What the checker found. */
export interface Checked {
  type: CelType;
  /** The overloads that fit each call. */
  overloads: ReadonlyMap<Node, readonly Overload[]>;
}

/**
 * Checks a tree whose identifiers are all declared.
 * @param functions those that it may call
 * @throws {CompileFailure} for the first type error
 */
export function check(root: Node, declarations: Declarations, functions = overloadsNamed): Checked {
  const run: Check = {
    declarations,
    functions,
    bindings: noBindings(),
    types: new Map(),
    overloads: new Map(),
    typeOf: (node, scope) => {
      const type = inferred(run, node, scope);
      run.types.set(node, type);
      return type;
    },
  };
  const type = run.typeOf(root, undefined);
  for (const call of run.overloads.keys()) {
    if (call.op !== "call") continue;
    checkFormat(run, call);
    checkPattern(call);
  }
  return { type: withoutParameters(substitute(run.bindings, type, "dyn")), overloads: run.overloads };
}

function inferred(run: Check, node: Node, scope: Scope | undefined): Type {
  switch (node.op) {
    case "literal":
      return LITERALS[typeName(node.value)] ?? DYN;
    case "identifier":
      return identifierType(run, node.name, scope);
    case "select":
      return selectType(run, node, scope);
    case "has":
      selectType(run, { ...node, op: "select", optional: false }, scope);
      return BOOL;
    case "call":
      return callType(run, node, scope);
    case "list":
      return listType(run, node.elements, scope);
    case "map":
      return mapType(run, node, scope);
    case "and":
    case "or":
      for (const side of [node.left, node.right]) {
        run.typeOf(side, scope);
        expectType(run, side, BOOL);
      }
      return BOOL;
    case "conditional":
      return conditionalType(run, node, scope);
    case "loop":
      return checkLoop(run, node, scope);
    case "bind": {
      const type = run.typeOf(node.value, scope);
      return run.typeOf(node.body, { name: node.name, type, outer: scope });
    }
    case "optional map":
      return optionalMapType(run, node, scope);
  }
}

const LITERALS: Readonly<Record<string, CelType>> = {
  string: STRING,
  int: INT,
  bool: BOOL,
  uint: { kind: "uint" },
  double: { kind: "double" },
  bytes: { kind: "bytes" },
  null_type: { kind: "null" },
};

function identifierType(run: Check, name: string, scope: Scope | undefined): Type {
  for (let at = scope; at !== undefined; at = at.outer) if (at.name === name) return at.type;
  const declared = run.declarations[name];
  return declared === undefined ? DYN : named(declared, name);
}

type Select = Node & { op: "select" };

function selectType(run: Check, node: Select, scope: Scope | undefined): Type {
  const operand = substitute(run.bindings, run.typeOf(node.operand, scope));
  const isOptional = operand.kind === "optional";
  const field = fieldTypeOf(run, isOptional ? operand.of : operand, node);
  return isOptional || node.optional ? { kind: "optional", of: field } : field;
}

function fieldTypeOf(run: Check, type: Type, { field, end }: Select): Type {
  if (type.kind === "map") return type.of;
  if (type.kind === "dyn") return DYN;
  if (type.kind === "parameter") {
    unify(run.bindings, [DYN], [type]);
    return DYN;
  }
  const position = end - field.length;
  if (type.kind === "object") {
    const found = fieldType(type, field);
    if (found !== undefined) return found;
    throw new CompileFailure("type", `undefined field '${field}'`, position);
  }
  if (sameType(type, CONDITION) && ["type", "status", "reason", "message"].includes(field)) return STRING;
  const message = `type '${describeType(type)}' does not support field selection of '${field}'`;
  throw new CompileFailure("type", message, position);
}

function callType(run: Check, node: Node & Call, scope: Scope | undefined): Type {
  const { target, args } = node;
  const operands = target === undefined ? args : [target, ...args];
  const types = operands.map((operand) => run.typeOf(operand, scope));
  const fitting: Overload[] = [];
  let result: Type | undefined;
  for (const overload of run.functions(node.name)) {
    if (overload.member !== (target !== undefined)) continue;
    const [ofResult, ...parameters] = instantiated(run.bindings, overload);
    if (!unify(run.bindings, types, parameters)) continue;
    fitting.push(overload);
    const type = substitute(run.bindings, ofResult);
    // Several overloads fit where an argument is dyn: if they disagree, so is the result.
    if (result === undefined) result = type;
    else if (result.kind !== "dyn" && !sameType(result, type)) result = DYN;
  }
  if (result === undefined) throw noMatchingOverload(run, node, types);
  run.overloads.set(node, fitting);
  return result;
}

/** The result and the parameters of an overload, with type variables of its own. */
function instantiated(
  bindings: Bindings,
  { result, parameters }: Overload,
): [result: Type, ...parameters: Type[]] {
  const variables = new Map<string, Type>();
  const fresh = (type: Type): Type => {
    if (type.kind !== "parameter") return withParts(type, fresh);
    const variable = variables.get(type.name) ?? freshParameter(bindings);
    variables.set(type.name, variable);
    return variable;
  };
  return [fresh(result), ...parameters.map(fresh)];
}

function noMatchingOverload(run: Check, node: Node & Call, types: readonly Type[]): CompileFailure {
  const [first, ...rest] = types.map((type) => describeType(substitute(run.bindings, type, "dyn")));
  const applied =
    node.target === undefined ? `(${[first, ...rest].join(", ")})` : `${first}.(${rest.join(", ")})`;
  return new CompileFailure(
    "type",
    `found no matching overload for '${node.name}' applied to '${applied}'`,
    node.start,
  );
}

/** The common type of the elements of a literal: dyn where they differ. */
function joined(run: Check, types: readonly Type[]): Type {
  const [first, ...rest] = types;
  if (first === undefined) return freshParameter(run.bindings);
  return rest.reduce(
    (all, type) => (unify(run.bindings, [all], [type]) ? mostGeneral(all, type) : DYN),
    first,
  );
}

function elementType(run: Check, { value, optional }: Element, scope: Scope | undefined): Type {
  const type = run.typeOf(value, scope);
  if (!optional || type.kind === "dyn") return type;
  if (type.kind === "optional") return type.of;
  throw mismatch({ kind: "optional", of: type }, type, value);
}

function listType(run: Check, elements: readonly Element[], scope: Scope | undefined): Type {
  const types = elements.map((element) => elementType(run, element, scope));
  return { kind: "list", of: joined(run, types) };
}

function mapType(run: Check, { entries }: Node & { op: "map" }, scope: Scope | undefined): Type {
  const keys = entries.map(({ key }) => run.typeOf(key, scope));
  const values = entries.map((entry) => elementType(run, entry, scope));
  return { kind: "map", key: joined(run, keys), of: joined(run, values) };
}

function conditionalType(run: Check, node: Node & { op: "conditional" }, scope: Scope | undefined): Type {
  const types = [node.condition, node.yes, node.no].map((child) => run.typeOf(child, scope));
  const result = freshParameter(run.bindings);
  if (unify(run.bindings, types, [BOOL, result, result])) return substitute(run.bindings, result);
  const applied = types.map((type) => describeType(substitute(run.bindings, type, "dyn"))).join(", ");
  throw new CompileFailure(
    "type",
    `found no matching overload for '_?_:_' applied to '(${applied})'`,
    node.start,
  );
}

function optionalMapType(run: Check, node: Node & { op: "optional map" }, scope: Scope | undefined): Type {
  run.typeOf(node.operand, scope);
  const of = freshParameter(run.bindings);
  expectType(run, node.operand, { kind: "optional", of });
  const type = substitute(run.bindings, of);
  const body = run.typeOf(node.body, { name: node.name, type, outer: scope });
  if (!node.flat) return { kind: "optional", of: body };
  const result: Type = { kind: "optional", of: freshParameter(run.bindings) };
  expectType(run, node.body, result);
  return substitute(run.bindings, result);
}

/** A type of which every variable has been replaced, as a type for the outside. */
function withoutParameters(type: Type): CelType {
  if (type.kind === "parameter") return DYN;
  if (type.kind === "list" || type.kind === "optional")
    return { kind: type.kind, of: withoutParameters(type.of) };
  if (type.kind === "type")
    return type.of === undefined ? { kind: "type" } : { kind: "type", of: withoutParameters(type.of) };
  if (type.kind !== "map") return type;
  const [key, of] = [withoutParameters(keyOf(type)), withoutParameters(type.of)];
  return key.kind === "string" ? { kind: "map", of } : { kind: "map", of, key };
}

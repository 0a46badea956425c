/** The macros: calls whose arguments are not values, by name and number of arguments. Those of kro's environment, as data. */

import type { LoopMacro, Node, Span } from "./ast.ts";
import { CompileFailure } from "./error.ts";

/** A call that may be one of a macro. */
export interface MacroCall {
  name: string;
  target?: Node | undefined;
  args: readonly Node[];
  span: Span;
}

interface LoopShape {
  macro: LoopMacro;
  variables: 1 | 2;
  filter?: true;
}

/** Macros over a list or a map: `target.name(variables…, [filter], body)`, by name and number of arguments. */
const LOOPS: Readonly<Record<string, LoopShape>> = {
  "all/2": { macro: "all", variables: 1 },
  "exists/2": { macro: "exists", variables: 1 },
  "exists_one/2": { macro: "existsOne", variables: 1 },
  "map/2": { macro: "map", variables: 1 },
  "map/3": { macro: "map", variables: 1, filter: true },
  "filter/2": { macro: "filter", variables: 1 },
  "sortBy/2": { macro: "sortBy", variables: 1 },
  "all/3": { macro: "all", variables: 2 },
  "exists/3": { macro: "exists", variables: 2 },
  "existsOne/3": { macro: "existsOne", variables: 2 },
  "exists_one/3": { macro: "existsOne", variables: 2 },
  "transformList/3": { macro: "map", variables: 2 },
  "transformList/4": { macro: "map", variables: 2, filter: true },
  "transformMap/3": { macro: "transformMap", variables: 2 },
  "transformMap/4": { macro: "transformMap", variables: 2, filter: true },
  "transformMapEntry/3": { macro: "transformMapEntry", variables: 2 },
  "transformMapEntry/4": { macro: "transformMapEntry", variables: 2, filter: true },
};

const CONDITION_KEYS = ["type", "status", "reason", "message"];

/**
 * The node of a macro, `undefined` where the call is one of a function.
 * @throws {CompileFailure} where its variables are no names
 */
export function macroOf(call: MacroCall): Node | undefined {
  const { name, target, args, span } = call;
  const shape = `${name}/${args.length}`;
  if (target === undefined) return shape === "has/1" ? presence(call) : undefined;
  const loop = Object.hasOwn(LOOPS, shape) ? LOOPS[shape] : undefined;
  if (loop !== undefined) return looping(call, loop, target);
  const [first, second, third] = args;
  if (first === undefined) return undefined;
  if (shape === "bind/3" && isIdentifier(target, "cel") && second && third) {
    return { ...span, op: "bind", name: variable(first), value: second, body: third };
  }
  if ((shape === "optMap/2" || shape === "optFlatMap/2") && second) {
    const flat = name === "optFlatMap";
    return { ...span, op: "optional map", flat, operand: target, name: variable(first), body: second };
  }
  if (shape === "newCondition/1" && isIdentifier(target, "runtime")) return newCondition(call, target, first);
  return undefined;
}

function presence({ args: [argument], span }: MacroCall): Node {
  if (argument?.op !== "select" || argument.optional) {
    throw new CompileFailure("syntax", "invalid argument to has() macro", argument?.start ?? span.start);
  }
  return { ...span, op: "has", operand: argument.operand, field: argument.field };
}

function looping({ args, span }: MacroCall, shape: LoopShape, range: Node): Node | undefined {
  const names = args.slice(0, shape.variables).map(variable);
  const [filter, body] = shape.filter ? args.slice(shape.variables) : [undefined, args[shape.variables]];
  if (body === undefined) return undefined;
  if (new Set(names).size < names.length) {
    throw new CompileFailure("syntax", `duplicate variable name: ${names[0]}`, span.start);
  }
  return {
    ...span,
    op: "loop",
    macro: shape.macro,
    range,
    variables: names,
    body,
    ...(filter && { filter }),
  };
}

function variable(node: Node): string {
  if (node.op === "identifier") return node.name;
  throw new CompileFailure("syntax", "argument must be a simple name", node.start);
}

function isIdentifier(node: Node, name: string): boolean {
  return node.op === "identifier" && node.name === name;
}

function refuse(what: string, { start }: Span): CompileFailure {
  return new CompileFailure("syntax", `runtime.newCondition: ${what}`, start);
}

/** `runtime.newCondition({type: …})`: its keys are names, not expressions. */
function newCondition({ span }: MacroCall, target: Node, argument: Node): Node {
  if (argument.op !== "map") throw refuse("argument must be a map literal", argument);
  const seen = new Set<string>();
  const entries = argument.entries.map((entry) => {
    const { key } = entry;
    if (key.op !== "identifier") {
      throw refuse("keys must be bare identifiers (type, status, reason, message)", key);
    }
    if (!CONDITION_KEYS.includes(key.name)) {
      throw refuse(`unknown key "${key.name}" (allowed: ${CONDITION_KEYS.join(", ")})`, key);
    }
    if (seen.has(key.name)) throw refuse(`duplicate key "${key.name}"`, key);
    seen.add(key.name);
    const literal: Node = { start: key.start, end: key.end, op: "literal", value: key.name };
    return { ...entry, key: literal };
  });
  for (const required of ["type", "status"])
    if (!seen.has(required)) throw refuse(`'${required}' is required`, argument);
  return { ...span, op: "call", name: "newCondition", target, args: [{ ...argument, entries }] };
}

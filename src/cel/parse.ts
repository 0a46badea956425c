/** Parses with the library, and recognises in its tree the macros, namespaced functions and literals of kro's environment. */

import { Environment, UnsignedInt } from "@marcbachmann/cel-js/evaluator";
import type { ASTNode } from "@marcbachmann/cel-js";
import type { Call, Element, Entry, Node, Span } from "./ast.ts";
import { CompileFailure } from "./error.ts";
import { macroOf } from "./macros.ts";
import { hideOptionalMarks } from "./optional-syntax.ts";
import { MAX_INT, MAX_UINT, Uint } from "./value.ts";
import type { Value } from "./value.ts";

/** What lowering a tree needs to know besides the tree. */
interface Lowering {
  marks: ReadonlySet<number>;
  /** Whether a name with dots is a function's. */
  isFunction: (name: string) => boolean;
}

let shared: Environment | undefined;

// Only its parser is used: it knows no variables and checks nothing.
function environment(): Environment {
  shared ??= new Environment({
    unlistedVariablesAreDyn: true,
    enableOptionalTypes: true,
    homogeneousAggregateLiterals: false,
  });
  return shared;
}

/**
 * Parses an expression.
 * @param isFunction tells a namespaced function (`base64.encode`) from a method of a variable
 * @throws {CompileFailure} for a syntax error
 */
export function parse(source: string, isFunction: (name: string) => boolean): Node {
  const unmarked = hideOptionalMarks(source);
  return lower(tree(unmarked.source), { marks: unmarked.marks, isFunction });
}

function tree(source: string): ASTNode {
  try {
    return environment().parse(source).ast;
  } catch (error) {
    const { summary, range } = error as { summary?: string; range?: Span };
    throw new CompileFailure("syntax", `syntax error: ${summary ?? String(error)}`, range?.start ?? 0);
  }
}

/** Operators of two operands, by the name of the function that they are. */
const OPERATORS = {
  "[]": "_[_]",
  "[?]": "_[?_]",
  in: "@in",
  "==": "_==_",
  "!=": "_!=_",
  "+": "_+_",
  "-": "_-_",
  "*": "_*_",
  "/": "_/_",
  "%": "_%_",
  "<": "_<_",
  "<=": "_<=_",
  ">": "_>_",
  ">=": "_>=_",
} as const;

type Operation = Extract<ASTNode, { op: keyof typeof OPERATORS }>;

function isOperation(node: ASTNode): node is Operation {
  return Object.hasOwn(OPERATORS, node.op);
}

function lower(node: ASTNode, context: Lowering): Node {
  const span = { start: node.start, end: node.end };
  const one = (child: ASTNode): Node => lower(child, context);
  if (isOperation(node)) {
    return { ...span, op: "call", name: OPERATORS[node.op], args: node.args.map(one) };
  }
  switch (node.op) {
    case "value":
      return { ...span, op: "literal", value: literal(node.args, node) };
    case "id":
      return { ...span, op: "identifier", name: node.args };
    case ".":
    case ".?": {
      const [operand, field] = node.args;
      return { ...span, op: "select", operand: one(operand), field, optional: node.op === ".?" };
    }
    case "call": {
      const [name, args] = node.args;
      refuseTrailingComma(node, args);
      return calling({ span, name, args: args.map(one) }, context);
    }
    case "rcall": {
      const [name, target, args] = node.args;
      refuseTrailingComma(node, args);
      return calling({ span, name, target: one(target), args: args.map(one) }, context);
    }
    case "list":
      return { ...span, op: "list", elements: elements(node, node.args, context) };
    case "map":
      return { ...span, op: "map", entries: entries(node, node.args, context) };
    case "&&":
    case "||": {
      const [left, right] = node.args;
      return { ...span, op: node.op === "&&" ? "and" : "or", left: one(left), right: one(right) };
    }
    case "?:": {
      const [condition, yes, no] = node.args;
      refuseNested(condition, yes);
      return { ...span, op: "conditional", condition: one(condition), yes: one(yes), no: one(no) };
    }
    case "!_":
      return { ...span, op: "call", name: "!_", args: [one(node.args)] };
    case "-_":
      return negated(node.args, span) ?? { ...span, op: "call", name: "-_", args: [one(node.args)] };
  }
}

/** The library takes a comma behind the last argument, cel-go does not. */
function refuseTrailingComma({ input, end }: ASTNode, args: readonly ASTNode[]): void {
  const last = args.at(-1);
  if (last === undefined || !/,\s*\)$/.test(input.slice(last.end, end))) return;
  throw new CompileFailure("syntax", "syntax error: mismatched input ')'", end - 1);
}

/** The library takes a conditional between `?` and `:`, cel-go only one in parentheses. */
function refuseNested({ end, input }: ASTNode, yes: ASTNode): void {
  if (yes.op !== "?:" || input.slice(end, yes.start).includes("(")) return;
  throw new CompileFailure("syntax", "syntax error: mismatched input '?' expecting ':'", yes.args[0].end);
}

interface Calling {
  span: Span;
  name: string;
  target?: Node;
  args: Node[];
}

function calling({ span, name, target, args }: Calling, { isFunction }: Lowering): Node {
  const macro = macroOf({ name, target, args, span });
  if (macro !== undefined) return macro;
  const prefix = target && qualifiedName(target);
  if (prefix !== undefined && isFunction(`${prefix}.${name}`)) {
    return { ...span, op: "call", name: `${prefix}.${name}`, args };
  }
  const call: Call = { op: "call", name, args, ...(target && { target }) };
  return { ...span, ...call };
}

function qualifiedName(node: Node): string | undefined {
  if (node.op === "identifier") return node.name;
  if (node.op !== "select" || node.optional) return undefined;
  const prefix = qualifiedName(node.operand);
  return prefix && `${prefix}.${node.field}`;
}

/** Whether a `?` stands between two places of the source. */
function isMarked(marks: ReadonlySet<number>, from: number, to: number): boolean {
  for (const mark of marks) if (mark > from && mark < to) return true;
  return false;
}

function elements(list: Span, nodes: readonly ASTNode[], context: Lowering): Element[] {
  return nodes.map((node, index) => ({
    value: lower(node, context),
    optional: isMarked(context.marks, nodes[index - 1]?.end ?? list.start, node.start),
  }));
}

function entries(map: Span, pairs: readonly (readonly [ASTNode, ASTNode])[], context: Lowering): Entry[] {
  return pairs.map(([key, value], index) => ({
    key: lower(key, context),
    value: lower(value, context),
    optional: isMarked(context.marks, pairs[index - 1]?.[1].end ?? map.start, key.start),
  }));
}

type Literal = string | number | bigint | boolean | null | Uint8Array | UnsignedInt;

function literal(value: Literal, { start, end, input }: ASTNode): Value {
  if (value instanceof UnsignedInt) {
    if (value.value > MAX_UINT) throw new CompileFailure("syntax", "invalid uint literal", start);
    return new Uint(value.value);
  }
  if (typeof value === "bigint" && value > MAX_INT)
    throw new CompileFailure("syntax", "invalid int literal", start);
  if (value instanceof Uint8Array) return bytesOf(value, input.slice(start, end));
  return value;
}

/** A negative number is a literal too: the least int has no positive counterpart. */
function negated(operand: ASTNode, span: Span): Node | undefined {
  if (operand.op !== "value") return undefined;
  const value = operand.args;
  if (typeof value === "bigint" && value <= MAX_INT + 1n) return { ...span, op: "literal", value: -value };
  return typeof value === "number" ? { ...span, op: "literal", value: -value } : undefined;
}

// The library cuts characters down to a byte; CEL means their UTF-8.
function bytesOf(value: Uint8Array, source: string): Uint8Array {
  // oxlint-disable-next-line no-control-regex
  const escaped = source.replaceAll(/[^\x00-\x7f]+/g, (characters) =>
    [...Buffer.from(characters)].map((byte) => `\\x${byte.toString(16)}`).join(""),
  );
  const again = escaped === source ? undefined : tree(escaped).args;
  return again instanceof Uint8Array ? again : value;
}

/** What an expression refers to: variables with their paths, and names that nobody declared. */

import type { Node } from "./ast.ts";
import type { Reference } from "./expression.ts";
import { overloadsNamed } from "./functions.ts";

/** What was found in a tree. */
export interface Findings {
  references: Reference[];
  /** Names that are neither variables nor those of macros, with where they are. */
  unknownIdentifiers: { name: string; position: number }[];
  unknownFunctions: { name: string; position: number }[];
}

type Names = ReadonlySet<string>;

/**
 * Finds what a tree refers to.
 * @param declared the names of the variables
 * @param functions those that it may call
 */
export function findReferences(root: Node, declared: Names, functions = overloadsNamed): Findings {
  const findings: Findings = { references: [], unknownIdentifiers: [], unknownFunctions: [] };
  const seen = new Set<string>();
  const visit = (node: Node, bound: Names): void => {
    const chain = chainOf(node);
    if (chain === undefined) {
      if (node.op === "call" && functions(node.name).length === 0) {
        findings.unknownFunctions.push({ name: node.name, position: node.start });
      }
      for (const { child, binds } of childrenOf(node))
        visit(child, binds.length === 0 ? bound : new Set([...bound, ...binds]));
      return;
    }
    for (const index of chain.computed) visit(index, bound);
    if (bound.has(chain.root)) return;
    if (!declared.has(chain.root)) {
      findings.unknownIdentifiers.push({ name: chain.root, position: chain.start });
      return;
    }
    const key = JSON.stringify([chain.root, chain.path]);
    if (seen.has(key)) return;
    seen.add(key);
    findings.references.push({ root: chain.root, path: chain.path });
  };
  visit(root, new Set());
  return findings;
}

interface Chain {
  root: string;
  start: number;
  /** Up to the first computed step. */
  path: (string | number)[];
  /** The computed indexes along the way. */
  computed: Node[];
  /** Whether every step so far was literal. */
  literal: boolean;
}

/** The fields and indexes from a name on, `undefined` for any other node. */
function chainOf(node: Node): Chain | undefined {
  if (node.op === "identifier") {
    return { root: node.name, start: node.start, path: [], computed: [], literal: true };
  }
  if (node.op === "select" || node.op === "has") {
    const chain = chainOf(node.operand);
    return chain && (chain.literal ? { ...chain, path: [...chain.path, node.field] } : chain);
  }
  if (node.op !== "call" || (node.name !== "_[_]" && node.name !== "_[?_]")) return undefined;
  const [operand, index] = node.args;
  const chain = operand && chainOf(operand);
  if (chain === undefined || index === undefined) return undefined;
  const step = index.op === "literal" ? stepOf(index.value) : undefined;
  if (step === undefined) return { ...chain, computed: [...chain.computed, index], literal: false };
  return chain.literal ? { ...chain, path: [...chain.path, step] } : chain;
}

function stepOf(value: unknown): string | number | undefined {
  return typeof value === "bigint" ? Number(value) : typeof value === "string" ? value : undefined;
}

interface Child {
  child: Node;
  /** Names that mean something else below. */
  binds: readonly string[];
}

function plain(...children: (Node | undefined)[]): Child[] {
  return children.flatMap((child) => (child === undefined ? [] : [{ child, binds: [] }]));
}

function below(child: Node | undefined, ...binds: readonly string[]): Child[] {
  return child === undefined ? [] : [{ child, binds }];
}

export function childrenOf(node: Node): Child[] {
  switch (node.op) {
    case "literal":
    case "identifier":
      return [];
    case "select":
    case "has":
      return plain(node.operand);
    case "call":
      return plain(node.target, ...node.args);
    case "list":
      return plain(...node.elements.map(({ value }) => value));
    case "map":
      return plain(...node.entries.flatMap(({ key, value }) => [key, value]));
    case "and":
    case "or":
      return plain(node.left, node.right);
    case "conditional":
      return plain(node.condition, node.yes, node.no);
    case "loop":
      return [
        ...plain(node.range),
        ...below(node.filter, ...node.variables),
        ...below(node.body, ...node.variables),
      ];
    case "bind":
      return [...plain(node.value), ...below(node.body, node.name)];
    case "optional map":
      return [...plain(node.operand), ...below(node.body, node.name)];
  }
}

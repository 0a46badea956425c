/** Where cel-go says that an error is: at the operator, the dot or the parenthesis, not where the expression begins. */

import type { Node } from "./ast.ts";
import type { CompileFailure } from "./error.ts";
import { childrenOf } from "./references.ts";

/**
 * The position of an error.
 * @param tree of the source, where it could be parsed
 * @returns counted in UTF-16 units from 0
 */
export function positionOf(
  { message, position }: CompileFailure,
  source: string,
  tree: Node | undefined,
): number {
  // Of a field it is that of the dot before it.
  if (message.startsWith("undefined field") || message.includes("field selection"))
    return Math.max(source.lastIndexOf(".", position), 0);
  const name = /^(?:found no matching overload for|undeclared reference to) '([^']+)'/.exec(message)?.[1];
  const call = tree && name !== undefined ? callNamed(tree, name, position) : undefined;
  if (call?.op !== "call") return position;
  const [first] = call.args;
  const symbol = /^_(.+)_$/.exec(call.name)?.[1];
  if (symbol !== undefined && first !== undefined)
    return Math.max(source.indexOf(symbol, first.end), first.end);
  const open = source.indexOf("(", call.target === undefined ? position : call.target.end);
  return open < 0 ? position : open;
}

/** The innermost call of a name that begins at a position: what is inside is checked first. */
function callNamed(node: Node, name: string, start: number): Node | undefined {
  for (const { child } of childrenOf(node)) {
    const found = callNamed(child, name, start);
    if (found !== undefined) return found;
  }
  return node.op === "call" && node.name === name && node.start === start ? node : undefined;
}

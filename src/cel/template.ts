/** Strings with expressions in them, as kro splits them (pkg/graph/parser). */

import { compile, compileAs } from "./compile.ts";
import { CelError } from "./error.ts";
import type { Declarations, Expression } from "./expression.ts";

/** A piece of a template: text as it is, or an expression. */
export type TemplatePart = string | { expression: string };

/** A string that may hold `${…}`. */
export interface Template {
  text: string;
  parts: readonly TemplatePart[];
  /** Whether it is one expression and nothing else: it keeps the type of its value. Otherwise it is a string. */
  standalone: boolean;
}

/**
 * Splits a string at its expressions. Braces are counted outside of double quotes only, as kro does: a brace in single quotes counts.
 * A `${` that is never closed is text.
 * @throws {CelError} for a `${` inside an expression, unless it stands right after a double quote
 */
export function parseTemplate(text: string): Template {
  const parts: TemplatePart[] = [];
  let [done, from] = [0, 0];
  for (let start = text.indexOf("${"); start >= 0; start = text.indexOf("${", from)) {
    const end = endOf(text, start + 2);
    if (end === undefined) {
      from = start + 1;
      continue;
    }
    if (start > done) parts.push(text.slice(done, start));
    parts.push({ expression: text.slice(start + 2, end) });
    done = from = end + 1;
  }
  if (done < text.length || parts.length === 0) parts.push(text.slice(done));
  return { text, parts, standalone: parts.length === 1 && typeof parts[0] === "object" };
}

/** The index of the `}` that closes an expression. */
function endOf(text: string, start: number): number | undefined {
  let [depth, quoted] = [1, false];
  for (let at = start; at < text.length; at++) {
    const character = text[at];
    if (quoted && character === "\\") at++;
    else if (character === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (character === "{") depth++;
    else if (character === "}" && --depth === 0) return at;
    else if (text.startsWith("${", at) && text[at - 1] !== '"') {
      const message = "nested expressions are not allowed unless inside string literals";
      throw new CelError("syntax", text, { message, position: at });
    }
  }
  return undefined;
}

/** Whether a string holds an expression. */
export function hasExpression({ parts }: Template): boolean {
  return parts.some((part) => typeof part === "object");
}

/**
 * Compiles a template: a standalone expression as it is; otherwise the concatenation of its parts, each of which has to be a string.
 * @throws {CelError} that names the whole template
 */
export function compileTemplate(
  { text, parts, standalone }: Template,
  declarations: Declarations,
): Expression {
  const [first] = parts;
  if (standalone && typeof first === "object") return compile(first.expression, declarations);
  const source = parts.map((part) =>
    typeof part === "string" ? JSON.stringify(part) : `(${part.expression})`,
  );
  return compileAs(source.join(" + "), text, declarations);
}

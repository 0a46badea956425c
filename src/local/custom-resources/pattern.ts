/** Patterns of schemas, which RE2 has to accept. */

import { EvaluationFailure } from "../../cel/error.ts";
import { regularExpression } from "../../cel/regular-expression.ts";

/** @returns why a pattern is no regular expression, `undefined` where it is one */
export function regularExpressionError(pattern: string): string | undefined {
  try {
    regularExpression(pattern);
    return undefined;
  } catch (error) {
    if (!(error instanceof EvaluationFailure)) throw error;
    return `error parsing regexp: ${goReason(pattern)}`;
  }
}

/** What Go says of the mistakes that are made. */
function goReason(pattern: string): string {
  const lookaround = /\(\?<?[=!]/.exec(pattern)?.[0];
  if (lookaround !== undefined)
    return `invalid or unsupported Perl syntax: \`${lookaround.slice(0, -1) === "(?" ? lookaround : "(?<"}\``;
  const bare = pattern.replace(/\\./gs, "xx");
  const open = /\[(?!\^?\]?[^\]]*\])/.exec(bare);
  if (open !== null) return `missing closing ]: \`${pattern.slice(open.index)}\``;
  const repeated = /(?:^|[(|])([*+?]+)/.exec(bare);
  if (repeated !== null) return `missing argument to repetition operator: \`${repeated[1] ?? ""}\``;
  const [opening, closing] = [count(bare, "("), count(bare, ")")];
  if (opening > closing) return `missing closing ): \`${pattern}\``;
  if (closing > opening) return `unexpected ): \`${pattern}\``;
  const escape = /\\[a-zA-Z]/.exec(pattern)?.[0] ?? pattern;
  return `invalid escape sequence: \`${escape}\``;
}

function count(text: string, letter: string): number {
  return text.split(letter).length - 1;
}

/** `find` and `findAll`. @see https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-regex-library */

import { regularExpression } from "../regular-expression.ts";
import { define } from "../signature.ts";
import type { Library } from "../signature.ts";

function findAll(text: string, pattern: string, limit = -1n): string[] {
  const { source, flags } = regularExpression(pattern);
  const found = Array.from(text.matchAll(new RegExp(source, `${flags}g`)), nonAdjacent);
  const matches = found.filter((match, index) => !(match.empty && found[index - 1]?.end === match.start));
  return matches.slice(0, limit < 0n ? undefined : Number(limit)).map(({ text: matched }) => matched);
}

/** Go leaves out an empty match right behind another match. */
function nonAdjacent(match: RegExpExecArray): { text: string; start: number; end: number; empty: boolean } {
  const [text] = match;
  return { text, start: match.index, end: match.index + text.length, empty: text === "" };
}

export const REGEX: Library = [
  define(
    "string.find(string): string",
    (text: string, pattern: string) => regularExpression(pattern).exec(text)?.[0] ?? "",
  ),
  {
    signatures: ["string.findAll(string): list(string)", "string.findAll(string, int): list(string)"],
    run: findAll,
  },
];

/**
 * `?` before elements of literals (`[?a]`, `{?k: v}`), which the parser does not know: it is hidden from it, and where it was is told.
 * @see https://pkg.go.dev/github.com/google/cel-go/cel#OptionalTypes
 */

/** A source without those marks, of the same length, and where the marks were. */
export interface Unmarked {
  source: string;
  marks: ReadonlySet<number>;
}

// Strings and comments first, so that nothing inside them counts.
const TOKEN =
  /[rR]?[bB]?(?:"""[^]*?"""|'''[^]*?'''|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|\/\/[^\n]*|\s+|[\w.]+|[^]/g;

/** Hides the marks. A `?` after `{`, `,` or the `[` of a literal cannot be anything else. */
export function hideOptionalMarks(source: string): Unmarked {
  const marks = new Set<number>();
  if (!/[[{,]\s*\?/.test(source)) return { source, marks };
  let [before, beforeThat] = ["", ""];
  for (const { 0: token, index } of source.matchAll(TOKEN)) {
    if (/^\s|^\/\//.test(token)) continue;
    if (
      token === "?" &&
      (before === "{" || before === "," || (before === "[" && !isOperandEnd(beforeThat)))
    ) {
      marks.add(index);
    }
    [before, beforeThat] = [token, before];
  }
  let hidden = source;
  for (const mark of marks) hidden = `${hidden.slice(0, mark)} ${hidden.slice(mark + 1)}`;
  return { source: hidden, marks };
}

/** Whether a `[` after this token is an index rather than a list. */
function isOperandEnd(token: string): boolean {
  return /[\w)\]}"']$/.test(token) && token !== "in";
}

/**
 * How names of fields that are no identifiers are written in expressions.
 * @see https://kubernetes.io/docs/reference/using-api/cel/#escaping
 */

const KEYWORDS = new Set(
  (
    "true false null in as break const continue else for function if import let loop package namespace return " +
    "var void while"
  ).split(" "),
);

const ESCAPES: Record<string, string> = {
  __: "__underscores__",
  ".": "__dot__",
  "-": "__dash__",
  "/": "__slash__",
};
const UNESCAPES: Record<string, string> = Object.fromEntries(
  Object.entries(ESCAPES).map(([plain, escaped]) => [escaped, plain]),
);

/** Writes the name of a field as an identifier; `undefined` where that is not possible: expressions cannot name such a field. */
export function escapeField(name: string): string | undefined {
  if (!/^[A-Za-z_./-][\w./-]*$/.test(name)) return undefined;
  if (KEYWORDS.has(name)) return `__${name}__`;
  return name.replaceAll(/__|[./-]/g, (found) => ESCAPES[found] ?? found);
}

/** The name of the field that an identifier stands for; `undefined` where it is no escape. */
export function unescapeField(identifier: string): string | undefined {
  let valid = true;
  const name = identifier.replaceAll(/__[^_]+__/g, (found) => {
    const plain = UNESCAPES[found];
    if (plain !== undefined) return plain;
    const word = found.slice(2, -2);
    if (!KEYWORDS.has(word) || found !== identifier) valid = false;
    return word;
  });
  return valid ? name : undefined;
}

/** Whether the word is a keyword: a field of that name is also found unescaped. */
export function isKeyword(word: string): boolean {
  return KEYWORDS.has(word);
}

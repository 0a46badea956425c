/** Rows in which our answer is another than the API server's, each with its reason: all others must be equal. */

/** By title of a definition. */
export const DEFINITION_EXCEPTIONS: Readonly<Record<string, string>> = {
  "a syntax error": "the text of a syntax error comes from the parser, and ours is another one",
};

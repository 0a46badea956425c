/** The `Warning` header of an answer. Pure. */

// warn-code SP warn-agent SP warn-text [ SP warn-date ], comma separated; the agent of the API server is "-".
const WARNING = /(\d{3}) (\S+) "((?:[^"\\]|\\.)*)"(?: "[^"]*")?/g;

/**
 * Reads the warnings of an answer, for example of a deprecated version.
 * @param header the header's value; several headers are joined by commas
 * @see https://www.rfc-editor.org/rfc/rfc7234#section-5.5
 */
export function parseWarnings(header: string | null): string[] {
  if (header === null) return [];
  const texts = [...header.matchAll(WARNING)].map((match) => (match[3] ?? "").replace(/\\(.)/g, "$1"));
  return [...new Set(texts)];
}

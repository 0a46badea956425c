/** The `Retry-After` header. Pure. */

/**
 * Reads how long a server asks to wait.
 * @param header seconds or an HTTP date
 * @param now milliseconds since the epoch
 * @returns milliseconds, `undefined` when the header is absent or unreadable
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
 */
export function parseRetryAfter(header: string | null, now: number): number | undefined {
  if (header === null) return undefined;
  const text = header.trim();
  if (/^\d+$/.test(text)) return Number(text) * 1_000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

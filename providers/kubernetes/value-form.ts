/** Values that a program should not have given, in the words of messages. Pure. */

/** What a value is, without saying it: `a list`, `an object`, `a number`, `null`. */
export function formOf(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (value === null || value === undefined) return String(value);
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

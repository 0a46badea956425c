/** A value as Go prints it with `%+v`, for the one refusal that shows a patch so. Pure. */

/** @param value JSON */
export function goText(value: unknown): string {
  if (value === null || value === undefined) return "<nil>";
  if (Array.isArray(value)) return `[${value.map(goText).join(" ")}]`;
  if (typeof value !== "object") return typeof value === "string" ? value : JSON.stringify(value);
  const fields = Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, field]) => `${key}:${goText(field)}`);
  return `map[${fields.join(" ")}]`;
}

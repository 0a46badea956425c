/** What differs between two values, for people. Pure. */

import { isJsonObject, sameJson } from "../../model/json.ts";

/** One line for each field that is gone or new: `- .replicas: 1`, `+ .replicas: 2`. */
export function differences(before: unknown, after: unknown, path = ""): string {
  if (sameJson(before ?? null, after ?? null)) return "";
  if (isJsonObject(before) && isJsonObject(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return names.map((name) => differences(before[name], after[name], `${path}.${name}`)).join("");
  }
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length)
    return before.map((item, index) => differences(item, after[index], `${path}[${index}]`)).join("");
  const line = (sign: string, value: unknown): string =>
    value === undefined || value === null ? "" : `${sign} ${path}: ${JSON.stringify(value)}\n`;
  return line("-", before) + line("+", after);
}

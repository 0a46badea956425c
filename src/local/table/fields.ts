/** Reading objects that nobody has typed, and the texts that many cells share. Pure. */

import { isJsonObject, valueAt, type JsonObject } from "../../model/json.ts";
import { humanDuration, since } from "./duration.ts";

/** One object and the time at which it is printed. */
export interface Printed {
  object: object;
  /** ms since 1970 */
  now: number;
}

/** The value at a path with dots: `spec.template.spec`. */
export function at(value: unknown, path: string): unknown {
  return valueAt(value, path.split("."));
}

/** A scalar as text, `otherwise` for anything else and for `""`. */
export function shown(value: unknown, otherwise = ""): string {
  if (typeof value === "string" && value !== "") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : otherwise;
}

/** Text at a path, `otherwise` where there is none. */
export function text(value: unknown, path: string, otherwise = ""): string {
  return shown(at(value, path), otherwise);
}

export function number(value: unknown, path: string): number {
  const found = at(value, path);
  return typeof found === "number" ? found : 0;
}

export function boolean(value: unknown, path: string, otherwise = false): boolean {
  const found = at(value, path);
  return typeof found === "boolean" ? found : otherwise;
}

/** The items of a list at a path. */
export function items(value: unknown, path: string): unknown[] {
  const found = at(value, path);
  return Array.isArray(found) ? found : [];
}

/** The entries of a map at a path. */
export function map(value: unknown, path: string): JsonObject {
  const found = at(value, path);
  return isJsonObject(found) ? found : {};
}

export function age({ object, now }: Printed): string {
  return since(at(object, "metadata.creationTimestamp"), now);
}

export function name({ object }: Printed): string {
  return text(object, "metadata.name");
}

/** Names and images of containers. @param path of the pod's spec */
export function containers(object: object, path: string): [names: string, images: string] {
  const all = items(object, `${path}.containers`);
  return [all.map((one) => text(one, "name")).join(","), all.map((one) => text(one, "image")).join(",")];
}

/** Labels as a selector: `a=b,c=d`. */
export function labels(value: unknown, path: string): string {
  const pairs = Object.entries(map(value, path)).map(([key, one]) => `${key}=${shown(one)}`);
  return pairs.sort().join(",") || "<none>";
}

const OPERATORS: Readonly<Record<string, (key: string, values: string) => string>> = {
  In: (key, values) => `${key} in (${values})`,
  NotIn: (key, values) => `${key} notin (${values})`,
  Exists: (key) => key,
  DoesNotExist: (key) => `!${key}`,
};

/** A label selector of an object: `matchLabels` and `matchExpressions`. */
export function selector(value: unknown, path: string, otherwise = "<none>"): string {
  const equal = Object.entries(map(value, `${path}.matchLabels`)).map(
    ([key, one]) => [key, `${key}=${shown(one)}`] as const,
  );
  const expressions = items(value, `${path}.matchExpressions`).map((one) => {
    const key = text(one, "key");
    const values = items(one, "values")
      .map((one) => shown(one))
      .sort()
      .join(",");
    return [key, OPERATORS[text(one, "operator")]?.(key, values) ?? "<error>"] as const;
  });
  const parts = [...equal, ...expressions].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return parts.map(([, part]) => part).join(",") || otherwise;
}

/** The first of a list, and how many more there are. */
export function someOf(list: readonly string[], most: number, none: string): string {
  const shown = list.slice(0, most).join(",");
  if (list.length > most) return `${shown} + ${list.length - most} more...`;
  return shown === "" ? none : shown;
}

/** The condition of a type. */
export function condition(value: unknown, type: string, path = "status.conditions"): unknown {
  return items(value, path).find((one) => text(one, "type") === type);
}

export function isTrue(value: unknown, type: string, path = "status.conditions"): boolean {
  return text(condition(value, type, path), "status") === "True";
}

/** The time between two points, or until now. */
export function between(start: unknown, end: unknown, now: number): string {
  if (typeof start !== "string") return "";
  const last = typeof end === "string" ? Date.parse(end) : now;
  return humanDuration(last - Date.parse(start));
}

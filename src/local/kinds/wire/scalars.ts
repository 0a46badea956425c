/** Single values: which of them Go can read, and how it writes them. Pure. */

import { timestamp } from "../../clock.ts";
import { quantity } from "../quantity.ts";

/** Stands for a value that Go's type cannot hold. */
export const UNREADABLE: unique symbol = Symbol("unreadable");

/** Makes of a value what Go would write of it, or `UNREADABLE`. */
export type Scalar = (value: unknown) => unknown;

const SECONDS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
const MICROSECONDS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}(Z|[+-]\d\d:\d\d)$/;
const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function integer(limit: number): Scalar {
  return (value) =>
    typeof value === "number" && Number.isInteger(value) && value <= limit && value >= -limit - 1
      ? value
      : UNREADABLE;
}

function time(value: unknown): unknown {
  if (typeof value !== "string") return UNREADABLE;
  if (SECONDS.test(value)) return value;
  return RFC3339.test(value) ? timestamp(Date.parse(value)) : UNREADABLE;
}

function microTime(value: unknown): unknown {
  if (typeof value !== "string" || !MICROSECONDS.test(value)) return UNREADABLE;
  if (value.endsWith("Z")) return value;
  return `${timestamp(Date.parse(value)).slice(0, 19)}${value.slice(19, 26)}Z`;
}

function bytes(value: unknown): unknown {
  if (typeof value !== "string") return UNREADABLE;
  const text = /[\r\n]/.test(value) ? value.replaceAll(/[\r\n]/g, "") : value;
  if (!BASE64.test(text)) return UNREADABLE;
  // The last bits may say nothing, or something that is lost.
  return text.endsWith("=") ? Buffer.from(text, "base64").toString("base64") : text;
}

function amount(value: unknown): unknown {
  if (typeof value !== "string" && typeof value !== "number") return UNREADABLE;
  return quantity(String(value).trim())?.text ?? UNREADABLE;
}

/** By the letter of GoTypes. */
export const SCALARS: Readonly<Record<string, Scalar>> = {
  s: (value) => (typeof value === "string" ? value : UNREADABLE),
  b: (value) => (typeof value === "boolean" ? value : UNREADABLE),
  f: (value) => (typeof value === "number" ? value : UNREADABLE),
  n16: integer(2 ** 15 - 1),
  n32: integer(2 ** 31 - 1),
  // JSON of JavaScript holds no larger integers exactly.
  n64: integer(2 ** 63 - 1),
  p: (value) =>
    typeof value === "string" || (typeof value === "number" && Number.isInteger(value)) ? value : UNREADABLE,
  j: (value) => (typeof value === "object" && value !== null ? structuredClone(value) : value),
  q: amount,
  y: bytes,
  t: time,
  T: microTime,
};

/** Where Go's base64 decoder stops, in bytes. */
export function illegalBase64(text: string): number {
  const valid = /^[A-Za-z0-9+/]*/.exec(text)?.[0].length ?? 0;
  return valid === text.length ? text.length - (text.length % 4) : valid;
}

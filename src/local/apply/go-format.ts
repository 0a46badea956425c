/** Values as Go's `fmt` prints them, since the server's messages hold them. */

import { type Json, canonicalJson, isJsonObject } from "../../model/json.ts";

/** `%v` of a number: an exponent from 1e21 on and below 1e-4, of at least two digits. */
export function goNumber(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e21) return String(value);
  const small = value !== 0 && Math.abs(value) < 1e-4;
  const text = small ? value.toExponential() : String(value);
  return text.replace(/e([+-])(\d)$/, "e$10$2");
}

/** `%v` of a value. */
export function goValue(value: Json | undefined): string {
  if (value === null || value === undefined) return "<nil>";
  if (typeof value === "number") return goNumber(value);
  if (Array.isArray(value)) return `[${value.map(goValue).join(" ")}]`;
  if (isJsonObject(value))
    return `map[${entries(value)
      .map(([name, part]) => `${name}:${goValue(part)}`)
      .join(" ")}]`;
  return String(value);
}

/** `%#v` of a value. */
export function goSyntax(value: Json | undefined): string {
  if (value === null || value === undefined) return "interface {}(nil)";
  if (typeof value === "number") return goNumber(value);
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(", ")}}`;
  if (isJsonObject(value))
    return `map[string]interface {}{${entries(value)
      .map(([name, part]) => `${JSON.stringify(name)}:${goSyntax(part)}`)
      .join(", ")}}`;
  return JSON.stringify(value);
}

/** `%T` of a value. */
export function goType(value: Json): string {
  if (value === null) return "<nil>";
  if (Array.isArray(value)) return "[]interface {}";
  if (typeof value === "object") return "map[string]interface {}";
  if (typeof value === "number") return Number.isInteger(value) ? "int64" : "float64";
  return typeof value === "boolean" ? "bool" : "string";
}

function entries(value: object): [string, Json | undefined][] {
  return Object.entries(value as Record<string, Json | undefined>).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** JSON as Go writes it: keys sorted, and what HTML would take amiss escaped. */
export function goJson(value: Json): string {
  if (typeof value === "string" && PLAIN.test(value)) return `"${value}"`;
  const json = canonicalJson(value);
  return ESCAPED.test(json) ? json.replace(ESCAPED_ALL, escape) : json;
}

const PLAIN = /^[\w./ -]*$/;
const ESCAPED = /[<>&\u2028\u2029]/;
const ESCAPED_ALL = /[<>&\u2028\u2029]/g;

function escape(character: string): string {
  return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`;
}

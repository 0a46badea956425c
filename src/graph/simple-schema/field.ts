/** One field of a SimpleSchema: `type | marker=value …`. Pure. */

import { FieldProblem } from "./scalars.ts";

/** The keys of markers, in the order that they are written in. */
export const MARKER_KEYS = [
  "required",
  "default",
  "description",
  "immutable",
  "validation",
  "enum",
  "pattern",
  "minimum",
  "maximum",
  "minLength",
  "maxLength",
  "minItems",
  "maxItems",
  "uniqueItems",
  "listType",
  "listMapKey",
] as const;

export type MarkerKey = (typeof MARKER_KEYS)[number];

/** One marker, its value without quotes. */
export interface Marker {
  key: MarkerKey;
  value: string;
}

/** A parsed type; any other name is that of a custom type. */
export type SimpleType =
  | { kind: "atomic"; type: "string" | "integer" | "number" | "boolean" }
  | { kind: "object" }
  | { kind: "list" | "map"; of: SimpleType }
  | { kind: "custom"; name: string };

const ATOMIC = {
  string: "string",
  integer: "integer",
  boolean: "boolean",
  float: "number",
} as const;

const MAX_NESTING = 16;
// Go's unicode.IsSpace.
const SPACE = /[\t-\r \u0085\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]/;

/**
 * Parses a field.
 * @param text for example `[]string | required=true minItems=1`
 * @throws {FieldProblem}
 */
export function parseField(text: string): { type: SimpleType; markers: Marker[] } {
  const type = parseFieldType(text);
  const bar = text.indexOf("|");
  return { type, markers: bar < 0 ? [] : parseMarkers(text.slice(bar + 1)) };
}

/** @throws {FieldProblem} */
export function parseFieldType(text: string): SimpleType {
  const [type = ""] = text.split("|", 1);
  if (type.trim() === "") throw new FieldProblem("empty type");
  return parseType(type, 0);
}

function parseType(text: string, depth: number): SimpleType {
  if (depth > MAX_NESTING)
    throw new FieldProblem(`type nesting too deep (max ${MAX_NESTING}): ${JSON.stringify(text)}`);
  const name = text.trim();
  if (Object.hasOwn(ATOMIC, name)) return { kind: "atomic", type: ATOMIC[name as keyof typeof ATOMIC] };
  if (name === "object") return { kind: "object" };
  if (name.startsWith("[]")) {
    const of = name.slice(2);
    if (of === "") throw new FieldProblem("empty slice element type");
    return { kind: "list", of: parseType(of, depth + 1) };
  }
  if (!name.startsWith("map[")) return { kind: "custom", name };
  if (!name.startsWith("map[string]")) throw new FieldProblem("map key must be string");
  const of = name.slice("map[string]".length).trim();
  if (of === "") throw new FieldProblem("map value type is required");
  return { kind: "map", of: parseType(of, depth + 1) };
}

/** The custom types that a type is made of. */
export function customTypesOf(type: SimpleType): string[] {
  switch (type.kind) {
    case "custom":
      return [type.name];
    case "list":
    case "map":
      return customTypesOf(type.of);
    case "atomic":
    case "object":
      return [];
  }
}

/** What the tokenizer of markers knows while it reads. */
interface Reading {
  key?: MarkerKey;
  text: string;
  quoted: boolean;
  escaped: boolean;
  /** Braces and brackets that are open. */
  open: number;
}

/**
 * Parses what is behind the bar. A value ends at white space that is neither in quotes nor in brackets.
 * White space inside a key is dropped, and white space behind the last value is an error, both as in kro.
 * @throws {FieldProblem}
 */
export function parseMarkers(text: string): Marker[] {
  const markers: Marker[] = [];
  const reading: Reading = { text: "", quoted: false, escaped: false, open: 0 };
  for (const char of text) {
    const plain = !reading.quoted && reading.open === 0;
    if (char === "=" && reading.key === undefined && plain) {
      reading.key = markerKey(reading.text.trim());
      reading.text = "";
    } else if (plain && SPACE.test(char)) {
      if (reading.key === undefined) continue;
      markers.push({ key: reading.key, value: valueOf(reading.text) });
      delete reading.key;
      reading.text = "";
    } else read(reading, char);
  }
  if (reading.key === undefined) throw new FieldProblem(`marker key '${reading.text}' without a value`);
  if (reading.quoted) throw new FieldProblem("unclosed quote");
  if (reading.open > 0) throw new FieldProblem("unclosed bracket/brace");
  return [...markers, { key: reading.key, value: valueOf(reading.text) }];
}

function read(reading: Reading, char: string): void {
  reading.text += char;
  if (char === '"' && !reading.escaped) reading.quoted = !reading.quoted;
  else if (char === "\\" && reading.quoted && !reading.escaped) reading.escaped = true;
  else if ((char === "{" || char === "[") && !reading.quoted) reading.open++;
  else if ((char === "}" || char === "]") && !reading.quoted) {
    if (--reading.open < 0) throw new FieldProblem("unmatched closing bracket/brace");
  } else if (reading.quoted) reading.escaped = false;
}

function markerKey(key: string): MarkerKey {
  if (key === "") throw new FieldProblem("empty marker key");
  const known = MARKER_KEYS.find((candidate) => candidate === key);
  if (known === undefined)
    throw new FieldProblem(`invalid marker key ${JSON.stringify(key)}: unknown marker: ${key}`);
  return known;
}

function valueOf(text: string): string {
  const quoted = text.length > 1 && text.startsWith('"') && text.endsWith('"');
  return quoted ? text.slice(1, -1).replaceAll(/\\(["\\])/g, "$1") : text.trim();
}

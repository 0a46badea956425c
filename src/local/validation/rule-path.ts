/** `fieldPath` of a rule: `.spec.name`, `.spec['a.b']`. */

import { childPath, keyPath } from "./field-errors.ts";
import type { Schema } from "./schema.ts";

const STEP = /\.([^.[\]]+)|\[('(?:[^'\\]|\\.)*')\]/y;

const ESCAPES: Readonly<Record<string, string>> = {
  a: "\u0007",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "'": "'",
  "\\": "\\",
};

/**
 * Reads the path that a rule says it is about.
 * @returns it as field paths are written, `undefined` where it is none of the schema
 */
export function normalizedFieldPath(path: string, schema: Schema): string | undefined {
  return fieldPathSteps(path, schema)?.path;
}

/** Reads a path of fields and entries. @returns the path and the schema that it leads to, `undefined` where there is none */
export function fieldPathSteps(path: string, root: Schema): { path: string; schema: Schema } | undefined {
  let found = "";
  let schema = root;
  let position = 0;
  while (position < path.length) {
    STEP.lastIndex = position;
    const match = STEP.exec(path);
    if (match === null) return undefined;
    position = STEP.lastIndex;
    const name = match[1] ?? unescaped(match[2]?.slice(1, -1) ?? "");
    const { properties, additionalProperties } = schema;
    const next = properties === undefined ? additionalProperties : properties[name];
    if (typeof next !== "object") return undefined;
    found = properties === undefined ? keyPath(found, name) : childPath(found, name);
    schema = next;
  }
  return { path: found, schema };
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/g, (all, letter: string) => ESCAPES[letter] ?? all);
}

/** What a built graph should not hold: traces of a reference that was used as a primitive. Pure. */

import { isJsonObject } from "../model/json.ts";
import { resourcePath, type Problem } from "./error.ts";
import { isExternal, type ResourceGraph } from "./model.ts";
import { joinPath, type Path } from "./path.ts";

/** Texts that come from putting a JavaScript value into a string, and what to do instead. */
const TRACES: readonly { trace: RegExp; message: string }[] = [
  {
    trace: /\[object [A-Z]\w*\]/,
    message: "an object was turned into a string: pass it as a value, or read one of its fields",
  },
  {
    trace: /(?<![\w-])undefined(?![\w-])/,
    message: '"undefined" was put into a string: a variable had no value when the graph was built',
  },
  {
    trace: /(?<![\w-])NaN(?![\w-])/,
    message: '"NaN" was put into a string: calculate with references inside of a CEL expression',
  },
  {
    trace: /^(?:async\s+)?(?:function\b|\([^)]*\)\s*=>|class\s+\w)/,
    message: "a function was turned into a string: call it, or leave it out",
  },
];

/** Fields of documentation and of scripts, where such words are a text's own. */
const FREE_TEXT: ReadonlySet<string> = new Set([
  "description",
  "data",
  "stringData",
  "binaryData",
  "args",
  "command",
]);

/** Identity fields, where an empty string can only come from a value that was missing. */
const NEVER_EMPTY = /(^|\.)(name|namespace|image|key)$/;

/**
 * Looks for values that went wrong before the graph saw them. Each is a doubt, not a proof: a caller warns, or throws them.
 * @returns one entry per suspicious value, with its place in the document
 */
export function suspicions(graph: ResourceGraph): Problem[] {
  const found = walk(graph.schema.status ?? {}, "spec.schema.status", []);
  for (const resource of graph.resources) {
    const path = resourcePath(resource.id);
    if (isExternal(resource)) found.push(...walk(resource.externalRef, `${path}.externalRef`, []));
    else found.push(...walk(resource.template, `${path}.template`, []));
    for (const [name, expressions] of [
      ["includeWhen", resource.includeWhen],
      ["readyWhen", resource.readyWhen],
    ] as const) {
      found.push(...walk(expressions ?? [], `${path}.${name}`, []));
    }
  }
  return found;
}

function walk(value: unknown, base: string, path: Path): Problem[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => walk(item, base, [...path, index]));
  if (isJsonObject(value)) {
    return Object.entries(value).flatMap(([name, inner]) => walk(inner, base, [...path, name]));
  }
  if (typeof value === "number" && !Number.isFinite(value)) {
    return [{ path: joinPath(base, path), message: `${value} is not a number that JSON can hold` }];
  }
  if (typeof value === "function" || typeof value === "symbol") {
    return [{ path: joinPath(base, path), message: `a ${typeof value} is not data` }];
  }
  if (typeof value !== "string") return [];
  const message = doubt(value, path);
  return message === undefined ? [] : [{ path: joinPath(base, path), message }];
}

function doubt(text: string, path: Path): string | undefined {
  if (text === "") {
    return NEVER_EMPTY.test(path.join("."))
      ? "is an empty string: a value was missing when the graph was built"
      : undefined;
  }
  const free = path.some((step) => typeof step === "string" && FREE_TEXT.has(step));
  const traces = free ? TRACES.slice(0, 1) : TRACES;
  return traces.find(({ trace }) => trace.test(text))?.message;
}

/**
 * Regular expressions of RE2 as those of JavaScript.
 * @see https://github.com/google/re2/wiki/Syntax
 */

import { EvaluationFailure } from "./error.ts";

/** Escapes that mean the same or nothing in RE2, by the letter after the backslash. */
const ESCAPES: Readonly<Record<string, string>> = {
  A: "(?<![^])",
  z: "(?![^])",
  a: "\\x07",
  f: "\\f",
  n: "\\n",
  r: "\\r",
  t: "\\t",
  v: "\\v",
  b: "\\b",
  B: "\\B",
  d: "\\d",
  D: "\\D",
  w: "\\w",
  W: "\\W",
  s: "[\\t\\n\\f\\r ]",
  S: "[^\\t\\n\\f\\r ]",
};

/** Classes by name, as `[[:alpha:]]`. */
const CLASSES: Readonly<Record<string, string>> = {
  alnum: "0-9A-Za-z",
  alpha: "A-Za-z",
  ascii: "\\x00-\\x7f",
  blank: "\\t ",
  cntrl: "\\x00-\\x1f\\x7f",
  digit: "0-9",
  graph: "!-~",
  lower: "a-z",
  print: " -~",
  punct: "!-\\/:-@\\[-`\\{-~",
  space: "\\t\\n\\v\\f\\r ",
  upper: "A-Z",
  word: "0-9A-Za-z_",
  xdigit: "0-9A-Fa-f",
};

const TOKEN =
  /\\Q([^]*?)(?:\\E|$)|\\x\{([\da-fA-F]+)\}|\\([pP])(?:\{(\^?)(\w+)\}|([A-Z]))|\\([0-7]{2,3})|\\([^])|\[\^?\]?(?:\[:\^?\w+:\]|\\[^]|[^\]\\])*\]|\(\?P?<([\w]+)>|\(\?([imsU-]*)([:)])|\(\?|\{\d+(?:,\d*)?\}|[^]/g;

const compiled = new Map<string, RegExp>();

/**
 * The regular expression of a pattern, with the flag `u`.
 * @throws {EvaluationFailure} where RE2 would refuse it, and for flags in the middle of it, which JavaScript has not
 */
export function regularExpression(pattern: string): RegExp {
  const known = compiled.get(pattern);
  if (known !== undefined) return known;
  const expression = translated(pattern);
  // Patterns are literals of expressions nearly always: few. Those that are data must not pile up.
  if (compiled.size > 500) compiled.clear();
  compiled.set(pattern, expression);
  return expression;
}

/** What holds for the whole pattern. */
interface Flags {
  i: boolean;
  m: boolean;
  s: boolean;
}

function translated(pattern: string): RegExp {
  const [, leading = ""] = /^\(\?([ims]+)\)/.exec(pattern) ?? [];
  const flags: Flags = { i: leading.includes("i"), m: leading.includes("m"), s: leading.includes("s") };
  const body = leading === "" ? pattern : pattern.slice(leading.length + 3);
  const source = body.replaceAll(TOKEN, (...match) => translatedToken(match as unknown as Token, flags));
  try {
    return new RegExp(source, flags.i ? "iu" : "u");
  } catch {
    throw illegal("it is not valid");
  }
}

function illegal(why: string): EvaluationFailure {
  return new EvaluationFailure(`illegal regular expression: ${why}`);
}

type Token = readonly [
  text: string,
  quoted: string | undefined,
  hex: string | undefined,
  property: string | undefined,
  negated: string | undefined,
  long: string | undefined,
  short: string | undefined,
  octal: string | undefined,
  escaped: string | undefined,
  group: string | undefined,
  flags: string | undefined,
  close: string | undefined,
];

function translatedToken(token: Token, flags: Flags): string {
  const [text, quoted, hex, property, , , , octal, escaped, group, inner, close] = token;
  if (quoted !== undefined) return quoted.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  if (hex !== undefined) return `\\u{${hex}}`;
  if (property !== undefined) return propertyOf(token);
  if (octal !== undefined) return `\\u{${Number.parseInt(octal, 8).toString(16)}}`;
  if (escaped !== undefined) return escapeOf(escaped);
  if (group !== undefined) return `(?<${group}>`;
  if (inner === "" && close === ":") return "(?:";
  if (text.startsWith("(?")) throw illegal("it uses lookaround, or sets flags within it");
  if (text.startsWith("[")) return text.length > 1 ? classOf(text) : illegalClass();
  return plainToken(text, flags);
}

function plainToken(text: string, flags: Flags): string {
  switch (text) {
    case ".":
      return flags.s ? "[^]" : "[^\\n]";
    case "^":
      return flags.m ? "(?<![^\\n])" : "(?<![^])";
    case "$":
      return flags.m ? "(?![^\\n])" : "(?![^])";
    case "{":
    case "}":
    case "]":
      return `\\${text}`;
    default:
      return text;
  }
}

function illegalClass(): never {
  throw illegal("missing closing ]");
}

function propertyOf([, , , property = "", negated, long, short]: Token): string {
  const name = long ?? short ?? "";
  const letter = negated === "^" ? (property === "p" ? "P" : "p") : property;
  // One or two letters are a general category, more a script; `Any` is neither.
  return `\\${letter}{${name.length <= 2 || name === "Any" ? name : `Script=${name}`}}`;
}

function escapeOf(letter: string): string {
  const known = ESCAPES[letter];
  if (known !== undefined) return known;
  if (/[\w]/.test(letter) && letter !== "_" && letter !== "x") throw illegal("invalid escape sequence");
  if (letter === "x") return "\\x";
  return /[\^$\\.*+?()[\]{}|/]/.test(letter) ? `\\${letter}` : letter;
}

const CLASS_TOKEN = /\[:(\^?)(\w+):\]|\\x\{([\da-fA-F]+)\}|\\([pP])(?:\{(\^?)(\w+)\}|([A-Z]))|\\([^])|[^]/g;
const SPACES = "\\t\\n\\f\\r ";

function classOf(text: string): string {
  const [, negation = "", inner = ""] = /^\[(\^?)([^]*)\]$/.exec(text) ?? [];
  const content = inner.replaceAll(CLASS_TOKEN, (...match) => {
    const [all, not, name, hex, property, negated, long, short, escaped] = match as unknown as (
      | string
      | undefined
    )[];
    if (name !== undefined) return namedClass(name, not === "^");
    if (hex !== undefined) return `\\u{${hex}}`;
    if (property !== undefined) {
      return propertyOf(["", undefined, undefined, property, negated, long, short] as unknown as Token);
    }
    if (escaped === "s") return SPACES;
    if (escaped !== undefined) return escapeInClass(escaped);
    return /[[\]^]/.test(all ?? "") ? `\\${all}` : (all ?? "");
  });
  return `[${negation}${content}]`;
}

function namedClass(name: string, negated: boolean): string {
  const found = CLASSES[name];
  if (found === undefined || negated) throw illegal("invalid character class range");
  return found;
}

function escapeInClass(letter: string): string {
  if (/[dDwWnrtfvxS]/.test(letter)) return `\\${letter}`;
  if (letter === "a") return "\\x07";
  if (/[\w]/.test(letter) && letter !== "_") throw illegal("invalid escape sequence");
  return /[\^$\\.*+?()[\]{}|/-]/.test(letter) ? `\\${letter}` : letter;
}

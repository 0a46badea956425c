/** Characters and classes of characters in regular expressions: those of RE2 as those of JavaScript. */

import { EvaluationFailure } from "./error.ts";

/** Classes by name, as in `[[:alpha:]]`. */
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

/** White space of RE2: less than that of JavaScript. */
const SPACES = "\\t\\n\\f\\r ";

/** Escapes that mean the same in both. */
const KEPT = /^[dDwWbBnrtfv]$/;

/** Parts of a token that is a character or a class, by name. */
export interface CharacterToken {
  /** The code point of `\x{…}`. */
  hex?: string;
  octal?: string;
  /** `p` or `P` of a class of Unicode. */
  property?: string;
  negated?: string;
  name?: string;
  /** What a backslash escapes. */
  escaped?: string;
}

/** The pattern of {@link CharacterToken}, to be a part of others. */
export const CHARACTER = String.raw`\\x\{(?<hex>[\da-fA-F]+)\}|\\(?<octal>[0-7]{2,3})|\\(?<property>[pP])(?:\{(?<negated>\^?)(?<name>\w+)\}|(?<letter>[A-Z]))|\\(?<escaped>[^])`;

/** A pattern that RE2 refuses, or that JavaScript has nothing for. */
export function illegal(why: string): EvaluationFailure {
  return new EvaluationFailure(`illegal regular expression: ${why}`);
}

/**
 * Translates an escape.
 * @param where classes may not be nested in JavaScript
 * @returns `undefined` where the token is none
 */
export function translatedCharacter(
  { hex, octal, property, negated, name, letter, escaped }: CharacterToken & { letter?: string },
  where: "outside" | "in class",
): string | undefined {
  if (hex !== undefined) return `\\u{${hex}}`;
  if (octal !== undefined) return `\\u{${Number.parseInt(octal, 8).toString(16)}}`;
  if (property !== undefined) return unicodeClass(property, negated === "^", name ?? letter ?? "");
  return escaped === undefined ? undefined : translatedEscape(escaped, where);
}

function unicodeClass(property: string, negated: boolean, name: string): string {
  const letter = negated ? (property === "p" ? "P" : "p") : property;
  // One or two letters are a general category, more a script; `Any` is neither.
  return `\\${letter}{${name.length <= 2 || name === "Any" ? name : `Script=${name}`}}`;
}

function translatedEscape(letter: string, where: "outside" | "in class"): string {
  if (letter === "s") return where === "outside" ? `[${SPACES}]` : SPACES;
  if (letter === "S" && where === "outside") return `[^${SPACES}]`;
  if (letter === "a") return "\\x07";
  if (where === "outside" && letter === "A") return "(?<![^])";
  if (where === "outside" && letter === "z") return "(?![^])";
  if (KEPT.test(letter) || letter === "x") return `\\${letter}`;
  if (/[\dA-Za-z]/.test(letter)) throw illegal("invalid escape sequence");
  return /[\^$\\.*+?()[\]{}|/]/.test(letter) || (where === "in class" && letter === "-")
    ? `\\${letter}`
    : letter;
}

const CLASS_TOKEN = new RegExp(String.raw`\[:(?<not>\^?)(?<class>\w+):\]|${CHARACTER}|[^]`, "g");

/** Translates `[…]`. */
export function translatedClass(text: string): string {
  const [, negation = "", inner = ""] = /^\[(\^?)([^]*)\]$/.exec(text) ?? [];
  const content = inner.replaceAll(CLASS_TOKEN, (token: string, ...rest: unknown[]) => {
    const groups = rest.at(-1) as CharacterToken & { not?: string; class?: string };
    if (groups.class !== undefined) return namedClass(groups.class, groups.not === "^");
    const character = translatedCharacter(groups, "in class");
    return character ?? (/[[\]^]/.test(token) ? `\\${token}` : token);
  });
  return `[${negation}${content}]`;
}

function namedClass(name: string, negated: boolean): string {
  const found = CLASSES[name];
  if (found === undefined || negated) throw illegal("invalid character class range");
  return found;
}

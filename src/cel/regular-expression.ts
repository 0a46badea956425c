/**
 * Regular expressions of RE2 as those of JavaScript.
 * @see https://github.com/google/re2/wiki/Syntax
 */

import { CHARACTER, illegal, translatedCharacter, translatedClass } from "./regular-expression-class.ts";
import type { CharacterToken } from "./regular-expression-class.ts";

const TOKEN = new RegExp(
  [
    String.raw`\\Q(?<quoted>[^]*?)(?:\\E|$)`,
    CHARACTER,
    String.raw`(?<class>\[\^?\]?(?:\[:\^?\w+:\]|\\[^]|[^\]\\])*\])`,
    String.raw`\(\?P?<(?<group>\w+)>`,
    String.raw`\(\?(?<on>[ims]*)(?:-(?<off>[ims]+))?(?<close>[:)])`,
    String.raw`\(\?`,
    String.raw`\{\d+(?:,\d*)?\}`,
    "[^]",
  ].join("|"),
  "g",
);

interface Token extends CharacterToken {
  quoted?: string;
  class?: string;
  /** The name of a group. */
  group?: string;
  /** Flags that a group sets and unsets; without a colon, for the rest of the group that it is in. */
  on?: string;
  off?: string;
  close?: ":" | ")";
}

/** What holds at a place of the pattern. */
interface Flags {
  i: boolean;
  m: boolean;
  s: boolean;
}

const compiled = new Map<string, RegExp>();

/**
 * The regular expression of a pattern, with the flag `u`.
 * @throws {EvaluationFailure} where RE2 would refuse it. `(?i:…)` needs a runtime that has modifiers (Bun, Node 23).
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

function translated(pattern: string): RegExp {
  // Flags at the start are those of the whole expression, which every runtime has.
  const [leading = "", on = ""] = /^\(\?([ims]+)\)/.exec(pattern) ?? [];
  const flags: Flags = { i: on.includes("i"), m: on.includes("m"), s: on.includes("s") };
  const groups: Flags[] = [flags];
  const source = pattern.slice(leading.length).replaceAll(TOKEN, (text: string, ...rest: unknown[]) => {
    return translatedToken(text, rest.at(-1) as Token, groups);
  });
  try {
    return new RegExp(source, flags.i ? "iu" : "u");
  } catch {
    throw illegal("it is not valid");
  }
}

/** @param groups the flags of the groups that the token is in, innermost last */
function translatedToken(text: string, token: Token, groups: Flags[]): string {
  const flags = groups.at(-1) ?? { i: false, m: false, s: false };
  if (token.quoted !== undefined) return token.quoted.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  if (token.close !== undefined) return flagGroup(token, groups, flags);
  if (token.class !== undefined) return translatedClass(token.class);
  const character = translatedCharacter(token, "outside");
  if (character !== undefined) return character;
  if (token.group !== undefined || text === "(") {
    groups.push(flags);
    return token.group === undefined ? text : `(?<${token.group}>`;
  }
  if (text === "(?") throw illegal("invalid or unsupported Perl syntax");
  if (text === "[") throw illegal("missing closing ]");
  if (text === ")") groups.pop();
  return plainToken(text, flags);
}

/** `(?flags:…)` and `(?flags)`. */
function flagGroup({ on = "", off = "", close }: Token, groups: Flags[], outer: Flags): string {
  const flag = (name: keyof Flags): boolean => (on.includes(name) || outer[name]) && !off.includes(name);
  const flags: Flags = { i: flag("i"), m: flag("m"), s: flag("s") };
  if (close === ":") {
    groups.push(flags);
    return flags.i === outer.i ? "(?:" : flags.i ? "(?i:" : "(?-i:";
  }
  if (flags.i !== outer.i) throw illegal("the flag i in the middle of a pattern needs a group, as in (?i:…)");
  groups[groups.length - 1] = flags;
  return "";
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

import { describe, expect, test } from "bun:test";
import { regularExpression } from "../../../src/cel/regular-expression.ts";

// What RE2 and JavaScript see in different ways. @see https://github.com/google/re2/wiki/Syntax
const MATCHES: readonly [pattern: string, text: string, matches: boolean][] = [
  ["a.b", "a\nb", false],
  ["a.b", "a\rb", true],
  ["(?s)a.b", "a\nb", true],
  ["(?i)ABC", "xabcx", true],
  ["(?im)^b$", "a\nB\nc", true],
  ["(?i:x)b", "Xb", true],
  ["(?i:x)b", "XB", false],
  ["(?i)a(?-i:b)", "Ab", true],
  ["(?i)a(?-i:b)", "AB", false],
  ["a(?s:.).", "a\n\n", false],
  ["a(?s:.).", "a\nb", true],
  ["(?:(?s).).", "\n\n", false],
  ["a(?m)^", "a", false],
  ["^b$", "a\nb\nc", false],
  ["a$", "a\n", false],
  [String.raw`a\z`, "a\n", false],
  [String.raw`\Aa`, "ba", false],
  [String.raw`^\s$`, "\v", false],
  [String.raw`^[\s]$`, "\t", true],
  [String.raw`^\S$`, "\u00a0", true],
  [String.raw`^\pL+$`, "größe", true],
  [String.raw`^\p{Greek}$`, "α", true],
  [String.raw`^\P{Lu}$`, "A", false],
  [String.raw`^\p{^Lu}$`, "a", true],
  [String.raw`^[\pL\d]+$`, "é1", true],
  [String.raw`^\x{1F600}\x41$`, "😀A", true],
  [String.raw`^\Qa.b\E$`, "a.b", true],
  [String.raw`^\Qa.b\E$`, "axb", false],
  ["^[[:alnum:]_]+$", "aZ9_", true],
  ["^[]a]+$", "]a", true],
  ["^[^]a]$", "]", false],
  ["^[a[]$", "[", true],
  [String.raw`^\_\-\"\/\~$`, '_-"/~', true],
  ["^a{,2}$", "a{,2}", true],
  ["^a{1,2}}$", "aa}", true],
  ["^(?P<n>x)(?<m>y)$", "xy", true],
  ["^(?:a|b)$", "b", true],
  ["^.$", "😀", true],
  [String.raw`^\101$`, "A", true],
];

describe("patterns of RE2", () => {
  test.each(MATCHES)("%j on %j: %p", (pattern, text, matches) => {
    expect(regularExpression(pattern).test(text)).toBe(matches);
  });
});

test.each([
  "(",
  "a(?=b)",
  "(?!a)",
  "(?<=a)b",
  String.raw`\1`,
  String.raw`\y`,
  "[z-a]",
  "[[:nope:]]",
  "a**",
  "[",
])("%s is refused, as by RE2", (pattern) => {
  expect(() => regularExpression(pattern)).toThrow("illegal regular expression");
});

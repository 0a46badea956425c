import { describe, expect, test } from "bun:test";
import { CelError } from "../../../src/cel/error.ts";
import type { Declarations } from "../../../src/cel/expression.ts";
import { compileTemplate, hasExpression, parseTemplate } from "../../../src/cel/template.ts";
import type { TemplatePart } from "../../../src/cel/template.ts";

const of = (expression: string): TemplatePart => ({ expression });

// After pkg/graph/parser/cel_test.go of kro.
const SPLIT: readonly [text: string, parts: readonly TemplatePart[]][] = [
  ["", [""]],
  ["plain", ["plain"]],
  ["${a}", [of("a")]],
  ["${a} ", [of("a"), " "]],
  ["x-${a}-${b}y", ["x-", of("a"), "-", of("b"), "y"]],
  ["${a}${b}", [of("a"), of("b")]],
  ['${{"a": {"b": 1}}}', [of('{"a": {"b": 1}}')]],
  ['${"}" + a}', [of('"}" + a')]],
  ['${"\\"}" + a}', [of('"\\"}" + a')]],
  // Only double quotes count: the brace in single quotes ends the expression, as in kro.
  ["${'}' + a}", [of("'"), "' + a}"]],
  ["${a", ["${a"]],
  ["$ {a} $${b}", ["$ {a} $", of("b")]],
  ['${"${inner}"}', [of('"${inner}"')]],
  ["{a} $", ["{a} $"]],
  ["${}", [of("")]],
  ["é😀${a}é", ["é😀", of("a"), "é"]],
];

describe("templates are split as kro splits them", () => {
  test.each(SPLIT)("%j", (text, parts) => {
    const template = parseTemplate(text);
    expect(template.parts).toEqual(parts);
    expect(template.standalone).toBe(parts.length === 1 && typeof parts[0] === "object");
    expect(hasExpression(template)).toBe(parts.some((part) => typeof part === "object"));
  });
});

test.each(["${a + ${b}}", "${a ${b}"])("%s holds an expression inside an expression", (text) => {
  expect(() => parseTemplate(text)).toThrow("nested expressions are not allowed");
});

const declarations: Declarations = {
  name: { kind: "string" },
  count: { kind: "int" },
  any: { kind: "dyn" },
  maybe: { kind: "optional", of: { kind: "string" } },
};

const COMPILED: readonly [text: string, type: string, value: unknown][] = [
  ["${count}", "int", 3],
  ["${count + 1}", "int", 4],
  ["n${name}", "string", "nshop"],
  ['"${name}"\n\\', "string", '"shop"\n\\'],
  ["${name}-${string(count)}", "string", "shop-3"],
  ["${any}!", "string", "anything!"],
  ["plain", "string", "plain"],
];

describe("a template keeps the type of its expression, or is a string", () => {
  test.each(COMPILED)("%j", (text, kind, value) => {
    const expression = compileTemplate(parseTemplate(text), declarations);
    expect(expression.type.kind).toBe(kind as "int");
    const variables = { name: "shop", count: 3, any: "anything" };
    expect(expression.evaluate(variables)).toEqual({ state: "value", value: value as string });
  });
});

test.each(["n${count}", "${maybe}-", "${count}${count}x", "a ${nosuch}"])(
  "%s is refused by its own name",
  (text) => {
    const compile = (): unknown => compileTemplate(parseTemplate(text), declarations);
    expect(compile).toThrow(CelError);
    expect(compile).toThrow(`expression ${JSON.stringify(text)}`);
  },
);

import { expect, test } from "bun:test";
import { rules } from "../../../src/readiness/rules.ts";
import { alike, inWords, tables } from "./page.ts";

const page = await Bun.file(`${import.meta.dir}/../../../docs/readiness.md`).text();

/** The rows of the first table under a heading. */
function rowsUnder(heading: string): string[] {
  const section = page.split(/^#+ /m).find((part) => part.startsWith(`${heading}\n`)) ?? "";
  const [, , ...rows] = section.split("\n").filter((line) => line.startsWith("|"));
  return rows;
}

test("every rule is in words, and every word is of a rule", () => {
  expect([...Object.keys(inWords), ...Object.keys(alike)].sort()).toEqual(Object.keys(rules).sort());
  for (const [kind, other] of Object.entries(alike))
    expect(rules[kind]).toBe(rules[other] ?? (() => undefined));
});

test.each(Object.entries(tables()))("docs/readiness.md has the table: %s", (heading, rows) => {
  expect(rowsUnder(heading)).toEqual([...rows]);
});

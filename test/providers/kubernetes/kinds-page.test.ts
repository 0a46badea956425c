import { expect, test } from "bun:test";
import { apiVersionOf } from "../../../src/model/kind.ts";
import { shapes, subjects } from "../../support/manifests.ts";

const page = await Bun.file(`${import.meta.dir}/../../../docs/kinds.md`).text();

/** The lines of the page that stand for themselves: rows of tables. */
function rowsUnder(heading: string): string[] {
  const section = page.split(/^## /m).find((part) => part.startsWith(heading)) ?? "";
  return section
    .split("\n")
    .filter((line) => line.startsWith("| ") && !/^\| (?:-|apiVersion|kind)/.test(line));
}

function table(cells: readonly [string, string][]): string[] {
  const grouped = Map.groupBy(cells, ([first]) => first);
  return [...grouped].map(([first, rows]) => `| ${first} | ${rows.map(([, last]) => last).join(", ")} |`);
}

test("docs/kinds.md lists every kind of the suite by apiVersion", () => {
  const kinds = subjects.map(({ kind }): [string, string] => [`\`${apiVersionOf(kind)}\``, kind.kind]);
  expect(rowsUnder("All kinds")).toEqual(table(kinds));
});

test("docs/kinds.md lists what cannot become ready on the test control plane", () => {
  const cells = shapes.map(({ title, row }): [string, string] => [title, row.neverReady ?? ""]);
  expect(rowsUnder("Not ready on the test control plane")).toEqual(table(cells));
});

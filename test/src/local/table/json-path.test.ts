import { expect, test } from "bun:test";
import { parseJsonPath, select } from "../../../../src/local/table/json-path.ts";
import { printerColumns } from "../../../../src/local/table/printer-columns.ts";

const object = {
  apiVersion: "example.com/v1",
  kind: "Thing",
  metadata: {
    name: "a",
    uid: "u",
    resourceVersion: "1",
    creationTimestamp: "2026-01-01T00:00:00Z",
    labels: { "app.kubernetes.io/name": "x" },
  },
  spec: {
    size: 3,
    ratio: 1.5,
    on: true,
    list: ["p", "q"],
    nested: { a: { b: "c" } },
    when: "2026-01-01T00:00:00Z",
  },
  status: {
    conditions: [
      { type: "Synced", status: "False" },
      { type: "Ready", status: "True" },
    ],
  },
};

test.each([
  [".spec.size", [3]],
  ["{.spec.nested.a.b}", ["c"]],
  ["$.spec.size", [3]],
  [".spec.list[0]", ["p"]],
  [".spec.list[-1]", ["q"]],
  [".spec.list[*]", ["p", "q"]],
  [".spec.nested.*.b", ["c"]],
  [".metadata.labels['app.kubernetes.io/name']", ["x"]],
  [String.raw`.metadata.labels.app\.kubernetes\.io/name`, ["x"]],
  ['.status.conditions[?(@.type=="Ready")].status', ["True"]],
  [".status.conditions[?(@.type=='Ready')].status", ["True"]],
  ['.status.conditions[?(@.type!="Ready")].status', ["False"]],
  [".spec.nope", []],
  [".spec.list[7]", []],
  [".spec[", []],
])("%s", (path, found) => {
  expect(select(parseJsonPath(path), object)).toEqual(found);
});

test("cells are of the column's type, or nothing", () => {
  const table = printerColumns([
    { name: "Size", type: "integer", jsonPath: ".spec.size" },
    { name: "Ratio", type: "number", jsonPath: ".spec.ratio", priority: 1 },
    { name: "On", type: "boolean", jsonPath: ".spec.on" },
    { name: "Text", type: "string", jsonPath: ".spec.list" },
    { name: "No", type: "integer", jsonPath: ".spec.on" },
    { name: "When", type: "date", jsonPath: ".spec.when" },
    { name: "Never", type: "date", jsonPath: ".spec.nope" },
  ]);
  expect(table.columns.map(({ name, priority }) => [name, priority])).toContainEqual(["Ratio", 1]);
  expect(table.cells(object, Date.UTC(2026, 0, 1, 0, 5))).toEqual([
    3,
    1.5,
    true,
    '["p","q"]',
    null,
    "5m",
    null,
  ]);
});

test("a definition without columns shows the age", () => {
  const table = printerColumns();
  expect(table.columns.map(({ name, type }) => [name, type])).toEqual([["Age", "date"]]);
  expect(table.cells(object, Date.UTC(2026, 0, 3))).toEqual(["2d"]);
});

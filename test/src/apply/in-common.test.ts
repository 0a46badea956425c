import { expect, test } from "bun:test";
import { inCommon } from "../../../src/apply/in-common.ts";
import type { Manifest } from "../../../src/model/object.ts";

const manifest = (spec: unknown): Manifest => ({
  apiVersion: "v1",
  kind: "Thing",
  metadata: { name: "web" },
  spec,
});

const [A, B] = [{ name: "A", value: "1" }, { name: "B" }];
const rows: [string, unknown[], unknown][] = [
  ["one has all of itself", [{ a: 1, list: [A] }], { a: 1, list: [A] }],
  ["a field with another value is set by both", [{ a: 1 }, { a: 2 }], { a: 2 }],
  ["a value that became a secret is none any more", [{ a: "plain" }, { a: null }], { a: null }],
  ["a field that one lacks is not", [{ a: 1, b: 1 }, { a: 1 }, { a: 1, b: 1 }], { a: 1 }],
  ["an element that one lacks is not", [{ list: [A, B] }, { list: [A] }], { list: [A] }],
  ["nor one that was added", [{ list: [A] }, { list: [B, A] }], { list: [A] }],
  [
    "nor one with other content: that may be its key",
    [{ list: [A] }, { list: [{ ...A, value: "2" }] }],
    { list: [] },
  ],
  [
    "nor a field of another shape",
    [
      { a: { b: 1 }, c: [1] },
      { a: 1, c: { b: 1 } },
    ],
    {},
  ],
  ["deeper, too", [{ a: { b: 1, c: [1, 2] } }, { a: { c: [2, 3] } }], { a: { c: [2] } }],
];

test.each(rows)("%s", (_what, specs, common) => {
  expect(inCommon(specs.map(manifest))).toEqual(manifest(common));
});

test("no manifest has nothing", () => {
  expect(inCommon([])).toBeUndefined();
});

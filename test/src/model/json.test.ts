import { expect, test } from "bun:test";
import { canonicalJson, digest, sameJson } from "../../../src/model/json.ts";

const values: unknown[] = [
  null,
  "",
  "a",
  0,
  1,
  true,
  false,
  [],
  [null],
  [undefined],
  [1, 2],
  [2, 1],
  [[1], 2],
  {},
  { a: undefined },
  { a: null },
  { a: 1 },
  { a: 1, b: [{ c: 1, d: undefined }] },
  { b: [{ c: 1 }], a: 1 },
  { b: [{ c: 2 }], a: 1 },
  { 0: 1 },
];

test("two values are the same exactly when their canonical JSON is", () => {
  for (const a of values) {
    for (const b of values) {
      expect([a, b, sameJson(a, b)]).toEqual([a, b, canonicalJson(a) === canonicalJson(b)]);
    }
  }
});

test("a digest depends on the content, not on the order of keys", () => {
  expect(digest({ a: 1, b: 2 })).toBe(digest({ b: 2, a: 1 }));
  expect(digest({ a: 1 })).not.toBe(digest({ a: 2 }));
  expect(digest({})).toMatch(/^[\w-]{22}$/);
});

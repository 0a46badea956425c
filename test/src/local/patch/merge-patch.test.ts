/** RFC 7386, with the examples of its appendix that are about objects. */

import { describe, expect, test } from "bun:test";
import { mergePatch } from "../../../../src/local/patch/index.ts";
import type { JsonObject } from "../../../../src/model/json.ts";

const CASES: readonly (readonly [JsonObject, JsonObject, JsonObject])[] = [
  [{ a: "b" }, { a: "c" }, { a: "c" }],
  [{ a: "b" }, { b: "c" }, { a: "b", b: "c" }],
  [{ a: "b" }, { a: null }, {}],
  [{ a: "b", b: "c" }, { a: null }, { b: "c" }],
  [{ a: ["b"] }, { a: "c" }, { a: "c" }],
  [{ a: "c" }, { a: ["b"] }, { a: ["b"] }],
  [{ a: { b: "c" } }, { a: { b: "d", c: null } }, { a: { b: "d" } }],
  [{ a: [{ b: "c" }] }, { a: [1] }, { a: [1] }],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  [{ a: 1 }, { a: { b: null, c: [{ d: null }, null] } }, { a: { c: [{}, null] } }],
];

describe("JSON merge patch", () => {
  for (const [object, patch, result] of CASES)
    test(`${JSON.stringify(object)} with ${JSON.stringify(patch)}`, () => {
      const before = JSON.stringify(object);
      expect(mergePatch(object, patch)).toEqual(result);
      expect(JSON.stringify(object)).toBe(before);
    });

  test("what is no object is a bad request", () => {
    for (const patch of [null, [], "x", 1])
      expect(() => mergePatch({}, patch)).toThrow(/JSON Patch|error decoding patch/);
  });
});

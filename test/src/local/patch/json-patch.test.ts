/** RFC 6902, with the examples of its appendix, and what the API server does beyond it. */

import { describe, expect, test } from "bun:test";
import { jsonPatch } from "../../../../src/local/patch/index.ts";
import { StatusError } from "../../../../src/local/status.ts";
import type { Json, JsonObject } from "../../../../src/model/json.ts";

const add = (path: string, value: Json) => ({ op: "add", path, value });

/** Title, object, patch, result; refused where there is none. */
const CASES: readonly (readonly [string, JsonObject, Json, JsonObject?])[] = [
  ["A.1 adding a member", { foo: "bar" }, [add("/baz", "qux")], { baz: "qux", foo: "bar" }],
  ["A.2 adding an element", { foo: ["bar", "baz"] }, [add("/foo/1", "qux")], { foo: ["bar", "qux", "baz"] }],
  ["A.3 removing a member", { baz: "qux", foo: "bar" }, [{ op: "remove", path: "/baz" }], { foo: "bar" }],
  [
    "A.4 removing an element",
    { foo: ["a", "b", "c"] },
    [{ op: "remove", path: "/foo/1" }],
    { foo: ["a", "c"] },
  ],
  ["A.5 replacing", { baz: "qux" }, [{ op: "replace", path: "/baz", value: "boo" }], { baz: "boo" }],
  [
    "A.6 moving a member",
    { foo: { bar: "baz", waldo: "fred" }, qux: { corge: "grault" } },
    [{ op: "move", from: "/foo/waldo", path: "/qux/thud" }],
    { foo: { bar: "baz" }, qux: { corge: "grault", thud: "fred" } },
  ],
  [
    "A.7 moving an element",
    { foo: ["all", "grass", "cows", "eat"] },
    [{ op: "move", from: "/foo/1", path: "/foo/3" }],
    { foo: ["all", "cows", "eat", "grass"] },
  ],
  ["A.8 a test that holds", { foo: ["a", 2] }, [{ op: "test", path: "/foo/1", value: 2 }], { foo: ["a", 2] }],
  ["A.9 a test that fails", { baz: "qux" }, [{ op: "test", path: "/baz", value: "bar" }]],
  [
    "A.10 adding a nested object",
    { foo: "bar" },
    [add("/child", { g: {} })],
    { foo: "bar", child: { g: {} } },
  ],
  ["A.11 unknown members of an operation", { a: 1 }, [{ ...add("/b", 2), xyz: 1 }], { a: 1, b: 2 }],
  ["A.12 adding below what is absent", { foo: "bar" }, [add("/baz/bat", "qux")]],
  [
    "A.14 escaped names",
    { "/": 9, "~1": 10 },
    [{ op: "test", path: "/~01", value: 10 }],
    { "/": 9, "~1": 10 },
  ],
  ["A.15 text is no number", { "/": 9, "~1": 10 }, [{ op: "test", path: "/~01", value: "10" }]],
  ["A.16 adding a list at the end", { foo: ["bar"] }, [add("/foo/-", ["a"])], { foo: ["bar", ["a"]] }],
  ["replacing what is absent adds it", {}, [{ op: "replace", path: "/a", value: 1 }], { a: 1 }],
  ["an index from the end", { a: [1, 2] }, [{ op: "remove", path: "/a/-1" }], { a: [1] }],
  ["an index behind the end", { a: [1] }, [add("/a/3", 2)]],
  ["an index that is none", { a: [1] }, [add("/a/x", 2)]],
  ["replacing all", { a: 1 }, [{ op: "replace", path: "", value: { b: 1 } }], { b: 1 }],
  ["replacing all by text", { a: 1 }, [{ op: "replace", path: "", value: "b" }]],
  ["testing absent for null", {}, [{ op: "test", path: "/a", value: null }], {}],
  [
    "a field of every object",
    {},
    [add("/__proto__", { a: 1 })],
    JSON.parse('{"__proto__":{"a":1}}') as JsonObject,
  ],
  ["an operation that is none", {}, [{ op: "bogus", path: "/a" }]],
  ["an operation without path", {}, [{ op: "add", value: 1 }]],
];

function attempt(object: JsonObject, patch: Json): JsonObject | number {
  try {
    return jsonPatch(object, patch);
  } catch (error) {
    if (error instanceof StatusError) return error.status.code;
    throw error;
  }
}

describe("JSON patch", () => {
  for (const [title, object, patch, result] of CASES)
    test(title, () => {
      const before = JSON.stringify(object);
      expect(attempt(object, patch)).toEqual(result ?? 422);
      expect(JSON.stringify(object)).toBe(before);
    });

  test("what is no patch is a bad request, a patch that is too long too large", () => {
    expect([{}, "x", [1], null].map((patch) => attempt({}, patch))).toEqual([400, 400, 400, 400]);
    expect(attempt({}, Array<Json>(10_001).fill(add("/a", 1)))).toBe(413);
  });
});

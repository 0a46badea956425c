import { expect, test } from "bun:test";
import { sharedDifference, withDifference } from "../../../../src/local/objects/shared-difference.ts";
import type { JsonObject } from "../../../../src/model/json.ts";

const shared = { deep: { list: [1, 2], text: "x" } };
const odd = JSON.parse('{"__proto__":{"a":1},"b":2}') as JsonObject;

const cases: [name: string, from: JsonObject, to: JsonObject, difference: JsonObject][] = [
  ["nothing", { shared, a: 1 }, { shared, a: 1 }, {}],
  ["a field more", { shared }, { shared, a: null }, { set: { a: null } }],
  ["a field less", { shared, a: 1 }, { shared }, { gone: ["a"] }],
  ["a field that is undefined", { shared, a: 1 }, { shared, a: undefined }, { gone: ["a"] }],
  ["another value", { a: 1, b: 2 }, { a: 1, b: [2] }, { set: { b: [2] } }],
  ["a list in place of an object", { a: { b: 1 } }, { a: [1] }, { set: { a: [1] } }],
  [
    "something inside",
    { a: { shared, b: 1, c: 2 }, d: 1 },
    { a: { shared, c: 3 }, d: 1 },
    { within: { a: { set: { c: 3 }, gone: ["b"] } } },
  ],
  ["an equal copy", { a: { b: 1 } }, { a: { b: 1 } }, {}],
  ["a name that is a prototype's", { b: 2 }, odd, JSON.parse('{"set":{"__proto__":{"a":1}}}') as JsonObject],
];

test.each(cases)("%s", (_name, from, to, difference) => {
  const before = structuredClone(from);
  const found = sharedDifference(from, to);
  expect(JSON.stringify(found)).toBe(JSON.stringify(difference));
  const made = withDifference(from, JSON.parse(JSON.stringify(found)) as JsonObject);
  expect(made).toEqual(JSON.parse(JSON.stringify(to)) as JsonObject);
  expect(Object.keys(made).sort()).toEqual(Object.keys(JSON.parse(JSON.stringify(to)) as object).sort());
  expect(from).toEqual(before);
});

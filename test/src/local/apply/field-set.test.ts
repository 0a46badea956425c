/** Sets of fields and the order of their elements. */

import { describe, expect, test } from "bun:test";
import {
  type FieldSet,
  difference,
  intersection,
  isSubset,
  ordered,
  pathsOf,
  recursiveDifference,
  sameSet,
  setOf,
  union,
} from "../../../../src/local/apply/field-set.ts";
import { canonicalElement, elementText } from "../../../../src/local/apply/path-element.ts";

const A = ["f:a"];
const AB = ["f:a", "f:b"];
const AC = ["f:a", "f:c"];

/** Title, operation, arguments, result. */
const CASES: readonly (readonly [
  string,
  (a: FieldSet, b: FieldSet) => FieldSet,
  FieldSet,
  FieldSet,
  FieldSet,
])[] = [
  ["union", union, setOf(A), setOf(AB), setOf(A, AB)],
  ["union of the same", union, setOf(A, AB), setOf(AB), setOf(A, AB)],
  ["intersection takes fields, not what they are in", intersection, setOf(A, AB), setOf(AB, AC), setOf(AB)],
  ["intersection of a field and one below", intersection, setOf(A), setOf(AB), setOf()],
  ["difference keeps what is below", difference, setOf(A, AB), setOf(A), setOf(AB)],
  ["difference leaves no empty node", difference, setOf(AB), setOf(AB), setOf()],
  ["difference of a field and one below", difference, setOf(A), setOf(AB), setOf(A)],
  ["recursive difference takes what is below", recursiveDifference, setOf(A, AB, AC), setOf(A), setOf()],
  ["recursive difference below", recursiveDifference, setOf(A, AB, AC), setOf(AB), setOf(A, AC)],
];

describe("sets of fields", () => {
  for (const [title, operation, a, b, result] of CASES)
    test(title, () => expect(sameSet(operation(a, b), result)).toBe(true));

  test("what changes nothing gives back its argument", () => {
    const set = setOf(A, AB);
    expect(union(set, setOf(AB))).toBe(set);
    expect(difference(set, setOf(AC))).toBe(set);
    expect(ordered(set)).toBe(set);
  });

  test("subsets", () => {
    expect([
      isSubset(setOf(AB), setOf(A, AB)),
      isSubset(setOf(A), setOf(AB)),
      isSubset(setOf(A), setOf(A, AC)),
    ]).toEqual([true, false, true]);
  });

  test("elements have the server's order", () => {
    const elements = [
      'v:"b"',
      "i:1",
      'k:{"port":443}',
      "f:z",
      'k:{"port":80}',
      "f:A",
      "v:10",
      "v:9",
      'k:{"name":"a"}',
      "f:é",
    ];
    expect(Object.keys(ordered(setOf(...elements.map((element) => [element]))))).toEqual([
      "f:A",
      "f:z",
      "f:é",
      'k:{"name":"a"}',
      'k:{"port":80}',
      'k:{"port":443}',
      "v:9",
      "v:10",
      'v:"b"',
      "i:1",
    ]);
  });

  test("paths come with all of a level first", () => {
    expect([...pathsOf(setOf(AB, ["f:b"], A))].map((path) => path.map(elementText).join(""))).toEqual([
      ".a",
      ".b",
      ".a.b",
    ]);
  });

  test("elements have one text each", () => {
    expect(['k:{ "b": 1, "a": "x<y" }', 'v: "b"', "f:any", "i:01", "x:new"].map(canonicalElement)).toEqual([
      String.raw`k:{"a":"x\u003cy","b":1}`,
      'v:"b"',
      "f:any",
      "i:1",
      undefined,
    ]);
  });
});

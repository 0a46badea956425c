import { describe, expect, test } from "bun:test";
import { breakingChanges, breakingRemedy } from "../../../src/graph/breaking.ts";
import type { StructuralSchema } from "../../../src/model/schema.ts";

const string: StructuralSchema = { type: "string" };
const integer: StructuralSchema = { type: "integer" };

function object(properties: Record<string, StructuralSchema>, ...required: string[]): StructuralSchema {
  return { type: "object", properties, ...(required.length === 0 ? {} : { required }) };
}

type Row = [name: string, before: StructuralSchema, after: StructuralSchema, ...changes: string[]];

/** After the unit tests of kro's pkg/graph/crd/compat; a change is written `path: change`. */
const ROWS: Row[] = [
  ["identical", object({}), object({})],
  ["type", object({}), { type: "array" }, ": Type changed from object to array"],
  ["type given to any", {}, string, ": Type changed from any to string"],
  ["description", { ...string, description: "a" }, { ...string, description: "b" }],
  [
    "pattern changed",
    { ...string, pattern: "^a$" },
    { ...string, pattern: "^b$" },
    ": Validation pattern changed from ^a$ to ^b$",
  ],
  ["pattern added", string, { ...string, pattern: "^a$" }, ": Validation pattern ^a$ was added"],
  ["pattern removed", { ...string, pattern: "^a$" }, string],
  [
    "several, and one that is none",
    object({ a: string, b: integer, c: string }),
    object({ a: integer, c: { ...string, description: "c" }, d: string }),
    "a: Type changed from string to integer",
    "b: Property b was removed",
  ],
  ["default added", string, { ...string, default: "a" }],
  ["default removed", { ...string, default: "a" }, string],
  ["default changed below", object({ a: { ...string, default: "a" } }), object({ a: string })],
  ["optional property added", object({}), object({ a: string })],
  ["required property added", object({}), object({ a: string }, "a"), "a: Required property a was added"],
  ["required property with a default added", object({}), object({ a: { ...string, default: "x" } }, "a")],
  ["newly required", object({ a: string }), object({ a: string }, "a"), "a: Field a is newly required"],
  [
    "newly required with a default",
    object({ a: string }),
    object({ a: { ...string, default: "x" } }, "a"),
    "a: Field a is newly required",
  ],
  ["no longer required", object({ a: string }, "a"), object({ a: string })],
  [
    "default of a required field removed",
    object({ a: { ...string, default: "x" } }, "a"),
    object({ a: string }, "a"),
    "a: Default value removed from required field a",
  ],
  [
    "default of a required field changed",
    object({ a: { ...string, default: "x" } }, "a"),
    object({ a: { ...string, default: "y" } }, "a"),
  ],
  [
    "enum value removed",
    { ...string, enum: ["a", "b"] },
    { ...string, enum: ["b", "c"] },
    ': Enum value "a" was removed',
  ],
  ["enum value added", { ...string, enum: ["a"] }, { ...string, enum: ["a", "b"] }],
  ["enum added: kro does not mind", string, { ...string, enum: ["a"] }],
  ["enum dropped", { ...string, enum: ["a"] }, string],
  [
    "items",
    object({ a: { type: "array", items: object({ b: string }) } }),
    object({ a: { type: "array", items: object({ b: integer }) } }),
    "a[].b: Type changed from string to integer",
  ],
  ["items removed", { type: "array", items: string }, { type: "array" }, "[]: Property items was removed"],
  ["items added", { type: "array" }, { type: "array", items: string }],
  [
    "values of maps: kro does not look",
    { type: "object", additionalProperties: string },
    { type: "object", additionalProperties: integer },
  ],
  [
    "a property named as one of every object",
    object({ constructor: string }),
    object({}),
    "constructor: Property constructor was removed",
  ],
];

const BOUNDS: [keyof StructuralSchema, StructuralSchema["type"], lower: boolean][] = [
  ["minimum", "number", true],
  ["maximum", "number", false],
  ["minLength", "string", true],
  ["maxLength", "string", false],
  ["minItems", "array", true],
  ["maxItems", "array", false],
];

describe("breaking changes", () => {
  test.each(ROWS)("%s", (_name, before, after, ...changes) => {
    expect(breakingChanges(before, after).map(({ path, change }) => `${path}: ${change}`)).toEqual(changes);
  });

  test.each(BOUNDS)("%s", (keyword, type, lower) => {
    const label = keyword.charAt(0).toUpperCase() + keyword.slice(1);
    const of = (value?: number): StructuralSchema =>
      value === undefined ? { type } : { type, [keyword]: value };
    const change = (before?: number, after?: number): string[] =>
      breakingChanges(of(before), of(after)).map((found) => found.change);
    expect(change(1, 1)).toEqual([]);
    expect(change(1)).toEqual([]);
    expect(change(undefined, 0)).toEqual([`${label} constraint 0 was added`]);
    expect(change(1, 2)).toEqual(lower ? [`${label} was increased from 1 to 2`] : []);
    expect(change(2, 1)).toEqual(lower ? [] : [`${label} was decreased from 2 to 1`]);
  });
});

test("the remedy says how to do it without breaking, and how to do it all the same", () => {
  const remedy = breakingRemedy(breakingChanges(object({ a: string }), object({ b: string }, "b")));
  expect(remedy).toContain("Keep the property");
  expect(remedy).toContain("Give it a default");
  expect(remedy).toContain("kro.run/allow-breaking-changes");
});

/** Schemas of one field each, with values that are right and wrong for it: the rows that both servers are asked about. */

import { ANY, list, NUMBER, object, TEXT } from "./field-rows.ts";
import type { FieldRows } from "./field-rows.ts";
import { SCALARS } from "./field-scalars.ts";

const OBJECTS: Record<string, FieldRows> = {
  required: {
    schema: object({ a: TEXT, b: NUMBER }, { required: ["a", "b"] }),
    values: [{}, { a: "x" }, { a: "x", b: 1 }, { a: null, b: 1 }],
  },
  requiredUnknown: { schema: object({ a: TEXT }, { required: ["zz"] }), values: [{ a: "x" }, { zz: 1 }] },
  minProperties: {
    schema: { type: "object", additionalProperties: TEXT, minProperties: 1 },
    values: [{}, { a: "b" }],
  },
  maxProperties: {
    schema: { type: "object", additionalProperties: TEXT, maxProperties: 1 },
    values: [{ a: "b" }, { a: "b", c: "d" }],
  },
  nested: {
    schema: object({ a: object({ b: list(object({ c: NUMBER }, { required: ["c"] })) }) }),
    values: [{ a: { b: [{ c: 1 }, { c: "x" }, {}] } }, { a: { b: {} } }],
  },
  mapOfObjects: {
    schema: { type: "object", additionalProperties: object({ a: NUMBER }, { required: ["a"] }) },
    values: [{ x: {}, "y/z": { a: "1" } }, { x: { a: 1 } }],
  },
  minItems: { schema: list(TEXT, { minItems: 2 }), values: [[], ["a"], ["a", "b"]] },
  maxItems: { schema: list(TEXT, { maxItems: 1 }), values: [["a"], ["a", "b"]] },
};

const PRUNING: Record<string, FieldRows> = {
  unknown: {
    schema: object({ a: object({ b: TEXT }) }),
    values: [
      { x: 1, a: { b: "c", y: [{ z: 1 }] } },
      { metadata: { name: "a" }, kind: "b" },
    ],
  },
  unknownInList: { schema: list(object({ a: TEXT })), values: [[{ a: "b", x: 1 }, { y: { z: 1 } }]] },
  unknownInMap: {
    schema: { type: "object", additionalProperties: object({ a: TEXT }) },
    values: [{ k: { a: "b", x: 1 } }],
  },
  open: {
    schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
    values: [{ x: { y: [1, null] } }, "text"],
  },
  openWithProperties: {
    schema: object({ a: object({ b: TEXT }) }, { "x-kubernetes-preserve-unknown-fields": true }),
    values: [{ x: { y: 1 }, a: { b: "c", z: 1 } }],
  },
  openList: {
    schema: { type: "array", items: object({ a: TEXT }), "x-kubernetes-preserve-unknown-fields": true },
    values: [[{ a: "b", x: 1, y: { z: 1 } }]],
  },
  openAny: { schema: { "x-kubernetes-preserve-unknown-fields": true }, values: [...ANY, { a: { b: null } }] },
  anyValues: {
    schema: { type: "object", additionalProperties: true },
    values: [{ a: 1, b: { c: 1 } }, { a: [{ b: 1 }] }, { a: null }],
  },
  embedded: {
    schema: object({ spec: object({ a: TEXT }) }, { "x-kubernetes-embedded-resource": true }),
    values: [
      {
        apiVersion: "v1",
        kind: "Foo",
        metadata: { name: "a", labels: { b: "c" } },
        spec: { a: "b", x: 1 },
        y: 1,
      },
      { kind: "Foo" },
      { apiVersion: "", kind: "" },
      { apiVersion: "a/b/c", kind: "Foo_" },
      { apiVersion: "v1", kind: "Foo", metadata: { name: "a/b" } },
      { apiVersion: "v1", kind: "Foo", metadata: { name: "a", unknown: 1 } },
      {},
    ],
  },
  embeddedOpen: {
    schema: {
      type: "object",
      "x-kubernetes-embedded-resource": true,
      "x-kubernetes-preserve-unknown-fields": true,
    },
    values: [{ apiVersion: "v1", kind: "Foo", anything: { x: 1 } }, { anything: 1 }],
  },
};

const DEFAULTS: Record<string, FieldRows> = {
  defaulted: {
    schema: object({ a: { type: "string", default: "x" }, b: NUMBER }),
    values: [{}, { a: "y" }, { a: null }, { b: null }, { a: "" }],
  },
  defaultedObject: {
    schema: object({ a: object({ b: { type: "integer", default: 3 } }, { default: {} }) }),
    values: [{}, { a: {} }, { a: { b: 1 } }, { a: null }],
  },
  defaultedItems: {
    schema: list(object({ a: { type: "string", default: "x" } })),
    values: [[{}, { a: "y" }], [null]],
  },
  defaultedNullable: {
    schema: object({ a: { type: "string", nullable: true, default: "x" } }),
    values: [{}, { a: null }],
  },
  defaultedMap: {
    schema: { type: "object", additionalProperties: object({ a: { type: "integer", default: 1 } }) },
    values: [{ k: {} }, { k: null }],
  },
  nulls: {
    schema: object({ a: object({ b: TEXT }), c: list(TEXT) }),
    values: [{ a: null, c: null }, { a: { b: null } }, { c: [null] }],
  },
};

const NAMED = list(object({ name: TEXT, value: NUMBER }, { required: ["name"] }), {
  "x-kubernetes-list-type": "map",
  "x-kubernetes-list-map-keys": ["name"],
});

const LISTS: Record<string, FieldRows> = {
  set: {
    schema: list(TEXT, { "x-kubernetes-list-type": "set" }),
    values: [
      ["a", "b"],
      ["a", "b", "a", "a"],
      ["a", "a", "b", "b"],
    ],
    ratchets: [
      [
        ["a", "a"],
        ["a", "a", "b"],
      ],
      [["a"], ["a", "a"]],
    ],
  },
  setOfNumbers: { schema: list(NUMBER, { "x-kubernetes-list-type": "set" }), values: [[1, 2, 1]] },
  setOfObjects: {
    schema: list(object({ a: NUMBER }, { "x-kubernetes-map-type": "atomic" }), {
      "x-kubernetes-list-type": "set",
    }),
    values: [[{ a: 1 }, { a: 2 }, { a: 1 }]],
  },
  keyed: {
    schema: NAMED,
    values: [[{ name: "a" }, { name: "b" }], [{ name: "a" }, { name: "a" }], [{ value: 1 }]],
    updates: [[[{ name: "a" }], [{ name: "a" }, { name: "a" }]]],
    ratchets: [
      [[{ name: "a", value: "x" }], [{ name: "a", value: "x" }, { name: "b" }]],
      [[{ name: "a", value: "x" }], [{ name: "b", value: "x" }]],
      [[{ name: "a", value: "x" }], [{ name: "a", value: "y" }]],
    ],
  },
  keyedByTwo: {
    schema: list(object({ name: { type: "string", default: "d" }, port: NUMBER }, { required: ["port"] }), {
      "x-kubernetes-list-type": "map",
      "x-kubernetes-list-map-keys": ["name", "port"],
    }),
    values: [
      [
        { name: "a", port: 1 },
        { name: "a", port: 2 },
      ],
      [
        { name: "a", port: 1 },
        { name: "a", port: 1 },
      ],
      [{ port: 1 }, { name: "d", port: 1 }],
    ],
  },
  listsInMaps: {
    schema: { type: "object", additionalProperties: list(TEXT, { "x-kubernetes-list-type": "set" }) },
    values: [{ k: ["a", "a"] }],
  },
};

const COMBINATIONS: Record<string, FieldRows> = {
  anyOf: {
    schema: object({ a: TEXT, b: TEXT }, { anyOf: [{ required: ["a"] }, { required: ["b"] }] }),
    values: [{}, { a: "x" }, { a: "x", b: "y" }],
  },
  anyOfBest: {
    schema: { type: "string", anyOf: [{ minLength: 5 }, { pattern: "^a" }] },
    values: ["abc", "bcdef", "bc"],
  },
  oneOf: {
    schema: object({ a: TEXT, b: TEXT }, { oneOf: [{ required: ["a"] }, { required: ["b"] }] }),
    values: [{}, { a: "x" }, { a: "x", b: "y" }],
  },
  allOf: { schema: { type: "integer", allOf: [{ minimum: 5 }, { multipleOf: 2 }] }, values: [6, 4, 7, 3] },
  not: { schema: { type: "string", not: { enum: ["a"] } }, values: ["a", "b"] },
  nestedCombination: {
    schema: object(
      { a: NUMBER, b: NUMBER },
      { allOf: [{ anyOf: [{ properties: { a: { minimum: 5 } } }, { properties: { b: { maximum: 3 } } }] }] },
    ),
    values: [
      { a: 1, b: 9 },
      { a: 6, b: 9 },
      { a: 1, b: 1 },
    ],
  },
  oneOfProperties: {
    schema: object(
      { kind: TEXT, size: NUMBER },
      {
        oneOf: [
          { properties: { kind: { enum: ["a"] } }, required: ["size"] },
          { properties: { kind: { enum: ["b"] } } },
        ],
      },
    ),
    values: [{ kind: "a" }, { kind: "a", size: 1 }, { kind: "b" }, { kind: "c" }],
  },
};

const RATCHETS: Record<string, FieldRows> = {
  shrunkNumber: {
    schema: { type: "integer", maximum: 5 },
    values: [],
    ratchets: [
      [9, 9],
      [9, 8],
      [9, 4],
    ],
  },
  shrunkEnum: {
    schema: { type: "string", enum: ["a"] },
    values: [],
    ratchets: [
      ["b", "b"],
      ["b", "c"],
    ],
  },
  changedType: {
    schema: TEXT,
    values: [],
    ratchets: [
      [1, 1],
      [1, 2],
      [1, "a"],
    ],
  },
  newlyRequired: {
    schema: object({ a: NUMBER, b: TEXT }, { required: ["b"] }),
    values: [],
    ratchets: [
      [{ a: 1 }, { a: 1 }],
      [{ a: 1 }, { a: 2 }],
    ],
  },
  inside: {
    schema: object({ a: object({ n: { type: "integer", maximum: 5 }, m: NUMBER }), b: NUMBER }),
    values: [],
    ratchets: [
      [
        { a: { n: 9 }, b: 1 },
        { a: { n: 9 }, b: 2 },
      ],
      [{ a: { n: 9, m: 1 } }, { a: { n: 9, m: 2 } }],
      [{ a: { n: 9 } }, { a: { n: 10 } }],
    ],
  },
  atomicItems: {
    schema: list({ type: "integer", maximum: 5 }),
    values: [],
    ratchets: [
      [
        [9, 1],
        [9, 1],
      ],
      [
        [9, 1],
        [9, 2],
      ],
    ],
  },
  combined: {
    schema: object({ a: { type: "integer" }, b: NUMBER }, { allOf: [{ properties: { a: { maximum: 5 } } }] }),
    values: [],
    ratchets: [
      [
        { a: 9, b: 1 },
        { a: 9, b: 1 },
      ],
      [
        { a: 9, b: 1 },
        { a: 9, b: 2 },
      ],
    ],
  },
  mapEntries: {
    schema: { type: "object", additionalProperties: { type: "integer", maximum: 5 } },
    values: [],
    ratchets: [
      [{ a: 9 }, { a: 9, b: 1 }],
      [{ a: 9 }, { a: 9, b: 9 }],
    ],
  },
  openRatchet: {
    schema: object(
      { a: { type: "integer", maximum: 5 } },
      { "x-kubernetes-preserve-unknown-fields": true, minProperties: 2 },
    ),
    values: [],
    ratchets: [
      [{ a: 1 }, { a: 1 }],
      [{ x: 1 }, { x: 1 }],
    ],
  },
};

/** Everything but rules, by field. */
export const FIELDS: Readonly<Record<string, FieldRows>> = {
  ...SCALARS,
  ...OBJECTS,
  ...PRUNING,
  ...DEFAULTS,
  ...LISTS,
  ...COMBINATIONS,
  ...RATCHETS,
};

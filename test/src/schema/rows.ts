/** JSON Schemas of a field, and what a CustomResourceDefinition says instead. */

import type { StructuralSchema } from "../../../src/model/schema.ts";

export const ANYTHING = { "x-kubernetes-preserve-unknown-fields": true };
const STRING: StructuralSchema = { type: "string" };

export const ROWS: [name: string, source: unknown, schema: StructuralSchema][] = [
  ["const", { const: "a" }, { type: "string", enum: ["a"] }],
  ["enum of integers", { enum: [1, 2] }, { type: "integer", enum: [1, 2] }],
  ["enum of numbers", { enum: [1, 2.5] }, { type: "number", enum: [1, 2.5] }],
  ["enum of booleans", { enum: [true, false] }, { type: "boolean" }],
  ["enum with null", { enum: ["a", null] }, { type: "string", enum: ["a", null], nullable: true }],
  [
    "oneOf of const",
    { oneOf: [{ const: "a" }, { enum: ["b", "c"] }] },
    { type: "string", enum: ["a", "b", "c"] },
  ],
  [
    "null beside a type",
    { anyOf: [{ type: "string", minLength: 1 }, { type: "null" }] },
    { type: "string", minLength: 1, nullable: true },
  ],
  ["null in a list of types", { type: ["integer", "null"] }, { type: "integer", nullable: true }],
  ["nullable of OpenAPI", { type: "string", nullable: true }, { type: "string", nullable: true }],
  ["integer or string", { type: ["string", "integer"] }, { "x-kubernetes-int-or-string": true }],
  [
    "integer or string, as a union",
    { anyOf: [{ type: "integer" }, { type: "string" }] },
    { "x-kubernetes-int-or-string": true },
  ],
  ["integer or number", { anyOf: [{ type: "integer" }, { type: "number" }] }, { type: "number" }],
  ["number", { type: "number" }, { type: "number" }],
  [
    "exclusive bounds of integers",
    { type: "integer", exclusiveMinimum: 0, exclusiveMaximum: 10 },
    { type: "integer", minimum: 1, maximum: 9 },
  ],
  [
    "exclusive bounds of integers between them",
    { type: "integer", exclusiveMinimum: 0.5 },
    { type: "integer", minimum: 1 },
  ],
  [
    "exclusive bounds of numbers",
    { type: "number", exclusiveMinimum: 0 },
    { type: "number", minimum: 0, exclusiveMinimum: true },
  ],
  [
    "the stricter of two bounds",
    { type: "number", minimum: 5, exclusiveMinimum: 0, maximum: 9, exclusiveMaximum: 9 },
    { type: "number", minimum: 5, maximum: 9, exclusiveMaximum: true },
  ],
  [
    "exclusive bounds of OpenAPI",
    { type: "number", minimum: 0, exclusiveMinimum: true },
    { type: "number", minimum: 0, exclusiveMinimum: true },
  ],
  [
    "what JavaScript can count says nothing",
    { type: "integer", minimum: -9007199254740991, maximum: 9007199254740991 },
    { type: "integer" },
  ],
  ["any value", {}, ANYTHING],
  ["true", true, ANYTHING],
  ["any object", { type: "object" }, { type: "object", ...ANYTHING }],
  ["any values", { type: "object", additionalProperties: {} }, { type: "object", ...ANYTHING }],
  [
    "open object",
    { type: "object", properties: { a: { type: "string" } }, additionalProperties: true },
    { type: "object", properties: { a: { type: "string" } }, ...ANYTHING },
  ],
  [
    "closed object",
    { type: "object", properties: {}, additionalProperties: false },
    { type: "object", properties: {} },
  ],
  [
    "map",
    { type: "object", additionalProperties: { type: "integer" }, propertyNames: { type: "string" } },
    { type: "object", additionalProperties: { type: "integer" } },
  ],
  ["list of anything", { type: "array" }, { type: "array", items: ANYTHING }],
  [
    "set",
    { type: "array", items: { type: "string" }, uniqueItems: true },
    { type: "array", items: { type: "string" }, "x-kubernetes-list-type": "set" },
  ],
  [
    "extensions",
    { type: "array", items: { type: "string" }, "x-kubernetes-list-type": "atomic" },
    { type: "array", items: { type: "string" }, "x-kubernetes-list-type": "atomic" },
  ],
  [
    "words",
    {
      type: "string",
      title: "T",
      description: "D",
      default: "a",
      format: "hostname",
      examples: ["b"],
      deprecated: true,
      "x-else": 1,
    },
    { type: "string", title: "T", description: "D", default: "a", format: "hostname" },
  ],
  ["pattern", { type: "string", pattern: "^a+$" }, { type: "string", pattern: "^a+$" }],
  [
    "pattern that a format says too",
    { type: "string", format: "email", pattern: "^(?!x).*$" },
    { type: "string", format: "email" },
  ],
  [
    "an object by its properties",
    { properties: { a: { type: "string" } } },
    { type: "object", properties: { a: { type: "string" } } },
  ],
  [
    "the parts of allOf",
    {
      allOf: [
        { type: "number", minimum: 1 },
        { type: "integer", minimum: 3 },
      ],
    },
    { type: "integer", minimum: 3 },
  ],
  [
    "default beside required",
    { type: "object", required: ["a"], properties: { a: { type: "string", default: "x" } } },
    { type: "object", default: {}, properties: { a: { type: "string", default: "x" } } },
  ],
  [
    "a field named as one of every object",
    { type: "object", properties: { constructor: { type: "string" } }, required: ["constructor"] },
    { type: "object", properties: { constructor: STRING }, required: ["constructor"] },
  ],
];

import { describe, expect, test } from "bun:test";
import { withDefaults } from "../../../src/graph/defaults.ts";
import { valueProblems } from "../../../src/graph/validate.ts";
import type { Json } from "../../../src/model/json.ts";
import type { StructuralSchema } from "../../../src/model/schema.ts";

const text: StructuralSchema = { type: "string" };

describe("withDefaults", () => {
  const schema: StructuralSchema = {
    type: "object",
    properties: {
      image: { type: "string", default: "nginx" },
      maybe: { type: "string", nullable: true },
      service: {
        type: "object",
        default: {},
        properties: { port: { type: "integer", default: 80 }, host: text },
      },
      ports: {
        type: "array",
        items: { type: "object", properties: { protocol: { type: "string", default: "TCP" } } },
      },
      extra: {
        type: "object",
        additionalProperties: { type: "object", properties: { on: { type: "boolean", default: true } } },
      },
    },
  };
  const cases: [what: string, given: Json, full: Json][] = [
    ["nothing", {}, { image: "nginx", service: { port: 80 } }],
    ["what is given stays", { image: "a", service: { port: 1 } }, { image: "a", service: { port: 1 } }],
    ["null counts as missing", { image: null, service: null }, { image: "nginx", service: { port: 80 } }],
    ["null without a default goes", { service: { host: null } }, { image: "nginx", service: { port: 80 } }],
    ["null that is allowed stays", { maybe: null }, { image: "nginx", maybe: null, service: { port: 80 } }],
    [
      "in lists and maps",
      { ports: [{}], extra: { a: {} } },
      { image: "nginx", service: { port: 80 }, ports: [{ protocol: "TCP" }], extra: { a: { on: true } } },
    ],
    [
      "false and 0 are values",
      { extra: { a: { on: false } } },
      { image: "nginx", service: { port: 80 }, extra: { a: { on: false } } },
    ],
  ];
  test.each(cases)("%s", (_, given, full) => {
    const before = JSON.stringify(given);
    expect(withDefaults(given, schema)).toEqual(full);
    expect(JSON.stringify(given)).toBe(before);
  });
  test("a default is copied", () => {
    const first = withDefaults({}, schema) as { service: { port: number } };
    first.service.port = 1;
    expect(withDefaults({}, schema)).toEqual({ image: "nginx", service: { port: 80 } });
  });
});

describe("valueProblems", () => {
  const cases: [value: Json, schema: StructuralSchema, problems: string[]][] = [
    ["a", text, []],
    [1, text, ["spec: must be of type string, not integer"]],
    [1.5, { type: "integer" }, ["spec: must be of type integer, not number"]],
    [1, { type: "number" }, []],
    ["1", { type: "number" }, ["spec: must be of type number, not string"]],
    [null, text, ["spec: must be of type string, not null"]],
    [null, { type: "string", nullable: true }, []],
    [{}, { type: "array" }, ["spec: must be of type array, not object"]],
    [[], { type: "object" }, ["spec: must be of type object, not array"]],
    ["50%", { "x-kubernetes-int-or-string": true }, []],
    [true, { "x-kubernetes-int-or-string": true }, ["spec: must be of type integer or string, not boolean"]],
    ["c", { type: "string", enum: ["a", "b"] }, ['spec: must be one of "a", "b"']],
    [2, { type: "integer", minimum: 3 }, ["spec: must be greater than or equal to 3"]],
    [3, { type: "integer", minimum: 3, exclusiveMinimum: true }, ["spec: must be greater than 3"]],
    [4, { type: "integer", maximum: 3 }, ["spec: must be less than or equal to 3"]],
    [5, { type: "integer", multipleOf: 2 }, ["spec: must be a multiple of 2"]],
    ["ab", { type: "string", minLength: 3 }, ["spec: must have at least 3 characters, has 2"]],
    ["äöü", { type: "string", maxLength: 3 }, []],
    ["abc", { type: "string", pattern: "^[a-b]+$" }, ["spec: must match the pattern ^[a-b]+$"]],
    ["abc", { type: "string", pattern: "(?i)ABC" }, []],
    [
      [1, 2],
      { type: "array", maxItems: 1, items: { type: "integer" } },
      ["spec: must have at most 1 items, has 2"],
    ],
    [
      ["a", "a"],
      { type: "array", "x-kubernetes-list-type": "set", items: text },
      ["spec[1]: is a duplicate: items must differ"],
    ],
    [
      [{ k: 1 }, { k: 1, v: 2 }],
      {
        type: "array",
        "x-kubernetes-list-type": "map",
        "x-kubernetes-list-map-keys": ["k"],
        items: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
      },
      ["spec[1]: is a duplicate: items must differ"],
    ],
    [{}, { type: "object", required: ["name"], properties: { name: text } }, ["spec.name: is required"]],
    [
      { nmae: "a" },
      { type: "object", properties: { name: text } },
      ['spec.nmae: unknown field; did you mean "name"?'],
    ],
    [{ any: 1 }, { type: "object", "x-kubernetes-preserve-unknown-fields": true }, []],
    [
      { a: "x", b: 1 },
      { type: "object", additionalProperties: text },
      ["spec.b: must be of type string, not integer"],
    ],
    [
      { a: { b: [{ c: 1 }] } },
      {
        type: "object",
        properties: {
          a: {
            type: "object",
            properties: { b: { type: "array", items: { type: "object", properties: { c: text } } } },
          },
        },
      },
      ["spec.a.b[0].c: must be of type string, not integer"],
    ],
    [{ anything: [1, "a"] }, {}, []],
  ];
  test.each(cases)("%j by %j", (value, schema, problems) => {
    expect(valueProblems(value, schema, "spec").map(({ path, message }) => `${path}: ${message}`)).toEqual(
      problems,
    );
  });
});

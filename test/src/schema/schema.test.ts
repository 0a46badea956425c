import { describe, expect, test } from "bun:test";
import { type } from "arktype";
import * as z from "zod";
import { GraphError } from "../../../src/graph/error.ts";
import { fromSimpleSchema, toSimpleSchema } from "../../../src/graph/simple-schema/index.ts";
import { isJsonObject, type JsonObject } from "../../../src/model/json.ts";
import type { StructuralSchema } from "../../../src/model/schema.ts";
import { schemaSourceOf, structuralSchemaOf } from "../../../src/schema/index.ts";
import { ANYTHING, ROWS } from "./rows.ts";
import { arktypeSpec, jsonSchemaSpec, simpleSpec, simpleTypes, structuralSpec, zodSpec } from "./sources.ts";

const order = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/** The order of enums is the library's. */
function sorted(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map((item) => JSON.stringify(sorted(item))).sort(order);
  if (!isJsonObject(schema)) return schema;
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, sorted(value)]));
}

describe("one schema from every source", () => {
  test.each([
    ["arktype", arktypeSpec, undefined],
    ["zod", zodSpec, undefined],
    ["JSON Schema", jsonSchemaSpec, undefined],
    ["SimpleSchema", simpleSpec, simpleTypes],
  ])("%s", (_name, source, types) => {
    expect(sorted(structuralSchemaOf(source, types))).toEqual(sorted(structuralSpec));
  });

  test("and it can be written as SimpleSchema", () => {
    const { spec, types } = toSimpleSchema(structuralSchemaOf(zodSpec));
    expect(fromSimpleSchema(spec, types)).toEqual(structuralSchemaOf(zodSpec));
  });
});

describe("what a value describes types with", () => {
  test.each<[string, unknown, ReturnType<typeof schemaSourceOf>]>([
    ["arktype", type({ a: "string" }), "standard"],
    ["zod", z.object({}), "standard"],
    ["JSON Schema", { type: "object", properties: {} }, "json-schema"],
    ["JSON Schema by its reference", { $ref: "#/$defs/A", $defs: { A: { type: "object" } } }, "json-schema"],
    ["JSON Schema of a union", { anyOf: [{ type: "object" }] }, "json-schema"],
    ["a map", { type: "object", additionalProperties: { type: "string" } }, "json-schema"],
    ["fields", { name: "string" }, "simple-schema"],
    ["fields that are called type and properties", { type: "object", properties: "object" }, "simple-schema"],
    ["nested fields", { db: { size: "integer | default=1" } }, "simple-schema"],
    ["lists and maps", { a: "[]string", b: "map[string]Port" }, "simple-schema"],
    ["a field that is wrong beside one that is right", { a: "strng", b: "string" }, "simple-schema"],
    ["a wrong marker", { a: "string | bogus=1" }, "simple-schema"],
    ["nothing", {}, undefined],
    ["example values", { name: "shop", replicas: 1, on: true, list: ["string"], none: null }, undefined],
    ["an example that looks like a custom type", { name: "Port" }, undefined],
    ["text", "string", undefined],
    ["null", null, undefined],
    ["a function", () => 1, undefined],
  ])("%s", (_name, value, source) => {
    expect(schemaSourceOf(value)).toBe(source);
  });
});

/** The schema of one field. */
function field(schema: unknown, rest: JsonObject = {}): StructuralSchema | undefined {
  const whole = { type: "object", properties: { field: schema }, ...rest };
  return structuralSchemaOf(whole).properties?.["field"];
}

describe("JSON Schema", () => {
  test.each(ROWS)("%s", (_name, schema, expected) => {
    expect(field(schema)).toEqual(expected);
  });

  test("references: of both drafts, escaped, twice, and with words beside them", () => {
    const $defs = { "a/b": { type: "string", description: "old" } };
    const reference = { $ref: "#/$defs/a~1b", description: "new" };
    expect(field(reference, { $defs })).toEqual({ type: "string", description: "new" });
    expect(field({ $ref: "#/definitions/a" }, { definitions: { a: { type: "integer" } } })).toEqual({
      type: "integer",
    });
    const twice = {
      type: "object",
      properties: { a: { $ref: "#/$defs/a~1b" }, b: { $ref: "#/$defs/a~1b" } },
    };
    expect(field(twice, { $defs })?.properties?.["b"]).toEqual({ type: "string", description: "old" });
  });
});

describe("what a structural schema cannot express", () => {
  const cyclic = { $defs: { node: { type: "object", properties: { next: { $ref: "#/$defs/node" } } } } };
  const rows: [name: string, unknown, path: string, RegExp, rest?: JsonObject][] = [
    ["a cycle", { $ref: "#/$defs/node" }, "spec.field.next", /contains itself, by #\/\$defs\/node/, cyclic],
    [
      "a cycle to the root",
      { type: "array", items: { $ref: "#" } },
      "spec.field[]",
      /contains itself, by #\./,
    ],
    [
      "a cycle of references",
      { $ref: "#/$defs/a" },
      "spec.field",
      /contains itself/,
      { $defs: { a: { $ref: "#/$defs/b" }, b: { $ref: "#/$defs/a" } } },
    ],
    ["a missing definition", { $ref: "#/$defs/none" }, "spec.field", /points to nothing/],
    ["another document", { $ref: "https://example.com/a.json" }, "spec.field", /leaves the schema.*\$defs/],
    [
      "a union of objects",
      {
        anyOf: [
          { type: "object", properties: {} },
          { type: "object", properties: { a: {} } },
        ],
      },
      "spec.field",
      /no union of object and object.*optional fields/,
    ],
    ["a union of types", { type: ["string", "boolean"] }, "spec.field", /no union of string and boolean/],
    ["null alone", { type: "null" }, "spec.field", /no union of null/],
    ["values of several types", { enum: ["a", 1] }, "spec.field", /several types/],
    ["not", { not: { type: "string" } }, "spec.field", /no not.*validation rule/],
    ["if", { type: "string", if: { minLength: 1 } }, "spec.field", /no if/],
    [
      "patternProperties",
      { type: "object", patternProperties: { "^a": { type: "string" } } },
      "spec.field",
      /no patternProperties/,
    ],
    [
      "a tuple",
      { type: "array", prefixItems: [{ type: "string" }] },
      "spec.field",
      /no prefixItems.*field per element/,
    ],
    ["a tuple of draft-07", { type: "array", items: [{ type: "string" }] }, "spec.field", /no tuples/],
    ["lookaround", { type: "string", pattern: "^(?!a)" }, "spec.field", /none of RE2.*lookaround/],
    [
      "unique objects",
      { type: "array", items: { type: "object" }, uniqueItems: true },
      "spec.field",
      /type map/,
    ],
    [
      "fields and a map at once",
      { type: "object", properties: { a: {} }, additionalProperties: { type: "string" } },
      "spec.field",
      /either fields or values/,
    ],
    [
      "names of keys",
      { type: "object", additionalProperties: { type: "string" }, propertyNames: { pattern: "^a" } },
      "spec.field",
      /no propertyNames/,
    ],
    ["false", false, "spec.field", /nothing fits/],
    [
      "parts that disagree",
      { allOf: [{ type: "string" }, { type: "integer" }] },
      "spec.field",
      /disagree on type/,
    ],
    ["an unknown type", { type: "date" }, "spec.field", /date is no type/],
    ["below a map", { type: "object", additionalProperties: { not: {} } }, "spec.field[*]", /no not/],
  ];

  test.each(rows.map((row) => [row[0], row] as const))("%s", (_name, [, schema, path, message, rest]) => {
    const problems = (): unknown => {
      try {
        return field(schema, rest);
      } catch (error) {
        if (error instanceof GraphError) return error.problems;
        throw error;
      }
    };
    expect(problems()).toEqual([{ path, message: expect.stringMatching(message) as unknown }]);
  });

  test("a spec that is no object", () => {
    expect(() => structuralSchemaOf({ $schema: "x", type: "string" })).toThrow(
      "spec: a spec must be an object",
    );
  });
});

describe("libraries", () => {
  test("arktype: bounds, null, formats, and a pattern that the API server cannot read", () => {
    const source = type({
      a: "number > 0",
      b: "string | null",
      c: "string.email",
      "d?": "boolean",
    });
    expect(structuralSchemaOf(source)).toMatchObject({
      required: ["a", "b", "c"],
      properties: {
        a: { type: "number", minimum: 0, exclusiveMinimum: true },
        b: { type: "string", nullable: true },
        c: { type: "string", format: "email" },
        d: { type: "boolean" },
      },
    });
    expect(() => structuralSchemaOf(type({ when: "string.date.iso" }))).toThrow(/spec\.when: .*none of RE2/);
  });

  test("zod: literals, null, open objects, descriptions, and intersections", () => {
    const source = z.object({
      kind: z.literal("a"),
      none: z.string().nullable(),
      open: z.looseObject({ a: z.string() }),
      said: z.string().describe("what it is").meta({ title: "Said" }),
      mail: z.email(),
      both: z.intersection(z.object({ a: z.string() }), z.object({ b: z.int() })),
    });
    expect(structuralSchemaOf(source).properties).toMatchObject({
      kind: { type: "string", enum: ["a"] },
      none: { type: "string", nullable: true },
      open: { type: "object", properties: { a: { type: "string" } }, ...ANYTHING },
      said: { type: "string", description: "what it is", title: "Said" },
      mail: { type: "string", format: "email" },
      both: {
        type: "object",
        properties: { a: { type: "string" }, b: { type: "integer" } },
        required: ["a", "b"],
      },
    });
  });

  test("zod: a schema that contains itself", () => {
    const Node = z.object({
      get next() {
        return Node.optional();
      },
    });
    expect(() => structuralSchemaOf(z.object({ tree: Node }))).toThrow(/spec\.tree\.next: .*contains itself/);
  });

  test.each<[string, unknown]>([
    ["arktype", type({ a: "Date" })],
    ["zod", z.object({ a: z.date() })],
  ])("%s: what JSON has not", (vendor, source) => {
    expect(() => structuralSchemaOf(source)).toThrow(`${vendor} cannot write it as JSON Schema`);
  });

  test("a library by Standard JSON Schema alone", () => {
    const input = ({ target }: { target: string }): unknown => ({
      type: "object",
      properties: { [target]: { type: "string" } },
    });
    const source = { "~standard": { version: 1, vendor: "other", jsonSchema: { input } } };
    expect(structuralSchemaOf(source).properties).toEqual({ "draft-2020-12": { type: "string" } });
  });

  test("a library without JSON Schema, and no schema at all", () => {
    expect(() => structuralSchemaOf({ "~standard": { version: 1, vendor: "other" } })).toThrow(
      "schemas of other do not offer JSON Schema",
    );
    expect(() => structuralSchemaOf({ name: "shop" })).toThrow("this value is no schema");
  });
});

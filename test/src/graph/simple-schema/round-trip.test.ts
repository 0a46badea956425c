import { describe, expect, test } from "bun:test";
import { GraphError } from "../../../../src/graph/error.ts";
import { fromSimpleSchema, toSimpleSchema } from "../../../../src/graph/simple-schema/index.ts";
import type { Json } from "../../../../src/model/json.ts";
import type { StructuralSchema } from "../../../../src/model/schema.ts";

/** Numbers that look random and are the same in every run. */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const TEXTS = ["a", "two words", 'a "quoted" word', "back\\slash", "a|b", "{[", "é=ü", "tab\tnew\nline", ""];
const NAMES = ["name", "ports", "policies", "db", "my-key", "status", "x", "constructor", "app.io/x"];

/** Makes schemas that SimpleSchema can say. */
class Maker {
  readonly #below: (below: number) => number;

  constructor(seed: number) {
    this.#below = generator(seed);
  }

  object(depth: number): StructuralSchema {
    const properties = Object.fromEntries(
      NAMES.filter(() => this.#below(3) === 0).map((name) => [name, this.#schema(depth)]),
    );
    const required = Object.keys(properties)
      .filter(() => this.#below(4) === 0)
      .sort();
    const schema: StructuralSchema = { type: "object", properties };
    if (required.length > 0) schema.required = required;
    else if (Object.values(properties).some((property) => property.default !== undefined))
      schema.default = {};
    return schema;
  }

  #schema(depth: number): StructuralSchema {
    const schema = this.#type(depth);
    if (this.#below(4) === 0) schema.description = this.#of(TEXTS.filter((text) => text !== ""));
    if (this.#below(8) === 0)
      schema["x-kubernetes-validations"] = [
        { rule: 'self != "a\\\\b"', message: "validation failed" },
        { rule: "self == oldSelf", message: "field is immutable" },
      ];
    return schema;
  }

  #type(depth: number): StructuralSchema {
    switch (this.#below(depth > 0 ? 9 : 5)) {
      case 0:
        return this.#with({ type: "string" }, () => this.#of(TEXTS));
      case 1:
        return this.#string();
      case 2:
        return this.#with({ type: "integer", minimum: 2 - this.#below(5), maximum: this.#below(9) }, () =>
          this.#below(9),
        );
      case 3:
        return this.#with({ type: "number" }, () => this.#below(9) / 4);
      case 4:
        return this.#with({ type: "boolean" }, () => this.#below(2) === 0);
      case 5:
        return this.#with({ type: "object", "x-kubernetes-preserve-unknown-fields": true }, () => ({
          a: ['}"'],
        }));
      case 6:
        return { type: "object", additionalProperties: this.#schema(depth - 1) };
      case 7:
        return this.#list(depth);
      default:
        return this.object(depth - 1);
    }
  }

  #string(): StructuralSchema {
    const schema: StructuralSchema = {
      type: "string",
      pattern: "^[a-z ]*$",
      minLength: 0,
      maxLength: this.#below(99),
    };
    if (this.#below(2) === 0) schema.enum = ["a", "two words", "{"];
    return schema;
  }

  #list(depth: number): StructuralSchema {
    const schema: StructuralSchema = {
      type: "array",
      items: this.#schema(depth - 1),
      minItems: this.#below(3),
    };
    const type = this.#of(["atomic", "set", "map", undefined] as const);
    if (type !== undefined) schema["x-kubernetes-list-type"] = type;
    if (type === "map") schema["x-kubernetes-list-map-keys"] = ["name", "my key"];
    return schema;
  }

  #with(schema: StructuralSchema, value: () => Json): StructuralSchema {
    if (this.#below(3) === 0) schema.default = value();
    return schema;
  }

  #of<T>(values: readonly T[]): T {
    return values[this.#below(values.length)] as T;
  }
}

test("every schema that SimpleSchema can say comes back as it was, and its text stays", () => {
  for (let seed = 1; seed <= 3000; seed++) {
    const schema = new Maker(seed).object(3);
    const text = toSimpleSchema(schema);
    const back = fromSimpleSchema(text.spec, text.types);
    expect(back).toEqual(schema);
    expect(toSimpleSchema(back)).toEqual(text);
  }
});

const string: StructuralSchema = { type: "string" };
const spec = (properties: Record<string, StructuralSchema>, ...required: string[]): StructuralSchema => ({
  type: "object",
  properties,
  ...(required.length === 0 ? {} : { required }),
});

describe("written as SimpleSchema", () => {
  test.each<[string, StructuralSchema, ReturnType<typeof toSimpleSchema>]>([
    [
      "fields",
      spec({ name: string, size: { type: "number" } }, "name"),
      { spec: { name: "string | required=true", size: "float" } },
    ],
    ["an object", spec({ db: spec({ name: string }) }), { spec: { db: { name: "string" } } }],
    [
      "an object that is required",
      spec({ db: spec({ name: string }) }, "db"),
      { spec: { db: "Db | required=true" }, types: { Db: { name: "string" } } },
    ],
    [
      "lists of objects",
      spec({ ports: { type: "array", items: spec({ number: { type: "integer" } }) } }),
      { spec: { ports: "[]Port" }, types: { Port: { number: "integer" } } },
    ],
    [
      "items with markers, and the same type once",
      spec({
        policies: { type: "array", items: { ...string, enum: ["a", "b"] } },
        more: { type: "object", additionalProperties: { ...string, enum: ["a", "b"] } },
      }),
      {
        spec: { policies: "[]Policy", more: "map[string]Policy" },
        types: { Policy: "string | enum=a,b" },
      },
    ],
    [
      "types of one name",
      spec({
        ports: { type: "array", items: spec({ a: string }) },
        web: spec({ ports: { type: "array", items: spec({ b: string }) } }),
      }),
      {
        spec: { ports: "[]Port", web: { ports: "[]WebPort" } },
        types: { Port: { a: "string" }, WebPort: { b: "string" } },
      },
    ],
    [
      "quotes where they are needed",
      spec({
        a: { ...string, default: "x-1" },
        b: { ...string, default: "x 1" },
        c: { ...string, description: "c" },
      }),
      { spec: { a: "string | default=x-1", b: 'string | default="x 1"', c: 'string | description="c"' } },
    ],
    [
      "rules",
      spec({
        a: {
          ...string,
          "x-kubernetes-validations": [
            { rule: "self == oldSelf" },
            { rule: 'self != "a"', message: "not a" },
          ],
        },
      }),
      { spec: { a: 'string | immutable=true validation="self != \\"a\\""' } },
    ],
    [
      "title, format, and the description of the whole: dropped",
      { ...spec({ a: { ...string, format: "uuid", title: "A" } }), description: "all" },
      { spec: { a: "string" } },
    ],
    ["an object without fields", spec({ a: { type: "object" } }), { spec: { a: {} } }],
    ["any fields", spec({ a: { type: "object", additionalProperties: true } }), { spec: { a: "object" } }],
  ])("%s", (_name, schema, expected) => {
    expect(toSimpleSchema(schema)).toEqual(expected);
    expect(() => fromSimpleSchema(expected.spec, expected.types)).not.toThrow();
  });
});

describe("what SimpleSchema cannot say", () => {
  test.each<[string, StructuralSchema, RegExp]>([
    ["nullable", { ...string, nullable: true }, /nullable.*optional/],
    [
      "exclusiveMinimum",
      { type: "number", minimum: 0, exclusiveMinimum: true },
      /exclusiveMinimum.*validation="self > 0"/,
    ],
    ["exclusiveMaximum", { type: "number", maximum: 0, exclusiveMaximum: true }, /exclusiveMaximum/],
    ["multipleOf", { type: "integer", multipleOf: 5 }, /multipleOf.*self % 10/],
    ["uniqueItems", { type: "array", items: string, uniqueItems: true }, /uniqueItems.*set/],
    [
      "minProperties",
      { type: "object", additionalProperties: string, minProperties: 1 },
      /minProperties.*size\(self\)/,
    ],
    ["int-or-string", { "x-kubernetes-int-or-string": true }, /int-or-string/],
    ["embedded", { type: "object", "x-kubernetes-embedded-resource": true }, /embedded-resource/],
    ["atomic maps", { type: "object", "x-kubernetes-map-type": "atomic" }, /map-type/],
    ["any value", { "x-kubernetes-preserve-unknown-fields": true }, /a value of any type/],
    ["no items", { type: "array" }, /a list of anything/],
    [
      "known and unknown fields",
      { ...spec({ a: string }), "x-kubernetes-preserve-unknown-fields": true },
      /both known and unknown/,
    ],
    ["enum of numbers", { type: "number", enum: [1.5] }, /enum of type number/],
    ["enum with a comma", { ...string, enum: ["a,b"] }, /the enum value "a,b"/],
    ["enum with space around", { ...string, enum: [" a"] }, /the enum value " a"/],
    ["default of another type", { type: "integer", default: "1" }, /the default "1" of type integer/],
    ["default null", { ...string, default: null }, /the default null/],
    ["pattern of an integer", { type: "integer", pattern: "a" }, /pattern of type integer/],
    ["required but unknown", spec({ a: string }, "b"), /that b is required/],
  ])("%s", (_name, field, message) => {
    const problems = (): unknown => {
      try {
        return toSimpleSchema(spec({ outer: spec({ field: { type: "array", items: field } }) }));
      } catch (error) {
        if (error instanceof GraphError)
          return error.problems.map((problem) => `${problem.path}: ${problem.message}`);
        throw error;
      }
    };
    expect(problems()).toEqual([expect.stringMatching(message)]);
    expect(problems()).toEqual([expect.stringContaining("outer.field[]: SimpleSchema cannot say ")]);
  });

  test("rules and lists at the root", () => {
    expect(() => toSimpleSchema({ ...spec({}), "x-kubernetes-validations": [{ rule: "true" }] })).toThrow(
      "no markers for the whole",
    );
    expect(() => toSimpleSchema({ type: "array", items: string })).toThrow("the fields of an object");
  });
});

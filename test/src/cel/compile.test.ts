import { describe, expect, test } from "bun:test";
import { compile } from "../../../src/cel/compile.ts";
import { CelError } from "../../../src/cel/error.ts";
import type { CelType, Declarations } from "../../../src/cel/expression.ts";
import { typeOfSchema } from "../../../src/cel/schema-type.ts";
import { describeType, RUNTIME } from "../../../src/cel/type.ts";
import type { StructuralSchema } from "../../../src/model/schema.ts";

const SPEC: StructuralSchema = {
  type: "object",
  properties: {
    name: { type: "string" },
    replicas: { type: "integer" },
    tags: { type: "array", items: { type: "string" } },
    labels: { type: "object", additionalProperties: { type: "string" } },
  },
};
const declarations: Declarations = {
  schema: typeOfSchema({ type: "object", properties: { spec: SPEC } }),
  web: typeOfSchema({
    type: "object",
    properties: { status: { type: "object", properties: { ready: { type: "integer" } } } },
  }),
  any: { kind: "dyn" },
};

function failure(source: string): CelError {
  try {
    compile(source, declarations);
  } catch (error) {
    if (error instanceof CelError) return error;
    throw error;
  }
  throw new Error(`${source} compiles`);
}

const REFUSED: readonly [source: string, problem: CelError["problem"], position: number, message: string][] =
  [
    ["schema.spec.name +", "syntax", 18, "syntax error"],
    ["1 + 9223372036854775808", "syntax", 4, "invalid int literal"],
    ["has(schema)", "syntax", 4, "invalid argument to has() macro"],
    ["nosuch.a + other", "unknown-identifier", 0, "references unknown identifiers: [nosuch, other]"],
    ["schema.spec.tags.map(t, t + u)", "unknown-identifier", 28, "references unknown identifiers: [u]"],
    ["nosuch(1)", "unknown-function", 0, "uses unknown functions: [nosuch]"],
    ["schema.spec.name.nosuch()", "unknown-function", 0, "uses unknown functions: [nosuch]"],
    ["schema.spec.nam", "type", 12, "undefined field 'nam'"],
    ["schema.spec.name + 1", "type", 0, "found no matching overload for '_+_' applied to '(string, int)'"],
    ["schema.spec.tags.join(1)", "type", 0, "applied to 'list(string).(int)'"],
    ["schema.spec.name.first", "type", 17, "type 'string' does not support field selection"],
    ["true ? 1 : 'a'", "type", 0, "applied to '(bool, int, string)'"],
    ["schema.spec.name && true", "type", 0, "expected type 'bool' but found 'string'"],
    ["[?1]", "type", 2, "expected type 'optional_type(int)' but found 'int'"],
  ];

describe("an expression that is wrong is refused with its name and where it is", () => {
  test.each(REFUSED)("%s", (source, problem, position, message) => {
    const error = failure(source);
    expect(error).toMatchObject({
      problem,
      position,
      code: "invalid",
      object: `expression ${JSON.stringify(source)}`,
    });
    expect(error.message).toContain(message);
  });
});

const TYPES: readonly [source: string, type: string][] = [
  ["schema.spec", "schema.spec"],
  ["schema.spec.tags", "list(string)"],
  ["schema.spec.labels", "map(string, string)"],
  ["schema.spec.?name", "optional_type(string)"],
  ["{1: [1.5]}", "map(int, list(double))"],
  ["[1, 'a']", "list(dyn)"],
  ["[]", "list(dyn)"],
  ["any.a.b", "dyn"],
  ["timestamp(0) - timestamp(0)", "google.protobuf.Duration"],
  ["quantity('1')", "kubernetes.Quantity"],
  ["[1].first().optMap(x, string(x))", "optional_type(string)"],
  ["null", "null_type"],
];

test.each(TYPES)("%s is of type %s", (source, type) => {
  expect(describeType(compile(source, declarations).type)).toBe(type);
});

const REFERENCES: readonly [source: string, paths: readonly string[]][] = [
  ["1 + 1", []],
  ["schema.spec.name", ["schema.spec.name"]],
  ["schema.spec.name + schema.spec.name", ["schema.spec.name"]],
  ["schema.spec.tags[0]", ["schema.spec.tags.0"]],
  ["schema.spec.labels['a'] + schema.spec.name", ["schema.spec.labels.a", "schema.spec.name"]],
  ["schema.spec.tags[web.status.ready]", ["web.status.ready", "schema.spec.tags"]],
  ["any.list[web.status.ready].name", ["web.status.ready", "any.list"]],
  ["schema.spec.?name.orValue('x')", ["schema.spec.name"]],
  ["has(web.status.ready)", ["web.status.ready"]],
  ["schema.spec.tags.map(schema, schema)", ["schema.spec.tags"]],
  ["schema.spec.tags.filter(t, t == schema.spec.name).map(t, t)", ["schema.spec.tags", "schema.spec.name"]],
  ["cel.bind(x, web.status, x.ready)", ["web.status"]],
  ["schema.spec.?name.optMap(n, n + any)", ["schema.spec.name", "any"]],
  ["base64.encode(bytes(schema.spec.name))", ["schema.spec.name"]],
  ["schema.spec.name.split(',')[0]", ["schema.spec.name"]],
];

test.each(REFERENCES)("%s reads %j", (source, paths) => {
  const { references } = compile(source, declarations);
  expect(references.map(({ root, path }) => [root, ...path].join("."))).toEqual([...paths]);
});

test("what is not there yet is pending, and what is wrong is thrown", () => {
  const ready = compile("web.status.ready > 0", declarations);
  expect(ready.evaluate({})).toEqual({ state: "pending", reason: "no such attribute(s): web" });
  expect(ready.evaluate({ web: undefined })).toMatchObject({ state: "pending" });
  expect(ready.evaluate({ web: {} })).toEqual({ state: "pending", reason: "no such key: status" });
  expect(ready.evaluate({ web: { status: { ready: 1 } } })).toEqual({ state: "value", value: true });
  const message = 'expression "web.status.ready > 0": invalid data, expected int';
  expect(() => ready.evaluate({ web: { status: { ready: "1" } } })).toThrow(message);
  const divided = compile("1 / web.status.ready", declarations);
  expect(() => divided.evaluate({ web: { status: { ready: 0 } } })).toThrow("division by zero");
});

test("messages hold names, not values", () => {
  const secret = { token: "s3cr3t" };
  for (const source of [
    "json.unmarshal(any.token)",
    "int(any.token)",
    "timestamp(any.token)",
    "quantity(any.token)",
  ]) {
    try {
      compile(source, declarations).evaluate({ any: secret });
      throw new Error(`${source} has a value`);
    } catch (error) {
      expect(error).toBeInstanceOf(CelError);
      expect(String(error)).not.toContain(secret.token);
    }
  }
});

test("the same expression of the same declarations is compiled once", () => {
  expect(compile("any.a", declarations)).toBe(compile("any.a", declarations));
  expect(compile("any.a", { ...declarations })).not.toBe(compile("any.a", declarations));
});

const CONDITIONS: readonly [source: string, message: string][] = [
  ["runtime.newCondition('x')", "argument must be a map literal"],
  ["runtime.newCondition({'type': 'A', status: 'True'})", "keys must be bare identifiers"],
  ["runtime.newCondition({type: 'A', status: 'True', why: 'x'})", 'unknown key "why"'],
  ["runtime.newCondition({type: 'A', type: 'B', status: 'True'})", 'duplicate key "type"'],
  ["runtime.newCondition({type: 'A'})", "'status' is required"],
  ["runtime.condition(any, 'A').nosuch", "does not support field selection"],
];

test.each(CONDITIONS)("%s is refused", (source, message) => {
  expect(() => compile(source, { ...declarations, runtime: RUNTIME })).toThrow(message);
});

test("a status that is none is an error", () => {
  const condition = compile("runtime.newCondition({type: 'A', status: any})", {
    any: { kind: "dyn" },
    runtime: RUNTIME,
  });
  expect(() => condition.evaluate({ any: "Maybe" })).toThrow("status must be one of True, False, Unknown");
  expect(condition.evaluate({ any: "True" })).toEqual({
    state: "value",
    value: { type: "A", status: "True", reason: "", message: "" },
  });
});

const VARIABLES: readonly [type: CelType, json: unknown, source: string, value: unknown][] = [
  [{ kind: "list", of: { kind: "int" } }, [1, 2], "x.map(i, i / 2)", [0, 1]],
  [{ kind: "list", of: { kind: "double" } }, [1, 2], "x.map(i, i / 2.0)", [0.5, 1]],
  [{ kind: "map", of: { kind: "timestamp" } }, { a: "2024-01-01T00:00:00Z" }, "x.a.getFullYear()", 2024],
  [{ kind: "bytes" }, "aGk=", "string(x)", "hi"],
  [{ kind: "dyn" }, { a: 1 }, "x.a + 1", 2],
  [{ kind: "duration" }, "90s", "x", "1m30s"],
];

test.each(VARIABLES)("a variable of type %j", (type, json, source, value) => {
  expect(compile(source, { x: type }).evaluate({ x: json })).toEqual({
    state: "value",
    value: value as number,
  });
});

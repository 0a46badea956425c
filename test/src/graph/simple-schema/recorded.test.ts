import { expect, test } from "bun:test";
import { GraphError } from "../../../../src/graph/error.ts";
import { fromSimpleSchema } from "../../../../src/graph/simple-schema/index.ts";
import { isJsonObject, type JsonObject } from "../../../../src/model/json.ts";
import recorded from "./recorded.json" with { type: "json" };

/** What kro v0.9.4 made of it: `simpleschema.ToOpenAPISpec`, written out as JSON. Rows after its unit tests. */
interface Row {
  spec: JsonObject;
  types?: JsonObject;
  schema?: unknown;
  error?: string;
}

const rows = recorded as unknown as Row[];
const right = rows.filter(({ schema }) => schema !== undefined);
const wrong = rows.filter(({ error }) => error !== undefined);

/** Go leaves empty properties out. */
function withoutEmpty(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema;
  if (!isJsonObject(schema)) return schema;
  return Object.fromEntries(
    Object.entries(schema)
      .filter(
        ([key, value]) => !(key === "properties" && isJsonObject(value) && Object.keys(value).length === 0),
      )
      .map(([key, value]) => [key, withoutEmpty(value)]),
  );
}

/** Where our words are others: kro's, and ours. */
const OTHER_WORDS: readonly (readonly [kro: RegExp, ours: RegExp])[] = [
  [/error parsing regexp/, /invalid pattern regex: illegal regular expression/],
  // Found when the definition is written, without the field.
  [/error calling MarshalJSON/, /^(default|enum) value must be valid JSON, got: /],
  [/^node Missing does not exist$/, /^unknown type: Missing$/],
  // A map of Go has no order: the cycle may begin anywhere.
  [
    /^cyclic dependency in type [AB]: graph contains a cycle: /,
    /^cyclic dependency in type A: .*: A -> B -> A$/,
  ],
];

function failure(spec: JsonObject, types?: JsonObject): GraphError {
  try {
    fromSimpleSchema(spec, types);
  } catch (error) {
    if (error instanceof GraphError) return error;
    throw error;
  }
  throw new Error("it was accepted");
}

test("the record has both", () => {
  expect(right.length).toBeGreaterThan(70);
  expect(wrong.length).toBeGreaterThan(70);
});

test.each(right.map((row) => [JSON.stringify(row.spec), row] as const))(
  "%s",
  (_name, { spec, types, schema }) => {
    const { required: _, ...made } = fromSimpleSchema(spec, types);
    const { required: __, ...expected } = schema as { required?: string[] };
    expect(withoutEmpty(made)).toEqual(expected);
    // An alias that is required and a field that is too: kro names the field twice.
    expect(fromSimpleSchema(spec, types).required ?? []).toEqual([
      ...new Set((schema as { required?: string[] }).required),
    ]);
  },
);

test.each(wrong.map((row) => [JSON.stringify(row.spec), row] as const))(
  "%s is refused",
  (_name, { spec, types, error = "" }) => {
    const messages = failure(spec, types).problems.map(({ message }) => message);
    const [, ours] = OTHER_WORDS.find(([kro]) => kro.test(error)) ?? [];
    const said = messages.map((message) => message.replace(/; did you mean.*$/, ""));
    const fitting = said.filter((message) => ours?.test(message) ?? error.includes(message));
    expect(fitting).not.toEqual([]);
  },
);

test("every wrong field is named by its path", () => {
  const { problems } = failure(
    { name: "strng", db: { ports: "[]Prt", size: "integer | minimum=x" }, ok: "string" },
    { Port: { number: "integer | default=x" } },
  );
  expect(problems.map(({ path, message }) => `${path}: ${message}`)).toEqual([
    "spec.schema.types.Port.number: default value must be a valid integer, got: x",
    'spec.schema.spec.name: unknown type: strng; did you mean "string"?',
    'spec.schema.spec.db.ports: unknown type: Prt; did you mean "Port"?',
    'spec.schema.spec.db.size: failed to parse minimum enum value: strconv.ParseFloat: parsing "x": invalid syntax',
  ]);
});

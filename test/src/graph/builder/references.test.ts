import { summaryOf } from "../../../../src/errors.ts";
import { describe, expect, test } from "bun:test";
import { inspect } from "node:util";
import { cel, optional, text } from "../../../../src/graph/builder/cel-tag.ts";
import { celPath, literal } from "../../../../src/graph/builder/cel-text.ts";
import { describeFragment, fragmentOf, operandOf } from "../../../../src/graph/builder/references.ts";
import type { KubernetesRef } from "../../../../src/graph/builder/reference-types.ts";
import { schemaProxy, schemaRoot } from "../../../../src/graph/builder/schema-proxy.ts";

interface Spec {
  name: string;
  replicas: number;
  big: boolean;
  regions: string[];
  labels: Record<string, string>;
  db: { host?: string };
}

const schema = schemaProxy<Spec, { ready: number }>(schemaRoot(() => undefined));
const { name, replicas, regions, labels, big } = schema.spec;

/** The expression behind a reference, with `schema` for the instance. */
function expression(value: unknown): string | undefined {
  const fragment = fragmentOf(value);
  return fragment === undefined ? undefined : describeFragment(fragment);
}

function messageOf(use: () => unknown): string {
  try {
    use();
  } catch (error) {
    return summaryOf(error);
  }
  throw new Error("nothing was thrown");
}

describe("a reference", () => {
  test.each<[unknown, string]>([
    [name, "schema.spec.name"],
    [regions[0], "schema.spec.regions[0]"],
    [labels["app.kubernetes.io/name"], 'schema.spec.labels["app.kubernetes.io/name"]'],
    [labels['a"b\\'], 'schema.spec.labels["a\\"b\\\\"]'],
    [labels["namespace"], "schema.spec.labels.namespace"],
    [labels["in"], 'schema.spec.labels["in"]'],
    [labels[""], 'schema.spec.labels[""]'],
    [schema.metadata.name, "schema.metadata.name"],
    [schema.metadata.labels["app"], "schema.metadata.labels.app"],
    [schema.apiVersion, "schema.apiVersion"],
    [schema.kind, "schema.kind"],
    [cel<{ host: string }>`json.unmarshal(${name})`.host, "(json.unmarshal(schema.spec.name)).host"],
  ])("%p is a path", (reference, path) => {
    expect(expression(reference)).toBe(path);
  });

  test.each<[string, () => unknown, use: string, advice: string]>([
    ["template literal", () => `web-${name}`, "put into a string", "text`"],
    ["String()", () => String(name), "put into a string", "text`"],
    ["property key", () => ({ [name]: 1 }), "put into a string", "text`"],
    ["+", () => name + "x", "added to or compared", "cel`"],
    ["number +", () => replicas + 1, "added to or compared", "cel`"],
    [">", () => replicas > 1, "used as a number", "cel`"],
    ["==", () => (name as unknown) == "x", "added to or compared", "cel`"],
    ["Math.max", () => Math.max(replicas, 1), "used as a number", "cel`"],
    ["unary +", () => +replicas, "used as a number", "cel`"],
    ["toString", () => name.toString(), "turned into a string", "text`"],
    ["valueOf", () => replicas.valueOf(), "turned into a primitive", "cel`"],
    ["toLocaleString", () => replicas.toLocaleString(), "turned into a string", "text`"],
    ["join", () => [name].join("-"), "put into a string", "text`"],
    ["JSON.stringify", () => JSON.stringify({ name }), "written as JSON", "json.marshal"],
    ["for of", () => [...regions], "spread or iterated", "forEach"],
    ["Array.from", () => Array.from(regions), "spread or iterated", "forEach"],
    ["destructuring", () => (([first]) => first)(regions), "spread or iterated", "forEach"],
    ["object spread", () => ({ ...labels }), "spread, or asked for its keys", "as a whole"],
    ["Object.keys", () => Object.keys(labels), "spread, or asked for its keys", "as a whole"],
    ["in", () => "app" in labels, "asked for a field", "has("],
    ["set", () => Object.assign(labels, { app: "x" }), "assigned to", "template"],
    ["method", () => name.toUpperCase(), "called", "upperAscii"],
    ["map", () => regions.map((region) => region), "called", ".map(x"],
  ])("throws for %s", (_, use, what, advice) => {
    const message = messageOf(use);
    expect(message).toStartWith("Reference schema.spec.");
    expect(message).toContain(what);
    expect(message).toContain(advice);
  });

  test("shows its path wherever it is printed, and is no promise", async () => {
    expect(inspect({ name })).toBe("{ name: <ref schema.spec.name> }");
    expect(Bun.inspect([big])).toContain("<ref schema.spec.big>");
    expect(Bun.inspect(cel`${replicas} > 1`)).toBe("<ref schema.spec.replicas > 1>");
    expect(operandOf(await Promise.resolve(name))?.path).toEqual(["spec", "name"]);
  });

  test("is told from other values", () => {
    expect([undefined, null, "x", {}, () => undefined, Symbol.iterator].map(fragmentOf)).toEqual(
      Array<undefined>(6).fill(undefined),
    );
  });

  test("to the status names the path: kro has none", () => {
    const status = schema.status as unknown as KubernetesRef<{ ready: { at: string } }>;
    expect(messageOf(() => status.ready)).toBe(
      "Reference schema.status.ready: kro has no schema.status: a graph fills the status and cannot read it. " +
        "Read the resource that the field comes from, as web.status.readyReplicas.",
    );
    expect(messageOf(() => (schema as unknown as Record<string, unknown>)["foo"])).toContain("no such field");
  });
});

describe("cel", () => {
  test.each<[unknown, string]>([
    [cel`${replicas} > 1`, "schema.spec.replicas > 1"],
    [cel`"http://" + ${name}`, '"http://" + schema.spec.name'],
    [cel`${'a"b\n${x}'} + ${name}`, '"a\\"b\\n${x}" + schema.spec.name'],
    [cel`${replicas} - ${-5} + ${1.5} + ${10n}`, "schema.spec.replicas - (-5) + 1.5 + 10"],
    [cel`${true} && ${null} == ${false}`, "true && null == false"],
    [cel`${name} in ${["a", name, 3]}`, 'schema.spec.name in ["a", schema.spec.name, 3]'],
    [cel`${{ "a/b": [name], c: undefined }}`, '{"a/b": [schema.spec.name]}'],
    [cel`!${cel`${big} || true`}`, "!(schema.spec.big || true)"],
    [cel`size(${cel`${regions}`})`, "size(schema.spec.regions)"],
    [cel`${text`a-${name}`} == "x"`, '("a-" + string(schema.spec.name)) == "x"'],
    [cel`${name}.matches("^\d+\n$")`, 'schema.spec.name.matches("^\\d+\\n$")'],
    [cel`has(${schema.spec.db.host})`, "has(schema.spec.db.host)"],
  ])("%p", (reference, expected) => {
    expect(expression(reference)).toBe(expected);
  });

  test.each([
    [undefined],
    [Number.NaN],
    [Number.POSITIVE_INFINITY],
    [new URL("http://a")],
    [() => 1],
    [Symbol("x")],
    [new Date(0)],
  ])("cannot hold %p", (value) => {
    expect(messageOf(() => cel`${value}`)).toContain("a CEL expression cannot hold");
  });
});

test.each<[unknown, string]>([
  [optional(schema.spec.db.host, "localhost"), 'schema.spec.?db.?host.orValue("localhost")'],
  [optional(regions[0] ?? name, name), "schema.spec.?regions[?0].orValue(schema.spec.name)"],
  [optional(labels["a/b"] ?? name, ""), 'schema.spec.?labels[?"a/b"].orValue("")'],
  [cel`${optional(replicas, 1)} > 0`, "(schema.spec.?replicas.orValue(1)) > 0"],
])("optional: %p", (reference, expected) => {
  expect(expression(reference)).toBe(expected);
});

test("optional takes paths only", () => {
  expect(messageOf(() => optional(cel<string>`"a" + ${name}`, ""))).toContain("takes a reference to a field");
});

test("a literal text is left alone by kro, whatever it looks like", () => {
  expect(literal("plain $HOME {}")).toBe("plain $HOME {}");
  expect(literal('echo "${HOME}" }\n')).toBe('${"echo \\"${HOME}\\" }\\n"}');
});

test("paths may be empty", () => {
  expect(celPath("web", [])).toBe("web");
});

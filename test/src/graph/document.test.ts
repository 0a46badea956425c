import { describe, expect, test } from "bun:test";
import { parseGraph, writeGraph } from "../../../src/graph/document.ts";
import { GraphError } from "../../../src/graph/error.ts";
import type { JsonObject } from "../../../src/model/json.ts";
import { WEB_APP } from "./graphs.ts";

function problemsOf(document: unknown): string[] {
  try {
    parseGraph(document);
    return [];
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    return error.problems.map(({ path, message }) => `${path}: ${message}`);
  }
}

function withSpec(spec: unknown): JsonObject {
  return { ...WEB_APP, spec: spec as JsonObject };
}

const SCHEMA = { apiVersion: "v1", kind: "Shop" };

const cases: [what: string, document: unknown, problems: string[]][] = [
  ["no object", "x", ["apiVersion: is required and must be", "must be an object"]],
  [
    "another kind",
    { ...WEB_APP, kind: "Deployment" },
    ['kind: must be "ResourceGraphDefinition", not "Deployment"'],
  ],
  [
    "an old version",
    { ...WEB_APP, apiVersion: "kro.run/v1" },
    ['apiVersion: must be "kro.run/v1alpha1", not "kro.run/v1"'],
  ],
  ["no name", { ...WEB_APP, metadata: {} }, ["metadata.name: is required and must be a string"]],
  ["no schema", withSpec({}), ["spec.schema: is required and must be an object"]],
  [
    "a misspelt field",
    withSpec({ schema: SCHEMA, resource: [] }),
    ['spec.resource: unknown field; did you mean "resources"?'],
  ],
  [
    "a misspelt modifier",
    withSpec({ schema: SCHEMA, resources: [{ id: "a", template: {}, readywhen: [] }] }),
    ['spec.resources[0].readywhen: unknown field; did you mean "readyWhen"?'],
  ],
  [
    "a list for an object",
    withSpec({ schema: { ...SCHEMA, spec: [] } }),
    ["spec.schema.spec: must be an object, not a list"],
  ],
  [
    "a condition that is no list",
    withSpec({ schema: SCHEMA, resources: [{ id: "a", template: {}, readyWhen: "${a}" }] }),
    ["spec.resources[0].readyWhen: must be a list"],
  ],
  [
    "a condition that is no string",
    withSpec({ schema: SCHEMA, resources: [{ id: "a", template: {}, includeWhen: [true] }] }),
    ["spec.resources[0].includeWhen[0]: must be a string, not a boolean"],
  ],
  [
    "a scope that is none",
    withSpec({ schema: { ...SCHEMA, scope: "Global" } }),
    ['spec.schema.scope: must be "Namespaced" or "Cluster", not "Global"'],
  ],
  [
    "neither template nor reference",
    withSpec({ schema: SCHEMA, resources: [{ id: "a" }] }),
    ['spec.resources[0]: resource "a": exactly one of template or externalRef must be provided'],
  ],
  [
    "both",
    withSpec({
      schema: SCHEMA,
      resources: [
        {
          id: "a",
          template: {},
          externalRef: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "x" } },
        },
      ],
    }),
    ["exactly one of template or externalRef must be provided"],
  ],
  [
    "a reference with a dimension",
    withSpec({
      schema: SCHEMA,
      resources: [
        {
          id: "a",
          forEach: [{ x: "${[1]}" }],
          externalRef: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "x" } },
        },
      ],
    }),
    ["cannot use externalRef with forEach"],
  ],
  [
    "a reference to nothing",
    withSpec({
      schema: SCHEMA,
      resources: [{ id: "a", externalRef: { apiVersion: "v1", kind: "ConfigMap", metadata: {} } }],
    }),
    ["spec.resources[0].externalRef.metadata: exactly one of name or selector must be provided"],
  ],
  [
    "a column without a type",
    withSpec({ schema: { ...SCHEMA, additionalPrinterColumns: [{ name: "A", jsonPath: ".a" }] } }),
    ["spec.schema.additionalPrinterColumns[0].type: is required and must be a string"],
  ],
  [
    "a dimension that is no string",
    withSpec({ schema: SCHEMA, resources: [{ id: "a", template: {}, forEach: [{ x: 1 }] }] }),
    ["spec.resources[0].forEach[0].x: must be a string, not a number"],
  ],
];

describe("parseGraph", () => {
  test("reads what it writes, and writes what it read", () => {
    const graph = parseGraph(WEB_APP);
    const written = writeGraph(graph);
    expect(parseGraph(JSON.parse(JSON.stringify(written)))).toEqual(graph);
    const { scope, ...schema } = (written["spec"] as { schema: JsonObject })["schema"];
    expect(scope).toBe("Namespaced");
    expect(schema).toEqual((WEB_APP["spec"] as { schema: JsonObject })["schema"]);
    expect((written["spec"] as JsonObject)["resources"]).toEqual(
      (WEB_APP["spec"] as JsonObject)["resources"],
    );
  });

  test("fills in kro's defaults", () => {
    const graph = parseGraph(withSpec({ schema: SCHEMA }));
    expect(graph).toEqual({
      name: "webapp.example.com",
      schema: { group: "kro.run", version: "v1", kind: "Shop", scope: "Namespaced", spec: {} },
      resources: [],
    });
  });

  test("reads past what only a server sets", () => {
    const live = {
      ...WEB_APP,
      metadata: {
        name: "a",
        uid: "1",
        resourceVersion: "2",
        generation: 1,
        managedFields: [],
        labels: { a: "b" },
      },
      status: { state: "Active" },
    };
    expect(parseGraph(live)).toMatchObject({ name: "a", labels: { a: "b" } });
    expect(problemsOf(live)).toEqual([]);
  });

  test("takes null for absent, as an empty field in YAML gives it", () => {
    expect(
      problemsOf(withSpec({ schema: { ...SCHEMA, status: null, types: null }, resources: null })),
    ).toEqual([]);
  });

  test.each(cases)("refuses %s", (_, document, expected) => {
    const found = problemsOf(document).join("\n");
    for (const problem of expected) expect(found).toContain(problem);
  });

  test("says everything at once", () => {
    const found = problemsOf(
      withSpec({ schema: { kind: 1, color: "red" }, resources: [{ id: 1, template: {} }] }),
    );
    expect(found.map((line) => line.split(":")[0])).toEqual([
      "spec.schema.color",
      "spec.schema.apiVersion",
      "spec.schema.kind",
      "spec.resources[0].id",
    ]);
  });
});

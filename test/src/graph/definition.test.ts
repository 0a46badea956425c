import { describe, expect, test } from "bun:test";
import { definitionOf, instanceKind } from "../../../src/graph/definition.ts";
import type { GraphSchema } from "../../../src/graph/model.ts";
import { fromSimpleSchema } from "../../../src/graph/simple-schema/index.ts";
import { valueAt } from "../../../src/model/json.ts";
import type { StructuralSchema } from "../../../src/model/schema.ts";

const SCHEMA: GraphSchema = {
  group: "example.com",
  version: "v1alpha1",
  kind: "WebPolicy",
  scope: "Namespaced",
  spec: { name: "string | required=true" },
};
const NO_STATUS: StructuralSchema = { type: "object", properties: {} };
const VERSION = ["spec", "versions", 0];
const ROOT = [...VERSION, "schema", "openAPIV3Schema"];

function definition(schema: Partial<GraphSchema> = {}, status = NO_STATUS): unknown {
  const whole = { ...SCHEMA, ...schema };
  return definitionOf(whole, fromSimpleSchema(whole.spec, whole.types), status);
}

describe("the kind of instances", () => {
  test.each([
    ["Namespaced", true],
    ["Cluster", false],
  ] as const)("%s", (scope, namespaced) => {
    expect(instanceKind({ ...SCHEMA, scope })).toEqual({
      group: "example.com",
      version: "v1alpha1",
      kind: "WebPolicy",
      plural: "webpolicies",
      namespaced,
    });
  });
});

describe("the definition", () => {
  test("names, scope and version", () => {
    expect(definition()).toMatchObject({
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: "webpolicies.example.com" },
      spec: {
        group: "example.com",
        names: { kind: "WebPolicy", listKind: "WebPolicyList", plural: "webpolicies", singular: "webpolicy" },
        scope: "Namespaced",
        versions: [{ name: "v1alpha1", served: true, storage: true, subresources: { status: {} } }],
      },
    });
  });

  test("schema: spec as given, nothing required above it", () => {
    expect(valueAt(definition(), ROOT)).toEqual({
      type: "object",
      required: [],
      properties: {
        apiVersion: { type: "string" },
        kind: { type: "string" },
        metadata: { type: "object" },
        spec: { type: "object", required: ["name"], properties: { name: { type: "string" } } },
        status: {
          type: "object",
          properties: {
            state: { type: "string" },
            conditions: { type: "array", items: expect.objectContaining({ type: "object" }) as unknown },
          },
        },
      },
    });
  });

  test("status: state and conditions unless the graph has its own", () => {
    const status: StructuralSchema = {
      type: "object",
      properties: { ready: { type: "boolean" }, state: { type: "integer" } },
    };
    expect(valueAt(definition({}, status), [...ROOT, "properties", "status", "properties"])).toMatchObject({
      ready: { type: "boolean" },
      state: { type: "integer" },
      conditions: { type: "array" },
    });
  });

  test("columns: kro's, or only the graph's", () => {
    const names = (made: unknown): unknown =>
      (valueAt(made, [...VERSION, "additionalPrinterColumns"]) as { name: string }[]).map(({ name }) => name);
    expect(names(definition())).toEqual(["State", "Ready", "Age"]);
    expect(names(definition({ additionalPrinterColumns: [] }))).toEqual(["State", "Ready", "Age"]);
    const own = [{ name: "Replicas", type: "integer", jsonPath: ".spec.replicas" }];
    expect(names(definition({ additionalPrinterColumns: own }))).toEqual(["Replicas"]);
  });

  test("metadata, short names and categories", () => {
    const made = definition({
      metadata: { labels: { a: "b" }, annotations: {} },
      shortNames: ["wp"],
      categories: ["all"],
    });
    expect(made).toMatchObject({ spec: { names: { shortNames: ["wp"], categories: ["all"] } } });
    expect(valueAt(made, ["metadata"])).toEqual({ name: "webpolicies.example.com", labels: { a: "b" } });
    expect(Object.keys(valueAt(definition(), ["spec", "names"]) as object)).not.toContain("shortNames");
  });
});

import { describe, expect, test } from "bun:test";
import { type CompactSchema, kindSchemas } from "../../../src/model/kind-schemas.ts";
import { kindSchemasJson } from "../../../src/model/kind-schemas.generated.ts";
import { kindRows } from "../../../src/model/kind-table.generated.ts";
import { valueAt } from "../../../src/model/json.ts";
import type { StructuralSchema } from "../../../src/model/schema.ts";

const lookup = await kindSchemas();
const served = kindRows.flatMap(([group, kind, , namespaced, versions]) =>
  versions.map((version) => [group === "" ? version : `${group}/${version}`, kind, namespaced] as const),
);

/** The schema of a field; `[]` steps into lists, `{}` into maps. */
function fieldSchema(apiVersion: string, kind: string, path: string): unknown {
  const steps = path.split(".").flatMap((step) => {
    if (step === "[]") return ["items"];
    return step === "{}" ? ["additionalProperties"] : ["properties", step];
  });
  return valueAt(lookup(apiVersion, kind)?.schema, steps);
}

describe("schemas of built-in kinds", () => {
  test.each(served)("%s %s has one", (apiVersion, kind, namespaced) => {
    const found = lookup(apiVersion, kind);
    expect(found?.namespaced).toBe(namespaced);
    expect(found?.schema).toMatchObject({
      type: "object",
      properties: { apiVersion: { type: "string" }, kind: { type: "string" }, metadata: { type: "object" } },
    });
    expect(lookup(apiVersion, kind)).toBe(found);
  });

  test.each([
    ["apps/v1", "deployment"],
    ["example.com/v1", "Database"],
    ["v1", "constructor"],
    ["", ""],
  ])("%s %s has none", (apiVersion, kind) => {
    expect(lookup(apiVersion, kind)).toBeUndefined();
  });

  const intOrString = { "x-kubernetes-int-or-string": true };
  const quantity = { format: "quantity", "x-kubernetes-preserve-unknown-fields": true };
  test.each<[apiVersion: string, kind: string, path: string, StructuralSchema]>([
    ["apps/v1", "Deployment", "spec.replicas", { type: "integer", format: "int32" }],
    ["v1", "Service", "spec.ports.[].targetPort", intOrString],
    ["v1", "Service", "spec.ports.[].protocol", { type: "string", default: "TCP" }],
    ["policy/v1", "PodDisruptionBudget", "spec.minAvailable", intOrString],
    ["v1", "Pod", "spec.containers.[].resources.limits.{}", quantity],
    ["v1", "Pod", "spec.containers.[].name", { type: "string" }],
    ["v1", "Pod", "metadata.creationTimestamp", { type: "string", format: "date-time" }],
    ["v1", "Pod", "metadata.labels.{}", { type: "string" }],
    ["v1", "Secret", "data.{}", { type: "string", format: "byte" }],
    ["v1", "ConfigMap", "data.{}", { type: "string" }],
    ["autoscaling/v1", "HorizontalPodAutoscaler", "spec.maxReplicas", { type: "integer", format: "int32" }],
  ])("%s %s: %s", (apiVersion, kind, path, schema) => {
    expect(fieldSchema(apiVersion, kind, path)).toMatchObject({ ...schema });
  });

  test("what is required, and the keys of lists", () => {
    expect(fieldSchema("apps/v1", "Deployment", "spec")).toMatchObject({
      required: ["selector", "template"],
    });
    expect(fieldSchema("v1", "Pod", "spec.containers")).toMatchObject({
      type: "array",
      "x-kubernetes-list-type": "map",
      "x-kubernetes-list-map-keys": ["name"],
    });
  });

  test("kinds share what they have in common", () => {
    const template = "spec.template.spec";
    expect(fieldSchema("apps/v1", "Deployment", template)).toBe(
      fieldSchema("apps/v1", "StatefulSet", template),
    );
  });
});

test("only JSONSchemaProps is recursive: inside itself it is anything", () => {
  const { definitions } = JSON.parse(kindSchemasJson) as { definitions: Record<string, CompactSchema> };
  const direct = new Map(
    Object.entries(definitions).map(([name, schema]) => [
      name,
      [...JSON.stringify(schema).matchAll(/"([\w-]+\.[\w.-]+)"/g)]
        .map(([, to = ""]) => to)
        .filter((to) => to in definitions),
    ]),
  );
  const reaches = (name: string): Set<string> => {
    const seen = new Set(direct.get(name));
    for (const next of seen) for (const to of direct.get(next) ?? []) seen.add(to);
    return seen;
  };
  expect(Object.keys(definitions).filter((name) => reaches(name).has(name))).toEqual([
    "apiextensions.v1.JSONSchemaProps",
  ]);
  const root = "spec.versions.[].schema.openAPIV3Schema";
  const crd = ["apiextensions.k8s.io/v1", "CustomResourceDefinition"] as const;
  expect(fieldSchema(...crd, root)).toMatchObject({ type: "object" });
  expect(fieldSchema(...crd, `${root}.properties.{}`)).toEqual({
    "x-kubernetes-preserve-unknown-fields": true,
  });
});

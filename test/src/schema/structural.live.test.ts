import { expect, test } from "bun:test";
import { definitionOf } from "../../../src/graph/definition.ts";
import type { GraphSchema } from "../../../src/graph/model.ts";
import type { StructuralSchema } from "../../../src/model/schema.ts";
import { structuralSchemaOf } from "../../../src/schema/index.ts";
import { randomNamespace, rawRequest } from "../../support/control-plane.ts";
import { ROWS } from "./rows.ts";
import { arktypeSpec, jsonSchemaSpec, simpleSpec, simpleTypes, zodSpec } from "./sources.ts";

const group = `${randomNamespace()}.example.com`;
const graph: GraphSchema = { group, version: "v1", kind: "Probe", scope: "Namespaced", spec: {} };

/** What the API server says of a definition with this spec, without making it. */
async function judge(spec: StructuralSchema): Promise<string> {
  const body = definitionOf(graph, spec, { type: "object", properties: {} });
  const path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions?dryRun=All&fieldValidation=Strict";
  const answer = await rawRequest(path, { method: "POST", body });
  return answer.ok ? "accepted" : ((await answer.json()) as { message: string }).message;
}

test.each([
  ["arktype", structuralSchemaOf(arktypeSpec)],
  ["zod", structuralSchemaOf(zodSpec)],
  ["JSON Schema", structuralSchemaOf(jsonSchemaSpec)],
  ["SimpleSchema", structuralSchemaOf(simpleSpec, simpleTypes)],
  ...ROWS.map(
    ([name, field]) => [name, structuralSchemaOf({ type: "object", properties: { field } })] as const,
  ),
])("the API server takes the schema: %s", async (_name, schema) => {
  expect(await judge(schema)).toBe("accepted");
});

test("and it would refuse one that is not structural", async () => {
  const untyped = { type: "object", properties: { a: {} } } as const;
  expect(await judge(untyped)).toContain("must not be empty for specified object fields");
});

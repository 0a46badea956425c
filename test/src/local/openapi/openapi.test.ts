import { expect, test } from "bun:test";
import { isJsonObject } from "../../../../src/model/json.ts";
import { openApi, openApiV2 } from "../../../../src/local/openapi/openapi.ts";
import type { Kinds, ServedKind } from "../../../../src/local/kinds/served-kind.ts";
import { plainKinds } from "../objects/plain-kinds.ts";

interface Index {
  paths: Record<string, { serverRelativeURL: string }>;
}

interface Document {
  paths: Record<
    string,
    Record<string, { "x-kubernetes-group-version-kind"?: unknown; parameters?: { name: string }[] }>
  >;
  components: { schemas: Record<string, { properties?: Record<string, unknown> }> };
}

const kinds = await plainKinds();

const CUSTOM: ServedKind = {
  group: "example.com",
  version: "v1",
  kind: "Thing",
  plural: "things",
  namespaced: true,
  resource: "example.com/things",
  singular: "thing",
  shortNames: [],
  categories: [],
  storageVersion: "v1",
  schema: {
    type: "object",
    properties: { spec: { type: "object", properties: { size: { type: "integer" } } } },
  },
  subresources: new Set(),
  rules: {},
};

function serving(list: readonly ServedKind[]): Kinds {
  return { byPath: () => undefined, byKind: () => undefined, byResource: () => undefined, all: () => list };
}

function references(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(references);
  if (!isJsonObject(value)) return [];
  const { $ref, ...rest } = value;
  return [...(typeof $ref === "string" ? [$ref] : []), ...Object.values(rest).flatMap(references)];
}

test("every document of the index is there, and whole", () => {
  const documents = openApi(kinds);
  const { paths } = JSON.parse(documents.index()) as Index;
  expect(Object.keys(paths)).toContain("apis/apps/v1");
  for (const path of Object.keys(paths)) {
    const document = JSON.parse(documents.document(path) ?? "null") as Document;
    for (const reference of references(document))
      expect(document.components.schemas).toHaveProperty([reference.replace("#/components/schemas/", "")]);
  }
});

test("a kind can be validated by the server and explained field by field", () => {
  const document = JSON.parse(openApi(kinds).document("apis/apps/v1") ?? "null") as Document;
  const patch = document.paths["/apis/apps/v1/namespaces/{namespace}/deployments/{name}"]?.["patch"];
  expect(patch?.["x-kubernetes-group-version-kind"]).toEqual({
    group: "apps",
    version: "v1",
    kind: "Deployment",
  });
  expect(patch?.parameters?.map(({ name }) => name)).toContain("fieldValidation");
  const { schemas } = document.components;
  expect(Object.keys(schemas["io.k8s.api.apps.v1.DeploymentSpec"]?.properties ?? {})).toContain("replicas");
  expect(Object.keys(schemas["io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"]?.properties ?? {})).toContain(
    "labels",
  );
});

test("a custom kind has its schema, and a change of it another hash", () => {
  let served = [CUSTOM];
  const documents = openApi({ ...serving([]), all: () => served });
  const before = documents.index();
  const document = JSON.parse(documents.document("apis/example.com/v1") ?? "null") as Document;
  expect(Object.keys(document.components.schemas["com.example.v1.Thing"]?.properties ?? {}).sort()).toEqual([
    "apiVersion",
    "kind",
    "metadata",
    "spec",
  ]);
  served = [{ ...CUSTOM, schema: { type: "object" } }];
  expect(documents.index()).not.toBe(before);
  served = [];
  expect(documents.document("apis/example.com/v1")).toBeUndefined();
});

test("the old document is one of protocol buffers", () => {
  // swagger = "2.0", info = { title, version }, paths = {}
  expect(Buffer.from(openApiV2()).toString("hex")).toBe(
    "0a03322e3012120a0a4b756265726e657465731204312e33364200",
  );
});

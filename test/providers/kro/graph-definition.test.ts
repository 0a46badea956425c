import { describe, expect, test } from "bun:test";
import { type } from "arktype";
import * as z from "zod";
import { graphDefinition, graphFromYaml } from "../../../providers/kro/graph-definition.ts";
import { simpleDeployment } from "../../../providers/kro/simple/index.ts";
import { template } from "../../../providers/kro/template.ts";
import { cel, optional, text } from "../../../src/graph/builder/cel-tag.ts";
import type { ResourceGraph } from "../../../src/graph/model.ts";
import type { SchemaProxy } from "../../../src/graph/builder/reference-types.ts";
import { configMap, errorOf, KIND, resourcesOf, shop, type ShopSpec, SPEC } from "./shop.ts";

describe("a graph", () => {
  test("is a ResourceGraphDefinition", () => {
    const graph = shop((schema) => {
      const web = template.ConfigMap({ metadata: { name: schema.spec.name }, data: { mode: "fast" } });
      return {
        resources: { web },
        status: { name: web.metadata.name, nested: { url: text`http://${web.metadata.name}` } },
      };
    });
    expect(graph.definition).toEqual({
      apiVersion: "kro.run/v1alpha1",
      kind: "ResourceGraphDefinition",
      metadata: { name: "shop" },
      spec: {
        schema: {
          apiVersion: "v1alpha1",
          kind: "Shop",
          group: "example.com",
          scope: "Namespaced",
          spec: SPEC,
          status: { name: "${web.metadata.name}", nested: { url: "http://${web.metadata.name}" } },
        },
        resources: [
          {
            id: "web",
            template: {
              apiVersion: "v1",
              kind: "ConfigMap",
              metadata: { name: "${schema.spec.name}" },
              data: { mode: "fast" },
            },
          },
        ],
      },
    });
    expect(graph).toMatchObject({
      name: "shop",
      apiVersion: "example.com/v1alpha1",
      kind: "Shop",
      warnings: [],
    });
  });

  test("comes back from its YAML", () => {
    const graph = shop((schema) => ({
      on: configMap("yes", { no: "off", "0x1": "1e3", text: "a: b # c\n  - d\n" }),
      web: template.ConfigMap({
        metadata: { name: text`${schema.spec.name}-${schema.spec.replicas}-${"a".repeat(200)}` },
      }),
    }));
    const read = graphFromYaml<ShopSpec>(
      `---\n# first\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n---\n${graph.toYaml()}`,
    );
    expect(read.graph).toEqual(graph.graph);
    expect(read).toMatchObject({ name: "shop", apiVersion: "example.com/v1alpha1", kind: "Shop" });
    expect(Bun.inspect(read.schema.spec.name)).toBe("<ref schema.spec.name>");
  });

  test.each<[string, object, object]>([
    ["a version alone", { apiVersion: "v1" }, { group: "kro.run", version: "v1" }],
    ["a scope", { scope: "Cluster" }, { scope: "Cluster" }],
    ["types", { types: { Port: { port: "integer" } } }, { types: { Port: { port: "integer" } } }],
    ["columns", { additionalPrinterColumns: [{ name: "A" }] }, { additionalPrinterColumns: [{ name: "A" }] }],
    ["metadata", { metadata: { labels: { a: "b" } } }, { metadata: { labels: { a: "b" } } }],
    ["a status in CEL", { status: { a: "${web.metadata.name}" } }, { status: { a: "${web.metadata.name}" } }],
  ])("takes %s", (_, definition, expected) => {
    expect(shop(() => ({ web: configMap() }), definition).graph.schema).toMatchObject(expected);
  });

  test("a status that is only a type is left out", () => {
    expect(
      shop(() => ({ web: configMap() }), { status: { ready: 0, url: "" } }).graph.schema,
    ).not.toHaveProperty("status");
  });

  test("gives instances: as JSON the manifest, in another graph a resource", () => {
    const graph = shop(() => ({ web: configMap() }));
    const spec = { name: "eu", replicas: 2, big: false, regions: [] };
    const manifest = { ...KIND, metadata: { name: "eu" }, spec };
    expect(JSON.parse(JSON.stringify(graph.getInstance(spec)))).toEqual(manifest);
    const named = graph.getInstance(spec, { name: "us", namespace: "shop" });
    expect(JSON.parse(JSON.stringify(named))).toEqual({
      ...manifest,
      metadata: { name: "us", namespace: "shop" },
    });
    expect(resourcesOf((schema) => ({ eu: graph.getInstance({ ...spec, name: schema.spec.name }) }))).toEqual(
      [
        {
          id: "eu",
          template: {
            ...manifest,
            metadata: { name: "${schema.spec.name}" },
            spec: { ...spec, name: "${schema.spec.name}" },
          },
        },
      ],
    );
    expect(errorOf(() => graph.getInstance({ ...spec, name: undefined } as never)).message).toContain(
      "getInstance(spec, { name",
    );
  });
});

describe("a spec that is only a type", () => {
  interface Spec extends ShopSpec {
    host?: string;
    ports: { name: string; port: number }[];
    labels: Record<string, string>;
    storage: string;
    nested: { port: number; deep: { on: boolean } };
  }
  const infer = (
    builder: (schema: SchemaProxy<Spec>) => unknown,
    spec: object = {},
  ): ResourceGraph["schema"] => graphDefinition("shop", builder as never, { ...KIND, spec }).graph.schema;

  test("is inferred from its uses", () => {
    const schema = infer(({ spec }) => ({
      web: simpleDeployment(
        {
          name: spec.name,
          image: "nginx",
          replicas: spec.replicas,
          labels: spec.labels,
          env: { H: optional(spec.host, "x") },
        },
        { includeWhen: spec.big },
      ),
      claim: template.PersistentVolumeClaim({
        metadata: { name: "a" },
        spec: { resources: { requests: { storage: spec.storage } } },
      }),
      each: template.ConfigMap((each) => ({ metadata: { name: text`x-${each.region}` } }), {
        forEach: { region: spec.regions },
      }),
      svc: template.Service(
        (each) => ({ metadata: { name: each.port.name }, spec: { ports: [{ port: each.port.port }] } }),
        { forEach: { port: spec.ports } },
      ),
      other: template.Service(
        {
          metadata: { name: "b" },
          spec: { ports: [{ port: spec.nested.port, targetPort: spec.nested.port }] },
        },
        { includeWhen: spec.nested.deep.on },
      ),
    }));
    expect(schema.spec).toEqual({
      name: "string | required=true",
      replicas: "integer | required=true",
      labels: "map[string]string | required=true",
      host: "string",
      big: "boolean | required=true",
      storage: "string | required=true",
      regions: "[]string | required=true",
      ports: "[]PortsItem | required=true",
      nested: { port: "integer | required=true", deep: { on: "boolean | required=true" } },
    });
    expect(schema.types).toEqual({
      PortsItem: { name: "string | required=true", port: "integer | required=true" },
    });
  });

  test("is completed by an example", () => {
    const schema = infer(({ spec }) => ({ web: configMap(spec.name) }), {
      name: "",
      storage: "",
      replicas: 1,
      ratio: 0.5,
      list: ["a"],
      nested: { on: true },
    });
    expect(schema.spec).toEqual({
      name: "string | required=true",
      storage: "string",
      replicas: "integer",
      ratio: "float",
      list: "[]string",
      nested: { on: "boolean" },
    });
  });

  test.each<[string, (schema: SchemaProxy<Spec>) => unknown, ...string[]]>([
    [
      "expressions only",
      ({ spec }) => ({
        web: template.ConfigMap({ metadata: { name: "a" } }, { includeWhen: cel`${spec.replicas} > 1` }),
      }),
      "schema.spec.replicas is used in expressions only",
      "type({",
    ],
    [
      "two types",
      ({ spec }) => ({
        web: template.Service({
          metadata: { name: spec.name },
          spec: { ports: [{ port: spec.name as never }] },
        }),
      }),
      "schema.spec.name is string at spec.resources[web].template.metadata.name and integer at spec.resources[web].template.spec.ports[0].port",
    ],
  ])("cannot be inferred from %s", (_, builder, ...parts) => {
    const { message } = errorOf(() => infer(builder));
    for (const part of parts) expect(message).toContain(part);
  });
});

describe("a spec given as a schema", () => {
  const fields = { name: "string", replicas: 1 };
  test.each<[string, unknown, Record<string, string>]>([
    [
      "arktype",
      type({ name: "string", replicas: "number.integer = 1", "host?": "string", regions: "string[]" }),
      {
        name: "string | required=true",
        replicas: "integer | default=1",
        host: "string",
        regions: "[]string | required=true",
      },
    ],
    [
      "zod",
      z.object({
        name: z.string().min(1),
        replicas: z.int().min(0).max(9).default(1),
        host: z.string().optional(),
      }),
      {
        name: "string | required=true minLength=1",
        replicas: "integer | default=1 minimum=0 maximum=9",
        host: "string",
      },
    ],
    [
      "JSON Schema",
      {
        type: "object",
        properties: { name: { type: "string" }, replicas: { type: "integer", default: 1 } },
        required: ["name"],
      },
      { name: "string | required=true", replicas: "integer | default=1" },
    ],
  ])("%s", (_, spec, expected) => {
    const graph = graphDefinition(
      "shop",
      (schema) => ({
        web: template.ConfigMap({
          metadata: { name: (schema.spec as never as typeof fields).name },
          data: { n: text`${(schema.spec as never as typeof fields).name}` },
        }),
      }),
      { ...KIND, spec },
    );
    expect(graph.graph.schema.spec).toEqual(expected);
    expect(graph.graph.resources).toMatchObject([{ template: { data: { n: "${schema.spec.name}" } } }]);
  });

  test.each<[string, unknown, string]>([
    ["what no schema can say", type({ name: "string", when: "Date" }), "JSON Schema"],
    ["a list", [1], "is no schema"],
    ["nothing", undefined, "is no schema"],
  ])("refuses %s", (_, spec, message) => {
    expect(
      errorOf(() => graphDefinition("shop", () => ({ web: configMap() }), { ...KIND, spec })).message,
    ).toContain(message);
  });
});

import { describe, expect, test } from "bun:test";
import alchemy from "alchemy";
import { externalRef } from "../../../providers/kro/external-ref.ts";
import { graphFromYaml } from "../../../providers/kro/graph-definition.ts";
import { simpleConfigMap, simpleSecret } from "../../../providers/kro/simple/index.ts";
import { template } from "../../../providers/kro/template.ts";
import { cel, text } from "../../../src/graph/builder/cel-tag.ts";
import type { SchemaProxy } from "../../../src/graph/builder/reference-types.ts";
import { type Builder, configMap, errorOf, resourcesOf, shop, type ShopSpec } from "./shop.ts";

const bucket = Object.assign({ name: "assets" }, { [Symbol.for("alchemy::ResourceKind")]: "minio::Bucket" });
const deployed = Object.assign(
  { name: "web" },
  { [Symbol.for("alchemy::ResourceKind")]: "kubernetes::Deployment" },
);
const secret = alchemy.secret("hunter2");

const REFUSED: [string, Builder, ...string[]][] = [
  [
    "a builder that throws",
    () => {
      throw new Error("no luck");
    },
    'Resource graph "shop"',
    "threw: no luck",
  ],
  [
    "a reference in a string",
    (schema) => ({ web: configMap(`${schema.spec.name}-web`) }),
    "threw",
    "schema.spec.name",
    "text`",
  ],
  [
    "schema.status",
    (schema) => ({
      web: configMap("web", { a: (schema.status as never as Record<string, string>)["ready"] ?? "" }),
    }),
    "schema.status.ready",
    "kro has no schema.status",
  ],
  ["nothing", () => undefined, "returned undefined", "Return the resources by id"],
  ["a promise", async () => ({ web: configMap() }), "a promise", "no async function"],
  ["a list", () => [configMap()], "returned a list"],
  ["a string", () => "web", "returned a string"],
  ["one resource", () => configMap(), "single resource"],
  ["an unknown field", () => ({ resources: {}, stauts: {} }), "unknown field stauts"],
  [
    "a status that is no object",
    () => ({ resources: { web: configMap() }, status: "x" }),
    "a string as status",
  ],
  ["resources that are no record", () => ({ resources: [configMap()] }), "a list as resources"],
  [
    "a manifest instead of a template",
    () => ({ web: { kind: "Pod" } }),
    'resource "web" is an object',
    "template.<Kind>",
  ],
  [
    "a field of a resource",
    () => ({ web: template.ConfigMap({ metadata: { name: "a" } }).metadata }),
    "the reference ConfigMap.metadata",
  ],
  ["an expression", () => ({ web: cel`1` }), 'resource "web" is an expression'],
  ["an id with a dash", () => ({ "my-web": configMap() }), 'resource "my-web"', "myWeb"],
  ["an id in capitals", () => ({ DBConfig: configMap() }), "dbConfig"],
  [
    "a resource under two ids",
    () => {
      const web = configMap();
      return { a: web, b: web };
    },
    'resource "b" is the same ConfigMap "web" as "a"',
  ],
  [
    "a bucket",
    () => ({ assets: bucket }),
    'resource "assets"',
    "make it beside the graph",
    "spec of the instance",
  ],
  [
    "a bucket in a template",
    () => ({ web: configMap("web", { assets: bucket as never }) }),
    "spec.resources[web].template.data.assets",
    "beside the graph",
  ],
  ["an Alchemy resource", () => ({ web: deployed }), "kubernetes::Deployment", "template.<Kind>"],
  ["a promise as a resource", () => ({ web: Promise.resolve(deployed) }), "Await it"],
  [
    "a secret in a template",
    () => ({ web: configMap("web", { key: secret as never }) }),
    "template.data.key",
    "secretKeyRef",
  ],
  [
    "a secret in an expression",
    () => ({ web: configMap("web", { key: cel`${secret}` as never }) }),
    "CEL expression cannot hold",
  ],
  [
    "a Secret with a value",
    () => ({ web: simpleSecret({ name: "a", stringData: { KEY: "hunter2" } }) }),
    "stringData.KEY",
    "resource of its own",
  ],
  [
    "a Secret with data",
    () => ({
      web: template.object({
        apiVersion: "v1",
        kind: "Secret",
        metadata: { name: "a" },
        data: { KEY: "aHVudGVyMg==" },
      }),
    }),
    "data.KEY",
  ],
  [
    "a function",
    () => ({ web: configMap("web", { a: (() => "x") as never }) }),
    "spec.resources[web].template.data.a",
    "a function",
  ],
  ["a class instance", () => ({ web: configMap("web", { a: new Date(0) as never }) }), "class Date"],
  ["NaN", () => ({ web: configMap("web", { a: Number.NaN as never }) }), "NaN"],
  [
    "a resource that is not returned",
    (schema) => {
      const web = template.ConfigMap({ metadata: { name: schema.spec.name } });
      return { b: configMap("b", { a: web.metadata.name }) };
    },
    "spec.resources[b].template",
    'ConfigMap "${schema.spec.name}", which is not in the graph',
    "Return it",
  ],
  [
    "a dependency that is not returned",
    () => ({ b: template.ConfigMap({ metadata: { name: "b" } }, { dependsOn: configMap("a") }) }),
    'depends on ConfigMap "a"',
  ],
  [
    "a dependency that is none",
    () => ({ b: template.ConfigMap({ metadata: { name: "b" } }, { dependsOn: "a" as never }) }),
    "dependsOn takes resources of the graph, not a string",
  ],
  [
    "an unknown modifier",
    () => ({ b: template.ConfigMap({ metadata: { name: "b" } }, { readywhen: cel`1` } as never) }),
    "no modifier readywhen",
    "readyWhen",
  ],
  [
    "a condition of JavaScript",
    (schema) => ({
      b: template.ConfigMap(
        { metadata: { name: "b" } },
        { includeWhen: ((schema.spec.name as string) === "x") as never },
      ),
    }),
    "spec.resources[b].includeWhen",
    "decided while the graph was built",
  ],
  [
    "an iterator outside of its template",
    (schema) => {
      let region: unknown;
      const a = template.ConfigMap(
        (each) => {
          region = each.region;
          return { metadata: { name: each.region } };
        },
        { forEach: { region: schema.spec.regions } },
      );
      return { a, b: configMap("b", { a: region as string }) };
    },
    "region has no meaning here",
    "its own forEach only",
  ],
  [
    "a function without forEach",
    () => ({ a: template.ConfigMap((() => ({ metadata: { name: "a" } })) as never) }),
    "it has no forEach",
  ],
  [
    "forEach without a function",
    (schema) => ({
      a: template.ConfigMap({ metadata: { name: "a" } } as never, { forEach: { r: schema.spec.regions } }),
    }),
    "does not depend on its forEach",
  ],
  [
    "a manifest that is a reference",
    (schema) => ({ a: template.ConfigMap(schema.spec as never) }),
    "its manifest is a function",
  ],
  [
    "an external reference without a name",
    () => ({ a: externalRef(template.ConfigMap, {} as never) }),
    "neither a name nor a selector",
  ],
  [
    "an external reference with both",
    () => ({ a: externalRef(template.ConfigMap, { name: "a", selector: {} } as never) }),
    "a name and a selector",
  ],
  [
    "an external reference of nothing",
    () => ({ a: externalRef(undefined as never, "a") }),
    "takes an apiVersion and a kind",
  ],
  [
    "readyWhen of a selector",
    () => ({ a: externalRef(template.ConfigMap, { selector: {} }, { readyWhen: cel`true` } as never) }),
    "spec.resources[a]",
    "cannot have a readyWhen",
  ],
  [
    "an object without a kind",
    () => ({ a: template.object({ metadata: { name: "a" } } as never) }),
    "needs an apiVersion and a kind",
  ],
  [
    "the whole instance",
    (schema) => ({ a: configMap("a", { a: schema as never }) }),
    "the whole instance is no value",
  ],
];

describe("refuses", () => {
  test.each(REFUSED)("%s", (_, builder, ...parts) => {
    const error = errorOf(() => shop(builder));
    expect(error.code).toBe("usage");
    for (const part of parts) expect(error.message).toContain(part);
    expect(error.message).not.toContain("hunter2");
  });

  test.each([["a/b/v1"], ["/v1"], [""]])("the apiVersion %p", (apiVersion) => {
    expect(errorOf(() => shop(() => ({ a: configMap() }), { apiVersion })).message).toContain(
      "is no apiVersion",
    );
  });

  test.each([
    ["a: [", "not YAML"],
    ["", "0 ResourceGraphDefinitions among 0 documents"],
    ["kind: ResourceGraphDefinition\n---\nkind: ResourceGraphDefinition", "2 ResourceGraphDefinitions"],
  ])("the YAML %p", (yaml, message) => {
    expect(errorOf(() => graphFromYaml(yaml)).message).toContain(message);
  });
});

test("string fields of Alchemy resources are plain values", () => {
  expect(resourcesOf(() => ({ web: configMap("web", { bucket: bucket.name }) }))).toMatchObject([
    { template: { data: { bucket: "assets" } } },
  ]);
});

test("a Secret may hold references and CEL", () => {
  const stringData = (schema: SchemaProxy<ShopSpec>): Record<string, string> => ({
    a: schema.spec.name,
    b: "${schema.spec.name}",
    c: text`x${schema.spec.name}`,
  });
  expect(
    resourcesOf((schema) => ({ web: simpleSecret({ name: "web", stringData: stringData(schema) }) })),
  ).toMatchObject([
    {
      template: {
        stringData: { a: "${schema.spec.name}", b: "${schema.spec.name}", c: "x${schema.spec.name}" },
      },
    },
  ]);
});

describe("warns", () => {
  test.each<[string, Builder, string[]]>([
    ["of an if", (schema) => ({ web: configMap(schema.spec.big ? "big" : "small") }), ["schema.spec.big"]],
    [
      "of ===",
      (schema) => ({ web: configMap((schema.spec.name as string) === "x" ? "big" : "small") }),
      ["schema.spec.name"],
    ],
    [
      "of a live field",
      () => {
        const web = template.Pod({ metadata: { name: "a" } });
        return { web, b: configMap(web.status.phase ? "b" : "c") };
      },
      ["Pod.status.phase"],
    ],
    [
      "of values that went wrong earlier",
      () => ({ web: configMap(`web-${Object.prototype.toString.call({})}`) }),
      ["an object was turned into a string"],
    ],
    [
      "of nothing otherwise",
      (schema) => ({
        web: simpleConfigMap({ name: schema.spec.name, data: { a: text`${schema.spec.replicas}` } }),
      }),
      [],
    ],
  ])("%s", (_, builder, paths) => {
    const { warnings } = shop(builder);
    expect(warnings).toHaveLength(paths.length);
    for (const [index, path] of paths.entries()) expect(warnings[index]).toContain(path);
  });
});

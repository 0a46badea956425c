import { describe, expect, test } from "bun:test";
import { externalRef } from "../../../providers/kro/external-ref.ts";
import { simpleDeployment, simpleService } from "../../../providers/kro/simple/index.ts";
import { template } from "../../../providers/kro/template.ts";
import { readyRules } from "../../../src/graph/builder/readiness.ts";
import { cel, optional, text } from "../../../src/graph/builder/cel-tag.ts";
import type { SchemaProxy } from "../../../src/graph/builder/reference-types.ts";
import { configMap, resourcesOf, type ShopSpec } from "./shop.ts";

describe("a template", () => {
  test("may hold references and expressions everywhere", () => {
    const [, template_] = resourcesOf((schema) => {
      const web = configMap("web");
      const live = template.ConfigMap({
        metadata: { name: schema.spec.name, labels: { "a/b": schema.spec.name } },
        data: {
          a: cel`string(${schema.spec.replicas} + 1)`,
          b: text`${schema.spec.replicas}`,
          c: "${web.metadata.name}",
          d: undefined as never,
        },
      });
      return { web, live };
    });
    expect(template_).toEqual({
      id: "live",
      template: {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: "${schema.spec.name}", labels: { "a/b": "${schema.spec.name}" } },
        data: {
          a: "${string(schema.spec.replicas + 1)}",
          b: "${string(schema.spec.replicas)}",
          c: "${web.metadata.name}",
        },
      },
    });
  });

  test.each<[string, (schema: SchemaProxy<ShopSpec>) => unknown, string]>([
    ["strings of the spec", (schema) => text`a-${schema.spec.name}`, "a-${schema.spec.name}"],
    ["items of the spec", (schema) => text`${schema.spec.regions[0]}!`, "${schema.spec.regions[0]}!"],
    ["other types of the spec", (schema) => text`${schema.spec.big}`, "${string(schema.spec.big)}"],
    [
      "identity",
      (schema) => text`${schema.metadata.uid}/${schema.kind}`,
      "${schema.metadata.uid}/${schema.kind}",
    ],
    ["literals", () => text`a${1}${true}${"b"}`, "a1trueb"],
    [
      "shell variables",
      (schema) => text`echo $\{HOME} ${schema.spec.name}`,
      '${"echo ${HOME} "}${schema.spec.name}',
    ],
    ["text in text", (schema) => text`<${text`${schema.spec.name}:${80}`}>`, "<${schema.spec.name}:80>"],
    [
      "optional values",
      (schema) => text`${optional(schema.spec.name, "x")}`,
      '${string(schema.spec.?name.orValue("x"))}',
    ],
    ["lists", (schema) => text`${[schema.spec.name]}`, "${string([schema.spec.name])}"],
  ])("text: %s", (_, value, expected) => {
    const [resource] = resourcesOf((schema) => ({
      web: template.ConfigMap({ metadata: { name: "web" }, data: { value: value(schema) as never } }),
    }));
    expect(resource).toMatchObject({ template: { data: { value: expected } } });
  });

  test("text knows the strings of live objects", () => {
    const [, user] = resourcesOf(() => {
      const svc = simpleService({ name: "web", ports: [{ port: 80 }] });
      return { svc, user: configMap("user", { a: text`${svc.spec.clusterIP}:${svc.spec.ports[0].port}` }) };
    });
    expect(user).toMatchObject({
      template: { data: { a: "${svc.spec.clusterIP}:${string(svc.spec.ports[0].port)}" } },
    });
  });

  test("of any kind, and of a collection", () => {
    const [certificate, configs] = resourcesOf((schema) => ({
      certificate: template.object<{ secretName: string }, { revision: number }>({
        apiVersion: "cert-manager.io/v1",
        kind: "Certificate",
        metadata: { name: "tls" },
        spec: { secretName: schema.spec.name },
      }),
      configs: template.object(
        (each) => ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: each.region } }),
        {
          forEach: { region: schema.spec.regions, tier: ["a", schema.spec.name] },
        },
      ),
    }));
    expect(certificate).toMatchObject({
      template: { kind: "Certificate", spec: { secretName: "${schema.spec.name}" } },
    });
    expect(configs).toEqual({
      id: "configs",
      forEach: [{ region: "${schema.spec.regions}" }, { tier: '${["a", schema.spec.name]}' }],
      template: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "${region}" } },
    });
  });
});

describe("modifiers", () => {
  test("are written as kro's", () => {
    const [first, second] = resourcesOf((schema) => {
      const first = template.Job(
        { metadata: { name: "a" }, spec: { template: {} } },
        {
          readyWhen: [cel`true`, cel`false`],
          includeWhen: [schema.spec.big, cel`${schema.spec.replicas} > 1`],
        },
      );
      const second = template.ConfigMap(
        { metadata: { name: "b" } },
        { readyWhen: (self) => cel`has(${self.data})`, dependsOn: first },
      );
      return { first, second };
    });
    expect(first).toMatchObject({
      readyWhen: ["${true}", "${false}"],
      includeWhen: ["${schema.spec.big}", "${schema.spec.replicas > 1}"],
    });
    expect(second).toMatchObject({
      readyWhen: ["${has(second.data)}"],
      includeWhen: ['${first.metadata.name != ""}'],
    });
  });

  test("dependsOn gives what is waited for its usual condition, over the single object of a collection", () => {
    const resources = resourcesOf((schema) => {
      const job = template.Job((each) => ({ metadata: { name: each.name }, spec: { template: {} } }), {
        forEach: { name: schema.spec.regions },
      });
      const web = simpleDeployment({ name: "web", image: "nginx" });
      const config = configMap("plain");
      const after = template.ConfigMap({ metadata: { name: "after" } }, { dependsOn: [job, web, config] });
      return { after, job, web, config };
    });
    expect(resources.map(({ id, includeWhen, readyWhen }) => ({ id, includeWhen, readyWhen }))).toEqual([
      {
        id: "after",
        includeWhen: ["${size(job) >= 0}", '${web.metadata.name != ""}', '${config.metadata.name != ""}'],
        readyWhen: undefined,
      },
      { id: "job", includeWhen: undefined, readyWhen: readyRules("batch/v1", "Job", "each") },
      { id: "web", includeWhen: undefined, readyWhen: readyRules("apps/v1", "Deployment", "web") },
      { id: "config", includeWhen: undefined, readyWhen: undefined },
    ]);
  });
});

test.each<[string, (schema: SchemaProxy<ShopSpec>) => unknown, object]>([
  ["positional", () => externalRef("v1", "ConfigMap", "one"), { metadata: { name: "one" } }],
  [
    "positional with namespace",
    (schema) => externalRef("v1", "ConfigMap", schema.spec.name, "ns"),
    { metadata: { name: "${schema.spec.name}", namespace: "ns" } },
  ],
  [
    "object",
    () => externalRef({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "one" } }),
    { metadata: { name: "one" } },
  ],
  [
    "selector",
    (schema) =>
      externalRef({
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { selector: { matchLabels: { tier: schema.spec.name } } },
      }),
    { metadata: { selector: { matchLabels: { tier: "${schema.spec.name}" } } } },
  ],
  ["template", () => externalRef(template.ConfigMap, "one"), { metadata: { name: "one" } }],
  [
    "template and selector",
    () => externalRef(template.ConfigMap, { selector: {}, namespace: "a" }),
    { metadata: { selector: {}, namespace: "a" } },
  ],
])("externalRef: %s", (_, make, expected) => {
  expect(resourcesOf((schema) => ({ ext: make(schema) }))).toEqual([
    { id: "ext", externalRef: { apiVersion: "v1", kind: "ConfigMap", ...expected } as never },
  ]);
});

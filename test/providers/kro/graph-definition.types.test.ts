import { describe, expect, expectTypeOf, test } from "bun:test";
import { type } from "arktype";
import * as z from "zod";
import { externalRef } from "../../../providers/kro/external-ref.ts";
import type { Deployed } from "../../../providers/kro/factory-types.ts";
import type { KroInstance } from "../../../providers/kro/instance.ts";
import { graphDefinition } from "../../../providers/kro/graph-definition.ts";
import { template } from "../../../providers/kro/template.ts";
import { cel, optional, text } from "../../../src/graph/builder/cel-tag.ts";
import type { KubernetesRef, Ref, SchemaProxy } from "../../../src/graph/builder/reference-types.ts";
import { schemaProxy, schemaRoot } from "../../../src/graph/builder/schema-proxy.ts";

interface Spec {
  name: string;
  replicas: number;
  big: boolean;
  mode: "fast" | "safe";
  regions: string[];
  ports?: { name: string; port: number }[];
  labels: Record<string, string>;
  db?: { host?: string };
}

const schema: SchemaProxy<Spec, { ready: number }> = schemaProxy(schemaRoot(() => undefined));
const { spec } = schema;
const metadata = { name: spec.name };
const pod = { containers: [{ name: "main", image: "nginx" }] };

/** Checked by the compiler; what would throw is not run. */
function unrun(..._uses: (() => unknown)[]): void {}

describe("a reference", () => {
  test("has the type of its value", () => {
    expectTypeOf(spec.name).toEqualTypeOf<string & Ref<string>>();
    expectTypeOf(spec.replicas).toExtend<number>();
    expectTypeOf(spec.big).toExtend<Ref<boolean>>();
    expectTypeOf(spec.mode).toExtend<"fast" | "safe">();
    expectTypeOf(spec.regions).toExtend<Ref<string[]>>();
    expectTypeOf(spec.labels["a"]).toEqualTypeOf<(string & Ref<string>) | undefined>();
    expectTypeOf(schema.metadata.uid).toExtend<string>();
  });

  test("to an optional field needs no question mark", () => {
    expectTypeOf(spec.db.host).toEqualTypeOf<string & Ref<string>>();
    expectTypeOf(optional(spec.db.host, "x")).toEqualTypeOf<string & Ref<string>>();
    // @ts-expect-error another type than the field's
    unrun(() => optional(spec.replicas, "one"));
  });

  test("to a field that there is not, or of another type, does not compile", () => {
    unrun(
      // @ts-expect-error no such field
      () => spec.nmae,
      // @ts-expect-error no such field below
      () => spec.db.hots,
      // @ts-expect-error a number is no string
      (): string => spec.replicas,
      // @ts-expect-error no such field of an instance
      () => schema.sepc,
      // @ts-expect-error kro has no schema.status
      (): number => schema.status.ready,
    );
  });

  test("of an expression has the declared type, or fits everywhere", () => {
    expectTypeOf(cel<string>`"a"`).toEqualTypeOf<string & Ref<string>>();
    expectTypeOf(cel`1`).toExtend<Ref<string>>();
    expectTypeOf(cel`1`).toExtend<Ref<boolean>>();
    expectTypeOf(text`a`).toExtend<string>();
    expectTypeOf(cel`json.unmarshal("{}")`["any"]).toExtend<Ref<number> | undefined>();
  });
});

describe("a template", () => {
  test("takes values and references of the field's type", () => {
    const web = template.Deployment({
      metadata: { name: text`${spec.name}-web`, labels: spec.labels },
      spec: {
        replicas: spec.replicas,
        paused: cel`false`,
        selector: { matchLabels: { app: spec.name } },
        template: { spec: pod },
      },
    });
    const svc = template.Service({
      metadata,
      spec: { ports: [{ port: spec.replicas, targetPort: spec.name }, { port: 80 }] },
    });
    expectTypeOf(web.status.readyReplicas).toExtend<number>();
    expectTypeOf(web.metadata.name).toExtend<string>();
    expectTypeOf(svc.spec.clusterIP).toExtend<string>();
    const config = template.ConfigMap({ metadata, data: spec.labels });
    expectTypeOf(config.data["KEY"]).toExtend<string | undefined>();
    expect([web, svc, config]).toHaveLength(3);
  });

  test("with a wrong field, a wrong type or a wrong kind does not compile", () => {
    const selector = {};
    unrun(
      // @ts-expect-error no such kind
      () => template.Deploymint({ metadata }),
      // @ts-expect-error no such field
      () => template.Deployment({ metadata, spec: { selector, template: {}, replicsa: 1 } }),
      // @ts-expect-error no such field deep inside
      () => template.Pod({ metadata, spec: { containers: [{ name: "a", imgae: "nginx" }] } }),
      // @ts-expect-error a string is no number
      () => template.Deployment({ metadata, spec: { selector, template: {}, replicas: "1" } }),
      // @ts-expect-error nor is a reference to one
      () => template.Deployment({ metadata, spec: { selector, template: {}, replicas: spec.name } }),
      // @ts-expect-error a number is no string
      () => template.ConfigMap({ metadata, data: { a: spec.replicas } }),
      // @ts-expect-error a required field is missing
      () => template.Deployment({ metadata, spec: { template: {} } }),
      // @ts-expect-error a name is required
      () => template.ConfigMap({ metadata: {} }),
      // @ts-expect-error the status is the controller's
      () => template.Pod({ metadata, spec: pod, status: {} }),
      // @ts-expect-error no such field in the live object
      () => template.Pod({ metadata, spec: pod }).status.fase,
    );
  });

  test("of another kind is checked by its spec", () => {
    const head = { apiVersion: "example.com/v1", kind: "Thing", metadata };
    const thing = template.object<{ size: number }, { host: string }>({
      ...head,
      spec: { size: spec.replicas },
    });
    expectTypeOf(thing.status.host).toExtend<string>();
    // @ts-expect-error no such field
    unrun(() => template.object<{ size: number }, unknown>({ ...head, spec: { size: 1, siez: 1 } }));
    expectTypeOf(template.object(head)["anything"]).toExtend<Ref<number> | undefined>();
  });
});

describe("modifiers", () => {
  test("take conditions, lists of them, and functions of the resource", () => {
    const web = template.Pod(
      { metadata, spec: pod },
      { includeWhen: [spec.big, cel`true`], readyWhen: (self) => cel`${self.status.phase} == "Running"` },
    );
    template.ConfigMap({ metadata }, { dependsOn: web });
    unrun(
      // @ts-expect-error unknown modifier
      () => template.ConfigMap({ metadata }, { readywhen: spec.big }),
      // @ts-expect-error a string is no condition
      () => template.ConfigMap({ metadata }, { includeWhen: spec.name }),
      // @ts-expect-error a boolean of JavaScript would be decided too early
      () => template.ConfigMap({ metadata }, { includeWhen: spec.name === "x" }),
      // @ts-expect-error a field is no resource
      () => template.ConfigMap({ metadata }, { dependsOn: web.status }),
      // @ts-expect-error no such field
      () => template.Pod({ metadata, spec: pod }, { readyWhen: (self) => cel`${self.status.fase}` }),
    );
  });

  test("forEach types the iterators from its lists, and the resource as a list", () => {
    const services = template.Service(
      (each) => ({
        metadata: { name: text`${each.region}-${each.port.name}` },
        spec: { ports: [{ port: each.port.port }] },
      }),
      {
        forEach: { region: ["a", spec.name], port: spec.ports },
        readyWhen: (each) => cel`${each.spec.clusterIP} != ""`,
      },
    );
    expectTypeOf(services[0].spec.clusterIP).toEqualTypeOf<string & Ref<string>>();
    unrun(
      () =>
        // @ts-expect-error no such iterator
        template.ConfigMap((each) => ({ metadata: { name: each.nope } }), {
          forEach: { region: spec.regions },
        }),
      () =>
        // @ts-expect-error a number is no string
        template.ConfigMap((each) => ({ metadata: { name: each.port.port } }), {
          forEach: { port: spec.ports },
        }),
      // @ts-expect-error a string is no list
      () => template.ConfigMap((each) => ({ metadata: { name: each.a } }), { forEach: { a: spec.name } }),
      // @ts-expect-error the manifest has to depend on the iterators
      () => template.ConfigMap({ metadata }, { forEach: { region: spec.regions } }),
      // @ts-expect-error a list has no metadata
      () => services.metadata,
    );
  });
});

test("external references have the type that they are given", () => {
  const thing = externalRef<{ size: number }, { host: string }>("example.com/v1", "Thing", spec.name);
  const config = externalRef(template.ConfigMap, { name: "settings" });
  const configs = externalRef(template.ConfigMap, { selector: { matchLabels: { app: spec.name } } });
  expectTypeOf(thing.status.host).toExtend<string>();
  expectTypeOf(config.data["A"]).toExtend<string | undefined>();
  expectTypeOf(configs[0].data["A"]).toExtend<string | undefined>();
  unrun(
    // @ts-expect-error no such field in the status
    () => thing.status.hots,
    // @ts-expect-error no readyWhen for what a selector finds
    () => externalRef(template.ConfigMap, { selector: {} }, { readyWhen: spec.big }),
    // @ts-expect-error a name is no number
    () => externalRef("v1", "ConfigMap", spec.replicas),
  );
});

describe("a graph", () => {
  const head = { apiVersion: "example.com/v1alpha1", kind: "Shop" };

  test("types the builder and its instances by the schema", () => {
    const arkSpec = type({ name: "string", replicas: "number.integer = 1" });
    const ark = graphDefinition(
      "shop",
      ({ spec }) => ({
        web: template.ConfigMap({ metadata: { name: spec.name }, data: { a: text`${spec.replicas}` } }),
      }),
      {
        ...head,
        spec: { name: "string", replicas: "integer" } as unknown as typeof arkSpec,
      },
    );
    expectTypeOf<Parameters<typeof ark.getInstance>[0]>().toEqualTypeOf<{
      name: string;
      replicas?: number;
    }>();
    expectTypeOf(ark.schema.spec.replicas).toExtend<number>();
    unrun(
      // @ts-expect-error a wrong type
      () => ark.getInstance({ name: 1 }),
      // @ts-expect-error a wrong field
      () => ark.getInstance({ name: "a", replcias: 1 }),
      () =>
        graphDefinition(
          "shop",
          // @ts-expect-error a wrong field in a reference
          ({ spec }) => ({ a: template.ConfigMap({ metadata: { name: spec.nmae } }) }),
          { ...head, spec: z.object({ name: z.string() }) },
        ),
    );
  });

  test("takes types from SimpleSchema", () => {
    const simple = graphDefinition(
      "shop",
      ({ spec }) => ({ a: template.ConfigMap({ metadata: { name: spec.name } }) }),
      {
        ...head,
        spec: {
          name: "string | required=true",
          replicas: "integer | default=1",
          host: "string",
          ratio: "float",
          on: "boolean",
          tags: "[]string",
          labels: "map[string]integer",
          db: { size: "string | required=true", class: "string" },
          cache: { ttl: 'integer | default=60 description="in s"' },
        },
      },
    );
    interface Written {
      name: string;
      replicas?: number;
      host?: string;
      ratio?: number;
      on?: boolean;
      tags?: string[];
      labels?: Record<string, number>;
      db?: { size: string; class?: string };
      cache?: { ttl?: number };
    }
    expectTypeOf<Parameters<typeof simple.getInstance>[0]>().toExtend<Written>();
    expectTypeOf<Written>().toExtend<Parameters<typeof simple.getInstance>[0]>();
    const custom = graphDefinition(
      "shop",
      ({ spec }) => ({ a: template.ConfigMap({ metadata: { name: spec.ports[0].name } }) }),
      {
        ...head,
        spec: { ports: "[]Port | required=true" },
        types: { Port: { name: "string | required=true" } },
      },
    );
    expectTypeOf<Parameters<typeof custom.getInstance>[0]>().toExtend<{ ports: { name: string }[] }>();
    // @ts-expect-error a wrong field of a custom type
    unrun(() => custom.getInstance({ ports: [{ name: "a", nmae: "b" }] }));
    expectTypeOf(simple.schema.spec.cache.ttl).toExtend<number>();
    // @ts-expect-error a wrong field
    unrun(() => simple.schema.spec.chace);
  });

  test("types the status by what the builder returns, or by its declaration", () => {
    const inferred = graphDefinition(
      "shop",
      ({ spec }) => {
        const web = template.Deployment({
          metadata: { name: spec.name },
          spec: { selector: {}, template: {} },
        });
        return {
          resources: { web },
          status: {
            ready: web.status.readyReplicas,
            nested: { url: cel<string>`"a"`, ok: cel<boolean>`true` },
            any: cel`1`,
          },
        };
      },
      { ...head, spec: {} as { name: string } },
    );
    type Status = NonNullable<(typeof inferred.definition)["~types"]>["status"];
    expectTypeOf<Status>().toEqualTypeOf<{
      ready: number;
      nested: { url: string; ok: boolean };
      any: unknown;
    }>();
    expectTypeOf(inferred.getInstance({ name: "a" }).status.nested.url).toEqualTypeOf<
      KubernetesRef<string>
    >();
    unrun(
      () =>
        graphDefinition(
          "shop",
          ({ spec }) => ({
            resources: { a: template.ConfigMap({ metadata: { name: spec.name } }) },
            // @ts-expect-error a number where the declared status has a string
            status: { url: spec.replicas },
          }),
          {
            ...head,
            spec: {} as Spec,
            status: {} as { url: string },
          },
        ),
      // @ts-expect-error a field of no template
      () => graphDefinition("shop", () => ({ a: { kind: "Pod" } }), { ...head, spec: {} as Spec }),
      // @ts-expect-error an unknown part of the definition
      () => graphDefinition("shop", () => ({}), { ...head, spec: {} as Spec, scpoe: "Cluster" }),
    );
  });

  test("in a graph is a template with its own types", () => {
    const database = graphDefinition(
      "db",
      ({ spec }) => ({ a: template.ConfigMap({ metadata: { name: spec.name } }) }),
      {
        ...head,
        spec: {} as { name: string; size: number },
        status: {} as { host: string },
      },
    );
    unrun(
      () => database.template({ metadata, spec: { name: spec.name, size: spec.replicas } }).status.host,
      // @ts-expect-error a wrong type
      () => database.template({ metadata, spec: { name: spec.name, size: "1" } }),
      // @ts-expect-error a wrong field of the status
      () => database.template({ metadata, spec: { name: spec.name, size: 1 } }).status.hots,
      () => externalRef(database, { name: "shared" }).status.host,
    );
  });
});

test("what is deployed has the whole spec, and of the status what is there", () => {
  type Shop = Deployed<{ name: string; replicas: number }, { url: string; db: { port: number } }>;
  expectTypeOf<Shop["spec"]>().toEqualTypeOf<{ name: string; replicas: number }>();
  expectTypeOf<Shop["status"]>().toEqualTypeOf<{ url?: string; db?: { port?: number } }>();
  expectTypeOf<KroInstance<Shop["spec"], { url: string }>["status"]>().toEqualTypeOf<{ url?: string }>();
  expect.assertions(0);
});

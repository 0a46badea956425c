import { describe, expect, expectTypeOf, test } from "bun:test";
import type {
  V1CustomResourceDefinition,
  V1DeviceClass,
  V1JSONSchemaProps,
  V1Lease,
  V1LimitRangeItem,
  V1ListMeta,
  V1NetworkPolicyIngressRule,
  V1NetworkPolicySpec,
  V1ObjectMeta,
  V1PodSpec,
  V1Secret,
  V1ServicePort,
} from "@kubernetes/client-node";
import * as models from "@kubernetes/client-node/dist/gen/models/all.js";
import type { Json } from "../../../src/model/json.ts";
import type { EscapedNames, EscapedSchemaNames, Wire, WithSecrets } from "../../../src/model/wire.ts";

class Sealed {
  readonly unencrypted = "value";
}
const sealed = new Sealed();

const escaped: EscapedNames & EscapedSchemaNames = {
  _continue: "continue",
  _default: "default",
  _enum: "enum",
  _from: "from",
  _int: "int",
  ref: "$ref",
  schema: "$schema",
  x_kubernetes_embedded_resource: "x-kubernetes-embedded-resource",
  x_kubernetes_int_or_string: "x-kubernetes-int-or-string",
  x_kubernetes_list_map_keys: "x-kubernetes-list-map-keys",
  x_kubernetes_list_type: "x-kubernetes-list-type",
  x_kubernetes_map_type: "x-kubernetes-map-type",
  x_kubernetes_preserve_unknown_fields: "x-kubernetes-preserve-unknown-fields",
  x_kubernetes_validations: "x-kubernetes-validations",
};

interface Attribute {
  name: string;
  baseName: string;
}

function attributesOf(model: unknown): readonly Attribute[] {
  return typeof model === "function" && "attributeTypeMap" in model
    ? (model.attributeTypeMap as readonly Attribute[])
    : [];
}

function modelsThatRename(wanted: string): string[] {
  return Object.entries(models)
    .filter(([, model]) =>
      attributesOf(model).some(({ name, baseName }) => name === wanted && name !== baseName),
    )
    .map(([name]) => name);
}

describe("Wire", () => {
  test("knows every name that a model class escapes, and no other", () => {
    const attributes = Object.values(models).flatMap(attributesOf);
    expect(attributes.length).toBeGreaterThan(2000);
    const renamed = attributes.filter(({ name, baseName }) => name !== baseName);
    expect(Object.fromEntries(renamed.map(({ name, baseName }) => [name, baseName]))).toEqual({ ...escaped });
  });

  test("ref and schema are escaped in JSON schemas only", () => {
    expect(["ref", "schema", "x_kubernetes_validations"].flatMap(modelsThatRename)).toEqual(
      Array<string>(3).fill("V1JSONSchemaProps"),
    );
  });

  test("takes the names of the wire and refuses the escaped ones", () => {
    const rule: Wire<V1NetworkPolicyIngressRule> = {
      from: [{ podSelector: { matchLabels: { app: "web" } } }],
    };
    // @ts-expect-error the wire says `from`
    const escapedRule: Wire<V1NetworkPolicyIngressRule> = { _from: [] };
    const nested: Wire<V1NetworkPolicySpec> = { podSelector: {}, ingress: [rule] };
    // @ts-expect-error also below the top
    const escapedNested: Wire<V1NetworkPolicySpec> = { podSelector: {}, ingress: [{ _from: [] }] };
    expect([rule, escapedRule, nested, escapedNested]).toHaveLength(4);
    expectTypeOf<Wire<V1ListMeta>["continue"]>().toEqualTypeOf<string | undefined>();
    expectTypeOf<Wire<V1LimitRangeItem>["default"]>().toEqualTypeOf<Record<string, string> | undefined>();
  });

  test("keeps optional properties optional and required ones required when it renames", () => {
    // @ts-expect-error `type` is required
    const item: Wire<V1LimitRangeItem> = { default: { cpu: "1" } };
    const complete: Wire<V1LimitRangeItem> = { type: "Container" };
    expect([item, complete]).toHaveLength(2);
  });

  test("keeps the keys of maps: they are the user's", () => {
    const labels: Wire<V1ObjectMeta>["labels"] = { _from: "here", ref: "main" };
    expect(Object.keys(labels ?? {})).toEqual(["_from", "ref"]);
  });

  test("writes JSON schemas as the wire has them, at every depth", () => {
    const schema: Wire<V1JSONSchemaProps> = {
      $schema: "http://json-schema.org/schema#",
      type: "object",
      properties: {
        size: {
          type: "integer",
          default: 1,
          enum: [1, 2],
          "x-kubernetes-validations": [{ rule: "self > 0" }],
        },
        port: { "x-kubernetes-int-or-string": true, items: { type: "string" } },
      },
    };
    // @ts-expect-error the wire says `x-kubernetes-int-or-string`
    const wrong: Wire<V1JSONSchemaProps> = { properties: { a: { x_kubernetes_int_or_string: true } } };
    expect([schema, wrong]).toHaveLength(2);
    type Versions = Wire<V1CustomResourceDefinition>["spec"]["versions"];
    expectTypeOf<NonNullable<Versions[number]["schema"]>>().toHaveProperty("openAPIV3Schema");
  });

  test("writes dates as strings and leaves numbers-or-strings alone", () => {
    expectTypeOf<Wire<V1ObjectMeta>["creationTimestamp"]>().toEqualTypeOf<string | undefined>();
    expectTypeOf<NonNullable<Wire<V1Lease>["spec"]>["renewTime"]>().toEqualTypeOf<string | undefined>();
    expectTypeOf<Wire<V1ServicePort>["targetPort"]>().toEqualTypeOf<number | string | undefined>();
    expectTypeOf<Wire<V1ServicePort>["port"]>().toEqualTypeOf<number>();
    // @ts-expect-error a Date is not JSON
    const meta: Wire<V1ObjectMeta> = { creationTimestamp: new Date(0) };
    expect(meta).toBeDefined();
  });

  test("writes `any` as JSON", () => {
    expectTypeOf<Wire<V1JSONSchemaProps>["default"]>().toEqualTypeOf<Json | undefined>();
    const config: NonNullable<Wire<V1DeviceClass>["spec"]["config"]> = [
      { opaque: { driver: "gpu.example.com", parameters: { sharing: { strategy: "TimeSlicing" } } } },
    ];
    const wrong: Wire<V1JSONSchemaProps> = {
      // @ts-expect-error a function is not JSON
      default: () => 1,
    };
    expect([config, wrong]).toHaveLength(2);
  });
});

describe("WithSecrets", () => {
  test("takes a secret wherever a string is", () => {
    const pod: WithSecrets<Wire<V1PodSpec>, Sealed> = {
      containers: [
        { name: "web", image: sealed, args: ["--key", sealed], env: [{ name: "KEY", value: sealed }] },
      ],
      nodeSelector: { zone: sealed },
    };
    const data: WithSecrets<Wire<V1Secret>, Sealed> = { stringData: { KEY: sealed }, type: "Opaque" };
    const port: WithSecrets<Wire<V1ServicePort>, Sealed> = { port: 80, targetPort: sealed };
    expect([pod, data, port]).toHaveLength(3);
  });

  test("takes none where the wire has a number or a boolean", () => {
    // @ts-expect-error a port is a number
    const port: WithSecrets<Wire<V1ServicePort>, Sealed> = { port: sealed };
    // @ts-expect-error a boolean
    const secret: WithSecrets<Wire<V1Secret>, Sealed> = { immutable: sealed };
    expect([port, secret]).toHaveLength(2);
  });

  test("takes secrets inside free JSON and leaves literals alone", () => {
    const json: WithSecrets<Json, Sealed> = { a: [1, sealed, { b: [sealed, null] }] };
    expect(json).toBeDefined();
    expectTypeOf<WithSecrets<"A" | "B", Sealed>>().toEqualTypeOf<"A" | "B">();
    expectTypeOf<WithSecrets<string[], Sealed>>().toEqualTypeOf<(string | Sealed)[]>();
  });
});

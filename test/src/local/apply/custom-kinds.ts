/** Custom kinds with a field of every type that has its own way of being merged. */

import type { StructuralSchema } from "../../../../src/model/schema.ts";
import type { KindName } from "./scenario.ts";

const STRING: StructuralSchema = { type: "string" };
const INTEGER: StructuralSchema = { type: "integer" };

const ITEM: StructuralSchema = {
  type: "object",
  required: ["name"],
  properties: {
    name: STRING,
    value: STRING,
    nested: { type: "object", properties: { a: STRING, b: STRING } },
    tags: { type: "array", "x-kubernetes-list-type": "set", items: STRING },
    labels: { type: "object", additionalProperties: STRING },
  },
};

const PORT: StructuralSchema = {
  type: "object",
  required: ["port"],
  properties: {
    port: INTEGER,
    protocol: { type: "string", default: "TCP" },
    host: STRING,
  },
};

const POINT: StructuralSchema = { type: "object", properties: { x: INTEGER, y: INTEGER } };

/** The fields of the widget's spec. */
const SPEC: Record<string, StructuralSchema> = {
  text: STRING,
  count: INTEGER,
  ratio: { type: "number" },
  flag: { type: "boolean" },
  either: { "x-kubernetes-int-or-string": true },
  defaulted: { type: "string", default: "preset" },
  nullable: { type: "string", nullable: true },
  plainList: { type: "array", items: STRING },
  atomicList: { type: "array", "x-kubernetes-list-type": "atomic", items: ITEM },
  set: { type: "array", "x-kubernetes-list-type": "set", items: STRING },
  numbers: { type: "array", "x-kubernetes-list-type": "set", items: INTEGER },
  keyed: {
    type: "array",
    "x-kubernetes-list-type": "map",
    "x-kubernetes-list-map-keys": ["name"],
    items: ITEM,
  },
  ports: {
    type: "array",
    "x-kubernetes-list-type": "map",
    "x-kubernetes-list-map-keys": ["port", "protocol"],
    items: PORT,
  },
  strings: { type: "object", additionalProperties: STRING },
  objects: { type: "object", additionalProperties: ITEM },
  sets: {
    type: "object",
    additionalProperties: { type: "array", "x-kubernetes-list-type": "set", items: STRING },
  },
  point: POINT,
  atomicPoint: { ...POINT, "x-kubernetes-map-type": "atomic" },
  atomicStrings: {
    type: "object",
    additionalProperties: STRING,
    "x-kubernetes-map-type": "atomic",
  },
  granularStrings: {
    type: "object",
    additionalProperties: STRING,
    "x-kubernetes-map-type": "granular",
  },
  free: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
  halfFree: { ...POINT, "x-kubernetes-preserve-unknown-fields": true },
  anything: { "x-kubernetes-preserve-unknown-fields": true },
  embedded: {
    type: "object",
    "x-kubernetes-embedded-resource": true,
    "x-kubernetes-preserve-unknown-fields": true,
  },
};

/** The whole schema of a widget. */
export const WIDGET_SCHEMA: StructuralSchema = {
  type: "object",
  properties: {
    spec: { type: "object", properties: SPEC },
    status: {
      type: "object",
      properties: {
        phase: STRING,
        conditions: {
          type: "array",
          "x-kubernetes-list-type": "map",
          "x-kubernetes-list-map-keys": ["type"],
          items: {
            type: "object",
            required: ["type"],
            properties: { type: STRING, status: STRING, reason: STRING },
          },
        },
      },
    },
  },
};

export const WIDGET: KindName = { apiVersion: "vectors.example.com/v1", kind: "Widget", plural: "widgets" };

/** A custom kind whose only known fields are none. */
export const LOOSE_SCHEMA: StructuralSchema = {
  type: "object",
  "x-kubernetes-preserve-unknown-fields": true,
};

export const LOOSE: KindName = { apiVersion: "vectors.example.com/v1", kind: "Loose", plural: "looses" };

/** Kinds whose schema changes once the object is there: before and after. */
export const CHANGING: KindName = {
  apiVersion: "vectors.example.com/v1",
  kind: "Changing",
  plural: "changings",
};

const CHANGING_FIELDS: Record<string, StructuralSchema> = {
  strings: { type: "object", additionalProperties: STRING },
  point: POINT,
  keyed: SPEC["keyed"] ?? {},
  set: SPEC["set"] ?? {},
};

function changing(fields: Record<string, StructuralSchema>): StructuralSchema {
  return { type: "object", properties: { spec: { type: "object", properties: fields } } };
}

/** Everything in it may be owned in parts. */
export const GRANULAR_SCHEMA: StructuralSchema = changing(CHANGING_FIELDS);

/** Everything in it is owned as a whole. */
export const ATOMIC_SCHEMA: StructuralSchema = changing({
  strings: { ...CHANGING_FIELDS["strings"], "x-kubernetes-map-type": "atomic" },
  point: { ...POINT, "x-kubernetes-map-type": "atomic" },
  keyed: { type: "array", "x-kubernetes-list-type": "atomic", items: ITEM },
  set: { type: "array", "x-kubernetes-list-type": "atomic", items: STRING },
});

/** The definition of a custom kind, with two versions of the same schema; without status where `status` is false. */
export function definition({ kind, plural }: KindName, schema: StructuralSchema, status = true): object {
  const version = (name: string) => ({
    name,
    served: true,
    storage: name === "v1",
    schema: { openAPIV3Schema: schema },
    ...(status
      ? {
          subresources: {
            status: {},
            scale: { specReplicasPath: ".spec.count", statusReplicasPath: ".status.count" },
          },
        }
      : {}),
  });
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.vectors.example.com` },
    spec: {
      group: "vectors.example.com",
      scope: "Namespaced",
      names: { kind, plural, singular: kind.toLowerCase() },
      versions: [version("v1"), version("v2")],
    },
  };
}

/** What the compared expressions see: one spec, and one live object per kind of schema that matters. Data only. */

import type { JsonObject } from "../../../src/model/json.ts";
import type { Manifest } from "../../../src/model/object.ts";
import type { StructuralSchema } from "../../../src/model/schema.ts";

export const GROUP = "agreement.test";

/** Spec of the instances, as SimpleSchema. */
export const SPEC_SCHEMA: JsonObject = {
  name: "string",
  replicas: "integer",
  ratio: "float",
  whole: "float",
  enabled: "boolean",
  tags: "[]string",
  ports: "[]integer",
  labels: "map[string]string",
  limits: "map[string]integer",
  nested: { host: "string", port: "integer" },
  items: "[]Item",
  free: "object",
  absent: "string",
  absentNested: { host: "string" },
  empty: "[]string",
  unicode: "string",
  json: "string",
};

export const TYPES: JsonObject = { Item: { name: "string", size: "integer", note: "string" } };

export const SPEC: JsonObject = {
  name: "shop",
  replicas: 3,
  ratio: 0.5,
  whole: 2,
  enabled: true,
  tags: ["b", "a", "c", "a"],
  ports: [443, 80],
  labels: { app: "shop", tier: "web" },
  limits: { cpu: 2 },
  nested: { host: "h.example.com", port: 5432 },
  items: [
    { name: "z", size: 1 },
    { name: "y", size: 2 },
  ],
  free: { a: 1, b: [1, 2.5, "x", null], c: { d: true }, f: 2.5, n: null },
  empty: [],
  unicode: "grüße 😀 日本",
  json: '{"a":[1,2.5,{"b":null}]}',
};

const string: StructuralSchema = { type: "string" };
const integer: StructuralSchema = { type: "integer" };
const listOf = (items: StructuralSchema, more: StructuralSchema = {}): StructuralSchema => ({
  type: "array",
  items,
  ...more,
});
const object = (properties: Record<string, StructuralSchema>): StructuralSchema => ({
  type: "object",
  properties,
});

const WIDGET_SPEC = object({
  bytes: { type: "string", format: "byte" },
  when: { type: "string", format: "date-time" },
  day: { type: "string", format: "date" },
  span: { type: "string", format: "duration" },
  anyInt: { "x-kubernetes-int-or-string": true },
  anyString: { "x-kubernetes-int-or-string": true },
  amount: { type: "number" },
  wholeAmount: { type: "number" },
  count: integer,
  flag: { type: "boolean" },
  free: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
  typeless: { "x-kubernetes-preserve-unknown-fields": true },
  maybe: { type: "string", nullable: true },
  atomic: listOf(string, { "x-kubernetes-list-type": "atomic" }),
  set: listOf(string, { "x-kubernetes-list-type": "set" }),
  keyed: listOf(
    { ...object({ key: string, value: string }), required: ["key"] },
    { "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["key"] },
  ),
  namespace: string,
  "dash-ed": string,
  "dot.ted": string,
  "sla/sh": string,
  under__score: string,
  deep: { type: "object", additionalProperties: listOf(object({ x: integer })) },
  level: { type: "string", enum: ["low", "high"] },
  embedded: {
    type: "object",
    "x-kubernetes-embedded-resource": true,
    "x-kubernetes-preserve-unknown-fields": true,
  },
  numbers: listOf({ type: "number" }),
  open: {
    type: "object",
    properties: { x: integer },
    "x-kubernetes-preserve-unknown-fields": true,
  },
  bare: { type: "object" },
  tokens: listOf({ type: "string", format: "byte" }),
  pair: object({ host: string, port: integer }),
  labels: { type: "object", additionalProperties: string },
});

const WIDGET_DEFINITION: Manifest = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: `widgets.${GROUP}` },
  spec: {
    group: GROUP,
    scope: "Namespaced",
    names: { kind: "Widget", listKind: "WidgetList", plural: "widgets", singular: "widget" },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        schema: { openAPIV3Schema: object({ spec: WIDGET_SPEC }) },
      },
    ],
  },
};

/** Where the values of expressions are written to: its spec takes any type. */
const SINK_DEFINITION: Manifest = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: `sinks.${GROUP}` },
  spec: {
    group: GROUP,
    scope: "Namespaced",
    names: { kind: "Sink", listKind: "SinkList", plural: "sinks", singular: "sink" },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: object({ spec: { type: "object", "x-kubernetes-preserve-unknown-fields": true } }),
        },
      },
    ],
  },
};

const WIDGET: Manifest = {
  apiVersion: `${GROUP}/v1`,
  kind: "Widget",
  metadata: { name: "widget" },
  spec: {
    bytes: "aGVsbG8=",
    when: "2024-02-29T12:34:56Z",
    day: "2024-02-29",
    span: "1h30m",
    anyInt: 5,
    anyString: "50%",
    amount: 1.5,
    wholeAmount: 4,
    count: 7,
    flag: true,
    free: { a: 1, c: { d: "x" } },
    typeless: { any: ["thing"] },
    maybe: null,
    atomic: ["b", "a"],
    set: ["a", "b", "c"],
    keyed: [
      { key: "one", value: "1" },
      { key: "two", value: "2" },
    ],
    namespace: "keyword",
    "dash-ed": "dash",
    "dot.ted": "dot",
    "sla/sh": "slash",
    under__score: "under",
    deep: { one: [{ x: 1 }] },
    level: "low",
    embedded: { apiVersion: "v1", kind: "Thing", metadata: { name: "inner" }, extra: 1 },
    numbers: [1, 2.5],
    open: { x: 1, y: "unknown" },
    bare: {},
    tokens: ["aGVsbG8="],
    pair: { host: "h", port: 1 },
    labels: { a: "b" },
  },
};

const POD = {
  metadata: { labels: { app: "web" } },
  spec: { containers: [{ name: "web", image: "nginx:1" }] },
};

/** Objects that have to be there before the expressions are evaluated, in the order of creation. */
export const OBJECTS: readonly Manifest[] = [
  {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web" },
    spec: { replicas: 2, selector: { matchLabels: { app: "web" } }, template: POD },
  },
  {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "svc", labels: { "app.kubernetes.io/name": "svc", tier: "front" } },
    spec: {
      selector: { app: "web" },
      ports: [
        { name: "http", port: 80, targetPort: 8080 },
        { name: "admin", port: 81, targetPort: "admin" },
      ],
    },
  },
  {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "config", labels: { set: "configs" } },
    data: { mode: "fast", "with.dot": "dotted" },
  },
  {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "config-2", labels: { set: "configs" } },
    data: { mode: "slow" },
  },
  { apiVersion: "v1", kind: "Secret", metadata: { name: "secret" }, data: { token: "czNjcjN0" } },
  {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name: "claim" },
    spec: {
      storageClassName: "none",
      accessModes: ["ReadWriteOnce"],
      resources: { requests: { storage: "2Gi" } },
    },
  },
  WIDGET,
];

/** Kinds that have to be there before the objects. */
export const DEFINITIONS: readonly Manifest[] = [WIDGET_DEFINITION, SINK_DEFINITION];

/** A variable of the expressions: the objects that it stands for. */
export interface Variable {
  apiVersion: string;
  kind: string;
  /** One object by name, or a list of objects by labels. */
  metadata: { name: string } | { selector: { matchLabels: Record<string, string> } };
}

export const VARIABLES: Readonly<Record<string, Variable>> = {
  web: { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "web" } },
  svc: { apiVersion: "v1", kind: "Service", metadata: { name: "svc" } },
  config: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "config" } },
  configs: {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { selector: { matchLabels: { set: "configs" } } },
  },
  secret: { apiVersion: "v1", kind: "Secret", metadata: { name: "secret" } },
  claim: { apiVersion: "v1", kind: "PersistentVolumeClaim", metadata: { name: "claim" } },
  widget: { apiVersion: `${GROUP}/v1`, kind: "Widget", metadata: { name: "widget" } },
};

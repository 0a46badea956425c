/** What happens to definitions and their objects one after the other: the steps that both servers take. */

import type { Schema } from "../../../../src/local/validation/index.ts";
import type { JsonObject } from "../../../../src/model/json.ts";
import type { Manifest } from "../../../../src/model/object.ts";

/** An object by its kind's plural and name; definitions are `customresourcedefinitions`. */
export interface Ref {
  plural: string;
  name: string;
  /** @default "v1" */
  version?: string;
}

/** One request. `with` is put over what is there, field by field; `undefined` takes a field away. */
export type Step =
  | { create: Ref; object: JsonObject }
  | { update: Ref; with: Record<string, unknown> }
  | { status: Ref; with: Record<string, unknown> }
  | { get: Ref }
  | { delete: Ref };

export interface Scenario {
  title: string;
  group: string;
  steps: Step[];
}

export const DEFINITIONS = "customresourcedefinitions";

const NUMBER: Schema = { type: "integer" };
const TEXT: Schema = { type: "string" };

function schemaOf(spec: Record<string, Schema>, status: Record<string, Schema> = {}): JsonObject {
  return {
    openAPIV3Schema: {
      type: "object",
      properties: {
        spec: { type: "object", properties: spec },
        status: { type: "object", properties: status },
      },
    } as unknown as JsonObject,
  };
}

function version(name: string, schema: JsonObject, more: JsonObject = {}): JsonObject {
  return { name, served: true, storage: name === "v1", schema, ...more };
}

function defined(group: string, plural: string, versions: JsonObject[], names: JsonObject = {}): Step {
  const kind = `${plural.charAt(0).toUpperCase()}${plural.slice(1, -1)}`;
  return {
    create: { plural: DEFINITIONS, name: `${plural}.${group}` },
    object: { spec: { group, scope: "Cluster", names: { plural, kind, ...names }, versions } },
  };
}

const STATUS: JsonObject = { subresources: { status: {} } };
const a: Ref = { plural: "widgets", name: "a" };

function definition(group: string, plural = "widgets"): Ref {
  return { plural: DEFINITIONS, name: `${plural}.${group}` };
}

const WITH_STATUS: Scenario = {
  title: "a status of its own",
  group: "status.example.com",
  steps: [
    defined("status.example.com", "widgets", [
      version(
        "v1",
        schemaOf(
          { n: NUMBER },
          {
            n: { type: "integer", maximum: 5 },
            l: { type: "array", items: TEXT, "x-kubernetes-list-type": "set" },
          },
        ),
        STATUS,
      ),
    ]),
    { create: a, object: { spec: { n: 1 }, status: { n: 1 } } },
    { update: a, with: { status: { n: 2 } } },
    { update: a, with: { metadata: { labels: { x: "y" } } } },
    { update: a, with: { spec: { n: 2 } } },
    { status: a, with: { status: { n: 3 }, spec: { n: 9 } } },
    { status: a, with: { status: { n: 9 } } },
    { status: a, with: { status: { n: "x" } } },
    { status: a, with: { status: { l: ["a", "a"] } } },
    { status: a, with: { status: undefined } },
    { update: a, with: { spec: undefined } },
    { update: a, with: { spec: { n: "x" } } },
  ],
};

const WITHOUT_STATUS: Scenario = {
  title: "a status that is a field like others",
  group: "plain.example.com",
  steps: [
    defined("plain.example.com", "widgets", [version("v1", schemaOf({ n: NUMBER }, { n: NUMBER }))]),
    { create: a, object: { spec: { n: 1 }, status: { n: 1 } } },
    { update: a, with: { status: { n: 2 } } },
    { update: a, with: { metadata: { annotations: { x: "y" } } } },
    { status: a, with: { status: { n: 3 } } },
    { update: a, with: {} },
  ],
};

const SCALED: Scenario = {
  title: "a scale",
  group: "scale.example.com",
  steps: [
    defined("scale.example.com", "widgets", [
      version(
        "v1",
        schemaOf(
          { replicas: NUMBER, open: { "x-kubernetes-preserve-unknown-fields": true } },
          { replicas: NUMBER },
        ),
        {
          subresources: {
            status: {},
            scale: { specReplicasPath: ".spec.replicas", statusReplicasPath: ".status.replicas" },
          },
        },
      ),
    ]),
    { create: a, object: { spec: { replicas: -1 } } },
    { create: a, object: { spec: { replicas: 3_000_000_000 } } },
    { create: a, object: { spec: { replicas: 2 } } },
    { status: a, with: { status: { replicas: -2 } } },
    { update: a, with: { spec: { replicas: -3 } } },
  ],
};

const RULES: Scenario = {
  title: "rules of the whole object",
  group: "rules.example.com",
  steps: [
    defined("rules.example.com", "widgets", [
      version(
        "v1",
        {
          openAPIV3Schema: {
            type: "object",
            "x-kubernetes-validations": [
              { rule: "self.metadata.name.size() < 5", message: "short names only" },
              { rule: "!has(self.status) || self.status.n <= self.spec.n", message: "too much" },
              { rule: "self.spec.n >= oldSelf.spec.n", message: "never less" },
            ],
            properties: {
              spec: { type: "object", properties: { n: NUMBER as JsonObject } },
              status: { type: "object", properties: { n: NUMBER as JsonObject } },
            },
          },
        },
        STATUS,
      ),
    ]),
    { create: { plural: "widgets", name: "too-long" }, object: { spec: { n: 1 } } },
    { create: a, object: { spec: { n: 2 } } },
    { create: { plural: "widgets", name: "b" }, object: {} },
    { status: a, with: { status: { n: 3 } } },
    { status: a, with: { status: { n: 2 } } },
    { update: a, with: { spec: { n: 1 } } },
    { update: a, with: { spec: { n: 5 } } },
  ],
};

const VERSIONS: Scenario = {
  title: "two versions",
  group: "versions.example.com",
  steps: [
    defined("versions.example.com", "widgets", [
      version("v1", schemaOf({ n: NUMBER, old: TEXT })),
      version("v2", schemaOf({ n: NUMBER, added: { type: "string", default: "x" } })),
    ]),
    { create: a, object: { spec: { n: 1, old: "o" } } },
    { get: { ...a, version: "v2" } },
    { create: { plural: "widgets", name: "b", version: "v2" }, object: { spec: { n: 1 } } },
    { get: { plural: "widgets", name: "b" } },
    { update: { ...a, version: "v2" }, with: { spec: { n: 2 } } },
    { get: a },
    { create: { plural: "widgets", name: "c", version: "v2" }, object: { spec: { n: "x" } } },
  ],
};

const METADATA: Scenario = {
  title: "metadata",
  group: "metadata.example.com",
  steps: [
    defined("metadata.example.com", "widgets", [version("v1", schemaOf({ n: NUMBER }))]),
    { create: { plural: "widgets", name: "A_b" }, object: {} },
    { create: a, object: { metadata: { name: "a", labels: { "a b": "c" } } } },
    { create: a, object: { metadata: { name: "a", finalizers: ["none"] } } },
    {
      create: a,
      object: {
        metadata: { name: "a", labels: { x: "y" }, annotations: { x: "y" }, finalizers: ["example.com/x"] },
      },
    },
    { update: a, with: { metadata: { finalizers: [] } } },
    { delete: a },
    { get: a },
  ],
};

const CONFLICTS: Scenario = {
  title: "names that are taken",
  group: "names.example.com",
  steps: [
    defined("names.example.com", "widgets", [version("v1", schemaOf({}))], { shortNames: ["w"] }),
    defined("names.example.com", "gadgets", [version("v1", schemaOf({}))], {
      kind: "Widget",
      shortNames: ["w", "g"],
    }),
    { create: { plural: "gadgets", name: "a" }, object: { kind: "Widget" } },
    { get: definition("names.example.com", "gadgets") },
    { delete: definition("names.example.com") },
    { get: definition("names.example.com", "gadgets") },
  ],
};

const DELETION: Scenario = {
  title: "a definition that goes",
  group: "going.example.com",
  steps: [
    defined("going.example.com", "widgets", [version("v1", schemaOf({ n: NUMBER }))]),
    { create: a, object: { spec: { n: 1 } } },
    {
      create: { plural: "widgets", name: "b" },
      object: { metadata: { name: "b", finalizers: ["example.com/hold"] } },
    },
    { delete: definition("going.example.com") },
    { get: a },
    { get: { plural: "widgets", name: "b" } },
    { get: definition("going.example.com") },
    { create: { plural: "widgets", name: "c" }, object: {} },
  ],
};

const EMBEDDED: Schema = {
  type: "object",
  "x-kubernetes-embedded-resource": true,
  "x-kubernetes-preserve-unknown-fields": true,
};

/** Objects that cannot be read. */
const UNREADABLE: readonly JsonObject[] = [
  { metadata: { name: "a", labels: { x: 1 } } },
  { metadata: { name: "a", labels: ["x"] } },
  { metadata: { name: "a", finalizers: "x" } },
  { metadata: { name: "a", finalizers: [1] } },
  { metadata: { name: "a", ownerReferences: [{ apiVersion: "v1", kind: "X", name: 1, uid: "u" }] } },
  { metadata: { name: "a", ownerReferences: ["x"] } },
  { metadata: { name: "a", generation: "x" } },
  { metadata: { name: 5 } },
  { metadata: 5 },
  { spec: { e: { apiVersion: "v1", kind: "X", metadata: { labels: { a: 1 } } } } },
  { spec: { e: { apiVersion: "v1", kind: 5 } } },
  { spec: { e: { apiVersion: "v1", kind: "X", metadata: { name: "x", labels: {}, unknown: 1 } } } },
];

const READING: Scenario = {
  title: "objects that cannot be read",
  group: "reading.example.com",
  steps: [
    defined("reading.example.com", "widgets", [version("v1", schemaOf({ e: EMBEDDED }))]),
    ...UNREADABLE.map((object): Step => ({ create: a, object })),
  ],
};

export const SCENARIOS: readonly Scenario[] = [
  READING,
  WITH_STATUS,
  WITHOUT_STATUS,
  SCALED,
  RULES,
  VERSIONS,
  METADATA,
  CONFLICTS,
  DELETION,
];

/** What `with` asks for, put over an object. */
export function over(object: JsonObject, change: Record<string, unknown>): Manifest {
  const next: Record<string, unknown> = { ...object };
  for (const [field, value] of Object.entries(change)) {
    if (value === undefined) delete next[field];
    else
      next[field] =
        field === "metadata" ? { ...(object["metadata"] as object), ...(value as object) } : value;
  }
  return next as Manifest;
}

/** The kind of a definition's objects. */
export function kindNamed(plural: string): string {
  return plural === DEFINITIONS
    ? "CustomResourceDefinition"
    : `${plural.charAt(0).toUpperCase()}${plural.slice(1, -1)}`;
}

/** CustomResourceDefinitions, right and wrong, and changes of them: the rows that both servers are asked about. */

import { definitionOf } from "../../../../src/graph/definition.ts";
import { fromSimpleSchema } from "../../../../src/graph/simple-schema/index.ts";
import type { Schema } from "../../../../src/local/validation/index.ts";
import type { Json, JsonObject } from "../../../../src/model/json.ts";
import { isJsonObject } from "../../../../src/model/json.ts";
import type { Manifest } from "../../../../src/model/object.ts";
import { FIELDS, ROOTS, RULES } from "./definition-schemas.ts";

/** One definition, and what is made of it then. */
export interface DefinitionRow {
  title: string;
  definition: Manifest;
  /** Takes its place. */
  next?: Manifest;
}

type Change = Readonly<Record<string, unknown>>;

/** A definition with fields replaced by path: `spec.versions.0.schema`; `undefined` takes a field away. */
function changed(base: Manifest, change: Change): Manifest {
  const copy = structuredClone(base);
  for (const [path, value] of Object.entries(change)) {
    const steps = path.split("/");
    const last = steps.pop() ?? "";
    let at: unknown = copy;
    for (const step of steps) at = (at as Record<string, unknown>)[step];
    if (value === undefined) delete (at as Record<string, unknown>)[last];
    else (at as Record<string, unknown>)[last] = value;
  }
  return copy;
}

const SCHEMA = "spec/versions/0/schema/openAPIV3Schema";

/** A definition that is right, in a group of its own. */
function base(group: string): Manifest {
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `widgets.${group}` },
    spec: {
      group,
      scope: "Namespaced",
      names: { plural: "widgets", kind: "Widget" },
      versions: [
        {
          name: "v1",
          served: true,
          storage: true,
          schema: {
            openAPIV3Schema: {
              type: "object",
              properties: { spec: { type: "object", properties: { a: { type: "string" } } } },
            },
          },
        },
      ],
    },
  };
}

const TEXT: Schema = { type: "string" };

function version(name: string, more: JsonObject = {}): JsonObject {
  return { name, served: true, storage: false, schema: { openAPIV3Schema: { type: "object" } }, ...more };
}

/** What is changed in a definition that is right. */
const CHANGES: Readonly<Record<string, Change>> = {
  plain: {},
  "a name that is another": { "metadata/name": "gadgets.example.com" },
  "no group": { "spec/group": "" },
  "a group in upper case": { "spec/group": "Example.com" },
  "a group without a dot": { "spec/group": "example" },
  "no scope": { "spec/scope": "" },
  "another scope": { "spec/scope": "Global" },
  "cluster scope": { "spec/scope": "Cluster" },
  "no plural": { "spec/names": { plural: "", kind: "Widget" } },
  "no kind": { "spec/names": { plural: "widgets", kind: "" } },
  "all names": {
    "spec/names": {
      plural: "widgets",
      singular: "widgety",
      kind: "Widget",
      listKind: "Widgets",
      shortNames: ["w", "wd"],
      categories: ["all"],
    },
  },
  "names of wrong form": {
    "spec/names": {
      plural: "Widgets",
      singular: "Wid_get",
      kind: "wid.get",
      listKind: "1List",
      shortNames: ["W"],
      categories: ["A b"],
    },
  },
  "a kind that is its list": { "spec/names": { plural: "widgets", kind: "Widget", listKind: "Widget" } },
  "no versions": { "spec/versions": [] },
  "no storage version": { "spec/versions/0/storage": false },
  "two storage versions": { "spec/versions/1": version("v2", { storage: true }) },
  "two versions": { "spec/versions/1": version("v2") },
  "versions of one name": { "spec/versions/1": version("v1") },
  "a version that is not served": { "spec/versions/1": version("v1beta1", { served: false }) },
  "a version of wrong form": { "spec/versions/0/name": "V1" },
  "no schema": { "spec/versions/0/schema": undefined },
  "an empty schema": { "spec/versions/0/schema": {} },
  "one of two schemas missing": { "spec/versions/1": { name: "v2", served: true, storage: false } },
  "names that are a text": { "spec/names": "widgets" },
  "versions that are no list": { "spec/versions": { name: "v1" } },
  "a spec that is a text": { spec: "x" },
  "a priority that is a text": {
    "spec/versions/0/additionalPrinterColumns": [
      { name: "A", type: "string", jsonPath: ".a", priority: "x" },
    ],
  },
  "metadata of wrong types": { "metadata/labels": { a: 1 } },
  deprecated: { "spec/versions/0/deprecated": true, "spec/versions/0/deprecationWarning": "use another" },
  "a warning of a version that is not deprecated": { "spec/versions/0/deprecationWarning": "use another" },
  "an empty warning": { "spec/versions/0/deprecated": true, "spec/versions/0/deprecationWarning": "" },
  "preserved fields": { "spec/preserveUnknownFields": true },
  "protected group": { "metadata/name": "widgets.x.k8s.io", "spec/group": "x.k8s.io" },
  "protected group with approval": {
    "metadata/name": "widgets.y.k8s.io",
    "metadata/annotations": {
      "api-approved.kubernetes.io": "https://github.com/kubernetes/kubernetes/pull/1",
    },
    "spec/group": "y.k8s.io",
  },
  "protected group with nonsense": {
    "metadata/name": "widgets.z.k8s.io",
    "metadata/annotations": { "api-approved.kubernetes.io": "yes" },
    "spec/group": "z.k8s.io",
  },
  "protected group without approval on purpose": {
    "metadata/name": "widgets.u.k8s.io",
    "metadata/annotations": { "api-approved.kubernetes.io": "unapproved, experimental-only" },
    "spec/group": "u.k8s.io",
  },
  "unknown strategy": { "spec/conversion": { strategy: "Magic" } },
  "webhook without a webhook": { "spec/conversion": { strategy: "Webhook" } },
  "webhook without versions": {
    "spec/conversion": {
      strategy: "Webhook",
      webhook: { clientConfig: { url: "https://example.com/x" }, conversionReviewVersions: [] },
    },
  },
  "webhook that is not used": {
    "spec/conversion": {
      strategy: "None",
      webhook: { clientConfig: { url: "https://example.com/x" }, conversionReviewVersions: ["v1"] },
    },
  },
  "status and scale": {
    "spec/versions/0/subresources": {
      status: {},
      scale: {
        specReplicasPath: ".spec.replicas",
        statusReplicasPath: ".status.replicas",
        labelSelectorPath: ".status.selector",
      },
    },
  },
  "scale without paths": {
    "spec/versions/0/subresources": { scale: { specReplicasPath: "", statusReplicasPath: "" } },
  },
  "scale of wrong paths": {
    "spec/versions/0/subresources": {
      scale: {
        specReplicasPath: "spec.replicas",
        statusReplicasPath: ".spec.replicas",
        labelSelectorPath: ".metadata.x",
      },
    },
  },
  columns: {
    "spec/versions/0/additionalPrinterColumns": [
      { name: "A", type: "string", jsonPath: ".spec.a" },
      {
        name: "Ready",
        type: "string",
        jsonPath: '.status.conditions[?(@.type=="Ready")].status',
        priority: 1,
        description: "whether",
      },
      { name: "Age", type: "date", jsonPath: ".metadata.creationTimestamp", priority: 0 },
    ],
  },
  "wrong columns": {
    "spec/versions/0/additionalPrinterColumns": [
      { name: "", type: "", jsonPath: "" },
      { name: "B", type: "text", format: "nice", jsonPath: "spec.a" },
    ],
  },
  "selectable fields": { "spec/versions/0/selectableFields": [{ jsonPath: ".spec.a" }] },
  "wrong selectable fields": {
    "spec/versions/0/selectableFields": [
      { jsonPath: ".spec.zz" },
      { jsonPath: ".spec" },
      { jsonPath: "spec.a" },
      { jsonPath: ".spec.a" },
      { jsonPath: ".spec.a" },
      { jsonPath: "" },
    ],
  },
};

/** Definitions, and what is changed in them when they are established. */
const UPDATES: Readonly<Record<string, Change>> = {
  "nothing changed": {},
  "another scope": { "spec/scope": "Cluster" },
  "another kind": {
    "spec/names/kind": "Gadget",
    "spec/names/listKind": "GadgetList",
    "spec/names/singular": "gadget",
  },
  "another plural": { "spec/names/plural": "gadgets" },
  "another group": { "spec/group": "other.example.com" },
  "another short name": { "spec/names/shortNames": ["w"] },
  "another schema": { [`${SCHEMA}/properties/spec/properties/b`]: { type: "integer" } },
  "a wrong schema": { [`${SCHEMA}/properties/spec/properties/b`]: { type: "text" } },
  "one version more": { "spec/versions/1": version("v2") },
  "another storage version": {
    "spec/versions/0/storage": false,
    "spec/versions/1": version("v2", { storage: true }),
  },
  "a storage version taken away": { "spec/versions/0": version("v2", { storage: true }) },
};

const GRAPHS: Readonly<Record<string, JsonObject>> = {
  "a graph": {
    name: "string | required=true",
    replicas: "integer | default=3 minimum=1",
    tags: "[]string",
    labels: "map[string]string",
  },
  "a graph of structures": {
    image: { repository: "string", tag: 'string | default="latest"' },
    ports: "[]integer | maxItems=3",
    mode: 'string | enum="a,b"',
  },
};

function withoutDescriptions(value: Json | undefined): Json {
  if (Array.isArray(value)) return value.map(withoutDescriptions);
  if (!isJsonObject(value)) return value ?? null;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, field]) => key !== "description" || typeof field !== "string")
      .map(([key, field]) => [key, withoutDescriptions(field)]),
  );
}

/** Documents from elsewhere, such as kro's own definitions, as rows: without descriptions, which say nothing here. */
export function foreignRows(documents: readonly Manifest[]): DefinitionRow[] {
  return documents.map((document) => ({
    title: document.metadata.name,
    definition: withoutDescriptions(document as unknown as Json) as unknown as Manifest,
  }));
}

/** Every row that is written here; each definition has a group of its own. */
export function definitionRows(): DefinitionRow[] {
  let count = 0;
  const fresh = () => base(`g${(count += 1)}.example.com`);
  const field = (schema: Json, properties: JsonObject = {}) =>
    changed(fresh(), { [`${SCHEMA}/properties/spec/properties`]: { ...properties, x: schema } });
  const rule = (definition: JsonObject) =>
    field({
      type: "object",
      properties: { n: { type: "integer" }, l: { type: "array", maxItems: 5, items: TEXT as JsonObject } },
      "x-kubernetes-validations": [definition],
    });
  return [
    ...Object.entries(CHANGES).map(([title, change]) => ({ title, definition: changed(fresh(), change) })),
    ...Object.entries(ROOTS).map(([title, root]) => ({
      title,
      definition: changed(fresh(), { [SCHEMA]: root }),
    })),
    ...Object.entries(ROOTS).map(([title, root]) => ({
      title: `${title}, with status`,
      definition: changed(fresh(), {
        [SCHEMA]: { ...root, maxProperties: 5 },
        "spec/versions/0/subresources": { status: {} },
      }),
    })),
    ...Object.entries(FIELDS).map(([title, schema]) => ({ title, definition: field(schema) })),
    ...Object.entries(RULES).map(([title, definition]) => ({ title, definition: rule(definition) })),
    {
      title: "a transition in a list",
      definition: field({
        type: "array",
        maxItems: 3,
        items: { type: "integer", "x-kubernetes-validations": [{ rule: "self >= oldSelf" }] },
      }),
    },
    {
      title: "wrong in one of two versions",
      definition: changed(fresh(), {
        "spec/versions/1": version("v2", {
          schema: { openAPIV3Schema: { type: "array" } },
          additionalPrinterColumns: [{ name: "", type: "string", jsonPath: ".a" }],
        }),
      }),
    },
    ...Object.entries(UPDATES).map(([title, change]) => {
      const definition = fresh();
      return { title: `${title} in an update`, definition, next: changed(definition, change) };
    }),
    ...Object.entries(GRAPHS).map(([title, spec]) => ({
      title,
      definition: definitionOf(
        {
          group: `g${(count += 1)}.example.com`,
          version: "v1alpha1",
          kind: "Shop",
          scope: "Namespaced",
          spec,
        },
        fromSimpleSchema(spec),
        { type: "object", properties: { ready: { type: "boolean" } } },
      ),
    })),
  ];
}

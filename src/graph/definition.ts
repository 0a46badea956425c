/** The CustomResourceDefinition that kro makes of a graph, and the kind of its instances. Pure. */

import type { JsonObject } from "../model/json.ts";
import type { Kind } from "../model/kind.ts";
import type { Manifest } from "../model/object.ts";
import type { StructuralSchema } from "../model/schema.ts";
import type { GraphSchema } from "./model.ts";
import { pluralOf } from "./plural.ts";

const CONDITION: StructuralSchema = {
  type: "object",
  properties: {
    type: { type: "string" },
    status: { type: "string" },
    reason: { type: "string" },
    message: { type: "string" },
    lastTransitionTime: { type: "string" },
    observedGeneration: { type: "integer" },
  },
};

/** What kro writes into every status, unless the graph has fields of these names. */
const STATUS: Readonly<Record<string, StructuralSchema>> = {
  state: { type: "string" },
  conditions: { type: "array", items: CONDITION },
};

const COLUMNS: readonly JsonObject[] = [
  {
    name: "State",
    description: "The state of a ResourceGraphDefinition instance",
    priority: 0,
    type: "string",
    jsonPath: ".status.state",
  },
  {
    name: "Ready",
    description: "Whether a ResourceGraphDefinition instance is ready",
    priority: 0,
    type: "string",
    jsonPath: '.status.conditions[?(@.type=="Ready")].status',
  },
  {
    name: "Age",
    description: "Age of the resource",
    priority: 0,
    type: "date",
    jsonPath: ".metadata.creationTimestamp",
  },
];

/**
 * The kind of a graph's instances, as it is served once kro has made it.
 * @param schema of the graph
 */
export function instanceKind({ group, version, kind, scope }: GraphSchema): Kind {
  return { group, version, kind, plural: pluralOf(kind), namespaced: scope === "Namespaced" };
}

/**
 * The CustomResourceDefinition of a graph, as kro v0.9.4 writes it, without the labels by which kro knows it for its own.
 * @param schema of the graph
 * @param instance schema of the spec, from `fromSimpleSchema`
 * @param status schema of the status, from the types of its expressions
 * @see https://github.com/kubernetes-sigs/kro/tree/v0.9.4/pkg/graph/crd
 */
export function definitionOf(
  schema: GraphSchema,
  instance: StructuralSchema,
  status: StructuralSchema,
): Manifest {
  const { group, version, kind, plural } = instanceKind(schema);
  const { labels, annotations } = schema.metadata ?? {};
  const columns = schema.additionalPrinterColumns ?? [];
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: {
      name: `${plural}.${group}`,
      ...present({ labels, annotations }),
    },
    spec: {
      group,
      names: {
        kind,
        listKind: `${kind}List`,
        plural,
        singular: kind.toLowerCase(),
        ...present({ shortNames: schema.shortNames, categories: schema.categories }),
      },
      scope: schema.scope,
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          schema: { openAPIV3Schema: rootSchema(instance, status) },
          subresources: { status: {} },
          additionalPrinterColumns: columns.length === 0 ? COLUMNS : columns,
        },
      ],
    },
  };
}

/** The fields that hold something. */
function present<T extends Record<string, object | undefined>>(fields: T): Partial<T> {
  const held = Object.entries(fields).filter(
    ([, value]) => value !== undefined && Object.keys(value).length > 0,
  );
  return Object.fromEntries(held) as Partial<T>;
}

function rootSchema(spec: StructuralSchema, status: StructuralSchema): StructuralSchema {
  return {
    type: "object",
    required: [],
    properties: {
      apiVersion: { type: "string" },
      kind: { type: "string" },
      metadata: { type: "object" },
      spec,
      status: { ...status, properties: { ...STATUS, ...status.properties } },
    },
  };
}

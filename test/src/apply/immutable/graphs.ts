import type { JsonObject } from "../../../../src/model/json.ts";
import { conditionOf } from "../../../../src/readiness/conditions.ts";
import type { Kind } from "../../../../src/model/kind.ts";
import type { LiveObject } from "../../../../src/model/object.ts";
import type { Place } from "../../../support/manifests/row.ts";
import type { Cases } from "./case.ts";

/** kro's kind of graphs. */
export const GRAPH: Kind = {
  group: "kro.run",
  version: "v1alpha1",
  kind: "ResourceGraphDefinition",
  plural: "resourcegraphdefinitions",
  namespaced: false,
};

const data = (value: string): JsonObject => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  // Explicit, so that the graph may be of a cluster-scoped kind.
  metadata: { name: "${schema.metadata.name}", namespace: "default" },
  data: { mode: value },
});

/** A graph of one ConfigMap; its kind is named after it. */
export function graph({ name }: Place): JsonObject {
  const kind = `G${name.replaceAll("-", "")}`;
  return {
    spec: {
      schema: { apiVersion: "v1alpha1", kind, group: "immutable.example.com", spec: { mode: "string" } },
      resources: [{ id: "config", template: data("${schema.spec.mode}") }],
    },
  };
}

const ready = (live: LiveObject): boolean => conditionOf(live, "Ready")?.status === "True";
const schema = (more: JsonObject): JsonObject => ({ spec: { schema: more } });

/** Graphs of kro. */
export const graphs: Cases = {
  "kro.run/ResourceGraphDefinition": [
    {
      field: "spec.schema.kind",
      until: ready,
      after: ({ name }) => schema({ kind: `H${name.replaceAll("-", "")}` }),
    },
    { field: "spec.schema.apiVersion", until: ready, after: schema({ apiVersion: "v1beta1" }) },
    { field: "spec.schema.group", until: ready, after: schema({ group: "other.example.com" }) },
    { field: "spec.schema.scope", until: ready, after: schema({ scope: "Cluster" }) },
    { field: "spec.schema.spec", until: ready, after: schema({ spec: { mode: "string", more: "string" } }) },
    {
      field: "spec.resources",
      until: ready,
      after: { spec: { resources: [{ id: "config", template: data("fixed") }] } },
    },
  ],
};

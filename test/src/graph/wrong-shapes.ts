/** Graphs that kro refuses for their names, shapes and literal values. After its validation_test.go and parser_test.go. */

import type { GraphResource } from "../../../src/graph/model.ts";
import type { JsonObject } from "../../../src/model/json.ts";
import { configMap, deployment } from "./graphs.ts";
import { LIST, regions, type WrongGraph } from "./wrong-graph.ts";

function template(id: string, body: JsonObject, more: Partial<GraphResource> = {}): GraphResource {
  return { id, template: body, ...more };
}

function cluster(id: string, metadata: JsonObject): GraphResource {
  return template(id, { apiVersion: "v1", kind: "Namespace", metadata });
}

function external(id: string, metadata: JsonObject, more: JsonObject = {}): GraphResource {
  return {
    id,
    externalRef: { apiVersion: "v1", kind: "ConfigMap", metadata },
    ...more,
  } as unknown as GraphResource;
}

const DEFINITION = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "things.example.com" },
  spec: {
    group: "example.com",
    names: { kind: "${schema.spec.name}", plural: "things" },
    scope: "Namespaced",
    versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object" } } }],
  },
};

/** In the order of kro's analysis. */
export const WRONG_SHAPES: readonly WrongGraph[] = [
  {
    what: "reserved id",
    parts: { resources: [configMap("spec")] },
    path: "spec.resources[spec].id",
    message: "naming convention violation: id spec is a reserved keyword in KRO",
  },
  {
    what: "id with an operator",
    parts: { resources: [configMap("web-app")] },
    path: "spec.resources[web-app].id",
    message:
      "naming convention violation: id web-app is not a valid KRO resource id: must be lower camelCase",
  },
  {
    what: "duplicate id",
    parts: { resources: [configMap("web"), configMap("web")] },
    path: "spec.resources[web].id",
    message: "found duplicate resource IDs web",
  },
  {
    what: "iterator named as a resource",
    parts: {
      spec: LIST,
      resources: [configMap("region"), regions("${schema.spec.name}-${region}")],
    },
    path: "spec.resources[web].forEach[0]",
    message: 'resource "web": forEach iterator name "region" conflicts with resource ID',
  },
  {
    what: "unknown type in the spec",
    parts: { spec: { name: "string", size: "sting" } },
    path: "spec.schema.spec.size",
    message: "unknown type: sting",
    kro: "sting",
  },
  {
    what: "template without metadata",
    parts: { resources: [template("web", { apiVersion: "v1", kind: "ConfigMap" })] },
    path: "spec.resources[web].template.metadata",
    message: "resource web is not a valid Kubernetes object: metadata field not found",
  },
  {
    what: "template without a kind",
    parts: { resources: [template("web", { apiVersion: "v1", metadata: { name: "a" } })] },
    path: "spec.resources[web].template.kind",
    message: "resource web is not a valid Kubernetes object: kind field not found",
  },
  {
    what: "apiVersion that is none",
    parts: {
      resources: [template("web", { apiVersion: "a/b/c", kind: "ConfigMap", metadata: { name: "a" } })],
    },
    path: "spec.resources[web].template.apiVersion",
    message: 'invalid apiVersion "a/b/c"',
    kro: "invalid apiVersion format",
  },
  {
    what: "misspelt kind",
    parts: {
      resources: [template("web", { apiVersion: "apps/v1", kind: "Deploymnet", metadata: { name: "a" } })],
    },
    path: "spec.resources[web].template.kind",
    message: 'no kind Deploymnet in apps/v1; did you mean "Deployment"?',
    kro: "failed to get schema for resource web",
  },
  {
    what: "cluster-scoped resource with a namespace",
    parts: { resources: [cluster("web", { name: "a", namespace: "b" })] },
    path: "spec.resources[web].template.metadata.namespace",
    message: 'resource "web" is cluster-scoped and must not set metadata.namespace',
  },
  {
    what: "namespaced resource without a namespace under a cluster-scoped kind",
    parts: { scope: "Cluster", resources: [configMap("web")] },
    path: "spec.resources[web].template.metadata.namespace",
    message:
      'resource "web" is namespaced and must set metadata.namespace when the instance CRD is cluster-scoped',
  },
  {
    what: "label of kro",
    parts: {
      resources: [
        template("web", {
          apiVersion: "v1",
          kind: "ConfigMap",
          metadata: { name: "a", labels: { "kro.run/owned": "true" } },
        }),
      ],
    },
    path: "spec.resources[web].template.metadata.labels",
    message: 'invalid label for resource "web". labels with prefix "kro.run/" are reserved for internal use',
  },
  {
    what: "annotation of kro",
    parts: {
      resources: [
        template("web", {
          apiVersion: "v1",
          kind: "ConfigMap",
          metadata: { name: "a", annotations: { "internal.kro.run/apply-order": "1" } },
        }),
      ],
    },
    path: "spec.resources[web].template.metadata.annotations",
    message:
      'invalid annotation for resource "web". annotations with prefix "internal.kro.run/" are reserved for internal use',
  },
  {
    what: "selector that is no expression",
    parts: { resources: [external("web", { selector: "app=web" })] },
    path: "spec.resources[web].externalRef.metadata.selector",
    message: "selector must be a Kubernetes LabelSelector object or a CEL expression that resolves to one",
  },
  {
    what: "selector with an unknown operator",
    parts: {
      resources: [
        external("web", {
          selector: { matchExpressions: [{ key: "app", operator: "Equals", values: ["a"] }] },
        }),
      ],
    },
    path: "spec.resources[web].externalRef.metadata.selector",
    message: '"Equals" is not a valid selector operator',
    kro: "not a valid selector operator",
  },
  {
    what: "selector with a misspelt field",
    parts: { resources: [external("web", { selector: { matchLabel: { app: "a" } } })] },
    path: "spec.resources[web].externalRef.metadata.selector",
    message: 'unknown field "matchLabel"; did you mean "matchLabels"?',
    kro: "schema not found for field matchLabel",
  },
  {
    what: "selector label that is a number",
    parts: {
      spec: LIST,
      resources: [external("web", { selector: { matchLabels: { app: "${schema.spec.replicas}" } } })],
    },
    path: "spec.resources[web].externalRef.metadata.selector.matchLabels.app",
    message: 'returns type "int" but expected "string"',
  },
  {
    what: "unknown field",
    parts: { resources: [deployment("web", { replcas: 1 })] },
    path: "spec.resources[web].template.spec.replcas",
    message: 'schema not found for field replcas; did you mean "replicas"?',
    kro: "schema not found for field replcas",
  },
  {
    what: "literal of the wrong type",
    parts: { resources: [deployment("web", { replicas: "3" })] },
    path: "spec.resources[web].template.spec.replicas",
    message: "expected integer type for path spec.replicas, got string",
  },
  {
    what: "string for a list",
    parts: { resources: [deployment("web", { template: { spec: { containers: "nginx" } } })] },
    path: "spec.resources[web].template.spec.template.spec.containers",
    message: "expected array type for path spec.template.spec.containers, got string",
  },
  {
    what: "number for a string",
    parts: { resources: [configMap("web", { size: 3 })] },
    path: "spec.resources[web].template.data.size",
    message: "expected string type for path data.size, got integer",
  },
  {
    what: "expression inside an expression",
    parts: { resources: [configMap("web", { a: "${string(${schema.spec.name})}" })] },
    path: "spec.resources[web].template.data.a",
    message: "nested expressions are not allowed unless inside string literals",
  },
  {
    what: "expression in the spec of a definition",
    parts: { resources: [template("web", DEFINITION)] },
    path: "spec.resources[web].template.spec.names.kind",
    message:
      'CEL expressions in CRDs are only supported for metadata fields, found in path "spec.names.kind", resource web',
  },
  {
    what: "condition that does not stand alone",
    parts: { resources: [configMap("web", {}, { includeWhen: ["a ${schema.spec.name}"] })] },
    path: "spec.resources[web].includeWhen[0]",
    message: "only standalone expressions are allowed",
  },
  {
    what: "dimension that does not stand alone",
    parts: { spec: LIST, resources: [regions("a-${region}", {}, [{ region: "x${schema.spec.regions}" }])] },
    path: "spec.resources[web].forEach[0].region",
    message: "only standalone expressions are allowed",
  },
];

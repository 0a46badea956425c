/** Graphs that tests of running deploy, and how they make them. */

import { analyse } from "../../../src/graph/analysis.ts";
import { parseGraph } from "../../../src/graph/document.ts";
import type { AnalysedGraph } from "../../../src/graph/node.ts";
import type { JsonObject } from "../../../src/model/json.ts";
import { kindSchemas } from "../../../src/model/kind-schemas.ts";
import { randomNamespace } from "../../support/control-plane.ts";

const schemas = await kindSchemas();

/** What differs between the graphs of tests. */
export interface Parts {
  spec?: JsonObject;
  status?: JsonObject;
  scope?: "Namespaced" | "Cluster";
  resources: JsonObject[];
}

/** A graph of a kind of its own, so that tests do not see each other's instances. */
export function graphOf(parts: Parts): AnalysedGraph {
  return analyse(parseGraph(documentOf(parts)), schemas);
}

/** The same graph with other resources: what a user makes of it when they change their program. */
export function changed(analysed: AnalysedGraph, parts: Parts): AnalysedGraph {
  const { name, schema } = analysed.graph;
  return analyse({ ...parseGraph(documentOf(parts)), name, schema: { ...schema, ...pick(parts) } }, schemas);
}

function pick({ spec, status }: Parts): { spec?: JsonObject; status?: JsonObject } {
  return { ...(spec !== undefined && { spec }), ...(status !== undefined && { status }) };
}

function documentOf({ spec = { name: "string" }, status, scope, resources }: Parts): JsonObject {
  const suffix = randomNamespace("g").replace("-", "");
  return {
    apiVersion: "kro.run/v1alpha1",
    kind: "ResourceGraphDefinition",
    metadata: { name: suffix },
    spec: {
      schema: {
        apiVersion: "v1alpha1",
        kind: `Test${suffix}`,
        spec,
        ...(status !== undefined && { status }),
        ...(scope !== undefined && { scope }),
      },
      resources,
    },
  };
}

/** A node that makes a ConfigMap. */
export function configMap(id: string, data: JsonObject, more: JsonObject = {}): JsonObject {
  const template = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: `\${schema.spec.name}-${id.toLowerCase()}` },
    data,
  };
  return { id, template, ...more };
}

/** A node that makes a Deployment. */
export function deployment(id: string, more: JsonObject = {}, image = "registry.test/web:1"): JsonObject {
  const labels = { app: "${schema.spec.name}" };
  const pod = { metadata: { labels }, spec: { containers: [{ name: "web", image }] } };
  const spec = { replicas: 1, selector: { matchLabels: labels }, template: pod };
  return {
    id,
    template: { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "${schema.spec.name}" }, spec },
    ...more,
  };
}

/** kro's webapp example, shortened: a Deployment, a Service and an optional Ingress. */
export function webapp(): Parts {
  const backend = { service: { name: "${service.metadata.name}", port: { number: 80 } } };
  const rules = [{ http: { paths: [{ path: "/", pathType: "Prefix", backend }] } }];
  const metadata = { name: "${web.metadata.name}", namespace: "${web.metadata.namespace}" };
  return {
    spec: { name: "string", ingress: { enabled: "boolean | default=false" } },
    status: {
      available: "${web.status.availableReplicas}",
      address: "${service.spec.clusterIP}",
      url: "${ingress.status.loadBalancer.ingress[0].hostname}",
    },
    resources: [
      deployment("web", { readyWhen: ["${web.spec.replicas == web.status.availableReplicas}"] }),
      {
        id: "service",
        template: {
          apiVersion: "v1",
          kind: "Service",
          metadata,
          spec: { selector: { app: "${schema.spec.name}" }, ports: [{ port: 80 }] },
        },
      },
      {
        id: "ingress",
        includeWhen: ["${schema.spec.ingress.enabled}"],
        template: { apiVersion: "networking.k8s.io/v1", kind: "Ingress", metadata, spec: { rules } },
      },
    ],
  };
}

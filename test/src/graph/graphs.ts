/** Graphs for tests, written after kro's examples. */

import type { Json, JsonObject } from "../../../src/model/json.ts";
import type { GraphResource, ResourceGraph } from "../../../src/graph/model.ts";

/** What a test says of a graph; the rest is the same for all. */
export interface GraphParts {
  spec?: JsonObject;
  types?: JsonObject;
  status?: JsonObject;
  scope?: "Namespaced" | "Cluster";
  resources?: GraphResource[];
}

/** A graph that makes the kind Shop. */
export function graphOf({
  spec = { name: "string" },
  types,
  status,
  scope = "Namespaced",
  resources = [],
}: GraphParts): ResourceGraph {
  return {
    name: "shop",
    schema: {
      group: "example.com",
      version: "v1alpha1",
      kind: "Shop",
      scope,
      spec,
      ...(types === undefined ? {} : { types }),
      ...(status === undefined ? {} : { status }),
    },
    resources,
  };
}

/** A ConfigMap; `data` may hold expressions. */
export function configMap(
  id: string,
  data: JsonObject = {},
  more: Partial<GraphResource> = {},
): GraphResource {
  return {
    id,
    template: {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: `\${schema.spec.name}-${id.toLowerCase()}` },
      data,
    },
    ...more,
  };
}

/** A Deployment with one container. */
export function deployment(
  id: string,
  spec: JsonObject = {},
  more: Partial<GraphResource> = {},
): GraphResource {
  const labels = { app: "${schema.spec.name}" };
  const pod: Json = { metadata: { labels }, spec: { containers: [{ name: "web", image: "nginx" }] } };
  return {
    id,
    template: {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "${schema.spec.name}" },
      spec: { selector: { matchLabels: labels }, template: pod, ...spec },
    },
    ...more,
  };
}

/** kro's web application: a Deployment, a Service and an Ingress that are left out by default, and a status. */
export const WEB_APP: JsonObject = {
  apiVersion: "kro.run/v1alpha1",
  kind: "ResourceGraphDefinition",
  metadata: { name: "webapp.example.com" },
  spec: {
    schema: {
      apiVersion: "v1alpha1",
      kind: "WebApp",
      group: "example.com",
      spec: {
        name: "string | required=true",
        image: "string | default=nginx",
        port: "integer | default=8080 minimum=1 maximum=65535",
        replicas: "integer | default=1",
        service: { enabled: "boolean | default=true" },
        ingress: { enabled: "boolean | default=false", host: "string" },
      },
      status: {
        availableReplicas: "${deployment.status.availableReplicas}",
        conditions: [
          "${runtime.newCondition({type: 'Up', status: deployment.status.?availableReplicas.orValue(0) > 0 ? 'True' : 'False'})}",
        ],
        url: "http://${service.metadata.name}.${service.metadata.namespace}",
      },
    },
    resources: [
      {
        id: "deployment",
        readyWhen: ["${deployment.spec.replicas == deployment.status.availableReplicas}"],
        template: {
          apiVersion: "apps/v1",
          kind: "Deployment",
          metadata: {
            name: "${schema.spec.name}",
            labels: { "app.kubernetes.io/name": "${schema.spec.name}" },
          },
          spec: {
            replicas: "${schema.spec.replicas}",
            selector: { matchLabels: { app: "${schema.spec.name}" } },
            template: {
              metadata: { labels: { app: "${schema.spec.name}" } },
              spec: {
                containers: [
                  {
                    name: "web",
                    image: "${schema.spec.image}",
                    ports: [{ containerPort: "${schema.spec.port}" }],
                    env: [{ name: "PORT", value: "${string(schema.spec.port)}" }],
                    resources: { requests: { memory: "64Mi", cpu: "250m" } },
                  },
                ],
              },
            },
          },
        },
      },
      {
        id: "service",
        includeWhen: ["${schema.spec.service.enabled}"],
        template: {
          apiVersion: "v1",
          kind: "Service",
          metadata: { name: "${deployment.metadata.name}" },
          spec: {
            selector: { app: "${schema.spec.name}" },
            ports: [{ name: "http", protocol: "TCP", port: 80, targetPort: "${schema.spec.port}" }],
          },
        },
      },
      {
        id: "ingress",
        includeWhen: ["${schema.spec.ingress.enabled}"],
        template: {
          apiVersion: "networking.k8s.io/v1",
          kind: "Ingress",
          metadata: { name: "${deployment.metadata.name}" },
          spec: {
            rules: [
              {
                host: "${schema.spec.ingress.host}",
                http: {
                  paths: [
                    {
                      path: "/",
                      pathType: "Prefix",
                      backend: { service: { name: "${service.metadata.name}", port: { number: 80 } } },
                    },
                  ],
                },
              },
            ],
          },
        },
      },
    ],
  },
};

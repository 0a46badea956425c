/** Graphs that kro accepts, one per feature: the order and the status schema that it finds are compared with ours. */

import type { GraphResource } from "../../../src/graph/model.ts";
import { configMap, deployment, type GraphParts } from "./graphs.ts";

function named(id: string, name: string, more: object): GraphResource {
  return {
    id,
    template: { apiVersion: "v1", kind: "ConfigMap", metadata: { name } },
    ...more,
  };
}

const SPEC = {
  name: "string",
  replicas: "integer | default=1",
  ratio: "float",
  on: "boolean | default=false",
  regions: "[]string",
  labels: "map[string]string",
  extra: "object",
};

/** By what it shows. */
export const RIGHT_GRAPHS: Readonly<Record<string, GraphParts>> = {
  "independent resources in the order of declaration": {
    resources: [configMap("c"), configMap("a"), configMap("b")],
  },
  "dependencies against the order of declaration": {
    resources: [
      configMap("a", { x: "${b.metadata.name}" }),
      configMap("b", { x: "${c.metadata.name}" }),
      configMap("c"),
      configMap("d"),
    ],
  },
  "dependencies by includeWhen": {
    resources: [configMap("a", {}, { includeWhen: ["${b.data.on == 'yes'}"] }), configMap("b")],
  },
  "types of the status": {
    spec: SPEC,
    status: {
      available: "${web.status.availableReplicas}",
      conditionsOfWeb: "${web.status.conditions}",
      labels: "${web.metadata.labels}",
      created: "${web.metadata.creationTimestamp}",
      text: "${web.metadata.name}-${schema.spec.name}",
      ratio: "${schema.spec.ratio}",
      on: "${schema.spec.on && web.spec.replicas > 1}",
      extra: "${schema.spec.extra}",
      maybe: "${schema.spec.?name}",
      list: "${[1, schema.spec.replicas]}",
      names: "${web.spec.template.spec.containers.map(c, c.name)}",
      whole: "${web.spec.strategy}",
      map: "${{'a': schema.spec.replicas}}",
      deep: { first: ["${schema.spec.name}"], second: { third: "${web.metadata.uid}" } },
    },
    resources: [deployment("web", { replicas: "${schema.spec.replicas}" })],
  },
  "conditions of the author": {
    status: {
      conditions: [
        "${runtime.newCondition({type: 'Up', status: web.data.?on.orValue('') == 'x' ? 'True' : 'False'})}",
      ],
      name: "${web.metadata.name}",
    },
    resources: [configMap("web")],
  },
  "a collection, and one that goes over it": {
    spec: SPEC,
    status: { names: "${copies.map(c, c.metadata.name)}", size: "${copies.size()}", all: "${copies}" },
    resources: [
      named("all", "${schema.spec.name}-${copy.metadata.name}", { forEach: [{ copy: "${copies}" }] }),
      named("copies", "${schema.spec.name}-${region}-${tier}", {
        forEach: [{ region: "${schema.spec.regions}" }, { tier: "${['a', 'b']}" }],
        readyWhen: ["${each.metadata.name != ''}"],
      }),
    ],
  },
  "external references by name and by selector": {
    spec: SPEC,
    status: { found: "${many.size()}", value: "${one.data.value}" },
    resources: [
      configMap("web", { value: "${one.data.value}", count: "${string(many.size())}" }),
      {
        id: "one",
        externalRef: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "${schema.spec.name}" } },
      },
      {
        id: "many",
        externalRef: {
          apiVersion: "v1",
          kind: "ConfigMap",
          metadata: { selector: { matchLabels: { app: "${schema.spec.name}" } } },
        },
      },
    ],
  },
  "a kind of the whole cluster": {
    scope: "Cluster",
    status: { phase: "${space.status.phase}" },
    resources: [
      {
        id: "web",
        template: {
          apiVersion: "v1",
          kind: "ConfigMap",
          metadata: { name: "a", namespace: "${space.metadata.name}" },
        },
      },
      {
        id: "space",
        template: { apiVersion: "v1", kind: "Namespace", metadata: { name: "${schema.spec.name}" } },
      },
    ],
  },
  "values in a secret": {
    spec: SPEC,
    status: { size: "${size(secret.data)}" },
    resources: [
      {
        id: "secret",
        template: {
          apiVersion: "v1",
          kind: "Secret",
          metadata: { name: "${schema.spec.name}", labels: "${schema.spec.labels}" },
          stringData: { name: "${schema.spec.name}", json: "${json.marshal(schema.spec.regions)}" },
        },
      },
      configMap("web", { name: "${string(secret.data.name)}", code: "${base64.encode(secret.data.name)}" }),
    ],
  },
  "numbers, quantities and ports": {
    spec: SPEC,
    status: {
      port: "${service.spec.ports[0].targetPort}",
      memory: "${web.spec.template.spec.containers[0].resources}",
    },
    resources: [
      deployment("web", {
        replicas: "${schema.spec.on ? schema.spec.replicas : 0}",
        template: {
          metadata: { labels: { app: "${schema.spec.name}" } },
          spec: {
            containers: [
              { name: "a", image: "b", resources: { limits: { cpu: 1, memory: "${schema.spec.name}" } } },
            ],
          },
        },
      }),
      {
        id: "service",
        template: {
          apiVersion: "v1",
          kind: "Service",
          metadata: { name: "${web.metadata.name}" },
          spec: {
            selector: "${web.spec.selector.matchLabels}",
            ports: [{ port: 80, targetPort: "${schema.spec.replicas}" }],
          },
        },
      },
    ],
  },
  "no resources": {
    spec: SPEC,
    status: { name: "${schema.metadata.name}", labels: "${schema.metadata.labels}" },
  },
};

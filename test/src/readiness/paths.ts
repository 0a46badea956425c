/** JSONPaths over one document, shared by the test of our reader and by the comparison with kubectl's. */

import type { JsonObject } from "../../../src/model/json.ts";

/** Kept as a manifest that any cluster takes: a ConfigMap cannot hold lists, a Deployment of nothing can. */
export const document: JsonObject = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: {
    name: "paths",
    labels: { app: "web", "a.b/c": "dotted" },
    annotations: { first: "1", second: "2" },
  },
  spec: {
    replicas: 0,
    paused: true,
    selector: { matchLabels: { app: "web" } },
    template: {
      metadata: { labels: { app: "web" } },
      spec: {
        containers: [
          {
            name: "web",
            image: "nginx:1.29",
            ports: [
              { containerPort: 80, name: "http" },
              { containerPort: 443, name: "https" },
              { containerPort: 9090, name: "metrics" },
            ],
          },
          { name: "log", image: "busybox:1.37", env: [{ name: "LEVEL", value: "it's" }] },
        ],
      },
    },
  },
};

const CONTAINERS = ".spec.template.spec.containers";

/** What each path finds. */
export const paths: readonly (readonly [path: string, found: readonly unknown[]])[] = [
  ["{.spec.replicas}", [0]],
  [".spec.replicas", [0]],
  ["spec.replicas", [0]],
  ["{$.spec.paused}", [true]],
  ["{.spec.nothing}", []],
  ["{.spec.nothing.deeper}", []],
  ["{.metadata.labels.app}", ["web"]],
  ["{.metadata.labels['app']}", ["web"]],
  ["{.metadata.labels.a\\.b/c}", ["dotted"]],
  ["{.metadata.labels['a\\.b/c']}", ["dotted"]],
  ["{.spec.selector.matchLabels.*}", ["web"]],
  [`{${CONTAINERS}[0].name}`, ["web"]],
  [`{${CONTAINERS}[1]['name']}`, ["log"]],
  [`{${CONTAINERS}[-1].name}`, ["log"]],
  [`{${CONTAINERS}[*].name}`, ["web", "log"]],
  [`{${CONTAINERS}[0:1].name}`, ["web"]],
  [`{${CONTAINERS}[0].ports[1:].name}`, ["https", "metrics"]],
  [`{${CONTAINERS}[0].ports[:2].containerPort}`, [80, 443]],
  [`{${CONTAINERS}[0].ports[0:3:2].containerPort}`, [80, 9090]],
  [`{${CONTAINERS}[0].ports[0,2].name}`, ["http", "metrics"]],
  [`{${CONTAINERS}[0]['name','image']}`, ["web", "nginx:1.29"]],
  [`{${CONTAINERS}[?(@.name=="log")].image}`, ["busybox:1.37"]],
  [`{${CONTAINERS}[?(@.name=='log')].image}`, ["busybox:1.37"]],
  [`{${CONTAINERS}[?(@.name != "log")].image}`, ["nginx:1.29"]],
  [`{${CONTAINERS}[0].ports[?(@.containerPort > 80)].name}`, ["https", "metrics"]],
  [`{${CONTAINERS}[0].ports[?(@.containerPort<=443)].name}`, ["http", "https"]],
  [`{${CONTAINERS}[?(@.ports)].name}`, ["web"]],
  [`{${CONTAINERS}[?(@.ports[0].containerPort==80)].name}`, ["web"]],
  ["{..containerPort}", [80, 443, 9090]],
  ["{.spec..image}", ["nginx:1.29", "busybox:1.37"]],
  ["{.spec.template..name}", ["web", "http", "https", "metrics", "log", "LEVEL"]],
];

/** Values as texts in one order: that of a path with `..` or `*` is kubectl's own affair. */
export function inAnyOrder(values: readonly unknown[]): string[] {
  return values.map((value) => JSON.stringify(value)).sort();
}

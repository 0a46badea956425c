/** The objects that the benchmarks deploy: 200 or more of eight kinds, in the proportions of an ordinary application. */

import type { Manifest } from "../../src/model/object.ts";

/** Kind → how many of 200. */
const COUNTS = {
  ConfigMap: 60,
  Secret: 30,
  Service: 30,
  ServiceAccount: 20,
  Deployment: 30,
  StatefulSet: 10,
  Job: 10,
  Ingress: 10,
} as const;

type Kind = keyof typeof COUNTS;

const API_VERSIONS: Record<Kind, string> = {
  ConfigMap: "v1",
  Secret: "v1",
  Service: "v1",
  ServiceAccount: "v1",
  Deployment: "apps/v1",
  StatefulSet: "apps/v1",
  Job: "batch/v1",
  Ingress: "networking.k8s.io/v1",
};

const container = { name: "web", image: "nginx:1.29", resources: { requests: { cpu: "1m", memory: "1Mi" } } };

function podTemplate(app: string): object {
  return { metadata: { labels: { app } }, spec: { containers: [container] } };
}

function body(kind: Kind, name: string, replicas: number): object {
  switch (kind) {
    case "ConfigMap":
      return { data: { "app.json": JSON.stringify({ name, text: "x".repeat(200) }) } };
    case "Secret":
      return { data: { PASSWORD: Buffer.from(`password of ${name}`).toString("base64") } };
    case "Service":
      return { spec: { selector: { app: name }, ports: [{ name: "http", port: 80, targetPort: 8080 }] } };
    case "ServiceAccount":
      return { automountServiceAccountToken: false };
    case "Deployment":
      return { spec: { replicas, selector: { matchLabels: { app: name } }, template: podTemplate(name) } };
    case "StatefulSet":
      return {
        spec: {
          replicas,
          serviceName: name,
          selector: { matchLabels: { app: name } },
          template: podTemplate(name),
        },
      };
    case "Job":
      return {
        spec: {
          suspend: replicas === 0,
          template: { spec: { restartPolicy: "Never", containers: [container] } },
        },
      };
    case "Ingress":
      return {
        spec: {
          rules: [
            {
              host: `${name}.example.com`,
              http: {
                paths: [
                  { path: "/", pathType: "Prefix", backend: { service: { name, port: { number: 80 } } } },
                ],
              },
            },
          ],
        },
      };
  }
}

/** What a mix is like. */
export interface MixOptions {
  /** How many objects. @default 200 */
  size?: number;
  /** Workloads run nothing. @default false */
  idle?: boolean;
}

/** All manifests, for one namespace. */
export function mix(namespace: string, { size = 200, idle = false }: MixOptions = {}): Manifest[] {
  return Object.entries(COUNTS).flatMap(([kind, count]) =>
    Array.from({ length: (count * size) / 200 }, (_, index) => {
      const name = `${kind.toLowerCase()}-${index}`;
      return {
        apiVersion: API_VERSIONS[kind as Kind],
        kind,
        metadata: { name, namespace },
        ...body(kind as Kind, name, idle ? 0 : 1),
      };
    }),
  );
}

/** Kinds that become ready some time after they were accepted, and what kubectl waits for. */
export const AWAITED = {
  deployments: "--for=condition=Available",
  statefulsets: "--for=jsonpath={.status.readyReplicas}=1",
  jobs: "--for=condition=Complete",
} as const;

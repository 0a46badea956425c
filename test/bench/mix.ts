/** The objects that the benchmark deploys: 200 of eight kinds, in the proportions of an ordinary application. */

import type { Manifest } from "../../src/model/object.ts";

/** Kind → how many. */
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

function body(kind: Kind, name: string): object {
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
      return { spec: { replicas: 1, selector: { matchLabels: { app: name } }, template: podTemplate(name) } };
    case "StatefulSet":
      return {
        spec: {
          replicas: 1,
          serviceName: name,
          selector: { matchLabels: { app: name } },
          template: podTemplate(name),
        },
      };
    case "Job":
      return { spec: { template: { spec: { restartPolicy: "Never", containers: [container] } } } };
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

/** All manifests, for one namespace. */
export function mix(namespace: string): Manifest[] {
  return Object.entries(COUNTS).flatMap(([kind, count]) =>
    Array.from({ length: count }, (_, index) => {
      const name = `${kind.toLowerCase()}-${index}`;
      return {
        apiVersion: API_VERSIONS[kind as Kind],
        kind,
        metadata: { name, namespace },
        ...body(kind as Kind, name),
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

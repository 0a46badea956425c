/** Objects that become ready some time after they were accepted, for the bench of readiness. */

import type { Manifest } from "../../src/model/object.ts";

const container = { name: "web", image: "nginx:1.29", resources: { requests: { cpu: "1m", memory: "1Mi" } } };

function manifest(kind: string, name: string, namespace: string): Manifest {
  const metadata = { name, namespace };
  const template = (spec: object): object => ({
    metadata: { labels: { app: name } },
    spec: { containers: [container], ...spec },
  });
  if (kind === "Job")
    return {
      apiVersion: "batch/v1",
      kind,
      metadata,
      spec: { template: template({ restartPolicy: "Never" }) },
    };
  const spec = { replicas: 1, selector: { matchLabels: { app: name } }, template: template({}) };
  return {
    apiVersion: "apps/v1",
    kind,
    metadata,
    spec: kind === "StatefulSet" ? { ...spec, serviceName: name } : spec,
  };
}

/** Three Deployments to one StatefulSet and one Job. */
const KINDS = ["Deployment", "StatefulSet", "Deployment", "Job", "Deployment"];

/** So many of them, for one namespace. */
export function workloads(namespace: string, count: number): Manifest[] {
  return Array.from({ length: count }, (_, index) => {
    const kind = KINDS[index % KINDS.length] ?? "Deployment";
    return manifest(kind, `${kind.toLowerCase()}-${index}`, namespace);
  });
}

/** Says when an object was done, in ms since 1970, for the bench to read. */
export function done(kind: string, name: string): void {
  console.log(`DONE ${kind}/${name} ${performance.timeOrigin + performance.now()}`);
}

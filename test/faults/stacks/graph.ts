/** The kro graph of the program under faults. */

import { fromYaml, KroResourceGraphDefinition } from "alchemy-kubernetes/kro";

/** Deploys the definition. @returns what makes instances */
export function shopGraph({ name, changed }: { name: string; changed: boolean }) {
  const labels = { app: "${schema.metadata.name}" };
  const graph = fromYaml(
    JSON.stringify({
      apiVersion: "kro.run/v1alpha1",
      kind: "ResourceGraphDefinition",
      metadata: { name },
      spec: {
        schema: {
          apiVersion: "v1alpha1",
          kind: "Shop",
          group: `${name}.kro.example.com`,
          spec: { mode: 'string | default="fast"' },
          status: { address: "http://${svc.metadata.name}" },
        },
        resources: [
          {
            id: "cfg",
            template: {
              apiVersion: "v1",
              kind: "ConfigMap",
              metadata: { name: "${schema.metadata.name}" },
              data: { MODE: "${schema.spec.mode}", ...(changed && { MORE: "1" }) },
            },
          },
          {
            id: "svc",
            template: {
              apiVersion: "v1",
              kind: "Service",
              metadata: { name: "${cfg.metadata.name}" },
              spec: { selector: labels, ports: [{ port: 80 }] },
            },
          },
        ],
      },
    }),
  );
  return KroResourceGraphDefinition("shop", { factory: graph });
}

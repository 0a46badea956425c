/** A graph of one object, for kro and for direct mode. */

import { fromYaml } from "alchemy-kubernetes/kro";

export const graph = fromYaml(
  JSON.stringify({
    apiVersion: "kro.run/v1alpha1",
    kind: "ResourceGraphDefinition",
    metadata: { name: "pages" },
    spec: {
      schema: {
        apiVersion: "v1alpha1",
        kind: "Page",
        group: "test.example.com",
        spec: { title: "string" },
        status: { made: "${page.metadata.name}" },
      },
      resources: [
        {
          id: "page",
          template: {
            apiVersion: "v1",
            kind: "ConfigMap",
            metadata: { name: "${schema.metadata.name}-page" },
            data: { title: "${schema.spec.title}" },
          },
        },
      ],
    },
  }),
);

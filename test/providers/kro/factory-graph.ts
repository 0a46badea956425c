/** The graphs that the tests of factories deploy, in their own process and in the program beside this. */

import {
  cel,
  externalRef,
  simpleConfigMap,
  simpleDeployment,
  simpleService,
} from "../../../providers/kro/index.ts";
import { template, text, toKroResourceGraph } from "../../../providers/kro/index.ts";

/** A graph of which no other test has the kind. */
export interface Made {
  /** Of the graph. */
  name: string;
  kind: string;
}

export const GROUP = "factory.example.com";

const API_VERSION = `${GROUP}/v1alpha1`;

/** Three objects: a ConfigMap, a Deployment that reads it, and a Service that waits for the Deployment. */
export function shopGraph({ name, kind }: Made) {
  return toKroResourceGraph(
    name,
    (schema) => {
      const config = simpleConfigMap({ name: schema.spec.name, data: { MODE: schema.spec.mode } });
      const web = simpleDeployment(
        {
          name: config.metadata.name,
          image: "registry.test/web:1",
          replicas: schema.spec.replicas,
          env: { MODE: config.data.MODE },
        },
        { readyWhen: (self) => cel`${self.status.availableReplicas} == ${self.spec.replicas}` },
      );
      const svc = simpleService({ name: web.metadata.name, ports: [{ port: schema.spec.port }] });
      return {
        resources: { config, web, svc },
        status: { available: web.status.availableReplicas, url: text`http://${svc.metadata.name}` },
      };
    },
    {
      apiVersion: API_VERSION,
      kind,
      spec: {
        name: "string | required=true",
        mode: 'string | default="fast"',
        zone: "string | default=eu immutable=true",
        replicas: "integer | default=1",
        port: "integer | default=80",
      },
    },
  );
}

/** One object, out of one that somebody else makes. */
export function readerGraph({ name, kind }: Made) {
  return toKroResourceGraph(
    name,
    (schema) => {
      const settings = externalRef(template.ConfigMap, schema.spec.settings);
      return {
        settings,
        copy: simpleConfigMap({ name: schema.spec.name, data: { MODE: settings.data.MODE } }),
      };
    },
    {
      apiVersion: API_VERSION,
      kind,
      spec: { name: "string | required=true", settings: "string | required=true" },
    },
  );
}

/** One object, out of the status of a shop. */
export function guideGraph(shop: Made) {
  return toKroResourceGraph(
    `${shop.name}-guide`,
    (schema) => {
      const found = externalRef(shopGraph(shop), schema.spec.shop);
      return { found, page: simpleConfigMap({ name: schema.spec.name, data: { URL: found.status.url } }) };
    },
    {
      apiVersion: API_VERSION,
      kind: `${shop.kind}Guide`,
      spec: { name: "string | required=true", shop: "string | required=true" },
    },
  );
}

/** One object, and a status of one type or another. */
export function sizeGraph({ name, kind }: Made, type: "string" | "int") {
  return toKroResourceGraph(
    name,
    (schema) => {
      const config = simpleConfigMap({ name: schema.spec.name, data: { MODE: schema.spec.mode } });
      const size = type === "int" ? cel`${config.data.MODE}.size()` : config.data.MODE;
      return { resources: { config }, status: { size } };
    },
    {
      apiVersion: API_VERSION,
      kind,
      spec: { name: "string | required=true", mode: "string | default=fast" },
    },
  );
}

/** A graph of a builder that is wrong. */
export function brokenGraph(builder: () => never) {
  return toKroResourceGraph("broken", builder, {
    apiVersion: API_VERSION,
    kind: "Broken",
    spec: { name: "string" },
  });
}

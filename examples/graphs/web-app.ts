import {
  cel,
  externalRef,
  simpleDeployment,
  simpleService,
  text,
  toKroResourceGraph,
} from "alchemy-kubernetes/kro";
import { Database } from "./database.ts";

const PORT = 80;

/** A web application that finds its database by name, whoever made that. */
export const WebApp = toKroResourceGraph(
  "web-app",
  (schema) => {
    const { name } = schema.spec;
    const database = externalRef(Database, schema.spec.database);
    const server = simpleDeployment(
      {
        name,
        image: schema.spec.image,
        replicas: schema.spec.replicas,
        ports: [PORT],
        env: { DATABASE_URL: database.status.connectionString },
      },
      { readyWhen: (self) => cel<boolean>`${self.status.availableReplicas} == ${self.spec.replicas}` },
    );
    const service = simpleService({ name, ports: [{ port: PORT }] });
    return {
      resources: { database, server, service },
      status: {
        url: text`http://${service.metadata.name}.${service.metadata.namespace}.svc`,
        replicas: server.status.availableReplicas,
      },
    };
  },
  {
    apiVersion: "example.com/v1alpha1",
    kind: "WebApp",
    spec: {
      name: "string | required=true",
      image: 'string | default="nginx:1.29"',
      replicas: "integer | default=1",
      database: "string | required=true",
    },
  },
);

import { simpleDeployment, simplePvc, simpleService, text, toKroResourceGraph } from "alchemy-kubernetes/kro";

const PORT = 5432;

/** A database: a claim, a Deployment that runs on it, and a Service. Its password is in a Secret that exists already. */
export const Database = toKroResourceGraph(
  "database",
  (schema) => {
    const { name } = schema.spec;
    const claim = simplePvc({ name, size: schema.spec.storage });
    const server = simpleDeployment({
      name,
      image: "postgres:16",
      ports: [PORT],
      env: {
        POSTGRES_DB: name,
        POSTGRES_PASSWORD: { valueFrom: { secretKeyRef: { name: schema.spec.secretName, key: "password" } } },
        PGDATA: "/data/pg",
      },
      volumes: [{ name: "data", persistentVolumeClaim: { claimName: claim.metadata.name } }],
      volumeMounts: [{ name: "data", mountPath: "/data" }],
    });
    const service = simpleService({ name, ports: [{ port: PORT }] });
    const host = text`${service.metadata.name}.${service.metadata.namespace}.svc`;
    return {
      resources: { claim, server, service },
      status: {
        connectionString: text`postgres://postgres@${host}:${service.spec.ports[0]?.port}/${name}`,
        host,
        port: service.spec.ports[0]?.port,
      },
    };
  },
  {
    apiVersion: "example.com/v1alpha1",
    kind: "Database",
    spec: {
      name: "string | required=true",
      storage: 'string | default="1Gi"',
      secretName: "string | required=true",
    },
  },
);

import alchemy from "alchemy";
import { K3sSecret, K3sService, K3sStatefulSet } from "alchemy-kubernetes/k3s";
import { type Config, resourcesOf } from "./config.ts";
import { POSTGRES_DB, POSTGRES_USER } from "./postgres-url.ts";

/** Origan's own PostgreSQL, reached as `postgres:5432`. */
export async function deployPostgres(config: Config): Promise<void> {
  const secret = await K3sSecret("postgres-secret", {
    data: {
      POSTGRES_PASSWORD: alchemy.secret(config.variables.POSTGRES_PASSWORD),
      POSTGRES_USER,
      POSTGRES_DB,
    },
  });
  const service = await K3sService("postgres", {
    clusterIP: "None",
    ports: [{ port: 5432, targetPort: 5432 }],
  });
  await K3sStatefulSet("postgres", {
    replicas: 1,
    serviceName: service.name,
    containers: [
      {
        name: "postgres",
        image: "postgres:16",
        ports: [{ containerPort: 5432 }],
        envFrom: [{ secretRef: { name: secret.name } }],
        // A fresh volume may hold a lost+found folder, and PostgreSQL wants an empty one.
        env: [{ name: "PGDATA", value: "/var/lib/postgresql/data/pgdata" }],
        volumeMounts: [{ name: "postgres-storage", mountPath: "/var/lib/postgresql/data" }],
        readinessProbe: {
          // By TCP: while it sets up a fresh volume, the image answers on its Unix socket only.
          exec: {
            command: [
              "sh",
              "-c",
              'pg_isready --host 127.0.0.1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB"',
            ],
          },
          periodSeconds: 5,
        },
        resources: resourcesOf(config, "postgres"),
      },
    ],
    volumeClaimTemplates: [
      {
        metadata: { name: "postgres-storage" },
        spec: {
          accessModes: ["ReadWriteOnce"],
          resources: { requests: { storage: config.environment.storage } },
        },
      },
    ],
  });
}

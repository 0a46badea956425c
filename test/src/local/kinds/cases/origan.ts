import type { BaseManifest, Suite } from "../suite.ts";

const resources = { requests: { cpu: "100m", memory: "128Mi" }, limits: { memory: "256Mi" } };
const labels = (name: string) => ({
  "app.kubernetes.io/name": name,
  "app.kubernetes.io/managed-by": "alchemy",
});
const probe = { httpGet: { path: "/health", port: 9999 } };

const deployment = (name: string, spec: object): BaseManifest => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { labels: labels(name) },
  spec: {
    replicas: 1,
    selector: { matchLabels: { "app.kubernetes.io/name": name } },
    template: { metadata: { labels: labels(name) }, spec: { ...spec } },
  },
});

/** What the Origan example deploys. */
export const origan: Suite = {
  bases: {
    nats: deployment("nats", {
      containers: [
        {
          name: "nats",
          image: "nats:2.10-alpine",
          args: ["--jetstream", "--store_dir=/data", "--http_port=8222"],
          ports: [{ containerPort: 4222 }, { containerPort: 8222 }],
          volumeMounts: [{ name: "streams", mountPath: "/data" }],
          readinessProbe: { httpGet: { path: "/healthz", port: 8222 }, periodSeconds: 5 },
          resources,
        },
      ],
      volumes: [{ name: "streams", emptyDir: {} }],
    }),
    "control-api": deployment("control-api", {
      containers: [
        {
          name: "control-api",
          image: "registry.example.com/control-api:1.2.3",
          ports: [{ containerPort: 9999 }],
          envFrom: [
            { configMapRef: { name: "control-api-config" } },
            { secretRef: { name: "control-api-secret" } },
          ],
          livenessProbe: { ...probe, initialDelaySeconds: 30 },
          readinessProbe: { ...probe, periodSeconds: 5 },
          resources,
        },
      ],
    }),
    runner: deployment("runner", {
      containers: [
        {
          name: "runner",
          image: "registry.example.com/runner:1.2.3",
          ports: [{ containerPort: 8000 }],
          env: [{ name: "BUCKET_URL", value: "http://minio:9000" }],
          readinessProbe: { tcpSocket: { port: 8000 }, periodSeconds: 5 },
          resources,
        },
      ],
    }),
    postgres: {
      apiVersion: "apps/v1",
      kind: "StatefulSet",
      spec: {
        replicas: 1,
        serviceName: "postgres",
        selector: { matchLabels: { app: "postgres" } },
        template: {
          metadata: { labels: { app: "postgres" } },
          spec: {
            containers: [
              {
                name: "postgres",
                image: "postgres:16",
                ports: [{ containerPort: 5432 }],
                envFrom: [{ secretRef: { name: "postgres-secret" } }],
                env: [{ name: "PGDATA", value: "/var/lib/postgresql/data/pgdata" }],
                volumeMounts: [{ name: "postgres-storage", mountPath: "/var/lib/postgresql/data" }],
                readinessProbe: { exec: { command: ["sh", "-c", "pg_isready"] }, periodSeconds: 5 },
                resources,
              },
            ],
          },
        },
        volumeClaimTemplates: [
          {
            metadata: { name: "postgres-storage" },
            spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
          },
        ],
      },
    },
    "control-api-migrations": {
      apiVersion: "batch/v1",
      kind: "Job",
      spec: {
        backoffLimit: 3,
        template: {
          spec: {
            restartPolicy: "Never",
            containers: [
              {
                name: "migrations",
                image: "registry.example.com/control-api:1.2.3",
                args: ["migrate"],
                env: [
                  {
                    name: "DATABASE_URL",
                    valueFrom: { secretKeyRef: { name: "control-api-secret", key: "DATABASE_URL" } },
                  },
                ],
                resources,
              },
            ],
          },
        },
      },
    },
    "gateway-service": {
      apiVersion: "v1",
      kind: "Service",
      spec: {
        type: "NodePort",
        selector: { app: "gateway" },
        ports: [{ port: 7777, targetPort: 7777, nodePort: 30077 }],
      },
    },
    "admin-panel": {
      apiVersion: "networking.k8s.io/v1",
      kind: "Ingress",
      metadata: { annotations: { "cert-manager.io/cluster-issuer": "letsencrypt" } },
      spec: {
        rules: [
          {
            host: "admin.example.com",
            http: {
              paths: [
                {
                  path: "/",
                  pathType: "Prefix",
                  backend: { service: { name: "admin-panel", port: { number: 8080 } } },
                },
              ],
            },
          },
        ],
        tls: [{ hosts: ["admin.example.com"], secretName: "admin-panel-tls" }],
      },
    },
  },
};

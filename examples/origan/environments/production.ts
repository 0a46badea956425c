import type { Environment } from "./environment.ts";

/** Replicas, limits and TLS. Every variable has to be set. */
export const production: Environment = {
  name: "production",
  defaults: () => ({}),
  registry: "ghcr.io/origan",
  replicas: { "control-api": 2, gateway: 2, "admin-panel": 2, runner: 2 },
  resources: {
    postgres: { requests: { cpu: "250m", memory: "512Mi" }, limits: { memory: "1Gi" } },
    nats: { requests: { cpu: "100m", memory: "128Mi" }, limits: { memory: "256Mi" } },
    "control-api": { requests: { cpu: "250m", memory: "256Mi" }, limits: { memory: "512Mi" } },
    gateway: { requests: { cpu: "250m", memory: "128Mi" }, limits: { memory: "256Mi" } },
    "admin-panel": { requests: { cpu: "50m", memory: "64Mi" }, limits: { memory: "128Mi" } },
    runner: { requests: { cpu: "500m", memory: "512Mi" }, limits: { cpu: "2", memory: "1Gi" } },
  },
  storage: "10Gi",
  clusterIssuer: "letsencrypt-prod",
};

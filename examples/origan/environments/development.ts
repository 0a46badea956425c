import { postgresUrl } from "../postgres-url.ts";
import type { Environment, Resources } from "./environment.ts";

const SMALL: Resources = { requests: { cpu: "10m", memory: "64Mi" } };

/** One replica of everything on a laptop, HTTP only. Runs with no variable set. */
export const development: Environment = {
  name: "development",
  // The MinIO keys are those of a MinIO that nobody configured.
  defaults: ({
    MINIO_ACCESS_KEY = "minioadmin",
    MINIO_SECRET_KEY = "minioadmin",
    POSTGRES_PASSWORD = "development-placeholder-postgres-password",
  }) => ({
    BASE_DOMAIN: "localtest.me",
    ORIGAN_DEPLOY_DOMAIN: "localtest.me:7777",
    ORIGAN_IMAGE_TAG: "latest",
    MINIO_ACCESS_KEY,
    MINIO_SECRET_KEY,
    BUCKET_ACCESS_KEY: MINIO_ACCESS_KEY,
    BUCKET_SECRET_KEY: MINIO_SECRET_KEY,
    POSTGRES_PASSWORD,
    DATABASE_URL: postgresUrl(POSTGRES_PASSWORD),
    JWT_SECRET: "development-placeholder-jwt-secret",
    GITHUB_CLIENT_ID: "development-placeholder-github-client-id",
    GITHUB_CLIENT_SECRET: "development-placeholder-github-client-secret",
    GITHUB_WEBHOOK_SECRET: "development-placeholder-github-webhook-secret",
    GITHUB_APP_ID: "development-placeholder-github-app-id",
    GITHUB_APP_PRIVATE_KEY_BASE64: btoa("development-placeholder-github-app-private-key"),
  }),
  registry: "ghcr.io/origan",
  replicas: { "control-api": 1, gateway: 1, "admin-panel": 1, runner: 1 },
  resources: {
    postgres: SMALL,
    nats: SMALL,
    "control-api": SMALL,
    gateway: SMALL,
    "admin-panel": SMALL,
    runner: SMALL,
  },
  storage: "10Gi",
  gatewayNodePort: 30777,
};

import alchemy from "alchemy";
import { K3sConfigMap, K3sJob, K3sSecret, K3sService } from "alchemy-kubernetes/k3s";
import type { BucketAddress } from "./bucket.ts";
import { type Config, hostsOf, imageOf, resourcesOf, urlOf } from "./config.ts";
import { exposeHost } from "./ingress.ts";
import { EVENTS_NATS_SERVER } from "./nats.ts";
import { deployWorkload } from "./workload.ts";

const PORT = 9999;

/** How the other services reach the control API. */
export const CONTROL_API_URL = `http://control-api:${PORT}`;

/** The control API: its database is migrated before any of its pods changes. */
export async function deployControlApi(config: Config, bucket: BucketAddress): Promise<void> {
  const [settings, secret] = await Promise.all([deploySettings(config, bucket), deploySecret(config)]);
  const databaseUrl = { secretKeyRef: { name: secret.name, key: "DATABASE_URL" } };
  await K3sJob("control-api-migrations", {
    backoffLimit: 3,
    // Another database has to be migrated too.
    rollOnChange: [secret],
    containers: [
      {
        name: "migrations",
        image: imageOf(config, "control-api"),
        args: ["migrate"],
        env: [{ name: "DATABASE_URL", valueFrom: databaseUrl }],
        resources: resourcesOf(config, "control-api"),
      },
    ],
  });
  const probe = { httpGet: { path: "/health", port: PORT } };
  await deployWorkload(config, "control-api", {
    container: {
      ports: [{ containerPort: PORT }],
      envFrom: [{ configMapRef: { name: settings.name } }, { secretRef: { name: secret.name } }],
      livenessProbe: { ...probe, initialDelaySeconds: 30 },
      readinessProbe: { ...probe, periodSeconds: 5 },
    },
  });
  await K3sService("control-api", { type: "ClusterIP", ports: [{ port: PORT, targetPort: PORT }] });
  await exposeHost(config, "control-api", { host: hostsOf(config).controlApi, port: PORT });
}

function deploySettings(config: Config, bucket: BucketAddress): Promise<K3sConfigMap> {
  const { ORIGAN_DEPLOY_DOMAIN, GITHUB_CLIENT_ID, GITHUB_APP_ID } = config.variables;
  const hosts = hostsOf(config);
  return K3sConfigMap("control-api-config", {
    data: {
      APP_ENV: config.environment.name,
      ORIGAN_DEPLOY_DOMAIN,
      ORIGAN_API_URL: urlOf(config, hosts.controlApi),
      ORIGAN_ADMIN_PANEL_URL: urlOf(config, hosts.adminPanel),
      ...bucket,
      EVENTS_NATS_SERVER,
      GITHUB_CLIENT_ID,
      GITHUB_APP_ID,
    },
  });
}

function deploySecret({ variables }: Config): Promise<K3sSecret> {
  return K3sSecret("control-api-secret", {
    data: {
      DATABASE_URL: alchemy.secret(variables.DATABASE_URL),
      JWT_SECRET: alchemy.secret(variables.JWT_SECRET),
      GITHUB_CLIENT_SECRET: alchemy.secret(variables.GITHUB_CLIENT_SECRET),
      GITHUB_WEBHOOK_SECRET: alchemy.secret(variables.GITHUB_WEBHOOK_SECRET),
      GITHUB_APP_PRIVATE_KEY_BASE64: alchemy.secret(variables.GITHUB_APP_PRIVATE_KEY_BASE64),
      BUCKET_ACCESS_KEY: alchemy.secret(variables.BUCKET_ACCESS_KEY),
      BUCKET_SECRET_KEY: alchemy.secret(variables.BUCKET_SECRET_KEY),
    },
  });
}

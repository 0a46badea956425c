/** What to deploy, from the environment variables. */

import { development } from "./environments/development.ts";
import type { Environment, Resources, Variables, Workload } from "./environments/environment.ts";
import { production } from "./environments/production.ts";

/** Everything that the services need to know. */
export interface Config {
  environment: Environment;
  namespace: string;
  bucketName: string;
  /** Where the pods find MinIO, when that differs from where this program does. */
  bucketUrl: string | undefined;
  registry: string;
  /** Variables with a value from outside or by default. */
  variables: Variables;
}

/** Environment variables, as in `process.env`. */
export type Env = Readonly<Record<string, string | undefined>>;

const environments: readonly Environment[] = [development, production];

const REQUIRED = [
  "BASE_DOMAIN",
  "ORIGAN_DEPLOY_DOMAIN",
  "ORIGAN_IMAGE_TAG",
  "MINIO_ACCESS_KEY",
  "MINIO_SECRET_KEY",
  "BUCKET_ACCESS_KEY",
  "BUCKET_SECRET_KEY",
  "POSTGRES_PASSWORD",
  "DATABASE_URL",
  "JWT_SECRET",
  "GITHUB_CLIENT_ID",
  "GITHUB_CLIENT_SECRET",
  "GITHUB_WEBHOOK_SECRET",
  "GITHUB_APP_ID",
  "GITHUB_APP_PRIVATE_KEY_BASE64",
] as const satisfies readonly (keyof Variables)[];

/**
 * Reads the configuration.
 * @throws {Error} that lists every variable that is missing
 */
export function loadConfig(env: Env): Config {
  const environment = environmentOf(env);
  return {
    environment,
    namespace: namespaceOf(env),
    bucketName: env["ORIGAN_BUCKET"] || "origan",
    bucketUrl: env["BUCKET_URL"] || undefined,
    registry: env["ORIGAN_IMAGE_REGISTRY"] || environment.registry,
    variables: variablesOf(environment, env),
  };
}

/** The environment that APP_ENV names. */
export function environmentOf(env: Env): Environment {
  const name = env["APP_ENV"] || "development";
  const found = environments.find((environment) => environment.name === name);
  if (found !== undefined) return found;
  const known = environments.map((environment) => environment.name).join(" or ");
  throw new Error(`APP_ENV is "${name}". Set it to ${known}, or leave it out for development.`);
}

/** Where Origan lives in the cluster. */
export function namespaceOf(env: Env): string {
  return env["ORIGAN_NAMESPACE"] || "origan";
}

/** The variables that are set, an empty one not counting. */
export function givenVariables(env: Env): Partial<Variables> {
  return Object.fromEntries(
    REQUIRED.map((name) => [name, env[name] || undefined]).filter(([, value]) => value),
  );
}

function variablesOf(environment: Environment, env: Env): Variables {
  const given = givenVariables(env);
  const variables: Partial<Variables> = { ...environment.defaults(given), ...given };
  const missing = REQUIRED.filter((name) => variables[name] === undefined);
  if (missing.length === 0) return variables as Variables;
  throw new Error(
    `Origan in ${environment.name} needs environment variables that are not set: ${missing.join(", ")}.`,
  );
}

/** One of Origan's own images. */
export function imageOf(config: Config, workload: Workload): string {
  return `${config.registry}/${workload}:${config.variables.ORIGAN_IMAGE_TAG}`;
}

/** CPU and memory of a workload's container. */
export function resourcesOf(config: Config, workload: Workload): Resources {
  return config.environment.resources[workload];
}

/** The public hosts. */
export function hostsOf({ variables }: Config): { gateway: string; controlApi: string; adminPanel: string } {
  const { BASE_DOMAIN } = variables;
  return {
    gateway: `*.app.${BASE_DOMAIN}`,
    controlApi: `api.${BASE_DOMAIN}`,
    adminPanel: `admin.${BASE_DOMAIN}`,
  };
}

/** The address of a public host. */
export function urlOf({ environment }: Config, host: string): string {
  return `${environment.clusterIssuer === undefined ? "http" : "https"}://${host}`;
}

import { describe, expect, test } from "bun:test";
import { appOptions } from "../../examples/origan/app.ts";
import { type Env, imageOf, loadConfig, urlOf } from "../../examples/origan/config.ts";
import { summary } from "../../examples/origan/stack.ts";

const production: Record<string, string> = {
  APP_ENV: "production",
  BASE_DOMAIN: "origan.example",
  ORIGAN_DEPLOY_DOMAIN: "app.origan.example",
  ORIGAN_IMAGE_TAG: "1.4.2",
  MINIO_ACCESS_KEY: "key",
  MINIO_SECRET_KEY: "secret",
  BUCKET_ACCESS_KEY: "service-key",
  BUCKET_SECRET_KEY: "service-secret",
  POSTGRES_PASSWORD: "password",
  DATABASE_URL: "postgres://db/origan",
  JWT_SECRET: "jwt",
  GITHUB_CLIENT_ID: "client",
  GITHUB_CLIENT_SECRET: "client-secret",
  GITHUB_WEBHOOK_SECRET: "webhook",
  GITHUB_APP_ID: "app",
  GITHUB_APP_PRIVATE_KEY_BASE64: "a2V5",
};

describe("development", () => {
  test("needs no variable, and its placeholders say what they are", () => {
    const { variables, namespace, bucketName } = loadConfig({});
    expect({ namespace, bucketName }).toEqual({ namespace: "origan", bucketName: "origan" });
    expect(variables.BASE_DOMAIN).toBe("localtest.me");
    expect(variables.ORIGAN_DEPLOY_DOMAIN).toBe("localtest.me:7777");
    expect(variables.GITHUB_CLIENT_SECRET).toBe("development-placeholder-github-client-secret");
    expect(atob(variables.GITHUB_APP_PRIVATE_KEY_BASE64)).toBe(
      "development-placeholder-github-app-private-key",
    );
  });
  test("takes an empty variable for none", () => {
    expect(loadConfig({ JWT_SECRET: "" })).toEqual(loadConfig({}));
  });
  test.each<[string, Env, string]>([
    [
      "the placeholder",
      {},
      "postgres://origan-root:development-placeholder-postgres-password@postgres:5432/origan",
    ],
    ["a password", { POSTGRES_PASSWORD: "a/b@c" }, "postgres://origan-root:a%2Fb%40c@postgres:5432/origan"],
    ["nothing when it is set", { POSTGRES_PASSWORD: "a", DATABASE_URL: "postgres://x" }, "postgres://x"],
  ])("derives DATABASE_URL from %s", (_from, env, expected) => {
    expect(loadConfig(env).variables.DATABASE_URL).toBe(expected);
  });
  test("gives the services the deployer's keys of MinIO, unless they have their own", () => {
    const given = { MINIO_ACCESS_KEY: "a", MINIO_SECRET_KEY: "b" };
    expect(loadConfig(given).variables).toMatchObject({ BUCKET_ACCESS_KEY: "a", BUCKET_SECRET_KEY: "b" });
    const own = { BUCKET_ACCESS_KEY: "c", BUCKET_SECRET_KEY: "d" };
    expect(loadConfig({ ...given, ...own }).variables).toMatchObject({ ...given, ...own });
  });
  test("is HTTP only, one replica each, with the gateway on a node port", () => {
    const config = loadConfig({});
    expect(Object.values(config.environment.replicas)).toEqual([1, 1, 1, 1]);
    expect(config.environment.gatewayNodePort).toBe(30777);
    expect(imageOf(config, "gateway")).toBe("ghcr.io/origan/gateway:latest");
    expect(summary(config)).toEqual([
      "Deployment complete!",
      "Gateway: http://*.app.localtest.me",
      "Control API: http://api.localtest.me",
      "Admin Panel: http://admin.localtest.me",
    ]);
  });
});

describe("production", () => {
  test("needs all variables, and one error lists those that are missing", () => {
    const names = Object.keys(production).filter((name) => name !== "APP_ENV");
    expect(() => loadConfig({ APP_ENV: "production" })).toThrow(
      `Origan in production needs environment variables that are not set: ${names.join(", ")}.`,
    );
    expect(() => loadConfig({ ...production, JWT_SECRET: "", DATABASE_URL: undefined })).toThrow(
      "not set: DATABASE_URL, JWT_SECRET.",
    );
  });
  test.each(Object.keys(production).filter((name) => name !== "APP_ENV"))("needs %s", (name) => {
    expect(() => loadConfig({ ...production, [name]: undefined })).toThrow(`not set: ${name}.`);
  });
  test("takes every value as given", () => {
    const { APP_ENV: _, ...variables } = production;
    expect(loadConfig(production).variables).toEqual(variables as never);
  });
  test("has TLS, replicas and the images of its tag and registry", () => {
    const config = loadConfig({ ...production, ORIGAN_IMAGE_REGISTRY: "registry.example/origan" });
    expect(imageOf(config, "runner")).toBe("registry.example/origan/runner:1.4.2");
    expect(config.environment.clusterIssuer).toBe("letsencrypt-prod");
    expect(config.environment.gatewayNodePort).toBeUndefined();
    expect(urlOf(config, "api.origan.example")).toBe("https://api.origan.example");
    expect(Object.values(config.environment.replicas).every((count) => count > 1)).toBe(true);
  });
});

test("refuses an environment that it does not know", () => {
  expect(() => loadConfig({ APP_ENV: "staging" })).toThrow(
    'APP_ENV is "staging". Set it to development or production, or leave it out for development.',
  );
});

describe("app options", () => {
  test.each<[string, Env, object]>([
    ["development", {}, { accessKey: "minioadmin", secretKey: "minioadmin" }],
    [
      "keys of their own",
      { MINIO_ACCESS_KEY: "a", MINIO_SECRET_KEY: "b" },
      { accessKey: "a", secretKey: "b" },
    ],
    // Destroying needs no more than what the servers want to know.
    ["production without a variable", { APP_ENV: "production" }, {}],
  ])("of %s", (_title, env, minio) => {
    const kubernetes = { namespace: "origan" };
    expect(appOptions(env)).toStrictEqual({ destroyStrategy: "parallel", kubernetes, minio });
  });
  test("name the namespace and the destroy strategy", () => {
    expect(appOptions({ ORIGAN_NAMESPACE: "try", ORIGAN_DESTROY: "sequential" })).toMatchObject({
      destroyStrategy: "sequential",
      kubernetes: { namespace: "try" },
    });
  });
  test.each<[args: string[], stage: string | undefined]>([
    [[], undefined],
    [["--local"], "local"],
    [["--dev"], "local"],
    [["--local", "--stage", "mine"], undefined],
    [["--dev", "--stage", "mine"], undefined],
  ])("%j chooses the stage %j", (args, stage) => {
    expect(appOptions({}, args).stage).toBe(stage);
  });
});

import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { createHash } from "node:crypto";
import { audit, type AuditMark, mutating } from "../support/audit.ts";
import { kubectl, variable } from "../support/control-plane.ts";
import type { Ended } from "../support/child.ts";
import { newOrigan, type Origan } from "./origan.ts";

setDefaultTimeout(180_000);

const secrets = {
  BUCKET_SECRET_KEY: "canary-bucket-secret-key",
  POSTGRES_PASSWORD: "canary-postgres-password",
  DATABASE_URL: "postgres://canary-user:canary-url-password@postgres:5432/origan",
  JWT_SECRET: "canary-jwt-secret",
  GITHUB_CLIENT_SECRET: "canary-github-client-secret",
  GITHUB_WEBHOOK_SECRET: "canary-github-webhook-secret",
  GITHUB_APP_PRIVATE_KEY_BASE64: btoa("canary-github-app-private-key"),
};

const production = {
  ...secrets,
  BUCKET_ACCESS_KEY: "service",
  APP_ENV: "production",
  BASE_DOMAIN: "origan.example",
  ORIGAN_DEPLOY_DOMAIN: "app.origan.example",
  ORIGAN_IMAGE_TAG: "1.4.2",
  GITHUB_CLIENT_ID: "client",
  GITHUB_APP_ID: "app",
};

const workloads = [
  "deployment/admin-panel",
  "deployment/control-api",
  "deployment/gateway",
  "deployment/nats",
  "deployment/runner",
  "statefulset/postgres",
];

/** The objects that our client wrote since the mark, as `verb resource/name`. */
async function writes(mark: AuditMark): Promise<string[]> {
  const entries = await audit.since(mark, { userAgentPrefix: "alchemy-kubernetes/" });
  return mutating(entries)
    .map(({ verb, object }) => `${verb} ${object?.resource}/${object?.name}`)
    .sort();
}

/** The generation of each workload: it rises with every change of its spec, the pod template included. */
async function generations(namespace: string): Promise<Record<string, number>> {
  const { items } = JSON.parse(
    await kubectl("get", "deployments,statefulsets", "-n", namespace, "-o", "json"),
  ) as { items: { kind: string; metadata: { name: string; generation: number } }[] };
  return Object.fromEntries(
    items.map(({ kind, metadata }) => [`${kind.toLowerCase()}/${metadata.name}`, metadata.generation]),
  );
}

function changed(before: Record<string, number>, after: Record<string, number>): string[] {
  return Object.keys(after).filter((name) => before[name] !== after[name]);
}

/** Uids of the pods by `app` label. */
async function pods(namespace: string): Promise<Record<string, string[]>> {
  const template = '{range .items[*]}{.metadata.labels.app} {.metadata.uid}{"\\n"}{end}';
  const lines = (await kubectl("get", "pods", "-n", namespace, "-o", `jsonpath=${template}`))
    .trim()
    .split("\n");
  const found: Record<string, string[]> = {};
  for (const line of lines.sort()) {
    const [app = "", uid = ""] = line.split(" ");
    (found[app] ??= []).push(uid);
  }
  return found;
}

/** A part of an object, as JSONPath finds it. */
function inCluster({ namespace }: Origan, object: string, template: string): Promise<string> {
  return kubectl("get", object, "-n", namespace, "-o", `jsonpath=${template}`);
}

async function exists(kind: string, name: string): Promise<boolean> {
  return (await kubectl("get", kind, name, "--ignore-not-found", "-o", "name")) !== "";
}

/** Whether the bucket exists, as its server says. */
async function bucketExists({ bucket }: Origan): Promise<boolean> {
  try {
    await bucket.list();
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "NoSuchBucket") return false;
    throw error;
  }
}

async function expectGone(origan: Origan): Promise<void> {
  expect(await exists("namespace", origan.namespace)).toBe(false);
  expect(await bucketExists(origan)).toBe(false);
  expect(await origan.state()).toEqual({});
}

async function expectReady({ namespace }: Origan): Promise<void> {
  for (const workload of workloads)
    await kubectl("rollout", "status", workload, "-n", namespace, "--watch=false", "--timeout=1s").then(
      (said) => expect(said).toMatch(/successfully rolled out|rolling update complete|roll out complete/),
    );
  const template = "jsonpath={.status.succeeded}";
  expect(await kubectl("get", "job", "control-api-migrations", "-n", namespace, "-o", template)).toBe("1");
}

/** The code that the runner runs is strangers'. */
async function expectConfined(origan: Origan): Promise<void> {
  const runner = await inCluster(origan, "deployment/runner", "{.spec.template.spec}");
  expect(JSON.parse(runner)).toMatchObject({
    automountServiceAccountToken: false,
    securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
    containers: [{ securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } } }],
  });
  const policy = await inCluster(origan, "networkpolicy/runner", "{.spec}");
  const { port } = new URL(variable("MINIO_ENDPOINT"));
  const open = (number: number, protocol = "TCP") => ({ port: number, protocol });
  expect(JSON.parse(policy)).toMatchObject({
    podSelector: { matchLabels: { app: "runner" } },
    policyTypes: ["Ingress", "Egress"],
    ingress: [{ from: [{ podSelector: { matchLabels: { app: "gateway" } } }], ports: [open(8000)] }],
    egress: [
      { ports: [open(53, "UDP"), open(53)] },
      { ports: [open(Number(port))] },
      { to: [{ podSelector: { matchLabels: { app: "nats" } } }], ports: [open(4222)] },
      { to: [{ ipBlock: { cidr: "0.0.0.0/0", except: expect.arrayContaining(["10.0.0.0/8"]) } }] },
    ],
  });
}

/** Everything that would give a value away. */
function traces(value: string): string[] {
  const base64 = Buffer.from(value).toString("base64");
  const hashed = ["sha256", "sha1", "md5", "sha512"].flatMap((algorithm) =>
    [value, base64, JSON.stringify(value), JSON.stringify(base64)].flatMap((input) =>
      (["hex", "base64", "base64url"] as const).map((encoding) =>
        // Digests are often cut off.
        createHash(algorithm).update(input).digest(encoding).slice(0, 12),
      ),
    ),
  );
  return [value, base64, base64.replace(/=+$/, ""), encodeURIComponent(value), ...hashed];
}

describe("Origan in development", () => {
  let origan: Origan;
  const runs: Ended[] = [];
  const states: string[] = [];
  let env: Record<string, string> = { ...secrets };

  /** Deploys with the present variables, and keeps what could give a secret away. */
  async function up(): Promise<Ended> {
    const run = await origan.up(env);
    runs.push(run);
    states.push(JSON.stringify(await origan.state()));
    return run;
  }

  beforeAll(async () => {
    origan = await newOrigan();
  });
  afterAll(() => origan.remove());

  test("is deployed, everything ready, and says where it is", async () => {
    const { code, output } = await up();
    expect({ code, output }).toMatchObject({ code: 0 });
    await expectReady(origan);
    expect(output).toEndWith(
      [
        "Deployment complete!",
        "Gateway: http://*.app.localtest.me",
        "Control API: http://api.localtest.me",
        "Admin Panel: http://admin.localtest.me",
        "",
      ].join("\n"),
    );
  });

  test("serves the files of its bucket to everyone", async () => {
    await origan.bucket.write("index.html", "hello");
    const address = `${variable("MINIO_ENDPOINT")}/${origan.bucketName}/index.html`;
    expect(await (await fetch(address)).text()).toBe("hello");
    await origan.bucket.delete("index.html");
    expect(await bucketExists(origan)).toBe(true);
  });

  test("confines what the runner executes", () => expectConfined(origan));

  test("asks PostgreSQL by TCP whether it is ready: while it sets itself up it answers on its socket only", async () => {
    const probe = "{.spec.template.spec.containers[0].readinessProbe.exec.command[2]}";
    expect(await inCluster(origan, "statefulset/postgres", probe)).toContain("pg_isready --host 127.0.0.1 ");
  });

  test("writes nothing in a second run", async () => {
    const mark = await audit.mark();
    const { code, output } = await up();
    expect({ code, output }).toMatchObject({ code: 0 });
    expect(await writes(mark)).toEqual([]);
    expect(output).toContain("21 unchanged");
  });

  test("writes what one changed value concerns, and rolls only the pods that read it", async () => {
    const [before, podsBefore, mark] = [
      await generations(origan.namespace),
      await pods(origan.namespace),
      await audit.mark(),
    ];
    env = { ...env, GITHUB_CLIENT_ID: "another-client" };
    expect(await up()).toMatchObject({ code: 0 });
    expect(await writes(mark)).toEqual([
      "patch configmaps/control-api-config",
      "patch deployments/control-api",
    ]);
    expect(changed(before, await generations(origan.namespace))).toEqual(["deployment/control-api"]);
    const podsAfter = await pods(origan.namespace);
    const { "control-api": old, ...others } = podsBefore;
    const { "control-api": rolled, ...same } = podsAfter;
    expect(same).toEqual(others);
    expect(rolled).toHaveLength(1);
    expect(rolled).not.toEqual(old);
  });

  test("writes a changed secret value, rolls its pods and migrates again", async () => {
    const [before, mark] = [await generations(origan.namespace), await audit.mark()];
    env = { ...env, JWT_SECRET: "canary-second-jwt-secret" };
    expect(await up()).toMatchObject({ code: 0 });
    expect(await writes(mark)).toEqual([
      "delete jobs/control-api-migrations",
      "patch deployments/control-api",
      "patch jobs/control-api-migrations",
      "patch secrets/control-api-secret",
    ]);
    expect(changed(before, await generations(origan.namespace))).toEqual(["deployment/control-api"]);
    const template = "jsonpath={.data.JWT_SECRET}";
    const stored = await kubectl(
      "get",
      "secret",
      "control-api-secret",
      "-n",
      origan.namespace,
      "-o",
      template,
    );
    expect(atob(stored)).toBe("canary-second-jwt-secret");
    await expectReady(origan);
  });

  test("writes nothing when the secret values are the same again", async () => {
    const mark = await audit.mark();
    expect(await up()).toMatchObject({ code: 0 });
    expect(await writes(mark)).toEqual([]);
  });

  test("replaces the migrations with another image, and only what runs Origan's own images changes", async () => {
    const [before, mark] = [await generations(origan.namespace), await audit.mark()];
    env = { ...env, ORIGAN_IMAGE_TAG: "2.0.0" };
    expect(await up()).toMatchObject({ code: 0 });
    expect(await writes(mark)).toEqual([
      "delete jobs/control-api-migrations",
      "patch deployments/admin-panel",
      "patch deployments/control-api",
      "patch deployments/gateway",
      "patch deployments/runner",
      "patch jobs/control-api-migrations",
    ]);
    expect(changed(before, await generations(origan.namespace))).toHaveLength(4);
    await expectReady(origan);
  });

  test("keeps every secret value out of state, output and everything readable in the cluster", async () => {
    const kinds =
      "configmaps,secrets,deployments,statefulsets,replicasets,controllerrevisions,jobs,pods,services,ingresses,networkpolicies";
    const { items } = JSON.parse(await kubectl("get", kinds, "-n", origan.namespace, "-o", "json")) as {
      items: { kind: string; data?: unknown }[];
    };
    const live = items.map((item) => (item.kind === "Secret" ? { ...item, data: undefined } : item));
    const places = {
      state: states.join("\n"),
      output: runs.map(({ output }) => output).join("\n"),
      cluster: JSON.stringify(live),
    };
    // The places are not empty: they hold what is no secret.
    for (const text of Object.values(places)) expect(text).toContain("control-api");
    expect(places.cluster).toContain("another-client");
    const values = [...Object.values(secrets), "canary-second-jwt-secret", variable("MINIO_SECRET_KEY")];
    for (const [place, text] of Object.entries(places)) {
      const found = values.filter((value) => traces(value).some((trace) => text.includes(trace)));
      expect({ place, found }).toEqual({ place, found: [] });
    }
  });

  test("says so, with a failing exit code, when something cannot be deleted; the next destroy finishes", async () => {
    await origan.bucket.write("left.txt", "somebody's data");
    const failed = await origan.destroy();
    expect(failed.code).toBe(1);
    expect(failed.output).toContain(origan.bucketName);
    expect(Object.keys(await origan.state()).join()).toContain(`bucket-${origan.bucketName}.json`);
    await origan.bucket.delete("left.txt");
    const { code, output } = await origan.destroy();
    expect({ code, output }).toMatchObject({ code: 0 });
    await expectGone(origan);
  });
});

describe("every destroy strategy removes everything in a fresh process", () => {
  test.each([
    ["sequential", "production", production],
    ["parallel", "development", {}],
  ])("%s, %s", async (ORIGAN_DESTROY, _name, env) => {
    const origan = await newOrigan();
    try {
      const { code, output } = await origan.up(env);
      expect({ code, output }).toMatchObject({ code: 0 });
      await expectReady(origan);
      const destroyed = await origan.destroy({ ORIGAN_DESTROY });
      expect(destroyed).toMatchObject({ code: 0 });
      await expectGone(origan);
    } finally {
      await origan.remove();
    }
  });
});

describe("Origan in production", () => {
  test("is deployed with TLS, two replicas of each service and no node port", async () => {
    const origan = await newOrigan();
    try {
      expect(await origan.up(production)).toMatchObject({ code: 0 });
      const get = (object: string, template: string): Promise<string> => inCluster(origan, object, template);
      expect(await get("ingress/gateway", "{.spec.tls}")).toBe(
        '[{"hosts":["*.app.origan.example"],"secretName":"gateway-tls"}]',
      );
      expect(await get("ingress/gateway", "{.metadata.annotations.cert-manager\\.io/cluster-issuer}")).toBe(
        "letsencrypt-prod",
      );
      expect(await get("deployment/gateway", "{.status.readyReplicas}")).toBe("2");
      expect(await get("service/gateway", "{.spec.type}")).toBe("ClusterIP");
      for (const name of ["admin-panel", "control-api", "gateway", "runner"]) {
        const selector = `{"matchLabels":{"app":"${name}"}}`;
        const spread = "{.spec.template.spec.topologySpreadConstraints[*]['topologyKey','labelSelector']}";
        expect(await get(`deployment/${name}`, spread)).toBe(`kubernetes.io/hostname ${selector}`);
        expect(await get(`poddisruptionbudget/${name}`, "{.spec.maxUnavailable} {.spec.selector}")).toBe(
          `1 ${selector}`,
        );
      }
      // The pods have keys of their own, not the deployer's.
      const key = await get("secret/control-api-secret", "{.data.BUCKET_SECRET_KEY}");
      expect(atob(key)).toBe(production.BUCKET_SECRET_KEY);
      expect(await origan.destroy()).toMatchObject({ code: 0 });
      await expectGone(origan);
    } finally {
      await origan.remove();
    }
  });

  test("asks for every missing variable before any request", async () => {
    const origan = await newOrigan();
    const mark = await audit.mark();
    const { code, output } = await origan.up({ APP_ENV: "production", JWT_SECRET: "set" });
    await origan.remove();
    expect(code).toBe(1);
    expect(output).toContain("POSTGRES_PASSWORD, DATABASE_URL, GITHUB_CLIENT_ID");
    expect(await audit.since(mark, { userAgentPrefix: "alchemy-kubernetes/" })).toEqual([]);
  });
});

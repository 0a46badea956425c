/** The embedded cluster for tests. */

import { expect, setDefaultTimeout, test } from "bun:test";
import { manualClock, startCluster, type StartedCluster } from "alchemy-kubernetes/local";
import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { resolveAccess } from "../../../src/auth/resolve.ts";
import { createClient } from "../../../src/client/client.ts";
import { request } from "../../../src/client/request.ts";
import { hasCode } from "../../../src/errors.ts";
import { readAddress } from "../../../src/local/host/address.ts";
import { filesOf } from "../../../src/local/host/directory.ts";
import { connect } from "../../../src/s3/client.ts";
import { createBucket, findBucket } from "../../../src/s3/bucket.ts";
import { checkOut } from "./shop.ts";

setDefaultTimeout(30_000);

const CONFIG_MAPS = "/api/v1/namespaces/default/configmaps";

function configMap(name: string): object {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data: { a: "1" } };
}

async function create(cluster: StartedCluster, path: string, object: object): Promise<void> {
  const headers = { "content-type": "application/json" };
  const response = await cluster.fetch(path, { method: "POST", headers, body: JSON.stringify(object) });
  expect(response.status, await response.clone().text()).toBe(201);
}

interface Conditioned {
  status: { conditions?: { type: string; status: string; reason: string }[] };
}

/** `Type=Status (Reason)` of an object's conditions. */
async function conditionsOf(cluster: StartedCluster, path: string): Promise<string[]> {
  const { status } = (await (await cluster.fetch(path)).json()) as Conditioned;
  return (status.conditions ?? []).map((one) => `${one.type}=${one.status} (${one.reason})`);
}

test("is gone with `await using`: port, files and all", async () => {
  let kubeconfig = "";
  let endpoint = "";
  {
    await using cluster = await startCluster();
    ({ kubeconfig } = cluster);
    ({ endpoint } = cluster.minio);
    await create(cluster, CONFIG_MAPS, configMap("web"));
    expect((await cluster.fetch(`${CONFIG_MAPS}/web`)).status).toBe(200);
    expect((await fetch(endpoint)).status).toBe(403);
  }
  expect(existsSync(dirname(kubeconfig))).toBe(false);
  expect(await fetch(endpoint).catch(() => "refused")).toBe("refused");
});

test("several at once know nothing of each other", async () => {
  const clusters = await Promise.all([startCluster(), startCluster(), startCluster()]);
  for (const [index, cluster] of clusters.entries()) {
    await create(cluster, CONFIG_MAPS, configMap(`web-${index}`));
    const s3 = await connect(cluster.minio);
    await createBucket(s3, `bucket-${index}`, { since: Date.now() });
    for (const other of clusters.keys()) {
      const { status } = await cluster.fetch(`${CONFIG_MAPS}/web-${other}`);
      expect(status).toBe(other === index ? 200 : 404);
      expect((await findBucket(s3, `bucket-${other}`)).created === undefined).toBe(other !== index);
    }
  }
  for (const cluster of clusters) await cluster[Symbol.asyncDispose]();
});

test("another process deploys to it by its kubeconfig, and kubectl's environment variable", async () => {
  await using cluster = await startCluster();
  using checkout = checkOut();
  const { cluster: target, minio } = cluster;
  const deployed = await checkout.run({ app: { kubernetes: { cluster: target }, minio } });
  expect(deployed.code, deployed.output).toBe(0);
  expect(deployed.outputs).toMatchObject({ kro: { state: "ACTIVE" }, endpoint: minio.endpoint });
  await cluster.settled();
  expect(await conditionsOf(cluster, "/apis/apps/v1/namespaces/shop/deployments/web")).toContain(
    "Available=True (MinimumReplicasAvailable)",
  );
  const state = JSON.stringify(await checkout.state());
  const destroyed = await checkout.run({ app: { minio } }, "--destroy");
  expect(destroyed.code, destroyed.output).toBe(0);
  const address = await readAddress(filesOf(dirname(cluster.kubeconfig)));
  if (address === undefined) throw new Error("it does not run");
  for (const text of [state, deployed.output]) expect(text.includes(address.server)).toBe(true);
  for (const text of [state, deployed.output, destroyed.output])
    expect(text.includes(address.token)).toBe(false);
  expect((await cluster.fetch("/api/v1/namespaces/shop")).status).toBe(404);
});

test("with a clock of its own no deadline needs waiting for", async () => {
  const clock = manualClock(Date.parse("2030-01-01T00:00:00Z"));
  await using cluster = await startCluster({ clock });
  const template = (fault: string) => ({
    metadata: { labels: { app: fault }, annotations: { "local.alchemy.run/fault": fault } },
    spec: { containers: [{ name: "main", image: "registry.test/main:1" }], restartPolicy: "Never" },
  });
  const jobs = "/apis/batch/v1/namespaces/default/jobs";
  await create(cluster, jobs, {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name: "import" },
    spec: { activeDeadlineSeconds: 3600, template: template("run-for-ever") },
  });
  const deployments = "/apis/apps/v1/namespaces/default/deployments";
  const { spec, metadata } = template("never-ready");
  await create(cluster, deployments, {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web" },
    spec: {
      progressDeadlineSeconds: 600,
      selector: { matchLabels: metadata.labels },
      template: { metadata, spec: { ...spec, restartPolicy: "Always" } },
    },
  });
  await cluster.settled();
  expect(await conditionsOf(cluster, `${jobs}/import`)).toEqual([]);
  expect(await conditionsOf(cluster, `${deployments}/web`)).toContain("Progressing=True (ReplicaSetUpdated)");

  clock.advance(601_000);
  await cluster.settled();
  expect(await conditionsOf(cluster, `${deployments}/web`)).toContain(
    "Progressing=False (ProgressDeadlineExceeded)",
  );
  expect(await conditionsOf(cluster, `${jobs}/import`)).toEqual([]);

  clock.advance(3_000_000);
  await cluster.settled();
  expect(await conditionsOf(cluster, `${jobs}/import`)).toContain("Failed=True (DeadlineExceeded)");

  // Buckets keep the time of the machine: clients sign with it.
  const { created } = await findBucket(await connect(cluster.minio), "none");
  expect(created).toBeUndefined();
});

function refusal(code: number, headers: Record<string, string> = {}): Response {
  const status = { apiVersion: "v1", kind: "Status", status: "Failure", code, message: "as the test wishes" };
  return Response.json(status, { status: code, headers });
}

test("intercept: a busy server is asked again, a broken one is reported", async () => {
  const seen: string[] = [];
  let busy = 2;
  let broken = false;
  await using cluster = await startCluster({
    intercept: ({ method, url }) => {
      seen.push(`${method} ${new URL(url).pathname}`);
      if (broken) return refusal(500);
      if (method !== "PATCH" || busy === 0) return undefined;
      busy -= 1;
      return refusal(429, { "retry-after": "0" });
    },
  });
  const client = createClient(await resolveAccess(cluster.cluster));
  const path = `${CONFIG_MAPS}/web`;
  const apply = {
    method: "PATCH",
    path,
    query: { fieldManager: "test" },
    body: configMap("web"),
    contentType: "application/apply-patch+yaml",
  };
  const { body } = await request(client, apply);
  expect(body).toMatchObject({ metadata: { name: "web" } });
  expect(seen).toEqual([`PATCH ${path}`, `PATCH ${path}`, `PATCH ${path}`]);

  broken = true;
  const failed: unknown = await request(client, { method: "POST", path: CONFIG_MAPS, body: {} }).catch(
    (error: unknown) => error,
  );
  expect(hasCode(failed, "api")).toBe(true);
  expect(String(failed)).toContain("as the test wishes");
});

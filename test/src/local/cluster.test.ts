import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hasCode } from "../../../src/errors.ts";
import { valueAt } from "../../../src/model/json.ts";
import { createCluster, type Cluster } from "../../../src/local/cluster.ts";

let directory = "";
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "cluster-"));
});
afterAll(() => rmSync(directory, { recursive: true }));

async function request(cluster: Cluster, path: string, init?: RequestInit): Promise<unknown> {
  const answer = await cluster.handle(new Request(`http://cluster${path}`, init));
  return answer.json();
}

function apply(cluster: Cluster, path: string, manifest: object): Promise<unknown> {
  const headers = { "content-type": "application/apply-patch+yaml" };
  return request(cluster, `${path}?fieldManager=test`, {
    method: "PATCH",
    headers,
    body: JSON.stringify(manifest),
  });
}

const MAP = "/api/v1/namespaces/default/configmaps/kept";
const map = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "kept" }, data: { a: "b" } };
const labels = { app: "web" };
const deployment = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web" },
  spec: {
    replicas: 2,
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [{ name: "web", image: "web:1" }] } },
  },
};
const DEPLOYMENT = "/apis/apps/v1/namespaces/default/deployments/web";

describe("cluster", () => {
  test("has from the start what a cluster has", async () => {
    const cluster = await createCluster();
    await cluster.settled();
    const names = (resource: string): string[] =>
      cluster.store.list(resource).map(({ metadata }) => metadata.name);
    expect(names("/namespaces")).toEqual(["default", "kube-node-lease", "kube-public", "kube-system"]);
    expect(names("/nodes")).toEqual(["local"]);
    expect(names("/services")).toEqual(["kubernetes"]);
    expect(names("storage.k8s.io/storageclasses")).toEqual(["standard"]);
    expect(names("scheduling.k8s.io/priorityclasses")).toEqual([
      "system-cluster-critical",
      "system-node-critical",
    ]);
    expect(names("/serviceaccounts")).toEqual(["default", "default", "default", "default"]);
    expect(names("apiextensions.k8s.io/customresourcedefinitions")).toContain(
      "resourcegraphdefinitions.kro.run",
    );
    expect(valueAt(await request(cluster, "/api/v1/namespaces/kube-system"), ["metadata", "uid"])).toBe(
      cluster.identity,
    );
    cluster.close();
  });

  test("serves the kinds that it comes with at once: nobody waits for its controllers", async () => {
    const cluster = await createCluster();
    expect(await request(cluster, "/apis/kro.run/v1alpha1/resourcegraphdefinitions")).toMatchObject({
      items: [],
    });
    cluster.close();
  });

  test("a Deployment becomes ready, and goes with all that it made", async () => {
    const cluster = await createCluster();
    await apply(cluster, DEPLOYMENT, deployment);
    await cluster.settled();
    expect(valueAt(await request(cluster, DEPLOYMENT), ["status", "readyReplicas"])).toBe(2);
    expect(cluster.store.count("/pods")).toBe(2);
    const body = JSON.stringify({ propagationPolicy: "Foreground" });
    await request(cluster, DEPLOYMENT, {
      method: "DELETE",
      body,
      headers: { "content-type": "application/json" },
    });
    await cluster.settled();
    expect(
      ["apps/deployments", "apps/replicasets", "/pods"].map((resource) => cluster.store.count(resource)),
    ).toEqual([0, 0, 0]);
    cluster.close();
  });

  test("is the same again after a restart, and after a reset without its objects", async () => {
    const file = join(directory, "store.db");
    const first = await createCluster({ file });
    await apply(first, MAP, map);
    await apply(first, DEPLOYMENT, deployment);
    await first.settled();
    const before = await request(first, DEPLOYMENT);
    first.close();

    const second = await createCluster({ file });
    await second.settled();
    expect(second.identity).toBe(first.identity);
    expect(await request(second, DEPLOYMENT)).toEqual(before);
    expect(valueAt(await request(second, MAP), ["data"])).toEqual({ a: "b" });
    second.close();

    const third = await createCluster({ file, reset: true });
    await third.settled();
    expect(third.identity).toBe(first.identity);
    expect(valueAt(await request(third, "/api/v1/namespaces/kube-system"), ["metadata", "uid"])).toBe(
      first.identity,
    );
    expect(valueAt(await request(third, MAP), ["reason"])).toBe("NotFound");
    expect(third.store.revision).toBeGreaterThan(second.store.revision);
    third.close();
  });

  test("a file that another has open is left alone", async () => {
    const file = join(directory, "busy.db");
    const first = await createCluster({ file });
    const error: unknown = await createCluster({ file }).catch((reason: unknown) => reason);
    expect(hasCode(error, "in-use")).toBe(true);
    first.close();
    (await createCluster({ file })).close();
  });

  test("custom resources are served again after a restart", async () => {
    const file = join(directory, "custom.db");
    const definition = {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: "things.example.com" },
      spec: {
        group: "example.com",
        scope: "Namespaced",
        names: { plural: "things", kind: "Thing" },
        versions: [
          {
            name: "v1",
            served: true,
            storage: true,
            schema: { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
          },
        ],
      },
    };
    const THING = "/apis/example.com/v1/namespaces/default/things/a";
    const first = await createCluster({ file });
    await apply(
      first,
      "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/things.example.com",
      definition,
    );
    await first.settled();
    await apply(first, THING, {
      apiVersion: "example.com/v1",
      kind: "Thing",
      metadata: { name: "a" },
      spec: { x: 1 },
    });
    first.close();
    const second = await createCluster({ file });
    expect(valueAt(await request(second, THING), ["spec", "x"])).toBe(1);
    second.close();
  });
});

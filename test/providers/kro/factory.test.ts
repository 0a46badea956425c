/** What factories tell without a cluster. */

import { describe, expect, test } from "bun:test";
import alchemy from "alchemy";
import { loadAll } from "js-yaml";
import { AlchemyDeploymentStrategy } from "../../../providers/kro/alchemy-strategy.ts";
import { deploymentResult } from "../../../providers/kro/deployment-result.ts";
import { analysisOf } from "../../../providers/kro/analysed.ts";
import { ProviderError } from "../../../src/errors.ts";
import { GROUP, shopGraph } from "./factory-graph.ts";
import { errorOf } from "./shop.ts";

const Shop = shopGraph({ name: "shop", kind: "Shop" });
const direct = Shop.factory("direct", { namespace: "eu" });
const kro = Shop.factory("kro", { namespace: "eu" });

describe("YAML", () => {
  test("is the graph, in both modes", () => {
    expect(direct.toYaml()).toBe(Shop.toYaml());
    expect(kro.toYaml()).toBe(Shop.toYaml());
    expect(loadAll(Shop.toYaml())).toEqual([JSON.parse(JSON.stringify(Shop.definition))]);
  });

  test("is the instance in kro mode", () => {
    expect(loadAll(kro.toYaml({ name: "web", replicas: 2 }))).toEqual([
      {
        apiVersion: `${GROUP}/v1alpha1`,
        kind: "Shop",
        metadata: { name: "web", namespace: "eu" },
        spec: { name: "web", replicas: 2 },
      },
    ]);
  });

  test("is the objects in direct mode, with defaults, in their order", () => {
    const documents = loadAll(direct.toYaml({ name: "web" }));
    expect(documents).toMatchObject([
      { kind: "ConfigMap", metadata: { name: "web", namespace: "eu" }, data: { MODE: "fast" } },
      { kind: "Deployment", metadata: { name: "web", namespace: "eu" }, spec: { replicas: 1 } },
      { kind: "Service", spec: { ports: [{ port: 80 }] } },
    ]);
    expect(documents).toHaveLength(3);
  });
});

describe("a spec", () => {
  const secret = alchemy.secret("hunter2");
  test.each<[string, unknown, ...string[]]>([
    ["is no object", "web", "Shop", "its spec is no object"],
    ["has no name", { replicas: 1 }, "Shop", "needs a name", "deploy(spec, { name:"],
    [
      "holds a secret",
      { name: "web", mode: secret },
      "Shop web",
      "spec.mode is a secret",
      "Create a Secret beside the graph",
    ],
  ])("that %s is refused, in both modes", (_, spec, ...texts) => {
    for (const factory of [direct, kro]) {
      const error = errorOf(() => factory.toYaml(spec as never));
      for (const text of texts) expect(error.message).toContain(text);
      expect(error.message).not.toContain("hunter2");
    }
  });
});

test("a deployment through Alchemy needs a scope", () => {
  const error = errorOf(() => AlchemyDeploymentStrategy(Shop, {}, undefined));
  expect(error.message).toContain("Alchemy scope is required but not provided");
});

describe("the record of a deployment", () => {
  const analysed = analysisOf(Shop.graph);
  const object = (kind: string, uid: string) => ({
    apiVersion: "v1",
    kind,
    status: { phase: "Active" },
    metadata: { name: "web", namespace: "eu", uid, resourceVersion: "1", managedFields: [] },
  });
  const manifests = new Map(
    [
      ["svc", "Service"],
      ["web", "Deployment"],
    ].map(([id = "", kind = ""]) => [
      id,
      [{ apiVersion: "v1", kind, metadata: { name: "web", namespace: "eu" } }],
    ]),
  );
  const cause = new ProviderError("invalid", "port is too large", { object: "Service eu/web" });
  const node = { startedAt: 1_000, duration: 500 };

  test("names what is there, what failed and what waits for it", () => {
    const result = deploymentResult({
      analysed,
      manifests,
      startedAt: Date.now(),
      scope: "app/test",
      error: cause,
      registered: [{ id: "configmap-eu_web", type: "kubernetes::ConfigMap", uid: "1" }],
      nodes: [
        { id: "config", state: "ready", objects: [object("ConfigMap", "1")], ...node },
        {
          id: "svc",
          state: "failed",
          objects: [],
          ...node,
          failures: [{ node: "svc", phase: "write", error: cause }],
        },
        { id: "web", state: "blocked", objects: [], ...node },
      ],
    });
    expect(result.status).toBe("partial");
    expect(
      result.resources.map(({ id, status, alchemyResourceId }) => [id, status, alchemyResourceId]),
    ).toEqual([
      ["config", "deployed", "configmap-eu_web"],
      ["svc", "failed", undefined],
      ["web", "pending", undefined],
    ]);
    expect(result.resources[0]?.manifest).toEqual({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "web", namespace: "eu", uid: "1" },
    });
    expect(result.resources[0]?.deployedAt).toEqual(new Date(1_500));
    expect(result.errors).toEqual([{ resourceId: "svc", phase: "write", error: cause }]);
    expect(result.alchemyMetadata).toEqual({
      scope: "app/test",
      totalResources: 1,
      registeredTypes: ["kubernetes::ConfigMap"],
      resourceIds: ["configmap-eu_web"],
    });
  });

  test("failed, when nothing is there", () => {
    const result = deploymentResult({
      analysed,
      manifests,
      nodes: [],
      registered: [],
      startedAt: Date.now(),
      error: cause,
    });
    expect(result).toMatchObject({ status: "failed", resources: [] });
    expect(result.errors).toEqual([{ resourceId: "Service eu/web", phase: "write", error: cause }]);
    expect(result.alchemyMetadata).toBeUndefined();
  });
});

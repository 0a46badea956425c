/** What goes wrong while instances are deployed and deleted. */

import { afterAll, describe, expect, test } from "bun:test";
import { apply, get, list, patch, remove } from "../../../src/client/verbs.ts";
import type { AnalysedGraph } from "../../../src/graph/node.ts";
import type { JsonObject } from "../../../src/model/json.ts";
import { NotReadyError } from "../../../src/diagnosis/not-ready.ts";
import { NodesFailedError } from "../../../src/run/failure.ts";
import {
  deleteInstance,
  deployInstance,
  type DeployInstanceOptions,
  listInstances,
} from "../../../src/run/instances.ts";
import { inventoryName } from "../../../src/run/inventory.ts";
import { readInventory } from "../../../src/run/inventory-store.ts";
import type { NodeResult } from "../../../src/run/deploy-graph.ts";
import { faultNamed, type FaultName } from "../../faults/faults.ts";
import { clientThrough, openProxy } from "../../faults/servers.ts";
import { audit } from "../../support/audit.ts";
import { eventually, randomNamespace } from "../../support/control-plane.ts";
import { CONFIG_MAP, configMap as manifestOf, liveClient, newNamespace } from "../client/cluster.ts";
import { errorOf } from "../client/loopback.ts";
import { workload } from "../diagnosis/workloads.ts";
import { changed, configMap, graphOf } from "./graphs.ts";

const client = liveClient();
const namespace = await newNamespace(client);
const somebody = { fieldManager: "somebody", force: true };
const proxy = await openProxy();
afterAll(() => proxy.close());

function deploy(
  graph: AnalysedGraph,
  name: string,
  options: DeployInstanceOptions = {},
  through = client,
): ReturnType<typeof deployInstance> {
  return deployInstance(through, graph, { name, namespace, spec: { name } }, { timeout: 30_000, ...options });
}

/** A client of which the first write of a ConfigMap gets no answer. */
function clientWithFault(fault: FaultName, name: string): typeof client {
  const key = {
    service: "api" as const,
    verb: "apply",
    path: `/api/v1/namespaces/${namespace}/configmaps/*`,
    nth: 1,
  };
  proxy.begin({ injections: [{ key, fault: faultNamed(fault) }], name, kill: () => undefined });
  return clientThrough(proxy, 60_000);
}

function refOf(graph: AnalysedGraph, name: string) {
  const { group, kind } = graph.graph.schema;
  return { group, kind, namespace, name };
}

async function dataOf(name: string): Promise<unknown> {
  return (await get(client, CONFIG_MAP, { namespace, name }))?.["data"];
}

/** A node that the API server refuses. */
function refused(id: string, more: JsonObject = {}): JsonObject {
  return configMap(id, { "not a key": "1" }, more);
}

describe("a failure", () => {
  test("stops its dependents only, and is the error", async () => {
    const name = randomNamespace("fail");
    const graph = graphOf({
      resources: [
        refused("bad"),
        configMap("after", { v: "${bad.metadata.name}" }),
        configMap("beside", { v: "1" }),
      ],
    });
    const nodes: NodeResult[] = [];
    const error = await errorOf(deploy(graph, name, { onNode: (node) => nodes.push(node) }));
    expect(error).toMatchObject({ code: "invalid", object: `ConfigMap ${namespace}/${name}-bad` });
    const states = Object.fromEntries(nodes.map(({ id, state }) => [id, state]));
    expect(states).toEqual({ bad: "failed", after: "blocked", beside: "ready" });
    expect(await dataOf(`${name}-beside`)).toEqual({ v: "1" });
  });

  test("beside others is one error with all of them", async () => {
    const name = randomNamespace("fail");
    const graph = graphOf({ resources: [refused("bad"), refused("worse"), configMap("good", { v: "1" })] });
    const error = await errorOf(deploy(graph, name));
    expect(error).toBeInstanceOf(NodesFailedError);
    const { failures } = error as NodesFailedError;
    expect(failures.map(({ node, object, phase }) => `${node} ${object} ${phase}`).toSorted()).toEqual([
      `bad ConfigMap ${namespace}/${name}-bad write`,
      `worse ConfigMap ${namespace}/${name}-worse write`,
    ]);
  });

  test("never prunes", async () => {
    const name = randomNamespace("fail");
    const graph = graphOf({ resources: [configMap("a", { v: "1" })] });
    await deploy(graph, name);
    const next = changed(graph, { resources: [refused("bad")] });
    await errorOf(deploy(next, name));
    expect(await dataOf(`${name}-a`)).toEqual({ v: "1" });
    expect((await deploy(graph, name)).pruned.removed).toEqual([]);
  });

  test("for want of time names the node, the object and what it waits for", async () => {
    const name = randomNamespace("slow");
    const graph = graphOf({
      resources: [configMap("gate", { v: "1" }, { readyWhen: ['${gate.data.v == "2"}'] })],
    });
    const error = await errorOf(deploy(graph, name, { timeout: 1_000 }));
    expect(error).toMatchObject({ code: "not-ready" });
    expect(error.message).toMatch(
      new RegExp(
        `ConfigMap ${namespace}/${name}-gate: not ready after 1 s \\(node gate\\): readyWhen .* evaluated to false`,
      ),
    );
  });

  test("of workloads tells of each why, as one that is waited for alone", async () => {
    const name = randomNamespace("sick");
    const node = (id: string, fault: string): JsonObject => {
      const { metadata, ...deployment } = workload("Deployment", id, { fault });
      const template = { ...deployment, metadata: { ...metadata, name: `\${schema.spec.name}-${id}` } };
      return { id, template: template as unknown as JsonObject };
    };
    const graph = graphOf({ resources: [node("pull", "image-pull"), node("crash", "crash-loop")] });
    // The crash loop ends early; the other one is cut off with the whole.
    const error = await errorOf(deploy(graph, name, { timeout: 14_000 }));
    const { failures } = error as NodesFailedError;
    expect(failures.map((failure) => failure.error)).toEqual([
      expect.any(NotReadyError),
      expect.any(NotReadyError),
    ]);
    expect(error.message).toMatch(
      /- crash \(ready\): Deployment \S+: Pod \S+: container main: CrashLoopBackOff/,
    );
    expect(error.message).toMatch(
      /- pull \(ready\): Deployment \S+: not ready after 14 s \(node pull\): .*ImagePullBackOff.*no such image/,
    );
    expect(error.message).toContain(`    chain      Deployment ${namespace}/${name}-crash → ReplicaSet `);
  });

  test("for want of a value that only the spec could have is told at once, with its place", async () => {
    const graph = graphOf({
      spec: { name: "string", size: "string" },
      resources: [configMap("a", { v: "${schema.spec.size}" })],
    });
    const started = performance.now();
    const error = await errorOf(deploy(graph, randomNamespace("lack")));
    expect(error).toMatchObject({ code: "invalid" });
    expect(error.message).toMatch(/spec\.resources\[a\]\.template\.data\.v.*schema\.spec\.size.*orValue/s);
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  test("of the caller's signal ends it with its reason", async () => {
    const name = randomNamespace("stop");
    const graph = graphOf({
      resources: [configMap("gate", { v: "1" }, { readyWhen: ['${gate.data.v == "2"}'] })],
    });
    const stop = new AbortController();
    const deploying = errorOf(deploy(graph, name, { signal: stop.signal }));
    await eventually("it is written", () => dataOf(`${name}-gate`));
    stop.abort(new Error("enough"));
    expect((await deploying).message).toBe("enough");
  });

  test("of the spec is told before anything is written", async () => {
    const graph = graphOf({ resources: [configMap("a", { v: "1" })] });
    const mark = await audit.mark();
    await errorOf(deployInstance(client, graph, { name: "x", namespace, spec: { name: 7 } }));
    expect(await audit.since(mark, { path: `/api/v1/namespaces/${namespace}/` })).toEqual([]);
  });
});

describe("rolled back", () => {
  test("what was created is gone, with the inventory", async () => {
    const name = randomNamespace("roll");
    const graph = graphOf({
      resources: [configMap("a", { v: "1" }), configMap("b", { v: "${a.metadata.name}" }), refused("bad")],
    });
    const error = await errorOf(deploy(graph, name, { rollbackOnFailure: true }));
    expect(error.message).toContain("rolled back: 2 created objects deleted, 0 changed objects brought back");
    expect(error.cause).toMatchObject({ code: "invalid" });
    expect(await dataOf(`${name}-a`)).toBeUndefined();
    expect(await dataOf(`${name}-b`)).toBeUndefined();
    expect(await listInstances(client, graph.graph.schema)).toEqual([]);
  });

  test("what was changed is as it was, and the inventory too", async () => {
    const name = randomNamespace("roll");
    const graph = graphOf({ resources: [configMap("a", { v: "1", dropped: "1" })] });
    await deploy(graph, name);
    await patch(
      client,
      CONFIG_MAP,
      { namespace, name: `${name}-a` },
      [{ op: "add", path: "/data/theirs", value: "1" }],
      somebody,
    );
    const before = await readInventory(client, refOf(graph, name));
    const next = changed(graph, {
      resources: [
        configMap("a", { v: "2", added: "1" }),
        configMap("b", { v: "${a.metadata.name}" }),
        refused("bad"),
      ],
    });
    const error = await errorOf(deploy(next, name, { rollbackOnFailure: true }));
    expect(error.message).toContain("1 created objects deleted, 1 changed objects brought back");
    expect(await dataOf(`${name}-a`)).toEqual({ v: "1", dropped: "1", theirs: "1" });
    expect(await dataOf(`${name}-b`)).toBeUndefined();
    expect((await readInventory(client, refOf(graph, name)))?.inventory).toEqual(before?.inventory as never);
  });
});

test("rolled back, what was adopted stays with the instance and is said to", async () => {
  const name = randomNamespace("roll");
  const graph = graphOf({ resources: [configMap("a", { v: "1" }), refused("bad")] });
  await apply(client, CONFIG_MAP, manifestOf(namespace, `${name}-a`, { v: "0" }), somebody);
  const error = await errorOf(deploy(graph, name, { rollbackOnFailure: true, adopt: true }));
  expect(error.message).toContain(`ConfigMap ${namespace}/${name}-a was adopted and stays as it is`);
  const left = await readInventory(client, refOf(graph, name));
  expect(left?.inventory.objects.map((object) => object.name)).toEqual([`${name}-a`]);
  expect((await deleteInstance(client, refOf(graph, name))).removed).toHaveLength(1);
});

describe("rolled back, a write that was done and whose answer was lost", () => {
  test("of an object that was adopted deletes nothing", async () => {
    const name = randomNamespace("roll");
    const graph = graphOf({ resources: [configMap("a", { v: "1" })] });
    await apply(client, CONFIG_MAP, manifestOf(namespace, `${name}-a`, { v: "0" }), somebody);
    const through = clientWithFault("stall-after", `${name}-a`);
    const stop = new AbortController();
    const options = { rollbackOnFailure: true, adopt: true, signal: stop.signal };
    const deploying = errorOf(deploy(graph, name, options, through));
    await eventually("it is adopted", async () => {
      const { v } = (await dataOf(`${name}-a`)) as { v: string };
      return v === "1" || undefined;
    });
    stop.abort(new Error("enough"));
    expect((await deploying).message).toContain(`ConfigMap ${namespace}/${name}-a was adopted and stays`);
    expect(await dataOf(`${name}-a`)).toEqual({ v: "1" });
    const left = await readInventory(client, refOf(graph, name));
    expect(left?.inventory.objects.map((object) => object.name)).toEqual([`${name}-a`]);
  });

  test("of an object that was created deletes it", async () => {
    const name = randomNamespace("roll");
    const graph = graphOf({ resources: [configMap("a", { v: "1" }), refused("bad")] });
    const through = clientWithFault("reset-after", `${name}-a`);
    const error = await errorOf(deploy(graph, name, { rollbackOnFailure: true }, through));
    expect(proxy.traffic().hit).toHaveLength(1);
    expect(error.message).toContain("1 created objects deleted");
    expect(await dataOf(`${name}-a`)).toBeUndefined();
    expect(await readInventory(client, refOf(graph, name))).toBeUndefined();
  });

  test("of an object that a former run named and did not write deletes it", async () => {
    const name = randomNamespace("roll");
    const graph = graphOf({ resources: [configMap("a", { v: "1" }), refused("bad")] });
    await errorOf(deploy(graph, name));
    await remove(client, CONFIG_MAP, { namespace, name: `${name}-a` });
    const through = clientWithFault("reset-after", `${name}-a`);
    await errorOf(deploy(graph, name, { rollbackOnFailure: true }, through));
    expect(proxy.traffic().hit).toHaveLength(1);
    expect(await dataOf(`${name}-a`)).toBeUndefined();
  });
});

test("rolled back, what was to be adopted and was not is somebody else's as before", async () => {
  const name = randomNamespace("roll");
  const graph = graphOf({ resources: [refused("bad")] });
  await apply(client, CONFIG_MAP, manifestOf(namespace, `${name}-bad`, { v: "0" }), somebody);
  const error = await errorOf(deploy(graph, name, { rollbackOnFailure: true, adopt: true }));
  expect(error.message).not.toContain("adopted");
  expect(await dataOf(`${name}-bad`)).toEqual({ v: "0" });
  expect(await readInventory(client, refOf(graph, name))).toBeUndefined();
});

describe("somebody else's", () => {
  test("object is not taken, unless it is adopted", async () => {
    const name = randomNamespace("own");
    const graph = graphOf({ resources: [configMap("a", { v: "1" })] });
    await apply(client, CONFIG_MAP, manifestOf(namespace, `${name}-a`, { v: "0" }), somebody);
    expect(await errorOf(deploy(graph, name))).toMatchObject({ code: "not-owned" });
    expect(await dataOf(`${name}-a`)).toEqual({ v: "0" });
    // What was not taken is not deleted either.
    expect((await deleteInstance(client, refOf(graph, name))).left).toMatchObject([{ name: `${name}-a` }]);
    expect((await deploy(graph, name, { adopt: true })).outcomes).toEqual({ adopted: 1 });
    expect(await dataOf(`${name}-a`)).toEqual({ v: "1" });
  });

  test("instance of the same graph and name elsewhere keeps its objects", async () => {
    const shared = randomNamespace("shared");
    const template = {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: shared, namespace },
      data: { v: "${schema.metadata.namespace}" },
    };
    const graph = graphOf({ resources: [{ id: "a", template }] });
    const elsewhere = await newNamespace(client);
    await deploy(graph, "eu");
    const second = deployInstance(client, graph, { name: "eu", namespace: elsewhere, spec: { name: "eu" } });
    expect(await errorOf(second)).toMatchObject({ code: "not-owned" });
    await deleteInstance(client, { ...refOf(graph, "eu"), namespace: elsewhere });
    expect(await dataOf(shared)).toEqual({ v: namespace });
  });

  test("ConfigMap under the name of the inventory", async () => {
    const graph = graphOf({ resources: [configMap("a", { v: "1" })] });
    const name = randomNamespace("taken");
    await apply(client, CONFIG_MAP, manifestOf(namespace, inventoryName(refOf(graph, name))), somebody);
    expect(await errorOf(deploy(graph, name))).toMatchObject({ code: "not-owned" });
    expect(await errorOf(deleteInstance(client, refOf(graph, name)))).toMatchObject({ code: "not-owned" });
    expect(await dataOf(`${name}-a`)).toBeUndefined();
  });

  test("change of our object is repaired", async () => {
    const name = randomNamespace("drift");
    const graph = graphOf({ resources: [configMap("a", { v: "1" })] });
    await deploy(graph, name);
    await patch(
      client,
      CONFIG_MAP,
      { namespace, name: `${name}-a` },
      [{ op: "replace", path: "/data/v", value: "9" }],
      somebody,
    );
    expect((await deploy(graph, name)).outcomes).toEqual({ updated: 1 });
    expect(await dataOf(`${name}-a`)).toEqual({ v: "1" });
  });
});

test("two programs at the same time: one deploys, the other is told", async () => {
  const name = randomNamespace("race");
  const graph = graphOf({
    resources: [configMap("a", { v: "1" }), configMap("b", { v: "${a.metadata.name}" })],
  });
  const both = await Promise.allSettled([deploy(graph, name), deploy(graph, name)]);
  const lost = both
    .filter((result) => result.status === "rejected")
    .map(({ reason }) => reason as { code: string });
  expect(lost.length).toBeLessThanOrEqual(1);
  for (const { code } of lost) expect(code).toBe("conflict");
  expect((await deploy(graph, name)).outcomes).toEqual({ unchanged: 2 });
  expect(await listInstances(client, graph.graph.schema)).toHaveLength(1);
});

test("a program that was killed between two writes is taken up by the next", async () => {
  const name = randomNamespace("crash");
  const program = new URL("programs/waits-forever.ts", import.meta.url).pathname;
  const child = Bun.spawn([process.execPath, program, namespace, name], {
    stdout: "pipe",
    stderr: "inherit",
  });
  await eventually("it has written its first object", () => dataOf(`${name}-first`));
  child.kill("SIGKILL");
  await child.exited;
  const { graph } = await import("./programs/waits-forever.ts");
  const left = await readInventory(client, refOf(graph, name));
  expect(left?.inventory.objects.map((object) => object.name)).toEqual([`${name}-first`, `${name}-second`]);
  const second = changed(graph, {
    resources: [configMap("first", { v: "1" }), configMap("third", { v: "${first.metadata.name}" })],
  });
  const deployed = await deploy(second, name);
  expect(deployed.owner).toBe(left?.inventory.owner ?? "");
  expect(deployed.outcomes).toEqual({ unchanged: 1, created: 1 });
  const owned = await list(client, CONFIG_MAP, { namespace, labelSelector: `alchemy.run/stage=${name}` });
  expect(owned.items).toHaveLength(3);
  await deleteInstance(client, refOf(graph, name));
  expect(
    (await list(client, CONFIG_MAP, { namespace, labelSelector: `alchemy.run/stage=${name}` })).items,
  ).toEqual([]);
});

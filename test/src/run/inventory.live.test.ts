/** What an inventory keeps from being lost: objects of the whole cluster, and what another program does meanwhile. */

import { describe, expect, test } from "bun:test";
import { apply, get, patch } from "../../../src/client/verbs.ts";
import type { Client } from "../../../src/client/client.ts";
import type { AnalysedGraph } from "../../../src/graph/node.ts";
import type { JsonObject } from "../../../src/model/json.ts";
import { apiVersionOf, type Kind } from "../../../src/model/kind.ts";
import { deleteInstance, deployInstance } from "../../../src/run/instances.ts";
import { homeOf, readInventory } from "../../../src/run/inventory-store.ts";
import { audit, mutating } from "../../support/audit.ts";
import { eventually, randomNamespace } from "../../support/control-plane.ts";
import {
  CONFIG_MAP,
  configMap as manifestOf,
  liveClient,
  newCustomKind,
  newNamespace,
} from "../client/cluster.ts";
import { errorOf } from "../client/loopback.ts";
import { instancesIn } from "./deployed.ts";
import { changed, configMap, graphOf } from "./graphs.ts";

const client = liveClient();
const namespace = await newNamespace(client);
const { deploy, refOf } = instancesIn(client, namespace);

/** A node that makes an object of the whole cluster. */
function box(kind: Kind): JsonObject {
  const metadata = { name: "${schema.spec.name}" };
  return { id: "box", template: { apiVersion: apiVersionOf(kind), kind: kind.kind, metadata } };
}

test("custom objects of the whole cluster outlive the run after a failed one", async () => {
  const kind = await newCustomKind(client, "Cluster");
  const name = randomNamespace("wide");
  const uidOf = async () => (await get(client, kind, { name }))?.metadata.uid;
  const graph = graphOf({ resources: [box(kind), configMap("bad", { "not a key": "1" })] });
  await errorOf(deploy(graph, { name }));
  const made = await uidOf();
  expect(made).toBeString();
  const mended = changed(graph, { resources: [box(kind)] });
  expect((await deploy(mended, { name })).pruned).toEqual({ removed: [], left: [] });
  expect(await uidOf()).toBe(made);
  const mark = await audit.mark();
  expect((await deploy(mended, { name })).outcomes).toEqual({ unchanged: 1 });
  const writes = mutating(await audit.since(mark, { path: new RegExp(`/namespaces/${namespace}/`) }));
  expect(writes.filter(({ object }) => object?.resource === "configmaps")).toEqual([]);
  const found = await readInventory(client, refOf(mended, name));
  expect(found?.inventory.objects).toEqual([
    { node: "box", wave: 1, apiVersion: apiVersionOf(kind), kind: "Box", name, uid: made ?? "" },
  ]);
});

describe("another program meanwhile", () => {
  const somebody = { fieldManager: "somebody", force: true };
  const isThere = async (name: string) => (await get(client, CONFIG_MAP, { namespace, name })) !== undefined;
  const gate = (name: string): JsonObject => ({
    id: "gate",
    externalRef: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: `${name}-open` } },
  });
  const open = (name: string) =>
    apply(client, CONFIG_MAP, manifestOf(namespace, `${name}-open`, { v: "1" }), somebody);
  const finalizers = (name: string, value: string[]) =>
    patch(client, CONFIG_MAP, { namespace, name }, [{ op: "add", path: "/metadata/finalizers", value }]);

  /** A run that waits for its gate. */
  async function waiting(graph: AnalysedGraph, name: string, spec: JsonObject = {}) {
    const said = Promise.withResolvers<undefined>();
    const report = ({ node }: { node: string }) => node === "gate" && said.resolve(undefined);
    const error = errorOf(deploy(graph, { name, ...spec }, { report }));
    await said.promise;
    return () => error;
  }

  /** An instance that is deployed, and again: the second run waits in front of its last object. */
  async function twice(more: JsonObject[] = []) {
    const name = randomNamespace("fence");
    const one = configMap("one", { v: "1" });
    const before = graphOf({ resources: [one, configMap("late", { v: "1", of: "${one.metadata.name}" })] });
    await deploy(before, { name });
    const resources = [
      gate(name),
      one,
      configMap("late", { v: "${gate.data.v}", of: "${one.metadata.name}" }),
      ...more,
    ];
    const graph = changed(before, { resources });
    return { graph, name, ended: await waiting(graph, name) };
  }

  test.each([
    ["ends", [], "conflict"],
    ["fails", [configMap("bad", { "not a key": "1" })], "invalid"],
  ])("deletes the instance: what a run that %s has written is named, and told", async (_how, more, code) => {
    const { graph, name, ended } = await twice(more);
    await deleteInstance(client, refOf(graph, name), { timeout: 30_000 });
    await open(name);
    expect(await ended()).toMatchObject({ code });
    expect(await isThere(`${name}-late`)).toBe(true);
    await deleteInstance(client, refOf(graph, name), { timeout: 30_000 });
    expect(await isThere(`${name}-late`)).toBe(false);
  });

  test("is still deleting the instance: both are told, and what is left is named", async () => {
    const { graph, name, ended } = await twice();
    const one = `${name}-one`;
    await finalizers(one, ["example.com/hold"]);
    const deleting = errorOf(deleteInstance(client, refOf(graph, name), { timeout: 30_000 }));
    await eventually("it is being deleted", async () => {
      const live = await get(client, CONFIG_MAP, { namespace, name: one });
      return live?.metadata.deletionTimestamp;
    });
    await eventually("the other one is gone", async () => !(await isThere(`${name}-late`)) || undefined);
    await open(name);
    expect(await ended()).toMatchObject({ code: "conflict" });
    await finalizers(one, []);
    expect(await deleting).toMatchObject({ code: "conflict" });
    const left = await readInventory(client, refOf(graph, name));
    expect(left?.inventory.objects.map((object) => object.name)).toContain(`${name}-late`);
    await deleteInstance(client, refOf(graph, name), { timeout: 30_000 });
    expect(await isThere(`${name}-late`)).toBe(false);
  });

  test("deploys what this one dropped: it is not pruned", async () => {
    const name = randomNamespace("fence");
    const spec = { name: "string", round: "string" };
    const whole = graphOf({ spec, resources: [configMap("a", { v: "1" }), configMap("x", { v: "1" })] });
    await deploy(whole, { name, round: "1" });
    const dropping = changed(whole, {
      spec,
      resources: [gate(name), configMap("a", { v: "${gate.data.v}" })],
    });
    const ended = await waiting(dropping, name, { round: "2" });
    await deploy(whole, { name, round: "3" });
    await open(name);
    expect(await ended()).toMatchObject({ code: "conflict" });
    expect(await isThere(`${name}-x`)).toBe(true);
  });
});

describe("an instance of the whole cluster", () => {
  const preferring = (place: string): Client => ({
    ...client,
    connection: { ...client.connection, namespace: place },
  });

  test.each([
    ["by itself, in default", undefined],
    ["where it was put before", namespace],
  ])("is remembered %s, whatever namespace the connection prefers", async (_where, before) => {
    const name = randomNamespace("wide");
    const graph = graphOf({
      scope: "Cluster",
      resources: [{ id: "a", template: manifestOf(namespace, name) as unknown as JsonObject }],
    });
    const request = { name, spec: { name } };
    const first = await deployInstance(preferring("kube-public"), graph, request, {
      timeout: 30_000,
      ...(before !== undefined && { inventoryNamespace: before }),
    });
    const again = await deployInstance(preferring("kube-system"), graph, request, { timeout: 30_000 });
    expect(again).toMatchObject({ owner: first.owner, outcomes: { unchanged: 1 } });
    const home = await homeOf(preferring("kube-system"), refOf(graph, name));
    expect(home).toBe(before ?? "default");
    await deleteInstance(client, { ...refOf(graph, name), namespace: home }, { timeout: 30_000 });
    expect(await get(client, CONFIG_MAP, { namespace, name })).toBeUndefined();
  });
});

/** Instances on a real cluster: order, changes, status, deletion. Pods become ready by kwok. */

import { describe, expect, test } from "bun:test";
import { apply, get, patch, remove as drop } from "../../../src/client/verbs.ts";
import { cleaned } from "../../../src/diagnosis/secrets.ts";
import { itemsAt, type JsonObject } from "../../../src/model/json.ts";
import { builtinKind } from "../../../src/model/kind-table.ts";
import { deleteInstance, deployInstance, listInstances } from "../../../src/run/instances.ts";
import { statusOf } from "../../../src/run/instance-status.ts";
import { inventoryName } from "../../../src/run/inventory.ts";
import { readInventory, removeInventory } from "../../../src/run/inventory-store.ts";
import { audit, mutating } from "../../support/audit.ts";
import { eventually, randomNamespace } from "../../support/control-plane.ts";
import {
  CONFIG_MAP,
  configMap as manifestOf,
  DEPLOYMENT,
  liveClient,
  newNamespace,
  SERVICE,
} from "../client/cluster.ts";
import { errorOf } from "../client/loopback.ts";
import { instancesIn } from "./deployed.ts";
import { changed, configMap, deployment, graphOf, webapp } from "./graphs.ts";

const client = liveClient();
const namespace = await newNamespace(client);
const { deploy, refOf, dataOf } = instancesIn(client, namespace);
const somebody = { fieldManager: "somebody", force: true };
const SECRET = builtinKind("v1", "Secret") ?? CONFIG_MAP;
const ACCOUNT = builtinKind("v1", "ServiceAccount") ?? CONFIG_MAP;
const INGRESS = builtinKind("networking.k8s.io/v1", "Ingress") ?? CONFIG_MAP;

describe("kro's webapp", () => {
  const graph = graphOf(webapp());
  const name = randomNamespace("web");
  const withIngress = { name, ingress: { enabled: true } };

  test("is deployed until all of it is ready, with its status", async () => {
    const deployed = await deploy(graph, withIngress);
    expect(deployed.nodes.map(({ id, state }) => [id, state])).toEqual([
      ["web", "ready"],
      ["service", "ready"],
      ["ingress", "ready"],
    ]);
    expect(deployed.outcomes).toEqual({ created: 3 });
    expect(deployed.status["available"]).toBe(1);
    expect(deployed.status["address"]).toMatch(/^[0-9.]+$/);
    expect(deployed.pending.map(({ path }) => path)).toEqual(["url"]);
    expect(JSON.parse(JSON.stringify(deployed))).toEqual(deployed);
  });

  test("again writes nothing", async () => {
    const mark = await audit.mark();
    const deployed = await deploy(graph, withIngress);
    expect(deployed.outcomes).toEqual({ unchanged: 3 });
    expect(
      mutating(await audit.since(mark, { path: new RegExp(`/namespaces/${namespace}/`) })).filter(ours),
    ).toEqual([]);
  });

  test("is listed and looked at", async () => {
    expect((await listInstances(client, graph.graph.schema)).map((instance) => instance.name)).toEqual([
      name,
    ]);
    const status = await statusOf(client, graph, { namespace, name });
    expect(status?.status).toMatchObject({ available: 1 });
    expect(status?.nodes.map(({ state }) => state)).toEqual(["ready", "ready", "ready"]);
  });

  test("loses what a condition leaves out, after the rest is ready", async () => {
    const deployed = await deploy(graph, { name, ingress: { enabled: false } });
    expect(deployed.nodes.at(-1)).toMatchObject({ id: "ingress", state: "skipped", objects: [] });
    expect(deployed.pruned.removed).toMatchObject([{ kind: "Ingress", name }]);
    expect(await get(client, INGRESS, { namespace, name })).toBeUndefined();
    expect((await statusOf(client, graph, { namespace, name }))?.nodes.at(-1)).toMatchObject({
      state: "absent",
    });
  });

  test("is deleted in reverse order, its inventory last", async () => {
    await deploy(graph, withIngress);
    const mark = await audit.mark();
    const deleted = await deleteInstance(client, refOf(graph, name), { timeout: 30_000 });
    expect(deleted).toMatchObject({
      removed: [{ kind: "Ingress" }, { kind: "Service" }, { kind: "Deployment" }],
      left: [],
    });
    const path = new RegExp(`/namespaces/${namespace}/`);
    const deletes = (await audit.since(mark, { path })).filter(({ verb }) => verb === "delete").filter(ours);
    const order = deletes.map(({ object }) => object?.resource);
    expect(order).toEqual(["ingresses", "services", "deployments", "configmaps"]);
    for (const kind of [DEPLOYMENT, SERVICE, INGRESS])
      expect(await get(client, kind, { namespace, name })).toBeUndefined();
    expect(await listInstances(client, graph.graph.schema)).toEqual([]);
  });

  test("that is not there is deleted already", async () => {
    expect(await deleteInstance(client, refOf(graph, randomNamespace("no")))).toEqual({
      removed: [],
      left: [],
    });
  });
});

test("an inventory that is written and deleted at the same time: only one of both gets through", async () => {
  const graph = graphOf({ resources: [configMap("one", { a: "1" })] });
  for (let round = 0; round < 5; round += 1) {
    const name = randomNamespace("race");
    const ref = refOf(graph, name);
    const inventory = { namespace, name: inventoryName(ref) };
    await deploy(graph, { name });
    const known = await readInventory(client, ref);
    if (known === undefined) throw new Error("it has no inventory");
    const [removed, written] = await Promise.allSettled([
      removeInventory(client, ref, known),
      patch(client, CONFIG_MAP, inventory, [{ op: "add", path: "/metadata/annotations/again", value: "1" }]),
    ]);
    expect([removed.status, written.status].toSorted(), `round ${round}`).toEqual(["fulfilled", "rejected"]);
    const isThere = (await readInventory(client, ref)) !== undefined;
    expect(isThere).toBe(written.status === "fulfilled");
    if (removed.status === "rejected") expect(removed.reason).toMatchObject({ code: "conflict" });
  }
});

/** What this program did, not controllers. */
function ours({ userAgent }: { userAgent: string }): boolean {
  return !/^(?:kube-|kwok|kro|kubectl)/.test(userAgent ?? "");
}

describe("order", () => {
  test("dependents start when readyWhen holds, and only they wait", async () => {
    const name = randomNamespace("gate");
    const graph = graphOf({
      resources: [
        configMap("gate", { a: "1" }, { readyWhen: ['${gate.data.go == "1"}'] }),
        configMap("after", { of: "${gate.metadata.name}" }),
        configMap("beside", { a: "1" }),
      ],
    });
    const deploying = deploy(graph, { name });
    await eventually("the neighbour is there", () => dataOf(`${name}-beside`));
    await Bun.sleep(300);
    expect(await dataOf(`${name}-after`)).toBeUndefined();
    await patch(client, CONFIG_MAP, { namespace, name: `${name}-gate` }, [
      { op: "add", path: "/data/go", value: "1" },
    ]);
    const deployed = await deploying;
    expect(await dataOf(`${name}-after`)).toEqual({ of: `${name}-gate` });
    expect(deployed.nodes.map(({ state }) => state)).toEqual(["ready", "ready", "ready"]);
  });

  test("data that is not there yet is waited for", async () => {
    const name = randomNamespace("data");
    const graph = graphOf({
      resources: [deployment("web"), configMap("info", { ready: "${string(web.status.readyReplicas)}" })],
    });
    await deploy(graph, { name });
    expect(await dataOf(`${name}-info`)).toEqual({ ready: "1" });
  });

  test("a condition on another node's object", async () => {
    const name = randomNamespace("cond");
    const graph = graphOf({
      resources: [
        deployment("web"),
        configMap("yes", { a: "1" }, { includeWhen: ["${web.status.readyReplicas > 0}"] }),
        configMap("no", { a: "1" }, { includeWhen: ["${web.status.readyReplicas > 5}"] }),
        configMap("contagious", { a: "${no.metadata.name}" }),
      ],
    });
    const deployed = await deploy(graph, { name });
    expect(Object.fromEntries(deployed.nodes.map(({ id, state }) => [id, state]))).toEqual({
      web: "ready",
      yes: "ready",
      no: "skipped",
      contagious: "skipped",
    });
  });
});

describe("collections", () => {
  const parts = {
    spec: { name: "string", keys: "[]string" },
    status: { names: "${items2.map(i, i.metadata.name)}" },
    resources: [
      {
        id: "items2",
        forEach: [{ key: "${schema.spec.keys}" }],
        readyWhen: ['${each.data.key != ""}'],
        template: {
          apiVersion: "v1",
          kind: "ConfigMap",
          metadata: { name: "${schema.spec.name}-${key}" },
          data: { key: "${key}" },
        },
      },
    ],
  };

  test("grow and shrink with their list, in its order", async () => {
    const graph = graphOf(parts);
    const name = randomNamespace("each");
    const first = await deploy(graph, { name, keys: ["c", "a", "b"] });
    expect(first.status).toEqual({ names: [`${name}-c`, `${name}-a`, `${name}-b`] });
    expect((await statusOf(client, graph, { namespace, name }))?.status).toEqual(first.status);
    const second = await deploy(graph, { name, keys: ["b", "d"] });
    expect(second.outcomes).toEqual({ unchanged: 1, created: 1 });
    expect(second.pruned.removed.map((ref) => ref.name).toSorted()).toEqual([`${name}-a`, `${name}-c`]);
    const none = await deploy(graph, { name, keys: [] });
    expect(none).toMatchObject({ status: { names: [] }, nodes: [{ state: "ready", objects: [] }] });
    expect(await dataOf(`${name}-b`)).toBeUndefined();
  });
});

describe("external references", () => {
  const refer = (name: string): JsonObject => ({
    id: "base",
    externalRef: { apiVersion: "v1", kind: "ConfigMap", metadata: { name } },
    readyWhen: ['${base.data.go == "1"}'],
  });
  const resources = (name: string) => [refer(name), configMap("copy", { value: "${base.data.value}" })];

  test("are waited for, until they exist and are ready", async () => {
    const name = randomNamespace("ext");
    const said: string[] = [];
    const deploying = deploy(
      graphOf({ resources: resources(`${name}-base`) }),
      { name },
      { report: ({ message }) => said.push(message) },
    );
    await eventually("it is missed", () =>
      Promise.resolve(said.find((message) => message.includes("does not exist"))),
    );
    await apply(client, CONFIG_MAP, manifestOf(namespace, `${name}-base`, { value: "7" }), somebody);
    await eventually("it is not ready", () =>
      Promise.resolve(said.find((message) => message.includes("readyWhen"))),
    );
    await apply(client, CONFIG_MAP, manifestOf(namespace, `${name}-base`, { value: "7", go: "1" }), somebody);
    await deploying;
    expect(await dataOf(`${name}-copy`)).toEqual({ value: "7" });
  });

  test("to a Secret: what it holds is known not to be shown, and so is what is made of it", async () => {
    const name = randomNamespace("ext");
    const key = `canary-${crypto.randomUUID()}`;
    const secret = { apiVersion: "v1", kind: "Secret", metadata: { name, namespace }, stringData: { key } };
    await apply(client, SECRET, secret, somebody);
    const base = { id: "base", externalRef: { apiVersion: "v1", kind: "Secret", metadata: { name } } };
    const graph = graphOf({ resources: [base, configMap("copy", { value: "${string(base.data.key)}!" })] });
    await deploy(graph, { name });
    expect(await dataOf(`${name}-copy`)).toEqual({ value: `${key}!` });
    expect(cleaned(`${key} ${key}!`)).toBe("(secret) (secret)");
    expect(JSON.stringify(await readInventory(client, refOf(graph, name)))).not.toContain(key);
  });

  test("are never deleted", async () => {
    const name = randomNamespace("ext");
    const graph = graphOf({ resources: resources(`${name}-base`) });
    await apply(client, CONFIG_MAP, manifestOf(namespace, `${name}-base`, { value: "7", go: "1" }), somebody);
    await deploy(graph, { name });
    await deleteInstance(client, refOf(graph, name));
    expect(await dataOf(`${name}-base`)).toEqual({ value: "7", go: "1" });
    expect(await dataOf(`${name}-copy`)).toBeUndefined();
  });

  test("that never come are named when the time is over", async () => {
    const name = randomNamespace("ext");
    const deploying = deploy(graphOf({ resources: resources("nowhere") }), { name }, { timeout: 1_000 });
    const error = await errorOf(deploying);
    expect(error).toMatchObject({ code: "not-ready" });
    expect(error.message).toMatch(
      new RegExp(`ConfigMap ${namespace}/nowhere: not ready after 1 s .*base.*it does not exist`),
    );
  });

  test("by selector are a list, and what it holds is followed", async () => {
    const name = randomNamespace("sel");
    const labelled = (suffix: string) => {
      const manifest = manifestOf(namespace, `${name}-${suffix}`);
      manifest.metadata.labels = { team: name };
      return manifest;
    };
    const selector = { matchLabels: { team: "${schema.spec.name}" } };
    const graph = graphOf({
      resources: [
        {
          id: "team",
          externalRef: { apiVersion: "v1", kind: "ConfigMap", metadata: { namespace, selector } },
        },
        configMap("count", { second: "${team[1].metadata.name}" }),
      ],
    });
    await apply(client, CONFIG_MAP, labelled("b"), somebody);
    const deploying = deploy(graph, { name });
    await Bun.sleep(300);
    await apply(client, CONFIG_MAP, labelled("a"), somebody);
    await deploying;
    expect(await dataOf(`${name}-count`)).toEqual({ second: `${name}-b` });
  });
});

describe("what a graph makes beside namespaced objects", () => {
  /** Deploys an instance of the whole cluster, deletes it, and says what went in which order. */
  async function deployed(resources: JsonObject[]): Promise<string[]> {
    const graph = graphOf({ scope: "Cluster", resources });
    const name = randomNamespace("cluster");
    const request = { name, spec: { name } };
    const { nodes } = await deployInstance(client, graph, request, {
      timeout: 30_000,
      inventoryNamespace: namespace,
    });
    expect(nodes.every(({ state }) => state === "ready")).toBe(true);
    const { removed } = await deleteInstance(client, refOf(graph, name), { timeout: 50_000 });
    return removed.map(({ kind }) => kind);
  }

  test("a namespace comes before what is in it, and goes after it", async () => {
    const own = randomNamespace("own");
    const order = await deployed([
      { id: "config", template: manifestOf(own, "config") as unknown as JsonObject },
      { id: "space", template: { apiVersion: "v1", kind: "Namespace", metadata: { name: own } } },
    ]);
    expect(order).toEqual(["ConfigMap", "Namespace"]);
  });

  test("a definition comes before objects of its kind, and goes after them", async () => {
    const group = `${randomNamespace("g")}.example.com`;
    const spec = { type: "object", properties: { size: { type: "integer" } } };
    const schema = { openAPIV3Schema: { type: "object", properties: { spec } } };
    const definition = {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: `boxes.${group}` },
      spec: {
        group,
        scope: "Namespaced",
        names: { kind: "Box", plural: "boxes" },
        versions: [{ name: "v1", served: true, storage: true, schema }],
      },
    };
    const metadata = { name: "${schema.spec.name}", namespace };
    const order = await deployed([
      { id: "box", template: { apiVersion: `${group}/v1`, kind: "Box", metadata, spec: { size: 1 } } },
      { id: "definition", template: definition },
    ]);
    expect(order).toEqual(["Box", "CustomResourceDefinition"]);
  });
});

test("fifty instances side by side", async () => {
  const graph = graphOf(webapp());
  const prefix = randomNamespace("many");
  const names = Array.from({ length: 50 }, (_, index) => `${prefix}-${index}`);
  const deployed = await Promise.all(
    names.map((name) => deploy(graph, { name, ingress: { enabled: true } }, { timeout: 60_000 })),
  );
  expect(deployed.every(({ outcomes }) => outcomes.created === 3)).toBe(true);
  expect(await listInstances(client, graph.graph.schema, namespace)).toHaveLength(50);
  await Promise.all(names.map((name) => deleteInstance(client, refOf(graph, name), { timeout: 60_000 })));
  expect(await listInstances(client, graph.graph.schema, namespace)).toEqual([]);
}, 120_000);

test("what others added to a list survives an element that the graph adds", async () => {
  const name = randomNamespace("list");
  const metadata = { name: "${schema.spec.name}" };
  const account = (...names: string[]): JsonObject => {
    const secrets = names.map((secret) => ({ name: secret }));
    return { id: "account", template: { apiVersion: "v1", kind: "ServiceAccount", metadata, secrets } };
  };
  const graph = graphOf({ resources: [account("a")] });
  await deploy(graph, { name });
  const theirs = { op: "add", path: "/secrets/-", value: { name: "theirs" } } as const;
  await patch(client, ACCOUNT, { namespace, name }, [theirs], somebody);
  await deploy(changed(graph, { resources: [account("a", "b")] }), { name });
  const live = await get(client, ACCOUNT, { namespace, name });
  const names = itemsAt(live, ["secrets"]).map((secret) => secret["name"]);
  expect(new Set(names)).toEqual(new Set(["a", "b", "theirs"]));
});

test("a changed graph drops its former children", async () => {
  const name = randomNamespace("drop");
  const graph = graphOf({
    resources: [configMap("a", { v: "1" }), configMap("b", { v: "${a.metadata.name}" })],
  });
  await deploy(graph, { name });
  const next = changed(graph, { resources: [configMap("a", { v: "2" }), configMap("c", { v: "1" })] });
  const deployed = await deploy(next, { name });
  expect(deployed.outcomes).toEqual({ updated: 1, created: 1 });
  expect(deployed.pruned.removed).toMatchObject([{ name: `${name}-b` }]);
  expect(await dataOf(`${name}-a`)).toEqual({ v: "2" });
  await drop(client, CONFIG_MAP, { namespace, name: `${name}-a` });
  expect((await deploy(next, { name })).outcomes).toEqual({ created: 1, unchanged: 1 });
});

/** What an inventory keeps from being lost: objects of the whole cluster, and what another program does meanwhile. */

import { expect, test } from "bun:test";
import { get } from "../../../src/client/verbs.ts";
import type { AnalysedGraph } from "../../../src/graph/node.ts";
import type { JsonObject } from "../../../src/model/json.ts";
import { apiVersionOf, type Kind } from "../../../src/model/kind.ts";
import { deleteInstance, deployInstance } from "../../../src/run/instances.ts";
import { audit, mutating } from "../../support/audit.ts";
import { randomNamespace } from "../../support/control-plane.ts";
import { liveClient, newCustomKind, newNamespace } from "../client/cluster.ts";
import { errorOf } from "../client/loopback.ts";
import { changed, configMap, graphOf } from "./graphs.ts";

const client = liveClient();
const namespace = await newNamespace(client);

function deploy(graph: AnalysedGraph, name: string): ReturnType<typeof deployInstance> {
  return deployInstance(client, graph, { name, namespace, spec: { name } }, { timeout: 30_000 });
}

function refOf(graph: AnalysedGraph, name: string) {
  const { group, kind } = graph.graph.schema;
  return { group, kind, namespace, name };
}

/** A node that makes an object of the whole cluster. */
function box(kind: Kind): JsonObject {
  const metadata = { name: "${schema.spec.name}" };
  return { id: "box", template: { apiVersion: apiVersionOf(kind), kind: kind.kind, metadata } };
}

test("custom objects of the whole cluster outlive the run after a failed one, and are deleted with the instance", async () => {
  const kind = await newCustomKind(client, "Cluster");
  const name = randomNamespace("wide");
  const uidOf = async () => (await get(client, kind, { name }))?.metadata.uid;
  const graph = graphOf({ resources: [box(kind), configMap("bad", { "not a key": "1" })] });
  await errorOf(deploy(graph, name));
  const made = await uidOf();
  expect(made).toBeString();
  const mended = changed(graph, { resources: [box(kind)] });
  expect((await deploy(mended, name)).pruned).toEqual({ removed: [], left: [] });
  expect(await uidOf()).toBe(made);
  const mark = await audit.mark();
  expect((await deploy(mended, name)).outcomes).toEqual({ unchanged: 1 });
  const writes = mutating(await audit.since(mark, { path: new RegExp(`/namespaces/${namespace}/`) }));
  expect(writes.filter(({ object }) => object?.resource === "configmaps")).toEqual([]);
  const { removed } = await deleteInstance(client, refOf(graph, name), { timeout: 30_000 });
  expect(removed).toMatchObject([{ kind: "Box", name }]);
  expect(await uidOf()).toBeUndefined();
});

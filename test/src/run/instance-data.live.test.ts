/** What changes of an instance do to what it holds: what may not change stays, and nothing is lost that nobody agreed to. */

import { describe, expect, test } from "bun:test";
import { get, patch } from "../../../src/client/verbs.ts";
import type { JsonObject } from "../../../src/model/json.ts";
import { deleteInstance } from "../../../src/run/instances.ts";
import { randomNamespace } from "../../support/control-plane.ts";
import { CONFIG_MAP, liveClient, newNamespace } from "../client/cluster.ts";
import { errorOf } from "../client/loopback.ts";
import { instancesIn } from "./deployed.ts";
import { changed, configMap, graphOf } from "./graphs.ts";

const client = liveClient();
const namespace = await newNamespace(client);
const { deploy, refOf, dataOf } = instancesIn(client, namespace);

describe("data", () => {
  test("a change that the graph forbids is refused before anything is written", async () => {
    const named = configMap("a", {}, {});
    const template = { ...(named["template"] as JsonObject), metadata: { name: "${schema.spec.volume}" } };
    const graph = graphOf({
      spec: { name: "string", volume: "string | required=true immutable=true" },
      resources: [{ ...named, template }],
    });
    const name = randomNamespace("fixed");
    await deploy(graph, { name, volume: `${name}-a` });
    const error = await errorOf(deploy(graph, { name, volume: `${name}-b` }));
    expect(error.message).toContain("spec.volume: field is immutable");
    expect(await get(client, CONFIG_MAP, { namespace, name: `${name}-a` })).toBeDefined();
    expect(await get(client, CONFIG_MAP, { namespace, name: `${name}-b` })).toBeUndefined();
    await deleteInstance(client, refOf(graph, name));
    await deploy(graph, { name, volume: `${name}-b` });
    await deleteInstance(client, refOf(graph, name));
  });

  test("what the graph dropped is not deleted with its data, unless that is meant", async () => {
    const name = randomNamespace("drop");
    const graph = graphOf({ resources: [configMap("a", { a: "1" }), configMap("b", { a: "1" })] });
    await deploy(graph, { name });
    const object = { namespace, name: `${name}-a` };
    await patch(client, CONFIG_MAP, object, [{ op: "add", path: "/data/theirs", value: "2" }]);
    const without = changed(graph, { resources: [configMap("c", { a: "1" })] });
    const error = await errorOf(deploy(without, { name }));
    expect(error).toMatchObject({ code: "data-loss", object: `ConfigMap ${namespace}/${name}-a` });
    expect(await dataOf(`${name}-a`)).toEqual({ a: "1", theirs: "2" });
    expect(await dataOf(`${name}-b`)).toEqual({ a: "1" });
    const { pruned } = await deploy(without, { name }, { allowDataLoss: true });
    expect(pruned.removed).toHaveLength(2);
    expect(await dataOf(`${name}-a`)).toBeUndefined();
    await deleteInstance(client, refOf(graph, name));
  });
});

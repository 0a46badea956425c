import { describe, expect, test } from "bun:test";
import type { Client } from "../../../src/client/client.ts";
import { watch } from "../../../src/client/watch.ts";
import { apply, list, remove } from "../../../src/client/verbs.ts";
import { until } from "../../support/control-plane.ts";
import { CONFIG_MAP, DEPLOYMENT, configMap, liveClient, newNamespace, restrictedClient } from "./cluster.ts";
import { errorOf } from "./loopback.ts";
import { onEmbedded } from "../../support/target.ts";

const client = liveClient();
const namespace = await newNamespace(client);
const fieldManager = "test";
const own = { namespace, labelSelector: "test=watch" };

function watched(name: string, data?: Record<string, string>): ReturnType<typeof configMap> {
  const manifest = configMap(namespace, name, data);
  manifest.metadata.labels = { test: "watch" };
  return manifest;
}

/** Watches of ConfigMaps that the server holds open, by its own count. */
async function openWatches(): Promise<number> {
  const metrics = await (await client.api.fetch("/metrics")).text();
  const lines = metrics
    .split("\n")
    .filter((line) => /^apiserver_longrunning_requests\{.*resource="configmaps".*verb="WATCH"/.test(line));
  return lines.reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0);
}

async function firstEvents(client: Client, count: number): Promise<string[]> {
  const abort = new AbortController();
  const events: string[] = [];
  for await (const event of watch(client, CONFIG_MAP, { ...own, signal: abort.signal })) {
    events.push(event.type === "SYNCED" ? event.type : `${event.type} ${event.object.metadata.name}`);
    if (events.length === count) break;
  }
  return events;
}

describe("watch", () => {
  test("tells what exists, then changes as they happen", async () => {
    await apply(client, CONFIG_MAP, watched("a"), { fieldManager });
    const events: string[] = [];
    const abort = new AbortController();
    for await (const event of watch(client, CONFIG_MAP, { ...own, signal: abort.signal })) {
      if (event.type === "SYNCED") {
        events.push("SYNCED");
        await apply(client, CONFIG_MAP, watched("b"), { fieldManager });
        await apply(client, CONFIG_MAP, watched("a", { a: "2" }), { fieldManager });
        await remove(client, CONFIG_MAP, { namespace, name: "b" });
        continue;
      }
      expect(event.object).toMatchObject({ apiVersion: "v1", kind: "ConfigMap", metadata: { namespace } });
      events.push(`${event.type} ${event.object.metadata.name}`);
      if (events.length === 5) abort.abort();
    }
    expect(events).toEqual(["ADDED a", "SYNCED", "ADDED b", "MODIFIED a", "DELETED b"]);
  });

  test.skipIf(onEmbedded("metrics"))("abort closes the connection on the server", async () => {
    const before = await openWatches();
    const abort = new AbortController();
    const running = Array.from({ length: 20 }, async () => {
      for await (const event of watch(client, CONFIG_MAP, { ...own, signal: abort.signal })) void event;
    });
    await until("20 watches are open", async () => (await openWatches()) >= before + 20);
    abort.abort();
    await Promise.all(running);
    await until("the watches are closed", async () => (await openWatches()) <= before, 3_000);
  });

  test.skipIf(onEmbedded("permissions"))("a role that may only watch is enough", async () => {
    const restricted = await restrictedClient(client, namespace, [
      { apiGroups: [""], resources: ["configmaps"], verbs: ["watch"] },
    ]);
    expect(await errorOf(list(restricted, CONFIG_MAP, own))).toMatchObject({ code: "forbidden" });
    expect((await firstEvents(restricted, 2)).toSorted()).toEqual(["ADDED a", "SYNCED"]);
  });

  test.skipIf(onEmbedded("permissions"))("a missing permission ends it", async () => {
    const restricted = await restrictedClient(client, namespace, []);
    const error = await errorOf(firstEvents(restricted, 1));
    expect(error).toMatchObject({ code: "forbidden" });
    expect(error.message).toContain(`watch configmaps in namespace ${namespace}`);
  });

  test("the initial state of a workload is its own, not a bookmark's empty one", async () => {
    const labels = { app: "web" };
    const template = { metadata: { labels }, spec: { containers: [{ name: "web", image: "web:1" }] } };
    await apply(
      client,
      DEPLOYMENT,
      {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { name: "web", namespace },
        spec: { replicas: 0, selector: { matchLabels: labels }, template },
      },
      { fieldManager },
    );
    for await (const event of watch(client, DEPLOYMENT, {
      namespace,
      fieldSelector: "metadata.name=web",
      signal: new AbortController().signal,
    })) {
      if (event.type === "SYNCED") break;
      expect(event.object.metadata.name).toBe("web");
    }
  });
});

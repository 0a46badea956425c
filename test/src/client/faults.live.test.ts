/** The network fails between us and the real API server: a proxy on the loopback plays it. */

import { expect, test } from "bun:test";
import type { ServerResponse } from "node:http";
import { createClient } from "../../../src/client/client.ts";
import type { Client } from "../../../src/client/client.ts";
import { watch } from "../../../src/client/watch.ts";
import { apply, get, remove } from "../../../src/client/verbs.ts";
import { CONFIG_MAP, configMap, liveClient, newCustomKind, newNamespace } from "./cluster.ts";
import { apiVersionOf } from "../../../src/model/kind.ts";
import type { Kind } from "../../../src/model/kind.ts";
import { errorOf, serve } from "./loopback.ts";
import type { Loopback, Seen } from "./loopback.ts";
import { onEmbedded } from "../../support/target.ts";

const admin = liveClient();
const namespace = await newNamespace(admin);
const fieldManager = "test";

/** Passes a request on, and gives the answer a name: what to do with it. */
type Meddle = (seen: Seen, number: number) => { url?: string; lose?: boolean; cutAfter?: string };

async function proxy(meddle: Meddle): Promise<Loopback> {
  return serve(async (answer, seen, number) => {
    const { url = seen.url, lose = false, cutAfter } = meddle(seen, number);
    const headers: Record<string, string> = { accept: seen.headers.accept ?? "" };
    if (seen.headers["content-type"] !== undefined) headers["content-type"] = seen.headers["content-type"];
    const body = seen.body === "" ? null : seen.body;
    const abort = new AbortController();
    answer.on("close", () => abort.abort());
    const init = { method: seen.method, headers, body, signal: abort.signal, stream: true };
    const response = await admin.api.fetch(url, init).catch(() => undefined);
    if (response === undefined) return;
    if (lose) {
      await response.text();
      return void answer.socket?.destroy();
    }
    await pass(response, answer, cutAfter).catch(() => undefined);
  });
}

async function pass(response: Response, answer: ServerResponse, cutAfter: string | undefined): Promise<void> {
  answer.writeHead(response.status, { "content-type": response.headers.get("content-type") ?? "" });
  let passed = "";
  for await (const chunk of response.body ?? []) {
    answer.write(chunk);
    passed += Buffer.from(chunk).toString("utf8");
    if (cutAfter !== undefined && passed.includes(cutAfter)) return void answer.end();
  }
  answer.end();
}

function clientOf(loopback: Loopback): Client {
  return createClient({ ...admin.access, connection: { ...admin.connection, server: loopback.url } });
}

function put(kind: Kind, name: string, label: string, size = 1): Promise<unknown> {
  const metadata = { name, namespace, labels: { test: label } };
  const apiVersion = apiVersionOf(kind);
  const body = kind === CONFIG_MAP ? { data: { size: `${size}` } } : { spec: { size } };
  return apply(admin, kind, { apiVersion, kind: kind.kind, metadata, ...body }, { fieldManager });
}

test("a create whose answer was lost: an apply finds it done, a create-only apply is refused", async () => {
  const loopback = await proxy((_seen, number) => ({ lose: number === 0 || number === 2 }));
  const client = clientOf(loopback);
  expect(await apply(client, CONFIG_MAP, configMap(namespace, "lost"), { fieldManager })).toMatchObject({
    created: false,
    retried: true,
  });
  const error = await errorOf(
    apply(client, CONFIG_MAP, configMap(namespace, "lost-too"), { fieldManager, createOnly: true }),
  );
  expect(error).toMatchObject({ status: 409, causes: [] });
  expect(await get(client, CONFIG_MAP, { namespace, name: "lost-too" })).toBeDefined();
  expect(loopback.seen).toHaveLength(5);
});

test("a delete whose answer was lost is done", async () => {
  const { object } = await apply(admin, CONFIG_MAP, configMap(namespace, "lost-delete"), { fieldManager });
  const loopback = await proxy((_seen, number) => ({ lose: number === 0 }));
  const ref = { namespace, name: "lost-delete" };
  expect(await remove(clientOf(loopback), CONFIG_MAP, ref, { uid: object.metadata.uid })).toBeUndefined();
  expect(loopback.seen).toHaveLength(2);
});

test.skipIf(onEmbedded("memory"))(
  "a watch that the server has forgotten (410) tells what happened meanwhile",
  async () => {
    const box = await newCustomKind(admin);
    await Promise.all(["same", "changed", "replaced", "gone"].map((name) => put(box, name, "gone")));
    const loopback = await proxy(({ url }, number) => {
      if (number === 0) return { cutAfter: "initial-events-end" };
      // Older than the definition of the kind, and so than all that the server remembers of it.
      return number === 1 ? { url: url.replace(/resourceVersion=\d+/, "resourceVersion=1") } : {};
    });
    const events: string[] = [];
    const abort = new AbortController();
    for await (const event of watch(clientOf(loopback), box, {
      namespace,
      labelSelector: "test=gone",
      signal: abort.signal,
    })) {
      events.push(event.type === "SYNCED" ? event.type : `${event.type} ${event.object.metadata.name}`);
      if (event.type !== "SYNCED") continue;
      if (loopback.seen.length > 1) break;
      await put(box, "changed", "gone", 2);
      await put(box, "new", "gone");
      for (const name of ["replaced", "gone"]) await remove(admin, box, { namespace, name });
      await put(box, "replaced", "gone");
    }
    expect(events.slice(0, 5).toSorted()).toEqual([
      "ADDED changed",
      "ADDED gone",
      "ADDED replaced",
      "ADDED same",
      "SYNCED",
    ]);
    expect(events.slice(5).toSorted()).toEqual([
      "ADDED new",
      "ADDED replaced",
      "DELETED gone",
      "DELETED replaced",
      "MODIFIED changed",
      "SYNCED",
    ]);
    expect(loopback.seen).toHaveLength(3);
  },
);

test("a watch whose connection broke goes on where it was, without repeating or missing anything", async () => {
  await put(CONFIG_MAP, "before", "resume");
  const loopback = await proxy((_seen, number) =>
    number < 3 ? { cutAfter: number === 0 ? "initial-events-end" : "ADDED" } : {},
  );
  const events: string[] = [];
  const abort = new AbortController();
  for await (const event of watch(clientOf(loopback), CONFIG_MAP, {
    namespace,
    labelSelector: "test=resume",
    signal: abort.signal,
  })) {
    events.push(event.type === "SYNCED" ? event.type : `${event.type} ${event.object.metadata.name}`);
    if (event.type === "SYNCED")
      for (const name of ["one", "two", "three"]) await put(CONFIG_MAP, name, "resume");
    if (events.length === 5) break;
  }
  expect(events).toEqual(["ADDED before", "SYNCED", "ADDED one", "ADDED two", "ADDED three"]);
  expect(loopback.seen.slice(1).every(({ url }) => /resourceVersion=\d+/.test(url))).toBe(true);
});

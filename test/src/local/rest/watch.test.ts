import { once } from "node:events";
import { get, type ClientRequest, type IncomingMessage } from "node:http";
import { afterEach, describe, expect, test } from "bun:test";
import { serve } from "../../../../src/local/host/serve.ts";
import { restCluster, type RestCluster } from "./cluster.ts";

const CM = "/api/v1/namespaces/default/configmaps";
const TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io";
const METADATA = "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io";

interface Event {
  type: string;
  object: {
    kind: string;
    code?: number;
    reason?: string;
    message?: string;
    metadata: { name?: string; resourceVersion: string; annotations?: Record<string, string> };
    columnDefinitions?: unknown[] | null;
    rows?: { cells: unknown[]; object: { kind: string } | null }[];
    data?: Record<string, string>;
  };
}

/** Events of a watch, as they come. */
class Watching {
  readonly events: Event[] = [];
  ended = false;
  private readonly response: Response;
  private readonly abort: AbortController;
  private readonly done: Promise<void>;

  constructor(response: Response, abort: AbortController) {
    this.response = response;
    this.abort = abort;
    this.done = this.read();
  }

  private async read(): Promise<void> {
    const decoder = new TextDecoder();
    let text = "";
    const body = this.response.body;
    if (body === null) throw new Error("no body");
    for await (const chunk of body) {
      text += decoder.decode(chunk, { stream: true });
      const lines = text.split("\n");
      text = lines.pop() ?? "";
      for (const line of lines) this.events.push(JSON.parse(line) as Event);
    }
    this.ended = true;
  }

  /** Waits for so many events. */
  async until(count: number): Promise<Event[]> {
    for (let tries = 0; tries < 500 && this.events.length < count; tries += 1) await Bun.sleep(2);
    return this.events;
  }

  /** What happened: type and name. */
  get story(): string[] {
    return this.events.map(({ type, object }) => `${type} ${object.metadata.name ?? ""}`.trim());
  }

  async stop(): Promise<void> {
    this.abort.abort();
    await this.done;
  }

  finished(): Promise<void> {
    return this.done;
  }
}

const open: Watching[] = [];

afterEach(async () => {
  for (const one of open.splice(0)) await one.stop();
});

async function watch(cluster: RestCluster, query: string, accept = "application/json"): Promise<Watching> {
  const abort = new AbortController();
  const request = new Request(`http://127.0.0.1${CM}?watch=1${query}`, {
    headers: { accept },
    signal: abort.signal,
  });
  const response = await cluster.handle(request);
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("application/json");
  const watching = new Watching(response, abort);
  open.push(watching);
  return watching;
}

function create(cluster: RestCluster, name: string, labels: Record<string, string> = {}): Promise<Response> {
  return cluster.send("POST", CM, { metadata: { name, labels }, data: { name } });
}

function label(cluster: RestCluster, name: string, labels: Record<string, string | null>): Promise<Response> {
  const headers = { "content-type": "application/merge-patch+json" };
  return cluster.send("PATCH", `${CM}/${name}`, { metadata: { labels } }, headers);
}

describe("a watch", () => {
  test("begins with what is there and goes on with what happens", async () => {
    const cluster = await restCluster();
    await create(cluster, "a");
    const watching = await watch(cluster, "");
    await create(cluster, "b");
    await label(cluster, "a", { x: "1" });
    await cluster.send("DELETE", `${CM}/a`);
    await watching.until(4);
    expect(watching.story).toEqual(["ADDED a", "ADDED b", "MODIFIED a", "DELETED a"]);
    const revisions = watching.events.map(({ object }) => Number(object.metadata.resourceVersion));
    expect(revisions).toEqual([...revisions].sort((a, b) => a - b));
  });

  test("begins after a revision, with everything that happened since", async () => {
    const cluster = await restCluster();
    await create(cluster, "a");
    const { body } = await cluster.json("GET", CM);
    await create(cluster, "b");
    await cluster.send("DELETE", `${CM}/a`);
    const watching = await watch(cluster, `&resourceVersion=${String(body.metadata["resourceVersion"])}`);
    await create(cluster, "c");
    await watching.until(3);
    expect(watching.story).toEqual(["ADDED b", "DELETED a", "ADDED c"]);
  });

  test("tells of an object that comes into its selector and leaves it", async () => {
    const cluster = await restCluster();
    await create(cluster, "a", { x: "1" });
    const watching = await watch(cluster, "&labelSelector=x%3D1");
    await label(cluster, "a", { x: "2" });
    await label(cluster, "a", { y: "1" });
    await label(cluster, "a", { x: "1" });
    await label(cluster, "a", { z: "1" });
    await cluster.send("DELETE", `${CM}/a`);
    await watching.until(5);
    expect(watching.story).toEqual(["ADDED a", "DELETED a", "ADDED a", "MODIFIED a", "DELETED a"]);
    const [, left] = watching.events;
    expect(left?.object).toMatchObject({ metadata: { labels: { x: "1" } } });
  });

  test("of one name hears of no other", async () => {
    const cluster = await restCluster();
    const watching = await watch(cluster, "&fieldSelector=metadata.name%3Db");
    await create(cluster, "a");
    await create(cluster, "b");
    await watching.until(1);
    expect(watching.story).toEqual(["ADDED b"]);
  });

  test("with initial events ends them by a bookmark", async () => {
    const cluster = await restCluster();
    await create(cluster, "a");
    const watching = await watch(
      cluster,
      "&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true",
    );
    await watching.until(2);
    expect(watching.story).toEqual(["ADDED a", "BOOKMARK"]);
    expect(watching.events[1]?.object).toEqual({
      kind: "ConfigMap",
      apiVersion: "v1",
      metadata: {
        resourceVersion: String(cluster.store.revision),
        annotations: { "k8s.io/initial-events-end": "true" },
      },
    } as unknown as Event["object"]);
  });

  test("gets a bookmark each minute, when it wants some", async () => {
    const cluster = await restCluster();
    const [some, none] = [await watch(cluster, "&allowWatchBookmarks=true"), await watch(cluster, "")];
    await cluster.send("POST", "/api/v1/namespaces/default/secrets", { metadata: { name: "other" } });
    cluster.clock.advance(60_000);
    await some.until(1);
    expect(some.events[0]?.type).toBe("BOOKMARK");
    expect(some.events[0]?.object.metadata.resourceVersion).toBe(String(cluster.store.revision));
    expect(none.events).toEqual([]);
  });

  test("ends by itself after its time", async () => {
    const cluster = await restCluster();
    const watching = await watch(cluster, "&timeoutSeconds=5");
    cluster.clock.advance(4_999);
    expect(cluster.handle.watches()).toBe(1);
    cluster.clock.advance(1);
    await watching.finished();
    expect(watching.ended).toBe(true);
    expect(cluster.handle.watches()).toBe(0);
  });

  test("from a revision that is forgotten says so and ends", async () => {
    const cluster = await restCluster();
    const kind = cluster.kinds.byKind("v1", "ConfigMap");
    if (kind === undefined) throw new Error("no ConfigMap");
    await create(cluster, "a");
    for (let index = 0; index < 10_000; index += 1) {
      const patch = { data: { name: String(index) } };
      cluster.objects.patch(
        kind,
        { namespace: "default", name: "a", type: "merge", patch },
        { manager: "t" },
      );
    }
    const watching = await watch(cluster, "&resourceVersion=3");
    await watching.finished();
    expect(watching.events).toHaveLength(1);
    expect(watching.events[0]).toMatchObject({ type: "ERROR", object: { code: 410, reason: "Expired" } });
    expect(watching.events[0]?.object.message).toStartWith("too old resource version: 3 (");
    expect(cluster.handle.watches()).toBe(0);
  });

  test("as a table names its columns once", async () => {
    const cluster = await restCluster();
    await create(cluster, "a");
    const watching = await watch(cluster, "", TABLE);
    await create(cluster, "b");
    await watching.until(2);
    const [first, second] = watching.events;
    expect(first?.object.columnDefinitions?.length).toBe(3);
    expect(second?.object.columnDefinitions).toBeNull();
    expect(second?.object.rows?.[0]?.cells).toEqual(["b", 1, "0s"]);
  });

  test("of metadata leaves out all else", async () => {
    const cluster = await restCluster();
    const watching = await watch(cluster, "", METADATA);
    await create(cluster, "a");
    await watching.until(1);
    const [event] = watching.events;
    expect(event?.object.kind).toBe("PartialObjectMetadata");
    expect(event?.object.data).toBeUndefined();
  });
});

/** The next bytes of an answer. Bun's own client opens 256 connections at most. */
function chunk(incoming: IncomingMessage): Promise<string> {
  return new Promise((resolve) => {
    incoming.once("data", (data: Buffer) => {
      incoming.pause();
      resolve(data.toString());
    });
    incoming.resume();
  });
}

test("a thousand watches hear of the same, and leave nothing behind", async () => {
  const cluster = await restCluster();
  const server = await serve(cluster.handle, 0);
  const url = `http://127.0.0.1:${server.port}${CM}?watch=1`;
  await create(cluster, "first");
  const requests: ClientRequest[] = [];
  const answers = await Promise.all(
    Array.from({ length: 1_000 }, async () => {
      const request = get(url, { agent: false });
      requests.push(request);
      const [incoming] = (await once(request, "response")) as [IncomingMessage];
      expect(await chunk(incoming)).toContain('"name":"first"');
      return incoming;
    }),
  );
  expect(cluster.handle.watches()).toBe(1_000);
  const heard = answers.map(chunk);
  await create(cluster, "second");
  for (const text of await Promise.all(heard)) expect(text).toContain('"name":"second"');
  for (const request of requests) request.destroy();
  for (let tries = 0; tries < 500 && cluster.handle.watches() > 0; tries += 1) await Bun.sleep(10);
  expect(cluster.handle.watches()).toBe(0);
  await server.close();
}, 30_000);

test("closing ends every watch", async () => {
  const cluster = await restCluster();
  const watching = [await watch(cluster, ""), await watch(cluster, "")];
  cluster.handle.close();
  for (const one of watching) await one.finished();
  expect(cluster.handle.watches()).toBe(0);
});

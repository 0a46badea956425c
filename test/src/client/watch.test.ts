import { expect, test } from "bun:test";
import type { ServerResponse } from "node:http";
import { watch } from "../../../src/client/watch.ts";
import type { WatchEvent } from "../../../src/client/watch.ts";
import type { Client } from "../../../src/client/client.ts";
import type { Kind } from "../../../src/model/kind.ts";
import { errorOf, failure, json, serve } from "./loopback.ts";

const CONFIG_MAP: Kind = {
  group: "",
  version: "v1",
  kind: "ConfigMap",
  plural: "configmaps",
  namespaced: true,
};

function object(name: string, uid: string, resourceVersion: string): Record<string, unknown> {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { namespace: "shop", name, uid, resourceVersion } };
}

function send(
  answer: ServerResponse,
  ...events: readonly (readonly [type: string, object: unknown])[]
): void {
  for (const [type, object] of events) answer.write(`${JSON.stringify({ type, object })}\n`);
}

function initialEnd(resourceVersion: string): readonly [string, unknown] {
  return [
    "BOOKMARK",
    { metadata: { resourceVersion, annotations: { "k8s.io/initial-events-end": "true" } } },
  ];
}

function bookmark(resourceVersion: string): readonly [string, unknown] {
  return ["BOOKMARK", { spec: { replicas: 0 }, metadata: { resourceVersion } }];
}

/** The first events of a watch, as `TYPE name/uid`. */
async function take(client: Client, count: number): Promise<string[]> {
  const abort = new AbortController();
  const events: string[] = [];
  const watching = watch(client, CONFIG_MAP, { namespace: "shop", signal: abort.signal });
  for await (const event of watching) {
    events.push(show(event));
    if (events.length === count) break;
  }
  return events;
}

function show(event: WatchEvent): string {
  return event.type === "SYNCED"
    ? "SYNCED"
    : `${event.type} ${event.object.metadata.name}/${event.object.metadata.uid}`;
}

test("tells what exists, then that it is complete, then changes; never a bookmark", async () => {
  const { client, seen } = await serve((answer) => {
    answer.writeHead(200);
    send(
      answer,
      ["ADDED", object("a", "1", "5")],
      initialEnd("10"),
      ["MODIFIED", object("a", "1", "11")],
      bookmark("20"),
      ["DELETED", object("a", "1", "21")],
    );
  });
  expect(await take(client, 4)).toEqual(["ADDED a/1", "SYNCED", "MODIFIED a/1", "DELETED a/1"]);
  const query = new URL(seen[0]?.url ?? "", "http://x").searchParams;
  expect(Object.fromEntries(query)).toEqual({
    watch: "true",
    allowWatchBookmarks: "true",
    timeoutSeconds: "240",
    sendInitialEvents: "true",
    resourceVersionMatch: "NotOlderThan",
  });
});

test("does not wait longer for a watch to begin than for any other answer", async () => {
  const { client, seen } = await serve((answer, _seen, number) => {
    if (number === 0) return;
    answer.writeHead(200);
    send(answer, initialEnd("10"));
  });
  expect(await take({ ...client, requestTimeout: 200 }, 1)).toEqual(["SYNCED"]);
  expect(seen).toHaveLength(2);
});

test("goes on from the last bookmark when the server ends the watch", async () => {
  const { client, seen } = await serve((answer, _seen, number) => {
    answer.writeHead(200);
    if (number > 0) return send(answer, ["ADDED", object("b", "2", "31")]);
    send(answer, initialEnd("10"), ["ADDED", object("a", "1", "11")], bookmark("30"));
    answer.end();
  });
  expect(await take(client, 3)).toEqual(["SYNCED", "ADDED a/1", "ADDED b/2"]);
  expect(seen[1]?.url).toContain("resourceVersion=30");
  expect(seen[1]?.url).not.toContain("sendInitialEvents");
});

test("goes on after a connection that broke in the middle of an event", async () => {
  const { client, seen } = await serve((answer, _seen, number) => {
    answer.writeHead(200);
    if (number > 0) return send(answer, ["MODIFIED", object("a", "1", "12")]);
    send(answer, ["ADDED", object("a", "1", "5")], initialEnd("10"));
    answer.write('{"type":"MODIFIED","obj', () => setTimeout(() => answer.socket?.destroy(), 20));
  });
  expect(await take(client, 3)).toEqual(["ADDED a/1", "SYNCED", "MODIFIED a/1"]);
  expect(seen[1]?.url).toContain("resourceVersion=10");
});

test("begins again when the connection breaks before the initial state was complete", async () => {
  const { client, seen } = await serve((answer, _seen, number) => {
    answer.writeHead(200);
    send(answer, ["ADDED", object("a", "1", "5")]);
    if (number === 0) return void answer.end();
    send(answer, ["ADDED", object("b", "2", "6")], initialEnd("10"));
  });
  expect(await take(client, 3)).toEqual(["ADDED a/1", "ADDED b/2", "SYNCED"]);
  expect(seen[1]?.url).toContain("sendInitialEvents=true");
});

test.each(["as an event", "as the answer"])(
  "410 %s: the initial state again, with what is gone and what was replaced",
  async (how) => {
    const gone = failure(410, "Expired", "too old resource version");
    const { client } = await serve((answer, { url }) => {
      if (url.includes("resourceVersion=10")) {
        if (how === "as the answer") return json(answer, 410, gone);
        answer.writeHead(200);
        send(answer, ["ERROR", gone]);
        return void answer.end();
      }
      answer.writeHead(200);
      if (seenInitial++ === 0) {
        send(
          answer,
          ["ADDED", object("same", "1", "1")],
          ["ADDED", object("changed", "2", "2")],
          ["ADDED", object("replaced", "3", "3")],
          ["ADDED", object("gone", "4", "4")],
          initialEnd("10"),
        );
        return void answer.end();
      }
      send(
        answer,
        ["ADDED", object("same", "1", "1")],
        ["ADDED", object("changed", "2", "50")],
        ["ADDED", object("replaced", "5", "51")],
        ["ADDED", object("new", "6", "52")],
        initialEnd("60"),
      );
    });
    let seenInitial = 0;
    expect((await take(client, 11)).slice(5)).toEqual([
      "MODIFIED changed/2",
      "DELETED replaced/3",
      "ADDED replaced/5",
      "ADDED new/6",
      "DELETED gone/4",
      "SYNCED",
    ]);
  },
);

test("lists first where the server cannot send the initial state", async () => {
  const refused = failure(
    422,
    "Invalid",
    'ListOptions.meta.k8s.io "" is invalid: sendInitialEvents: Forbidden: sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled',
  );
  const { client, seen } = await serve((answer, { url }) => {
    if (url.includes("sendInitialEvents")) return json(answer, 422, refused);
    if (!url.includes("watch=true"))
      return json(answer, 200, {
        metadata: { resourceVersion: "10" },
        items: [{ metadata: { namespace: "shop", name: "a", uid: "1", resourceVersion: "5" } }],
      });
    answer.writeHead(200);
    send(answer, ["MODIFIED", object("a", "1", "11")]);
  });
  expect(await take(client, 3)).toEqual(["ADDED a/1", "SYNCED", "MODIFIED a/1"]);
  expect(seen[2]?.url).toContain("resourceVersion=10");
});

test.each([
  [
    403,
    'configmaps is forbidden: User "jane" cannot watch resource "configmaps" in API group "" in the namespace "shop"',
    "forbidden",
  ],
  [404, "the server could not find the requested resource", "api"],
])("%d ends it", async (code, message, expected) => {
  const { client, seen } = await serve((answer) => json(answer, code, failure(code, undefined, message)));
  expect(await errorOf(take(client, 1))).toMatchObject({ code: expected, status: code });
  expect(seen).toHaveLength(1);
});

test("comes back after errors that pass", async () => {
  const { client, seen } = await serve((answer, _seen, number) => {
    if (number === 0)
      return json(answer, 429, failure(429, "TooManyRequests", "slow"), { "retry-after": "0" });
    if (number === 1) return void answer.socket?.destroy();
    if (number === 2) return void answer.writeHead(503).end("starting");
    answer.writeHead(200);
    send(answer, initialEnd("10"));
  });
  expect(await take(client, 1)).toEqual(["SYNCED"]);
  expect(seen).toHaveLength(4);
});

test("does not hurry a server that ends every watch at once", async () => {
  const { client, seen } = await serve((answer) => {
    answer.writeHead(200);
    answer.end();
  });
  const abort = new AbortController();
  setTimeout(() => abort.abort(), 1_000);
  for await (const event of watch(client, CONFIG_MAP, { signal: abort.signal }))
    expect(event).toBeUndefined();
  expect(seen.length).toBeWithin(2, 20);
});

test.each(["aborts", "stops iterating"])(
  "who %s closes the connection, and the watch ends without an error",
  async (how) => {
    const { client, sockets } = await serve((answer) => {
      answer.writeHead(200);
      send(answer, initialEnd("10"));
    });
    const abort = new AbortController();
    for await (const event of watch(client, CONFIG_MAP, { signal: abort.signal })) {
      expect(event.type).toBe("SYNCED");
      expect(sockets.size).toBe(1);
      if (how === "stops iterating") break;
      setTimeout(() => abort.abort(), 20);
    }
    await Bun.sleep(50);
    expect(sockets.size).toBe(0);
  },
);

test("reads events however the network cuts them", async () => {
  const name = "größe-🚀";
  const bytes = Buffer.from(
    `${JSON.stringify({ type: "ADDED", object: object(name, "1", "5") })}\n${JSON.stringify({ type: "BOOKMARK", object: initialEnd("10")[1] })}\n`,
  );
  const { client } = await serve(async (answer) => {
    answer.writeHead(200);
    for (let start = 0; start < bytes.length; start += 7) {
      answer.write(bytes.subarray(start, start + 7));
      await Bun.sleep(1);
    }
  });
  expect(await take(client, 2)).toEqual([`ADDED ${name}/1`, "SYNCED"]);
});

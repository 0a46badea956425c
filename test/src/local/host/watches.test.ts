/** Watches over the network: a thousand at once, and what is left of them. */

import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { once } from "node:events";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { filesOf } from "../../../../src/local/host/directory.ts";
import { startHost, type Host } from "../../../../src/local/host/host.ts";
import type { RestHandler } from "../../../../src/local/rest/handle.ts";
import { CONFIG_MAPS } from "./requests.ts";

setDefaultTimeout(60_000);

let folder = "";
let host: Host;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "watches-"));
  host = await startHost(filesOf(folder));
});
afterAll(() => {
  host.close();
  rmSync(folder, { recursive: true });
});

function send(path: string, init: RequestInit = {}): Promise<Response> {
  const { server, token } = host.address;
  const headers = new Headers(init.headers);
  headers.set("authorization", `Bearer ${token}`);
  return fetch(server + path, { ...init, headers });
}

async function create(name: string): Promise<void> {
  const body = JSON.stringify({ metadata: { name }, data: { a: "x".repeat(1000) } });
  const response = await send(CONFIG_MAPS, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
  });
  expect(response.status, await response.text()).toBe(201);
}

/** How many watches are open. */
function watches(): number {
  return (host.cluster.handle as RestHandler).watches();
}

/** Resolves as soon as no watch is open any more. */
async function closed(): Promise<void> {
  for (let turn = 0; watches() > 0 && turn < 1000; turn += 1) await Bun.sleep(5);
  expect(watches()).toBe(0);
}

/** An open watch; fetch of Bun allows 256 connections only. */
interface Watching {
  /** Resolves when it has told of an object. */
  sees(name: string): Promise<void>;
  end(): void;
}

async function watch(): Promise<Watching> {
  const { server, token } = host.address;
  const { hostname, port } = new URL(server);
  const socket = connect(Number(port), hostname);
  await once(socket, "connect");
  const path = `${CONFIG_MAPS}?watch=1`;
  socket.write(`GET ${path} HTTP/1.1\r\nHost: ${hostname}\r\nAuthorization: Bearer ${token}\r\n\r\n`);
  let text = "";
  const waiting = new Set<() => void>();
  socket.on("data", (data) => {
    text += data.toString();
    for (const look of waiting) look();
  });
  return {
    sees: (name) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (text.includes(`"name":"${name}"`)) resolve();
        };
        waiting.add(look);
        look();
      }),
    end: () => socket.destroy(),
  };
}

test("a thousand watches all see a write, and leave nothing behind", async () => {
  const before = process.memoryUsage.rss();
  await create("first");
  const watchers = await Promise.all(Array.from({ length: 1000 }, watch));
  await Promise.all(watchers.map((watcher) => watcher.sees("first")));
  expect(watches()).toBe(1000);
  await create("second");
  await Promise.all(watchers.map((watcher) => watcher.sees("second")));
  // Both ends are in this process.
  expect(process.memoryUsage.rss() - before).toBeLessThan(250e6);
  for (const watcher of watchers) watcher.end();
  await closed();
  await create("third");
});

test("who opens a watch and never reads it holds up nobody", async () => {
  const gone = new AbortController();
  await send(`${CONFIG_MAPS}?watch=1`, { signal: gone.signal });
  const before = process.memoryUsage.rss();
  const started = performance.now();
  for (let round = 0; round < 30; round += 1)
    await Promise.all(Array.from({ length: 100 }, (_, index) => create(`many-${round}-${index}`)));
  expect(performance.now() - started).toBeLessThan(20_000);
  expect(process.memoryUsage.rss() - before).toBeLessThan(250e6);
  gone.abort();
  await closed();
});

test("watches end with the host", async () => {
  const response = await send(`${CONFIG_MAPS}?watch=1`);
  host.close();
  const text = await response.text().catch(() => "ended");
  expect(text).toBeString();
  expect(watches()).toBe(0);
});

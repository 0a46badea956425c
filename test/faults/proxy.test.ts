/** Each fault does on the wire what it says. The server behind the proxy is a real one, on the loopback. */

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { connect, type AddressInfo } from "node:net";
import { createServer, type Server } from "node:http";
import { eventually, until } from "../support/control-plane.ts";
import { FAULTS, faultNamed, type FaultName, faultsOn } from "./faults.ts";
import { keyText, kindOfRequest, parseKey } from "./keys.ts";
import { startProxy, type Proxy } from "./proxy.ts";

const LINES = ["ADDED", "BOOKMARK", "MODIFIED", "DELETED"].map((type) => JSON.stringify({ type }));
let server: Server;
let proxy: Proxy;
let seen: { method: string; url: string; headers: Record<string, unknown>; body: string }[] = [];
let openWatches = 0;
let kills = 0;

beforeAll(async () => {
  server = createServer((request, answer) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      const { method = "", url = "", headers } = request;
      seen.push({ method, url, headers, body });
      if (!url.includes("watch=")) {
        answer.writeHead(method === "PATCH" ? 201 : 200, {
          "content-type": "application/json",
          "x-mark": "1",
        });
        answer.end(JSON.stringify({ done: seen.length }));
        return;
      }
      openWatches += 1;
      answer.on("close", () => (openWatches -= 1));
      answer.writeHead(200, { "content-type": "application/json" });
      for (const line of LINES) answer.write(`${line}\n`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  proxy = await startProxy([
    { service: "api", url },
    { service: "s3", url },
  ]);
});
afterAll(() => {
  proxy.close();
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  seen = [];
  kills = 0;
});

interface WireOptions {
  method?: string;
  body?: string;
  /** What the answer ends with while the connection stays open. Without it only the end of the connection ends it, or time. */
  until?: RegExp;
}

// Where nothing is to come, this long is waited for it, in ms.
const SILENCE = 150;
const LONG = 10_000;

/** Everything that comes back for one request, and how it ended. */
function wire(
  target: string,
  { method = "GET", body = "", until }: WireOptions = {},
): Promise<{ text: string; end: "open" | "closed" | "reset" }> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(proxy.address.api).port), "127.0.0.1");
    let text = "";
    const finish = (end: "open" | "closed" | "reset"): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ text, end });
    };
    const timer = setTimeout(finish, until === undefined ? SILENCE : LONG, "open");
    socket.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      if (until?.test(text) === true) finish("open");
    });
    socket.on("error", () => finish("reset"));
    socket.on("close", () => finish("closed"));
    socket.write(`${method} ${target} HTTP/1.1\r\nhost: a\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
  });
}

function inject(fault: FaultName, key: string): void {
  const kill = (): void => void (kills += 1);
  proxy.begin({ injections: [{ key: parseKey(key), fault: faultNamed(fault) }], name: "case7", kill });
}

const APPLY = "/api/v1/namespaces/case7/configmaps/a?fieldManager=x";
const APPLY_KEY = "apply /api/v1/namespaces/*/configmaps/a #1";
const apply = { method: "PATCH", body: '{"a":1}', until: /\}$/ };

test("without a fault a request and its answer pass unchanged", async () => {
  proxy.begin({ injections: [], name: "case7", kill: () => undefined });
  const { text } = await wire(APPLY, apply);
  expect(text).toStartWith("HTTP/1.1 201 OK\r\n");
  expect(text).toContain("x-mark: 1\r\n");
  expect(text).toEndWith('\r\n\r\n{"done":1}');
  expect(seen).toMatchObject([{ method: "PATCH", url: APPLY, body: apply.body, headers: { host: "a" } }]);
  expect((await proxy.end()).created).toEqual(["api /api/v1/namespaces/*/configmaps/a"]);
});

describe("a fault at a request", () => {
  const rows: [fault: FaultName, seen: number, end: "open" | "closed" | "reset", text: RegExp][] = [
    ["reset-before", 0, "reset", /^$/],
    ["reset-after", 1, "reset", /^$/],
    ["truncate", 1, "closed", /^HTTP\/1.1 201 OK\r\n[^]*content-length: 10\r\n\r\n\{"don$/],
    ["stall-before", 0, "open", /^$/],
    ["stall-after", 1, "open", /^$/],
    ["401", 0, "open", /^HTTP\/1.1 401 [^]*"reason":"Unauthorized"/],
    ["403", 0, "open", /^HTTP\/1.1 403 [^]*"reason":"Forbidden"/],
    ["409", 0, "open", /^HTTP\/1.1 409 [^]*"reason":"Conflict"/],
    ["410", 0, "open", /^HTTP\/1.1 410 [^]*"reason":"Expired"/],
    ["422", 0, "open", /^HTTP\/1.1 422 [^]*"reason":"Invalid"/],
    ["429", 0, "open", /^HTTP\/1.1 429 (?![^]*retry-after)[^]*"reason":"TooManyRequests"/],
    ["429-retry-after", 0, "open", /^HTTP\/1.1 429 [^]*retry-after: 1\r\n/],
    ["500", 0, "open", /^HTTP\/1.1 500 [^]*"reason":"InternalError"/],
    ["500-no-reason", 0, "open", /^HTTP\/1.1 500 (?![^]*"reason")/],
    ["503", 0, "open", /^HTTP\/1.1 503 [^]*"reason":"ServiceUnavailable"/],
    ["504-after", 1, "open", /^HTTP\/1.1 504 [^]*"reason":"Timeout"/],
  ];
  test.each(rows)("%s", async (fault, reached, end, text) => {
    inject(fault, APPLY_KEY);
    const { until, ...silent } = apply;
    const answer = await wire(APPLY, fault.startsWith("stall") ? silent : { ...silent, until });
    expect(answer.text).toMatch(text);
    expect(answer.end).toBe(end);
    await eventually("the server has seen it", () => Promise.resolve(seen.length === reached || undefined));
    expect((await proxy.end()).hit.map(({ key }) => keyText(key))).toEqual([APPLY_KEY]);
    // It was the first one only.
    expect((await wire(APPLY, apply)).text).toStartWith("HTTP/1.1 201");
  });

  test.each([
    ["kill-before", 0],
    ["kill-after", 1],
  ] as const)("%s ends the program, and nothing is answered", async (fault, reached) => {
    inject(fault, APPLY_KEY);
    expect(await wire(APPLY, { method: "PATCH", body: apply.body })).toEqual({ text: "", end: "open" });
    await eventually("it is killed", () => Promise.resolve(kills > 0 || undefined));
    expect({ kills, seen: seen.length }).toEqual({ kills: 1, seen: reached });
  });
});

describe("a fault at a watch", () => {
  const WATCH = "/api/v1/namespaces/case7/pods?watch=true";
  const WATCH_KEY = "watch /api/v1/namespaces/*/pods #1";
  const types = (text: string): string[] =>
    [...text.matchAll(/"type":"(\w+)"/g)].map(([, type = ""]) => type);

  const rows: [fault: FaultName | undefined, end: "open" | "closed" | "reset", events: string[]][] = [
    [undefined, "open", ["ADDED", "BOOKMARK", "MODIFIED", "DELETED"]],
    ["reset-before", "reset", []],
    ["stall-before", "open", []],
    ["watch-drop", "reset", ["ADDED"]],
    ["truncate", "closed", []],
    ["watch-410", "open", ["ADDED", "ERROR"]],
    ["watch-replay", "open", ["ADDED", "BOOKMARK", "MODIFIED", "ADDED", "BOOKMARK", "MODIFIED", "DELETED"]],
    ["kill-after", "open", ["ADDED"]],
  ];
  test.each(rows)("%s", async (fault, end, events) => {
    if (fault === undefined) proxy.begin({ injections: [], name: "case7", kill: () => undefined });
    else inject(fault, WATCH_KEY);
    const last = new RegExp(`"${events.at(-1)}"[^]*${fault === "watch-410" ? "\r\n0\r\n\r\n" : "\n"}`);
    const until = end === "open" ? last : /never/;
    const answer = await wire(WATCH, events.length === 0 && end === "open" ? {} : { until });
    expect({ end: answer.end, events: types(answer.text) }).toEqual({ end, events });
    if (fault === "truncate") expect(answer.text).toEndWith('{"type":\r\n');
    if (fault === "kill-after")
      await eventually("it is killed", () => Promise.resolve(kills > 0 || undefined));
    expect(kills).toBe(fault === "kill-after" ? 1 : 0);
  });

  test("when the program goes away, its watch ends at the server", async () => {
    proxy.begin({ injections: [], name: "case7", kill: () => undefined });
    await wire(WATCH, { until: /DELETED/ });
    await proxy.end();
    await until("the server has closed it", () => Promise.resolve(openWatches === 0));
    expect({ openWatches, traffic: proxy.traffic() }).toMatchObject({
      openWatches: 0,
      traffic: { watches: 0, sockets: 0 },
    });
  });
});

describe("the key of a request", () => {
  const rows: [method: string, target: string, contentType: string, key: string][] = [
    ["GET", "/api/v1/namespaces/case7", "", "get /api/v1/namespaces/*"],
    ["GET", "/api/v1/namespaces?labelSelector=a", "", "list /api/v1/namespaces"],
    ["GET", "/apis/apps/v1/namespaces/case7/deployments", "", "list /apis/apps/v1/namespaces/*/deployments"],
    ["GET", "/apis/case7.example.com/v1", "", "get /apis/*.example.com/v1"],
    ["GET", "/api/v1/pods?watch=true", "", "watch /api/v1/pods"],
    ["PATCH", "/api/v1/nodes/a?dryRun=All", "application/apply-patch+yaml", "dry-run /api/v1/nodes/a"],
    ["PATCH", "/api/v1/nodes/a", "application/json-patch+json", "json-patch /api/v1/nodes/a"],
    ["DELETE", "/api/v1/nodes/a", "", "delete /api/v1/nodes/a"],
  ];
  test.each(rows)("%s %s %s", (method, target, type, expected) => {
    const headers: [string, string][] = type === "" ? [] : [["Content-Type", type]];
    const key = {
      ...kindOfRequest("api", { method, target, headers, body: Buffer.alloc(0) }, "case7"),
      nth: 2,
    };
    expect(keyText(key)).toBe(`${expected} #2`);
    expect(parseKey(keyText(key))).toEqual(key);
  });

  test("of S3 names what the query asks", () => {
    const key = {
      ...kindOfRequest(
        "s3",
        { method: "PUT", target: "/case7?tagging=", headers: [], body: Buffer.alloc(0) },
        "case7",
      ),
      nth: 1,
    };
    expect(keyText(key)).toBe("s3 PUT /*?tagging #1");
    expect(parseKey(keyText(key))).toEqual(key);
  });
});

test("every fault can happen to something", () => {
  const sorts = [
    { service: "api", verb: "apply" },
    { service: "api", verb: "watch" },
    { service: "s3", verb: "PUT" },
  ] as const;
  expect(new Set(sorts.flatMap((sort) => faultsOn(sort)))).toEqual(new Set(FAULTS));
});

/** Whatever comes in, an answer of S3 goes out. */

import { expect, test } from "bun:test";
import net from "node:net";
import { memoryS3Store } from "../../../../src/local/s3/memory-store.ts";
import { createS3 } from "../../../../src/local/s3/s3.ts";
import { codeOf, exchange, freshNames, perform, type Step } from "./exchange.ts";
import { serve, testKeys } from "./serve.ts";
import { sign } from "./signer.ts";

const DOCUMENTS = [
  "",
  "garbage",
  "<",
  "<a",
  "<a>",
  "<a></b>",
  "</a>",
  "<a>&nothing;</a>",
  "<a>&#xFFFFFFFF;</a>",
  "\0\u0001",
  "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>",
  "<a>".repeat(10_000),
  `${"<a>".repeat(60)}${"</a>".repeat(60)}`,
  "{}",
  "[]",
  "null",
  "<x xmlns='y'/>",
  "<?xml version='1.0'?>",
  "\uFFFF",
];
const DESTINATIONS: [method: string, path: string, query: string][] = [
  ...[
    "policy",
    "tagging",
    "lifecycle",
    "encryption",
    "notification",
    "versioning",
    "object-lock",
    "replication",
    "acl",
    "cors",
  ].map((query): [string, string, string] => ["PUT", "/{bucket}", query]),
  ["PUT", "/{bucket}/a", "tagging"],
  ["PUT", "/{bucket}/a", "retention"],
  ["PUT", "/{bucket}/a", "legal-hold"],
  ["POST", "/{bucket}", "delete"],
  ["POST", "/{bucket}/a", "uploadId=x"],
  ["PUT", "/{regional}", ""],
];

test("no document breaks a destination", async () => {
  await using server = await serve();
  Object.assign(server.names, freshNames());
  await perform(
    { what: "create", method: "PUT", headers: { "x-amz-bucket-object-lock-enabled": "true" } },
    server,
  );
  await perform({ what: "put", method: "PUT", path: "/{bucket}/a", body: "x" }, server);
  for (const [method, path, query] of DESTINATIONS) {
    for (const body of DOCUMENTS) {
      const step: Step = { what: "", method, path, query, body, headers: { "content-md5": "{md5}" } };
      const answer = await perform(step, server);
      const isRefused = answer.status >= 400 && codeOf(answer) !== "";
      expect([query, body.slice(0, 40), answer.status < 300 || isRefused]).toEqual([
        query,
        body.slice(0, 40),
        true,
      ]);
    }
  }
  expect(server.defects).toEqual([]);
});

test("a body beyond its limit is refused, whether it was announced or not", async () => {
  await using server = await serve({ maxObjectSize: 1_000 });
  Object.assign(server.names, freshNames());
  await perform({ what: "create", method: "PUT" }, server);
  const put = (size: number, more: Partial<Step> = {}) =>
    perform({ what: "", method: "PUT", path: "/{bucket}/a", size, ...more }, server);
  expect((await put(1_000)).status).toBe(200);
  expect(codeOf(await put(1_001))).toBe("EntityTooLarge");
  expect(codeOf(await put(100_000, { sign: { form: "streaming" } }))).toBe("EntityTooLarge");
  expect(codeOf(await perform({ what: "", method: "PUT", query: "tagging", size: 3_000_000 }, server))).toBe(
    "EntityTooLarge",
  );
  const request = sign({ method: "PUT", path: `/${server.names["bucket"]}/a` }, "x", {
    keys: testKeys,
    now: Date.now(),
    form: "unsigned-payload",
  });
  const endless = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(600)) });
  const s3 = createS3({ credentials: testKeys, store: memoryS3Store(), maxObjectSize: 1_000 });
  const init = { method: "PUT", headers: request.headers, body: endless, duplex: "half" };
  const answer = await s3.handle(new Request(`http://x${request.target}`, init as RequestInit));
  expect(await answer.text()).toContain("<Code>EntityTooLarge</Code>");
});

test("a client that breaks off leaves nothing behind", async () => {
  await using server = await serve();
  Object.assign(server.names, freshNames());
  await perform({ what: "create", method: "PUT" }, server);
  const { host, hostname, port } = new URL(server.endpoint);
  const path = `/${server.names["bucket"]}/half`;
  const { headers } = sign({ method: "PUT", path }, host, {
    keys: server.keys,
    now: Date.now(),
    form: "unsigned-payload",
  });
  await new Promise<void>((resolve, reject) => {
    const socket = net.connect(Number(port), hostname, () => {
      const lines = Object.entries({ ...headers, "content-length": "1000" }).map(
        ([name, value]) => `${name}: ${value}\r\n`,
      );
      socket.write(`PUT ${path} HTTP/1.1\r\n${lines.join("")}\r\nhalf`, () => socket.destroy());
    });
    socket.on("close", () => resolve());
    socket.on("error", reject);
  });
  await perform({ what: "list", method: "GET" }, server);
  expect((await perform({ what: "head", method: "HEAD", path: "/{bucket}/half" }, server)).status).toBe(404);
  expect(server.defects).toEqual([]);
});

const TARGETS = [
  "/%",
  "/%zz",
  "/bucket/%E0%A4%A",
  "/..",
  "/../..",
  "/bucket/..%2f..%2fetc",
  "//",
  "///",
  "/?",
  "/?&&=&",
  "/bucket?versionId=%",
  "/bucket/a?partNumber=-1",
  "/bucket/a?partNumber=1e9",
  `/${"x".repeat(40_000)}`,
  "/bucket/a?uploadId=../../x",
  "/.minio.sys/config",
  "/minio/admin/v3/info",
];
const METHODS = ["GET", "PUT", "POST", "DELETE", "HEAD", "PATCH", "OPTIONS", "TRACE", "PROPFIND"];

test("no address and no method breaks it", async () => {
  await using server = await serve();
  for (const target of TARGETS) {
    for (const method of METHODS) {
      const headers = { host: new URL(server.endpoint).host };
      const answer = await exchange(server.endpoint, {
        method,
        target,
        headers,
        body: new Uint8Array(),
      }).catch(String);
      const status = typeof answer === "string" ? answer : answer.status;
      // The longest one is refused by the HTTP server itself.
      expect([
        target.slice(0, 40),
        method,
        typeof status === "number" && (status < 500 || status === 501),
      ]).toEqual([target.slice(0, 40), method, true]);
    }
  }
  expect(server.defects).toEqual([]);
});

test("a defect is an InternalError, and is told", async () => {
  const defects: unknown[] = [];
  const store = {
    ...memoryS3Store(),
    list: () => {
      throw new Error("disk full");
    },
  };
  const s3 = createS3({ credentials: testKeys, store, onDefect: (error) => defects.push(error) });
  const { headers } = sign({ method: "GET", path: "/" }, "x", { keys: testKeys, now: Date.now() });
  const answer = await s3.handle(new Request("http://x/", { headers }));
  expect([answer.status, (await answer.text()).includes("<Code>InternalError</Code>")]).toEqual([500, true]);
  expect(String(defects[0])).toContain("disk full");
});

test("neither answers nor errors hold the secret", async () => {
  await using server = await serve();
  Object.assign(server.names, freshNames());
  const answers = await Promise.all([
    perform({ what: "", method: "GET", path: "/", sign: { secretKey: "CANARY-wrong" } }, server),
    perform({ what: "", method: "PUT", query: "policy", body: server.keys.secretKey }, server),
  ]);
  expect(JSON.stringify(answers)).not.toContain("CANARY");
});

test("a thousand writers at once lose nothing", async () => {
  await using server = await serve();
  Object.assign(server.names, freshNames());
  await perform({ what: "create", method: "PUT" }, server);
  await perform(
    {
      what: "version",
      method: "PUT",
      query: "versioning",
      body: "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>",
    },
    server,
  );
  const writers = Array.from({ length: 1_000 }, (_, index) =>
    perform({ what: "", method: "PUT", path: `/{bucket}/${index % 10}`, body: String(index) }, server),
  );
  expect(new Set((await Promise.all(writers)).map(({ status }) => status))).toEqual(new Set([200]));
  const listed = await perform({ what: "", method: "GET", query: "versions" }, server);
  expect(listed.body.match(/<Version>/g)).toHaveLength(1_000);
});

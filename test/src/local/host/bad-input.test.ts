/** What is wrong with a request never harms the process that runs the cluster: over its ports, under Bun and under Node. */

import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { Client } from "minio";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import type { Address } from "../../../../src/local/host/address.ts";
import { build, type Built, whyNoNode } from "../../../support/built.ts";
import { type Child, startChild } from "../../../support/child.ts";
import { BAD_REQUESTS, CONFIG_MAPS } from "./requests.ts";

setDefaultTimeout(30_000);

const SOURCE = join(import.meta.dir, "../../../../src/cli/main.ts");
const noNode = whyNoNode();
if (noNode !== undefined) console.warn(`The embedded cluster is not tested on Node: ${noNode}.`);

let built: Built | undefined;
const runtimes: { name: string; command: () => string[]; absent: boolean }[] = [
  { name: "Bun", command: () => [process.execPath, SOURCE], absent: false },
  {
    name: "Node",
    command: () => {
      built ??= build();
      return ["node", "--no-warnings", built.path("lib/src/cli/main.js")];
    },
    absent: noNode !== undefined,
  },
];
afterAll(() => built?.[Symbol.dispose]());

/** Sends bytes and reads until the other side ends the connection, or says nothing for a while. */
function exchange(server: string, bytes: string | Uint8Array, { hangUp = false } = {}): Promise<string> {
  const { hostname, port } = new URL(server);
  return new Promise((resolve) => {
    let answer = "";
    const socket: Socket = connect(Number(port), hostname, () => {
      socket.write(bytes);
      if (hangUp) socket.end();
    });
    socket.setTimeout(500, () => socket.destroy());
    socket.on("data", (data) => {
      answer += data.toString("latin1");
    });
    socket.on("error", () => socket.destroy());
    socket.on("close", () => resolve(answer));
  });
}

const RAW: { name: string; bytes: string | Uint8Array; hangUp?: boolean; status?: RegExp }[] = [
  { name: "noise", bytes: crypto.getRandomValues(new Uint8Array(5000)) },
  { name: "a TLS greeting", bytes: new Uint8Array([0x16, 3, 1, 0, 5, 1, 0, 0, 1, 0]) },
  { name: "no version", bytes: "GET /\r\n\r\n" },
  { name: "a version of the future", bytes: "GET / HTTP/9.9\r\nHost: a\r\n\r\n" },
  { name: "no host", bytes: "GET /readyz HTTP/1.1\r\n\r\n" },
  {
    name: "a host that is none",
    bytes: "GET /readyz HTTP/1.1\r\nHost: a b/c?d\r\nConnection: close\r\n\r\n",
  },
  { name: "an endless header", bytes: `GET / HTTP/1.1\r\nHost: a\r\nX: ${"x".repeat(1_000_000)}\r\n\r\n` },
  {
    name: "two lengths",
    bytes: "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
  },
  { name: "no chunk", bytes: "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n" },
  {
    name: "an address as path",
    bytes: "GET http://elsewhere/readyz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
  },
  { name: "a star as path", bytes: "OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" },
  { name: "TRACE", bytes: "TRACE / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" },
  { name: "CONNECT", bytes: "CONNECT elsewhere:443 HTTP/1.1\r\nHost: elsewhere:443\r\n\r\n" },
  { name: "half a request", bytes: "POST /api HTTP/1.1\r\nHost: a\r\nContent-Le", hangUp: true },
  {
    name: "half a body",
    bytes: "POST /api HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{",
    hangUp: true,
  },
];

for (const { name: runtime, command, absent } of runtimes) {
  describe.skipIf(absent)(`under ${runtime}`, () => {
    let folder = "";
    let child: Child | undefined;
    let address: Address;
    let authorization: Record<string, string>;

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), "bad-input-"));
      child = startChild([...command(), "local"], folder);
      await child.says("Ctrl-C ends it");
      address = JSON.parse(readFileSync(join(folder, ".alchemy/local/address.json"), "utf8")) as Address;
      authorization = { authorization: `Bearer ${address.token}` };
    });
    afterAll(async () => {
      child?.kill("SIGINT");
      expect((await child?.ended)?.code).toBe(0);
      // Nothing was written but its own files.
      expect(readdirSync(folder)).toEqual([".alchemy"]);
      expect(readdirSync(join(folder, ".alchemy/local")).toSorted()).toEqual([
        "cluster.sqlite",
        "kubeconfig",
      ]);
      rmSync(folder, { recursive: true });
    });

    async function expectAlive(): Promise<void> {
      expect(await (await fetch(`${address.server}/readyz`)).text()).toBe("ok");
      expect((await fetch(`${address.s3}/minio/health/live`)).status).toBe(200);
    }

    for (const { name, method = "GET", path = CONFIG_MAPS, headers, body, status, reason } of BAD_REQUESTS) {
      test(`API server: ${name}: ${status}`, async () => {
        const response = await fetch(address.server + path, {
          method,
          headers: { ...headers, ...authorization },
          ...(body !== undefined && { body: typeof body === "function" ? body() : body }),
        });
        const text = await response.text();
        expect(response.status, text).toBe(status);
        if (reason !== undefined)
          expect(JSON.parse(text)).toMatchObject({ kind: "Status", status: "Failure", code: status, reason });
        expect(text).not.toContain("    at ");
        await expectAlive();
      });
    }

    for (const { name, bytes, hangUp = false } of RAW) {
      test(`both ports: ${name}`, async () => {
        for (const server of [address.server, address.s3]) {
          const answer = await exchange(server, bytes, { hangUp });
          if (answer !== "") expect(answer).toMatch(/^HTTP\/1\.[01] [2345]\d\d /);
          expect(answer).not.toContain("    at ");
        }
        await expectAlive();
      });
    }

    test("nobody is let in without the token, in the header or as first step of the path", async () => {
      const { server, token } = address;
      const status = async (path: string, headers: Record<string, string> = {}): Promise<number> =>
        (await fetch(server + path, { headers })).status;
      expect(await status("/api")).toBe(401);
      expect(await status(CONFIG_MAPS)).toBe(401);
      expect(await status("/apis/nobody")).toBe(401);
      expect(await status("/api", { authorization: "Bearer wrong" })).toBe(401);
      expect(await status("/api", { authorization: `Basic ${token}` })).toBe(401);
      expect(await status("/api", { authorization: token })).toBe(401);
      expect(await status(`/${token.slice(0, -1)}/api`)).toBe(401);
      expect(await status(`/${token}x/api`)).toBe(401);
      expect(await status(`/x/${token}/api`)).toBe(401);
      expect(await status("/api", authorization)).toBe(200);
      expect(await status(`/${token}/api`)).toBe(200);
      expect(await status(`/${token}${CONFIG_MAPS}`, { authorization: "Bearer wrong" })).toBe(200);
      expect(token.length).toBeGreaterThanOrEqual(32);
    });

    test("nobody is let into a bucket without the keys", async () => {
      const { s3, accessKey, secretKey } = address;
      const { hostname, port } = new URL(s3);
      const place = { endPoint: hostname, port: Number(port), useSSL: false };
      expect((await fetch(s3)).status).toBe(403);
      expect((await fetch(`${s3}/assets`, { method: "PUT" })).status).toBe(403);
      const others = [
        { accessKey: "nobody", secretKey, code: "InvalidAccessKeyId" },
        { accessKey, secretKey: "wrong-secret", code: "SignatureDoesNotMatch" },
      ];
      for (const { code, ...keys } of others)
        expect(
          await new Client({ ...place, ...keys }).listBuckets().catch((error: unknown) => error),
        ).toMatchObject({ code });
      expect(await new Client({ ...place, accessKey, secretKey }).listBuckets()).toEqual([]);
    });

    test("names of buckets and keys lead nowhere", async () => {
      const { s3, accessKey, secretKey } = address;
      const { hostname, port } = new URL(s3);
      const client = new Client({
        endPoint: hostname,
        port: Number(port),
        useSSL: false,
        accessKey,
        secretKey,
      });
      for (const path of ["/..%2f..%2fetc", "/%2e%2e", "/..", "/a%00b", "/__proto__", "/A_B"])
        for (const method of ["PUT", "GET", "DELETE"]) {
          const { status } = await fetch(s3 + path, { method });
          expect(status).toBeOneOf([400, 403, 404]);
        }
      await client.makeBucket("names");
      const keys = [
        "../../etc/passwd",
        "..",
        "a/../../b",
        "__proto__",
        "a\u0000b",
        "/etc/passwd",
        "%2e%2e/x",
      ];
      const kept: string[] = [];
      for (const key of keys)
        await client.putObject("names", key, "x").then(
          // As MinIO does: a key begins with no slash.
          () => kept.push(key.replace(/^\//, "")),
          (error: unknown) => expect(error).toHaveProperty("code"),
        );
      const listed: string[] = [];
      for await (const { name = "" } of client.listObjects("names", "", true) as AsyncIterable<{
        name?: string;
      }>)
        listed.push(name);
      expect(listed.toSorted()).toEqual(kept.toSorted());
      await client.removeObjects("names", kept);
      await client.removeBucket("names");
      await expectAlive();
    });

    test("it listens on the loopback interface only", async () => {
      const others = Object.values(networkInterfaces())
        .flatMap((addresses) => addresses ?? [])
        .filter(({ internal, family }) => !internal && family === "IPv4");
      for (const { port } of [new URL(address.server), new URL(address.s3)]) {
        expect(listeners(Number(port))).toEqual(["127.0.0.1"]);
        for (const { address: host } of others)
          expect(await fetch(`http://${host}:${port}/readyz`).catch(() => "refused")).toBe("refused");
      }
    });
  });
}

/** Addresses on which somebody listens at a port, as Linux knows them. */
function listeners(port: number): string[] {
  const LISTEN = "0A";
  const rows = ["/proc/net/tcp", "/proc/net/tcp6"].flatMap((file) =>
    readFileSync(file, "utf8").split("\n").slice(1),
  );
  return rows.flatMap((row) => {
    const [, local = "", , state] = row.trim().split(/\s+/);
    const [host = "", hexPort = ""] = local.split(":");
    if (state !== LISTEN || Number.parseInt(hexPort, 16) !== port) return [];
    if (host.length !== 8) return [host];
    return [[6, 4, 2, 0].map((at) => Number.parseInt(host.slice(at, at + 2), 16)).join(".")];
  });
}

import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { execFileSync, spawn } from "node:child_process";
import { join } from "node:path";
import type { Access, RequestCredentials } from "../../../src/auth/access.ts";
import { createTransport } from "../../../src/auth/transport.ts";
import { certificates } from "./certificates.ts";
import { startLoopback, startProxy, type Loopback } from "./loopback.ts";
import type { ProbeInput, ProbeOutput } from "./transport-probe.ts";
import { rejection } from "./workspace.ts";

// Some tests start several processes.
setDefaultTimeout(30_000);

const PROBE = join(import.meta.dir, "transport-probe.ts");

/** Node runs TypeScript by itself from 22.18 on. */
function nodeRunsTypeScript(): boolean {
  try {
    const version = execFileSync("node", ["--version"], { encoding: "utf8" });
    const [major = 0, minor = 0] = version.replace("v", "").split(".").map(Number);
    return major > 22 || (major === 22 && minor >= 18);
  } catch {
    return false;
  }
}

const RUNTIMES = [
  { runtime: "Bun", command: process.execPath, present: true },
  { runtime: "Node", command: "node", present: nodeRunsTypeScript() },
];

interface Probe {
  output: ProbeOutput;
  /** Connections that were closed when the probe had spoken and still ran. */
  closedBefore: number;
}

function probe(
  command: string,
  input: ProbeInput,
  server: Loopback,
  env: Record<string, string> = {},
): Promise<Probe> {
  const { promise, resolve, reject } = Promise.withResolvers<Probe>();
  const child = spawn(command, [PROBE, JSON.stringify(input)], {
    env: { PATH: process.env["PATH"] ?? "", NODE_NO_WARNINGS: "1", ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  let closedBefore = -1;
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString("utf8");
    setTimeout(() => (closedBefore = server.closed), 750);
  });
  child.on("error", reject);
  child.on("close", (code) => {
    if (code === 0) resolve({ output: JSON.parse(output) as ProbeOutput, closedBefore });
    else reject(new Error(`the probe ended with ${code}`));
  });
  return promise;
}

for (const { runtime, command, present } of RUNTIMES) {
  describe.skipIf(!present)(`under ${runtime}`, () => {
    const { authority, server: pair, named, client } = certificates();
    const tls = { certificateAuthority: authority };
    const headers = { authorization: "Bearer t" };

    test("200 requests in a row reuse their connection, and the process ends by itself", async () => {
      await using server = await startLoopback(certificates(), pair);
      const started = performance.now();
      const input: ProbeInput = { server: server.url, tls, headers, certificate: client, step: "sequential" };
      const { output } = await probe(command, input, server);
      expect(output).toEqual({ status: 200, body: "client" });
      expect(server.requests).toHaveLength(200);
      expect(server.requests[0]).toMatchObject({ method: "GET", path: "/version?pretty=1", headers });
      // undici opens a second one while it still counts the first as busy.
      expect(server.connections.length).toBeLessThanOrEqual(runtime === "Node" ? 2 : 1);
      // An idle connection is kept for longer than this.
      expect(performance.now() - started).toBeLessThan(8_000);
    });

    test("32 requests at a time reuse their connections", async () => {
      await using server = await startLoopback(certificates(), pair);
      await probe(command, { server: server.url, tls, step: "parallel" }, server);
      expect(server.requests).toHaveLength(320);
      // 320 would be no reuse at all; undici opens up to twice as many as are busy.
      expect(server.connections.length).toBeGreaterThanOrEqual(16);
      expect(server.connections.length).toBeLessThanOrEqual(runtime === "Node" ? 64 : 32);
    });

    test("aborting a stream closes its connection", async () => {
      await using server = await startLoopback(certificates(), pair);
      server.reply = () => "stream";
      const { output, closedBefore } = await probe(
        command,
        { server: server.url, tls, step: "abort-stream" },
        server,
      );
      expect(output).toEqual({ body: "{}", error: "AbortError" });
      expect(server.connections).toHaveLength(1);
      expect(closedBefore).toBe(1);
    });

    test("aborting a request without an answer closes its connection", async () => {
      await using server = await startLoopback(certificates(), pair);
      server.reply = () => "hang";
      const { output, closedBefore } = await probe(
        command,
        { server: server.url, tls, step: "abort-request" },
        server,
      );
      expect(output.error).toMatch(/^(AbortError|ABORT_ERR|20)$/);
      expect(closedBefore).toBe(1);
    });

    test("the server is verified, by its authority and by its name", async () => {
      await using server = await startLoopback(certificates(), named);
      const get = async (tls: Access["tls"]): Promise<ProbeOutput> =>
        (await probe(command, { server: server.url, tls, step: "get" }, server)).output;
      expect(await get({})).toEqual({ error: "SELF_SIGNED_CERT_IN_CHAIN" });
      expect(await get(tls)).toEqual({ error: "ERR_TLS_CERT_ALTNAME_INVALID" });
      expect(await get({ ...tls, serverName: "other.example" })).toEqual({
        error: "ERR_TLS_CERT_ALTNAME_INVALID",
      });
      expect(server.requests).toEqual([]);
      server.connections.length = 0;
      expect(await get({ ...tls, serverName: "kubernetes.example" })).toMatchObject({ status: 200 });
      expect(server.connections).toEqual(["kubernetes.example"]);
      expect(await get({ insecureSkipTlsVerify: true })).toMatchObject({ status: 200 });
    });

    test("a proxy tunnels, and sees neither token nor certificate", async () => {
      await using server = await startLoopback(certificates(), named);
      await using proxy = await startProxy();
      const input: ProbeInput = {
        server: server.url,
        tls: { ...tls, serverName: "kubernetes.example" },
        proxyUrl: proxy.url.replace("//", "//user:pass@"),
        headers,
        certificate: client,
        step: "sequential",
      };
      expect((await probe(command, input, server)).output).toEqual({ status: 200, body: "client" });
      expect(proxy.tunnels.length).toBeLessThanOrEqual(runtime === "Node" ? 2 : 1);
      expect(proxy.tunnels[0]).toContain(`CONNECT ${new URL(server.url).host}`);
      expect(proxy.tunnels[0]).toMatch(/proxy-authorization: Basic dXNlcjpwYXNz/i);
      expect(proxy.tunnels[0]).not.toContain("Bearer");
      expect(new Set(server.connections)).toEqual(new Set(["kubernetes.example"]));
    });

    test("HTTPS_PROXY is not asked for loopback addresses", async () => {
      await using server = await startLoopback(certificates(), pair);
      await using proxy = await startProxy();
      const input: ProbeInput = { server: server.url, tls, step: "get" };
      const env = { HTTPS_PROXY: proxy.url, NO_PROXY: "" };
      expect((await probe(command, input, server, env)).output).toMatchObject({ status: 200 });
      expect(proxy.tunnels).toEqual([]);
    });

    test("HTTPS_PROXY is not asked for a range of addresses in NO_PROXY", async () => {
      await using server = await startLoopback(certificates(), named);
      await using proxy = await startProxy();
      // Leads to this machine, and counts as no loopback address.
      const url = server.url.replace("127.0.0.1", "0.0.0.0");
      const input: ProbeInput = {
        server: url,
        tls: { ...tls, serverName: "kubernetes.example" },
        step: "get",
      };
      const env = { HTTPS_PROXY: proxy.url, NO_PROXY: "10.0.0.0/8,0.0.0.0/8" };
      expect((await probe(command, input, server, env)).output).toMatchObject({ status: 200 });
      expect(proxy.tunnels).toEqual([]);
    });

    test("HTTPS_PROXY is asked for other addresses", async () => {
      await using server = await startLoopback(certificates(), pair);
      await using proxy = await startProxy();
      const input: ProbeInput = { server: "https://cluster.example:6443", tls, step: "get" };
      const { output } = await probe(command, input, server, { HTTPS_PROXY: proxy.url, NO_PROXY: "" });
      expect(output.status).toBeUndefined();
      expect(proxy.tunnels[0]).toContain("CONNECT cluster.example:6443");
    });

    test("a redirect is returned and not followed", async () => {
      await using server = await startLoopback(certificates(), pair);
      server.reply = () => ({ status: 302, headers: { location: "/elsewhere" } });
      const { output } = await probe(command, { server: server.url, tls, headers, step: "redirect" }, server);
      expect(output.status).toBe(302);
      expect(server.requests).toHaveLength(1);
    });
  });
}

function access(server: Loopback, credentials: Access["credentials"]): Access {
  const connection = {
    name: "x",
    server: server.url,
    source: { from: "inline" },
    description: "x",
  } as const;
  return { connection, tls: { certificateAuthority: certificates().authority }, credentials };
}

/** Gives `1`, after a refresh `2`, and so on. */
function counting(last: number): Access["credentials"] & { refreshed: number } {
  let current = 1;
  const credentials = {
    refreshed: 0,
    get: (): Promise<RequestCredentials> => Promise.resolve({ headers: { authorization: String(current) } }),
    refresh: (): Promise<boolean> => {
      credentials.refreshed += 1;
      if (current === last) return Promise.resolve(false);
      current += 1;
      return Promise.resolve(true);
    },
  };
  return credentials;
}

const only = (token: string) => (request: { headers: Record<string, string> }) => ({
  status: request.headers["authorization"] === token ? 200 : 401,
});

describe("after a 401", () => {
  test("the credentials are renewed and the request is repeated once, body and all", async () => {
    await using server = await startLoopback(certificates(), certificates().server);
    server.reply = only("2");
    const credentials = counting(2);
    const init = { method: "POST", body: `{"a":1}`, headers: { "content-type": "application/json" } };
    const response = await createTransport(access(server, credentials))(`${server.url}/x`, init);
    expect(response.status).toBe(200);
    expect(server.requests.map(({ method, body }) => [method, body])).toEqual([
      ["POST", `{"a":1}`],
      ["POST", `{"a":1}`],
    ]);
    expect(server.connections).toHaveLength(1);
  });

  test("it is not repeated when there is nothing else to try, and not twice", async () => {
    await using server = await startLoopback(certificates(), certificates().server);
    server.reply = only("none");
    const response = await createTransport(access(server, counting(1)))(`${server.url}/x`, {});
    expect(response.status).toBe(401);
    expect(server.requests).toHaveLength(1);
    const again = await createTransport(access(server, counting(9)))(`${server.url}/x`, {});
    expect(again.status).toBe(401);
    expect(server.requests).toHaveLength(3);
  });

  test("a request that was refused late finds what another one renewed", async () => {
    await using server = await startLoopback(certificates(), certificates().server);
    server.reply = only("2");
    const credentials = counting(9);
    const send = createTransport(access(server, credentials));
    const answers = await Promise.all(Array.from({ length: 32 }, () => send(`${server.url}/x`, {})));
    expect(answers.map((response) => response.status)).toEqual(Array.from({ length: 32 }, () => 200));
    expect(credentials.refreshed).toBe(1);
  });

  test("what the renewal throws is what the request throws", async () => {
    await using server = await startLoopback(certificates(), certificates().server);
    server.reply = () => ({ status: 401, body: "no" });
    const credentials = { ...counting(1), refresh: () => Promise.reject(new Error("expired")) };
    const error = await rejection(createTransport(access(server, credentials))(`${server.url}/x`, {}));
    expect(error.message).toBe("expired");
  });
});

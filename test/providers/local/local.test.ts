/** Alchemy's --local: a program deploys to the embedded cluster beside its state, as processes of their own. */

import { expect, setDefaultTimeout, test } from "bun:test";
import { startCluster } from "alchemy-kubernetes/local";
import { mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer } from "node:net";
import { once } from "node:events";
import { inCluster, leftIn, objectsIn } from "./contents.ts";
import { type Checkout, checkOut, type Outcome, type Shop } from "./shop.ts";

setDefaultTimeout(60_000);

function expectSuccess({ code, output }: Outcome): void {
  expect(code, output).toBe(0);
}

/** What a run wrote. */
function changes({ output }: Outcome): string[] {
  return output.match(/\[(created|updated|replaced|deleted)\].*/g) ?? [];
}

async function deployed(checkout: Checkout, shop: Shop = {}): Promise<Outcome> {
  const outcome = await checkout.run(shop, "--local");
  expectSuccess(outcome);
  return outcome;
}

test("deploys, changes nothing when run again, and is destroyed without the flag: state names the target", async () => {
  using checkout = checkOut();
  const first = await deployed(checkout);
  expect(first.outputs).toMatchObject({
    kro: { state: "ACTIVE", made: "home-page" },
    direct: { made: "straight-page" },
    endpoint: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
  });
  const left = await leftIn(checkout.folder);
  expect(left).toContain("apps/deployments shop/web");
  expect(left.filter((object) => object.startsWith("/pods shop/"))).toHaveLength(2);
  expect(left).toContain("/configmaps default/home-page");
  expect(left).toContain("/configmaps default/straight-page");
  expect(left).toContain("bucket assets");

  const keys = await inCluster(checkout.folder, () => keysOf(checkout));
  const second = await deployed(checkout, { put: keys });
  expect(changes(second)).toEqual([]);
  expect(second.outputs).toEqual(first.outputs);

  const destroyed = await checkout.run({}, "--destroy");
  expectSuccess(destroyed);
  expect(await checkout.state()).toEqual({});
  expect(await leftIn(checkout.folder)).toEqual([]);
});

function keysOf({ folder }: Checkout): { accessKey: string; secretKey: string } {
  const { accessKey, secretKey } = JSON.parse(
    readFileSync(join(folder, ".alchemy/local/address.json"), "utf8"),
  ) as { accessKey: string; secretKey: string };
  return { accessKey, secretKey };
}

test("state holds nothing of the machine and no secret, and goes on in a moved folder", async () => {
  using checkout = checkOut();
  using elsewhere = checkOut();
  const { outputs } = await deployed(checkout);
  const text = JSON.stringify(await checkout.state());
  const { hostname, port } = new URL(String(outputs["endpoint"]));
  const { secretKey } = await inCluster(checkout.folder, () => keysOf(checkout));
  for (const absent of [hostname, port, checkout.folder, secretKey, "s3cret-v4lue", "token"])
    expect(text).not.toContain(absent);

  rmSync(elsewhere.folder, { recursive: true });
  renameSync(checkout.folder, elsewhere.folder);
  const again = await deployed(elsewhere);
  expect(changes(again)).toEqual([]);
  expectSuccess(await elsewhere.run({}, "--destroy"));
  expect(await leftIn(elsewhere.folder)).toEqual([]);
});

test("a bucket is found at another port when somebody has the usual one, and is unchanged", async () => {
  using checkout = checkOut();
  const first = await deployed(checkout, { only: ["bucket"] });
  const { port } = new URL(String(first.outputs["endpoint"]));
  const squatter = createServer().listen(Number(port), "127.0.0.1");
  await once(squatter, "listening");
  const second = await deployed(checkout, { only: ["bucket"] });
  squatter.close();
  expect(changes(second)).toEqual([]);
  expect(second.outputs["endpoint"]).not.toBe(first.outputs["endpoint"]);
});

const REFUSALS: { name: string; only: NonNullable<Shop["only"]>; own: boolean; id: string }[] = [
  { name: "objects by the scope's option", only: ["objects"], own: false, id: "Namespace shop" },
  { name: "objects by their own `cluster`", only: ["objects"], own: true, id: "Namespace shop" },
  { name: "buckets", only: ["bucket"], own: false, id: "Bucket assets" },
  { name: "instances of a graph", only: ["direct"], own: true, id: "ConfigMap default/straight-page" },
  { name: "a graph for kro", only: ["kro"], own: true, id: "ResourceGraphDefinition pages" },
];

for (const { name, only, own, id } of REFUSALS) {
  test(`a stage is either local or real: ${name}`, async () => {
    await using real = await startCluster();
    const { cluster, minio } = real;
    const toReal: Shop = { only, ...(own ? { cluster } : { app: { kubernetes: { cluster }, minio } }) };
    for (const [flags, otherFlags] of [[["--local"], []] as const, [[], ["--local"]] as const]) {
      using checkout = checkOut();
      expectSuccess(await checkout.run(toReal, ...flags));
      const before = await checkout.state();
      const refused = await checkout.run(toReal, ...otherFlags);
      expect(refused.code).toBe(1);
      expect(refused.output).toContain(id);
      expect(refused.output).toContain("A stage is either local or real");
      expect(changes(refused)).toEqual([]);
      expect(Object.keys(await checkout.state())).toEqual(Object.keys(before));
      if (otherFlags.length > 0) expect(await leftIn(checkout.folder)).toEqual([]);
      // Neither flag is needed, and the wrong one does no harm.
      expectSuccess(await checkout.run(toReal, "--destroy", ...otherFlags));
      expect(await checkout.state()).toEqual({});
      if (flags.length > 0) expect(await leftIn(checkout.folder)).toEqual([]);
    }
  });
}

test("with --local nothing goes where the program says: own clusters, scope options, endpoints", async () => {
  await using real = await startCluster();
  using checkout = checkOut();
  const shop: Shop = {
    cluster: { server: "https://192.0.2.1:6443", token: "t0k3n" },
    bucket: { endpoint: real.minio.endpoint, accessKey: "mine", secretKey: "mine-too" },
    app: { kubernetes: { cluster: real.cluster }, minio: real.minio },
  };
  await deployed(checkout, shop);
  expect(await leftIn(checkout.folder)).toContain("bucket assets");
  expect(JSON.stringify(await checkout.state())).not.toContain("192.0.2.1");
  const there = await real.fetch("/api/v1/namespaces/shop");
  expect(there.status).toBe(404);
  expect(changes(await deployed(checkout, shop))).toEqual([]);
  expectSuccess(await checkout.run(shop, "--destroy"));
  expect(await leftIn(checkout.folder)).toEqual([]);
});

test("a cluster whose folder was removed is the same one, empty: everything is made again", async () => {
  using checkout = checkOut();
  await deployed(checkout);
  rmSync(join(checkout.folder, ".alchemy/local"), { recursive: true });
  const again = await deployed(checkout);
  expect(changes(again).length).toBeGreaterThan(5);
  expect(await leftIn(checkout.folder)).toContain("apps/deployments shop/web");
  rmSync(join(checkout.folder, ".alchemy/local"), { recursive: true });
  expectSuccess(await checkout.run({}, "--destroy"));
  expect(await checkout.state()).toEqual({});
});

test("local() is a cluster like others: of an app, in a folder of its own", async () => {
  using checkout = checkOut();
  const shop: Shop = {
    only: ["objects", "kro", "direct"],
    app: { stage: "dev", kubernetes: { cluster: { local: "./embedded" } } },
  };
  expectSuccess(await checkout.run(shop));
  const objects = await inCluster(join(checkout.folder), objectsIn);
  expect(objects).not.toContain("apps/deployments shop/web");
  expect(changes(await checkout.run(shop))).toEqual([]);
  expectSuccess(await checkout.run({ app: { stage: "dev" } }, "--destroy"));
  expect(await checkout.state()).toEqual({});
});

test("a program without Alchemy deploys graphs to local(), in both modes", async () => {
  const folder = mkdtempSync(join(tmpdir(), "local-"));
  const program = join(import.meta.dir, "factories.stack.ts");
  const child = Bun.spawn([process.execPath, program], { cwd: folder, stdout: "pipe", stderr: "pipe" });
  const [output, errors] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  expect(await child.exited, errors).toBe(0);
  expect(JSON.parse(output)).toEqual({ direct: "straight-page", kro: "home-page" });
  const objects = await inCluster(folder, objectsIn);
  expect(objects).toContain("/configmaps default/straight-page");
  expect(objects).toContain("/configmaps default/home-page");
  rmSync(folder, { recursive: true });
});

/** The embedded cluster runs in one process at a time: what happens when several need it, and when the one ends. */

import { expect, setDefaultTimeout, test } from "bun:test";
import type { Scope } from "alchemy";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { localServer, openServer } from "../../../providers/minio/server.ts";
import { findBucket } from "../../../src/s3/bucket.ts";
import { type Child, startChild } from "../../support/child.ts";
import { stateIn } from "../../support/program.ts";
import { inCluster, leftIn } from "./contents.ts";
import { type Checkout, checkOut, outcomeOf, type Outcome, type Shop } from "./shop.ts";

setDefaultTimeout(60_000);

const CLI = join(import.meta.dir, "../../../src/cli/main.ts");

function startCli({ folder }: { folder: string }, ...args: string[]): Child {
  return startChild([process.execPath, CLI, "local", ...args], folder);
}

function expectSuccess({ code, output }: Outcome): void {
  expect(code, output).toBe(0);
}

/** Names of the ConfigMaps that `many` made. */
function manyIn({ folder }: Checkout): Promise<number> {
  return inCluster(folder, ({ store }) => {
    const made = store.list("/configmaps", "default").filter(({ data }) => {
      return typeof data === "object" && data !== null && "number" in data;
    });
    return made.length;
  });
}

/** Alchemy writes its state in place: half a file, which a kill may leave, no later run can read. @returns whether there was one */
async function dropCutOff({ folder }: Checkout): Promise<boolean> {
  const cutOff = Object.entries(await stateIn(folder)).filter(([, text]) => !isJson(text));
  for (const [file] of cutOff) rmSync(join(folder, ".alchemy", file));
  return cutOff.length > 0;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

test("a deployment uses the cluster that runs already, and leaves it running", async () => {
  using checkout = checkOut();
  await using cli = startCli(checkout);
  await cli.says("Ctrl-C ends it");
  const deployed = await checkout.run({}, "--local");
  expectSuccess(deployed);
  expect(await cli.says(/Deployment shop\/web {2}is ready/)).toContain("Namespace shop  is ready");
  expectSuccess(await checkout.run({}, "--destroy"));
  await cli.says(/Namespace shop {2}deleted/);
  cli.kill("SIGINT");
  expect((await cli.ended).code).toBe(0);
  expect(await leftIn(checkout.folder)).toEqual([]);
});

const ENDS: { name: string; signal: NodeJS.Signals; code: number | null }[] = [
  { name: "ends", signal: "SIGUSR2", code: 0 },
  { name: "is killed", signal: "SIGKILL", code: null },
];

for (const { name, signal, code } of ENDS) {
  test(`of two deployments at once the other goes on when the one that runs the cluster ${name}`, async () => {
    using checkout = checkOut();
    const [firstApp, secondApp] = ["one", "two"].map((stage) => ({ stage }));
    await using first = checkout.start({ only: [], many: 20, app: firstApp ?? {}, hold: true }, "--local");
    await first.says("HOLDING");
    const rest: Shop = { only: ["bucket", "kro", "direct"], many: 150, app: secondApp ?? {} };
    await using second = checkout.start(rest, "--local");
    await second.says("[created]   configmap-many-5 ");
    first.kill(signal);
    expect((await first.ended).code).toBe(code);
    const outcome = outcomeOf(await second.ended);
    expectSuccess(outcome);
    expect(outcome.outputs).toMatchObject({ kro: { state: "ACTIVE" }, direct: { made: "straight-page" } });
    expect(await manyIn(checkout)).toBe(170);
    const again = await checkout.run(rest, "--local");
    expectSuccess(again);
    expect(again.output).not.toMatch(/\[(created|updated)\]/);
  });
}

test("several deployments that start at once all end well", async () => {
  using checkout = checkOut();
  const stages = ["a", "b", "c", "d"];
  const runs = stages.map((stage) => checkout.run({ only: [], many: 25, app: { stage } }, "--local"));
  for (const outcome of await Promise.all(runs)) expectSuccess(outcome);
  expect(await manyIn(checkout)).toBe(100);
});

test("a deployment that is killed in the middle of its writes is completed by the next run", async () => {
  using checkout = checkOut();
  const flags = new Set(["--local"]);
  for (const last of [10, 40, 70]) {
    await using child = checkout.start({ many: 100 }, ...flags);
    await child.says(new RegExp(`\\[(created|updated)\\] +configmap-many-${last} `));
    child.kill("SIGKILL");
    await child.ended;
    if (await dropCutOff(checkout)) flags.add("--adopt");
  }
  expectSuccess(await checkout.run({ many: 100 }, ...flags));
  expect(await manyIn(checkout)).toBe(100);
  expectSuccess(await checkout.run({}, "--destroy"));
  expect(await checkout.state()).toEqual({});
  expect(await leftIn(checkout.folder)).toEqual([]);
});

test("requests to a bucket follow the cluster to another process", async () => {
  using checkout = checkOut();
  expectSuccess(await checkout.run({ only: ["bucket"] }, "--local"));
  await using cli = startCli(checkout);
  await cli.says("Ctrl-C ends it");
  const s3 = await openServer(
    await localServer({ dotAlchemy: join(checkout.folder, ".alchemy") } as unknown as Scope),
  );
  const before = await findBucket(s3, "assets");
  expect(before.created).toBeString();
  cli.kill("SIGKILL");
  await cli.ended;
  expect((await findBucket(s3, "assets")).created).toBe(before.created);
});

test("a store that cannot be read says so, and how to begin anew; what was deployed is then made again", async () => {
  using checkout = checkOut();
  expectSuccess(await checkout.run({}, "--local"));
  writeFileSync(join(checkout.folder, ".alchemy/local/cluster.sqlite"), "no database at all".repeat(1000));
  const refused = await checkout.run({}, "--local");
  expect(refused.code).toBe(1);
  expect(refused.output).toContain("the stored state cannot be read");
  expect(refused.output).toContain("npx alchemy-kubernetes local --reset");

  await using cli = startCli(checkout, "--reset");
  await cli.says("Ctrl-C ends it");
  const again = await checkout.run({}, "--local");
  expectSuccess(again);
  expect(again.output).toContain("it was deleted; bringing it back");
  cli.kill("SIGTERM");
  expect((await cli.ended).code).toBe(0);
  expect(await leftIn(checkout.folder)).toContain("apps/deployments shop/web");
});

test("--reset empties the cluster, which stays the same: objects and buckets are made again", async () => {
  using checkout = checkOut();
  expectSuccess(await checkout.run({}, "--local"));
  const identity = await inCluster(checkout.folder, ({ identity: uid }) => uid);
  await using cli = startCli(checkout, "--reset");
  await cli.says("Ctrl-C ends it");
  const again = await checkout.run({}, "--local");
  expectSuccess(again);
  for (const id of ["deployment-web", "bucket-assets", "resourcegraphdefinition.kro.run-pages"])
    expect(again.output).toMatch(new RegExp(`\\[updated\\] +${id} `));
  cli.kill("SIGHUP");
  expect((await cli.ended).code).toBe(0);
  expect(await inCluster(checkout.folder, ({ identity: uid }) => uid)).toBe(identity);
  expect(await leftIn(checkout.folder)).toContain("bucket assets");
});

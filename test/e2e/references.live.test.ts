/** Objects of others, looked at by a program: used like resources, and neither written nor kept. */

import { afterAll, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { valueAt } from "../../src/model/json.ts";
import { audit, mutating } from "../support/audit.ts";
import { randomNamespace } from "../support/control-plane.ts";
import { checkOut, type Run } from "./checkout.ts";
import { cleanUp } from "./cleanup.ts";
import { newWorld, type World } from "./cluster.ts";
import { expectOneError, expectSuccess } from "./errors.ts";

setDefaultTimeout(60_000);
afterAll(cleanUp);

const PROGRAM = join(import.meta.dir, "stacks/references.ts");
const ROLL = ["spec", "template", "metadata", "annotations", "alchemy.run/roll-on-change"];

async function rolledBy(world: World): Promise<string> {
  return String(valueAt(await world.live("Deployment", "web"), ROLL));
}

test("are waited for, used by name and content, and followed by pods", async () => {
  const [world, checkout] = await Promise.all([newWorld(), checkOut(PROGRAM)]);
  const password = randomNamespace("canary");
  const config = await world.make("ConfigMap", "theirs", { data: { image: "registry.test/main:1" } });
  const env = { SHARED: world.name };
  const up = (): Promise<Run> => checkout.up([], { env });
  const mark = await audit.mark();
  const waiting = checkout.start([], { env });
  await waiting.says("waiting until it exists");
  await world.make("Secret", "theirs", { stringData: { password } });
  const first = await waiting.ended;
  expectSuccess(first);
  expect(first.outputs["namespace"]).toMatchObject({ apiVersion: "v1", kind: "Namespace", name: world.name });
  expect(first.outputs["config"]).toMatchObject({
    kind: "ConfigMap",
    name: "theirs",
    namespace: world.name,
    uid: config.metadata.uid,
    data: { image: "registry.test/main:1" },
  });
  expect(first.outputs["credentials"]).toMatchObject({ kind: "Secret", type: "Opaque", keys: ["password"] });
  expect(first.outputs["untyped"]).toMatchObject({ kind: "Secret", name: "theirs" });
  expect(first.outputs["absent"]).toEqual({} as never);

  const told = JSON.stringify([await checkout.state(), first.output]);
  expect(told).not.toContain(password);
  expect(told).not.toContain(Buffer.from(password).toString("base64").slice(0, 16));
  const files = Object.keys(await checkout.state()).join(" ");
  expect(files).not.toMatch(/theirs|configmap|namespace/);
  const copy = (await world.live("Secret", "copy"))?.data?.["password"] ?? "";
  expect(Buffer.from(copy, "base64").toString()).toBe(password);
  const written = mutating(await audit.since(mark, { userAgentPrefix: "alchemy-kubernetes/" }));
  expect(written.filter(({ object }) => object?.name === "theirs" || object?.name === world.name)).toEqual(
    [],
  );

  expect((await up()).output).toContain("2 unchanged");
  const before = await rolledBy(world);
  await world.edit("ConfigMap", "theirs", { metadata: { labels: { theirs: "1" } } }, { manager: "labeller" });
  expect((await up()).output).toContain("2 unchanged");
  // The times of writers count in seconds.
  await Bun.sleep(1_100);
  await world.edit("Secret", "theirs", { data: { password: "Mg==" } });
  expectSuccess(await up());
  expect(await rolledBy(world)).not.toBe(before);
  expect(await rolledBy(world)).toMatch(/^ConfigMap\/theirs=\d+,Secret\/theirs=\d+$/);
  expectSuccess(await checkout.destroy({ env }));
  expect(await world.names("ConfigMap")).toEqual(["theirs"]);
  expect(await world.names("Secret")).toContain("theirs");
  expect(await checkout.state()).toEqual({});
});

test("that are missing are an error that prunes nothing", async () => {
  const [world, checkout] = await Promise.all([newWorld(), checkOut(PROGRAM)]);
  await world.make("ConfigMap", "theirs", { data: { image: "registry.test/main:1" } });
  await world.make("Secret", "theirs", { stringData: { password: "1" } });
  const env = { SHARED: world.name };
  expectSuccess(await checkout.up([], { env }));
  await world.drop("ConfigMap", "theirs");
  const run = await checkout.up([], { env });
  expectOneError(run, `ConfigMap ${world.name}/theirs: it does not exist. Check name`, "`optional: true`");
  expect(await world.names("Deployment")).toEqual(["web"]);
  await world.make("ConfigMap", "theirs", { data: { image: "registry.test/main:1" } });
  await world.edit("Secret", "theirs", { data: null });
  expectOneError(await checkout.up([], { env }), "Secret", "it has no key password. It has none yet.");
  expect(await world.names("Deployment")).toEqual(["web"]);
  expectSuccess(await checkout.destroy({ env }));
});

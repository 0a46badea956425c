/** Objects whose managedFields somebody cleared, or that somebody wrote as a whole. */

import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import type { Checkout } from "./checkout.ts";
import { cleanUp } from "./cleanup.ts";
import { api, type Live, type World } from "./cluster.ts";
import { expectSuccess } from "./errors.ts";
import { fresh } from "./fresh.ts";
import { configMap, type Step } from "./stack.ts";

setDefaultTimeout(120_000);
afterAll(cleanUp);

const web = ({ name: namespace }: World, data: Record<string, string>): Step =>
  configMap("web", { namespace, name: "web", labels: { tier: "front" } }, { data });
const path = (world: World): string => `${world.path("ConfigMap")}/web`;

async function clear(world: World): Promise<void> {
  const body = [{ op: "replace", path: "/metadata/managedFields", value: [{}] }];
  const options = { method: "PATCH", contentType: "application/json-patch+json", body };
  const cleared = await api(path(world), options);
  expect(cleared?.metadata.managedFields).toBeUndefined();
}

/** Writes the object back without what the first manifest did not have, as `kubectl replace` of a file does. */
async function replace(world: World, data: Record<string, string>): Promise<void> {
  const { uid, resourceVersion, name } = ((await world.live("ConfigMap", "web")) as Live).metadata;
  const body = { metadata: { name, uid, resourceVersion, managedFields: [] }, data };
  await api(`${path(world)}?fieldManager=somebody`, { method: "PUT", body });
}

describe("an object", () => {
  const rows: [string, (world: World) => Promise<unknown>, RegExp][] = [
    ["whose managedFields were cleared", clear, /web: drift: (data|metadata)\S* with the same value/],
    [
      "whose managedFields were cleared, and then a value changed",
      async (world) => {
        await clear(world);
        await world.edit("ConfigMap", "web", { data: { a: "theirs" } });
      },
      /web: drift: data\.a "1" → "theirs"; bringing it back/,
    ],
    [
      "that was written as a whole, without our marks",
      (world) => replace(world, { a: "theirs", b: "2" }),
      /web: drift: .*data\.a "1" → "theirs".*; bringing it back|and \d+ more; bringing it back/,
    ],
    [
      "whose managedFields were cleared, and that somebody else applied since",
      async (world) => {
        await clear(world);
        const body = {
          apiVersion: "v1",
          kind: "ConfigMap",
          metadata: { name: "web" },
          data: { theirs: "1" },
        };
        const contentType = "application/apply-patch+yaml";
        await api(`${path(world)}?fieldManager=applier`, { method: "PATCH", contentType, body });
      },
      /web: drift: /,
    ],
  ];
  test.concurrent.each(rows)(
    "%s is ours again, and what the manifest drops is dropped",
    async (_name, deed, says) => {
      const { world, checkout } = await fresh();
      const steps = [web(world, { a: "1", b: "2" })];
      expectSuccess(await checkout.up(steps));
      const before = await world.live("ConfigMap", "web");
      await deed(world);
      const repaired = await checkout.up(steps);
      expectSuccess(repaired);
      expect(repaired.output).toMatch(says);
      await expectOurs(world, before as Live);
      expect((await checkout.up(steps)).output).toContain("1 unchanged");
      await expectDropped(world, checkout);
      expectSuccess(await checkout.destroy());
    },
  );

  test.concurrent("is repaired and changed in one run", async () => {
    const { world, checkout } = await fresh();
    expectSuccess(await checkout.up([web(world, { a: "1", b: "2" })]));
    await clear(world);
    await world.edit("ConfigMap", "web", { data: { a: "theirs", theirs: "1" } });
    const run = await checkout.up([web(world, { a: "2" })]);
    expectSuccess(run);
    expect(run.output).toContain("web: drift: ");
    expect((await world.live("ConfigMap", "web"))?.data).toEqual({ a: "2", theirs: "1" });
    expectSuccess(await checkout.destroy());
  });
});

async function expectOurs(world: World, before: Live): Promise<void> {
  const live = await world.live("ConfigMap", "web");
  expect(live?.data).toMatchObject({ a: "1", b: "2" });
  expect(live?.metadata).toMatchObject({
    uid: before.metadata.uid,
    labels: before.metadata.labels as Record<string, string>,
    annotations: {
      "alchemy.run/owner": before.metadata.annotations?.["alchemy.run/owner"] as string,
    },
  });
  const managers = (live?.metadata.managedFields ?? []).map(({ manager }) => manager);
  expect(managers.filter((manager) => manager.startsWith("alchemy-"))).toHaveLength(1);
}

async function expectDropped(world: World, checkout: Checkout): Promise<void> {
  expectSuccess(await checkout.up([web(world, { a: "1" })]));
  expect((await world.live("ConfigMap", "web"))?.data?.["b"]).toBeUndefined();
}

/** The object of a patch: waited for, never created, made anew, gone, another one; it lives on. */

import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { kubectl } from "../support/control-plane.ts";
import { cleanUp } from "./cleanup.ts";
import { newWorld } from "./cluster.ts";
import { expectOneError, expectSuccess } from "./errors.ts";
import { fresh, type Body } from "./fresh.ts";
import { expectGivenUp, managers, named, patch, withTheirs } from "./patch.ts";
import type { Step } from "./stack.ts";

setDefaultTimeout(60_000);
afterAll(cleanUp);

describe("the object of a patch", () => {
  test("is waited for, across a crash, and has one manager of ours in the end", async () => {
    const { world, checkout } = await fresh();
    const program: Step[] = [patch("web", named(world)), { hold: true }];
    const waiting = checkout.start(program);
    await waiting.says("waiting until it exists");
    waiting.kill("SIGKILL");
    await waiting.ended;
    const noted = Object.values(await checkout.state()).join("");
    const owner = /\\"owner\\":\\"([0-9a-f-]+)/.exec(noted)?.[1] ?? "none";
    const theirs = await world.make("ConfigMap", "theirs", { data: { theirs: "1" } });
    const holding = checkout.start(program);
    await holding.says("HOLDING");
    holding.kill("SIGKILL");
    await holding.ended;
    const live = await world.live("ConfigMap", "theirs");
    expect(live?.data).toEqual({ theirs: "1", ours: "1" });
    expect(managers(live)).toEqual([`alchemy-patch-${owner}`]);
    expectSuccess(await checkout.destroy());
    await expectGivenUp(checkout, world, theirs);
  });

  test("is never created: missing, it is an error, and destroy ends clean", async () => {
    const { world, checkout } = await fresh();
    const run = await checkout.up([patch("web", named(world), { timeout: 500 })]);
    expectOneError(
      run,
      `ConfigMap ${world.name}/theirs: it does not exist after 0.5 s. A patch never creates`,
    );
    expect(await world.names("ConfigMap")).toEqual([]);
    expectSuccess(await checkout.destroy());
    expect(await checkout.state()).toEqual({});
  });

  test("made anew it is patched anew; deleted, destroy is done", async () => {
    const { world, checkout } = await withTheirs();
    const program = [patch("web", named(world), { timeout: 500 })];
    expectSuccess(await checkout.up(program));
    await world.drop("ConfigMap", "theirs");
    await world.make("ConfigMap", "theirs", { data: { theirs: "2" } });
    const run = await checkout.up(program);
    expectSuccess(run);
    expect(run.output).toMatch(/WARN.*theirs: drift: it was replaced \(.+\); setting the fields again/);
    expect((await world.live("ConfigMap", "theirs"))?.data).toEqual({ theirs: "2", ours: "1" });
    await world.drop("ConfigMap", "theirs");
    const missing = await checkout.up(program);
    expectOneError(missing, "it does not exist");
    expect(missing.output).toMatch(/WARN.*theirs: drift: it was deleted; waiting until it exists/);
    expectSuccess(await checkout.destroy());
    expect(await checkout.state()).toEqual({});
    expect(await world.names("ConfigMap")).toEqual([]);
  });

  test("gone with its namespace, destroy is done", async () => {
    const { world, checkout } = await withTheirs();
    expectSuccess(await checkout.up([patch("web", named(world))]));
    await kubectl("delete", "namespace", world.name);
    expectSuccess(await checkout.destroy());
    expect(await checkout.state()).toEqual({});
  });

  test("another name, another kind: the former object is given up", async () => {
    const { world, checkout, theirs } = await withTheirs();
    await world.make("ConfigMap", "other", { data: { theirs: "1" } });
    expectSuccess(await checkout.up([patch("web", named(world))]));
    expectSuccess(await checkout.up([patch("web", named(world, "other"))]));
    expect((await world.live("ConfigMap", "theirs"))?.data).toEqual({ theirs: "1" });
    const other = await world.live("ConfigMap", "other");
    expect(other?.data).toEqual({ theirs: "1", ours: "1" });
    const anything = (kind: string, body: Body): Step[] => [
      {
        kind: "Patch",
        id: "any",
        props: { manifest: { apiVersion: "v1", kind, metadata: named(world, "other"), ...body } },
      },
    ];
    expectSuccess(await checkout.up(anything("ConfigMap", { data: { any: "1" } })));
    expect((await world.live("ConfigMap", "other"))?.data).toEqual({ theirs: "1", any: "1" });
    await world.make("ServiceAccount", "other", { imagePullSecrets: [{ name: "theirs" }] });
    expectSuccess(await checkout.up(anything("ServiceAccount", { imagePullSecrets: [{ name: "ours" }] })));
    expect((await world.live("ConfigMap", "other"))?.data).toEqual({ theirs: "1" });
    const account = async (): Promise<unknown> =>
      (await world.live("ServiceAccount", "other"))?.["imagePullSecrets"];
    expect(await account()).toEqual([{ name: "theirs" }, { name: "ours" }]);
    expectSuccess(await checkout.destroy());
    expect(await account()).toEqual([{ name: "theirs" }]);
    await expectGivenUp(checkout, world, theirs);
  });

  test("another one: what others set there is a conflict, also where the former object had it from us", async () => {
    const { world, checkout } = await withTheirs();
    const elsewhere = await newWorld();
    for (const place of [world, elsewhere])
      await place.make("ConfigMap", "other", { data: { ours: "theirs" } });
    expectSuccess(await checkout.up([patch("web", named(world))]));
    for (const place of [named(world, "other"), named(elsewhere, "other")])
      expectOneError(await checkout.up([patch("web", place)]), "somebody → data.ours");
    // A second run knows no more of it than the first.
    expectOneError(await checkout.up([patch("web", named(elsewhere, "other"))]), "somebody → data.ours");
    for (const place of [world, elsewhere])
      expect((await place.live("ConfigMap", "other"))?.data).toEqual({ ours: "theirs" });
    expect((await world.live("ConfigMap", "theirs"))?.data).toEqual({ theirs: "1", ours: "1" });
    expectSuccess(await checkout.destroy());
    expect((await world.live("ConfigMap", "theirs"))?.data).toEqual({ theirs: "1" });
  });
});

/** What is kept, who may have it then, and what becomes of the objects that a deleted one owns. */

import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { eventually, randomNamespace } from "../support/control-plane.ts";
import { checkOut, type Checkout } from "./checkout.ts";
import { cleanUp, later } from "./cleanup.ts";
import { api, newWorld, worldOf, type KnownKind, type World } from "./cluster.ts";
import { expectOneError, expectSuccess } from "./errors.ts";
import { upNested } from "./program.ts";
import { configMap, deployment, type ResourceStep, type Stack } from "./stack.ts";

setDefaultTimeout(60_000);
afterAll(cleanUp);

type Body = Record<string, unknown>;

async function fresh(): Promise<{ world: World; checkout: Checkout }> {
  const [world, checkout] = await Promise.all([newWorld(), checkOut()]);
  return { world, checkout };
}

const at = ({ name: namespace }: Pick<World, "name">, name = "web"): Body => ({ namespace, name });
const KEEP = { delete: false };

describe("delete: false", () => {
  type Levels = { app?: Stack["app"]; inner?: Body; own?: Body; destroy?: Stack["app"] };
  const levels: [string, Levels, "kept" | "deleted"][] = [
    ["of the resource", { own: KEEP }, "kept"],
    ["of a scope", { inner: KEEP }, "kept"],
    ["of the app", { app: { kubernetes: KEEP }, destroy: { kubernetes: KEEP } }, "kept"],
    ["of the app, said at destroy only", { destroy: { kubernetes: KEEP } }, "kept"],
    ["of the app, no longer said at destroy", { app: { kubernetes: KEEP } }, "deleted"],
    [
      "of the app, but true of the resource",
      { own: { delete: true }, destroy: { kubernetes: KEEP } },
      "deleted",
    ],
    [
      "of the app, but true of the scope",
      { inner: { delete: true }, destroy: { kubernetes: KEEP } },
      "deleted",
    ],
    [
      "of the scope, but options of the resource",
      { inner: KEEP, own: { delete: { timeout: 9_000 } } },
      "deleted",
    ],
  ];
  test.concurrent.each(levels)("%s", async (_what, { app, inner, own = {}, destroy }, outcome) => {
    const { world, checkout } = await fresh();
    const steps = [configMap("web", at(world), own)];
    const stack = { steps, ...(app !== undefined && { app }), ...(inner !== undefined && { inner }) };
    expectSuccess(await upNested(checkout, stack));
    const before = await world.live("ConfigMap", "web");
    const run = await checkout.destroy(destroy === undefined ? {} : { app: destroy });
    expectSuccess(run);
    expect(await checkout.state()).toEqual({});
    const said = `ConfigMap ${world.name}/web is kept (delete: false)`;
    if (outcome === "kept") expect(run.output).toContain(said);
    else expect(run.output).not.toContain(said);
    // Byte for byte: nothing is written to what is kept.
    expect(await world.live("ConfigMap", "web")).toEqual(outcome === "kept" ? before : undefined);
  });

  test.concurrent("keeps what the program drops", async () => {
    const { world, checkout } = await fresh();
    expectSuccess(await checkout.up([configMap("web", at(world), KEEP)]));
    expectSuccess(await checkout.up([]));
    expect(await world.names("ConfigMap")).toEqual(["web"]);
    expect(await checkout.state()).toEqual({});
  });

  test.concurrent("what was kept is taken over by another stack with adopt, without force", async () => {
    const { world, checkout } = await fresh();
    const other = await checkOut();
    const app = { name: "other" };
    expectSuccess(await checkout.up([configMap("web", at(world), { data: { a: "1", b: "1" }, ...KEEP })]));
    expectSuccess(await checkout.destroy());
    const step = (options: Body = {}): ResourceStep =>
      configMap("web", at(world), { data: { a: "2" }, ...options });
    expectOneError(await other.up({ app, steps: [step()] }), "shop/test/configmap-web", "adopt: true");
    expectSuccess(await other.up({ app, steps: [step({ adopt: true })] }));
    const live = await world.live("ConfigMap", "web");
    expect(live?.data).toEqual({ a: "2" });
    expect(live?.metadata.labels?.["alchemy.run/app"]).toBe("other");
    expect(
      live?.metadata.managedFields?.filter(({ manager }) => manager.startsWith("alchemy-")),
    ).toHaveLength(1);
    expect((await other.up({ app, steps: [step({ adopt: true })] })).output).toContain("1 unchanged");
    expectSuccess(await other.destroy({ app }));
    expect(await world.names("ConfigMap")).toEqual([]);
  });

  test.concurrent("the stack itself takes back what it kept", async () => {
    const { world, checkout } = await fresh();
    expectSuccess(await checkout.up([configMap("web", at(world), KEEP)]));
    const uid = (await world.live("ConfigMap", "web"))?.metadata.uid;
    expectSuccess(await checkout.destroy());
    expectSuccess(await checkout.up([configMap("web", at(world), { adopt: true })]));
    expect((await world.live("ConfigMap", "web"))?.metadata.uid).toBe(uid as string);
    expectSuccess(await checkout.destroy());
    expect(await world.names("ConfigMap")).toEqual([]);
  });

  test.concurrent("a change that needs another object is refused", async () => {
    const { world, checkout } = await fresh();
    const step = (value: string, options: Body = {}): ResourceStep =>
      configMap("web", at(world), { immutable: true, data: { a: value }, ...options });
    expectSuccess(await checkout.up([step("1", KEEP)]));
    const uid = (await world.live("ConfigMap", "web"))?.metadata.uid;
    expectOneError(await checkout.up([step("2", KEEP)]), "`delete: false` keeps it", "allowDataLoss: true");
    expect((await world.live("ConfigMap", "web"))?.metadata.uid).toBe(uid as string);
    expectSuccess(await checkout.up([step("2", { ...KEEP, allowDataLoss: true })]));
    expect((await world.live("ConfigMap", "web"))?.data).toEqual({ a: "2" });
  });

  test.concurrent("keeps the namespace that it is in, also when that is the stack's", async () => {
    const checkout = await checkOut();
    const name = randomNamespace("kept");
    later(() => api(`/api/v1/namespaces/${name}`, { method: "DELETE" }));
    const home: ResourceStep = { kind: "Namespace", id: "home", props: { metadata: { name } } };
    const steps = [home, configMap("web", at({ name }), KEEP), configMap("gone", at({ name }, "gone"))];
    expectSuccess(await checkout.up(steps));
    const run = await checkout.destroy();
    expectSuccess(run);
    expect(run.output).toContain(
      `WARN Namespace ${name}: it is kept, because it would take ConfigMap ${name}/web along, which is kept (delete: false)`,
    );
    expect(await worldOf(name).names("ConfigMap")).toEqual(["web"]);
    expect((await api(`/api/v1/namespaces/${name}`))?.metadata.deletionTimestamp).toBeUndefined();
    expect(await checkout.state()).toEqual({});
  });
});

describe("what a deleted object owns", () => {
  const job = (world: World, options: Body): ResourceStep => ({
    kind: "Job",
    id: "web",
    props: {
      metadata: at(world),
      spec: {
        template: {
          spec: {
            restartPolicy: "Never",
            terminationGracePeriodSeconds: 0,
            containers: [{ name: "main", image: "registry.test/main:1" }],
          },
        },
      },
      ...options,
    },
  });
  const owners: [KnownKind, (world: World, options: Body) => ResourceStep][] = [
    ["Deployment", (world, options) => deployment("web", at(world), options)],
    ["Job", job],
  ];
  const cells = owners.flatMap(([kind, step]) =>
    (["default", "Background", "Orphan"] as const).map((propagation) => [kind, propagation, step] as const),
  );

  test.concurrent.each(cells)("%s, %s", async (kind, propagation, step) => {
    const { world, checkout } = await fresh();
    const options = propagation === "default" ? {} : { delete: { propagation } };
    expectSuccess(await checkout.up([step(world, options)]));
    const pods = await world.names("Pod");
    expect(pods).toHaveLength(1);
    expectSuccess(await checkout.destroy());
    expect(await world.live(kind, "web")).toBeUndefined();
    expect(await checkout.state()).toEqual({});
    if (propagation === "Orphan") expect(await world.names("Pod")).toEqual(pods);
    // In the foreground they are gone before it is.
    else if (propagation === "default") expect(await world.names("Pod")).toEqual([]);
    else
      await eventually("its pods are gone", async () => (await world.names("Pod")).length === 0 || undefined);
    if (kind !== "Deployment" || propagation !== "Orphan") return;
    expectSuccess(await checkout.up([step(world, options)]));
    expect(await world.names("Pod"), "they are adopted").toEqual(pods);
  });
});

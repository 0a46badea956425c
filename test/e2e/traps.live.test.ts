/** Ways to lose data or to leave some behind that Alchemy alone would walk into. */

import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { until } from "../support/control-plane.ts";
import { checkOut, type Checkout } from "./checkout.ts";
import { cleanUp } from "./cleanup.ts";
import { restrictedUser, writeKubeconfig, type Rule, type World } from "./cluster.ts";
import { errorsIn, expectOneError, expectSuccess } from "./errors.ts";
import { fresh } from "./fresh.ts";
import { configMap, deployment, type Step } from "./stack.ts";
import { onEmbedded } from "../support/target.ts";

setDefaultTimeout(60_000);
afterAll(cleanUp);

const EVERYTHING = ["get", "list", "watch", "create", "patch", "delete"];
const onConfigMaps = (verbs: string[]): Rule[] => [{ apiGroups: [""], resources: ["configmaps"], verbs }];

const in_ = ({ name }: World, metadata: Record<string, unknown> = {}): Record<string, unknown> => ({
  namespace: name,
  ...metadata,
});

describe.skipIf(onEmbedded("permissions"))("an error that the program catches deletes nothing", () => {
  const shapes: [string, (steps: Step[]) => Step[]][] = [
    ["side by side", (steps) => [{ settled: steps }]],
    ["the second not mentioned any more", ([first]) => [{ settled: first === undefined ? [] : [first] }]],
    ["in a nested scope", (steps) => [{ settled: [{ scope: "inner", steps: [{ settled: steps }] }] }]],
  ];
  test.concurrent.each(shapes)("%s", async (_name, shape) => {
    const { world, checkout } = await fresh();
    const user = await restrictedUser(world, onConfigMaps(EVERYTHING));
    const env = { KUBECONFIG: await writeKubeconfig({ token: user.token }) };
    const steps = ["one", "two"].map((name) => configMap(name, in_(world, { name })));
    const nested = shape(steps).some(
      (step) => "settled" in step && step.settled.some((inner) => "scope" in inner),
    );
    const whole: Step[] = nested ? [{ scope: "inner", steps }] : steps;
    expectSuccess(await checkout.up(whole, { env }));
    const before = await checkout.state();

    // Without any way to look, which is where a resource is told to be as it was.
    await user.allow(onConfigMaps(["watch", "create", "delete"]));
    const refused = await checkout.up(shape(steps), { env });
    expect(refused.code, refused.output).not.toBe(0);
    expect(await world.names("ConfigMap")).toEqual(["one", "two"]);
    expect(Object.keys(await checkout.state()).toSorted()).toEqual(Object.keys(before).toSorted());

    await user.allow(onConfigMaps(EVERYTHING));
    const next = await checkout.up(whole, { env });
    expectSuccess(next);
    expect(next.output).toContain("2 unchanged");
    expectSuccess(await checkout.destroy({ env }));
    expect(await world.names("ConfigMap")).toEqual([]);
    expect(await checkout.state()).toEqual({});
  });
});

describe("the same object under another id", () => {
  test.concurrent("is refused, and the first id keeps it", async () => {
    const { world, checkout } = await fresh();
    expectSuccess(await checkout.up([configMap("old", in_(world, { name: "same" }))]));
    const before = await world.live("ConfigMap", "same");
    const renamed = await checkout.up([configMap("new", in_(world, { name: "same" }), { data: { a: "2" } })]);
    expectOneError(renamed, `ConfigMap ${world.name}/same`, "shop/test/configmap-old", "adopt: true");
    expect((await world.live("ConfigMap", "same"))?.metadata).toEqual(before?.metadata);
    const back = await checkout.up([configMap("old", in_(world, { name: "same" }))]);
    expectSuccess(back);
    expect((await world.live("ConfigMap", "same"))?.metadata).toEqual(before?.metadata);
    expect(Object.keys(await checkout.state())).toEqual(["shop/test/configmap-old.json"]);
    expectSuccess(await checkout.destroy());
    expect(await world.names("ConfigMap")).toEqual([]);
  });

  test.concurrent("is taken over with adopt, and the pruned id leaves it alone", async () => {
    const { world, checkout } = await fresh();
    expectSuccess(
      await checkout.up([configMap("old", in_(world, { name: "same" }), { data: { a: "1", b: "1" } })]),
    );
    const before = await world.live("ConfigMap", "same");
    const step = configMap("new", in_(world, { name: "same" }), { adopt: true, data: { a: "2" } });
    expectSuccess(await checkout.up([step]));
    const after = await world.live("ConfigMap", "same");
    expect(after?.metadata.uid).toBe(before?.metadata.uid as string);
    expect(after?.data).toEqual({ a: "2" });
    expect(Object.keys(await checkout.state())).toEqual(["shop/test/configmap-new.json"]);
    const again = await checkout.up([step]);
    expect(again.output).toContain("1 unchanged");
    expectSuccess(await checkout.destroy());
    expect(await world.names("ConfigMap")).toEqual([]);
    expect(await checkout.state()).toEqual({});
  });
});

describe("two checkouts with the same app, stage and id", () => {
  test.concurrent("do not take each other's object", async () => {
    const { world, checkout: first } = await fresh();
    const second = await checkOut();
    const step = configMap("web", in_(world));
    expectSuccess(await first.up([step]));
    const [name = ""] = await world.names("ConfigMap");
    const before = await world.live("ConfigMap", name);
    expectOneError(
      await second.up([configMap("web", in_(world), { data: { a: "2" } })]),
      name,
      "adopt: true",
    );
    expectSuccess(await second.destroy());
    expect(await second.state()).toEqual({});
    expect(await world.live("ConfigMap", name)).toEqual(before as NonNullable<typeof before>);
    const again = await first.up([step]);
    expect(again.output).toContain("1 unchanged");
    expectSuccess(await first.destroy());
    expect(await world.names("ConfigMap")).toEqual([]);
  });

  test.concurrent("with adopt the first one's destroy leaves it alone", async () => {
    const { world, checkout: first } = await fresh();
    const second = await checkOut();
    expectSuccess(await first.up([configMap("web", in_(world, { name: "web" }))]));
    const before = await world.live("ConfigMap", "web");
    const adopting = configMap("web", in_(world, { name: "web" }), { data: { a: "2" }, adopt: true });
    expectSuccess(await second.up([adopting]));
    const refused = await first.up([configMap("web", in_(world, { name: "web" }))]);
    expectOneError(refused, `ConfigMap ${world.name}/web`, "adopt: true");
    const gone = await first.destroy();
    expectSuccess(gone);
    expect(gone.output).toContain("left alone");
    expect(await first.state()).toEqual({});
    const after = await world.live("ConfigMap", "web");
    expect(after?.metadata.uid).toBe(before?.metadata.uid as string);
    expect(after?.data).toEqual({ a: "2" });
    expect((await second.up([adopting])).output).toContain("1 unchanged");
    expectSuccess(await second.destroy());
    expect(await world.names("ConfigMap")).toEqual([]);
  });

  test.concurrent("the flag --adopt does the same", async () => {
    const { world, checkout: first } = await fresh();
    const second = await checkOut();
    const step = configMap("web", in_(world, { name: "web" }));
    expectSuccess(await first.up([step]));
    expectSuccess(await second.up([step], { args: ["--adopt"] }));
    // Without the flag it is the second one's by now.
    expectSuccess(await second.up([step]));
    expectSuccess(await first.destroy());
    expect(await world.names("ConfigMap")).toEqual(["web"]);
    expectSuccess(await second.destroy());
    expect(await world.names("ConfigMap")).toEqual([]);
  });
});

describe("a name changed, and the run killed half way", () => {
  const named = (world: World, name: string): Step => configMap("web", in_(world, { name }));

  async function killedHalfWay(): Promise<{ world: World; checkout: Checkout }> {
    const { world, checkout } = await fresh();
    expectSuccess(await checkout.up([named(world, "one")]));
    const run = checkout.start([named(world, "two"), { hold: true }]);
    await run.says("HOLDING");
    run.kill("SIGKILL");
    await run.ended;
    expect(await world.names("ConfigMap")).toEqual(["one", "two"]);
    return { world, checkout };
  }

  const continuations: [string, string[]][] = [
    ["destroyed at once", []],
    ["run again, destroyed", ["two"]],
    ["changed back, destroyed", ["one"]],
    ["changed to a third name, destroyed", ["three"]],
    ["changed back and forth, destroyed", ["one", "two", "one"]],
  ];
  test.concurrent.each(continuations)("%s", async (_name, names) => {
    const { world, checkout } = await killedHalfWay();
    for (const name of names) {
      expectSuccess(await checkout.up([named(world, name)]));
      expect(await world.names("ConfigMap")).toEqual([name]);
    }
    expectSuccess(await checkout.destroy());
    expect(await world.names("ConfigMap")).toEqual([]);
    expect(await checkout.state()).toEqual({});
  });

  test.concurrent("no longer mentioned", async () => {
    const { world, checkout } = await killedHalfWay();
    expectSuccess(await checkout.up([]));
    expect(await world.names("ConfigMap")).toEqual([]);
    expect(await checkout.state()).toEqual({});
  });

  test.concurrent("killed while the new object is waited for, changed back, destroyed", async () => {
    const { world, checkout } = await fresh();
    const web = (name: string, fault?: string): Step =>
      deployment("web", in_(world, { name }), fault === undefined ? {} : { fault });
    expectSuccess(await checkout.up([web("one")]));
    const run = checkout.start([web("two", "never-ready")]);
    await run.says("0/1 replicas");
    run.kill("SIGKILL");
    await run.ended;
    expect(await world.names("Deployment")).toEqual(["one", "two"]);
    expectSuccess(await checkout.up([web("one")]));
    expect(await world.names("Deployment")).toEqual(["one"]);
    expectSuccess(await checkout.destroy());
    expect(await world.names("Deployment")).toEqual([]);
  });
});

describe("a name changed", () => {
  const named = (world: World, name: string): Step => configMap("web", in_(world, { name }));
  const wrong = (world: World): Step => deployment("bad", in_(world), { container: { imagge: "x" } });

  test.concurrent("in a run that fails elsewhere: the old object stays until a run succeeds", async () => {
    const { world, checkout } = await fresh();
    expectSuccess(await checkout.up([named(world, "one")]));
    expectOneError(await checkout.up([named(world, "two"), wrong(world)]), "imagge");
    expect(await world.names("ConfigMap")).toEqual(["one", "two"]);
    const caught = await checkout.up([{ settled: [wrong(world)] }, named(world, "two")]);
    expect(caught.code, caught.output).toBe(1);
    expect(await world.names("ConfigMap")).toEqual(["one", "two"]);
    expectSuccess(await checkout.up([named(world, "two")]));
    expect(await world.names("ConfigMap")).toEqual(["two"]);
    expectSuccess(await checkout.destroy());
    expect(await world.names("ConfigMap")).toEqual([]);
    expect(await checkout.state()).toEqual({});
  });

  test.concurrent.skipIf(onEmbedded("permissions"))(
    "by somebody who may not delete the old object: the exit code says so, the next run goes on",
    async () => {
      const { world, checkout } = await fresh();
      const user = await restrictedUser(world, onConfigMaps(EVERYTHING));
      const env = { KUBECONFIG: await writeKubeconfig({ token: user.token }) };
      expectSuccess(await checkout.up([named(world, "one")], { env }));
      await user.allow(onConfigMaps(EVERYTHING.filter((verb) => verb !== "delete")));
      for (const round of [1, 2]) {
        const refused = await checkout.up([named(world, "two")], { env });
        expect(refused.code, `run ${round}: ${refused.output}`).toBe(1);
        expect(refused.output).toContain(`delete configmaps in namespace ${world.name}`);
        expect(await world.names("ConfigMap")).toEqual(["one", "two"]);
      }
      await user.allow(onConfigMaps(EVERYTHING));
      expectSuccess(await checkout.up([named(world, "two")], { env }));
      expect(await world.names("ConfigMap")).toEqual(["two"]);
      expectSuccess(await checkout.destroy({ env }));
      expect(await checkout.state()).toEqual({});
    },
  );

  const pair = (world: World, names: [string, string], options: Record<string, unknown> = {}): Step[] =>
    ["a", "b"].map((id, index) =>
      configMap(id, in_(world, { name: names[index] }), { data: { id }, ...options }),
    );

  test.concurrent("with another one's: refused, and nothing is lost", async () => {
    const { world, checkout } = await fresh();
    expectSuccess(await checkout.up(pair(world, ["x", "y"])));
    expectOneError(await checkout.up(pair(world, ["y", "x"])), `ConfigMap ${world.name}/y`, "configmap-b");
    expect(await world.names("ConfigMap")).toEqual(["x", "y"]);
    const back = await checkout.up(pair(world, ["x", "y"]));
    expectSuccess(back);
    expect((await world.live("ConfigMap", "x"))?.data).toEqual({ id: "a" });
    expect((await world.live("ConfigMap", "y"))?.data).toEqual({ id: "b" });
    expectSuccess(await checkout.destroy());
    expect(await world.names("ConfigMap")).toEqual([]);
    expect(await checkout.state()).toEqual({});
  });

  test.concurrent("with another one's, with adopt: both keep an object", async () => {
    const { world, checkout } = await fresh();
    expectSuccess(await checkout.up(pair(world, ["x", "y"])));
    const swapped = pair(world, ["y", "x"], { adopt: true });
    expectSuccess(await checkout.up(swapped));
    expect((await world.live("ConfigMap", "x"))?.data).toEqual({ id: "b" });
    expect((await world.live("ConfigMap", "y"))?.data).toEqual({ id: "a" });
    expect((await checkout.up(swapped)).output).toContain("2 unchanged");
    expectSuccess(await checkout.destroy());
    expect(await world.names("ConfigMap")).toEqual([]);
    expect(await checkout.state()).toEqual({});
  });
});

describe("a create that is interrupted", () => {
  const signals: NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGKILL"];
  test.concurrent.each(signals)("by %s is resumed on the same object", async (signal) => {
    const { world, checkout } = await fresh();
    const run = checkout.start([deployment("web", in_(world), { fault: "never-ready" })]);
    await run.says("0/1 replicas");
    run.kill(signal);
    const { code, output } = await run.ended;
    expect(code, output).not.toBe(0);
    const [name = "", ...more] = await world.names("Deployment");
    expect(more).toEqual([]);
    const before = await world.live("Deployment", name);
    const states = Object.values(await checkout.state());
    expect(states.map((text) => (JSON.parse(text) as { status: string }).status)).toEqual(["creating"]);

    expectSuccess(await checkout.up([deployment("web", in_(world))]));
    expect(await world.names("Deployment")).toEqual([name]);
    expect((await world.live("Deployment", name))?.metadata.uid).toBe(before?.metadata.uid as string);
    expectSuccess(await checkout.destroy());
    expect(await world.names("Deployment")).toEqual([]);
    expect(await checkout.state()).toEqual({});
  });

  test.concurrent.each(signals)("by %s is destroyed without a trace", async (signal) => {
    const { world, checkout } = await fresh();
    const run = checkout.start([deployment("web", in_(world), { fault: "never-ready" })]);
    await run.says("0/1 replicas");
    run.kill(signal);
    await run.ended;
    expectSuccess(await checkout.destroy());
    expect(await world.names("Deployment")).toEqual([]);
    expect(await checkout.state()).toEqual({});
  });
});

describe("an object that somebody else made anew", () => {
  async function madeAnew(): Promise<{ world: World; checkout: Checkout; step: Step }> {
    const { world, checkout } = await fresh();
    const step = configMap("web", in_(world, { name: "web" }));
    expectSuccess(await checkout.up([step]));
    await world.drop("ConfigMap", "web");
    await world.make("ConfigMap", "web", { data: { theirs: "1" } });
    return { world, checkout, step };
  }

  test.concurrent("is not overwritten, nor deleted by destroy", async () => {
    const { world, checkout, step } = await madeAnew();
    const refused = await checkout.up([step]);
    expectOneError(refused, `ConfigMap ${world.name}/web`, "somebody", "adopt: true");
    expect((await world.live("ConfigMap", "web"))?.data).toEqual({ theirs: "1" });
    const gone = await checkout.destroy();
    expectSuccess(gone);
    expect(gone.output).toContain("left alone");
    expect(await checkout.state()).toEqual({});
    expect((await world.live("ConfigMap", "web"))?.data).toEqual({ theirs: "1" });
  });

  test.concurrent("is not overwritten by a changed manifest either", async () => {
    const { world, checkout } = await madeAnew();
    const changed = configMap("web", in_(world, { name: "web" }), { data: { a: "2" }, drift: "off" });
    expectOneError(await checkout.up([changed]), "somebody");
    expect((await world.live("ConfigMap", "web"))?.data).toEqual({ theirs: "1" });
  });

  test.concurrent("is not deleted when the resource is dropped", async () => {
    const { world, checkout } = await madeAnew();
    expectSuccess(await checkout.up([]));
    expect((await world.live("ConfigMap", "web"))?.data).toEqual({ theirs: "1" });
    expect(await checkout.state()).toEqual({});
  });

  test.concurrent("is taken over with adopt", async () => {
    const { world, checkout } = await madeAnew();
    expectSuccess(await checkout.up([configMap("web", in_(world, { name: "web" }), { adopt: true })]));
    expect((await world.live("ConfigMap", "web"))?.data).toEqual({ a: "1" });
    expectSuccess(await checkout.destroy());
    expect(await world.names("ConfigMap")).toEqual([]);
  });
});

test.concurrent.skipIf(onEmbedded("permissions"))(
  "a destroy that may not delete says so, and the next one goes on",
  async () => {
    const { world, checkout } = await fresh();
    const user = await restrictedUser(world, onConfigMaps(EVERYTHING));
    const env = { KUBECONFIG: await writeKubeconfig({ token: user.token }) };
    expectSuccess(await checkout.up([configMap("web", in_(world, { name: "web" }))], { env }));
    await user.allow(onConfigMaps(["get", "list", "watch"]));
    for (const args of [[], ["--quiet"]]) {
      const refused = await checkout.destroy({ env, args });
      expect(refused.code, refused.output).toBe(1);
      expect(refused.output).toContain(`delete configmaps in namespace ${world.name}`);
    }
    const parallel = await checkout.destroy({ env, app: { destroyStrategy: "parallel" } });
    expect(parallel.code, parallel.output).toBe(1);
    expect(await world.names("ConfigMap")).toEqual(["web"]);
    expect(Object.keys(await checkout.state())).toEqual(["shop/test/configmap-web.json"]);
    await user.allow(onConfigMaps(EVERYTHING));
    await until("the object is gone", async () => {
      const run = await checkout.destroy({ env });
      return errorsIn(run).length === 0;
    });
    expect(await world.names("ConfigMap")).toEqual([]);
    expect(await checkout.state()).toEqual({});
  },
);

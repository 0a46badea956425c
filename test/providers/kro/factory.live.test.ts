/** Factories of instances with Alchemy, in both modes. Needs kro: `KRO=1 npm run control-plane -- bun test PATH`. */

import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import type { InstanceSummary } from "../../../providers/kro/index.ts";
import { cleanUp } from "../../e2e/cleanup.ts";
import { newWorld } from "../../e2e/cluster.ts";
import { expectOneError, expectSuccess } from "../../e2e/errors.ts";
import {
  caughtBy,
  EU,
  expectPartial,
  expectResult,
  FACTORY_ERROR,
  type Instance,
  MODES,
  namesIn,
  newCase,
  stateTypes,
} from "./factory-cases.ts";
import { GROUP } from "./factory-graph.ts";
import type { FactoryCall, FactoryStep } from "./factory-stack.ts";

const kroRuns = process.env["CONTROL_PLANE_KRO"] === "1";
setDefaultTimeout(120_000);
afterAll(cleanUp);

describe.skipIf(!kroRuns)("with Alchemy", () => {
  test.each(MODES)("%s: one state entry per object, or per graph and instance", async (mode) => {
    const { world, made, program, step } = await newCase();
    const deploy: FactoryCall = ["deploy", { name: "eu", replicas: 2 }];
    const first = await program.up({ steps: [step(mode, deploy, ["getInstances"], ["getStatus"])] });
    expectSuccess(first);
    expect(await program.types()).toEqual(stateTypes(made)[mode]);
    expect(await namesIn(world)).toEqual(EU);
    const [instance, instances, status] = first.answers as [Instance, InstanceSummary[], unknown];
    expect(instance).toMatchObject({
      apiVersion: `${GROUP}/v1alpha1`,
      kind: made.kind,
      metadata: { name: "eu", namespace: world.name },
      spec: { name: "eu", replicas: 2 },
      status: { available: 2, url: "http://eu" },
    });
    expect(instance.status).not.toHaveProperty("conditions");
    expectResult(instance, { mode, made, namespace: world.name });
    expect(instances).toMatchObject([{ name: "eu", namespace: world.name }]);
    expect(status).toEqual({ name: made.name, mode, isAlchemyManaged: true, instances });

    const second = await program.up({ steps: [step(mode, deploy)] });
    expectSuccess(second);
    expect(second.output).toContain(`${stateTypes(made)[mode].length} unchanged`);
    expect((second.answers[0] as Instance).status).toMatchObject({ available: 2, url: "http://eu" });

    expectSuccess(await program.destroy());
    expect(await program.types()).toEqual([]);
    expect(await namesIn(world)).toEqual([]);
  });

  test.each(MODES)("%s: an instance is deleted, the others stay", async (mode) => {
    const { world, made, program, step } = await newCase();
    const calls: FactoryCall[] = [
      ["deploy", { name: "eu" }],
      ["deploy", { name: "us" }],
      ["deleteInstance", "us"],
    ];
    const run = await program.up({
      steps: [step(mode, ...calls, ["getInstances"], ["deleteInstance", "never"])],
    });
    expectSuccess(run);
    expect(run.answers[3]).toMatchObject([{ name: "eu" }]);
    expect(run.answers[3]).toHaveLength(1);
    expect(await namesIn(world)).toEqual(EU);
    expect(await program.types()).toEqual(stateTypes(made)[mode]);
    expectSuccess(await program.destroy());
    expect(await namesIn(world)).toEqual([]);
  });

  test.each(MODES)("%s: instances whose namespace and name read alike when joined", async (mode) => {
    const { world, program, step } = await newCase();
    const beside = await newWorld(`${world.name}-eu`);
    const other = { ...step(mode, ["deploy", { name: "web" }]), options: { namespace: beside.name } };
    const steps = [step(mode, ["deploy", { name: "eu-web" }]), other];
    expectSuccess(await program.up({ steps }));
    expect(await namesIn(world)).toEqual(EU.map((name) => `${name}-web`));
    expect(await namesIn(beside)).toEqual(EU.map((name) => name.replace("/eu", "/web")));
    const again = await program.up({ steps });
    expectSuccess(again);
    expect(again.output).not.toMatch(/\d (?:created|updated)/);
    expectSuccess(await program.destroy());
    expect([await namesIn(world), await namesIn(beside)]).toEqual([[], []]);
  });

  test("direct: a factory deletes in its own namespace only", async () => {
    const [{ world, made, program, step }, other] = [await newCase(), await newWorld()];
    const elsewhere = { ...step("direct", ["deploy", { name: "eu" }]), options: { namespace: other.name } };
    const here = step("direct", ["deploy", { name: "eu" }], ["deleteInstance", "eu"], ["getInstances"]);
    const run = await program.up({ steps: [elsewhere, here] });
    expectSuccess(run);
    expect(run.answers.slice(0, 4).at(-1)).toEqual([]);
    expect(await namesIn(world)).toEqual([]);
    expect(await namesIn(other)).toEqual(EU);
    expect(await program.types()).toEqual(stateTypes(made).direct);
    const anywhere = { ...step("direct", ["deleteInstance", "eu"]), options: {} };
    expectSuccess(await program.up({ steps: [elsewhere, anywhere] }));
    expect(await namesIn(other)).toEqual(EU);
    expectSuccess(await program.destroy());
    expect(await namesIn(other)).toEqual([]);
  });

  test("direct: an instance is found by a graph that refers to it, until it is deleted", async () => {
    const { world, program, step } = await newCase();
    const guide = (name: string, timeout: number): FactoryStep => ({
      ...step("direct", ["deploy", { name, shop: "eu" }]),
      graph: "guide",
      options: { namespace: world.name, timeout },
    });
    const shop = step("direct", ["deploy", { name: "eu" }]);
    const closed = step("direct", ["deleteInstance", "eu"]);
    const steps = [shop, guide("early", 60_000), closed, guide("late", 3_000)];
    const run = await program.up({ catching: true, steps });
    const [, early, , late] = run.answers;
    expect(early).toMatchObject({ metadata: { name: "early" } });
    expect((await world.live("ConfigMap", "early"))?.data).toEqual({ URL: "http://eu" });
    expect(caughtBy(late)).toMatchObject({ cause: { code: "not-ready" } });
    expect(await namesIn(world)).toEqual(["ConfigMap/early"]);
    expectSuccess(await program.destroy());
  });

  test("direct: a child that fails leaves the rest to the next run, and destroy nothing", async () => {
    const { world, made, program, step } = await newCase();
    const broken = step("direct", ["deploy", { name: "eu", port: 70_000 }]);
    const caught = await program.up({ catching: true, steps: [broken] });
    expect(caught.code, caught.output).toBe(1);
    const error = caughtBy(caught.answers[0]);
    expect(error).toMatchObject({ ...FACTORY_ERROR(made), cause: { code: "invalid" } });
    expectPartial(error.deployment, world.name);
    expect(error.deployment.alchemyMetadata).toMatchObject({
      registeredTypes: ["kubernetes::ConfigMap", "kubernetes::Deployment"],
      totalResources: 2,
    });

    const failed = await program.up({ steps: [broken] });
    expect(failed.code, failed.output).not.toBe(0);
    expect(failed.output).toContain(`Service ${world.name}/eu`);
    expectSuccess(await program.up({ steps: [step("direct", ["deploy", { name: "eu" }])] }));
    expect(await namesIn(world)).toEqual(EU);
    expect(await program.types()).toEqual(stateTypes(made).direct);
    expectSuccess(await program.destroy());
    expect(await namesIn(world)).toEqual([]);
    expect(await program.types()).toEqual([]);
  });
});

describe.skipIf(!kroRuns)("with Alchemy, something wrong", () => {
  test.each(MODES)("%s: an object that the graph refers to is missing", async (mode) => {
    const { world, program, step } = await newCase("reader");
    const spec = { name: "copy", settings: "settings" };
    const reader = { ...step(mode, ["deploy", spec]), options: { namespace: world.name, timeout: 5_000 } };
    const failed = await program.up({ steps: [reader] });
    expectOneError(failed, mode === "direct" ? `ConfigMap ${world.name}/settings` : "settings");
    expect(await world.names("ConfigMap")).toEqual([]);
    await world.make("ConfigMap", "settings", { data: { MODE: "slow" } });
    expectSuccess(await program.up({ steps: [step(mode, ["deploy", spec])] }));
    expect((await world.live("ConfigMap", "copy"))?.data).toEqual({ MODE: "slow" });
    expectSuccess(await program.destroy());
    expect(await world.names("ConfigMap")).toEqual(["settings"]);
    expect(await program.types()).toEqual([]);
  });

  test.each(MODES)("%s: a wrong spec, before anything is registered", async (mode) => {
    const { world, program, step } = await newCase();
    const failed = await program.up({ steps: [step(mode, ["deploy", { name: "eu", replicas: "two" }])] });
    expectOneError(failed, "spec.replicas");
    expect(await program.types()).toEqual([]);
    expect(await namesIn(world)).toEqual([]);
  });

  test.each(MODES)("%s: a change that the graph forbids", async (mode) => {
    const { world, program, step } = await newCase();
    const deploy = (spec: object) => program.up({ steps: [step(mode, ["deploy", { name: "eu", ...spec }])] });
    expectSuccess(await deploy({}));
    const says = { direct: "spec.zone: field is immutable", kro: "spec.zone cannot be changed" };
    expectOneError(await deploy({ zone: "us", mode: "slow" }), says[mode]);
    expect((await world.live("ConfigMap", "eu"))?.data).toEqual({ MODE: "fast" });
    expectSuccess(await deploy({ zone: "eu", mode: "slow" }));
    expect((await world.live("ConfigMap", "eu"))?.data).toEqual({ MODE: "slow" });
    expectSuccess(await program.destroy());
    expectSuccess(await deploy({ zone: "us" }));
    expectSuccess(await program.destroy());
  });

  test.each(MODES)("%s: a program that is wrong loses nothing that an earlier run made", async (mode) => {
    const { world, made, program, step } = await newCase();
    const right = step(mode, ["deploy", { name: "eu" }]);
    expectSuccess(await program.up({ steps: [right] }));
    const wrong: [FactoryStep, ...string[]][] = [
      [{ ...right, graph: "throwing" }, 'Resource graph "broken"', "builder threw"],
      [{ ...right, graph: "nonsense" }, 'Resource graph "broken"', "returned"],
      [
        step(mode, ["deploy", { name: "eu", mode: { $secret: "hunter2" } }]),
        `${made.kind} eu`,
        "spec.mode is a secret",
      ],
      [step(mode, ["deploy", { replicas: 1 }]), made.kind, "needs a name"],
    ];
    for (const [wrongStep, ...texts] of wrong) {
      const run = await program.up({ steps: [wrongStep] });
      expectOneError(run, ...texts);
      expect(run.output).not.toContain("hunter2");
    }
    const caught = await program.up({
      catching: true,
      steps: [step(mode, ["deploy", { name: "eu", replicas: "two" }])],
    });
    expect(caught.code, caught.output).toBe(1);
    expect(await namesIn(world)).toEqual(EU);
    expect(await program.types()).toEqual(stateTypes(made)[mode]);
    expectSuccess(await program.up({ steps: [right] }));
    expectSuccess(await program.destroy());
    expect(await namesIn(world)).toEqual([]);
    expect(await program.types()).toEqual([]);
  });

  test("kro: a child that fails is told in kro's own words", async () => {
    const { world, made, program, step } = await newCase();
    const options = { namespace: world.name, timeout: 8_000 };
    const broken = { ...step("kro", ["deploy", { name: "eu", port: 70_000 }]), options };
    const run = await program.up({ catching: true, steps: [broken] });
    expect(run.code, run.output).toBe(1);
    const error = caughtBy(run.answers[0]);
    expect(error).toMatchObject({
      name: "CRDInstanceError",
      code: "CRD_INSTANCE_ERROR",
      operation: "statusResolution",
      instanceName: "eu",
      cause: { code: "not-ready" },
    });
    expect(error.message).toContain("70000");
    expectSuccess(await program.up({ steps: [step("kro", ["deploy", { name: "eu" }])] }));
    expect(await program.types()).toEqual(stateTypes(made).kro);
    expectSuccess(await program.destroy());
    expect(await namesIn(world)).toEqual([]);
  });

  test("manifests as resources of their own types", async () => {
    const { world, program } = await newCase();
    const named = (name: string) => ({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name, namespace: world.name },
      data: { a: "1" },
    });
    const run = await program.up({ manifests: [named("first"), named("second")] });
    expectSuccess(run);
    expect(run.answers.slice(0, 2)).toMatchObject([
      { name: "first", namespace: world.name, kind: "ConfigMap" },
      { name: "second", namespace: world.name, kind: "ConfigMap" },
    ]);
    expect(run.answers.at(-1)).toEqual({
      types: { "kubernetes::ConfigMap": 2 },
      shared: ["kubernetes::ConfigMap"],
    });
    expect(await program.types()).toEqual(["kubernetes::ConfigMap", "kubernetes::ConfigMap"]);
    expectSuccess(await program.destroy());
    expect(await world.names("ConfigMap")).toEqual([]);
  });
});

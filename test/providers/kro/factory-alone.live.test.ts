/** Factories of instances without Alchemy, in both modes. Needs kro: `KRO=1 npm run control-plane -- bun test PATH`. */

import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { DirectTypeKroDeployer, type FactoryOptions } from "../../../providers/kro/index.ts";
import { hasCode } from "../../../src/errors.ts";
import { cleanUp } from "../../e2e/cleanup.ts";
import { newWorld } from "../../e2e/cluster.ts";
import {
  caughtBy,
  EU,
  expectPartial,
  expectResult,
  FACTORY_ERROR,
  type Instance,
  MODES,
  namesIn,
  newKind,
} from "./factory-cases.ts";
import { readerGraph, shopGraph, sizeGraph } from "./factory-graph.ts";
import { told } from "./factory-stack.ts";

const kroRuns = process.env["CONTROL_PLANE_KRO"] === "1";
setDefaultTimeout(120_000);
afterAll(cleanUp);

describe.skipIf(!kroRuns)("without Alchemy", () => {
  test.each(MODES)("%s: deployed, changed, listed, deleted", async (mode) => {
    const [world, made] = [await newWorld(), newKind()];
    const factory = shopGraph(made).factory(mode, { namespace: world.name });
    expect(factory).toMatchObject({ name: made.name, mode, isAlchemyManaged: false });
    expect(await factory.getInstances()).toEqual([]);
    // Nobody has defined the kind yet.
    await factory.deleteInstance("never");
    const deployed = await factory.deploy({ name: "eu" });
    expect(deployed.status).toMatchObject({ available: 1, url: "http://eu" });
    expect(deployed.status).not.toHaveProperty("conditions");
    expectResult(deployed as unknown as Instance, { mode, made, namespace: world.name, alchemy: false });
    expect((await factory.deploy({ name: "eu", replicas: 2 })).status.available).toBe(2);
    await factory.deploy({ name: "us" });
    expect((await factory.getInstances()).map(({ name }) => name).sort()).toEqual(["eu", "us"]);
    await factory.deleteInstance("us");
    await factory.deleteInstance("never");
    const { instances, ...rest } = await factory.getStatus();
    expect(rest).toEqual({ name: made.name, mode, isAlchemyManaged: false });
    expect(instances).toMatchObject([{ name: "eu", namespace: world.name }]);
    expect((await namesIn(world)).filter((name) => !name.includes(made.name))).toEqual(EU);
    await factory.deleteInstance("eu");
    expect(await namesIn(world)).toEqual([]);
  });

  test("direct: a child that fails is told with its phase, and can be rolled back", async () => {
    const [world, made] = [await newWorld(), newKind()];
    const graph = shopGraph(made);
    const factory = graph.factory("direct", { namespace: world.name });
    const error = caughtBy(await factory.deploy({ name: "eu", port: 70_000 }).catch(told));
    expect(error).toMatchObject({ ...FACTORY_ERROR(made), cause: { code: "invalid" } });
    expectPartial(error.deployment, world.name);
    expect(error.deployment.alchemyMetadata).toBeUndefined();
    await factory.deleteInstance("eu");
    const cautious = graph.factory("direct", { namespace: world.name, rollbackOnFailure: true });
    const rolledBack = caughtBy(await cautious.deploy({ name: "eu", port: 70_000 }).catch(told));
    expect(rolledBack.message).toContain("Service");
    expect(await namesIn(world)).toEqual([]);
    expect((await factory.deploy({ name: "eu" })).status.url).toBe("http://eu");
    await factory.deleteInstance("eu");
  });

  test.each(MODES)("%s: an instance whose graph refers to what is missing", async (mode) => {
    const [world, made] = [await newWorld(), newKind()];
    const factory = readerGraph(made).factory(mode, { namespace: world.name, timeout: 4_000 });
    const thrown: unknown = await factory
      .deploy({ name: "copy", settings: "settings" })
      .catch((error: unknown) => error);
    expect(hasCode(thrown, "not-ready")).toBe(true);
    const error = told(thrown);
    if (mode === "direct")
      expect(error).toMatchObject({ ...FACTORY_ERROR(made), cause: { code: "not-ready" } });
    else
      expect(error).toMatchObject({
        name: "CRDInstanceError",
        code: "CRD_INSTANCE_ERROR",
        operation: "statusResolution",
        instanceName: "copy",
        cause: { code: "not-ready" },
      });
    expect(error.message).toContain("settings");
    await factory.deleteInstance("copy");
    expect(await world.names("ConfigMap")).toEqual([]);
  });

  test.each(MODES)(
    "%s: waits for what the options say, and refuses those that need a state",
    async (mode) => {
      const [world, made] = [await newWorld(), newKind()];
      await world.make("ConfigMap", "settings", { data: { MODE: "fast" } });
      const graph = readerGraph(made);
      const spec = { name: "copy", settings: "settings" };
      const factory = (options: FactoryOptions) => graph.factory(mode, { namespace: world.name, ...options });
      const failure = (options: FactoryOptions): Promise<unknown> =>
        factory(options)
          .deploy(spec)
          .catch((error: unknown) => error);
      const wait = { jsonpath: "{.metadata.annotations.go}" };
      const slow = await failure({ wait, timeout: 3_000 });
      expect(hasCode(slow, "not-ready")).toBe(true);
      expect(told(slow).message).toContain("annotations.go");
      expect(hasCode(await failure({ wait, failOn: { jsonpath: "{.metadata.name}" } }), "not-ready")).toBe(
        true,
      );
      const applied = await factory({ wait, waitForReady: false }).deploy(spec);
      expect(applied.metadata.name).toBe("copy");
      expect((await world.live("ConfigMap", "copy"))?.data).toEqual({ MODE: "fast" });
      for (const options of [{ drift: "off" }, { delete: false }, { wait: { jsonpath: "{" } }] as const)
        expect(hasCode(await failure(options), "usage")).toBe(true);
      expect(await factory({ delete: false }).deleteInstance("copy").catch(told)).toMatchObject({
        message: expect.stringContaining("delete"),
      });
      expect(await world.names("ConfigMap")).toContain("copy");
      await factory({}).deleteInstance("copy");
    },
  );

  test("kro: a change of the schema that instances may not survive, of the status, too", async () => {
    const [world, made] = [await newWorld(), newKind()];
    const options = { namespace: world.name };
    const { spec } = await sizeGraph(made, "string").factory("kro", options).deploy({ name: "eu" });
    expect(spec).toEqual({ name: "eu", mode: "fast" });
    const numbers = sizeGraph(made, "int");
    const error = told(
      await numbers
        .factory("kro", options)
        .deploy({ name: "eu" })
        .catch((thrown: unknown) => thrown),
    );
    expect(error).toMatchObject({ name: "ResourceGraphFactoryError", cause: { code: "invalid" } });
    expect(error.message).toContain("status.size: Type changed from string to integer");
    const brave = numbers.factory("kro", { ...options, allowBreakingChanges: true });
    expect((await brave.deploy({ name: "eu" })).spec).toEqual({ name: "eu", mode: "fast" });
    await brave.deleteInstance("eu");
  });

  test("single manifests", async () => {
    const world = await newWorld();
    const deployer = DirectTypeKroDeployer("tests");
    const manifest = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "one" }, data: { a: "1" } };
    const options = { namespace: world.name, timeout: 30_000 };
    expect(await deployer.deploy(manifest, options)).toMatchObject({ metadata: { namespace: world.name } });
    await deployer.deploy({ ...manifest, data: { b: "2" } }, options);
    expect((await world.live("ConfigMap", "one"))?.data).toEqual({ b: "2" });
    const somebody = DirectTypeKroDeployer("others");
    expect(await somebody.deploy(manifest, options).catch(told)).toMatchObject({ code: "not-owned" });
    await somebody.delete(manifest, options);
    expect(await world.names("ConfigMap")).toEqual(["one"]);
    await deployer.delete(manifest, options);
    expect(await world.names("ConfigMap")).toEqual([]);
  });
});

/** Fields that a program sets on objects of others: set, kept, repaired, given up, beside those of other patches. */

import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { valueAt } from "../../src/model/json.ts";
import { randomNamespace, until } from "../support/control-plane.ts";
import { checkOut } from "./checkout.ts";
import { cleanUp } from "./cleanup.ts";
import { expectOneError, expectSuccess } from "./errors.ts";
import { fresh, type Body } from "./fresh.ts";
import { expectGivenUp, named, patch, withTheirs } from "./patch.ts";
import { requestsOf } from "./requests.ts";
import { deployment, type Step } from "./stack.ts";
import { expectNoTrace } from "./traces.ts";

setDefaultTimeout(60_000);
afterAll(cleanUp);

describe("the life of a patch", () => {
  test("set, unchanged, repaired, changed, given up", async () => {
    const { world, checkout, theirs } = await withTheirs();
    const program = (data: Body): Step[] => [
      patch("web", { ...named(world), labels: { team: "shop" } }, { data }),
    ];
    const first = await checkout.up(program({ ours: "1", more: "1" }));
    expectSuccess(first);
    expect(first.outputs["ConfigMapPatch/web"]).toMatchObject({
      kind: "ConfigMap",
      ...named(world),
      uid: theirs.metadata.uid,
    });
    const live = await world.live("ConfigMap", "theirs");
    expect(live?.data).toEqual({ theirs: "1", ours: "1", more: "1" });
    expect(live?.metadata.labels).toEqual({ team: "shop" });
    expect(live?.metadata.annotations).toBeUndefined();

    const same = program({ ours: "1", more: "1" });
    const { result: second, requests } = await requestsOf(world, () => checkout.up(same));
    expectSuccess(second);
    expect(second.output).toContain("1 unchanged");
    expect(requests.map(({ verb }) => verb)).toEqual(["get"]);

    await world.edit("ConfigMap", "theirs", { data: { ours: "2", other: "2" } });
    const third = await checkout.up(program({ ours: "1", more: "1" }));
    expectSuccess(third);
    expect(third.output).toMatch(/WARN.*theirs: drift: data\.ours "1" → "2" \(.+\); bringing it back/);
    expect((await world.live("ConfigMap", "theirs"))?.data).toEqual({
      theirs: "1",
      ours: "1",
      more: "1",
      other: "2",
    });

    await world.edit("ConfigMap", "theirs", { data: { more: "2" } });
    const changed = await checkout.up(program({ ours: "3" }));
    expectSuccess(changed);
    expect(changed.output).toMatch(/WARN.*theirs: drift: data\.more "1" → "2"/);
    await world.edit("ConfigMap", "theirs", { data: { more: null } });
    expect((await world.live("ConfigMap", "theirs"))?.data).toEqual({ theirs: "1", ours: "3", other: "2" });
    await world.edit("ConfigMap", "theirs", { data: { other: null } });
    expectSuccess(await checkout.destroy());
    await expectGivenUp(checkout, world, theirs);
  });

  test("a patch that the program drops is given up, one with delete: false is left", async () => {
    const { world, checkout, theirs } = await withTheirs();
    expectSuccess(
      await checkout.up([
        patch("web", named(world)),
        patch("kept", named(world), { data: { kept: "1" }, delete: false }),
      ]),
    );
    expectSuccess(await checkout.up([patch("kept", named(world), { data: { kept: "1" }, delete: false })]));
    expect((await world.live("ConfigMap", "theirs"))?.data).toEqual({ theirs: "1", kept: "1" });
    expectSuccess(await checkout.destroy());
    const live = await world.live("ConfigMap", "theirs");
    expect(live?.data).toEqual({ theirs: "1", kept: "1" });
    expect(live?.metadata.uid).toBe(theirs.metadata.uid);
    expect(await checkout.state()).toEqual({});
  });

  test("drift: report only tells", async () => {
    const { world, checkout } = await withTheirs();
    const program = [patch("web", named(world), { drift: "report" })];
    expectSuccess(await checkout.up(program));
    await world.edit("ConfigMap", "theirs", { data: { ours: "2" } });
    const run = await checkout.up(program);
    expectSuccess(run);
    expect(run.output).toMatch(/WARN.*theirs: drift: data\.ours "1" → "2" \([^;]+\)$/m);
    expect((await world.live("ConfigMap", "theirs"))?.data).toMatchObject({ ours: "2" });
  });

  test("an element of a list that somebody took out is drift, those of others are not", async () => {
    const { world, checkout } = await fresh();
    const container = (...names: string[]): Body => ({
      name: "main",
      image: "registry.test/main:1",
      env: names.map((name) => ({ name, value: "1" })),
    });
    const spec = (...names: string[]): Body => ({
      replicas: 0,
      selector: { matchLabels: { app: "web" } },
      template: { metadata: { labels: { app: "web" } }, spec: { containers: [container(...names)] } },
    });
    await world.make("Deployment", "theirs", { spec: spec("THEIRS") });
    const env = { containers: [{ name: "main", env: [{ name: "OURS", value: "1" }] }] };
    const program: Step[] = [
      {
        kind: "DeploymentPatch",
        id: "web",
        props: { metadata: named(world), spec: { template: { spec: env } } },
      },
    ];
    expectSuccess(await checkout.up(program));
    await world.edit("Deployment", "theirs", { spec: spec("THEIRS") });
    const run = await checkout.up(program);
    expectSuccess(run);
    const field = 'spec.template.spec.containers[name="main"].env[name="OURS"]';
    expect(run.output).toContain(`theirs: drift: ${field} {…} → none; bringing it back`);
    expect((await checkout.up(program)).output).toContain("1 unchanged");
  });

  test("fields of others are refused by name, and taken over by force", async () => {
    const { world, checkout } = await withTheirs();
    const program = (options: Body): Step[] => [
      patch("web", named(world), { data: { theirs: "2" }, ...options }),
    ];
    expectOneError(await checkout.up(program({})), "somebody → data.theirs", 'conflicts: "force"');
    expect((await world.live("ConfigMap", "theirs"))?.data).toEqual({ theirs: "1" });
    expectSuccess(await checkout.up(program({ conflicts: "force" })));
    expect((await world.live("ConfigMap", "theirs"))?.data).toEqual({ theirs: "2" });
    expectSuccess(await checkout.destroy());
    expect((await world.live("ConfigMap", "theirs"))?.data ?? {}).toEqual({});
  });
});

describe("several on one object", () => {
  test("an owner of ours and two patches leave each other alone, in every order", async () => {
    const { world, checkout } = await fresh();
    const at = named(world, "web");
    const owner = deployment("web", at);
    const env = (name: string): Body => ({ name: "main", env: [{ name, value: "1" }] });
    const container = (name: string): Step => ({
      kind: "DeploymentPatch",
      id: name.toLowerCase(),
      props: { metadata: at, spec: { template: { spec: { containers: [env(name)] } } }, wait: "ready" },
    });
    const program = [owner, { together: [container("ONE"), container("TWO")] }];
    const names = async (): Promise<unknown[]> => {
      const path = ["spec", "template", "spec", "containers", 0, "env"];
      const found = valueAt(await world.live("Deployment", "web"), path);
      return Array.isArray(found) ? found.map((item) => String(valueAt(item, ["name"]))).toSorted() : [];
    };
    expectSuccess(await checkout.up(program));
    expect(await names()).toEqual(["ONE", "TWO"]);
    const { result: again, writes } = await requestsOf(world, () => checkout.up(program));
    expectSuccess(again);
    expect(again.output).toContain("3 unchanged");
    expect(writes).toEqual([]);
    // A change of the owner keeps what the patches set; a patch that goes keeps the other's.
    expectSuccess(
      await checkout.up([
        deployment("web", at, { container: { image: "registry.test/main:2" } }),
        container("TWO"),
      ]),
    );
    expect(await names()).toEqual(["TWO"]);
    expectSuccess(await checkout.destroy());
    expect(await checkout.state()).toEqual({});
    expect(await world.names("Deployment")).toEqual([]);
  });

  test("two checkouts patch one object", async () => {
    const { world, checkout, theirs } = await withTheirs();
    const second = await checkOut();
    expectSuccess(await checkout.up([patch("web", named(world))]));
    expectSuccess(await second.up([patch("web", named(world))]));
    expectSuccess(await checkout.destroy());
    expect((await world.live("ConfigMap", "theirs"))?.data).toEqual({ theirs: "1", ours: "1" });
    expectSuccess(await second.destroy());
    await expectGivenUp(second, world, theirs);
  });
});

test("secret values of a patch are in no state, and a changed one is written", async () => {
  const { world, checkout } = await fresh();
  await world.make("Secret", "theirs", { stringData: { theirs: "1" } });
  const canary = randomNamespace("canary");
  const program = (value: string, options: Body = {}): Step[] => [
    {
      kind: "SecretPatch",
      id: "web",
      props: { metadata: named(world), stringData: { key: { $secret: value } }, ...options },
    },
  ];
  const value = async (): Promise<string> =>
    Buffer.from((await world.live("Secret", "theirs"))?.data?.["key"] ?? "", "base64").toString();
  expectSuccess(await checkout.up(program(canary)));
  expect(await value()).toBe(canary);
  expect((await checkout.up(program(canary))).output).toContain("1 unchanged");
  const changed = await checkout.up(program(`${canary}-2`));
  expectSuccess(changed);
  expect(await value()).toBe(`${canary}-2`);
  // What somebody else did to it is drift, and no change of the program's own value.
  await world.edit("Secret", "theirs", { stringData: { key: "theirs" } });
  const reported = await checkout.up(program(`${canary}-2`, { drift: "report" }));
  expectSuccess(reported);
  expect(reported.output).toMatch(/WARN.*theirs: drift: data\.key \*\*\* → \*\*\*/);
  expect(await value()).toBe("theirs");
  expectSuccess(await checkout.up(program(`${canary}-2`)));
  expect(await value()).toBe(`${canary}-2`);
  const outputs = [changed.output, reported.output];
  expectNoTrace(JSON.stringify([await checkout.state(), outputs]), [canary, `${canary}-2`]);
  expectSuccess(await checkout.destroy());
  expect(Object.keys((await world.live("Secret", "theirs"))?.data ?? {})).toEqual(["theirs"]);
});

test("fields of an object that kro made survive its reconciling", async () => {
  const { world, checkout } = await fresh();
  const kind = `P${randomNamespace("p").replace(/^p-/, "")}`;
  const graph = {
    apiVersion: "kro.run/v1alpha1",
    kind: "ResourceGraphDefinition",
    metadata: { name: kind.toLowerCase() },
    spec: {
      schema: { apiVersion: "v1alpha1", kind, group: "e2e.example.com", spec: { mode: "string" } },
      resources: [
        {
          id: "config",
          template: {
            apiVersion: "v1",
            kind: "ConfigMap",
            metadata: { name: "${schema.metadata.name}" },
            data: { mode: "${schema.spec.mode}" },
          },
        },
      ],
    },
  };
  const instance = (mode: string): Step => ({
    kind: "Manifest",
    id: "instance",
    props: {
      manifest: {
        apiVersion: "e2e.example.com/v1alpha1",
        kind,
        metadata: named(world, "made"),
        spec: { mode },
      },
      wait: { condition: "Ready" },
    },
  });
  const program = (mode: string): Step[] => [
    { kind: "Manifest", id: "graph", props: { manifest: graph, wait: { condition: "Ready" } } },
    instance(mode),
    patch("web", named(world, "made")),
  ];
  expectSuccess(await checkout.up(program("fast")));
  expect((await world.live("ConfigMap", "made"))?.data).toEqual({ mode: "fast", ours: "1" });
  expectSuccess(await checkout.up(program("slow")));
  await until(
    "kro has changed it",
    async () => (await world.live("ConfigMap", "made"))?.data?.["mode"] === "slow",
  );
  expect((await world.live("ConfigMap", "made"))?.data).toEqual({ mode: "slow", ours: "1" });
  expect((await checkout.up(program("slow"))).output).toContain("3 unchanged");
  expectSuccess(await checkout.up(program("slow").slice(0, 2)));
  expect((await world.live("ConfigMap", "made"))?.data).toEqual({ mode: "slow" });
  expectSuccess(await checkout.destroy());
});

/** Somebody edits an object, and at the same time the program changes, fails or waits. */

import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { valueAt } from "../../src/model/json.ts";
import type { Checkout } from "./checkout.ts";
import { cleanUp } from "./cleanup.ts";
import type { World } from "./cluster.ts";
import { expectOneError, expectSuccess } from "./errors.ts";
import { fresh, type Body } from "./fresh.ts";
import { requestsOf } from "./requests.ts";
import { configMap, deployment, secret, type Step } from "./stack.ts";

setDefaultTimeout(60_000);
afterAll(cleanUp);

async function deployed(step: (world: World) => Step): Promise<{ world: World; checkout: Checkout }> {
  const { world, checkout } = await fresh();
  expectSuccess(await checkout.up([step(world)]));
  return { world, checkout };
}

const at = ({ name: namespace }: World): Body => ({ namespace, name: "web", labels: { tier: "front" } });

/** A resource with a secret value, and where the value arrives. */
interface Holder {
  kind: "Secret" | "Deployment";
  step: (world: World, value: string, options: Body) => Step;
  holds: (world: World, value: string) => Promise<boolean>;
}

const holders: Holder[] = [
  {
    kind: "Secret",
    step: (world, value, options) => secret("web", at(world), { key: value }, options),
    holds: async (world, value) =>
      (await world.live("Secret", "web"))?.data?.["key"] === Buffer.from(value).toString("base64"),
  },
  {
    kind: "Deployment",
    step: (world, value, options) =>
      deployment("web", at(world), {
        ...options,
        container: { env: [{ name: "KEY", value: { $secret: value } }] },
      }),
    holds: async (world, value) =>
      JSON.stringify((await world.live("Deployment", "web"))?.spec).includes(value),
  },
];

describe("a secret value that changed beside a foreign edit", () => {
  const ignore = { conflicts: { ignore: ["metadata.labels.tier"] } };
  /** What somebody did to the labels, options beside `drift`, and the label that is left. */
  const edits: [string, Body, Body, string | undefined][] = [
    ["a label of its own added", { theirs: "1" }, {}, "front"],
    ["our mark changed, by which it is found", { "alchemy.run/stage": "theirs" }, {}, "front"],
    ["a label changed that is left to them", { tier: "theirs" }, ignore, "theirs"],
  ];
  const rows = holders.flatMap((holder) =>
    (["report", "off"] as const).flatMap((drift) =>
      edits.map(([what, labels, options, tier]) => ({ holder, drift, what, labels, options, tier })),
    ),
  );
  test.concurrent.each(rows.map((row) => [row.holder.kind, row.drift, row.what, row] as const))(
    "is written, of a %s with drift: %s and %s",
    async (_kind, _drift, _what, { holder, drift, labels, options, tier }) => {
      const step = (world: World, value: string): Step => holder.step(world, value, { drift, ...options });
      const { world, checkout } = await deployed((world) => step(world, "value-1"));
      await world.edit(holder.kind, "web", { metadata: { labels } });
      const run = await checkout.up([step(world, "value-2")]);
      expectSuccess(run);
      expect(await holder.holds(world, "value-2"), run.output).toBe(true);
      expect((await world.live(holder.kind, "web"))?.metadata.labels?.["tier"]).toBe(tier);
      const warns = drift === "report" && "alchemy.run/stage" in labels;
      if (warns)
        expect(run.output).toMatch(
          /WARN.*web: drift: metadata.labels\["alchemy.run\/stage"\] "test" → "theirs"/,
        );
      else expect(run.output).not.toContain("drift:");
      expect(run.output).not.toContain("value-");
      expect((await checkout.up([step(world, "value-2")])).output).not.toContain("[updating]");
      expectSuccess(await checkout.destroy());
      expect(await world.names(holder.kind)).toEqual([]);
    },
  );

  const contested = holders.flatMap((holder) =>
    (["report", "off"] as const).map((drift) => [holder.kind, drift, holder] as const),
  );
  test.concurrent.each(contested)(
    "waits for a decision, of a %s with drift: %s and a label changed: the error tells the label, not the value",
    async (_kind, drift, holder) => {
      const step = (world: World, value: string, options: Body = {}): Step =>
        holder.step(world, value, { drift, ...options });
      const { world, checkout } = await deployed((world) => step(world, "value-1"));
      await world.edit(holder.kind, "web", { metadata: { labels: { tier: "theirs" } } });
      const refused = await checkout.up([step(world, "value-2")]);
      expectOneError(refused, `${holder.kind} ${world.name}/web`, "somebody → metadata.labels.tier");
      expect(refused.output).not.toContain("value-2");
      expect(await holder.holds(world, "value-1")).toBe(true);
      expectSuccess(await checkout.up([step(world, "value-2", { conflicts: "force" })]));
      expect(await holder.holds(world, "value-2")).toBe(true);
      expect((await world.live(holder.kind, "web"))?.metadata.labels?.["tier"]).toBe("front");
      expectSuccess(await checkout.destroy());
    },
  );
});

describe("a foreign edit while the object is waited for", () => {
  test.concurrent("is drift in the next run, of a Deployment", async () => {
    const { world, checkout } = await fresh();
    const steps = [deployment("web", at(world), { fault: "slow-ready" })];
    const run = checkout.start(steps);
    await run.says("0/1 replicas");
    await world.edit("Deployment", "web", { metadata: { labels: { tier: "theirs" } } });
    expectSuccess(await run.ended);
    await expectRepaired(checkout, steps);
    expect((await world.live("Deployment", "web"))?.metadata.labels?.["tier"]).toBe("front");
    expectSuccess(await checkout.destroy());
  });

  test.concurrent("is drift in the next run, of a ConfigMap that is ready by that edit", async () => {
    const { world, checkout } = await fresh();
    const steps = [configMap("web", at(world), { wait: { jsonpath: "{.data.go}" }, timeout: 30_000 })];
    const run = checkout.start(steps);
    await run.says("data.go");
    await world.edit("ConfigMap", "web", { data: { a: "theirs", go: "1" } });
    expectSuccess(await run.ended);
    await expectRepaired(checkout, steps);
    expect((await world.live("ConfigMap", "web"))?.data).toEqual({ a: "1", go: "1" });
    expectSuccess(await checkout.destroy());
  });

  async function expectRepaired(checkout: Checkout, steps: Step[]): Promise<void> {
    const repaired = await checkout.up(steps);
    expectSuccess(repaired);
    expect(repaired.output).toMatch(/web: drift: .* → "theirs" \(somebody, .*\); bringing it back/);
    expect((await checkout.up(steps)).output).toContain("1 unchanged");
  }
});

describe("a foreign edit before a run with a mistake", () => {
  const service = (world: World, port: number): Step => ({
    kind: "Service",
    id: "web",
    props: { metadata: at(world), spec: { selector: { app: "ours" }, ports: [{ port }] } },
  });
  const web = (world: World, container: Body): Step => deployment("web", at(world), { container });

  test.concurrent("is repaired once the mistake is, without force: an invalid value", async () => {
    const { world, checkout } = await deployed((world) => service(world, 80));
    await world.edit("Service", "web", { spec: { selector: { app: "theirs" } } });
    expectOneError(await checkout.up([service(world, 99_999)]), `Service ${world.name}/web`, "ports[0].port");
    expectSuccess(await checkout.up([service(world, 80)]));
    expect((await world.live("Service", "web"))?.spec?.["selector"]).toEqual({ app: "ours" });
    expect((await checkout.up([service(world, 80)])).output).toContain("1 unchanged");
    expectSuccess(await checkout.destroy());
  });

  test.concurrent("is repaired once the mistake is, without force: an unknown field", async () => {
    const { world, checkout } = await deployed((world) => web(world, {}));
    await world.edit("Deployment", "web", { metadata: { labels: { tier: "theirs" } } });
    for (const round of [1, 2]) {
      const refused = await checkout.up([web(world, { imagge: `x:${round}` })]);
      expectOneError(refused, `Deployment ${world.name}/web`, "imagge");
    }
    expectSuccess(await checkout.up([web(world, { image: "registry.test/main:2" })]));
    expect((await world.live("Deployment", "web"))?.metadata.labels?.["tier"]).toBe("front");
    expectSuccess(await checkout.destroy());
  });
});

describe("a foreign edit of one key before a change of another", () => {
  const web = (world: World, b: string, options: Body): Step =>
    configMap("web", at(world), { data: { a: "1", b }, ...options });

  test.concurrent.each(["off", "report"])("is a conflict with drift: %s", async (drift) => {
    const { world, checkout } = await deployed((world) => web(world, "1", { drift }));
    await world.edit("ConfigMap", "web", { data: { a: "theirs" } });
    const refused = await checkout.up([web(world, "2", { drift, conflicts: "fail" })]);
    expectOneError(refused, `ConfigMap ${world.name}/web`, "somebody → data.a", 'conflicts: "force"');
    expect((await world.live("ConfigMap", "web"))?.data).toEqual({ a: "theirs", b: "1" });
    expectSuccess(await checkout.up([web(world, "2", { drift, conflicts: "force" })]));
    expect((await world.live("ConfigMap", "web"))?.data).toEqual({ a: "1", b: "2" });
    expectSuccess(await checkout.destroy());
  });

  test.concurrent("is repaired with drift: repair", async () => {
    const { world, checkout } = await deployed((world) => web(world, "1", { drift: "repair" }));
    await world.edit("ConfigMap", "web", { data: { a: "theirs" } });
    expectSuccess(await checkout.up([web(world, "2", { drift: "repair" })]));
    expect((await world.live("ConfigMap", "web"))?.data).toEqual({ a: "1", b: "2" });
    expect((await checkout.up([web(world, "2", { drift: "repair" })])).output).toContain("1 unchanged");
    expectSuccess(await checkout.destroy());
  });
});

test.concurrent("a secret beside a field that is left to its owner settles after one run", async () => {
  const web = (world: World): Step =>
    deployment("web", at(world), {
      conflicts: { ignore: ["spec.replicas"] },
      spec: { replicas: 1 },
      container: { env: [{ name: "KEY", value: { $secret: "unchanged" } }] },
    });
  const { world, checkout } = await deployed(web);
  await world.edit(
    "Deployment",
    "web",
    { spec: { replicas: 3 } },
    { manager: "autoscaler", subresource: "/scale" },
  );
  expectSuccess(await checkout.up([web(world)]));
  for (const round of [3, 4]) {
    const { result, writes } = await requestsOf(world, () => checkout.up([web(world)]));
    expectSuccess(result);
    expect(result.output, `run ${round}`).toContain("1 unchanged");
    expect(result.output, `run ${round}`).not.toContain("[updating]");
    expect(writes).toEqual([]);
  }
  expect((await world.live("Deployment", "web"))?.spec?.["replicas"]).toBe(3);
  expectSuccess(await checkout.destroy());
});

test.concurrent("what others added to a list survives a rollout that failed", async () => {
  const { world, checkout } = await fresh();
  const env = (...names: string[]): Body => ({ env: names.map((name) => ({ name, value: "1" })) });
  const step = (options: Body, ...names: string[]): Step[] => [
    deployment("web", at(world), { ...options, container: env(...names) }),
  ];
  const names = async (): Promise<unknown> => {
    const live = await world.live("Deployment", "web");
    const found = valueAt(live, ["spec", "template", "spec", "containers", 0, "env"]);
    return Array.isArray(found) ? found.map((variable) => valueAt(variable, ["name"])) : found;
  };
  expectSuccess(await checkout.up(step({}, "A", "B")));
  // As `kubectl set env` does.
  const main = { name: "main", image: "registry.test/main:1", ...env("A", "B", "DEBUG") };
  await world.edit("Deployment", "web", { spec: { template: { spec: { containers: [main] } } } });
  const failed = await checkout.up(step({ fault: "never-ready", timeout: 2_000 }, "A"));
  expectOneError(failed, `Deployment ${world.name}/web`);
  expect(await names()).toEqual(["A", "DEBUG"]);
  expectSuccess(await checkout.up(step({}, "A")));
  expect(await names()).toEqual(["A", "DEBUG"]);
  expectSuccess(await checkout.destroy());
});

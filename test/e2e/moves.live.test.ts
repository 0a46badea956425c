/** What moves an object, what does not, and how a move that was refused is taken back. */

import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { cleanUp } from "./cleanup.ts";
import { newWorld, worldOf, writeKubeconfig, type KnownKind } from "./cluster.ts";
import { expectOneError, expectSuccess } from "./errors.ts";
import { fresh, type Body } from "./fresh.ts";
import { requestsOf } from "./requests.ts";
import { startSecondCluster, type SecondCluster } from "./second-cluster.ts";
import { configMap, deployment, secret, type Step } from "./stack.ts";

setDefaultTimeout(60_000);
afterAll(cleanUp);

describe("a kubeconfig that was copied to another path", () => {
  test.concurrent("changes nothing, not even by a dry run, and destroy goes by the copy", async () => {
    const { world, checkout } = await fresh();
    const metadata = { namespace: world.name, name: "web" };
    const steps = [
      configMap("web", metadata),
      secret("web", metadata, { key: "value" }),
      deployment("web", metadata),
    ];
    const [original, copy] = [await writeKubeconfig({}), await writeKubeconfig({})];
    expectSuccess(await checkout.up(steps, { env: { KUBECONFIG: original } }));
    await Bun.file(original).delete();
    const env = { KUBECONFIG: copy };
    const { result: run, requests } = await requestsOf(world, () => checkout.up(steps, { env }));
    expectSuccess(run);
    expect(run.output).toContain("3 unchanged");
    expect(run.output).not.toContain("[updating]");
    expect(requests.filter(({ verb }) => verb !== "list" && verb !== "get")).toEqual([]);
    expectSuccess(await checkout.destroy({ env }));
    expect(await world.names("ConfigMap")).toEqual([]);
    expect(await checkout.state()).toEqual({});
  });
});

describe("the namespace of an object", () => {
  const web = (metadata: Body): Step[] => [configMap("web", { name: "web", ...metadata })];

  /** Where namespace defaults come from, set to one. */
  const defaults: [string, (namespace: string) => Promise<{ app?: Body; env?: { KUBECONFIG: string } }>][] = [
    ["the app", async (namespace) => ({ app: { kubernetes: { namespace } } })],
    ["the kubeconfig", async (namespace) => ({ env: { KUBECONFIG: await writeKubeconfig({ namespace }) } })],
  ];
  test.concurrent.each(defaults)("that is no longer named is the default of %s", async (_name, setting) => {
    const [{ world, checkout }, usual] = await Promise.all([fresh(), newWorld()]);
    const { app = {}, ...options } = await setting(usual.name);
    expectSuccess(await checkout.up({ app, steps: web({ namespace: world.name }) }, options));
    expect([await world.names("ConfigMap"), await usual.names("ConfigMap")]).toEqual([["web"], []]);
    const moved = await checkout.up({ app, steps: web({}) }, options);
    expectSuccess(moved);
    expect(moved.outputs["ConfigMap/web"]?.namespace).toBe(usual.name);
    expect([await world.names("ConfigMap"), await usual.names("ConfigMap")]).toEqual([[], ["web"]]);
    expect((await checkout.up({ app, steps: web({}) }, options)).output).toContain("1 unchanged");
    expectSuccess(await checkout.destroy({ app, ...options }));
    expect(await usual.names("ConfigMap")).toEqual([]);
    expect(await checkout.state()).toEqual({});
  });

  test.concurrent("that was never named stays when the kubeconfig's default changes", async () => {
    const [{ world, checkout }, usual] = await Promise.all([fresh(), newWorld()]);
    const env = { KUBECONFIG: await writeKubeconfig({ namespace: world.name }) };
    expectSuccess(await checkout.up(web({}), { env }));
    await writeKubeconfig({ namespace: usual.name }, env.KUBECONFIG);
    for (const round of [1, 2]) {
      const run = await checkout.up(web({}), { env });
      expectSuccess(run);
      expect(run.output, `run ${round}`).toContain("1 unchanged");
    }
    expectSuccess(await checkout.up([configMap("web", { name: "web" }, { data: { a: "2" } })], { env }));
    expect((await world.live("ConfigMap", "web"))?.data).toEqual({ a: "2" });
    expect(await usual.names("ConfigMap")).toEqual([]);
    expectSuccess(await checkout.destroy({ env }));
    expect(await world.names("ConfigMap")).toEqual([]);
  });
});

describe("with a second cluster", () => {
  let other: SecondCluster;
  let there: string;
  beforeAll(async () => {
    other = await startSecondCluster();
    there = await other.kubeconfig();
  }, 120_000);
  afterAll(() => other.stop());

  /** A reason to refuse it. */
  interface Refusal {
    name: string;
    kind: KnownKind;
    body: Body;
    prepare: (namespace: string) => Promise<unknown>;
    says: string;
  }

  const refusals: Refusal[] = [
    {
      name: "data would be lost",
      kind: "PersistentVolumeClaim",
      body: { spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } } },
      prepare: (namespace) => other.newNamespace(namespace),
      says: "allowDataLoss",
    },
    {
      name: "somebody else's object is there",
      kind: "ConfigMap",
      body: { data: { a: "1" } },
      prepare: async (namespace) => {
        const world = await other.newNamespace(namespace);
        await world.make("ConfigMap", "web", { data: { theirs: "1" } });
      },
      says: "adopt: true",
    },
    {
      name: "the namespace is missing",
      kind: "ConfigMap",
      body: { data: { a: "1" } },
      prepare: async () => undefined,
      says: "does not exist",
    },
  ];
  const homes: [string, (kubeconfig: string) => Body][] = [
    ["the environment's", () => ({})],
    ["one in the program", (kubeconfig) => ({ cluster: { kubeconfig } })],
  ];
  const rows = refusals.flatMap((refusal) =>
    homes.map((home) => [refusal.name, home[0], refusal, home[1]] as const),
  );

  test.concurrent.each(rows)(
    "a move that was refused because %s is taken back: the cluster was %s",
    async (_a, _b, row, home) => {
      const { world, checkout } = await fresh();
      const env = { KUBECONFIG: await writeKubeconfig({}) };
      const step = (options: Body): Step[] => [
        {
          kind: row.kind,
          id: "web",
          props: { metadata: { namespace: world.name, name: "web" }, ...row.body, ...options },
        },
      ];
      const here = step(home(env.KUBECONFIG));
      expectSuccess(await checkout.up(here, { env }));
      const uid = (await world.live(row.kind, "web"))?.metadata.uid;
      await row.prepare(world.name);
      const theirs = await worldOf(world.name, other.access).live("ConfigMap", "web");

      const refused = await checkout.up(step({ cluster: { kubeconfig: there } }), { env });
      expectOneError(refused, `${row.kind} ${world.name}/web`, row.says);
      const back = await checkout.up(here, { env });
      expectSuccess(back);
      expect((await world.live(row.kind, "web"))?.metadata.uid).toBe(uid as string);
      expect((await checkout.up(here, { env })).output).toContain("1 unchanged");
      expectSuccess(await checkout.destroy({ env }));
      expect(await world.names(row.kind)).toEqual([]);
      expect(await checkout.state()).toEqual({});
      expect((await worldOf(world.name, other.access).live("ConfigMap", "web")) as unknown).toEqual(theirs);
    },
  );

  test.concurrent("onUnreachable: forget does not forget what is reachable, but elsewhere", async () => {
    const { world, checkout } = await fresh();
    const kubeconfig = await writeKubeconfig({});
    const options = { delete: { onUnreachable: "forget" } };
    const steps = [configMap("web", { namespace: world.name, name: "web" }, options)];
    expectSuccess(await checkout.up(steps, { env: { KUBECONFIG: kubeconfig } }));
    const refused = await checkout.destroy({ env: { KUBECONFIG: there } });
    expect(refused.code, refused.output).toBe(1);
    expect(refused.output).toContain(`ConfigMap ${world.name}/web: it was deployed to`);
    expect(Object.keys(await checkout.state())).toEqual(["shop/test/configmap-web.json"]);
    expectSuccess(await checkout.destroy({ env: { KUBECONFIG: kubeconfig } }));
    expect(await world.names("ConfigMap")).toEqual([]);
  });
});

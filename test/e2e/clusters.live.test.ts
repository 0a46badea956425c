/** Several clusters in one app: the environment's, a scope's and a resource's own, side by side. */

import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { startCluster, type StartedCluster } from "alchemy-kubernetes/local";
import type { Checkout, Run } from "./checkout.ts";
import { cleanUp } from "./cleanup.ts";
import { writeKubeconfig, type World } from "./cluster.ts";
import { expectSuccess } from "./errors.ts";
import { fresh } from "./fresh.ts";
import { upNested, type NestedStack } from "./program.ts";
import { configMap, type Step } from "./stack.ts";

setDefaultTimeout(60_000);
afterAll(cleanUp);

/** Two clusters beside the one that the tests run on. */
let others: [StartedCluster, StartedCluster];
beforeAll(async () => {
  others = [await startCluster(), await startCluster()];
});
afterAll(() => Promise.all(others.map((cluster) => cluster[Symbol.asyncDispose]())));

async function namesOn(cluster: StartedCluster, namespace: string): Promise<Record<string, string>> {
  const answer = await cluster.fetch(`/api/v1/namespaces/${namespace}/configmaps`);
  const { items } = (await answer.json()) as {
    items: { metadata: { name: string }; data?: { a: string } }[];
  };
  const ours = items.filter(({ metadata }) => metadata.name !== "kube-root-ca.crt");
  return Object.fromEntries(ours.map(({ metadata, data }) => [metadata.name, data?.a ?? ""]));
}

async function edit(cluster: StartedCluster, namespace: string, name: string): Promise<void> {
  await cluster.fetch(`/api/v1/namespaces/${namespace}/configmaps/${name}`, {
    method: "PATCH",
    headers: { "content-type": "application/merge-patch+json" },
    body: JSON.stringify({ data: { a: "edited" } }),
  });
}

type Env = Record<string, string | undefined>;

interface Three {
  world: World;
  checkout: Checkout;
  /** One name on all three: the scope's default is the second, and the third is one resource's own. */
  stack: (value: string) => NestedStack;
  contents: () => Promise<Record<string, string>[]>;
}

async function three(): Promise<Three> {
  const { world, checkout } = await fresh();
  const [second, third] = others;
  for (const cluster of others) {
    await cluster.fetch("/api/v1/namespaces", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ metadata: { name: world.name } }),
    });
  }
  const metadata = { namespace: world.name, name: "web" };
  const first = { cluster: { kubeconfig: await writeKubeconfig({}) } };
  return {
    world,
    checkout,
    stack: (value) => ({
      inner: { cluster: second.cluster },
      steps: [
        configMap("first", metadata, { data: { a: value }, ...first }),
        configMap("second", metadata, { data: { a: value } }),
        configMap("third", metadata, { data: { a: value }, cluster: third.cluster }),
      ],
    }),
    contents: async () => {
      const here = await world.live("ConfigMap", "web");
      const found: Record<string, string> = here === undefined ? {} : { web: here.data?.["a"] ?? "" };
      return [found, await namesOn(second, world.name), await namesOn(third, world.name)];
    },
  };
}

const on = (value: string): Record<string, string>[] => [{ web: value }, { web: value }, { web: value }];
const NOTHING = [{}, {}, {}];
// At destroy no option of a nested scope is known, and nothing of the environment is asked.
const nowhere = { KUBECONFIG: undefined, HOME: "/nonexistent" };

test.concurrent("the same name on three clusters: deployed, changed, brought back, and destroyed by state alone", async () => {
  const { world, checkout, stack, contents } = await three();
  expectSuccess(await upNested(checkout, stack("1")));
  expect(await contents()).toEqual(on("1"));
  expect((await upNested(checkout, stack("1"))).output).toContain("3 unchanged");
  expectSuccess(await upNested(checkout, stack("2")));
  expect(await contents()).toEqual(on("2"));

  await edit(others[1], world.name, "web");
  const repaired = await upNested(checkout, stack("2"));
  expectSuccess(repaired);
  expect(repaired.output).toContain("2 unchanged, 1 updated");
  expect(await contents()).toEqual(on("2"));

  expectSuccess(await checkout.destroy({ env: nowhere }));
  expect(await contents()).toEqual(NOTHING);
  expect(await checkout.state()).toEqual({});
});

/** A cluster given in full, as a program has it that keeps no kubeconfig. */
async function inline({ kubeconfig }: StartedCluster): Promise<{ server: string; token: string }> {
  const config = (await Bun.file(kubeconfig).json()) as {
    clusters: [{ cluster: { server: string } }];
    users: [{ user: { token: string } }];
  };
  const { server } = config.clusters[0].cluster;
  // Without the path that stands for the token.
  return { server: new URL(server).origin, token: config.users[0].user.token };
}

const ends: [string, (checkout: Checkout, run: { steps: Step[]; env: Env }) => Promise<Run>][] = [
  ["ends with the next run", (checkout, { steps, env }) => checkout.up(steps, { env })],
  ["is undone by a destroy", (checkout, { env }) => checkout.destroy({ env })],
];

test.concurrent.each(ends)(
  "a move between clusters whose credentials are in the program, failed half way, %s",
  async (_how, end) => {
    const [{ checkout, world }, first, second] = [
      await three(),
      await inline(others[0]),
      await inline(others[1]),
    ];
    const env = { ...nowhere, ALCHEMY_PASSWORD: "pw" };
    const web = (cluster: unknown): Step =>
      configMap("web", { namespace: world.name, name: "web" }, { cluster });
    const failing = configMap("x", { namespace: "missing", name: "x" }, { cluster: second });
    expectSuccess(await checkout.up([web(first)], { env }));
    const failed = await checkout.up([web(second), failing], { env });
    expect(failed.code, failed.output).toBe(1);
    const there = { web: "1" };
    expect([await namesOn(others[0], world.name), await namesOn(others[1], world.name)]).toEqual([
      there,
      there,
    ]);
    expect(Object.values(await checkout.state()).join()).not.toContain(first.token);

    const run = await end(checkout, { steps: [web(second)], env });
    expectSuccess(run);
    expect(await namesOn(others[0], world.name)).toEqual({});
    expectSuccess(await checkout.destroy({ env }));
    expect(await namesOn(others[1], world.name)).toEqual({});
    expect(await checkout.state()).toEqual({});
  },
);

test.concurrent("one of them gone: the others are destroyed, and it is forgotten", async () => {
  const { checkout, stack, contents } = await three();
  const gone = await startCluster();
  const { steps, inner } = stack("1");
  const lost = configMap("lost", { namespace: "default", name: "lost" }, { cluster: gone.cluster });
  expectSuccess(await upNested(checkout, { ...(inner !== undefined && { inner }), steps: [...steps, lost] }));
  await gone[Symbol.asyncDispose]();
  const app = { kubernetes: { delete: { onUnreachable: "forget" } }, destroyStrategy: "parallel" as const };
  const destroyed = await checkout.destroy({ env: nowhere, app });
  expectSuccess(destroyed);
  expect(destroyed.output.match(/forgotten, not deleted/g)).toHaveLength(1);
  expect(await contents()).toEqual(NOTHING);
  expect(await checkout.state()).toEqual({});
});

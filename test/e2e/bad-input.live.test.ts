/** What goes wrong for a user: one error that says what to do, nothing else changed, and the repaired program goes on. */

import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { checkOut } from "./checkout.ts";
import { holdNamespace } from "../support/control-plane.ts";
import { cleanUp } from "./cleanup.ts";
import { api, worldOf, type World } from "./cluster.ts";
import { expectOneError, expectSuccess } from "./errors.ts";
import { at, fresh } from "./fresh.ts";
import { requestsOf } from "./requests.ts";
import { configMap, deployment, secret, type Stack, type Step } from "./stack.ts";

setDefaultTimeout(60_000);
afterAll(cleanUp);

/** One mistake, and the program without it. */
interface Mistake {
  name: string;
  /** What stands in its way on the cluster; the options are those of both runs. */
  prepare?: (world: World) => Promise<unknown>;
  wrong: (world: World) => Step[];
  /** What the error must say. */
  says: (world: World) => (string | RegExp)[];
  /** What somebody repairs on the cluster. */
  repair?: (world: World) => Promise<unknown>;
  right: (world: World) => Step[];
  /** Whether the object itself may be written before the error: only when it is waited for. */
  writes?: true;
}

const theirs = { data: { theirs: "1" } };

const mistakes: Mistake[] = [
  {
    name: "unknown kind",
    wrong: ({ name: namespace }) => [
      manifest({ apiVersion: "nope.test/v1", kind: "Widget", metadata: { namespace } }),
    ],
    says: () => ["Widget", "nope.test/v1"],
    right: (world) => [manifest({ apiVersion: "v1", kind: "ConfigMap", metadata: at(world), data: {} })],
  },
  {
    name: "kind of a version that is not served any more",
    wrong: ({ name: namespace }) => [
      manifest({ apiVersion: "extensions/v1beta1", kind: "Deployment", metadata: { namespace } }),
    ],
    says: () => ["extensions/v1beta1 Deployment", "It serves apps/v1 Deployment"],
    right: (world) => [manifest({ apiVersion: "v1", kind: "ConfigMap", metadata: at(world), data: {} })],
  },
  {
    name: "manifest without a kind",
    wrong: ({ name: namespace }) => [manifest({ apiVersion: "v1", metadata: { namespace } })],
    says: () => ['Manifest "web"', "kind"],
    right: (world) => [manifest({ apiVersion: "v1", kind: "ConfigMap", metadata: at(world), data: {} })],
  },
  {
    name: "invalid manifest, by its causes",
    wrong: (world) => [
      deployment("web", at(world), { spec: { replicas: -1, selector: { matchLabels: { app: "other" } } } }),
    ],
    says: ({ name }) => [`Deployment ${name}/web`, "spec.replicas", "spec.template.metadata.labels"],
    right: (world) => [deployment("web", at(world))],
  },
  {
    name: "unknown field",
    wrong: (world) => [deployment("web", at(world), { container: { imagge: "x" } })],
    says: ({ name }) => [
      `Deployment ${name}/web`,
      'spec.template.spec.containers[name="main"].imagge',
      "not declared",
      "Correct",
    ],
    right: (world) => [deployment("web", at(world))],
  },
  {
    name: "value of the wrong type",
    wrong: (world) => [deployment("web", at(world), { spec: { replicas: "two" } })],
    says: ({ name }) => [`Deployment ${name}/web`, "spec.replicas", "Correct"],
    right: (world) => [deployment("web", at(world))],
  },
  {
    name: "duplicate list keys",
    wrong: (world) => [
      deployment("web", at(world), {
        container: {
          env: [
            { name: "A", value: "1" },
            { name: "A", value: "2" },
          ],
        },
      }),
    ],
    says: ({ name }) => [`Deployment ${name}/web`, 'duplicate entries for key [name="A"]', "Correct"],
    right: (world) => [deployment("web", at(world))],
  },
  {
    name: "what JSON cannot hold",
    wrong: (world) => [
      configMap("web", at(world), { data: { a: { $secret: "x" }, b: null }, immutable: "x" }),
    ],
    says: ({ name }) => [`ConfigMap ${name}/web`, "immutable"],
    right: (world) => [configMap("web", at(world))],
  },
  {
    name: "missing namespace",
    wrong: ({ name }) => [configMap("web", { namespace: `${name}-missing`, name: "web" })],
    says: ({ name }) => [
      `ConfigMap ${name}-missing/web`,
      `namespace ${name}-missing does not exist`,
      "kubectl create namespace",
    ],
    right: (world) => [configMap("web", at(world))],
  },
  {
    name: "object of somebody else",
    prepare: (world) => world.make("ConfigMap", "web", theirs),
    wrong: (world) => [configMap("web", at(world))],
    says: ({ name }) => [`ConfigMap ${name}/web`, "exists already", "somebody", "adopt: true", "--adopt"],
    right: (world) => [configMap("web", at(world), { adopt: true })],
  },
  {
    name: "object of a controller, also with adopt",
    prepare: async (world) => {
      const { metadata } = await world.make("ConfigMap", "owner");
      const reference = {
        apiVersion: "v1",
        kind: "ConfigMap",
        name: "owner",
        uid: metadata.uid,
        controller: true,
      };
      await world.make("ConfigMap", "web", {
        metadata: { name: "web", ownerReferences: [reference] },
        ...theirs,
      });
    },
    wrong: (world) => [configMap("web", at(world), { adopt: true })],
    says: ({ name }) => [`ConfigMap ${name}/web`, "controlled by ConfigMap owner", "another name"],
    repair: (world) => world.drop("ConfigMap", "web"),
    right: (world) => [configMap("web", at(world))],
  },
  {
    name: "exhausted quota",
    prepare: (world) => world.make("ResourceQuota", "none", { spec: { hard: { secrets: "0" } } }),
    wrong: (world) => [secret("web", at(world), { a: "b" })],
    says: ({ name }) => [`Secret ${name}/web`, "exceeded quota"],
    repair: (world) => world.drop("ResourceQuota", "none"),
    right: (world) => [secret("web", at(world), { a: "b" })],
  },
  {
    name: "wait timed out",
    wrong: (world) => [deployment("web", at(world), { fault: "never-ready", timeout: 1_500 })],
    says: ({ name }) => [
      `Deployment ${name}/web`,
      "not ready after 1.5 s",
      "0/1 replicas",
      "readinessProbe",
      "timeout",
    ],
    right: (world) => [deployment("web", at(world))],
    writes: true,
  },
  {
    name: "condition that never comes",
    wrong: (world) => [deployment("web", at(world), { wait: { condition: "Blessed" }, timeout: 1_500 })],
    says: ({ name }) => [`Deployment ${name}/web`, "not ready after 1.5 s", "Blessed"],
    right: (world) => [deployment("web", at(world), { wait: { condition: "Available" } })],
    writes: true,
  },
];

function manifest(object: Record<string, unknown>): Step {
  return { kind: "Manifest", id: "web", props: { manifest: object } };
}

describe("a mistake in the program", () => {
  test.concurrent.each(mistakes.map((mistake) => [mistake.name, mistake] as const))(
    "%s",
    async (_name, mistake) => {
      const { world, checkout } = await fresh();
      await mistake.prepare?.(world);
      const keep = configMap("keep", { namespace: world.name, name: "keep" });
      expectSuccess(await checkout.up([keep]));
      const kept = await world.live("ConfigMap", "keep");

      const program = [keep, ...mistake.wrong(world)];
      const { result: refused, writes } = await requestsOf(world, () => checkout.up(program));
      expectOneError(refused, ...mistake.says(world));
      if (mistake.writes !== true) expect(writes.filter(({ code }) => code < 300)).toEqual([]);
      expect(await world.live("ConfigMap", "keep")).toEqual(kept as NonNullable<typeof kept>);

      await mistake.repair?.(world);
      const next = await checkout.up([keep, ...mistake.right(world)]);
      expectSuccess(next);
      expect((await checkout.up([keep, ...mistake.right(world)])).output).toContain("2 unchanged");
      expectSuccess(await checkout.destroy());
      expect(await checkout.state()).toEqual({});
      for (const kind of ["ConfigMap", "Secret", "Deployment"] as const)
        expect((await world.names(kind)).filter((name) => name !== "owner")).toEqual([]);
    },
  );

  test.concurrent("in a program that was deployed before changes nothing, and destroy still works", async () => {
    const { world, checkout } = await fresh();
    expectSuccess(await checkout.up([deployment("web", at(world))]));
    const before = await world.live("Deployment", "web");
    expectOneError(
      await checkout.up([deployment("web", at(world), { container: { imagge: "x" } })]),
      "imagge",
    );
    expect((await world.live("Deployment", "web"))?.metadata.uid).toBe(before?.metadata.uid as string);
    expect((await world.live("Deployment", "web"))?.spec).toEqual(before?.spec as Record<string, unknown>);
    expectSuccess(await checkout.destroy());
    expect(await world.names("Deployment")).toEqual([]);
    expect(await checkout.state()).toEqual({});
  });
});

describe("a namespace", () => {
  test.concurrent("that is still terminating is waited for", async () => {
    const checkout = await checkOut();
    const name = `e2e-again-${crypto.randomUUID().slice(0, 8)}`;
    const app: Stack["app"] = { destroyStrategy: "parallel" };
    const steps: Step[] = [
      {
        kind: "Namespace",
        id: "home",
        props: { metadata: { name }, delete: { timeout: 500 }, allowDataLoss: true },
      },
      configMap("web", { namespace: name, name: "web" }),
    ];
    expectSuccess(await checkout.up({ app, steps }));
    const before = await api(`/api/v1/namespaces/${name}`);
    const release = await holdNamespace(name);
    const destroyed = await checkout.destroy({ app });
    expect(destroyed.code, destroyed.output).toBe(1);
    expect(destroyed.output).toContain("still being deleted after 0.5 s");
    const run = checkout.start({ app, steps });
    await run.says("waiting until");
    await release();
    expectSuccess(await run.ended);
    const after = await api(`/api/v1/namespaces/${name}`);
    expect(after?.metadata.uid).not.toBe(before?.metadata.uid as string);
    expect((await worldOf(name).live("ConfigMap", "web"))?.data).toEqual({ a: "1" });
    await api(`/api/v1/namespaces/${name}`, { method: "DELETE" });
  });

  test.concurrent("that somebody else deletes is waited for by what lives in it", async () => {
    const { world, checkout } = await fresh();
    const release = await holdNamespace(world.name);
    await api(`/api/v1/namespaces/${world.name}`, { method: "DELETE" });
    const run = checkout.start([configMap("web", at(world))]);
    await run.says(`waiting until namespace ${world.name}`);
    await release();
    expectOneError(await run.ended, `ConfigMap ${world.name}/web`, `namespace ${world.name} does not exist`);
    await api("/api/v1/namespaces", { method: "POST", body: { metadata: { name: world.name } } });
    expectSuccess(await checkout.up([configMap("web", at(world))]));
    expectSuccess(await checkout.destroy());
  });
});

/** What a program may wait for, and what ends the wait: on a kind whose controller is the test. */

import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { eventually } from "../support/control-plane.ts";
import { checkOut, type Checkout } from "./checkout.ts";
import { cleanUp } from "./cleanup.ts";
import { api, type World } from "./cluster.ts";
import { ANYTHING, define } from "./definition.ts";
import { expectOneError, expectSuccess } from "./errors.ts";
import { fresh } from "./fresh.ts";
import { upNested } from "./program.ts";
import { silentServer } from "./silent-server.ts";
import type { ResourceStep } from "./stack.ts";

setDefaultTimeout(60_000);
afterAll(cleanUp);

interface Things {
  world: World;
  checkout: Checkout;
  thing: (options?: object) => ResourceStep;
  /** Writes its status, as its controller would, as soon as it exists. */
  say: (status: object) => Promise<void>;
}

/** A kind whose schema promises conditions. */
async function things(): Promise<Things> {
  const { world, checkout } = await fresh();
  const properties = {
    spec: ANYTHING,
    status: { ...ANYTHING, properties: { conditions: { type: "array", items: ANYTHING } } },
  };
  const { group, pathOf } = await define(world, {
    schema: { type: "object", properties },
    subresources: { status: {} },
  });
  const path = pathOf("web");
  return {
    world,
    checkout,
    thing: (options = {}) => ({
      kind: "Manifest",
      id: "web",
      props: {
        manifest: {
          apiVersion: `${group}/v1`,
          kind: "Thing",
          metadata: { name: "web", namespace: world.name },
          spec: {},
        },
        ...options,
      },
    }),
    say: async (status) => {
      await eventually("the object exists", () => api(path));
      await api(`${path}/status`, {
        method: "PATCH",
        contentType: "application/merge-patch+json",
        body: { status },
      });
    },
  };
}

const condition = (type: string, status: string, reason: string, more: object = {}): object => ({
  type,
  status,
  reason,
  message: "",
  ...more,
});

describe("a custom resource", () => {
  test.concurrent("is not ready before its controller has said so", async () => {
    const { checkout, thing, say } = await things();
    const running = checkout.start([thing()]);
    await running.says("it has no status yet");
    await say({ conditions: [condition("Ready", "False", "Baking")] });
    await running.says("Baking");
    await say({ conditions: [condition("Ready", "True", "Open")] });
    expectSuccess(await running.ended);
  });

  test.concurrent("counts with a warning when nobody says anything", async () => {
    const { checkout, thing } = await things();
    const run = await checkout.up([thing()]);
    expectSuccess(run);
    // The same words are progress before.
    expect(run.output).toMatch(/WARN.*Thing \S+\/web: it has no status yet: does its controller run\?/);
  });

  test.concurrent("is waited for by a list of rules, kept as data", async () => {
    const { checkout, thing, say } = await things();
    const wait = [
      { condition: "Open" },
      { jsonpath: "{.status.doors[?(@.name=='front')].state}", value: "open" },
    ];
    const running = checkout.start([thing({ wait })]);
    await say({ conditions: [condition("Open", "True", "Sunday")] });
    await running.says("is absent");
    await say({
      doors: [
        { name: "back", state: "open" },
        { name: "front", state: "open" },
      ],
    });
    expectSuccess(await running.ended);
    const state = Object.values(await checkout.state()).join("");
    expect(state).toContain("@.name=='front'");
  });

  test.concurrent("fails by a condition that its program calls final", async () => {
    const { checkout, thing, say } = await things();
    const running = checkout.start([thing({ failOn: { condition: "Ready", status: "False" } })]);
    await say({
      conditions: [
        condition("Ready", "False", "NoSuchBucket", { message: "bucket a is gone", observedGeneration: 1 }),
      ],
    });
    expectOneError(await running.ended, "Thing", "NoSuchBucket: bucket a is gone");
  });
});

test.concurrent("a Job that is started is not awaited to its end", async () => {
  const { world, checkout } = await fresh();
  const labels = { "test/fault": "image-pull" };
  const spec = (more: object): object => ({
    template: {
      metadata: more,
      spec: { restartPolicy: "Never", containers: [{ name: "web", image: "registry.test/web:1" }] },
    },
  });
  const started = {
    kind: "Job",
    id: "web",
    props: {
      metadata: { name: "web", namespace: world.name },
      spec: spec({}),
      wait: { rule: "job-started" },
    },
  };
  expectSuccess(await checkout.up([started]));
  const stuck = {
    kind: "Job",
    id: "stuck",
    props: {
      metadata: { name: "stuck", namespace: world.name },
      spec: spec({ labels }),
      wait: { rule: "job-started" },
      timeout: 3_000,
    },
  };
  expectOneError(await checkout.up([started, stuck]), "Job", "none of its 1 active pods is ready");
});

describe("a rule that is none", () => {
  const rows: [string, object, string][] = [
    ["a wrong path", { wait: { jsonpath: "{.status.phase" } }, "a closing } at position 15"],
    ["an unknown name", { wait: { rule: "job-done" } }, "job-started"],
    ["a rule of another kind", { wait: [{ rule: "job-started" }] }, "It is for batch/Job"],
    ["a wrong expression", { failOn: { cel: "self." } }, "self."],
  ];
  test.concurrent.each(rows)("is an error before any request: %s", async (_name, options, told) => {
    const [checkout, server] = await Promise.all([checkOut(), silentServer()]);
    const props = { metadata: { name: "web", namespace: "default" }, data: {}, ...options };
    const run = await upNested(
      checkout,
      { steps: [{ kind: "ConfigMap", id: "web", props }] },
      { env: { KUBECONFIG: server.kubeconfig } },
    );
    expectOneError(run, 'ConfigMap "web"', told);
    expect(server.connections()).toBe(0);
  });
});

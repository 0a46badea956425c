/** A finished Job that the cluster deleted by itself has done its work: it runs again only when it is another one. */

import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { startCluster } from "alchemy-kubernetes/local";
import { until } from "../support/control-plane.ts";
import type { Checkout, RunOptions, Run } from "./checkout.ts";
import { cleanUp, later } from "./cleanup.ts";
import { type Live, writeKubeconfig, type World } from "./cluster.ts";
import { expectSuccess } from "./errors.ts";
import { fresh, type Body } from "./fresh.ts";
import { requestsOf } from "./requests.ts";
import type { Step } from "./stack.ts";

setDefaultTimeout(60_000);
afterAll(cleanUp);

type Program = (world: World, options?: Body, image?: string) => Step;

const specOf = (image: string): Body => ({
  ttlSecondsAfterFinished: 1,
  template: { spec: { restartPolicy: "Never", containers: [{ name: "main", image }] } },
});
const metadata = ({ name: namespace }: World): Body => ({ namespace, name: "web" });
const IMAGE = "registry.test/main:1";

const programs: [string, Program][] = [
  [
    "as a Job",
    (world, options = {}, image = IMAGE) => ({
      kind: "Job",
      id: "web",
      props: { metadata: metadata(world), spec: specOf(image), ...options },
    }),
  ],
  [
    "as a manifest",
    (world, options = {}, image = IMAGE) => ({
      kind: "Manifest",
      id: "web",
      props: {
        manifest: { apiVersion: "batch/v1", kind: "Job", metadata: metadata(world), spec: specOf(image) },
        ...options,
      },
    }),
  ],
];

/** Deploys and waits until the Job has finished and is gone. */
async function finished(program: Program): Promise<{ world: World; checkout: Checkout; uid: unknown }> {
  const { world, checkout } = await fresh();
  const run = await checkout.up([program(world)], { env: { KUBECONFIG: await writeKubeconfig({}) } });
  expectSuccess(run);
  await gone(world);
  return { world, checkout, uid: Object.values(run.outputs)[0]?.uid };
}

async function gone(world: World): Promise<void> {
  await until("the Job is gone", async () => (await world.live("Job", "web")) === undefined);
}

describe.each(programs)("a finished Job that is gone, %s", (_name, program) => {
  async function expectNoRun(
    there: { world: World; checkout: Checkout; uid: unknown },
    step: Step,
    options: RunOptions,
  ): Promise<void> {
    const up = (): Promise<Run> => there.checkout.up([step], options);
    const { result: run, writes } = await requestsOf(there.world.path("Job"), up);
    expectSuccess(run);
    expect(Object.values(run.outputs)[0]?.uid).toBe(there.uid as string);
    expect(writes).toEqual([]);
    expect(await there.world.live("Job", "web")).toBeUndefined();
  }

  test.concurrent("does not run again because an option or the kubeconfig's path changed", async () => {
    const there = await finished(program);
    const { world } = there;
    const env = { KUBECONFIG: await writeKubeconfig({}) };
    await expectNoRun(there, program(world), { env });
    await expectNoRun(there, program(world, { timeout: 50_000 }), { env });
    await expectNoRun(there, program(world, { timeout: 50_000 }), { env });
    await expectNoRun(there, program(world, { timeout: 40_000, delete: { propagation: "Background" } }), {
      env: { KUBECONFIG: await writeKubeconfig({}) },
    });
    expectSuccess(await there.checkout.destroy({ env }));
    expect(await there.checkout.state()).toEqual({});
  });

  test.concurrent("runs again when its image changed", async () => {
    const { world, checkout, uid } = await finished(program);
    const changed = [program(world, {}, "registry.test/main:2")];
    const run = await checkout.up(changed);
    expectSuccess(run);
    expect(Object.values(run.outputs)[0]?.uid).toBeString();
    expect(Object.values(run.outputs)[0]?.uid).not.toBe(uid as string);
    await gone(world);
    expect((await checkout.up(changed)).output).toContain("1 unchanged");
    expect(await world.live("Job", "web")).toBeUndefined();
    expectSuccess(await checkout.destroy());
    expect(await checkout.state()).toEqual({});
  });
});

describe("a Job that never ran", () => {
  const kept = (world: World, image = IMAGE, options: Body = {}): Step => ({
    kind: "Job",
    id: "web",
    props: {
      metadata: metadata(world),
      spec: { ...specOf(image), ttlSecondsAfterFinished: 600 },
      ...options,
    },
  });

  test("is made, because it is another one on another cluster", async () => {
    const [{ world, checkout }, other] = await Promise.all([fresh(), startCluster()]);
    later(() => other[Symbol.asyncDispose]());
    await other.fetch("/api/v1/namespaces", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ metadata: { name: world.name } }),
    });
    const first = await checkout.up([
      kept(world, IMAGE, { cluster: { kubeconfig: await writeKubeconfig({}) } }),
    ]);
    expectSuccess(first);
    const moved = await checkout.up([kept(world, IMAGE, { cluster: other.cluster })]);
    expectSuccess(moved);
    const made = await other.fetch(`/apis/batch/v1/namespaces/${world.name}/jobs/web`);
    expect(((await made.json()) as Live).metadata.uid).toBe(moved.outputs["Job/web"]?.uid ?? "");
    expect(await world.live("Job", "web")).toBeUndefined();
    expectSuccess(await checkout.destroy());
    expect(await checkout.state()).toEqual({});
  });

  test("is made again, when a replacement died after it had deleted it", async () => {
    const { world, checkout } = await fresh();
    expectSuccess(await checkout.up([kept(world)]));
    const HELD = "test.example.com/hold";
    const { metadata: first } = await world.edit("Job", "web", { metadata: { finalizers: [HELD] } });
    const replacing = checkout.start([kept(world, "registry.test/main:2")]);
    await until("it is being deleted", async () => {
      const now = await world.live("Job", "web");
      return now?.metadata.deletionTimestamp !== undefined;
    });
    replacing.kill("SIGKILL");
    await replacing.ended;
    await world.edit("Job", "web", { metadata: { finalizers: null } });
    await gone(world);
    const back = await checkout.up([kept(world)]);
    expectSuccess(back);
    const live = await world.live("Job", "web");
    expect(live?.metadata.uid).toBe(back.outputs["Job/web"]?.uid ?? "");
    expect(live?.metadata.uid).not.toBe(first.uid);
    expectSuccess(await checkout.destroy());
    expect(await checkout.state()).toEqual({});
  });
});

/** Adoption, conflicts and autoscalers through a user's program: what state, cluster and output say. */

import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { kubectl } from "../support/control-plane.ts";
import { cleanUp } from "./cleanup.ts";
import { api, type World } from "./cluster.ts";
import { expectOneError, expectSuccess } from "./errors.ts";
import { at, fresh, type Body } from "./fresh.ts";
import { requestsOf } from "./requests.ts";
import { deployment, type Step } from "./stack.ts";

setDefaultTimeout(60_000);
afterAll(cleanUp);

describe("what kubectl made", () => {
  test.concurrent("is adopted, kept by later runs, and deleted with the stack", async () => {
    const { world, checkout } = await fresh();
    await kubectl(
      "-n",
      world.name,
      "create",
      "deployment",
      "web",
      "--image=registry.test/old:1",
      "--replicas=2",
    );
    await kubectl("-n", world.name, "set", "env", "deployment/web", "THEIRS=1");
    await kubectl("-n", world.name, "label", "deployment/web", "by=hand");
    const uid = (await world.live("Deployment", "web"))?.metadata.uid;
    const step = (image: string): Step =>
      deployment("web", at(world), { adopt: true, spec: { replicas: 2 }, container: { name: "old", image } });

    const adopted = await checkout.up([step("registry.test/new:1")]);
    expectSuccess(adopted);
    expect(adopted.output).toContain("1 adopted");
    const live = await world.live("Deployment", "web");
    expect(live?.metadata.uid).toBe(uid as string);
    expect(live?.metadata.labels).toMatchObject({ by: "hand" });
    expect(live?.spec).toMatchObject({
      replicas: 2,
      template: {
        spec: { containers: [{ name: "old", image: "registry.test/new:1", env: [{ name: "THEIRS" }] }] },
      },
    });
    expect((await checkout.up([step("registry.test/new:1")])).output).toContain("1 unchanged");
    expectSuccess(await checkout.up([step("registry.test/new:2")]));
    expectSuccess(await checkout.destroy());
    expect(await world.names("Deployment")).toEqual([]);
    expect(await checkout.state()).toEqual({});
  });
});

describe("an autoscaler", () => {
  const autoscaler = (world: World): Promise<unknown> =>
    api(`/apis/autoscaling/v2/namespaces/${world.name}/horizontalpodautoscalers`, {
      method: "POST",
      body: {
        metadata: { name: "web-scaler" },
        spec: { maxReplicas: 3, scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" } },
      },
    });

  test.concurrent("of an object whose manifest sets replicas is warned of once, by one LIST", async () => {
    const { world, checkout } = await fresh();
    await autoscaler(world);
    const steps = (replicas: number): Step[] => [
      {
        together: [
          deployment("web", at(world), { spec: { replicas } }),
          deployment("other", { namespace: world.name, name: "other" }, { spec: { replicas: 1 } }),
        ],
      },
    ];
    const path = `/apis/autoscaling/v2/namespaces/${world.name}/`;
    const lists = async (replicas: number): Promise<{ lists: number; warnings: number }> => {
      const { result: run, requests } = await requestsOf(path, () => checkout.up(steps(replicas)));
      expectSuccess(run);
      const warnings = [
        ...run.output.matchAll(
          /WARN.*web: its manifest sets spec\.replicas to \d, but HorizontalPodAutoscaler web-scaler/g,
        ),
      ];
      return { lists: requests.length, warnings: warnings.length };
    };
    expect(await lists(1)).toEqual({ lists: 1, warnings: 1 });
    expect(await lists(1)).toEqual({ lists: 0, warnings: 0 });
    expect(await lists(2)).toEqual({ lists: 1, warnings: 1 });
    expectSuccess(await checkout.destroy());
  });

  test.concurrent("keeps the replicas that it set, run after run, also when the manifest sets them", async () => {
    const { world, checkout } = await fresh();
    await autoscaler(world);
    const step = (image: string): Step =>
      deployment("web", at(world), { spec: { replicas: 1 }, container: { image } });
    expectSuccess(await checkout.up([step("registry.test/web:1")]));
    const hpa = { manager: "kube-controller-manager", subresource: "/scale" };
    await world.edit("Deployment", "web", { spec: { replicas: 3 } }, hpa);
    const replicas = async (): Promise<unknown> =>
      (await world.live("Deployment", "web"))?.spec?.["replicas"];
    expectSuccess(await checkout.up([step("registry.test/web:1")]));
    expect(await replicas()).toBe(3);
    const changed = await checkout.up([step("registry.test/web:2")]);
    expectSuccess(changed);
    expect(await replicas()).toBe(3);
    expect(changed.output).toMatch(/WARN.*web: spec\.replicas is 1 in the manifest.*it is left at 3/);
    expect((await checkout.up([step("registry.test/web:2")])).output).toContain("1 unchanged");
    expectSuccess(await checkout.destroy());
  });
});

test.concurrent("an ignored path with a typo is an error before anything is asked", async () => {
  const { world, checkout } = await fresh();
  const step = (path: string): Step => deployment("web", at(world), { conflicts: { ignore: [path] } });
  const { requests } = await requestsOf(world, async () => {
    expectOneError(await checkout.up([step("spec.replica")]), 'Deployment "web"', 'did you mean "replicas"?');
    expectOneError(await checkout.up([step("spec[")]), 'Deployment "web"', '"spec[" is no field path');
  });
  expect(requests).toEqual([]);
  expect(await checkout.state()).toEqual({});
});

test.concurrent("a Deployment becomes Recreate with its new image in one rollout", async () => {
  const { world, checkout } = await fresh();
  const step = (image: string, spec: Body = {}): Step =>
    deployment("web", at(world), { spec, container: { image } });
  expectSuccess(await checkout.up([step("registry.test/web:1")]));
  expectSuccess(await checkout.up([step("registry.test/web:2", { strategy: { type: "Recreate" } })]));
  const live = await world.live("Deployment", "web");
  expect(live?.spec).toMatchObject({ strategy: { type: "Recreate" } });
  expect(live?.metadata.annotations).toMatchObject({ "deployment.kubernetes.io/revision": "2" });
  expectSuccess(await checkout.destroy());
  expect(await world.names("Deployment")).toEqual([]);
});

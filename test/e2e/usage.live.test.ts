/** Programs that contradict themselves are told so before anything is asked of a cluster, or changed on it. */

import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { checkOut } from "./checkout.ts";
import { cleanUp } from "./cleanup.ts";
import type { World } from "./cluster.ts";
import { expectOneError, expectSuccess } from "./errors.ts";
import { fresh } from "./fresh.ts";
import { upNested } from "./program.ts";
import { silentServer } from "./silent-server.ts";
import { configMap, type Step } from "./stack.ts";

setDefaultTimeout(60_000);
afterAll(cleanUp);

describe("a timeout that no timer can have", () => {
  const longest = 2 ** 31 - 1;
  const options: [string, Record<string, unknown>][] = [
    ["Infinity", { timeout: { $number: "Infinity" } }],
    ["NaN", { timeout: { $number: "NaN" } }],
    ["0", { timeout: 0 }],
    ["-1", { timeout: -1 }],
    ["2**31", { timeout: longest + 1 }],
    ["Infinity for delete", { delete: { timeout: { $number: "Infinity" } } }],
  ];
  test.concurrent.each(options)("is an error before any request: %s", async (_name, props) => {
    const [checkout, server] = await Promise.all([checkOut(), silentServer()]);
    const step = configMap("web", { namespace: "default", name: "web" }, props);
    const run = await upNested(checkout, { steps: [step] }, { env: { KUBECONFIG: server.kubeconfig } });
    expectOneError(run, "ConfigMap", "timeout");
    expect(server.connections()).toBe(0);
    expect(await checkout.state()).toEqual({});
  });

  test.concurrent("is one for a scope, too", async () => {
    const [checkout, server] = await Promise.all([checkOut(), silentServer()]);
    const steps = [configMap("web", { namespace: "default", name: "web" })];
    const env = { KUBECONFIG: server.kubeconfig };
    expectOneError(await upNested(checkout, { inner: { timeout: 0 }, steps }, { env }), "timeout");
    expect(server.connections()).toBe(0);
  });

  test.concurrent("is not the longest", async () => {
    const { world, checkout } = await fresh();
    const step = configMap("web", { namespace: world.name, name: "web" }, { timeout: longest });
    expectSuccess(await checkout.up([step]));
    expectSuccess(await checkout.destroy());
    expect(await world.names("ConfigMap")).toEqual([]);
  });
});

describe("one object under two ids in one run", () => {
  const pair = ({ name: namespace }: World): Step[] =>
    ["one", "two"].map((id) => configMap(id, { namespace, name: "same" }, { data: { id }, adopt: true }));
  const shapes: [string, (steps: Step[]) => Step[]][] = [
    ["one after the other", (steps) => steps],
    ["side by side", (steps) => [{ together: steps }]],
  ];
  test.concurrent.each(shapes)("is an error, and nothing is stolen in turns: %s", async (_name, shape) => {
    const { world, checkout } = await fresh();
    const revisions = new Set<string>();
    for (const round of [1, 2, 3]) {
      const run = await checkout.up(shape(pair(world)));
      expectOneError(run, `ConfigMap ${world.name}/same`, /configmap-one/, /configmap-two/);
      // Side by side the error may come before the first one is made.
      const live = await world.live("ConfigMap", "same");
      expect(live?.data ?? { id: "one" }, `run ${round}`).toEqual({ id: "one" });
      if (live !== undefined) revisions.add(live.metadata.resourceVersion);
    }
    const left = pair(world).slice(0, 1);
    expectSuccess(await checkout.up(left));
    expect((await world.live("ConfigMap", "same"))?.data).toEqual({ id: "one" });
    expect(revisions.size).toBeLessThanOrEqual(1);
    expect((await checkout.up(left)).output).toContain("1 unchanged");
    expectSuccess(await checkout.destroy());
    expect(await world.names("ConfigMap")).toEqual([]);
    expect(await checkout.state()).toEqual({});
  });
});

/** Nested scopes: the options that hold in them, and what their failures mean for the rest. */

import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { cleanUp } from "./cleanup.ts";
import { writeKubeconfig } from "./cluster.ts";
import { expectOneError, expectSuccess } from "./errors.ts";
import { fresh } from "./fresh.ts";
import { upNested } from "./program.ts";
import { configMap, type Step } from "./stack.ts";

setDefaultTimeout(60_000);
afterAll(cleanUp);

describe("the cluster of a nested scope", () => {
  const nowhere = { KUBECONFIG: undefined, HOME: "/nonexistent" };

  test.concurrent("is the one it names, never the app's in its place", async () => {
    const { world, checkout } = await fresh();
    const app = { kubernetes: { cluster: { kubeconfig: await writeKubeconfig({}) } } };
    const steps = [configMap("web", { namespace: world.name, name: "web" })];
    for (const inner of [{ context: "does-not-exist" }, { cluster: { context: "does-not-exist" } }]) {
      const refused = await upNested(checkout, { app, inner, steps });
      expectOneError(refused, "does-not-exist");
      expect(await world.names("ConfigMap")).toEqual([]);
    }
    const missing = await upNested(checkout, {
      app,
      inner: { kubeconfig: "/nonexistent/kubeconfig" },
      steps,
    });
    expectOneError(missing, "/nonexistent/kubeconfig");
    expect(await world.names("ConfigMap")).toEqual([]);
  });

  test.concurrent("is the app's when it names only a namespace", async () => {
    const { world, checkout } = await fresh();
    const app = { kubernetes: { cluster: { kubeconfig: await writeKubeconfig({}) } } };
    const stack = { app, inner: { namespace: world.name }, steps: [configMap("web", { name: "web" })] };
    expectSuccess(await upNested(checkout, stack, { env: nowhere }));
    expect(await world.names("ConfigMap")).toEqual(["web"]);
    expect((await upNested(checkout, stack, { env: nowhere })).output).toContain("1 unchanged");
    expectSuccess(await checkout.destroy({ app, env: nowhere }));
    expect(await world.names("ConfigMap")).toEqual([]);
  });
});

describe("a failure in a nested scope that the program catches", () => {
  const failures: [string, Record<string, unknown>][] = [
    ["before any request", { apiVersion: "v1", metadata: { name: "bad" } }],
    ["from the API server", { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "UPPER" } }],
  ];
  test.concurrent.each(failures)(
    "prunes nothing that the app no longer mentions: %s",
    async (_name, manifest) => {
      const { world, checkout } = await fresh();
      const metadata = { ...(manifest["metadata"] as object), namespace: world.name };
      const bad: Step = { kind: "Manifest", id: "bad", props: { manifest: { ...manifest, metadata } } };
      const caught: Step = { settled: [{ scope: "inner", steps: [bad] }] };
      expectSuccess(await checkout.up([configMap("web", { namespace: world.name, name: "web" })]));
      const before = await world.live("ConfigMap", "web");
      const run = await checkout.up([caught]);
      expect(run.code, run.output).not.toBe(0);
      expect(await world.live("ConfigMap", "web")).toEqual(before as NonNullable<typeof before>);
      expect(Object.keys(await checkout.state())).toContain("shop/test/configmap-web.json");
      expectSuccess(await checkout.up([]));
      expect(await world.names("ConfigMap")).toEqual([]);
      expect(await checkout.state()).toEqual({});
    },
  );
});

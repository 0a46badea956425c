/** A stack with a workload that cannot become ready: what its user reads, and what the next run finds. */

import { afterAll, expect, setDefaultTimeout, test } from "bun:test";
import { cleanUp } from "./cleanup.ts";
import { expectOneError, expectSuccess } from "./errors.ts";
import { fresh } from "./fresh.ts";
import { configMap, deployment, secret } from "./stack.ts";

setDefaultTimeout(240_000);
afterAll(cleanUp);

test("a crash loop ends the run early and says why; the mended program succeeds", async () => {
  const { world, checkout } = await fresh();
  const at = (name: string): Record<string, unknown> => ({ namespace: world.name, name });
  const config = configMap("config", at("config"));
  const key = secret("key", at("key"), { HOST: "db:5432" });
  const lines = { "local.alchemy.run/log": "shop 1.4.2 starting\nconnecting to db:5432" };
  const web = (fault?: string): ReturnType<typeof deployment> => {
    const step = deployment("web", at("web"), {
      ...(fault !== undefined && { fault }),
      container: { name: "server" },
    });
    const spec = step.props["spec"] as { template: { metadata: Record<string, unknown> } };
    spec.template.metadata["annotations"] = lines;
    return step;
  };
  const start = performance.now();
  const failed = await checkout.up([config, key, web("crash-loop")]);
  // Its timeout is ten minutes.
  expect(performance.now() - start).toBeLessThan(120_000);
  expectOneError(
    failed,
    `Deployment ${world.name}/web: Pod web-`,
    "CrashLoopBackOff",
    "exit code 1",
    "correct its command",
  );
  for (const line of [
    `  chain      Deployment ${world.name}/web → ReplicaSet web-`,
    "  container  server of Pod web-",
    "             | shop 1.4.2 starting",
    "             | connecting to (secret)",
  ])
    expect(failed.output).toContain(line);
  expect(failed.output).toMatch(/progress.*; 1 pod: CrashLoopBackOff/);
  expect(failed.output).not.toContain("db:5432");

  expectSuccess(await checkout.up([config, key, web()]));
  const again = await checkout.up([config, key, web()]);
  expectSuccess(again);
  expect(again.output).toContain("3 unchanged");
  expectSuccess(await checkout.destroy());
  expect(await checkout.state()).toEqual({});
  expect(await world.names("Deployment")).toEqual([]);
});

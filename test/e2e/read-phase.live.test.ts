/** `--read` gives a program the outputs of the last run, wherever it runs. */

import { afterAll, expect, setDefaultTimeout, test } from "bun:test";
import { checkOut } from "./checkout.ts";
import { cleanUp } from "./cleanup.ts";
import { newWorld, type World } from "./cluster.ts";
import { errorsIn, expectSuccess } from "./errors.ts";
import { fresh } from "./fresh.ts";
import { named, patch } from "./patch.ts";
import { silentServer } from "./silent-server.ts";
import { configMap, deployment, secret, type Step } from "./stack.ts";

setDefaultTimeout(60_000);
afterAll(cleanUp);

const program = ({ name: namespace }: World, image = "registry.test/main:1"): Step[] => [
  configMap("web", { namespace }),
  secret("web", { namespace, name: "web" }, { key: { $secret: "in-no-state" } }),
  deployment(
    "web",
    { namespace },
    { container: { image, env: [{ name: "KEY", value: { $secret: "nor-this" } }] } },
  ),
  { scope: "inner", steps: [configMap("inner", { namespace })] },
  {
    kind: "Manifest",
    id: "web",
    props: { manifest: { apiVersion: "v1", kind: "ServiceAccount", metadata: { namespace, name: "web" } } },
  },
];

test.concurrent("--read returns the outputs of the last run without any request", async () => {
  const [world, checkout, server] = await Promise.all([newWorld(), checkOut(), silentServer()]);
  const deployed = await checkout.up(program(world));
  expectSuccess(deployed);
  expect(Object.keys(deployed.outputs)).toHaveLength(5);
  const before = await checkout.state();
  const env = { KUBECONFIG: server.kubeconfig };
  for (const image of ["registry.test/main:1", "registry.test/main:2"]) {
    const read = await checkout.up(program(world, image), { args: ["--read"], env });
    expectSuccess(read);
    expect(read.outputs).toEqual(deployed.outputs);
  }
  expect(server.connections()).toBe(0);
  expect(await checkout.state()).toEqual(before);
  expectSuccess(await checkout.destroy());
});

test.concurrent("--read without any cluster configured, and before the first run", async () => {
  const { world, checkout } = await fresh();
  const env = { KUBECONFIG: undefined, HOME: "/nonexistent" };
  const steps = [configMap("web", { namespace: world.name })];
  const never = await checkout.up(steps, { args: ["--read"], env });
  expect(never.code, never.output).toBe(1);
  expect(errorsIn(never).join("\n")).toContain("configmap-web");
  const deployed = await checkout.up(steps);
  const read = await checkout.up(steps, { args: ["--read"], env });
  expectSuccess(read);
  expect(read.outputs).toEqual(deployed.outputs);
  expectSuccess(await checkout.destroy());
});

test.concurrent("an app beside the selected one is read, too, and waited for until its owner deployed it", async () => {
  const [world, checkout, server] = await Promise.all([newWorld(), checkOut(), silentServer()]);
  const steps = [configMap("web", { namespace: world.name })];
  const beside = { args: ["--app", "other"], env: { KUBECONFIG: server.kubeconfig } };
  const early = checkout.start(steps, beside);
  await early.says("STARTED");
  // It says nothing while it waits.
  const ended = early.ended.then(({ output }) => output);
  expect(await Promise.race([ended, Bun.sleep(1_500).then(() => "waiting")])).toBe("waiting");
  const deployed = await checkout.up(steps, { args: ["--app", "shop"] });
  expectSuccess(deployed);
  for (const run of [await early.ended, await checkout.up(steps, beside)]) {
    expectSuccess(run);
    expect(run.outputs).toEqual(deployed.outputs);
  }
  expect(server.connections()).toBe(0);
  expectSuccess(await checkout.destroy());
  expect(await world.names("ConfigMap")).toEqual([]);
});

test.concurrent("an app beside one that is destroyed is not waited for", async () => {
  const { world, checkout } = await fresh();
  const steps = [configMap("web", named(world, "web")), patch("web", named(world, "web"))];
  const beside = { args: ["--app", "other", "--destroy"] };
  const never = await checkout.up(steps, beside);
  expect(never.code, never.output).toBe(0);
  const deployed = await checkout.up(steps);
  expectSuccess(deployed);
  const read = await checkout.up(steps, beside);
  expectSuccess(read);
  expect(read.outputs).toEqual(deployed.outputs);
  expectSuccess(await checkout.destroy());
  const gone = await checkout.up(steps, beside);
  expect(gone.code, gone.output).toBe(0);
});

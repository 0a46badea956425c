/** State belongs to one cluster: a run that resolves another one writes and deletes nothing. */

import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { connect, createServer, type AddressInfo } from "node:net";
import { variable } from "../support/control-plane.ts";
import { checkOut, type Checkout, type RunOptions } from "./checkout.ts";
import { cleanUp } from "./cleanup.ts";
import { newWorld, writeKubeconfig, type World } from "./cluster.ts";
import { expectOneError, expectSuccess } from "./errors.ts";
import { requestsOf } from "./requests.ts";
import { startSecondCluster, type SecondCluster } from "./second-cluster.ts";
import { configMap, type Stack, type Step } from "./stack.ts";

setDefaultTimeout(60_000);
afterAll(cleanUp);

let other: SecondCluster;
beforeAll(async () => {
  other = await startSecondCluster();
}, 120_000);
afterAll(() => other.stop());

/** The same namespace on both clusters, and a kubeconfig that points to the first. */
async function twoWorlds(): Promise<{
  here: World;
  there: World;
  checkout: Checkout;
  kubeconfig: string;
  env: NonNullable<RunOptions["env"]>;
}> {
  const [here, checkout, kubeconfig] = await Promise.all([newWorld(), checkOut(), writeKubeconfig({})]);
  return {
    here,
    there: await other.newNamespace(here.name),
    checkout,
    kubeconfig,
    env: { KUBECONFIG: kubeconfig },
  };
}

const web = ({ name }: World, options: Record<string, unknown> = {}): Step =>
  configMap("web", { namespace: name, name: "web" }, options);

describe("a context that points to another cluster now", () => {
  const runs: [string, (world: World) => Step[] | Stack][] = [
    ["an unchanged program", (world) => [web(world)]],
    ["a changed program", (world) => [web(world, { data: { a: "2" } })]],
    ["drift off", (world) => [web(world, { drift: "off" })]],
    ["adopt", (world) => [web(world, { adopt: true })]],
    [
      "an app-wide context",
      (world) => ({ app: { kubernetes: { context: "control-plane" } }, steps: [web(world)] }),
    ],
    [
      "a new resource before it",
      (world) => [configMap("first", { namespace: world.name, name: "first" }), web(world)],
    ],
    ["another name", (world) => [configMap("web", { namespace: world.name, name: "other" })]],
  ];
  test.concurrent.each(runs)("is refused: %s", async (_name, program) => {
    const { here, there, checkout, kubeconfig, env } = await twoWorlds();
    expectSuccess(await checkout.up([web(here)], { env }));
    const before = await here.live("ConfigMap", "web");
    const state = await checkout.state();
    await other.kubeconfig(kubeconfig);
    const refused = await checkout.up(program(here), { env });
    expectOneError(
      refused,
      `ConfigMap ${here.name}/web`,
      variable("CONTROL_PLANE_SERVER"),
      other.access.server,
      "another cluster",
      "--stage",
    );
    expect(await there.names("ConfigMap")).toEqual([]);
    expect(await here.live("ConfigMap", "web")).toEqual(before as NonNullable<typeof before>);
    expect(await checkout.state()).toEqual(state);
  });

  test.concurrent("is refused when a resource is dropped, and at destroy", async () => {
    const { here, there, checkout, kubeconfig, env } = await twoWorlds();
    expectSuccess(await checkout.up([web(here)], { env }));
    await there.make("ConfigMap", "web", { data: { theirs: "1" } });
    await other.kubeconfig(kubeconfig);
    for (const run of [await checkout.up([], { env }), await checkout.destroy({ env })]) {
      expect(run.code, run.output).toBe(1);
      expect(run.output).toContain(`ConfigMap ${here.name}/web: it was deployed to`);
    }
    expect(await here.names("ConfigMap")).toEqual(["web"]);
    expect(await there.names("ConfigMap")).toEqual(["web"]);
    expect(Object.keys(await checkout.state())).toEqual(["shop/test/configmap-web.json"]);
    await writeKubeconfig({}, kubeconfig);
    expectSuccess(await checkout.destroy({ env }));
    expect(await here.names("ConfigMap")).toEqual([]);
    expect(await there.names("ConfigMap")).toEqual(["web"]);
    expect(await checkout.state()).toEqual({});
  });
});

describe("a new resource, after a context that leads to another cluster now", () => {
  /** Steps of the run before and of this one; `own` is the kubeconfig that changes, named by the program. */
  type Make = (options?: object) => Step;
  type Runs = (known: { web: Make; first: Make; own: { cluster: object } }) => Step[][];
  const refused: [string, Runs][] = [
    [
      "with a `cluster`, beside others with it",
      ({ web, first, own }) => [[web(own)], [first(own), web(own)]],
    ],
    [
      "with a `cluster`, beside others in another scope",
      ({ web, first, own }) => [[{ scope: "inner", steps: [web(own)] }], [first(own)]],
    ],
    [
      "with the `cluster` of a scope, beside one with the same of its own",
      ({ web, first, own }) => [[web(own)], [{ scope: "inner", kubernetes: own, steps: [first()] }]],
    ],
    [
      "that gets a `cluster` only now, beside others with it",
      ({ web, first, own }) => [
        [first(), web(own)],
        [first(own), web(own)],
      ],
    ],
    ["in a new scope", ({ web, first }) => [[web()], [{ scope: "inner", steps: [first()] }, web()]]],
    [
      "in a scope beside another one",
      ({ web, first }) => [
        [{ scope: "one", steps: [web()] }],
        [
          { scope: "two", steps: [first()] },
          { scope: "one", steps: [web()] },
        ],
      ],
    ],
    [
      "in the app, when all others are in a scope that comes after it",
      ({ web, first }) => [
        [{ scope: "inner", steps: [web()] }],
        [first(), { scope: "inner", steps: [web()] }],
      ],
    ],
    [
      "in a scope with a `cluster`, before another one with it",
      ({ web, first, own }) => [
        [{ scope: "one", kubernetes: own, steps: [web()] }],
        [{ scope: "two", kubernetes: own, steps: [first()] }],
      ],
    ],
  ];
  const both = (runs: Runs, world: World, cluster: object): [Step[], Step[]] => {
    const [before = [], now = []] = runs({
      web: (options = {}) => web(world, { ...options }),
      first: (options = {}) => configMap("first", { namespace: world.name, name: "first" }, { ...options }),
      own: { cluster },
    });
    return [before, now];
  };

  test.concurrent.each(refused)("is refused: %s", async (_where, runs) => {
    const { here, there, checkout, kubeconfig, env } = await twoWorlds();
    const [before, now] = both(runs, here, { kubeconfig });
    expectSuccess(await checkout.up(before, { env }));
    const names = await here.names("ConfigMap");
    await other.kubeconfig(kubeconfig);
    expectOneError(await checkout.up(now, { env }), `ConfigMap ${here.name}/web`, "another cluster");
    expect(await there.names("ConfigMap")).toEqual([]);
    expect(await here.names("ConfigMap")).toEqual(names);
    expect(names).toContain("web");
  });

  const elsewhere: [string, Runs][] = [
    ["with a `cluster` of its own", ({ web, first, own }) => [[web()], [first(own), web()]]],
    [
      "in a new scope with a `cluster` of its own",
      ({ web, first, own }) => [[web()], [{ scope: "inner", kubernetes: own, steps: [first()] }, web()]],
    ],
  ];
  test.concurrent.each(elsewhere)("goes where it says, without any other one: %s", async (_where, runs) => {
    const { here, there, checkout, env } = await twoWorlds();
    const second = await other.kubeconfig();
    const [before, now] = both(runs, here, { kubeconfig: second });
    expectSuccess(await checkout.up(before, { env }));
    expectSuccess(await checkout.up(now, { env }));
    expect([await here.names("ConfigMap"), await there.names("ConfigMap")]).toEqual([["web"], ["first"]]);
    expectSuccess(await checkout.destroy({ env }));
    expect([await here.names("ConfigMap"), await there.names("ConfigMap")]).toEqual([[], []]);
  });

  test.concurrent("goes to the environment's, before a scope that has a `cluster` of its own", async () => {
    const { here, there, checkout, env } = await twoWorlds();
    const kubernetes = { cluster: { kubeconfig: await other.kubeconfig() } };
    const inner: Step = { scope: "inner", kubernetes, steps: [web(here)] };
    expectSuccess(await checkout.up([inner], { env }));
    const first = configMap("first", { namespace: here.name, name: "first" });
    expectSuccess(await checkout.up([first, inner], { env }));
    expect([await here.names("ConfigMap"), await there.names("ConfigMap")]).toEqual([["first"], ["web"]]);
    expectSuccess(await checkout.destroy({ env }));
    expect([await here.names("ConfigMap"), await there.names("ConfigMap")]).toEqual([[], []]);
  });
});

test.concurrent("a patch stays with its cluster, and is given up there when its cluster prop changes", async () => {
  const { here, there, checkout, kubeconfig, env } = await twoWorlds();
  const patch = (options: Record<string, unknown> = {}): Step => ({
    kind: "ConfigMapPatch",
    id: "web",
    props: { metadata: { namespace: here.name, name: "web" }, data: { ours: "1" }, ...options },
  });
  for (const world of [here, there]) await world.make("ConfigMap", "web", { data: { theirs: "1" } });
  expectSuccess(await checkout.up([patch()], { env }));
  await other.kubeconfig(kubeconfig);
  expectOneError(await checkout.up([patch()], { env }), `ConfigMap ${here.name}/web`, "another cluster");
  expect((await checkout.destroy({ env })).code).toBe(1);
  expect((await here.live("ConfigMap", "web"))?.data).toEqual({ theirs: "1", ours: "1" });
  expect((await there.live("ConfigMap", "web"))?.data).toEqual({ theirs: "1" });
  await writeKubeconfig({}, kubeconfig);
  const cluster = { kubeconfig: await other.kubeconfig() };
  expectSuccess(await checkout.up([patch({ cluster })], { env }));
  expect((await here.live("ConfigMap", "web"))?.data).toEqual({ theirs: "1" });
  expect((await there.live("ConfigMap", "web"))?.data).toEqual({ theirs: "1", ours: "1" });
  expectSuccess(await checkout.destroy({ env }));
  expect((await there.live("ConfigMap", "web"))?.data).toEqual({ theirs: "1" });
  expect(await checkout.state()).toEqual({});
});

describe("the same cluster", () => {
  test.concurrent("by another address and context is accepted, and remembered", async () => {
    const { here, checkout, env } = await twoWorlds();
    expectSuccess(await checkout.up([web(here)], { env }));
    const before = await here.live("ConfigMap", "web");
    const server = variable("CONTROL_PLANE_SERVER").replace("127.0.0.1", "localhost");
    const moved = { KUBECONFIG: await writeKubeconfig({ server, context: "by-name" }) };
    const { writes } = await requestsOf(here, async () => {
      expectSuccess(await checkout.up([web(here)], { env: moved }));
      const again = await checkout.up([web(here)], { env: moved });
      expect(again.output).toContain("1 unchanged");
    });
    expect(writes).toEqual([]);
    expect((await here.live("ConfigMap", "web"))?.metadata.uid).toBe(before?.metadata.uid as string);
    expectSuccess(await checkout.destroy({ env: moved }));
    expect(await here.names("ConfigMap")).toEqual([]);
  });

  test.concurrent("by a context that state does not know: destroy asks for it and deletes nothing", async () => {
    const { here, checkout, env } = await twoWorlds();
    expectSuccess(await checkout.up([web(here)], { env }));
    const renamed = { KUBECONFIG: await writeKubeconfig({ context: "renamed" }) };
    const refused = await checkout.destroy({ env: renamed });
    expect(refused.code, refused.output).toBe(1);
    expect(refused.output).toContain("control-plane");
    expect(await here.names("ConfigMap")).toEqual(["web"]);
    expectSuccess(await checkout.destroy({ env }));
    expect(await here.names("ConfigMap")).toEqual([]);
  });
});

describe("an explicit cluster that changes in the program", () => {
  test.concurrent("moves the object", async () => {
    const { here, there, checkout, kubeconfig } = await twoWorlds();
    const second = await other.kubeconfig();
    expectSuccess(await checkout.up([web(here, { cluster: { kubeconfig } })]));
    expect(await here.names("ConfigMap")).toEqual(["web"]);
    expectSuccess(await checkout.up([web(here, { cluster: { kubeconfig: second } })]));
    expect(await here.names("ConfigMap")).toEqual([]);
    expect(await there.names("ConfigMap")).toEqual(["web"]);
    const again = await checkout.up([web(here, { cluster: { kubeconfig: second } })]);
    expect(again.output).toContain("1 unchanged");
    expectSuccess(await checkout.destroy());
    expect(await there.names("ConfigMap")).toEqual([]);
    expect(await checkout.state()).toEqual({});
  });

  test.concurrent("and a run that is killed half way leaves nothing on either", async () => {
    const { here, there, checkout, kubeconfig } = await twoWorlds();
    const second = await other.kubeconfig();
    expectSuccess(await checkout.up([web(here, { cluster: { kubeconfig } })]));
    const run = checkout.start([web(here, { cluster: { kubeconfig: second } }), { hold: true }]);
    await run.says("HOLDING");
    run.kill("SIGKILL");
    await run.ended;
    expect([await here.names("ConfigMap"), await there.names("ConfigMap")]).toEqual([["web"], ["web"]]);
    expectSuccess(await checkout.destroy());
    expect([await here.names("ConfigMap"), await there.names("ConfigMap")]).toEqual([[], []]);
    expect(await checkout.state()).toEqual({});
  });
});

/** An address whose server may be exchanged, as a load balancer's or a re-created cluster's. */
async function address(
  server: string,
): Promise<{ url: string; pointTo(server: string): void; close(): void }> {
  let port = Number(new URL(server).port);
  const forwarder = createServer((socket) => {
    const upstream = connect(port, "127.0.0.1");
    socket.pipe(upstream).pipe(socket);
    for (const end of [socket, upstream]) end.on("error", () => (socket.destroy(), upstream.destroy()));
  });
  await new Promise<void>((resolve) => forwarder.listen(0, "127.0.0.1", resolve));
  return {
    url: `https://127.0.0.1:${(forwarder.address() as AddressInfo).port}`,
    pointTo: (next) => (port = Number(new URL(next).port)),
    close: () => forwarder.close(),
  };
}

describe("an explicit cluster whose server is another one now", () => {
  test.concurrent("is refused, also with another token", async () => {
    const { here, there, checkout } = await twoWorlds();
    const server = await address(variable("CONTROL_PLANE_SERVER"));
    const inline = (token: string): Record<string, unknown> => ({
      cluster: { server: server.url, token: { $secret: token }, insecureSkipTlsVerify: true },
    });
    const env = { ALCHEMY_PASSWORD: "for the test", KUBECONFIG: undefined, HOME: "/nonexistent" };
    const step = web(here, inline(variable("CONTROL_PLANE_TOKEN")));
    expectSuccess(await checkout.up([step], { env }));
    expect((await checkout.up([step], { env })).output).toContain("1 unchanged");
    server.pointTo(other.access.server);
    const elsewhere = web(here, inline(other.access.token));
    expectOneError(
      await checkout.up([elsewhere], { env }),
      `ConfigMap ${here.name}/web`,
      server.url,
      "another cluster",
    );
    expect(await here.names("ConfigMap")).toEqual(["web"]);
    expect(await there.names("ConfigMap")).toEqual([]);
    server.pointTo(variable("CONTROL_PLANE_SERVER"));
    expectSuccess(await checkout.up([step], { env }));
    expectSuccess(await checkout.destroy({ env }));
    expect(await here.names("ConfigMap")).toEqual([]);
    server.close();
  });
});

/** A cluster that cannot be reached at destroy: by default that fails, `onUnreachable: "forget"` gives up on what was there. */

import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { startCluster } from "alchemy-kubernetes/local";
import { readFile, rm } from "node:fs/promises";
import { createCertificates } from "../control-plane/certificates.ts";
import { checkOut, type Checkout, type RunOptions } from "./checkout.ts";
import { cleanUp, later } from "./cleanup.ts";
import { newWorld, temporaryFolder, writeKubeconfig, type KubeconfigParts, type World } from "./cluster.ts";
import { expectOneError, expectSuccess } from "./errors.ts";
import { fresh } from "./fresh.ts";
import { upNested } from "./program.ts";
import { configMap, type Stack, type Step } from "./stack.ts";

setDefaultTimeout(60_000);
afterAll(cleanUp);

const FORGET: Stack["app"] = { kubernetes: { delete: { onUnreachable: "forget" } } };

const web = ({ name: namespace }: Pick<World, "name">, options: Record<string, unknown> = {}): Step =>
  configMap("web", { namespace, name: "web" }, options);

async function deployed(): Promise<{ world: World; checkout: Checkout; kubeconfig: string }> {
  const [world, checkout, kubeconfig] = await Promise.all([newWorld(), checkOut(), writeKubeconfig({})]);
  expectSuccess(await checkout.up([web(world)], { env: { KUBECONFIG: kubeconfig } }));
  return { world, checkout, kubeconfig };
}

async function strangeAuthority(): Promise<string> {
  return (await createCertificates(await temporaryFolder())).ca;
}

/** What became of the way to the cluster, and what the error says of it. */
const losses: [what: string, () => KubeconfigParts | Promise<KubeconfigParts>, says: string][] = [
  ["nothing listens there", () => ({ server: "https://127.0.0.1:1" }), "the connection was refused"],
  [
    "its name cannot be resolved",
    () => ({ server: "https://no-such-host.invalid:6443" }),
    "the host name cannot be resolved",
  ],
  [
    "its certificate is another authority's",
    async () => ({ ca: await strangeAuthority() }),
    "the TLS connection failed",
  ],
  [
    "the plugin that gave the credentials is gone",
    () => ({
      user: {
        exec: {
          apiVersion: "client.authentication.k8s.io/v1",
          command: "no-such-plugin",
          interactiveMode: "Never",
        },
      },
    }),
    "was not found",
  ],
  ["the token file is gone", () => ({ user: { tokenFile: "/nonexistent/token" } }), "/nonexistent/token"],
  ["the context is gone", () => ({ context: "another" }), "there is no context control-plane"],
];

describe("a cluster that cannot be reached, because", () => {
  test.concurrent.each(losses)("%s", async (_what, parts, says) => {
    const { world, checkout, kubeconfig } = await deployed();
    const env = { KUBECONFIG: kubeconfig };
    await writeKubeconfig(await parts(), kubeconfig);
    const failed = await checkout.destroy({ env });
    expect(failed.code, failed.output).toBe(1);
    expect(failed.output).toContain(says);
    expect(Object.keys(await checkout.state())).toEqual(["shop/test/configmap-web.json"]);

    const forgotten = await checkout.destroy({ env, app: FORGET });
    expectSuccess(forgotten);
    expect(forgotten.output).toMatch(
      /WARN ConfigMap \S+\/web: forgotten, not deleted: control-plane cannot be reached: .* still exists, it is still there\./,
    );
    expect(forgotten.output).toContain(says);
    expect(await checkout.state()).toEqual({});
    expect(await world.names("ConfigMap")).toEqual(["web"]);
  });

  test.concurrent("the kubeconfig is gone as a whole", async () => {
    const { world, checkout, kubeconfig } = await deployed();
    const env = { KUBECONFIG: kubeconfig };
    await rm(kubeconfig);
    expect((await checkout.destroy({ env })).output).toContain("does not exist");
    expectSuccess(await checkout.destroy({ env, app: FORGET }));
    expect(await checkout.state()).toEqual({});
    expect(await world.names("ConfigMap")).toEqual(["web"]);
  });

  test.concurrent("nothing listens there, and the program drops the resource", async () => {
    const { world, checkout, kubeconfig } = await deployed();
    const env = { KUBECONFIG: kubeconfig };
    await writeKubeconfig({ server: "https://127.0.0.1:1" }, kubeconfig);
    expect((await checkout.up([], { env })).code).toBe(1);
    expectSuccess(await checkout.up({ app: FORGET, steps: [] }, { env }));
    expect(await checkout.state()).toEqual({});
    expect(await world.names("ConfigMap")).toEqual(["web"]);
  });
});

describe("how an object is deleted is said in several places, each with an option of its own:", () => {
  const FORGETTING = { delete: { onUnreachable: "forget" } };
  const HURRIED = { delete: { timeout: 30_000 } };
  type Places = { app?: Stack["app"]; inner: Record<string, unknown>; own?: Record<string, unknown> };
  const rows: [string, Places][] = [
    ["scope and resource", { inner: FORGETTING, own: HURRIED }],
    ["app and scope", { app: FORGET, inner: HURRIED }],
    ["app and resource", { app: FORGET, inner: {}, own: HURRIED }],
  ];
  const ends = ["destroyed", "dropped by the program"] as const;
  const cells = rows.flatMap((row) => ends.map((end) => [...row, end] as const));

  test.concurrent.each(cells)("%s", async (_what, { app, inner, own }, end) => {
    const [world, checkout, kubeconfig] = await Promise.all([newWorld(), checkOut(), writeKubeconfig({})]);
    const env = { KUBECONFIG: kubeconfig };
    const stack = { ...(app !== undefined && { app }), inner };
    const step = configMap("web", { namespace: world.name, name: "web" }, own);
    expectSuccess(await upNested(checkout, { ...stack, steps: [step] }, { env }));
    await writeKubeconfig({ server: "https://127.0.0.1:1" }, kubeconfig);
    const forgotten =
      end === "destroyed"
        ? await checkout.destroy({ env, ...(app !== undefined && { app }) })
        : await upNested(checkout, { ...stack, steps: [] }, { env });
    expectSuccess(forgotten);
    expect(forgotten.output).toContain("/web: forgotten, not deleted:");
    expect(Object.keys(await checkout.state()).filter((file) => file.includes("configmap"))).toEqual([]);
    expect(await world.names("ConfigMap")).toEqual(["web"]);
  });
});

describe("a cluster that answers is not forgotten:", () => {
  test.concurrent("it refuses the token (401)", async () => {
    const { checkout, kubeconfig } = await deployed();
    const env = { KUBECONFIG: kubeconfig };
    await writeKubeconfig({ token: "expired" }, kubeconfig);
    const refused = await checkout.destroy({ env, app: FORGET });
    expect(refused.code, refused.output).toBe(1);
    expect(refused.output).toContain("not forgotten, because the cluster answers");
    expect(refused.output).toContain("log in again, or renew the token");
    expect(Object.keys(await checkout.state())).toHaveLength(1);
    await writeKubeconfig({}, kubeconfig);
    expectSuccess(await checkout.destroy({ env }));
  });

  type Answer = (request: Request) => Response | undefined;
  const answers: [string, (close: () => void) => Answer][] = [
    [
      "it forbids to look (403)",
      () => (request) =>
        request.url.includes("/configmaps/")
          ? Response.json(
              { kind: "Status", status: "Failure", message: "no", reason: "Forbidden" },
              { status: 403 },
            )
          : undefined,
    ],
    [
      "it goes down in the middle of the run",
      (close) => (request) => {
        if (!request.url.includes("/configmaps/")) return undefined;
        close();
        return new Response("", { status: 503 });
      },
    ],
  ];
  test.concurrent.each(answers)("%s", async (_what, answer) => {
    let treat: Answer | undefined;
    let down = false;
    const cluster = await startCluster({ intercept: (request) => treat?.(request) });
    const close = (): void => {
      if (!down) setTimeout(() => void cluster[Symbol.asyncDispose](), 10);
      down = true;
    };
    later(close);
    const checkout = await checkOut();
    const env = { KUBECONFIG: cluster.kubeconfig };
    expectSuccess(await checkout.up([web({ name: "default" })], { env }));
    treat = answer(close);
    const refused = await checkout.destroy({ env, app: FORGET });
    expect(refused.code, refused.output).toBe(1);
    expect(refused.output).toContain("not forgotten, because the cluster answers");
    expect(Object.keys(await checkout.state())).toHaveLength(1);
  });
});

describe("a move away from a cluster that cannot be reached", () => {
  async function leaving(): Promise<{ world: World; checkout: Checkout; gone: string; run: RunOptions }> {
    const cluster = await startCluster();
    const { world, checkout } = await fresh();
    await cluster.fetch("/api/v1/namespaces", {
      method: "POST",
      body: JSON.stringify({ metadata: { name: world.name } }),
      headers: { "content-type": "application/json" },
    });
    const gone = `${await temporaryFolder()}/kubeconfig`;
    await Bun.write(gone, await readFile(cluster.kubeconfig, "utf8"));
    expectSuccess(await checkout.up([web(world, { cluster: { kubeconfig: gone } })]));
    await cluster[Symbol.asyncDispose]();
    return { world, checkout, gone, run: {} };
  }

  test.concurrent("is refused before anything is written, and taken back by the program", async () => {
    const { world, checkout, gone } = await leaving();
    const here = { cluster: { kubeconfig: await writeKubeconfig({}) } };
    const refused = await checkout.up([web(world, here)]);
    expectOneError(
      refused,
      `ConfigMap ${world.name}/web: the cluster that it moves away from cannot be reached`,
      'delete: { onUnreachable: "forget" }',
    );
    expect(await world.names("ConfigMap")).toEqual([]);
    const back = await checkout.up([web(world, { cluster: { kubeconfig: gone } })]);
    expectOneError(back, "cannot reach the cluster");
  });

  test.concurrent('is made with onUnreachable: "forget", and what was there is forgotten', async () => {
    const { world, checkout } = await leaving();
    const forget = {
      cluster: { kubeconfig: await writeKubeconfig({}) },
      delete: { onUnreachable: "forget" },
    };
    const moved = await checkout.up([web(world, forget)]);
    expectSuccess(moved);
    expect(moved.output).toContain(`ConfigMap ${world.name}/web: forgotten, not deleted`);
    expect(await world.names("ConfigMap")).toEqual(["web"]);
    expect((await checkout.up([web(world, forget)])).output).toContain("1 unchanged");
    expectSuccess(await checkout.destroy());
    expect(await world.names("ConfigMap")).toEqual([]);
    expect(await checkout.state()).toEqual({});
  });
});

/** Every way in which the target of a stack can change, and what comes of it: the same cluster, a move, or a refusal. */

import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { startCluster, type StartedCluster } from "alchemy-kubernetes/local";
import { readFile, writeFile } from "node:fs/promises";
import { variable } from "../support/control-plane.ts";
import { checkOut, type Checkout, type RunOptions } from "./checkout.ts";
import { cleanUp } from "./cleanup.ts";
import { api, newWorld, temporaryFolder, writeKubeconfig, type World } from "./cluster.ts";
import { expectOneError, expectSuccess } from "./errors.ts";
import type { Body } from "./fresh.ts";
import { requestsOf } from "./requests.ts";
import { configMap, type Stack, type Step } from "./stack.ts";

setDefaultTimeout(60_000);
afterAll(cleanUp);

/** Another cluster, which has every namespace that a test asks for. */
let there: StartedCluster;
beforeAll(async () => {
  there = await startCluster();
});
afterAll(() => there[Symbol.asyncDispose]());

async function namesThere(namespace: string): Promise<string[]> {
  const answer = await there.fetch(`/api/v1/namespaces/${namespace}/configmaps`);
  const { items } = (await answer.json()) as { items: { metadata: { name: string } }[] };
  return items.map(({ metadata }) => metadata.name).filter((name) => name !== "kube-root-ca.crt");
}

async function uidThere(): Promise<string> {
  const answer = await there.fetch("/api/v1/namespaces/kube-system");
  return ((await answer.json()) as { metadata: { uid: string } }).metadata.uid;
}

async function uidHere(): Promise<string> {
  return (await api("/api/v1/namespaces/kube-system"))?.metadata.uid ?? "";
}

interface Bench {
  here: World;
  checkout: Checkout;
  /** The kubeconfig of the first run, with the contexts `control-plane` (here), `same` (here, too) and `there`. */
  kubeconfig: string;
  env: NonNullable<RunOptions["env"]>;
}

interface Kubeconfig {
  clusters: { name: string; cluster: Body }[];
  users: { name: string; user: Body }[];
  contexts: { name: string; context: Body }[];
  "current-context": string;
  [field: string]: unknown;
}

async function bench(): Promise<Bench> {
  const [here, checkout, kubeconfig] = await Promise.all([newWorld(), checkOut(), writeKubeconfig({})]);
  await there.fetch("/api/v1/namespaces", {
    method: "POST",
    body: JSON.stringify({ metadata: { name: here.name } }),
    headers: { "content-type": "application/json" },
  });
  const other = await kubeconfigThere();
  await change(kubeconfig, (config) => {
    const [cluster = "", user = ""] = [config.clusters[0]?.name, config.users[0]?.name];
    config.contexts.push({ name: "same", context: { cluster, user } });
    config.clusters.push({ name: "there", cluster: other.clusters[0]?.cluster ?? {} });
    config.users.push({ name: "there", user: other.users[0]?.user ?? {} });
    config.contexts.push({ name: "there", context: { cluster: "there", user: "there" } });
  });
  return { here, checkout, kubeconfig, env: { KUBECONFIG: kubeconfig } };
}

async function kubeconfigThere(): Promise<Kubeconfig> {
  return Bun.YAML.parse(await readFile(there.kubeconfig, "utf8")) as Kubeconfig;
}

async function change(path: string, edit: (config: Kubeconfig) => void): Promise<void> {
  const config = Bun.YAML.parse(await readFile(path, "utf8")) as Kubeconfig;
  edit(config);
  await writeFile(path, JSON.stringify(config));
}

const web = ({ name }: World, options: Body = {}): Step =>
  configMap("web", { namespace: name, name: "web" }, options);

/** What the second run has that the first one had not. */
interface Second extends RunOptions {
  app?: Stack["app"];
  options?: Body;
}

/** What the second run comes to: nothing is different, the object goes there, or an error with these words. */
type Outcome = "same" | "moved" | string[];

const WRONG = ["it was deployed to control-plane", "another cluster", "forgetCluster"];

const rows: [what: string, (bench: Bench) => Promise<Second> | Second, Outcome][] = [
  ["nothing", () => ({}), "same"],
  [
    "the path of the kubeconfig",
    async ({ kubeconfig }) => {
      const copy = `${await temporaryFolder()}/kubeconfig`;
      await writeFile(copy, await readFile(kubeconfig, "utf8"));
      return { env: { KUBECONFIG: copy } };
    },
    "same",
  ],
  [
    "the context's name",
    async ({ kubeconfig }) => {
      await change(kubeconfig, (config) => {
        config.contexts = config.contexts.map((item) => ({ ...item, name: `renamed-${item.name}` }));
        config["current-context"] = "renamed-control-plane";
      });
      return {};
    },
    "same",
  ],
  [
    "current-context, to another one of the same server",
    async ({ kubeconfig }) => {
      await change(kubeconfig, (config) => (config["current-context"] = "same"));
      return {};
    },
    "same",
  ],
  [
    "current-context, to another cluster",
    async ({ kubeconfig }) => {
      await change(kubeconfig, (config) => (config["current-context"] = "there"));
      return {};
    },
    WRONG,
  ],
  [
    "the file's content: another cluster under the same names",
    async ({ kubeconfig }) => {
      const other = await kubeconfigThere();
      await change(kubeconfig, (config) => {
        config.clusters = [{ name: "control-plane", cluster: other.clusters[0]?.cluster ?? {} }];
        config.users = [{ name: "control-plane", user: other.users[0]?.user ?? {} }];
        config.contexts = config.contexts.filter(({ name }) => name === "control-plane");
      });
      return {};
    },
    WRONG,
  ],
  [
    "the server's address, of the same server",
    async ({ kubeconfig }) => {
      const server = variable("CONTROL_PLANE_SERVER").replace("127.0.0.1", "localhost");
      await change(kubeconfig, (config) => Object.assign(config.clusters[0]?.cluster ?? {}, { server }));
      return {};
    },
    "same",
  ],
  [
    "the certificate authority",
    async ({ kubeconfig }) => {
      await change(kubeconfig, ({ clusters: [first] }) => {
        if (first === undefined) return;
        const { server } = first.cluster;
        first.cluster = { server, "insecure-skip-tls-verify": true };
      });
      return {};
    },
    "same",
  ],
  [
    "the source: K3S_API_URL, of the same server",
    () => ({
      env: {
        KUBECONFIG: undefined,
        K3S_API_URL: variable("CONTROL_PLANE_SERVER"),
        K3S_TOKEN: variable("CONTROL_PLANE_TOKEN"),
        K3S_CA_FILE: variable("CONTROL_PLANE_CA_FILE"),
      },
    }),
    "same",
  ],
  [
    "the source: K3S_API_URL, of another cluster",
    async () => {
      const { clusters } = await kubeconfigThere();
      // Its address is all that it asks for.
      return { env: { K3S_API_URL: String(clusters[0]?.cluster["server"]), K3S_TOKEN: "none" } };
    },
    WRONG,
  ],
  ["the app's context, of the same server", () => ({ app: { kubernetes: { context: "same" } } }), "same"],
  ["the app's context, of another cluster", () => ({ app: { kubernetes: { context: "there" } } }), WRONG],
  [
    "the resource's `cluster`, of the same server",
    () => ({ options: { cluster: { context: "same" } } }),
    "same",
  ],
  [
    "the resource's `cluster`, of another one",
    () => ({ options: { cluster: { context: "there" } } }),
    "moved",
  ],
  ["--local", () => ({ args: ["--local"] }), ["A stage is either local or real"]],
  [
    "the cluster: it is gone",
    async ({ kubeconfig }) => {
      await change(kubeconfig, ({ clusters: [first] }) =>
        Object.assign(first?.cluster ?? {}, { server: "https://127.0.0.1:1" }),
      );
      return {};
    },
    ["cannot reach the cluster at https://127.0.0.1:1", "the connection was refused"],
  ],
  [
    "the cluster, and the program forgets the first one",
    async ({ kubeconfig }) => {
      await change(kubeconfig, (config) => (config["current-context"] = "there"));
      return { app: { kubernetes: { forgetCluster: await uidHere() } } };
    },
    "moved",
  ],
  [
    "the cluster, and the program forgets some other one",
    async ({ kubeconfig }) => {
      await change(kubeconfig, (config) => (config["current-context"] = "there"));
      return { app: { kubernetes: { forgetCluster: [await uidThere()] } } };
    },
    WRONG,
  ],
];

describe("what changed:", () => {
  test.concurrent.each(rows)("%s", async (_what, changed, outcome) => {
    const bench_ = await bench();
    const { here, checkout, env } = bench_;
    expectSuccess(await checkout.up([web(here)], { env }));
    const before = await here.live("ConfigMap", "web");
    const state = await checkout.state();
    const { app, options = {}, ...second } = await changed(bench_);
    const run = { ...second, env: { ...env, ...second.env } };
    const up = (): ReturnType<Checkout["up"]> =>
      checkout.up({ ...(app !== undefined && { app }), steps: [web(here, options)] }, run);
    const { result, writes } = await requestsOf(here, up);
    if (Array.isArray(outcome)) {
      expectOneError(result, ...outcome);
      expect(await checkout.state()).toEqual(state);
    } else {
      expectSuccess(result);
      expectSuccess(await up());
    }
    const forgets = app?.kubernetes?.["forgetCluster"] !== undefined && outcome === "moved";
    const [left, made] = outcome === "moved" ? [forgets ? ["web"] : [], ["web"]] : [["web"], []];
    expect([await here.names("ConfigMap"), await namesThere(here.name)]).toEqual([left, made]);
    if (outcome !== "moved") expect(await here.live("ConfigMap", "web")).toEqual(before);
    if (outcome !== "moved") expect(writes).toEqual([]);

    const destroyed = await checkout.destroy(
      Array.isArray(outcome)
        ? { env: { KUBECONFIG: await writeKubeconfig({}) } }
        : { ...run, ...(app !== undefined && { app }) },
    );
    expectSuccess(destroyed);
    expect(await checkout.state()).toEqual({});
    expect([await here.names("ConfigMap"), await namesThere(here.name)]).toEqual([
      forgets ? ["web"] : [],
      [],
    ]);
  });
});

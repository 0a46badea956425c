/** `drift` of resources, scopes and apps; what a look costs; what counts as drift and what does not. */

import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { randomNamespace } from "../support/control-plane.ts";
import { onEmbedded } from "../support/target.ts";
import { checkOut, type Run } from "./checkout.ts";
import { cleanUp } from "./cleanup.ts";
import { api, newWorld, restrictedUser, type World, writeKubeconfig } from "./cluster.ts";
import { define } from "./definition.ts";
import { expectOneError, expectSuccess } from "./errors.ts";
import { at, fresh, type Body } from "./fresh.ts";
import { inWords, requestsOf } from "./requests.ts";
import { configMap, deployment, secret, type Step } from "./stack.ts";

setDefaultTimeout(120_000);
afterAll(cleanUp);

const count = (words: readonly string[]): Record<string, number> =>
  Object.fromEntries(
    [...new Set(words)].sort().map((word) => [word, words.filter((one) => one === word).length]),
  );

describe("drift", () => {
  test.concurrent("is what the nearest of resource, scope and app says", async () => {
    const { world, checkout } = await fresh();
    const step = (name: string, options: Body = {}): Step => configMap(name, at(world, name), options);
    const app = { kubernetes: { drift: "report" } };
    const steps: Step[] = [
      step("reported"),
      step("off", { drift: "off" }),
      step("repaired", { drift: "repair" }),
      step("also-repaired", { drift: "repair" }),
    ];
    expectSuccess(await checkout.up({ app, steps }));
    for (const name of ["reported", "off", "repaired", "also-repaired"])
      await world.edit("ConfigMap", name, { data: { a: "theirs" } });
    const { output, code } = await checkout.up({ app, steps });
    expect(code, output).toBe(0);
    expect(output).toMatch(/reported: drift: data\.a "1" → "theirs" \(somebody, \S+\)$/m);
    expect(output).not.toContain("/off: drift");
    // Both in one run, from one list.
    expect(output).toMatch(/\/repaired: drift: data\.a .*; bringing it back$/m);
    expect(output).toMatch(/also-repaired: drift: data\.a .*; bringing it back$/m);
    const values = await Promise.all(
      ["reported", "off", "repaired", "also-repaired"].map(
        async (name) => (await world.live("ConfigMap", name))?.data?.["a"],
      ),
    );
    expect(values).toEqual(["theirs", "theirs", "1", "1"]);
    expectSuccess(await checkout.destroy({ app }));
  });

  test.concurrent("report: a deleted object is told in every run, and made again when the program changes", async () => {
    const { world, checkout } = await fresh();
    const steps = (data: Body): Step[] => [configMap("web", at(world, "web"), { data, drift: "report" })];
    expectSuccess(await checkout.up(steps({ a: "1" })));
    await world.drop("ConfigMap", "web");
    for (const round of [1, 2]) {
      const run = await checkout.up(steps({ a: "1" }));
      expectSuccess(run);
      expect(run.output, `run ${round}`).toMatch(/WARN.*web: drift: it was deleted$/m);
      expect(await world.names("ConfigMap")).toEqual([]);
    }
    expectSuccess(await checkout.up(steps({ a: "2" })));
    expect((await world.live("ConfigMap", "web"))?.data).toEqual({ a: "2" });
    expectSuccess(await checkout.destroy());
  });

  test.concurrent("--force applies whatever `drift` says: a foreign edit is a conflict unless it is repaired", async () => {
    const { world, checkout } = await fresh();
    const steps = (drift: string): Step[] => [configMap("web", at(world, "web"), { drift })];
    expectSuccess(await checkout.up(steps("repair")));
    await world.edit("ConfigMap", "web", { data: { a: "theirs" } });
    const repaired = await checkout.up(steps("repair"), { args: ["--force"] });
    expectSuccess(repaired);
    expect(repaired.output).toContain('web: drift: data.a "1" → "theirs"');
    expect((await world.live("ConfigMap", "web"))?.data).toEqual({ a: "1" });
    await world.edit("ConfigMap", "web", { data: { a: "theirs" } });
    const refused = await checkout.up(steps("report"), { args: ["--force"] });
    expectOneError(refused, "somebody → data.a");
    // What was applied last is remembered although the run failed.
    expectSuccess(await checkout.up(steps("repair")));
    expect((await world.live("ConfigMap", "web"))?.data).toEqual({ a: "1" });
    expectSuccess(await checkout.destroy());
  });

  test.concurrent("beside a change of the program is reported as it was before, and both are done", async () => {
    const { world, checkout } = await fresh();
    const step = (a: string, key: string): Step[] => [
      configMap("web", at(world, "web"), { data: { a, b: "1", c: "1" } }),
      secret("key", at(world, "key"), { key, other: "1" }),
    ];
    expectSuccess(await checkout.up(step("1", "value-1")));
    await world.edit("ConfigMap", "web", { data: { b: "theirs", c: null } });
    await world.edit("Secret", "key", { data: { other: "dGhlaXJz" } });
    const run = await checkout.up(step("2", "value-2"));
    expectSuccess(run);
    expect(run.output).toMatch(
      /web: drift: data\.b "1" → "theirs" \(somebody, \S+\), data\.c "1" → none; bringing/,
    );
    expect(run.output).toMatch(/key: drift: data\.other \*\*\* → \*\*\* \(somebody, \S+\); bringing/);
    expect(run.output).not.toMatch(/dGhlaXJz|theirs.*key:|value-[12]/);
    expect((await world.live("ConfigMap", "web"))?.data).toEqual({ a: "2", b: "1", c: "1" });
    const data = (await world.live("Secret", "key"))?.data;
    expect(data).toEqual({ key: btoa("value-2"), other: btoa("1") });
    expectSuccess(await checkout.destroy());
  });

  test.concurrent("masks what the program marked as secret, and what stands there now", async () => {
    const { world, checkout } = await fresh();
    const env = [{ name: "KEY", value: { $secret: "our-password" } }];
    const steps = [deployment("web", at(world, "web"), { container: { env }, wait: "applied" })];
    expectSuccess(await checkout.up(steps));
    const container = { name: "main", image: "registry.test/main:1" };
    const edit = (value: string): Body => ({
      spec: { template: { spec: { containers: [{ ...container, env: [{ name: "KEY", value }] }] } } },
    });
    await world.edit("Deployment", "web", edit("their-password"));
    const run = await checkout.up(steps);
    expectSuccess(run);
    expect(run.output).toMatch(
      /web: drift: spec\.template\S+env\[name="KEY"\]\.value \*\*\* → \*\*\* \(somebody, /,
    );
    expect(run.output).not.toMatch(/our-password|their-password/);
    expectSuccess(await checkout.destroy());
  });
});

describe("a run without changes", () => {
  test.concurrent("costs one list for each kind and namespace, whatever holds secrets, custom kinds too", async () => {
    const [world, other, checkout] = await Promise.all([newWorld(), newWorld(), checkOut()]);
    const { group } = await define(world);
    const env = [{ name: "KEY", value: { $secret: "value" } }];
    const steps: Step[] = [
      ...["one", "two", "three"].map((name) => configMap(name, at(world, name))),
      ...["one", "two"].map((name) => secret(name, at(world, name), { a: name })),
      ...["one", "two"].map((name) =>
        deployment(name, at(world, name), { container: { env }, wait: "applied" }),
      ),
      ...["one", "two"].map((name) => ({
        kind: "Manifest",
        id: name,
        props: {
          manifest: {
            apiVersion: `${group}/v1`,
            kind: "Thing",
            metadata: at(world, name),
            spec: { a: name },
          },
        },
      })),
      configMap("other", at(other, "other")),
      configMap("off", at(other, "off"), { drift: "off" }),
    ];
    // Together, as the resources of a program are that do not need each other.
    const stack = [{ together: steps }];
    expectSuccess(await checkout.up(stack));
    await Bun.sleep(1_000);
    for (const round of [1, 2]) {
      const here = await requestsOf(world, async () => {
        const { requests } = await requestsOf(other, async () => {
          const run = await checkout.up(stack);
          expectSuccess(run);
          expect(run.output, `run ${round}`).toContain("11 unchanged");
        });
        expect(requests.map(({ verb, object }) => `${verb} ${object?.resource}`)).toEqual([
          "list configmaps",
        ]);
      });
      expect(here.requests.map(({ verb, object }) => `${verb} ${object?.resource}`).sort()).toEqual([
        "list configmaps",
        "list deployments",
        "list secrets",
        "list things",
      ]);
    }
    expectSuccess(await checkout.destroy());
  });

  test.concurrent("sees no drift in what controllers and the server make of a manifest", async () => {
    const { world, checkout } = await fresh();
    const name = randomNamespace("drift");
    const { name: namespace } = world;
    const aggregationRule = { clusterRoleSelectors: [{ matchLabels: { [name]: "yes" } }] };
    const rules = [{ apiGroups: ["example.com"], resources: ["widgets"], verbs: ["get"] }];
    const annotations = { "kubernetes.io/service-account.name": "robot" };
    const limits = { cpu: "1000m", memory: "1024Mi" };
    const ports = [{ name: "http", port: 80 }];
    const steps: Step[] = [
      {
        kind: "Node",
        id: "n",
        props: { metadata: { name }, spec: { taints: [{ key: "ours", effect: "NoSchedule" }] } },
      },
      {
        kind: "ClusterRole",
        id: "part",
        props: { metadata: { name: `${name}-part`, labels: { [name]: "yes" } }, rules },
      },
      { kind: "ClusterRole", id: "all", props: { metadata: { name }, aggregationRule, rules: [] } },
      { kind: "ServiceAccount", id: "robot", props: { metadata: { namespace, name: "robot" } } },
      secret(
        "token",
        { namespace, name: "token", annotations },
        {},
        { type: "kubernetes.io/service-account-token" },
      ),
      secret("text", { namespace, name: "text" }, { text: "ours" }),
      { kind: "NetworkPolicy", id: "p", props: { metadata: at(world, "p"), spec: { podSelector: {} } } },
      {
        kind: "Service",
        id: "s",
        props: {
          metadata: at(world, "s"),
          spec: { type: "NodePort", clusterIP: "", selector: { app: "s" }, ports },
        },
      },
      deployment("d", at(world, "d"), {
        spec: { strategy: {} },
        container: { resources: { limits }, env: [{ name: "EMPTY", value: "" }] },
      }),
    ];
    expectSuccess(await checkout.up(steps));
    await Bun.sleep(2_500);
    // What was not sent is not ours: the server's defaults may be changed without notice.
    const merge = { method: "PATCH", contentType: "application/merge-patch+json" };
    const policy = `/apis/networking.k8s.io/v1/namespaces/${namespace}/networkpolicies/p`;
    await api(`${policy}?fieldManager=somebody`, { ...merge, body: { spec: { policyTypes: ["Egress"] } } });
    await world.edit("Deployment", "d", { spec: { strategy: { type: "Recreate", rollingUpdate: null } } });
    const about = new RegExp(`${namespace}|${name}`);
    const { result: run, writes } = await requestsOf(about, () => checkout.up(steps));
    expectSuccess(run);
    expect(run.output).not.toContain("drift:");
    expect(run.output).toContain(`${steps.length} unchanged`);
    expect(writes).toEqual([]);
    // A change of something else leaves the controllers what is theirs.
    const [node, ...rest] = steps as Extract<Step, { kind: string }>[];
    const relabelled = { ...node?.props, metadata: { name, labels: { changed: "yes" } } };
    expectSuccess(await checkout.up([{ kind: "Node", id: "n", props: relabelled }, ...rest]));
    expectSuccess(await checkout.destroy());
  });

  test.concurrent("reads a collection of several pages", async () => {
    const { world, checkout } = await fresh();
    const steps = ["a", "z"].map((name) => configMap(name, at(world, name)));
    expectSuccess(await checkout.up([{ together: steps }]));
    const labels = { "alchemy.run/app": "shop", "alchemy.run/stage": "test" };
    for (let index = 0; index < 520; index += 40)
      await Promise.all(
        Array.from({ length: 40 }, (_, one) =>
          world.make("ConfigMap", `m${index + one}`, { metadata: { name: `m${index + one}`, labels } }),
        ),
      );
    await world.edit("ConfigMap", "z", { data: { a: "theirs" } });
    const { result: run, requests } = await requestsOf(world, () => checkout.up([{ together: steps }]));
    expectSuccess(run);
    expect(run.output).toContain('z: drift: data.a "1" → "theirs"');
    expect(run.output).toContain("1 unchanged");
    expect(requests.filter(({ verb }) => verb === "list")).toHaveLength(2);
    expectSuccess(await checkout.destroy());
  });
});

describe.skipIf(onEmbedded("permissions"))("without permission to list", () => {
  const steps = (world: World): Step[] => [
    { together: ["one", "two", "three"].map((name) => configMap(name, at(world, name))) },
  ];

  test.concurrent("objects are read one by one, and without permission to read by patches that change nothing", async () => {
    const { world, checkout } = await fresh();
    const rules = (...verbs: string[]) => [{ apiGroups: [""], resources: ["configmaps"], verbs }];
    const user = await restrictedUser(world, rules("get", "create", "patch", "delete"));
    const env = { KUBECONFIG: await writeKubeconfig({ token: user.token }) };
    const run = async (says: string): Promise<Record<string, number>> => {
      const up = (): Promise<Run> => checkout.up(steps(world), { env });
      const { result, requests, writes } = await requestsOf(world, up);
      expectSuccess(result);
      expect(result.output).toContain(says);
      expect(says === "3 unchanged" ? writes : []).toEqual([]);
      return count(inWords(requests));
    };
    await run("3 created");
    expect(await run("3 unchanged")).toEqual({ "get 200": 3, "list 403": 1 });
    await user.allow(rules("create", "patch", "delete"));
    expect(await run("3 unchanged")).toEqual({ "get 403": 1, "list 403": 1, "patch 200": 3 });
    await world.edit("ConfigMap", "two", { data: { a: "theirs" } });
    await run('two: drift: data.a "1" → "theirs" (somebody, ');
    expect((await world.live("ConfigMap", "two"))?.data).toEqual({ a: "1" });
    await world.drop("ConfigMap", "three");
    await run("three: drift: it was deleted");
    expect(await world.names("ConfigMap")).toEqual(["one", "three", "two"]);
    expectSuccess(await checkout.destroy({ env }));
    expect(await world.names("ConfigMap")).toEqual([]);
  });

  test.concurrent("a role for some names only is enough", async () => {
    const { world, checkout } = await fresh();
    const resourceNames = ["one", "two", "three"];
    const verbs = ["get", "list", "watch", "create", "patch", "delete"];
    const rule = { apiGroups: [""], resources: ["configmaps"], verbs, resourceNames };
    const user = await restrictedUser(world, [rule]);
    const env = { KUBECONFIG: await writeKubeconfig({ token: user.token }) };
    expectSuccess(await checkout.up(steps(world), { env }));
    const { result, requests } = await requestsOf(world, () => checkout.up(steps(world), { env }));
    expect(result.output).toContain("3 unchanged");
    expect(count(inWords(requests))).toEqual({ "get 200": 3, "list 403": 1 });
    await world.edit("ConfigMap", "two", { data: { a: "theirs" } });
    expect((await checkout.up(steps(world), { env })).output).toContain("two: drift: ");
    expectSuccess(await checkout.destroy({ env }));
    expect(await world.names("ConfigMap")).toEqual([]);
  });
});

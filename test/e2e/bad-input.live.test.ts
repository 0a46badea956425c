/** What goes wrong for a user: one error that says what to do, nothing else changed, and the repaired program goes on. */

import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { readFileSync } from "node:fs";
import { audit, mutating } from "../support/audit.ts";
import { variable } from "../support/control-plane.ts";
import { checkOut, type RunOptions } from "./checkout.ts";
import { api, newWorld, restrictedUser, temporaryFolder, worldOf, writeKubeconfig, type World } from "./cluster.ts";
import { expectOneError, expectSuccess } from "./errors.ts";
import { configMap, deployment, secret, type Stack, type Step } from "./stack.ts";

setDefaultTimeout(60_000);

const OURS = "alchemy-kubernetes/";

/** One mistake, and the program without it. */
interface Mistake {
  name: string;
  /** What stands in its way on the cluster; the options are those of both runs. */
  prepare?: (world: World) => Promise<unknown>;
  wrong: (world: World) => Step[];
  /** What the error must say. */
  says: (world: World) => (string | RegExp)[];
  /** What somebody repairs on the cluster. */
  repair?: (world: World) => Promise<unknown>;
  right: (world: World) => Step[];
  /** Whether the object itself may be written before the error: only when it is waited for. */
  writes?: true;
}

const at = ({ name }: World, metadata: Record<string, unknown> = {}): Record<string, unknown> => ({
  namespace: name,
  name: "web",
  ...metadata,
});
const theirs = { data: { theirs: "1" } };

const mistakes: Mistake[] = [
  {
    name: "unknown kind",
    wrong: ({ name: namespace }) => [manifest({ apiVersion: "nope.test/v1", kind: "Widget", metadata: { namespace } })],
    says: () => ["Widget", "nope.test/v1"],
    right: (world) => [manifest({ apiVersion: "v1", kind: "ConfigMap", metadata: at(world), data: {} })],
  },
  {
    name: "kind of a version that is not served any more",
    wrong: ({ name: namespace }) => [
      manifest({ apiVersion: "extensions/v1beta1", kind: "Deployment", metadata: { namespace } }),
    ],
    says: () => ["extensions/v1beta1 Deployment", "It serves apps/v1 Deployment"],
    right: (world) => [manifest({ apiVersion: "v1", kind: "ConfigMap", metadata: at(world), data: {} })],
  },
  {
    name: "manifest without a kind",
    wrong: ({ name: namespace }) => [manifest({ apiVersion: "v1", metadata: { namespace } })],
    says: () => ['Manifest "web"', "kind"],
    right: (world) => [manifest({ apiVersion: "v1", kind: "ConfigMap", metadata: at(world), data: {} })],
  },
  {
    name: "invalid manifest, by its causes",
    wrong: (world) => [deployment("web", at(world), { spec: { replicas: -1, selector: { matchLabels: { app: "other" } } } })],
    says: ({ name }) => [`Deployment ${name}/web`, "spec.replicas", "spec.template.metadata.labels"],
    right: (world) => [deployment("web", at(world))],
  },
  {
    name: "unknown field",
    wrong: (world) => [deployment("web", at(world), { container: { imagge: "x" } })],
    says: ({ name }) => [`Deployment ${name}/web`, 'spec.template.spec.containers[name="main"].imagge', "not declared", "Correct"],
    right: (world) => [deployment("web", at(world))],
  },
  {
    name: "value of the wrong type",
    wrong: (world) => [deployment("web", at(world), { spec: { replicas: "two" } })],
    says: ({ name }) => [`Deployment ${name}/web`, "spec.replicas", "Correct"],
    right: (world) => [deployment("web", at(world))],
  },
  {
    name: "duplicate list keys",
    wrong: (world) => [deployment("web", at(world), { container: { env: [{ name: "A", value: "1" }, { name: "A", value: "2" }] } })],
    says: ({ name }) => [`Deployment ${name}/web`, 'duplicate entries for key [name="A"]', "Correct"],
    right: (world) => [deployment("web", at(world))],
  },
  {
    name: "what JSON cannot hold",
    wrong: (world) => [configMap("web", at(world), { data: { a: { $secret: "x" }, b: null }, immutable: "x" })],
    says: ({ name }) => [`ConfigMap ${name}/web`, "immutable"],
    right: (world) => [configMap("web", at(world))],
  },
  {
    name: "missing namespace",
    wrong: ({ name }) => [configMap("web", { namespace: `${name}-missing`, name: "web" })],
    says: ({ name }) => [`ConfigMap ${name}-missing/web`, `namespace ${name}-missing does not exist`, "kubectl create namespace"],
    right: (world) => [configMap("web", at(world))],
  },
  {
    name: "object of somebody else",
    prepare: (world) => world.make("ConfigMap", "web", theirs),
    wrong: (world) => [configMap("web", at(world))],
    says: ({ name }) => [`ConfigMap ${name}/web`, "exists already", "somebody", "adopt: true", "--adopt"],
    right: (world) => [configMap("web", at(world), { adopt: true })],
  },
  {
    name: "object of a controller, also with adopt",
    prepare: async (world) => {
      const { metadata } = await world.make("ConfigMap", "owner");
      const reference = { apiVersion: "v1", kind: "ConfigMap", name: "owner", uid: metadata.uid, controller: true };
      await world.make("ConfigMap", "web", { metadata: { name: "web", ownerReferences: [reference] }, ...theirs });
    },
    wrong: (world) => [configMap("web", at(world), { adopt: true })],
    says: ({ name }) => [`ConfigMap ${name}/web`, "controlled by ConfigMap owner", "another name"],
    repair: (world) => world.drop("ConfigMap", "web"),
    right: (world) => [configMap("web", at(world))],
  },
  {
    name: "exhausted quota",
    prepare: (world) => world.make("ResourceQuota", "none", { spec: { hard: { secrets: "0" } } }),
    wrong: (world) => [secret("web", at(world), { a: "b" })],
    says: ({ name }) => [`Secret ${name}/web`, "exceeded quota"],
    repair: (world) => world.drop("ResourceQuota", "none"),
    right: (world) => [secret("web", at(world), { a: "b" })],
  },
  {
    name: "wait timed out",
    wrong: (world) => [deployment("web", at(world), { fault: "never-ready", timeout: 1_500 })],
    says: ({ name }) => [`Deployment ${name}/web`, "not ready after 1.5 s", "0/1 replicas", "kubectl describe", "timeout"],
    right: (world) => [deployment("web", at(world))],
    writes: true,
  },
  {
    name: "condition that never comes",
    wrong: (world) => [deployment("web", at(world), { wait: { condition: "Blessed" }, timeout: 1_500 })],
    says: ({ name }) => [`Deployment ${name}/web`, "not ready after 1.5 s", "Blessed"],
    right: (world) => [deployment("web", at(world), { wait: { condition: "Available" } })],
    writes: true,
  },
];

function manifest(object: Record<string, unknown>): Step {
  return { kind: "Manifest", id: "web", props: { manifest: object } };
}

describe("a mistake in the program", () => {
  test.concurrent.each(mistakes.map((mistake) => [mistake.name, mistake] as const))("%s", async (_name, mistake) => {
    const [world, checkout] = await Promise.all([newWorld(), checkOut()]);
    await mistake.prepare?.(world);
    const keep = configMap("keep", { namespace: world.name, name: "keep" });
    expectSuccess(await checkout.up([keep]));
    const kept = await world.live("ConfigMap", "keep");

    const mark = await audit.mark();
    const refused = await checkout.up([keep, ...mistake.wrong(world)]);
    expectOneError(refused, ...mistake.says(world));
    if (mistake.writes !== true) {
      const requests = await audit.since(mark, { userAgentPrefix: OURS, path: new RegExp(`/${world.name}/`) });
      expect(mutating(requests).filter(({ code }) => code < 300)).toEqual([]);
    }
    expect(await world.live("ConfigMap", "keep")).toEqual(kept as NonNullable<typeof kept>);

    await mistake.repair?.(world);
    const next = await checkout.up([keep, ...mistake.right(world)]);
    expectSuccess(next);
    expect((await checkout.up([keep, ...mistake.right(world)])).output).toContain("2 unchanged");
    expectSuccess(await checkout.destroy());
    expect(await checkout.state()).toEqual({});
    for (const kind of ["ConfigMap", "Secret", "Deployment"] as const)
      expect((await world.names(kind)).filter((name) => name !== "owner")).toEqual([]);
  });

  test.concurrent("in a program that was deployed before changes nothing, and destroy still works", async () => {
    const [world, checkout] = await Promise.all([newWorld(), checkOut()]);
    expectSuccess(await checkout.up([deployment("web", at(world))]));
    const before = await world.live("Deployment", "web");
    expectOneError(await checkout.up([deployment("web", at(world), { container: { imagge: "x" } })]), "imagge");
    expect((await world.live("Deployment", "web"))?.metadata.uid).toBe(before?.metadata.uid as string);
    expect((await world.live("Deployment", "web"))?.spec).toEqual(before?.spec as Record<string, unknown>);
    expectSuccess(await checkout.destroy());
    expect(await world.names("Deployment")).toEqual([]);
    expect(await checkout.state()).toEqual({});
  });
});

describe("a cluster that cannot be used", () => {
  const expired = (): string => {
    const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
    return `${part({ alg: "none" })}.${part({ sub: "somebody", exp: 1_700_000_000 })}.${part("signature")}`;
  };
  const clusters: [string, () => Promise<RunOptions["env"]>, () => (string | RegExp)[]][] = [
    [
      "none at all",
      async () => ({ HOME: await temporaryFolder(), KUBECONFIG: undefined }),
      () => ["no cluster is configured", "K3S_API_URL", "KUBECONFIG", "~/.kube/config", "k3s.yaml"],
    ],
    [
      "kubeconfig that does not exist",
      async () => ({ KUBECONFIG: `${await temporaryFolder()}/missing` }),
      () => [/kubeconfig \S+missing does not exist/, "KUBECONFIG"],
    ],
    [
      "unreachable server",
      async () => ({ KUBECONFIG: await writeKubeconfig({ server: "https://127.0.0.1:1" }) }),
      () => ["cluster control-plane: ", "https://127.0.0.1:1", "context control-plane", "refused", "Check"],
    ],
    [
      "another certificate authority",
      async () => {
        const insecure = await writeKubeconfig({ ca: "/etc/ssl/certs/ca-certificates.crt" });
        return { KUBECONFIG: insecure };
      },
      () => [variable("CONTROL_PLANE_SERVER"), "TLS", "certificate authority"],
    ],
    [
      "wrong token",
      async () => ({ KUBECONFIG: await writeKubeconfig({ token: "wrong" }) }),
      () => ["cluster control-plane: Unauthorized", "context control-plane", "refused", "renew the token"],
    ],
    [
      "expired token",
      async () => ({ KUBECONFIG: await writeKubeconfig({ token: expired() }) }),
      () => ["context control-plane", "renew the token"],
    ],
    [
      "no credentials",
      async () => ({ KUBECONFIG: await writeKubeconfig({ user: {} }) }),
      () => ["context control-plane", "credentials"],
    ],
  ];
  test.concurrent.each(clusters)("%s: deploys nothing and loses nothing", async (_name, environment, says) => {
    const [world, checkout] = await Promise.all([newWorld(), checkOut()]);
    const env = await environment();
    const steps = [configMap("web", at(world))];
    expectOneError(await checkout.up(steps, { env }), ...says());
    expectSuccess(await checkout.up(steps));
    const before = await world.live("ConfigMap", "web");
    expectOneError(await checkout.up(steps, { env }), ...says());
    expect((await checkout.destroy({ env })).code).toBe(1);
    expect(await world.live("ConfigMap", "web")).toEqual(before as NonNullable<typeof before>);
    expect((await checkout.up(steps)).output).toContain("1 unchanged");
    expectSuccess(await checkout.destroy());
    expect(await world.names("ConfigMap")).toEqual([]);
    expect(await checkout.state()).toEqual({});
  });

  test.concurrent("onUnreachable: forget lets a destroy end", async () => {
    const [world, checkout, kubeconfig] = await Promise.all([newWorld(), checkOut(), writeKubeconfig({})]);
    const env = { KUBECONFIG: kubeconfig };
    expectSuccess(await checkout.up([configMap("web", at(world), { delete: { onUnreachable: "forget" } })], { env }));
    await writeKubeconfig({ server: "https://127.0.0.1:1" }, kubeconfig);
    const forgotten = await checkout.destroy({ env });
    expectSuccess(forgotten);
    expect(forgotten.output).toContain("forgotten");
    expect(await checkout.state()).toEqual({});
    expect(await world.names("ConfigMap")).toEqual(["web"]);
  });
});

describe("credentials inline in the program", () => {
  const inline = (): Record<string, unknown> => ({
    server: variable("CONTROL_PLANE_SERVER"),
    token: { $secret: variable("CONTROL_PLANE_TOKEN") },
    certificateAuthority: readFileSync(variable("CONTROL_PLANE_CA_FILE"), "utf8"),
  });
  const nowhere = { KUBECONFIG: undefined, HOME: "/nonexistent" };

  test.concurrent("need ALCHEMY_PASSWORD, which is said before anything is sent", async () => {
    const [world, checkout] = await Promise.all([newWorld(), checkOut()]);
    const steps = [configMap("web", at(world), { cluster: inline() })];
    const refused = await checkout.up(steps, { env: nowhere });
    expectOneError(refused, 'ConfigMap "web"', "cluster", "password", "ALCHEMY_PASSWORD", "kubeconfig context");
    expect(await world.names("ConfigMap")).toEqual([]);
    expect(await checkout.state()).toEqual({});
  });

  test.concurrent("work with it, destroy in a fresh process included", async () => {
    const [world, checkout] = await Promise.all([newWorld(), checkOut()]);
    const env = { ...nowhere, ALCHEMY_PASSWORD: "for the test" };
    const steps = [configMap("web", at(world), { cluster: inline() })];
    expectSuccess(await checkout.up(steps, { env }));
    expect((await checkout.up(steps, { env })).output).toContain("1 unchanged");
    // Alchemy cannot read its own state then, and ends without a word before any of our code runs.
    await checkout.destroy({ env: nowhere });
    expect(await world.names("ConfigMap")).toEqual(["web"]);
    expect(Object.keys(await checkout.state())).toEqual(["shop/test/configmap-web.json"]);
    expectSuccess(await checkout.destroy({ env }));
    expect(await world.names("ConfigMap")).toEqual([]);
    expect(await checkout.state()).toEqual({});
  });

  test.concurrent("of the whole app are never stored, so they need no password", async () => {
    const [world, checkout] = await Promise.all([newWorld(), checkOut()]);
    const { token: _secret, ...server } = inline();
    const cluster = { ...server, token: variable("CONTROL_PLANE_TOKEN") };
    const app: Stack["app"] = { kubernetes: { cluster } };
    expectSuccess(await checkout.up({ app, steps: [configMap("web", at(world))] }, { env: nowhere }));
    expect(JSON.stringify(await checkout.state())).not.toContain(variable("CONTROL_PLANE_TOKEN"));
    expectSuccess(await checkout.destroy({ app, env: nowhere }));
    expect(await world.names("ConfigMap")).toEqual([]);
  });
});

describe("a missing permission", () => {
  const all = ["get", "list", "watch", "create", "patch", "delete"];
  const without: [string, string, string][] = [
    ["patch", "patch configmaps", ""],
    ["create", "create configmaps", ""],
    ["get", "get configmaps", "web"],
  ];
  test.concurrent.each(without)("%s is named with resource and namespace", async (verb, says, existing) => {
    const [world, checkout] = await Promise.all([newWorld(), checkOut()]);
    const rules = (verbs: string[]) => [{ apiGroups: [""], resources: ["configmaps"], verbs }];
    const user = await restrictedUser(world, rules(all.filter((item) => item !== verb)));
    const env = { KUBECONFIG: await writeKubeconfig({ token: user.token }) };
    if (existing !== "") await world.make("ConfigMap", existing, theirs);
    const steps = [configMap("web", at(world), { adopt: true })];
    const refused = await checkout.up(steps, { env });
    expectOneError(refused, `ConfigMap ${world.name}/web`, `${says} in namespace ${world.name}`, "role");
    await user.allow(rules(all));
    expectSuccess(await checkout.up(steps, { env }));
    expectSuccess(await checkout.destroy({ env }));
    expect(await world.names("ConfigMap")).toEqual([]);
  });

  test.concurrent("watch, which waiting needs", async () => {
    const [world, checkout] = await Promise.all([newWorld(), checkOut()]);
    const rules = (verbs: string[]) => [{ apiGroups: ["apps"], resources: ["deployments"], verbs }];
    const user = await restrictedUser(world, rules(["get", "list", "create", "patch", "delete"]));
    const env = { KUBECONFIG: await writeKubeconfig({ token: user.token }) };
    const refused = await checkout.up([deployment("web", at(world))], { env });
    expectOneError(refused, `watch deployments.apps in namespace ${world.name}`, "role");
    const before = await world.live("Deployment", "web");
    await user.allow(rules(all));
    expectSuccess(await checkout.up([deployment("web", at(world))], { env }));
    expect((await world.live("Deployment", "web"))?.metadata.uid).toBe(before?.metadata.uid as string);
    expectSuccess(await checkout.destroy({ env }));
    expect(await world.names("Deployment")).toEqual([]);
  });
});

describe("a namespace", () => {
  test.concurrent("that is still terminating is waited for", async () => {
    const checkout = await checkOut();
    const name = `e2e-again-${crypto.randomUUID().slice(0, 8)}`;
    const app: Stack["app"] = { destroyStrategy: "parallel" };
    const steps: Step[] = [
      { kind: "Namespace", id: "home", props: { metadata: { name }, delete: { timeout: 500 }, allowDataLoss: true } },
      configMap("web", { namespace: name, name: "web" }),
    ];
    expectSuccess(await checkout.up({ app, steps }));
    const before = await api(`/api/v1/namespaces/${name}`);
    const destroyed = await checkout.destroy({ app });
    expect(destroyed.code, destroyed.output).toBe(1);
    expect(destroyed.output).toContain("still being deleted after 0.5 s");
    const again = await checkout.up({ app, steps });
    expectSuccess(again);
    expect(again.output).toContain("waiting until");
    const after = await api(`/api/v1/namespaces/${name}`);
    expect(after?.metadata.uid).not.toBe(before?.metadata.uid as string);
    expect((await worldOf(name).live("ConfigMap", "web"))?.data).toEqual({ a: "1" });
    await api(`/api/v1/namespaces/${name}`, { method: "DELETE" });
  });

  test.concurrent("that somebody else deletes is waited for by what lives in it", async () => {
    const [world, checkout] = await Promise.all([newWorld(), checkOut()]);
    await api(`/api/v1/namespaces/${world.name}`, { method: "DELETE" });
    const refused = await checkout.up([configMap("web", at(world))]);
    expectOneError(refused, `ConfigMap ${world.name}/web`, `namespace ${world.name} does not exist`);
    expect(refused.output).toContain(`waiting until namespace ${world.name}`);
    await api("/api/v1/namespaces", { method: "POST", body: { metadata: { name: world.name } } });
    expectSuccess(await checkout.up([configMap("web", at(world))]));
    expectSuccess(await checkout.destroy());
  });
});

/** A cluster that cannot be found, reached or used: one error that says what to do, and nothing is lost. */

import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { readFileSync } from "node:fs";
import { variable } from "../support/control-plane.ts";
import { checkOut, type RunOptions } from "./checkout.ts";
import { cleanUp } from "./cleanup.ts";
import { newWorld, restrictedUser, temporaryFolder, writeKubeconfig } from "./cluster.ts";
import { expectOneError, expectSuccess } from "./errors.ts";
import { at, fresh } from "./fresh.ts";
import { configMap, deployment, type Stack } from "./stack.ts";
import { onEmbedded } from "../support/target.ts";

setDefaultTimeout(60_000);
afterAll(cleanUp);

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
  test.concurrent.each(clusters)(
    "%s: deploys nothing and loses nothing",
    async (_name, environment, says) => {
      const { world, checkout } = await fresh();
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
    },
  );

  test.concurrent("onUnreachable: forget lets a destroy end", async () => {
    const [world, checkout, kubeconfig] = await Promise.all([newWorld(), checkOut(), writeKubeconfig({})]);
    const env = { KUBECONFIG: kubeconfig };
    expectSuccess(
      await checkout.up([configMap("web", at(world), { delete: { onUnreachable: "forget" } })], { env }),
    );
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
    const { world, checkout } = await fresh();
    const steps = [configMap("web", at(world), { cluster: inline() })];
    const refused = await checkout.up(steps, { env: nowhere });
    expectOneError(
      refused,
      'ConfigMap "web"',
      "cluster",
      "password",
      "ALCHEMY_PASSWORD",
      "kubeconfig context",
    );
    expect(await world.names("ConfigMap")).toEqual([]);
    expect(await checkout.state()).toEqual({});
  });

  test.concurrent("work with it, destroy in a fresh process included", async () => {
    const { world, checkout } = await fresh();
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
    const { world, checkout } = await fresh();
    const { token: _secret, ...server } = inline();
    const cluster = { ...server, token: variable("CONTROL_PLANE_TOKEN") };
    const app: Stack["app"] = { kubernetes: { cluster } };
    expectSuccess(await checkout.up({ app, steps: [configMap("web", at(world))] }, { env: nowhere }));
    expect(JSON.stringify(await checkout.state())).not.toContain(variable("CONTROL_PLANE_TOKEN"));
    expectSuccess(await checkout.destroy({ app, env: nowhere }));
    expect(await world.names("ConfigMap")).toEqual([]);
  });
});

describe.skipIf(onEmbedded("permissions"))("a missing permission", () => {
  const all = ["get", "list", "watch", "create", "patch", "delete"];
  const without: [string, string][] = [
    ["patch", "patch configmaps"],
    ["create", "create configmaps"],
  ];
  test.concurrent.each(without)("%s is named with resource and namespace", async (verb, says) => {
    const { world, checkout } = await fresh();
    const rules = (verbs: string[]) => [{ apiGroups: [""], resources: ["configmaps"], verbs }];
    const user = await restrictedUser(world, rules(all.filter((item) => item !== verb)));
    const env = { KUBECONFIG: await writeKubeconfig({ token: user.token }) };
    const steps = [configMap("web", at(world))];
    const refused = await checkout.up(steps, { env });
    expectOneError(refused, `ConfigMap ${world.name}/web`, `${says} in namespace ${world.name}`, "role");
    await user.allow(rules(all));
    expectSuccess(await checkout.up(steps, { env }));
    expectSuccess(await checkout.destroy({ env }));
    expect(await world.names("ConfigMap")).toEqual([]);
  });

  test.concurrent("watch, which waiting needs", async () => {
    const { world, checkout } = await fresh();
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

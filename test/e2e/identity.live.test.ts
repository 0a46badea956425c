/** Which cluster it is, when its identity cannot always be read, and when what is on it was restored from a backup. */

import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { startCluster, type StartedCluster } from "alchemy-kubernetes/local";
import { readFile, writeFile } from "node:fs/promises";
import { onEmbedded } from "../support/target.ts";
import { checkOut } from "./checkout.ts";
import { cleanUp, later } from "./cleanup.ts";
import { restrictedUser, writeKubeconfig, type World } from "./cluster.ts";
import { expectOneError, expectSuccess } from "./errors.ts";
import { fresh } from "./fresh.ts";
import { patch } from "./patch.ts";
import { configMap, type Step } from "./stack.ts";

setDefaultTimeout(60_000);
afterAll(cleanUp);

/** A cluster that says who it is, or not, and is found at one address or another. */
interface Shy {
  cluster: StartedCluster;
  hidden: boolean;
  address: "127.0.0.1" | "localhost";
}

async function shyCluster(): Promise<Shy> {
  const shy: Shy = { hidden: false, address: "127.0.0.1" } as Shy;
  const forbidden = (): Response =>
    Response.json(
      {
        kind: "Status",
        apiVersion: "v1",
        status: "Failure",
        message: "forbidden",
        reason: "Forbidden",
        code: 403,
      },
      { status: 403 },
    );
  shy.cluster = await startCluster({
    intercept: (request) =>
      shy.hidden && request.url.endsWith("/api/v1/namespaces/kube-system") ? forbidden() : undefined,
  });
  later(() => shy.cluster[Symbol.asyncDispose]());
  return shy;
}

/** A kubeconfig of its own for each address, as a `cluster` prop names it. */
async function byAddress({ cluster }: Shy, address: Shy["address"]): Promise<Record<string, unknown>> {
  const text = await readFile(cluster.kubeconfig, "utf8");
  const kubeconfig = `${cluster.kubeconfig}.${address}`;
  await writeFile(kubeconfig, text.replace(/\/\/[^:/]+:/, `//${address}:`));
  return { cluster: { kubeconfig } };
}

async function point({ cluster, address }: Shy): Promise<void> {
  const text = await readFile(cluster.kubeconfig, "utf8");
  await writeFile(cluster.kubeconfig, text.replace(/\/\/[^:/]+:/, `//${address}:`));
}

const web: Step = configMap("web", { namespace: "default", name: "web" });

/** What the run sees: whether the uid can be read, and at which address the server is. */
type View = [hidden: boolean, address: Shy["address"]];

const rows: [what: string, first: View, then: View, outcome: "same" | "refused"][] = [
  ["unreadable both times", [true, "127.0.0.1"], [true, "127.0.0.1"], "same"],
  ["unreadable at first, readable later", [true, "127.0.0.1"], [false, "127.0.0.1"], "same"],
  ["readable at first, unreadable later", [false, "127.0.0.1"], [true, "127.0.0.1"], "same"],
  ["readable, at another address", [false, "127.0.0.1"], [false, "localhost"], "same"],
  ["unreadable, at another address", [true, "127.0.0.1"], [true, "localhost"], "refused"],
  ["unreadable at first, readable at another address", [true, "127.0.0.1"], [false, "localhost"], "refused"],
  ["readable at first, unreadable at another address", [false, "127.0.0.1"], [true, "localhost"], "refused"],
];

describe("the identity of the cluster", () => {
  test.concurrent.each(rows)("%s: %p, then %p", async (_what, first, then, outcome) => {
    const [shy, checkout] = await Promise.all([shyCluster(), checkOut()]);
    const env = { KUBECONFIG: shy.cluster.kubeconfig };
    const see = async ([hidden, address]: View): Promise<void> => {
      Object.assign(shy, { hidden, address });
      await point(shy);
    };
    await see(first);
    expectSuccess(await checkout.up([web], { env }));
    const before = await uids(shy);
    await see(then);
    for (let round = 0; round < 2; round += 1) {
      const run = await checkout.up([web], { env });
      if (outcome === "refused") expectOneError(run, "ConfigMap default/web", "another cluster");
      else expectSuccess(run);
    }
    expect(await uids(shy)).toEqual(before);
    // Whatever was readable once is kept, as the stronger mark.
    const known = !first[0] || (outcome === "same" && !then[0]);
    expect(JSON.stringify(await checkout.state()).includes('\\\\\\"uid\\\\\\"'), "state has the uid").toBe(
      known,
    );
    if (outcome === "refused") await see(first);
    expectSuccess(await checkout.destroy({ env }));
    expect(await uids(shy)).toEqual([]);
    expect(await checkout.state()).toEqual({});
  });

  const moves: [what: string, hiddenFirst: boolean, hiddenThen: boolean][] = [
    ["never", true, true],
    ["only later", true, false],
    ["not any more", false, true],
  ];
  test.concurrent.each(moves)(
    "readable %s: a `cluster` prop that is another address of it moves nothing away",
    async (_what, first, then) => {
      const [shy, checkout] = await Promise.all([shyCluster(), checkOut()]);
      const [here, there] = [await byAddress(shy, "127.0.0.1"), await byAddress(shy, "localhost")];
      await shy.cluster.fetch(CONFIG_MAPS, json({ metadata: { name: "theirs" }, data: { theirs: "1" } }));
      const steps = (options: Record<string, unknown>): Step[] => [
        configMap("web", { namespace: "default", name: "web" }, options),
        claim(options),
        {
          kind: "ConfigMapPatch",
          id: "theirs",
          props: { metadata: { namespace: "default", name: "theirs" }, data: { ours: "1" }, ...options },
        },
      ];
      shy.hidden = first;
      expectSuccess(await checkout.up(steps(here)));
      const before = await uids(shy);
      shy.hidden = then;
      expectSuccess(await checkout.up(steps(there)));
      expect(await uids(shy)).toEqual(before);
      expect(before).toHaveLength(1);
      const patched = await shy.cluster.fetch(`${CONFIG_MAPS}/theirs`);
      expect(await patched.json()).toMatchObject({ data: { theirs: "1", ours: "1" } });
      expect((await checkout.up(steps(there))).output).toContain("3 unchanged");
      expect(Object.values(await checkout.state()).join("")).not.toContain("127.0.0.1");
      expectSuccess(await checkout.destroy());
      expect(await uids(shy)).toEqual([]);
      expect(await checkout.state()).toEqual({});
    },
  );

  test.concurrent("once it was readable, it tells another cluster at the same address", async () => {
    const [shy, checkout] = await Promise.all([shyCluster(), checkOut()]);
    const env = { KUBECONFIG: shy.cluster.kubeconfig };
    const steps = [web, patch("web", { namespace: "default", name: "web" })];
    shy.hidden = true;
    expectSuccess(await checkout.up(steps, { env }));
    shy.hidden = false;
    expectSuccess(await checkout.up(steps, { env }));
    const states = Object.values(await checkout.state());
    expect(states).toHaveLength(2);
    const answer = await shy.cluster.fetch("/api/v1/namespaces/kube-system");
    const { metadata } = (await answer.json()) as { metadata: { uid: string } };
    for (const state of states) expect(state).toContain(metadata.uid);
    expectSuccess(await checkout.destroy({ env }));
  });

  test.concurrent.skipIf(onEmbedded("permissions"))(
    "as RBAC hides it: a token that may not read it, then one that may",
    async () => {
      const { world, checkout } = await fresh();
      const verbs = ["get", "list", "watch", "create", "patch", "delete"];
      const user = await restrictedUser(world, [{ apiGroups: [""], resources: ["configmaps"], verbs }]);
      const kubeconfig = await writeKubeconfig({ token: user.token });
      const env = { KUBECONFIG: kubeconfig };
      const step = configMap("web", { namespace: world.name, name: "web" });
      expectSuccess(await checkout.up([step], { env }));
      const uid = (await world.live("ConfigMap", "web"))?.metadata.uid;
      await writeKubeconfig({}, kubeconfig);
      expectSuccess(await checkout.up([step], { env }));
      await writeKubeconfig({ token: user.token }, kubeconfig);
      expectSuccess(await checkout.up([step], { env }));
      expect((await world.live("ConfigMap", "web"))?.metadata.uid).toBe(uid as string);
      expectSuccess(await checkout.destroy({ env }));
      expect(await world.names("ConfigMap")).toEqual([]);
    },
  );
});

const CONFIG_MAPS = "/api/v1/namespaces/default/configmaps";

function json(body: unknown): RequestInit {
  return { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}

/** Whose data would be lost with it. */
const claim = (options: Record<string, unknown>): Step => ({
  kind: "PersistentVolumeClaim",
  id: "data",
  props: {
    metadata: { namespace: "default", name: "data" },
    spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
    wait: "applied",
    ...options,
  },
});

test.concurrent("an object that is served in two groups stays when the program names the other one", async () => {
  const { world, checkout } = await fresh();
  const event = (manifest: Record<string, unknown>): Step => {
    const metadata = { namespace: world.name, name: "web" };
    const times = {
      eventTime: "2026-01-01T00:00:00.000000Z",
      action: "Test",
      reason: "Test",
      type: "Normal",
    };
    const whole = { kind: "Event", metadata, ...times, reportingInstance: "test", ...manifest };
    return { kind: "Manifest", id: "event", props: { manifest: whole } };
  };
  const subject = { apiVersion: "v1", kind: "ConfigMap", namespace: world.name, name: "web" };
  const groups = [
    { apiVersion: "events.k8s.io/v1", regarding: subject, reportingController: "test.example/web" },
    { apiVersion: "v1", involvedObject: subject, reportingComponent: "test.example/web" },
  ];
  const found: (string | undefined)[] = [];
  for (const group of groups) {
    expectSuccess(await checkout.up([event(group)]));
    found.push((await world.live("Event", "web"))?.metadata.uid);
  }
  expect(found[0]).toBeString();
  expect(found[1]).toBe(found[0] as string);
  expectSuccess(await checkout.destroy());
  expect(await world.live("Event", "web")).toBeUndefined();
});

async function uids({ cluster }: Shy): Promise<string[]> {
  const answer = await cluster.fetch(CONFIG_MAPS);
  const { items } = (await answer.json()) as { items: { metadata: { name: string; uid: string } }[] };
  return items.filter(({ metadata }) => metadata.name === "web").map(({ metadata }) => metadata.uid);
}

describe("a backup of the same server that was restored", () => {
  /** The cluster as the backup has it; the object's marks are those that it had in state's time. */
  const backups: [string, (world: World, marks: Marks) => Promise<unknown>, "repaired" | "refused"][] = [
    ["before the object was made", (world) => world.drop("ConfigMap", "web"), "repaired"],
    [
      "with an older object of ours, of another uid and content",
      async (world, metadata) => {
        await world.drop("ConfigMap", "web");
        await world.make("ConfigMap", "web", {
          metadata: { name: "web", ...metadata },
          data: { a: "0", old: "1" },
        });
      },
      "repaired",
    ],
    [
      "with somebody else's object of the name",
      async (world) => {
        await world.drop("ConfigMap", "web");
        await world.make("ConfigMap", "web", { data: { theirs: "1" } });
      },
      "refused",
    ],
    [
      "with the object of an owner before us",
      async (world, { labels, annotations }) => {
        await world.drop("ConfigMap", "web");
        const metadata = {
          name: "web",
          labels,
          annotations: { ...annotations, "alchemy.run/owner": "former" },
        };
        await world.make("ConfigMap", "web", { metadata, data: { theirs: "1" } });
      },
      "refused",
    ],
  ];

  interface Marks {
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
  }

  test.concurrent.each(backups)("%s", async (_what, restore, outcome) => {
    const { world, checkout } = await fresh();
    const steps = [configMap("web", { namespace: world.name, name: "web" })];
    expectSuccess(await checkout.up(steps));
    const { labels = {}, annotations = {} } = (await world.live("ConfigMap", "web"))?.metadata ?? {};
    await restore(world, { labels, annotations });
    const restored = await world.live("ConfigMap", "web");
    const run = await checkout.up(steps);
    if (outcome === "refused") {
      expectOneError(run, `ConfigMap ${world.name}/web: it exists already`, "adopt: true");
      expect(await world.live("ConfigMap", "web")).toEqual(restored);
    } else {
      expectSuccess(run);
      expect((await world.live("ConfigMap", "web"))?.data?.["a"]).toBe("1");
      expect((await checkout.up(steps)).output).toContain("1 unchanged");
    }
    expectSuccess(await checkout.destroy());
    expect(await world.names("ConfigMap")).toEqual(outcome === "refused" ? ["web"] : []);
    expect(await checkout.state()).toEqual({});
  });
});

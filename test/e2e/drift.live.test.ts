/** What somebody else did to our objects between two runs. */

import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { valueAt } from "../../src/model/json.ts";
import type { Checkout } from "./checkout.ts";
import { cleanUp } from "./cleanup.ts";
import type { KnownKind, Live, World } from "./cluster.ts";
import { expectSuccess } from "./errors.ts";
import { fresh } from "./fresh.ts";
import { requestsOf } from "./requests.ts";
import { configMap, deployment, secret, type Step } from "./stack.ts";

setDefaultTimeout(60_000);
afterAll(cleanUp);

const at = ({ name }: World): Record<string, unknown> => ({
  namespace: name,
  name: "web",
  labels: { tier: "front" },
});

async function deployed(
  step: (world: World) => Step,
): Promise<{ world: World; checkout: Checkout; steps: Step[] }> {
  const { world, checkout } = await fresh();
  const steps = [step(world)];
  expectSuccess(await checkout.up(steps));
  return { world, checkout, steps };
}

/** Runs again and expects that nothing in the namespace is written. */
async function expectUnchanged(checkout: Checkout, steps: Step[], world: World): Promise<void> {
  const { result, writes } = await requestsOf(world, () => checkout.up(steps));
  expectSuccess(result);
  expect(result.output).toContain("1 unchanged");
  expect(writes).toEqual([]);
}

const service = (world: World): Step => {
  const ports = [{ name: "http", port: 80, targetPort: 8080 }];
  return {
    kind: "Service",
    id: "web",
    props: { metadata: at(world), spec: { selector: { app: "web" }, ports } },
  };
};

function containersOf(live: Live | undefined): unknown[] {
  const containers = valueAt(live, ["spec", "template", "spec", "containers"]);
  return Array.isArray(containers) ? containers.map((container) => valueAt(container, ["name"])) : [];
}

/** One thing that somebody did, and what is left of it after the next run. */
interface Deed {
  name: string;
  kind: KnownKind;
  step: (world: World) => Step;
  deed: (world: World, live: Live) => Promise<unknown>;
  /** What the next run says. */
  says: RegExp;
  /** What the object must be like then. */
  is: (live: Live | undefined, before: Live) => void;
}

/** What the run says of the fields that somebody changed, each followed by who did it. */
const edited = (...fields: string[]): RegExp =>
  new RegExp(
    `/web: drift: ${fields.map((field) => `${field}( \\(somebody(, [0-9TZ:-]+)?\\))?`).join(", ")}; bringing it back`,
  );

const deeds: Deed[] = [
  {
    name: "a value changed",
    kind: "ConfigMap",
    step: (world) => configMap("web", at(world)),
    deed: (world) => world.edit("ConfigMap", "web", { data: { a: "theirs" } }),
    says: edited('data.a "1" → "theirs"'),
    is: (live) => expect(live?.data).toEqual({ a: "1" }),
  },
  {
    name: "a key removed",
    kind: "ConfigMap",
    step: (world) => configMap("web", at(world), { data: { a: "1", b: "2" } }),
    deed: (world) => world.edit("ConfigMap", "web", { data: { b: null } }),
    says: edited('data.b "2" → none'),
    is: (live) => expect(live?.data).toEqual({ a: "1", b: "2" }),
  },
  {
    name: "a value changed and others added, which stay",
    kind: "ConfigMap",
    step: (world) => configMap("web", at(world)),
    deed: (world) =>
      world.edit("ConfigMap", "web", {
        metadata: { labels: { theirs: "1" } },
        data: { a: "theirs", theirs: "1" },
      }),
    says: edited('data.a "1" → "theirs"'),
    is: (live) => {
      expect(live?.data).toEqual({ a: "1", theirs: "1" });
      expect(live?.metadata.labels).toMatchObject({ theirs: "1", tier: "front" });
    },
  },
  {
    name: "a label changed",
    kind: "ConfigMap",
    step: (world) => configMap("web", at(world)),
    deed: (world) => world.edit("ConfigMap", "web", { metadata: { labels: { tier: "theirs" } } }),
    says: edited('metadata.labels.tier "front" → "theirs"'),
    is: (live) => expect(live?.metadata.labels?.["tier"]).toBe("front"),
  },
  {
    name: "our own labels removed, so that no LIST finds it",
    kind: "ConfigMap",
    step: (world) => configMap("web", at(world)),
    deed: (world) =>
      world.edit("ConfigMap", "web", {
        metadata: { labels: { "alchemy.run/app": null, "alchemy.run/stage": null } },
      }),
    says: edited(
      'metadata.labels\\["alchemy.run/app"\\] "shop" → none',
      'metadata.labels\\["alchemy.run/stage"\\] "test" → none',
    ),
    is: (live, before) => {
      expect(live?.metadata.labels?.["alchemy.run/app"]).toBe("shop");
      expect(live?.metadata.uid).toBe(before.metadata.uid);
    },
  },
  {
    name: "our own labels and annotations overwritten",
    kind: "ConfigMap",
    step: (world) => configMap("web", at(world)),
    deed: (world) =>
      world.edit("ConfigMap", "web", {
        metadata: {
          labels: { "app.kubernetes.io/managed-by": "Helm", "alchemy.run/stage": "theirs" },
          annotations: { "alchemy.run/fqn": "theirs", "alchemy.run/revision": "theirs" },
        },
      }),
    says: /web: drift: .*managed-by"\] "alchemy" → "Helm" .*; bringing it back/,
    is: (live, { metadata: { labels, annotations } }) =>
      expect(live?.metadata).toMatchObject({ labels, annotations }),
  },
  {
    name: "a Secret's value changed",
    kind: "Secret",
    step: (world) => secret("web", at(world), { a: "ours" }),
    deed: (world) => world.edit("Secret", "web", { data: { a: Buffer.from("theirs").toString("base64") } }),
    says: edited("data.a \\*\\*\\* → \\*\\*\\*"),
    is: (live) => expect(Buffer.from(live?.data?.["a"] ?? "", "base64").toString()).toBe("ours"),
  },
  {
    name: "an image changed",
    kind: "Deployment",
    step: (world) => deployment("web", at(world)),
    deed: (world) =>
      world.edit("Deployment", "web", {
        spec: { template: { spec: { containers: [{ name: "main", image: "registry.test/theirs:1" }] } } },
      }),
    says: edited(
      'spec.template.spec.containers\\[name="main"\\].image "registry.test/main:1" → "registry.test/theirs:1"',
    ),
    is: (live) => expect(JSON.stringify(live?.spec)).toContain("registry.test/main:1"),
  },
  {
    name: "scaled by hand",
    kind: "Deployment",
    step: (world) => deployment("web", at(world), { spec: { replicas: 1 } }),
    deed: (world) => world.edit("Deployment", "web", { spec: { replicas: 3 } }, { subresource: "/scale" }),
    says: edited("spec.replicas 1 → 3"),
    is: (live) => expect(live?.spec?.["replicas"]).toBe(1),
  },
  {
    name: "a container renamed, which is a list key",
    kind: "Deployment",
    step: (world) => deployment("web", at(world)),
    deed: (world) =>
      world.edit("Deployment", "web", {
        spec: { template: { spec: { containers: [{ name: "theirs", image: "registry.test/main:1" }] } } },
      }),
    says: edited(
      'spec.template.spec.containers\\[name="main"\\] {…} → none',
      'spec.template.spec.containers\\[name="theirs"\\] none → {…}',
    ),
    is: (live) => {
      expect(containersOf(live)).toEqual(["main"]);
    },
  },
  {
    name: "a port changed, which is a list key",
    kind: "Service",
    step: service,
    deed: (world) =>
      world.edit("Service", "web", { spec: { ports: [{ name: "http", port: 81, targetPort: 8080 }] } }),
    says: /web: drift: spec.ports.*80.*; bringing it back/,
    is: (live) => expect(live?.spec?.["ports"]).toMatchObject([{ name: "http", port: 80 }]),
  },
  {
    name: "deleted",
    kind: "ConfigMap",
    step: (world) => configMap("web", at(world)),
    deed: (world) => world.drop("ConfigMap", "web"),
    says: /web: drift: it was deleted; bringing it back/,
    is: (live) => expect(live?.data).toEqual({ a: "1" }),
  },
  {
    name: "deleted and made again from its own manifest",
    kind: "ConfigMap",
    step: (world) => configMap("web", at(world)),
    deed: async (world, { metadata }) => {
      await world.drop("ConfigMap", "web");
      const { name, labels, annotations } = metadata;
      await world.make("ConfigMap", "web", {
        metadata: { name, labels, annotations },
        data: { a: "restored" },
      });
    },
    says: /web: drift: it was replaced \(.*\); bringing it back/,
    is: (live) => expect(live?.data).toEqual({ a: "1" }),
  },
];

describe("what somebody did is brought back and reported", () => {
  test.concurrent.each(deeds.map((deed) => [deed.name, deed] as const))("%s", async (_name, row) => {
    const { world, checkout, steps } = await deployed(row.step);
    const before = (await world.live(row.kind, "web")) as Live;
    await expectUnchanged(checkout, steps, world);
    await row.deed(world, before);
    const repaired = await checkout.up(steps);
    expectSuccess(repaired);
    expect(repaired.output).toMatch(row.says);
    row.is(await world.live(row.kind, "web"), before);
    await expectUnchanged(checkout, steps, world);
    expectSuccess(await checkout.destroy());
    expect(await world.names(row.kind)).toEqual([]);
  });
});

describe("what is not ours", () => {
  test.concurrent("may be added without notice", async () => {
    const { world, checkout, steps } = await deployed((world) => deployment("web", at(world)));
    await world.edit("Deployment", "web", {
      metadata: { labels: { theirs: "1" }, annotations: { theirs: "1" } },
      spec: { template: { metadata: { annotations: { "kubectl.kubernetes.io/restartedAt": "now" } } } },
    });
    await expectUnchanged(checkout, steps, world);
    const live = await world.live("Deployment", "web");
    expect(live?.metadata.labels?.["theirs"]).toBe("1");
    expect(JSON.stringify(live?.spec)).toContain("restartedAt");
    const changed = [deployment("web", at(world), { container: { image: "registry.test/main:2" } })];
    expectSuccess(await checkout.up(changed));
    expect(JSON.stringify((await world.live("Deployment", "web"))?.spec)).toContain("restartedAt");
    expectSuccess(await checkout.destroy());
  });
});

describe("an element that somebody added to a list of ours", () => {
  test.concurrent("stays, also when another field is repaired", async () => {
    const { world, checkout, steps } = await deployed((world) => deployment("web", at(world)));
    const main = { name: "main", image: "registry.test/main:1" };
    const sidecar = { name: "sidecar", image: "registry.test/sidecar:1" };
    await world.edit("Deployment", "web", { spec: { template: { spec: { containers: [main, sidecar] } } } });
    await expectUnchanged(checkout, steps, world);
    await world.edit("Deployment", "web", { metadata: { labels: { tier: "theirs" } } });
    const repaired = await checkout.up(steps);
    expectSuccess(repaired);
    const live = await world.live("Deployment", "web");
    expect(live?.metadata.labels?.["tier"]).toBe("front");
    expect(new Set(containersOf(live))).toEqual(new Set(["main", "sidecar"]));
    expectSuccess(await checkout.destroy());
  });
});

describe("drift: report", () => {
  test.concurrent("warns in every run and writes nothing", async () => {
    const { world, checkout, steps } = await deployed((world) =>
      configMap("web", at(world), { drift: "report" }),
    );
    await world.edit("ConfigMap", "web", { data: { a: "theirs" } });
    for (const round of [1, 2]) {
      const { result, writes } = await requestsOf(world, () => checkout.up(steps));
      expectSuccess(result);
      expect(result.output, `run ${round}`).toMatch(/WARN.*web: drift: data.a "1" → "theirs" \(somebody, /);
      expect(writes).toEqual([]);
    }
    expect((await world.live("ConfigMap", "web"))?.data).toEqual({ a: "theirs" });
    const repair = [configMap("web", at(world))];
    expectSuccess(await checkout.up(repair));
    expect((await world.live("ConfigMap", "web"))?.data).toEqual({ a: "1" });
    expectSuccess(await checkout.destroy());
  });
});

describe("drift: off", () => {
  test.concurrent("does not even look", async () => {
    const { world, checkout, steps } = await deployed((world) =>
      configMap("web", at(world), { drift: "off" }),
    );
    await world.edit("ConfigMap", "web", { data: { a: "theirs" } });
    const { result, requests } = await requestsOf(world, () => checkout.up(steps));
    expectSuccess(result);
    expect(result.output).toContain("1 unchanged");
    expect(requests).toEqual([]);
    expect((await world.live("ConfigMap", "web"))?.data).toEqual({ a: "theirs" });
    expectSuccess(await checkout.destroy());
    expect(await world.names("ConfigMap")).toEqual([]);
  });
});

/** Changes that the API server refuses at first: fields of other managers, and fields that are immutable. */

import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { until } from "../support/control-plane.ts";
import type { Checkout } from "./checkout.ts";
import { cleanUp } from "./cleanup.ts";
import type { KnownKind, World } from "./cluster.ts";
import { expectOneError, expectSuccess } from "./errors.ts";
import { at, fresh, type Body } from "./fresh.ts";
import { configMap, deployment, type ResourceStep, type Step } from "./stack.ts";

setDefaultTimeout(180_000);
afterAll(cleanUp);

async function deployed(steps: (world: World) => Step[]): Promise<{ world: World; checkout: Checkout }> {
  const { world, checkout } = await fresh();
  expectSuccess(await checkout.up(steps(world)));
  return { world, checkout };
}

async function expectGone(checkout: Checkout, world: World, kind: KnownKind): Promise<void> {
  expectSuccess(await checkout.destroy());
  expect(await world.names(kind)).toEqual([]);
  expect(await checkout.state()).toEqual({});
}

describe("a field that another manager owns", () => {
  const contested = (world: World, options: Body = {}): Step =>
    configMap("web", at(world), { data: { a: "2", b: "ours" }, ...options });

  async function conflict(): Promise<{ world: World; checkout: Checkout }> {
    const there = await deployed((world) => [configMap("web", at(world), { data: { a: "1" } })]);
    await there.world.edit("ConfigMap", "web", { data: { b: "theirs" } }, { manager: "somebody" });
    return there;
  }

  test.concurrent("is a conflict that names manager, field and remedies, and changes nothing", async () => {
    const { world, checkout } = await conflict();
    const refused = await checkout.up([contested(world)]);
    expectOneError(refused, `ConfigMap ${world.name}/web`, "somebody → data.b", "Drop the fields");
    expectOneError(refused, 'conflicts: { ignore: ["data.b"] }', 'conflicts: "force"');
    expect((await world.live("ConfigMap", "web"))?.data).toEqual({ a: "1", b: "theirs" });
    expectSuccess(await checkout.up([configMap("web", at(world), { data: { a: "2" } })]));
    expect((await world.live("ConfigMap", "web"))?.data).toEqual({ a: "2", b: "theirs" });
    await expectGone(checkout, world, "ConfigMap");
  });

  const remedies: [string, Body, Body][] = [
    ["is taken over by force", { conflicts: "force" }, { a: "2", b: "ours" }],
    ["is left to its owner by ignore", { conflicts: { ignore: ["data.b"] } }, { a: "2", b: "theirs" }],
  ];
  test.concurrent.each(remedies)("%s", async (_name, options, data) => {
    const { world, checkout } = await conflict();
    expectSuccess(await checkout.up([contested(world, options)]));
    expect((await world.live("ConfigMap", "web"))?.data).toEqual(data as Record<string, string>);
    expect((await checkout.up([contested(world, options)])).output).toContain("1 unchanged");
    await expectGone(checkout, world, "ConfigMap");
  });

  test.concurrent("as an autoscaler's replicas stays as it is, run after run", async () => {
    const scaled = (world: World, image: string): Step =>
      deployment("web", at(world), {
        conflicts: { ignore: ["spec.replicas"] },
        spec: { replicas: 1 },
        container: { image },
      });
    const { world, checkout } = await deployed((world) => [scaled(world, "registry.test/main:1")]);
    const autoscaler = { manager: "autoscaler", subresource: "/scale" };
    await world.edit("Deployment", "web", { spec: { replicas: 3 } }, autoscaler);
    const replicas = async (): Promise<unknown> =>
      (await world.live("Deployment", "web"))?.spec?.["replicas"];
    expectSuccess(await checkout.up([scaled(world, "registry.test/main:1")]));
    expect(await replicas()).toBe(3);
    await world.edit("Deployment", "web", { spec: { replicas: 2 } }, autoscaler);
    expect((await checkout.up([scaled(world, "registry.test/main:1")])).output).toContain("1 unchanged");
    expectSuccess(await checkout.up([scaled(world, "registry.test/main:2")]));
    expect(await replicas()).toBe(2);
    await expectGone(checkout, world, "Deployment");
  });
});

/** One change of an immutable field. */
interface Replacement {
  name: string;
  kind: KnownKind;
  before: (world: World) => Step;
  after: (world: World, options?: Body) => Step;
  /** What is lost, for kinds that hold data. */
  loses?: string;
}

const resource = (kind: string, world: World, props: Body): ResourceStep => ({
  kind,
  id: "web",
  props: { metadata: at(world), ...props },
});
const containers = (image: string): Body[] => [{ name: "main", image }];
const job = (world: World, image: string): Step =>
  resource("Job", world, {
    spec: { template: { spec: { restartPolicy: "Never", containers: containers(image) } } },
  });
const ports = [{ name: "http", port: 80 }];
const service = (world: World, spec: Body, options: Body = {}): Step =>
  resource("Service", world, { spec: { selector: { app: "web" }, ports, ...spec }, ...options });
const claim = (world: World, spec: Body, options: Body = {}): Step =>
  resource("PersistentVolumeClaim", world, {
    spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "2Gi" } }, ...spec },
    ...options,
  });
const statefulSet = (world: World, spec: Body, options: Body = {}): ResourceStep => {
  const labels = { app: "web" };
  const template = {
    metadata: { labels },
    spec: { terminationGracePeriodSeconds: 0, containers: containers("x:1") },
  };
  const claims = [
    {
      metadata: { name: "data" },
      spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
    },
  ];
  return resource("StatefulSet", world, {
    spec: {
      serviceName: "web",
      replicas: 1,
      selector: { matchLabels: labels },
      template,
      volumeClaimTemplates: claims,
      ...spec,
    },
    ...options,
  });
};

const replacements: Replacement[] = [
  {
    name: "a Deployment's selector",
    kind: "Deployment",
    before: (world) => deployment("web", at(world), { app: "one" }),
    after: (world) => deployment("web", at(world), { app: "two" }),
  },
  {
    name: "a Service's clusterIP",
    kind: "Service",
    before: (world) => service(world, {}),
    after: (world) => service(world, { clusterIP: "None" }),
  },
  {
    name: "a Job's image",
    kind: "Job",
    before: (world) => job(world, "x:1"),
    after: (world) => job(world, "x:2"),
  },
  {
    name: "an immutable ConfigMap's data",
    kind: "ConfigMap",
    before: (world) => configMap("web", at(world), { immutable: true }),
    after: (world) => configMap("web", at(world), { immutable: true, data: { a: "2" } }),
  },
  {
    name: "a claim's access modes",
    kind: "PersistentVolumeClaim",
    before: (world) => claim(world, {}),
    after: (world, options) => claim(world, { accessModes: ["ReadWriteMany"] }, options),
    loses: "the data of its volume",
  },
  {
    name: "a claim's size, which only grows",
    kind: "PersistentVolumeClaim",
    before: (world) => claim(world, {}),
    after: (world, options) => claim(world, { resources: { requests: { storage: "1Gi" } } }, options),
    loses: "the data of its volume",
  },
  {
    name: "a StatefulSet's selector, when its claims go with it",
    kind: "StatefulSet",
    before: (world) =>
      statefulSet(world, { persistentVolumeClaimRetentionPolicy: { whenDeleted: "Delete" } }),
    after: (world, options) => {
      const labels = { app: "other" };
      const template = {
        metadata: { labels },
        spec: { terminationGracePeriodSeconds: 0, containers: containers("x:1") },
      };
      const spec = { selector: { matchLabels: labels }, template };
      const policy = { persistentVolumeClaimRetentionPolicy: { whenDeleted: "Delete" } };
      return statefulSet(world, { ...policy, ...spec }, options);
    },
    loses: "the data of its volume claims",
  },
];

describe("an immutable field", () => {
  test.concurrent.each(replacements.map((row) => [row.name, row] as const))("%s", async (_name, row) => {
    const { world, checkout } = await deployed((world) => [row.before(world)]);
    const before = await world.live(row.kind, "web");
    if (row.loses !== undefined) {
      const refused = await checkout.up([row.after(world)]);
      expectOneError(refused, `${row.kind} ${world.name}/web`, "spec", row.loses, "allowDataLoss: true");
      const kept = await world.live(row.kind, "web");
      expect(kept?.metadata.uid).toBe(before?.metadata.uid as string);
      expect(kept?.metadata.deletionTimestamp).toBeUndefined();
      expectSuccess(await checkout.up([row.before(world)]));
    }
    const allowed = row.after(world, { allowDataLoss: true });
    const replaced = await checkout.up([allowed]);
    expectSuccess(replaced);
    expect(replaced.output).toContain("replacing it");
    const after = await world.live(row.kind, "web");
    expect(after?.metadata.uid).not.toBe(before?.metadata.uid as string);
    expect(after?.metadata.deletionTimestamp).toBeUndefined();
    expect((await checkout.up([allowed])).output).toContain("1 unchanged");
    await expectGone(checkout, world, row.kind);
  });

  test.concurrent("a StatefulSet's serviceName keeps the pods and their claims", async () => {
    const { world, checkout } = await deployed((world) => [statefulSet(world, {})]);
    const uidOf = async (kind: KnownKind, name: string): Promise<string> => {
      const uid = (await world.live(kind, name))?.metadata.uid;
      if (uid === undefined) throw new Error(`${kind} ${name} is gone`);
      return uid;
    };
    const uids = async (): Promise<Record<"set" | "pod" | "claim", string>> => ({
      set: await uidOf("StatefulSet", "web"),
      pod: await uidOf("Pod", "web-0"),
      claim: await uidOf("PersistentVolumeClaim", "data-web-0"),
    });
    const before = await uids();
    expectSuccess(await checkout.up([statefulSet(world, { serviceName: "other" })]));
    const after = await uids();
    expect(after).toEqual({ ...before, set: after.set });
    expect(after.set).not.toBe(before.set);
    expectSuccess(await checkout.destroy());
    expect(await world.names("StatefulSet")).toEqual([]);
    expect(await world.names("PersistentVolumeClaim")).toEqual(["data-web-0"]);
  });

  const typos: [string, KnownKind, (world: World) => Step, (world: World) => Step, string][] = [
    [
      "a Deployment's selector and a negative number",
      "Deployment",
      (world) => deployment("web", at(world), { app: "one" }),
      (world) => deployment("web", at(world), { app: "two", container: { ports: [{ containerPort: -1 }] } }),
      "containerPort",
    ],
    [
      "a Deployment's selector and an unknown field",
      "Deployment",
      (world) => deployment("web", at(world), { app: "one" }),
      (world) => deployment("web", at(world), { app: "two", container: { imagge: "x" } }),
      "imagge",
    ],
    [
      "a Job's image and a restart policy that Jobs do not have",
      "Job",
      (world) => job(world, "x:1"),
      (world) =>
        resource("Job", world, {
          spec: { template: { spec: { restartPolicy: "Always", containers: containers("x:2") } } },
        }),
      "Job",
    ],
  ];
  test.concurrent.each(typos)(
    "with a mistake deletes nothing: %s",
    async (_name, kind, before, after, says) => {
      const { world, checkout } = await deployed((world) => [before(world)]);
      const live = await world.live(kind, "web");
      expectOneError(await checkout.up([after(world)]), `${kind} ${world.name}/web`, says);
      const kept = await world.live(kind, "web");
      expect(kept?.metadata.uid).toBe(live?.metadata.uid as string);
      expect(kept?.metadata.deletionTimestamp).toBeUndefined();
      expect(kept?.spec).toEqual(live?.spec as Body);
      expectSuccess(await checkout.up([before(world)]));
      await expectGone(checkout, world, kind);
    },
  );

  test.concurrent("a clusterIP that another Service holds deletes nothing", async () => {
    const { world, checkout } = await deployed((world) => [service(world, {})]);
    const taken = await world.make("Service", "taken", { spec: { ports } });
    const live = await world.live("Service", "web");
    const refused = await checkout.up([service(world, { clusterIP: taken.spec?.["clusterIP"] })]);
    expectOneError(refused, `Service ${world.name}/web`, "clusterIP");
    expect((await world.live("Service", "web"))?.metadata.uid).toBe(live?.metadata.uid as string);
    expectSuccess(await checkout.up([service(world, {})]));
    expectSuccess(await checkout.destroy());
    expect(await world.names("Service")).toEqual(["taken"]);
  });
});

describe("another name of an object that holds data", () => {
  test.concurrent("needs allowDataLoss, and without it nothing is created or deleted", async () => {
    const renamed = (world: World, options: Body): Step => {
      const spec = { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } };
      return {
        kind: "PersistentVolumeClaim",
        id: "web",
        props: { metadata: { namespace: world.name, name: "new" }, spec, ...options },
      };
    };
    const { world, checkout } = await deployed((world) => [claim(world, {})]);
    const refused = await checkout.up([renamed(world, {})]);
    expectOneError(
      refused,
      `PersistentVolumeClaim ${world.name}/web`,
      "the data of its volume",
      "allowDataLoss: true",
    );
    expect(await world.names("PersistentVolumeClaim")).toEqual(["web"]);
    expectSuccess(await checkout.up([claim(world, {})]));
    expect(await world.names("PersistentVolumeClaim")).toEqual(["web"]);
    expectSuccess(await checkout.up([renamed(world, { allowDataLoss: true })]));
    await until(
      "the old claim is gone",
      async () => (await world.names("PersistentVolumeClaim")).join() === "new",
    );
    await expectGone(checkout, world, "PersistentVolumeClaim");
  });

  test.concurrent("is so for a StatefulSet whose claims go with it: nothing adopts the pods of the former one", async () => {
    const policy = { persistentVolumeClaimRetentionPolicy: { whenDeleted: "Delete" } };
    const named = (world: World, name: string, options: Body = {}): Step => {
      const { props, ...step } = statefulSet(world, policy, options);
      return { ...step, props: { ...props, metadata: { namespace: world.name, name } } };
    };
    const { world, checkout } = await deployed((world) => [named(world, "one")]);
    const refused = await checkout.up([named(world, "two")]);
    const lost = `the data of its volume claims (1: PersistentVolumeClaim ${world.name}/data-one-0)`;
    expectOneError(refused, `StatefulSet ${world.name}/one`, lost, "allowDataLoss: true");
    expect(await world.names("StatefulSet")).toEqual(["one"]);
    expect(await world.names("PersistentVolumeClaim")).toEqual(["data-one-0"]);
    expectSuccess(await checkout.up([named(world, "two", { allowDataLoss: true })]));
    expect(await world.names("StatefulSet")).toEqual(["two"]);
    await expectGone(checkout, world, "StatefulSet");
  });
});

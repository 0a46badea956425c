/** What is kept, who may have it then, and what becomes of the objects that a deleted one owns. */

import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { eventually, randomNamespace } from "../support/control-plane.ts";
import { checkOut } from "./checkout.ts";
import { cleanUp, later } from "./cleanup.ts";
import { api, worldOf, type KnownKind, type Live, type World } from "./cluster.ts";
import { definitionOf } from "./definition.ts";
import { expectOneError, expectSuccess } from "./errors.ts";
import { at, fresh, type Body } from "./fresh.ts";
import { upNested } from "./program.ts";
import { configMap, deployment, type ResourceStep, type Stack, type Step } from "./stack.ts";

setDefaultTimeout(60_000);
afterAll(cleanUp);

const KEEP = { delete: false };

describe("delete: false", () => {
  type Levels = { app?: Stack["app"]; inner?: Body; own?: Body; destroy?: Stack["app"] };
  const levels: [string, Levels, "kept" | "deleted"][] = [
    ["of the resource", { own: KEEP }, "kept"],
    ["of a scope", { inner: KEEP }, "kept"],
    ["of the app", { app: { kubernetes: KEEP }, destroy: { kubernetes: KEEP } }, "kept"],
    ["of the app, said at destroy only", { destroy: { kubernetes: KEEP } }, "kept"],
    ["of the app, no longer said at destroy", { app: { kubernetes: KEEP } }, "deleted"],
    [
      "of the app, but true of the resource",
      { own: { delete: true }, destroy: { kubernetes: KEEP } },
      "deleted",
    ],
    [
      "of the app, but true of the scope",
      { inner: { delete: true }, destroy: { kubernetes: KEEP } },
      "deleted",
    ],
    [
      "of the scope, but options of the resource",
      { inner: KEEP, own: { delete: { timeout: 9_000 } } },
      "deleted",
    ],
  ];
  test.concurrent.each(levels)("%s", async (_what, { app, inner, own = {}, destroy }, outcome) => {
    const { world, checkout } = await fresh();
    const steps = [configMap("web", at(world), own)];
    const stack = { steps, ...(app !== undefined && { app }), ...(inner !== undefined && { inner }) };
    expectSuccess(await upNested(checkout, stack));
    const before = await world.live("ConfigMap", "web");
    const run = await checkout.destroy(destroy === undefined ? {} : { app: destroy });
    expectSuccess(run);
    expect(await checkout.state()).toEqual({});
    const said = `ConfigMap ${world.name}/web is kept (delete: false)`;
    if (outcome === "kept") expect(run.output).toContain(said);
    else expect(run.output).not.toContain(said);
    // Byte for byte: nothing is written to what is kept.
    expect(await world.live("ConfigMap", "web")).toEqual(outcome === "kept" ? before : undefined);
  });

  test.concurrent("keeps what the program drops", async () => {
    const { world, checkout } = await fresh();
    expectSuccess(await checkout.up([configMap("web", at(world), KEEP)]));
    expectSuccess(await checkout.up([]));
    expect(await world.names("ConfigMap")).toEqual(["web"]);
    expect(await checkout.state()).toEqual({});
  });

  test.concurrent("what was kept is taken over by another stack with adopt, without force", async () => {
    const { world, checkout } = await fresh();
    const other = await checkOut();
    const app = { name: "other" };
    expectSuccess(await checkout.up([configMap("web", at(world), { data: { a: "1", b: "1" }, ...KEEP })]));
    expectSuccess(await checkout.destroy());
    const step = (options: Body = {}): ResourceStep =>
      configMap("web", at(world), { data: { a: "2" }, ...options });
    expectOneError(await other.up({ app, steps: [step()] }), "shop/test/configmap-web", "adopt: true");
    expectSuccess(await other.up({ app, steps: [step({ adopt: true })] }));
    const live = await world.live("ConfigMap", "web");
    expect(live?.data).toEqual({ a: "2" });
    expect(live?.metadata.labels?.["alchemy.run/app"]).toBe("other");
    expect(
      live?.metadata.managedFields?.filter(({ manager }) => manager.startsWith("alchemy-")),
    ).toHaveLength(1);
    expect((await other.up({ app, steps: [step({ adopt: true })] })).output).toContain("1 unchanged");
    expectSuccess(await other.destroy({ app }));
    expect(await world.names("ConfigMap")).toEqual([]);
  });

  test.concurrent("the stack itself takes back what it kept", async () => {
    const { world, checkout } = await fresh();
    expectSuccess(await checkout.up([configMap("web", at(world), KEEP)]));
    const uid = (await world.live("ConfigMap", "web"))?.metadata.uid;
    expectSuccess(await checkout.destroy());
    expectSuccess(await checkout.up([configMap("web", at(world), { adopt: true })]));
    expect((await world.live("ConfigMap", "web"))?.metadata.uid).toBe(uid as string);
    expectSuccess(await checkout.destroy());
    expect(await world.names("ConfigMap")).toEqual([]);
  });

  test.concurrent("a change that needs another object is refused", async () => {
    const { world, checkout } = await fresh();
    const step = (value: string, options: Body = {}): ResourceStep =>
      configMap("web", at(world), { immutable: true, data: { a: value }, ...options });
    expectSuccess(await checkout.up([step("1", KEEP)]));
    const uid = (await world.live("ConfigMap", "web"))?.metadata.uid;
    expectOneError(await checkout.up([step("2", KEEP)]), "`delete: false` keeps it", "allowDataLoss: true");
    expect((await world.live("ConfigMap", "web"))?.metadata.uid).toBe(uid as string);
    expectSuccess(await checkout.up([step("2", { ...KEEP, allowDataLoss: true })]));
    expect((await world.live("ConfigMap", "web"))?.data).toEqual({ a: "2" });
  });

  test.concurrent("keeps the namespace that it is in, also when that is the stack's", async () => {
    const checkout = await checkOut();
    const name = randomNamespace("kept");
    later(() => api(`/api/v1/namespaces/${name}`, { method: "DELETE" }));
    const home: ResourceStep = { kind: "Namespace", id: "home", props: { metadata: { name } } };
    const steps = [home, configMap("web", at({ name }), KEEP), configMap("gone", at({ name }, "gone"))];
    expectSuccess(await checkout.up(steps));
    const run = await checkout.destroy();
    expectSuccess(run);
    expect(run.output).toContain(
      `WARN Namespace ${name}: it is kept, because it would take ConfigMap ${name}/web along, which is kept (delete: false)`,
    );
    expect(await worldOf(name).names("ConfigMap")).toEqual(["web"]);
    expect((await api(`/api/v1/namespaces/${name}`))?.metadata.deletionTimestamp).toBeUndefined();
    expect(await checkout.state()).toEqual({});
  });
});

/** An object that takes others along when it is deleted. */
interface Holder {
  path: string;
  step: ResourceStep;
  /** Its live part, and what a resource of it says. */
  kept: { title: string; path: string; step: ResourceStep };
}

const manifest = (id: string, body: Body, options: Body = {}): ResourceStep => ({
  kind: "Manifest",
  id,
  props: { manifest: body, ...options },
});

const holders: [string, (world: World) => Holder][] = [
  [
    "a Namespace",
    ({ name }) => {
      const own = `${name}-own`;
      const path = `/api/v1/namespaces/${own}`;
      return {
        path,
        step: { kind: "Namespace", id: "holder", props: { metadata: { name: own } } },
        kept: {
          title: `ConfigMap ${own}/web`,
          path: `${path}/configmaps/web`,
          step: configMap("web", at({ name: own }), KEEP),
        },
      };
    },
  ],
  [
    "a CustomResourceDefinition",
    (world) => {
      const group = `${world.name}.test`;
      return {
        path: `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/things.${group}`,
        step: manifest("holder", definitionOf(group)),
        kept: {
          title: `Thing ${world.name}/web`,
          path: `/apis/${group}/v1/namespaces/${world.name}/things/web`,
          step: manifest("web", { apiVersion: `${group}/v1`, kind: "Thing", metadata: at(world) }, KEEP),
        },
      };
    },
  ],
  [
    "a ResourceGraphDefinition",
    (world) => {
      const group = `${world.name}.kro`;
      return {
        path: `/apis/kro.run/v1alpha1/resourcegraphdefinitions/${world.name}`,
        step: manifest("holder", {
          apiVersion: "kro.run/v1alpha1",
          kind: "ResourceGraphDefinition",
          metadata: { name: world.name },
          spec: {
            schema: { apiVersion: "v1", kind: "Shop", group, spec: { size: "integer" } },
            resources: [],
          },
        }),
        kept: {
          title: `Shop ${world.name}/web`,
          path: `/apis/${group}/v1/namespaces/${world.name}/shops/web`,
          step: manifest(
            "web",
            { apiVersion: `${group}/v1`, kind: "Shop", metadata: at(world), spec: { size: 1 } },
            KEEP,
          ),
        },
      };
    },
  ],
];

describe("what would take a kept object along is kept too:", () => {
  /** Where the program has the kept object, while it drops the holder. */
  const places: [string, (step: Step) => Step][] = [
    ["beside it", (step) => step],
    ["in a scope", (step) => ({ scope: "inner", steps: [step] })],
    ["in a resource that deploys others", (step) => ({ component: "inner", steps: [step] })],
  ];
  const cells = holders.flatMap(([what, holder], index) =>
    places
      .slice(0, index === 0 ? places.length : 1)
      .map(([where, place]) => [what, where, holder, place] as const),
  );

  test.concurrent.each(cells)("%s, the kept one is %s", async (_what, _where, holderIn, place) => {
    const { world, checkout } = await fresh();
    const { path, step, kept } = holderIn(world);
    later(() => api(path, { method: "DELETE" }));
    expectSuccess(await checkout.up([step, place(kept.step)]));
    const before = await api(kept.path);
    expect(before).toBeDefined();
    const run = await checkout.up([place(kept.step)]);
    expectSuccess(run);
    expect(run.output).toContain(`it is kept, because it would take ${kept.title} along`);
    expect((await api(path))?.metadata.deletionTimestamp).toBeUndefined();
    expectSuccess(await checkout.destroy());
    expect((await api(kept.path))?.metadata).toEqual(before?.metadata as Live["metadata"]);
    expect(await checkout.state()).toEqual({});
  });

  test.concurrent.each(holders)(
    "%s, destroyed after the program has dropped the kept one",
    async (_what, holderIn) => {
      const { world, checkout } = await fresh();
      const { path, step, kept } = holderIn(world);
      later(() => api(path, { method: "DELETE" }));
      expectSuccess(await checkout.up([step, kept.step]));
      expectSuccess(await checkout.up([step]));
      const run = await checkout.destroy();
      expectSuccess(run);
      expect(run.output).toContain(`it would take ${kept.title} along, which is this stack's`);
      expect((await api(kept.path))?.metadata.deletionTimestamp).toBeUndefined();
      expect(await checkout.state()).toEqual({});
    },
  );

  test.concurrent("a Namespace, dropped after the kept object has moved to another one", async () => {
    const { world, checkout } = await fresh();
    const name = `${world.name}-own`;
    later(() => api(`/api/v1/namespaces/${name}`, { method: "DELETE" }));
    const home: ResourceStep = { kind: "Namespace", id: "home", props: { metadata: { name } } };
    expectSuccess(await checkout.up([home, configMap("web", at({ name }), KEEP)]));
    expectSuccess(await checkout.up([home, configMap("web", at(world), KEEP)]));
    const run = await checkout.up([configMap("web", at(world), KEEP)]);
    expectSuccess(run);
    expect(run.output).toContain(`it would take ConfigMap ${name}/web along`);
    expect(await worldOf(name).names("ConfigMap")).toEqual(["web"]);
  });

  test.concurrent("a Namespace goes with what is not kept, wherever the program has it", async () => {
    const { world, checkout } = await fresh();
    const name = `${world.name}-own`;
    const path = `/api/v1/namespaces/${name}`;
    later(() => api(path, { method: "DELETE" }));
    const home: ResourceStep = { kind: "Namespace", id: "home", props: { metadata: { name } } };
    const app = { destroyStrategy: "parallel" } as const;
    const steps: Step[] = [
      home,
      configMap("a", at({ name }, "a")),
      { scope: "inner", steps: [configMap("b", at({ name }, "b"))] },
      { component: "outer", steps: [configMap("c", at({ name }, "c")), deployment("d", at({ name }, "d"))] },
    ];
    expectSuccess(await checkout.up({ app, steps }));
    expectSuccess(await checkout.destroy({ app }));
    expect(await api(path)).toBeUndefined();
    expect(await checkout.state()).toEqual({});
  });
});

describe("what a deleted object owns", () => {
  const job = (world: World, options: Body): ResourceStep => ({
    kind: "Job",
    id: "web",
    props: {
      metadata: at(world),
      spec: {
        template: {
          spec: {
            restartPolicy: "Never",
            terminationGracePeriodSeconds: 0,
            containers: [{ name: "main", image: "registry.test/main:1" }],
          },
        },
      },
      ...options,
    },
  });
  const owners: [KnownKind, (world: World, options: Body) => ResourceStep][] = [
    ["Deployment", (world, options) => deployment("web", at(world), options)],
    ["Job", job],
  ];
  const cells = owners.flatMap(([kind, step]) =>
    (["default", "Background", "Orphan"] as const).map((propagation) => [kind, propagation, step] as const),
  );

  test.concurrent.each(cells)("%s, %s", async (kind, propagation, step) => {
    const { world, checkout } = await fresh();
    const options = propagation === "default" ? {} : { delete: { propagation } };
    expectSuccess(await checkout.up([step(world, options)]));
    const pods = await world.names("Pod");
    expect(pods).toHaveLength(1);
    expectSuccess(await checkout.destroy());
    expect(await world.live(kind, "web")).toBeUndefined();
    expect(await checkout.state()).toEqual({});
    if (propagation === "Orphan") expect(await world.names("Pod")).toEqual(pods);
    // In the foreground they are gone before it is.
    else if (propagation === "default") expect(await world.names("Pod")).toEqual([]);
    else
      await eventually("its pods are gone", async () => (await world.names("Pod")).length === 0 || undefined);
    if (kind !== "Deployment" || propagation !== "Orphan") return;
    expectSuccess(await checkout.up([step(world, options)]));
    expect(await world.names("Pod"), "they are adopted").toEqual(pods);
  });
});

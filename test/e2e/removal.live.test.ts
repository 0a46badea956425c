/** What is deleted, what is kept, and what a user is told about it. */

import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { variable } from "../support/control-plane.ts";
import type { Checkout } from "./checkout.ts";
import { cleanUp } from "./cleanup.ts";
import { writeKubeconfig, type World } from "./cluster.ts";
import { define, type Definition } from "./definition.ts";
import { expectOneError, expectSuccess } from "./errors.ts";
import { at, fresh } from "./fresh.ts";
import { upNested, type NestedStep } from "./program.ts";
import { configMap, type Step } from "./stack.ts";

setDefaultTimeout(60_000);
afterAll(cleanUp);

describe("an object of a version that is no longer served", () => {
  // The garbage collector, which ends a foreground delete, learns of a new kind only after up to half a minute.
  const soon = { delete: { propagation: "Background" } };
  const forms: [string, (world: World, definition: Definition) => NestedStep][] = [
    [
      "a custom resource",
      (world, { group }) => ({
        apiVersion: `${group}/v1alpha1`,
        kind: "Thing",
        id: "web",
        props: { metadata: at(world), spec: { a: "1" }, ...soon },
      }),
    ],
    [
      "a manifest",
      (world, { group }) => ({
        kind: "Manifest",
        id: "web",
        props: {
          manifest: { apiVersion: `${group}/v1alpha1`, kind: "Thing", metadata: at(world), spec: { a: "1" } },
          ...soon,
        },
      }),
    ],
  ];

  async function deployed(form: (world: World, definition: Definition) => NestedStep): Promise<{
    checkout: Checkout;
    definition: Definition;
  }> {
    const { world, checkout } = await fresh();
    const definition = await define(world, { versions: ["v1alpha1", "v1"] });
    expectSuccess(await upNested(checkout, { steps: [form(world, definition)] }));
    expect((await definition.live("web"))?.spec).toEqual({ a: "1" });
    return { checkout, definition };
  }

  describe.each(forms)("%s", (_name, form) => {
    test.concurrent("is deleted through another one by destroy", async () => {
      const { checkout, definition } = await deployed(form);
      await definition.stopServing("v1alpha1");
      expectSuccess(await checkout.destroy());
      expect(await definition.live("web")).toBeUndefined();
      expect(await checkout.state()).toEqual({});
    });

    test.concurrent("is deleted through another one when the program drops it", async () => {
      const { checkout, definition } = await deployed(form);
      await definition.stopServing("v1alpha1");
      expectSuccess(await checkout.up([]));
      expect(await definition.live("web")).toBeUndefined();
      expect(await checkout.state()).toEqual({});
    });

    test.concurrent("counts as gone when the whole kind is", async () => {
      const { checkout, definition } = await deployed(form);
      await definition.drop();
      expectSuccess(await checkout.destroy());
      expect(await checkout.state()).toEqual({});
    });
  });
});

describe("delete: false", () => {
  test.concurrent("keeps the former object of a rename, and the new one at destroy", async () => {
    const { world, checkout } = await fresh();
    const named = (name: string): Parameters<Checkout["up"]>[0] => [
      configMap("web", at(world, name), { delete: false }),
    ];
    expectSuccess(await checkout.up(named("one")));
    expectSuccess(await checkout.up(named("two")));
    expect(await world.names("ConfigMap")).toEqual(["one", "two"]);
    expect((await checkout.up(named("two"))).output).toContain("1 unchanged");
    expectSuccess(await checkout.destroy());
    expect(await world.names("ConfigMap")).toEqual(["one", "two"]);
    expect(await checkout.state()).toEqual({});
  });
});

describe("an object whose marks somebody removed", () => {
  // As `kubectl replace` does with a file that has none.
  const bare = { metadata: { labels: null, annotations: null } };

  test.concurrent("is deleted: dropped, renamed, and by destroy", async () => {
    const { world, checkout } = await fresh();
    const names = ["dropped", "old", "left"];
    expectSuccess(await checkout.up(names.map((name) => configMap(name, at(world, name)))));
    for (const name of names) await world.edit("ConfigMap", name, bare);
    const left = configMap("left", at(world, "left"), { drift: "off" });
    const renamed = configMap("old", at(world, "new"));
    expectSuccess(await checkout.up([left, renamed]));
    expect(await world.names("ConfigMap")).toEqual(["left", "new"]);
    for (const name of ["left", "new"]) await world.edit("ConfigMap", name, bare);
    expectSuccess(await checkout.destroy());
    expect(await world.names("ConfigMap")).toEqual([]);
    expect(await checkout.state()).toEqual({});
  });

  test.concurrent("is not deleted with its data unasked", async () => {
    const { world, checkout } = await fresh();
    const claim = (name: string): Step => ({
      kind: "PersistentVolumeClaim",
      id: "data",
      props: {
        metadata: at(world, name),
        spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
      },
    });
    expectSuccess(await checkout.up([claim("old")]));
    await world.edit("PersistentVolumeClaim", "old", bare);
    expectOneError(await checkout.up([claim("new")]), "which loses");
    expect(await world.names("PersistentVolumeClaim")).toEqual(["old"]);
    expectSuccess(await checkout.destroy());
    expect(await world.names("PersistentVolumeClaim")).toEqual([]);
  });

  test.concurrent("is left alone when it is another one by now, or another's", async () => {
    const { world, checkout } = await fresh();
    expectSuccess(await checkout.up(["anew", "theirs"].map((name) => configMap(name, at(world, name)))));
    await world.drop("ConfigMap", "anew");
    await world.make("ConfigMap", "anew");
    await world.edit("ConfigMap", "theirs", {
      metadata: { annotations: { "alchemy.run/owner": "another" } },
    });
    expectSuccess(await checkout.destroy());
    expect(await world.names("ConfigMap")).toEqual(["anew", "theirs"]);
  });
});

describe("a context that the kubeconfig no longer has", () => {
  test.concurrent("blocks destroy until it is back", async () => {
    const { world, checkout } = await fresh();
    const env = { KUBECONFIG: await writeKubeconfig({}) };
    expectSuccess(await checkout.up([configMap("web", at(world))], { env }));
    await writeKubeconfig({ context: "another" }, env.KUBECONFIG);
    const blocked = await checkout.destroy({ env });
    expect(blocked.code, blocked.output).toBe(1);
    expect(blocked.output).toContain("there is no context control-plane");
    expect(Object.keys(await checkout.state())).toEqual(["shop/test/configmap-web.json"]);
    await writeKubeconfig({}, env.KUBECONFIG);
    expectSuccess(await checkout.destroy({ env }));
    expect(await checkout.state()).toEqual({});
    expect(await world.names("ConfigMap")).toEqual([]);
  });

  test.concurrent("does not block it with onUnreachable: forget, and the object stays", async () => {
    const { world, checkout } = await fresh();
    const env = { KUBECONFIG: await writeKubeconfig({}) };
    const step = configMap("web", at(world), { delete: { onUnreachable: "forget" } });
    expectSuccess(await checkout.up([step], { env }));
    await writeKubeconfig({ context: "another" }, env.KUBECONFIG);
    const forgotten = await checkout.destroy({ env });
    expectSuccess(forgotten);
    expect(forgotten.output).toContain("forgotten, not deleted: control-plane cannot be reached");
    expect(await checkout.state()).toEqual({});
    expect(await world.names("ConfigMap")).toEqual(["web"]);
  });

  test.concurrent("nor does a kubeconfig that is gone as a whole", async () => {
    const { world, checkout } = await fresh();
    const kubeconfig = await writeKubeconfig({});
    const options = { cluster: { kubeconfig }, delete: { onUnreachable: "forget" } };
    expectSuccess(await checkout.up([configMap("web", at(world), options)]));
    await Bun.file(kubeconfig).delete();
    expectSuccess(await checkout.destroy());
    expect(await checkout.state()).toEqual({});
    expect(await world.names("ConfigMap")).toEqual(["web"]);
  });
});

describe("what a run says", () => {
  test.concurrent("destroy names the cluster, once", async () => {
    const { world, checkout } = await fresh();
    expectSuccess(await checkout.up(["one", "two"].map((name) => configMap(name, at(world, name)))));
    const destroyed = await checkout.destroy();
    expectSuccess(destroyed);
    const lines = destroyed.output
      .split("\n")
      .filter((line) => line.includes(variable("CONTROL_PLANE_SERVER")));
    expect(lines, destroyed.output).toHaveLength(1);
  });

  test.concurrent("a rename is not mistaken for an object that somebody deleted", async () => {
    const { world, checkout } = await fresh();
    expectSuccess(await checkout.up([configMap("web", at(world, "one"))]));
    const renamed = await checkout.up([configMap("web", at(world, "two"))]);
    expectSuccess(renamed);
    expect(renamed.output).not.toContain("it was deleted");
    expect(renamed.output).not.toContain("bringing it back");
    expect(await world.names("ConfigMap")).toEqual(["two"]);
    expectSuccess(await checkout.destroy());
  });
});

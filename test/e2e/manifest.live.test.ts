/** Objects as manifests: from kubectl, of kinds with fields named like options, and with a mistake in the second run. */

import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { kubectl } from "../support/control-plane.ts";
import { cleanUp } from "./cleanup.ts";
import type { KnownKind } from "./cluster.ts";
import { define } from "./definition.ts";
import { expectSuccess } from "./errors.ts";
import { fresh, type Body } from "./fresh.ts";
import type { ResourceStep } from "./stack.ts";

setDefaultTimeout(60_000);
afterAll(cleanUp);

const manifest = (object: unknown, options: Body = {}): ResourceStep => ({
  kind: "Manifest",
  id: "web",
  props: { manifest: object, ...options },
});

describe("a manifest that a mistake makes invalid", () => {
  const object = { apiVersion: "v1", kind: "ConfigMap", data: { a: "1" } };
  const { kind: _kind, ...withoutKind } = object;
  const mistakes: [string, (metadata: Body) => ResourceStep][] = [
    ["without a kind", (metadata) => manifest({ ...withoutKind, metadata })],
    ["undefined", () => ({ kind: "Manifest", id: "web", props: {} })],
    ["null", () => manifest(null)],
  ];
  test.concurrent.each(mistakes)("does not prune the live object: %s", async (_name, mistake) => {
    const { world, checkout } = await fresh();
    const metadata = { namespace: world.name, name: "web" };
    const right = [manifest({ ...object, metadata })];
    expectSuccess(await checkout.up(right));
    const before = await world.live("ConfigMap", "web");
    const state = await checkout.state();
    const run = await checkout.up([{ settled: [mistake(metadata)] }]);
    expect(run.code, run.output).not.toBe(0);
    expect(await world.live("ConfigMap", "web")).toEqual(before as NonNullable<typeof before>);
    expect(await checkout.state()).toEqual(state);
    expect((await checkout.up(right)).output).toContain("1 unchanged");
    expectSuccess(await checkout.destroy());
    expect(await world.names("ConfigMap")).toEqual([]);
  });
});

describe("a field named like an option", () => {
  test.concurrent("is data inside the manifest, and an option beside it", async () => {
    const { world, checkout } = await fresh();
    const definition = await define(world);
    const data = {
      timeout: "soon",
      delete: false,
      cluster: { context: "does-not-exist" },
      wait: { condition: "Never" },
      adopt: "a cat",
      drift: "north",
      conflicts: ["none"],
      allowDataLoss: "never",
      rollOnChange: [{ kind: "Dice" }],
    };
    const step = manifest(
      {
        apiVersion: `${definition.group}/v1`,
        kind: "Thing",
        metadata: { namespace: world.name, name: "web" },
        ...data,
      },
      // The garbage collector, which ends a foreground delete, learns of a new kind only after up to half a minute.
      { timeout: 30_000, delete: { propagation: "Background" } },
    );
    expectSuccess(await checkout.up([step]));
    expect(await definition.live("web")).toMatchObject(data);
    expect((await checkout.up([step])).output).toContain("1 unchanged");
    expectSuccess(await checkout.destroy());
    expect(await definition.live("web")).toBeUndefined();
    expect(await checkout.state()).toEqual({});
  });
});

describe("what `kubectl get -o json` says", () => {
  const labels = { app: "web" };
  const containers = [{ name: "main", image: "registry.test/main:1" }];
  const objects: [KnownKind, Body][] = [
    ["ConfigMap", { data: { a: "1" } }],
    ["Service", { spec: { selector: labels, ports: [{ port: 80 }] } }],
    [
      "Deployment",
      {
        spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers } } },
      },
    ],
  ];
  test.concurrent.each(objects)("of a %s deploys it again, once it is deleted", async (kind, body) => {
    const { world, checkout } = await fresh();
    const before = await world.make(kind, "web", body);
    const get = ["get", kind, "web", "--namespace", world.name, "--output", "json", "--show-managed-fields"];
    const shown = JSON.parse(await kubectl(...get)) as { metadata: Body };
    expect(Object.keys(shown.metadata)).toEqual(
      expect.arrayContaining(["uid", "resourceVersion", "creationTimestamp", "managedFields"]),
    );
    await world.drop(kind, "web");
    expectSuccess(await checkout.up([manifest(shown)]));
    const after = await world.live(kind, "web");
    expect(after?.metadata.uid).toBeString();
    expect(after?.metadata.uid).not.toBe(before.metadata.uid);
    expect(after).toMatchObject(body);
    expect((await checkout.up([manifest(shown)])).output).toContain("1 unchanged");
    expectSuccess(await checkout.destroy());
    expect(await world.names(kind)).toEqual([]);
  });
});

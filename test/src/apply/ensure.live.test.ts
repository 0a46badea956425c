/** What only a real API server, and its controllers, can refute. */

import { describe, expect, test } from "bun:test";
import { ensure, type Ensured, type EnsureOptions } from "../../../src/apply/ensure.ts";
import type { Target } from "../../../src/apply/target.ts";
import { apply, get, list, patch, remove as drop } from "../../../src/client/verbs.ts";
import { hasCode } from "../../../src/errors.ts";
import { valueAt } from "../../../src/model/json.ts";
import { CUSTOM_RESOURCE_DEFINITION, type Kind } from "../../../src/model/kind.ts";
import type { LiveObject, Manifest } from "../../../src/model/object.ts";
import { eventually, randomNamespace } from "../../support/control-plane.ts";
import {
  CONFIG_MAP,
  configMap,
  DEPLOYMENT,
  liveClient,
  newCustomKind,
  newNamespace,
} from "../client/cluster.ts";
import { errorOf } from "../client/loopback.ts";
import { onEmbedded } from "../../support/target.ts";
import { kindOf, wish } from "./writers.ts";

const client = liveClient();
const namespace = await newNamespace(client);
const somebody = { fieldManager: "somebody", force: true };

function target(kind: Kind, name: string): Target {
  return kind.namespaced ? { client, kind, namespace, name } : { client, kind, name };
}

function pods(app: string): Record<string, unknown> {
  const labels = { app };
  const containers = [{ name: "main", image: "registry.test/main:1" }];
  return { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers } } };
}

function workload(kind: "Deployment" | "ReplicaSet", name: string, spec: Record<string, unknown>): Manifest {
  return { apiVersion: "apps/v1", kind, metadata: { name, namespace }, spec };
}

describe("an object of a controller", () => {
  const REPLICA_SET = kindOf("apps/v1", "ReplicaSet");

  async function controlled(app: string): Promise<{ at: Target; live: LiveObject }> {
    await apply(client, DEPLOYMENT, workload("Deployment", app, pods(app)), somebody);
    const live = await eventually("the ReplicaSet is complete", async () => {
      const { items } = await list(client, REPLICA_SET, { namespace, labelSelector: `app=${app}` });
      return items.find((item) => valueAt(item, ["status", "readyReplicas"]) === 1);
    });
    return { at: target(REPLICA_SET, live.metadata.name), live };
  }

  const manifests: [string, (name: string, app: string) => Manifest][] = [
    ["as it is", (name, app) => workload("ReplicaSet", name, pods(app))],
    ["with another selector, which cannot be changed", (name) => workload("ReplicaSet", name, pods("other"))],
  ];
  test.each(manifests)("is never adopted, replaced or deleted: %s", async (_name, manifest) => {
    const app = randomNamespace("app");
    const { at, live } = await controlled(app);
    const wanted = wish(manifest(at.name, app), { adopt: true, allowDataLoss: true });
    const error = await errorOf(ensure(at, wanted));
    expect(error).toMatchObject({ code: "not-owned" });
    expect(error.message).toContain(`controlled by Deployment ${app}`);
    expect((await get(client, REPLICA_SET, at))?.metadata).toEqual(live.metadata);
  });
});

describe("our own marks, overwritten by somebody", () => {
  const marks: [string, Record<string, unknown>][] = [
    ["the label of the tool", { labels: { "app.kubernetes.io/managed-by": "Helm" } }],
    ["the labels of app and stage", { labels: { "alchemy.run/app": "other", "alchemy.run/stage": "other" } }],
    ["the name for people", { annotations: { "alchemy.run/fqn": "other" } }],
    ["the revision", { annotations: { "alchemy.run/revision": "none" } }],
  ];
  test.each(marks)("are repaired, not a conflict: %s", async (_name, metadata) => {
    const at = target(CONFIG_MAP, randomNamespace("marks"));
    const manifest = configMap(namespace, at.name);
    const { object } = await ensure(at, wish(manifest));
    const theirs = { ...manifest, metadata: { ...manifest.metadata, ...metadata }, data: undefined };
    await apply(client, CONFIG_MAP, theirs, somebody);
    const again = wish(manifest, { expect: "present", applied: manifest, revision: 1 });
    const repaired = await ensure(at, again);
    expect(repaired.outcome).toBe("updated");
    const { labels, annotations } = object.metadata;
    expect(repaired.object.metadata).toMatchObject({ labels, annotations });
    expect((await ensure(at, again)).outcome).toBe("unchanged");
  });

  test("never take a revision back that workloads have seen", async () => {
    const at = target(CONFIG_MAP, randomNamespace("marks"));
    const manifest = configMap(namespace, at.name);
    await ensure(at, wish(manifest, { revision: 6 }));
    const theirs = {
      ...manifest,
      metadata: { ...manifest.metadata, annotations: { "alchemy.run/revision": "6" } },
    };
    await apply(client, CONFIG_MAP, theirs, somebody);
    const changed = configMap(namespace, at.name, { a: "2" });
    const again = wish(changed, { expect: "present", applied: manifest, revision: 7 });
    expect((await ensure(at, again)).object.metadata.annotations).toMatchObject({
      "alchemy.run/revision": "8",
    });
  });

  test("are repaired when other fields are left as they are", async () => {
    const at = target(CONFIG_MAP, randomNamespace("marks"));
    const manifest = configMap(namespace, at.name);
    await ensure(at, wish(manifest));
    const labels = { "alchemy.run/stage": "other" };
    const theirs = { ...manifest, metadata: { ...manifest.metadata, labels }, data: undefined };
    await apply(client, CONFIG_MAP, theirs, somebody);
    const again = wish(configMap(namespace, at.name, { a: "2" }), { expect: "present" });
    expect((await ensure(at, again)).object).toMatchObject({
      metadata: { labels: { "alchemy.run/stage": "test" } },
      data: { a: "2" },
    });
    await apply(client, CONFIG_MAP, configMap(namespace, at.name, { a: "other" }), somebody);
    expect(await errorOf(ensure(at, again))).toMatchObject({ code: "conflict" });
  });

  test("but the owner stays a matter of adoption", async () => {
    const at = target(CONFIG_MAP, randomNamespace("marks"));
    const manifest = configMap(namespace, at.name);
    await ensure(at, wish(manifest));
    const theirs = {
      ...manifest,
      metadata: { ...manifest.metadata, annotations: { "alchemy.run/owner": "other" } },
    };
    await apply(client, CONFIG_MAP, theirs, somebody);
    const again = wish(manifest, { expect: "present", applied: manifest });
    expect(await errorOf(ensure(at, again))).toMatchObject({ code: "not-owned" });
  });
});

describe("what the server does not keep", () => {
  const ensured = async (kind: Kind, manifest: Manifest, more?: Partial<EnsureOptions>): Promise<Ensured> =>
    ensure(target(kind, manifest.metadata.name), wish(manifest, more));
  const unkept = (fields: string): string => `the server did not keep what the manifest says of ${fields}`;

  test("is one warning with the fields: status of a built-in kind", async () => {
    const name = randomNamespace("ignored");
    const manifest = {
      ...workload("Deployment", name, { replicas: 0, ...pods(name) }),
      status: { replicas: 7 },
    };
    expect((await ensured(DEPLOYMENT, manifest)).warnings).toEqual([unkept(".status")]);
    const more = { expect: "present", applied: manifest } as const;
    expect((await ensured(DEPLOYMENT, manifest, more)).warnings).toHaveLength(1);
  });

  test("is a warning also when nothing is written for it: finalizers of a namespace", async () => {
    const kind = kindOf("v1", "Namespace");
    const name = randomNamespace("finalizers");
    const wanted = (finalizers: string[]): Manifest => ({
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name },
      spec: { finalizers },
    });
    expect((await ensured(kind, wanted(["kubernetes"]))).warnings).toEqual([]);
    const more = { expect: "present", applied: wanted(["kubernetes"]) } as const;
    const { warnings } = await ensured(kind, wanted(["kubernetes", "example.com/other"]), more);
    await drop(client, kind, { name });
    expect(warnings).toEqual([unkept(".spec.finalizers[1]")]);
  });

  const tooLarge = { replicas: 2 ** 32 + 2 };
  test.skipIf(onEmbedded("numbers"))(
    "is an error when a number would become another: nothing is created",
    async () => {
      const name = randomNamespace("wide");
      const error = await errorOf(
        ensured(DEPLOYMENT, workload("Deployment", name, { ...tooLarge, ...pods(name) })),
      );
      expect(error.message).toContain(".spec.replicas does not fit into 32 bits");
      expect(await get(client, DEPLOYMENT, { namespace, name })).toBeUndefined();
    },
  );

  test("nor changed, nor replaced", async () => {
    const name = randomNamespace("wide");
    const manifest = workload("Deployment", name, { replicas: 0, ...pods(name) });
    const { object } = await ensured(DEPLOYMENT, manifest);
    const more = { expect: "present", applied: manifest, allowDataLoss: true } as const;
    const changed = workload("Deployment", name, { ...tooLarge, ...pods(name) });
    expect(await errorOf(ensured(DEPLOYMENT, changed, more))).toMatchObject({ code: "invalid" });
    const replaced = workload("Deployment", name, { ...tooLarge, ...pods("other") });
    expect(await errorOf(ensured(DEPLOYMENT, replaced, more))).toMatchObject({ code: "invalid" });
    const live = await get(client, DEPLOYMENT, { namespace, name });
    expect([live?.metadata.uid, live?.metadata.generation]).toEqual([object.metadata.uid, 1]);
  });

  test("but a wide number that has its place is fine", async () => {
    const name = randomNamespace("wide");
    const job: Manifest = {
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: { name, namespace },
      spec: {
        suspend: true,
        activeDeadlineSeconds: 2 ** 33,
        template: {
          spec: { restartPolicy: "Never", containers: [{ name: "main", image: "registry.test/main:1" }] },
        },
      },
    };
    expect(await ensured(kindOf("batch/v1", "Job"), job)).toMatchObject({ outcome: "created", warnings: [] });
  });
});

test("an object of the former schema is written once its controller has followed", async () => {
  const kind = await newCustomKind(client);
  const at = target(kind, "box");
  const manifest = (size: number): Manifest => ({
    apiVersion: `${kind.group}/v1`,
    kind: "Box",
    metadata: { name: "box", namespace },
    spec: { size },
  });
  const known = await ensure(at, wish(manifest(1)));
  const definition = { name: `boxes.${kind.group}` };
  const path = "/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/size/type";
  const type = (value: string) =>
    patch(client, CUSTOM_RESOURCE_DEFINITION, definition, [{ op: "replace", path, value }]);
  // As a controller that writes a status of another type.
  await type("string");
  const op = "replace";
  await eventually("texts are taken", () =>
    patch(client, kind, at, [{ op, path: "/spec/size", value: "one" }], somebody).catch(() => undefined),
  );
  await type("integer");
  const probe = { fieldManager: "probe", dryRun: true, force: true };
  await eventually("the schema is the new one", () =>
    apply(client, kind, manifest(2), probe).catch((error: unknown) =>
      hasCode(error, "invalid") ? undefined : "it cannot read the object",
    ),
  );
  const write = ensure(
    at,
    wish(manifest(2), { expect: "present", applied: known.object, conflicts: "force" }),
  );
  await Bun.sleep(300);
  await patch(client, kind, at, [{ op, path: "/spec/size", value: 1 }], somebody);
  expect((await write).object["spec"]).toEqual({ size: 2 });
});

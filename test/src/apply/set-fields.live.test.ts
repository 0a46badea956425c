/** What only a real API server can refute: fields set on objects of others, and given up again. */

import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { ownFields } from "../../../src/apply/managed-fields.ts";
import type { Target } from "../../../src/apply/target.ts";
import { apply, get, patch, remove } from "../../../src/client/verbs.ts";
import { valueAt } from "../../../src/model/json.ts";
import type { Kind } from "../../../src/model/kind.ts";
import type { LiveObject } from "../../../src/model/object.ts";
import { until } from "../../support/control-plane.ts";
import { CONFIG_MAP, DEPLOYMENT, liveClient, newNamespace } from "../client/cluster.ts";
import { errorOf } from "../client/loopback.ts";
import { makeObject, Patching, somebody, tracesOf } from "./patching.ts";
import { kindOf } from "./writers.ts";

setDefaultTimeout(60_000);
const client = liveClient();
const namespace = await newNamespace(client);
const made = (kind: Kind, body: Record<string, unknown>): Promise<Target> =>
  makeObject({ client, namespace }, kind, body);

const pods = (image: string, container: Record<string, unknown> = {}) => ({
  template: {
    metadata: { labels: { app: "web" } },
    spec: { containers: [{ name: "main", image, ...container }] },
  },
});
const deployment = {
  spec: { replicas: 3, selector: { matchLabels: { app: "web" } }, ...pods("registry.test/main:1") },
};
const IMAGE = ["spec", "template", "spec", "containers", 0, "image"];

describe("fields of others", () => {
  test("that only we set go, those that others set too stay, and the object lives on", async () => {
    const target = await made(CONFIG_MAP, { data: { theirs: "1", both: "1" } });
    const before = await get(client, CONFIG_MAP, target);
    const patching = new Patching(target);
    const set = await patching.set({
      metadata: { labels: { team: "shop" } },
      data: { both: "1", ours: "2" },
    });
    expect(set.metadata.labels).toEqual({ team: "shop" });
    expect(set["data"]).toEqual({ theirs: "1", both: "1", ours: "2" });
    expect(set.metadata.annotations ?? {}).toEqual({});
    const after = await patching.giveUp();
    expect(after?.["data"]).toEqual({ theirs: "1", both: "1" });
    expect(after?.metadata.labels ?? {}).toEqual({});
    expect(after?.metadata.uid).toBe(before?.metadata.uid ?? "");
    expect(tracesOf(after, patching)).toEqual([]);
    expect(patching.warnings).toEqual([]);
  });

  test("that the patch drops go with the next write, and nothing to change means no write", async () => {
    const target = await made(CONFIG_MAP, { data: { theirs: "1" } });
    const patching = new Patching(target);
    await patching.set({ data: { one: "1", two: "2" } });
    const second = await patching.set({ data: { two: "2" } });
    expect(second["data"]).toEqual({ theirs: "1", two: "2" });
    const third = await patching.set({ data: { two: "2" } });
    expect(third.metadata.resourceVersion).toBe(second.metadata.resourceVersion);
    await patching.set({});
    const live = await get(client, CONFIG_MAP, target);
    expect(live?.["data"]).toEqual({ theirs: "1" });
    expect(tracesOf(live, patching)).toEqual([]);
  });

  test("that are required keep their value, the rest goes", async () => {
    const target = await made(DEPLOYMENT, deployment);
    const patching = new Patching(target);
    const env = [{ name: "MODE", value: "fast" }];
    await patching.set({ spec: pods("registry.test/main:2", { env }) }, { conflicts: "force" });
    const after = await patching.giveUp();
    expect(valueAt(after, IMAGE)).toBe("registry.test/main:2");
    expect(valueAt(after, [...IMAGE.slice(0, -1), "env"])).toBeUndefined();
    expect(tracesOf(after, patching)).toEqual([]);
    expect(patching.warnings).toEqual([
      expect.stringMatching(
        /leaving spec\.template\.spec\.containers\[name="main"\]\.image as it is: the object would not be valid/,
      ),
    ]);
    // Nobody owns it now: its former manager takes it back without force.
    const { object } = await apply(
      client,
      DEPLOYMENT,
      {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { name: target.name, namespace },
        ...deployment,
      },
      { fieldManager: "somebody" },
    );
    expect(valueAt(object, IMAGE)).toBe("registry.test/main:1");
  });

  test("that are required and leave the manifest keep their value as well", async () => {
    const target = await made(DEPLOYMENT, deployment);
    const patching = new Patching(target);
    await patching.set(
      { metadata: { labels: { l: "1" } }, spec: pods("registry.test/main:2") },
      { conflicts: "force" },
    );
    const live = await patching.set({ metadata: { labels: { l: "1" } } });
    expect(valueAt(live, IMAGE)).toBe("registry.test/main:2");
    expect(ownFields(live, `alchemy-${patching.ownership.id}`)).toEqual({
      "f:metadata": { "f:labels": { "f:l": {} } },
    });
    expect(patching.warnings).toHaveLength(1);
  });

  test("a patch that is invalid in another field leaves nothing behind", async () => {
    const target = await made(DEPLOYMENT, deployment);
    const patching = new Patching(target);
    await patching.set({ spec: { paused: true, minReadySeconds: 1 } });
    const error = await errorOf(patching.set({ spec: { minReadySeconds: -1 } }));
    expect(error).toMatchObject({ code: "invalid" });
    const live = await get(client, DEPLOYMENT, target);
    expect(ownFields(live as LiveObject, `alchemy-${patching.ownership.id}`)).toEqual({
      "f:spec": { "f:paused": {}, "f:minReadySeconds": {} },
    });
    expect(patching.warnings).toEqual([]);
  });

  test("a strategy that is given up falls back to the server's", async () => {
    const target = await made(DEPLOYMENT, { spec: { ...deployment.spec, strategy: { type: "Recreate" } } });
    const patching = new Patching(target);
    const strategy = { type: "RollingUpdate", rollingUpdate: { maxSurge: 2 } };
    await patching.set({ metadata: { labels: { l: "1" } }, spec: { strategy } }, { conflicts: "force" });
    const after = await patching.giveUp();
    expect(valueAt(after, ["spec", "strategy", "type"])).toBe("RollingUpdate");
    expect(after?.metadata.labels ?? {}).toEqual({});
    expect(tracesOf(after, patching)).toEqual([]);
  });

  test("a sidecar of ours goes as a whole, beside a required field that stays", async () => {
    const target = await made(DEPLOYMENT, deployment);
    const patching = new Patching(target);
    const spec = {
      template: {
        spec: {
          containers: [
            { name: "aside", image: "registry.test/side:1" },
            { name: "main", image: "registry.test/main:2" },
          ],
        },
      },
    };
    await patching.set({ spec }, { conflicts: "force" });
    const after = await patching.giveUp();
    expect(valueAt(after, ["spec", "template", "spec", "containers"])).toEqual([
      expect.objectContaining({ name: "main", image: "registry.test/main:2" }),
    ]);
    expect(tracesOf(after, patching)).toEqual([]);
  });

  test("replicas are not reset when nobody else owns them, and are when somebody does not", async () => {
    const target = await made(DEPLOYMENT, deployment);
    const patching = new Patching(target);
    await patching.set({ spec: { replicas: 5 } }, { conflicts: "force" });
    const after = await patching.giveUp();
    expect(valueAt(after, ["spec", "replicas"])).toBe(5);
    expect(patching.warnings).toEqual([expect.stringContaining("leaving spec.replicas as it is")]);
    const shared = new Patching(await made(DEPLOYMENT, deployment));
    await shared.set({ spec: { replicas: 3 } });
    expect(valueAt(await shared.giveUp(), ["spec", "replicas"])).toBe(3);
    expect(shared.warnings).toEqual([]);
  });

  test("two patches of one object go one by one", async () => {
    const target = await made(CONFIG_MAP, { data: { theirs: "1" } });
    const [one, two] = [new Patching(target), new Patching(target)];
    await Promise.all([
      one.set({ data: { one: "1", both: "x" } }),
      two.set({ data: { two: "2", both: "x" } }),
    ]);
    expect((await one.giveUp())?.["data"]).toEqual({ theirs: "1", two: "2", both: "x" });
    expect((await two.giveUp())?.["data"]).toEqual({ theirs: "1" });
  });
});

describe("conflicts", () => {
  test("name managers and fields; force takes over, ignore leaves alone", async () => {
    const target = await made(CONFIG_MAP, { data: { theirs: "1" } });
    const patching = new Patching(target);
    const fields = { data: { theirs: "2", ours: "2" } };
    const error = await errorOf(patching.set(fields));
    expect(error.message).toContain("somebody → data.theirs");
    expect((await get(client, CONFIG_MAP, target))?.["data"]).toEqual({ theirs: "1" });
    const left = await patching.set(fields, { conflicts: { ignore: ["data.theirs"] } });
    expect(left["data"]).toEqual({ theirs: "1", ours: "2" });
    const forced = await patching.set(fields, { conflicts: "force" });
    expect(forced["data"]).toEqual({ theirs: "2", ours: "2" });
    // The value before is not known: it does not come back.
    expect((await patching.giveUp())?.["data"] ?? {}).toEqual({});
  });

  test("a list that is one value is not extended in silence", async () => {
    const tolerations = (key: string) => ({
      template: { spec: { tolerations: [{ key, operator: "Exists" }] } },
    });
    const theirs = await made(DEPLOYMENT, {
      spec: {
        ...deployment.spec,
        template: {
          ...deployment.spec.template,
          spec: { ...deployment.spec.template.spec, ...tolerations("theirs").template.spec },
        },
      },
    });
    const error = await errorOf(new Patching(theirs).set({ spec: tolerations("ours") }));
    expect(error.message).toContain(
      "spec.template.spec.tolerations is a list that is taken over as a whole: what others put there goes.",
    );
  });

  test("an invalid patch changes nothing, its list included", async () => {
    const target = await made(kindOf("v1", "ServiceAccount"), { imagePullSecrets: [{ name: "theirs" }] });
    const patching = new Patching(target);
    const fields = { metadata: { labels: { "not a label": "x" } }, imagePullSecrets: [{ name: "ours" }] };
    const error = await errorOf(patching.set(fields));
    expect(error).toMatchObject({ code: "invalid" });
    expect((await get(client, target.kind, target))?.["imagePullSecrets"]).toEqual([{ name: "theirs" }]);
  });

  test("an immutable field is refused", async () => {
    const target = await made(CONFIG_MAP, { data: { a: "1" }, immutable: true });
    const error = await errorOf(new Patching(target).set({ data: { b: "2" } }));
    expect(error.message).toMatch(/immutable/);
  });
});

describe("an object that is not there", () => {
  const missing: Target = { client, kind: CONFIG_MAP, namespace, name: "missing" };

  test("is an error after the time, with the namespace when that is what is missing", async () => {
    const error = await errorOf(new Patching(missing).set({ data: { a: "1" } }, { timeout: 300 }));
    expect(error).toMatchObject({ code: "not-found" });
    expect(error.message).toContain(
      `ConfigMap ${namespace}/missing: it does not exist after 0.3 s. A patch never`,
    );
    const elsewhere = new Patching({ ...missing, namespace: "no-such-namespace" });
    const other = await errorOf(elsewhere.set({ data: { a: "1" } }, { timeout: 300 }));
    expect(other.message).toContain("after 0.3 s: namespace no-such-namespace does not exist");
    expect(await get(client, CONFIG_MAP, missing)).toBeUndefined();
  });

  test("is waited for", async () => {
    const reports: string[] = [];
    const patching = new Patching({ ...missing, name: "late" });
    const set = patching.set({ data: { ours: "2" } }, { report: (message) => reports.push(message) });
    await until("it says so", async () => reports.length > 0);
    const manifest = {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "late", namespace },
      data: { theirs: "1" },
    };
    await apply(client, CONFIG_MAP, manifest, somebody);
    expect((await set)["data"]).toEqual({ theirs: "1", ours: "2" });
    expect(reports).toEqual(["waiting until it exists"]);
  });

  test("has nothing to give up: gone, made anew, or being deleted", async () => {
    const patching = new Patching(await made(CONFIG_MAP, { data: { theirs: "1" } }));
    await patching.set({ data: { ours: "2" } });
    await remove(client, CONFIG_MAP, patching.target);
    expect(await patching.giveUp()).toBeUndefined();
    const { name } = patching.target;
    const manifest = {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name, namespace },
      data: { ours: "3" },
    };
    const { object } = await apply(client, CONFIG_MAP, manifest, somebody);
    expect((await patching.giveUp())?.metadata.resourceVersion).toBe(object.metadata.resourceVersion);
    const held = await made(CONFIG_MAP, { data: { theirs: "1" } });
    const dying = new Patching(held);
    await dying.set({ data: { ours: "2" } });
    const finalizers = (value: string[]): Promise<LiveObject> =>
      patch(client, CONFIG_MAP, held, [{ op: "add", path: "/metadata/finalizers", value }]);
    await finalizers(["test.example.com/hold"]);
    await remove(client, CONFIG_MAP, held);
    expect((await dying.giveUp())?.["data"]).toEqual({ theirs: "1", ours: "2" });
    await finalizers([]);
  });
});

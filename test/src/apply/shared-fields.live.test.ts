/** Fields that we and others want to own: replicas, conflicts, and what is left to its owner. */

import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import type { EnsureOptions } from "../../../src/apply/ensure.ts";
import type { Target } from "../../../src/apply/target.ts";
import { get, remove } from "../../../src/client/verbs.ts";
import { valueAt } from "../../../src/model/json.ts";
import type { Manifest } from "../../../src/model/object.ts";
import { audit, mutating } from "../../support/audit.ts";
import { liveClient, newNamespace } from "../client/cluster.ts";
import { errorOf } from "../client/loopback.ts";
import { type Body, DEPLOYMENT, idle, labels, manifestOf, placesIn, workload } from "./deployments.ts";
import { type Edit, edit, ensured, kindOf, updated } from "./writers.ts";

setDefaultTimeout(60_000);

const client = liveClient();
const namespace = await newNamespace(client);

const place = placesIn(client, namespace);

describe("replicas", () => {
  const scaled = (replicas: number, image?: string): Body => workload(image, { paused: true, replicas });
  const autoscaler: Edit = { manager: "kube-controller-manager", subresource: "scale" };
  const scale = (at: Target, replicas: number, by: Edit): Promise<unknown> =>
    edit(at, { spec: { replicas } }, by);

  test("that are dropped and nobody else owns stay as they are, with a warning", async () => {
    const at = place(DEPLOYMENT);
    const [from, to] = [manifestOf(at, scaled(0)), manifestOf(at, workload(undefined, { paused: true }))];
    await ensured(at, from);
    const { object, warnings } = await updated(at, from, to);
    expect(valueAt(object, ["spec", "replicas"])).toBe(0);
    expect(warnings).toEqual([
      expect.stringContaining("it is kept at 0, since the server would reset it to 1"),
    ]);
    expect((await updated(at, to, to)).outcome).toBe("unchanged");
    // An autoscaler that comes later takes them.
    await scale(at, 2, autoscaler);
    const next = await updated(at, to, to);
    expect([next.outcome, next.warnings]).toEqual(["unchanged", []]);
  });

  test("that are dropped and an autoscaler owns are its own", async () => {
    const at = place(DEPLOYMENT);
    const [from, to] = [manifestOf(at, scaled(0)), manifestOf(at, workload(undefined, { paused: true }))];
    await ensured(at, from);
    await scale(at, 2, autoscaler);
    const { object, warnings } = await updated(at, from, to);
    expect([valueAt(object, ["spec", "replicas"]), warnings]).toEqual([2, []]);
  });

  test("that the manifest sets, and an autoscaler since, are left to it, with a warning", async () => {
    const at = place(DEPLOYMENT);
    const manifest = manifestOf(at, scaled(0));
    await ensured(at, manifest);
    await scale(at, 2, autoscaler);
    const again = await updated(at, manifest, manifest);
    expect(valueAt(again.object, ["spec", "replicas"])).toBe(2);
    expect(again.warnings).toEqual([
      expect.stringContaining("a HorizontalPodAutoscaler sets it: it is left at 2"),
    ]);
    const forced = await updated(at, manifest, manifest, { conflicts: "force" });
    expect(valueAt(forced.object, ["spec", "replicas"])).toBe(0);
  });

  test("that the manifest newly sets are a conflict that names the autoscaler", async () => {
    const at = place(DEPLOYMENT);
    const [from, to] = [manifestOf(at, workload(undefined, { paused: true })), manifestOf(at, scaled(3))];
    await ensured(at, from);
    // The server keeps no account of scaling a number that nobody owned.
    await edit(at, { spec: { replicas: 5 } }, { manager: "some-tool" });
    await scale(at, 2, autoscaler);
    const { message } = await errorOf(updated(at, from, to));
    expect(message).toContain("kube-controller-manager (the HorizontalPodAutoscaler) → spec.replicas");
    await scale(at, 4, { manager: "kubectl", subresource: "scale" });
    expect((await errorOf(updated(at, from, to))).message).toContain("kubectl scale → spec.replicas");
  });

  test("that somebody scaled by hand are repaired", async () => {
    const at = place(DEPLOYMENT);
    const manifest = manifestOf(at, scaled(0));
    await ensured(at, manifest);
    await scale(at, 2, { manager: "kubectl", subresource: "scale" });
    const { object, warnings } = await updated(at, manifest, manifest);
    expect([valueAt(object, ["spec", "replicas"]), warnings]).toEqual([0, []]);
  });
});

describe("a conflict", () => {
  test("names fields in lists and names with dots so that they can be copied into `ignore`", async () => {
    const at = place(DEPLOYMENT);
    const body = (value: string): Body => ({
      metadata: { annotations: { "example.com/a.b": value, plain: value } },
      spec: {
        ...idle,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: { containers: [{ name: "web", image: value, args: [value] }] },
        },
      },
    });
    const [from, to] = [
      manifestOf(at, workload(undefined, idle)),
      manifestOf(at, body("registry.test/web:2")),
    ];
    await ensured(at, from);
    await edit(
      at,
      { metadata: { annotations: { "example.com/a.b": "x" } } },
      { manager: "kubectl-annotate" },
    );
    await edit(at, { metadata: { annotations: { plain: "x" } } }, { manager: "some-tool" });
    const container = { name: "web", image: "registry.test/theirs:1", args: ["theirs"] };
    await edit(
      at,
      { spec: { template: { spec: { containers: [container] } } } },
      { manager: "kubectl-edit" },
    );
    const before = await get(client, DEPLOYMENT, at);
    const error = await errorOf(updated(at, from, to));
    expect(error).toMatchObject({ code: "conflict" });
    const args = 'spec.template.spec.containers[name="web"].args';
    const dotted = 'metadata.annotations["example.com/a.b"]';
    for (const text of [
      `kubectl-annotate (kubectl annotate) → ${dotted}`,
      "some-tool → metadata.annotations.plain",
      `kubectl-edit (kubectl edit) → ${args}`,
      "Drop the fields",
      'conflicts: "force"',
    ])
      expect(error.message).toContain(text);
    expect((await get(client, DEPLOYMENT, at))?.["spec"]).toEqual(before?.["spec"] as Body);
    const ignore = JSON.parse(/ignore: (\[.*?\]) \}/.exec(error.message)?.[1] ?? "[]") as string[];
    expect(ignore).toContain(dotted);
    expect(ignore).toContain(args);
    const { object } = await updated(at, from, to, { conflicts: { ignore } });
    expect(object.metadata.annotations).toMatchObject({ "example.com/a.b": "x", plain: "x" });
    expect(valueAt(object, ["spec", "template", "spec", "containers", 0, "args"])).toEqual(["theirs"]);
  });

  test("that is ignored goes on being ignored, whoever writes what", async () => {
    const at = place(DEPLOYMENT);
    const ignore = [
      'spec.template.spec.containers[name="web"].image',
      "metadata.annotations",
      "spec.replicas",
    ];
    const manifest = (minReadySeconds: number): Manifest =>
      manifestOf(at, {
        metadata: { annotations: { note: "1" } },
        ...workload(undefined, { ...idle, minReadySeconds }),
      });
    const conflicts: EnsureOptions["conflicts"] = { ignore };
    await ensured(at, manifest(1), { conflicts });
    const image = "registry.test/theirs:1";
    const template = { spec: { containers: [{ name: "web", image }] } };
    await edit(
      at,
      { metadata: { annotations: { note: "2", more: "1" } }, spec: { template } },
      { manager: "image-updater" },
    );
    expect((await updated(at, manifest(1), manifest(1), { conflicts })).outcome).toBe("unchanged");
    await updated(at, manifest(1), manifest(2), { conflicts });
    const live = await get(client, DEPLOYMENT, at);
    expect(live).toMatchObject({
      metadata: { annotations: { note: "2", more: "1" } },
      spec: { minReadySeconds: 2, template },
    });
    const mark = await audit.mark();
    expect((await updated(at, manifest(2), manifest(2), { conflicts })).outcome).toBe("unchanged");
    const path = new RegExp(`/deployments/${at.name}`);
    expect(mutating(await audit.since(mark, { path, userAgentPrefix: "alchemy-kubernetes/" }))).toEqual([]);
  });
});

test("finalizers of a Namespace, which the server ignores in an update, are one warning", async () => {
  const kind = kindOf("v1", "Namespace");
  const at = place(kind);
  afterAll(() => remove(client, kind, at));
  const from = manifestOf(at, {});
  const to = manifestOf(at, { spec: { finalizers: ["example.com/wait", "kubernetes"] } });
  await ensured(at, from);
  const { warnings } = await updated(at, from, to);
  expect(warnings).toEqual([expect.stringContaining(".spec.finalizers[0]")]);
});

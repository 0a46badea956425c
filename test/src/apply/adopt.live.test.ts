/** Adoption: objects that every kind of tool made become ours, and nothing of theirs stays. */

import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { ensure } from "../../../src/apply/ensure.ts";
import { preparation, prepare } from "../../../src/apply/prepare.ts";
import type { Target } from "../../../src/apply/target.ts";
import { get } from "../../../src/client/verbs.ts";
import { valueAt } from "../../../src/model/json.ts";
import type { LiveObject, Manifest } from "../../../src/model/object.ts";
import { audit, type AuditEntry, mutating } from "../../support/audit.ts";
import { eventually, randomNamespace } from "../../support/control-plane.ts";
import {
  CONFIG_MAP,
  configMap,
  DEPLOYMENT,
  liveClient,
  newNamespace,
  SECRET,
  SERVICE,
} from "../client/cluster.ts";
import { errorOf } from "../client/loopback.ts";
import { applyAs, edit, ensured, kindOf, OURS, patchAs, post, updated, wish } from "./writers.ts";

setDefaultTimeout(60_000);

const AUTOSCALER = kindOf("autoscaling/v2", "HorizontalPodAutoscaler");

const client = liveClient();
const namespace = await newNamespace(client);

/** A Deployment without pods, so that no controller writes while we look. */
function web(name: string, env: Record<string, string>, more: Record<string, unknown> = {}): Manifest {
  const labels = { app: name };
  const variables = Object.entries(env).map(([key, value]) => ({ name: key, value }));
  const containers = [{ name: "web", image: "registry.test/web:1", env: variables }];
  const template = { metadata: { labels }, spec: { containers } };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace },
    spec: { replicas: 0, paused: true, selector: { matchLabels: labels }, template, ...more },
  };
}

const theirs = (name: string): Manifest => {
  const manifest = web(name, { KEPT: "old", DROPPED: "old" }, { minReadySeconds: 3 });
  const labels = { "their-label": "x" };
  return { ...manifest, metadata: { ...manifest.metadata, labels } };
};
const ours = (name: string): Manifest => web(name, { KEPT: "new" });

/** Waits until the controller has seen the object: its next write would make us look again. */
function settled(at: Target): Promise<LiveObject> {
  return eventually("the controller has seen it", async () => {
    const live = await get(client, DEPLOYMENT, at);
    return valueAt(live, ["status", "observedGeneration"]) === live?.metadata.generation ? live : undefined;
  });
}

type Maker = (at: Target, manifest: Manifest) => Promise<unknown>;

const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";
const withLastApplied = (manifest: Manifest): Manifest => ({
  ...manifest,
  metadata: { ...manifest.metadata, annotations: { [LAST_APPLIED]: JSON.stringify(manifest) } },
});

const former = { id: "f00d", fqn: "other/test/web", app: "other", stage: "test" };

const makers: [string, Maker, number][] = [
  ["kubectl create", (at, manifest) => post(at, manifest, "kubectl-create"), 4],
  ["kubectl apply", (at, manifest) => post(at, withLastApplied(manifest), "kubectl-client-side-apply"), 4],
  ["kubectl apply --server-side", (at, manifest) => applyAs(at, manifest, "kubectl"), 4],
  [
    "kubectl apply, which went over to the server side",
    async (at, manifest) => {
      await applyAs(at, manifest, "kubectl");
      const { metadata } = withLastApplied(manifest);
      await applyAs(at, { apiVersion: "apps/v1", kind: "Deployment", metadata }, "kubectl-last-applied");
    },
    4,
  ],
  [
    "Helm, upgraded once",
    async (at, manifest) => {
      await post(at, manifest, "helm");
      await edit(at, { spec: { minReadySeconds: 4 } }, { manager: "helm" });
    },
    4,
  ],
  ["Pulumi", (at, manifest) => applyAs(at, manifest, "pulumi-kubernetes-1a2b3c4d"), 4],
  ["another Alchemy resource", (at, manifest) => ensure(at, wish(manifest, { ownership: former })), 4],
  [
    "a tool that nobody knows, which wrote it again later",
    async (at, manifest) => {
      await post(at, manifest, "my-script");
      await Bun.sleep(1_100);
      await edit(at, { spec: { minReadySeconds: 4 } }, { manager: "my-script" });
    },
    4,
  ],
  [
    "somebody who cleared its managedFields",
    async (at, manifest) => {
      await post(at, manifest, "kubectl-create");
      const cleared = [{ op: "replace", path: "/metadata/managedFields", value: [{}] }];
      await patchAs(at, cleared, "somebody");
    },
    4,
  ],
  [
    "us, in a run that died between two requests",
    async (at, manifest) => {
      await post(at, manifest, "kubectl-create");
      const live = await settled(at);
      const how = { fieldManager: OURS, adopting: true, manifest: ours(at.name), causes: [] };
      await prepare(at, live, preparation(at, live, how), how);
    },
    3,
  ],
];

async function expectOurs(at: Target): Promise<void> {
  const live = await get(client, DEPLOYMENT, at);
  if (live === undefined) throw new Error("it is gone");
  const entries = (live.metadata.managedFields ?? []).filter(({ subresource }) => subresource === undefined);
  const managers = entries.map(({ manager, operation }) => `${manager} ${operation}`).sort();
  expect(managers).toEqual([`${OURS} Apply`]);
  const [container] = valueAt(live, ["spec", "template", "spec", "containers"]) as Record<string, unknown>[];
  expect(container?.["env"]).toEqual([{ name: "KEPT", value: "new" }]);
  expect(live.metadata.labels).not.toHaveProperty("their-label");
  expect(live.metadata.annotations).not.toHaveProperty([LAST_APPLIED]);
  expect(valueAt(live, ["spec", "minReadySeconds"])).toBeUndefined();
}

async function requestsFor(at: Target, work: () => Promise<void>): Promise<AuditEntry[]> {
  const mark = await audit.mark();
  await work();
  const path = new RegExp(`/deployments/${at.name}(\\?|$)`);
  return audit.since(mark, { path, userAgentPrefix: "alchemy-kubernetes/" });
}

describe("an object is adopted whole from", () => {
  test.each(makers)("%s", async (_name, make, requests) => {
    const name = randomNamespace("web");
    const at: Target = { client, kind: DEPLOYMENT, namespace, name };
    await make(at, theirs(name));
    await settled(at);
    const asked = await requestsFor(at, async () => {
      expect((await ensured(at, ours(name), { adopt: true })).outcome).toBe("adopted");
    });
    // GET, a dry run, the hand-over, the apply.
    expect(asked.map(({ verb, code }) => `${verb} ${code}`)).toEqual([
      "get 200",
      ...Array.from({ length: requests - 1 }, () => "patch 200"),
    ]);
    await expectOurs(at);
    await settled(at);
    const next = await requestsFor(at, async () => {
      expect((await updated(at, ours(name), ours(name), { adopt: true })).outcome).toBe("unchanged");
    });
    expect(mutating(next)).toEqual([]);
  });

  test("a tool, without what others set since: labels, annotations, fields of controllers", async () => {
    const name = randomNamespace("web");
    const at: Target = { client, kind: DEPLOYMENT, namespace, name };
    await post(at, theirs(name), "kubectl-create");
    await edit(at, { metadata: { labels: { by: "hand" } } }, { manager: "kubectl-label" });
    await edit(at, { metadata: { annotations: { "other.tool/x": "1" } } }, { manager: "other-operator" });
    const restartedAt = { "kubectl.kubernetes.io/restartedAt": "2026-01-01T00:00:00Z" };
    const template = { metadata: { annotations: restartedAt } };
    await edit(at, { spec: { template } }, { manager: "kubectl-rollout" });
    await edit(at, { spec: { progressDeadlineSeconds: 77 } }, { manager: "some-controller" });
    await ensured(at, ours(name), { adopt: true });
    const live = await get(client, DEPLOYMENT, at);
    expect(live).toMatchObject({
      metadata: { labels: { by: "hand" }, annotations: { "other.tool/x": "1" } },
      spec: { progressDeadlineSeconds: 77, template },
    });
    expect(valueAt(live, ["spec", "minReadySeconds"])).toBeUndefined();
  });
});

describe("an object of another kind is adopted", () => {
  test("a Service whose ports were others: none of them stays", async () => {
    const at: Target = { client, kind: SERVICE, namespace, name: randomNamespace("web") };
    const service = (...ports: number[]): Manifest => ({
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: at.name, namespace },
      spec: { ports: ports.map((port) => ({ port, name: `p${port}` })) },
    });
    await post(at, service(80, 81), "kubectl-create");
    const { object } = await ensured(at, service(81, 82), { adopt: true });
    expect(valueAt(object, ["spec", "ports"])).toMatchObject([{ port: 81 }, { port: 82 }]);
    await post(
      { ...at, name: `${at.name}-2` },
      { ...service(80), metadata: { name: `${at.name}-2` } },
      "helm",
    );
    const one: Manifest = { ...service(81), metadata: { name: `${at.name}-2`, namespace } };
    // Beside the old port the unnamed one is invalid; alone it is not.
    one["spec"] = { ports: [{ port: 81 }] };
    const adopted = await ensured({ ...at, name: `${at.name}-2` }, one, { adopt: true });
    expect(valueAt(adopted.object, ["spec", "ports"])).toMatchObject([{ port: 81 }]);
  });

  test("an autoscaler that was written in another version", async () => {
    const at: Target = { client, kind: AUTOSCALER, namespace, name: randomNamespace("web") };
    const target = { apiVersion: "apps/v1", kind: "Deployment", name: "none" };
    const metadata = { name: at.name, namespace };
    const old = { ...at, kind: { ...AUTOSCALER, version: "v1" } };
    const spec = { maxReplicas: 3, minReplicas: 2, scaleTargetRef: target };
    const before = { apiVersion: "autoscaling/v1", kind: "HorizontalPodAutoscaler", metadata };
    await post(old, { ...before, spec: { ...spec, targetCPUUtilizationPercentage: 50 } }, "kubectl-create");
    const after = {
      ...before,
      apiVersion: "autoscaling/v2",
      spec: { maxReplicas: 4, scaleTargetRef: target },
    };
    const { object } = await ensured(at, after, { adopt: true });
    expect(valueAt(object, ["spec"])).toMatchObject({ maxReplicas: 4, minReplicas: 1 });
    const managers = object.metadata.managedFields?.filter(({ subresource }) => subresource === undefined);
    expect(managers?.map(({ manager }) => manager)).toEqual([OURS]);
    expect((await updated(at, after, after)).outcome).toBe("unchanged");
  });

  test("one that is not there is created, with one request more", async () => {
    const at: Target = { client, kind: CONFIG_MAP, namespace, name: randomNamespace("new") };
    expect((await ensured(at, configMap(namespace, at.name), { adopt: true })).outcome).toBe("created");
  });
});

describe("replicas that somebody scaled", () => {
  const rows: [string, string, Record<string, unknown>, number, string | undefined][] = [
    ["by kubectl are ours when the manifest sets them", "kubectl", { replicas: 0 }, 0, undefined],
    [
      "by an autoscaler stay its own",
      "kube-controller-manager",
      { replicas: 5 },
      2,
      "a HorizontalPodAutoscaler sets it",
    ],
    [
      "by an autoscaler stay when the manifest does not set them",
      "kube-controller-manager",
      {},
      2,
      undefined,
    ],
    ["by kubectl stay when the manifest does not set them", "kubectl", {}, 2, undefined],
  ];
  test.each(rows)("%s", async (_name, manager, spec, replicas, warning) => {
    const name = randomNamespace("web");
    const at: Target = { client, kind: DEPLOYMENT, namespace, name };
    await post(at, theirs(name), "kubectl-create");
    await edit(at, { spec: { replicas: 2 } }, { manager, subresource: "scale" });
    const manifest = ours(name);
    const { replicas: _none, ...rest } = manifest["spec"] as Record<string, unknown>;
    const wanted = { ...manifest, spec: { ...rest, ...spec } };
    const { object, warnings } = await ensured(at, wanted, { adopt: true });
    expect(valueAt(object, ["spec", "replicas"])).toBe(replicas);
    expect(warnings.join("\n")).toContain(warning ?? "");
    expect(warnings).toHaveLength(warning === undefined ? 0 : 1);
    const owners = (object.metadata.managedFields ?? [])
      .filter(({ fieldsV1 }) => valueAt(fieldsV1, ["f:spec", "f:replicas"]) !== undefined)
      .map((entry) => entry.manager);
    expect(owners).toEqual([spec["replicas"] === 0 ? OURS : manager]);
    expect((await updated(at, wanted, wanted)).outcome).toBe("unchanged");
  });
});

test("an invalid manifest adopts nothing: not even an owner of a field changes", async () => {
  const name = randomNamespace("web");
  const at: Target = { client, kind: DEPLOYMENT, namespace, name };
  await post(at, withLastApplied(theirs(name)), "kubectl-client-side-apply");
  await settled(at);
  const before = await get(client, DEPLOYMENT, at);
  const wrong = web(name, {}, { minReadySeconds: -1 });
  expect(await errorOf(ensured(at, wrong, { adopt: true }))).toMatchObject({ code: "invalid" });
  expect((await get(client, DEPLOYMENT, at))?.metadata).toEqual(before?.metadata);
});

describe("a Secret that somebody else keeps is never adopted", () => {
  const rows: [string, Record<string, unknown>, string][] = [
    [
      "cert-manager",
      { metadata: { annotations: { "cert-manager.io/certificate-name": "web" } } },
      "cert-manager for Certificate web",
    ],
    [
      "External Secrets",
      { metadata: { annotations: { "reconcile.external-secrets.io/data-hash": "x" } } },
      "External Secrets",
    ],
    [
      "Sealed Secrets",
      { metadata: { annotations: { "sealedsecrets.bitnami.com/managed": "true" } } },
      "Sealed Secrets",
    ],
    ["Helm", { type: "helm.sh/release.v1" }, "Helm's record"],
  ];
  test.each(rows)("%s", async (_name, body, says) => {
    const name = randomNamespace("secret");
    const at: Target = { client, kind: SECRET, namespace, name };
    const manifest: Manifest = { apiVersion: "v1", kind: "Secret", metadata: { name, namespace } };
    const metadata = { ...manifest.metadata, ...(body["metadata"] as object) };
    await post(at, { ...manifest, ...body, metadata }, "somebody");
    const before = await get(client, SECRET, at);
    const error = await errorOf(ensured(at, { ...manifest, data: { A: "Yg==" } }, { adopt: true }));
    expect(error).toMatchObject({ code: "not-owned" });
    expect(error.message).toContain(says);
    // The garbage collector removes what belongs to an owner that never was.
    const after = await get(client, SECRET, at);
    if (after !== undefined)
      expect(after.metadata.managedFields).toEqual(before?.metadata.managedFields ?? []);
  });

  test("and one of ours that got a controller is not written any more", async () => {
    const name = randomNamespace("secret");
    const at: Target = { client, kind: SECRET, namespace, name };
    const manifest = (value: string): Manifest => ({
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name, namespace },
      data: { A: value },
    });
    const holder: Target = { client, kind: CONFIG_MAP, namespace, name };
    const { metadata } = await post(holder, configMap(namespace, name), "somebody");
    await ensured(at, manifest("MQ=="));
    const reference = { apiVersion: "v1", kind: "ConfigMap", name, uid: metadata.uid, controller: true };
    await edit(at, { metadata: { ownerReferences: [reference] } }, { manager: "other-operator" });
    expect((await updated(at, manifest("MQ=="), manifest("MQ=="))).outcome).toBe("unchanged");
    const error = await errorOf(updated(at, manifest("MQ=="), manifest("Mg==")));
    expect(error).toMatchObject({ code: "not-owned" });
    expect(error.message).toContain(`controlled by ConfigMap ${name}`);
    const adopting = wish(manifest("Mg=="), { ownership: former, adopt: true });
    expect((await errorOf(ensure(at, adopting))).message).toContain(`controlled by ConfigMap ${name}`);
    expect((await get(client, SECRET, at))?.["data"]).toEqual({ A: "MQ==" });
  });
});

import { describe, expect, test } from "bun:test";
import type { ApiError } from "../../../src/errors.ts";
import { identify } from "../../../src/client/identity.ts";
import { connectionFailure } from "../../../src/client/connection-error.ts";
import { K3sApi } from "../../../src/client/k3s-api.ts";
import { apply, get, list, patch, remove } from "../../../src/client/verbs.ts";
import { adminAccess, holdNamespace } from "../../support/control-plane.ts";
import {
  CONFIG_MAP,
  DEPLOYMENT,
  NAMESPACE,
  SECRET,
  SERVICE,
  configMap,
  liveClient,
  newNamespace,
  restrictedClient,
} from "./cluster.ts";
import { errorOf } from "./loopback.ts";
import { onEmbedded } from "../../support/target.ts";

const client = liveClient();
const namespace = await newNamespace(client);
const fieldManager = "alchemy/test";

function deployment(name: string, spec: Record<string, unknown> = {}): Parameters<typeof apply>[2] {
  const labels = { app: name };
  const template = { metadata: { labels }, spec: { containers: [{ name: "web", image: "web:1" }] } };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace },
    spec: { selector: { matchLabels: labels }, template, ...spec },
  };
}

describe("apply", () => {
  test("creates, then changes", async () => {
    const first = await apply(client, CONFIG_MAP, configMap(namespace, "grow"), { fieldManager });
    expect(first).toMatchObject({
      created: true,
      retried: false,
      warnings: [],
      object: { data: { a: "1" } },
    });
    const second = await apply(client, CONFIG_MAP, configMap(namespace, "grow", { b: "2" }), {
      fieldManager,
    });
    expect(second).toMatchObject({ created: false, object: { data: { b: "2" } } });
    expect(second.object["data"]).toEqual({ b: "2" });
    expect(second.object.metadata.managedFields).toMatchObject([
      { manager: fieldManager, operation: "Apply" },
    ]);
  });

  test("createOnly creates once, and refuses afterwards whoever owns it, also to force and to dry run", async () => {
    const manifest = configMap(namespace, "once");
    const create = { fieldManager, createOnly: true };
    expect(await apply(client, CONFIG_MAP, manifest, { ...create, dryRun: true })).toMatchObject({
      created: true,
    });
    expect(await get(client, CONFIG_MAP, { namespace, name: "once" })).toBeUndefined();
    expect(await apply(client, CONFIG_MAP, manifest, create)).toMatchObject({ created: true });
    for (const options of [
      create,
      { ...create, force: true },
      { ...create, dryRun: true },
      { ...create, fieldManager: "other" },
    ]) {
      const error = (await errorOf(apply(client, CONFIG_MAP, manifest, options))) as ApiError;
      expect(error).toMatchObject({ status: 409, code: "api", reason: "Conflict", causes: [] });
    }
  });

  test("one of thirty creates at once wins", async () => {
    const attempts = Array.from({ length: 30 }, () =>
      apply(client, CONFIG_MAP, configMap(namespace, "race"), { fieldManager, createOnly: true }),
    );
    const results = await Promise.allSettled(attempts);
    expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
  });

  test("a conflict names the managers; force takes the fields over", async () => {
    await apply(client, CONFIG_MAP, configMap(namespace, "theirs"), { fieldManager: "them" });
    const ours = configMap(namespace, "theirs", { a: "2" });
    const error = (await errorOf(apply(client, CONFIG_MAP, ours, { fieldManager }))) as ApiError;
    expect(error).toMatchObject({ status: 409, code: "conflict", object: `ConfigMap ${namespace}/theirs` });
    expect(error.causes).toMatchObject([{ reason: "FieldManagerConflict", field: ".data.a" }]);
    expect(error.message).toContain("them");
    expect(await apply(client, CONFIG_MAP, ours, { fieldManager, force: true })).toMatchObject({
      object: { data: { a: "2" } },
    });
  });

  test("a namespace that is missing", async () => {
    const error = await errorOf(
      apply(client, CONFIG_MAP, configMap("no-such-namespace", "a"), { fieldManager }),
    );
    expect(error).toMatchObject({ status: 404, code: "api" });
    expect(error.message).toContain("Create the namespace no-such-namespace first.");
  });

  test.each([
    ["an unknown field", { replica: 1 }, 500],
    ["a wrong type", { replicas: "many" }, 500],
    ["a value out of range", { replicas: -1 }, 422],
  ])("%s is an invalid manifest, said at once", async (_name, spec, status) => {
    const start = performance.now();
    const error = await errorOf(apply(client, DEPLOYMENT, deployment("bad", spec), { fieldManager }));
    expect(error).toMatchObject({ code: "invalid", status, object: `Deployment ${namespace}/bad` });
    expect(error.message).toContain("spec.replica");
    expect(performance.now() - start).toBeLessThan(1_000);
  });

  test.each([
    ["a number", { pw: 1234567 }],
    ["a list", { pw: ["canary-value", 1] }],
    ["an object", { pw: { x: "canary-}value", y: 1234567 } }],
    ["no base64", { pw: "canary-value" }],
    ["a bad key", { "canary key": btoa("canary-value") }],
  ])("a Secret with %s is refused without its value", async (_name, data) => {
    const manifest = { apiVersion: "v1", kind: "Secret", metadata: { name: "bad", namespace }, data };
    const error = (await errorOf(apply(client, SECRET, manifest, { fieldManager }))) as ApiError;
    expect(error).toMatchObject({ code: "invalid" });
    expect(JSON.stringify([error, error.message, error.causes, error.stack])).not.toMatch(
      /canary-.{0,3}value|1234567/,
    );
  });

  test("returns warnings", async () => {
    const manifest = {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "warned", namespace },
      spec: { ports: [{ port: 80 }], externalIPs: ["1.2.3.4"], type: "ClusterIP", sessionAffinity: "None" },
    };
    const { warnings } = await apply(client, SERVICE, manifest, { fieldManager });
    expect(warnings).toEqual([expect.stringContaining("spec.externalIPs")]);
  });
});

test("get: absent is a value", async () => {
  expect(await get(client, CONFIG_MAP, { namespace, name: "absent" })).toBeUndefined();
  expect(await get(client, NAMESPACE, { name: namespace })).toMatchObject({
    kind: "Namespace",
    metadata: { name: namespace },
  });
});

test("an object of a namespace needs one", async () => {
  expect(await errorOf(get(client, CONFIG_MAP, { name: "a" }))).toMatchObject({
    code: "usage",
    object: "ConfigMap a",
  });
});

test("list reads every page, and metadata alone where that is enough", async () => {
  const names = Array.from({ length: 620 }, (_, index) => `many-${index}`);
  const labels = { test: "many" };
  await Promise.all(
    names.map((name) =>
      apply(
        client,
        CONFIG_MAP,
        { ...configMap(namespace, name), metadata: { name, namespace, labels } },
        { fieldManager },
      ),
    ),
  );
  const options = { namespace, labelSelector: "test=many" };
  const { items, resourceVersion } = await list(client, CONFIG_MAP, options);
  expect(items.map((item) => item.metadata.name).sort()).toEqual(names.sort());
  expect(items[0]).toMatchObject({ apiVersion: "v1", kind: "ConfigMap", data: { a: "1" } });
  expect(resourceVersion).toMatch(/^\d+$/);
  const metadata = await list(client, CONFIG_MAP, { ...options, metadataOnly: true });
  expect(metadata.items).toHaveLength(620);
  expect(metadata.items[0]?.["data"]).toBeUndefined();
  expect(metadata.items[0]).toMatchObject({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { managedFields: [{ manager: fieldManager }] },
  });
  expect(
    (await list(client, CONFIG_MAP, { namespace, fieldSelector: "metadata.name=many-7" })).items,
  ).toHaveLength(1);
}, 30_000);

test("patch changes what it tests, and fails when the test does", async () => {
  const { object } = await apply(client, CONFIG_MAP, configMap(namespace, "patched"), { fieldManager });
  const operations = [
    { op: "test", path: "/metadata/resourceVersion", value: object.metadata.resourceVersion },
    { op: "replace", path: "/data/a", value: "9" },
  ] as const;
  const ref = { namespace, name: "patched" };
  expect(await patch(client, CONFIG_MAP, ref, operations, { fieldManager: "patcher" })).toMatchObject({
    data: { a: "9" },
  });
  expect(await errorOf(patch(client, CONFIG_MAP, ref, operations))).toMatchObject({ status: 422 });
});

describe("remove", () => {
  test("returns nothing when the object is gone at once, whatever the kind answers", async () => {
    await apply(client, CONFIG_MAP, configMap(namespace, "gone"), { fieldManager });
    const service = {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "gone", namespace },
      spec: { ports: [{ port: 80 }] },
    };
    await apply(client, SERVICE, service, { fieldManager });
    for (const kind of [CONFIG_MAP, SERVICE]) {
      expect(
        await remove(client, kind, { namespace, name: "gone" }, { propagationPolicy: "Background" }),
      ).toBeUndefined();
      expect(await get(client, kind, { namespace, name: "gone" })).toBeUndefined();
      expect(await remove(client, kind, { namespace, name: "gone" })).toBeUndefined();
    }
  });

  test("returns the object that a finalizer holds", async () => {
    const manifest = configMap(namespace, "held");
    manifest.metadata.finalizers = ["example.com/held"];
    const { object } = await apply(client, CONFIG_MAP, manifest, { fieldManager });
    const held = await remove(client, CONFIG_MAP, { namespace, name: "held" }, { uid: object.metadata.uid });
    expect(held?.metadata).toMatchObject({
      finalizers: ["example.com/held"],
      deletionTimestamp: expect.any(String),
    });
    await patch(client, CONFIG_MAP, { namespace, name: "held" }, [
      { op: "remove", path: "/metadata/finalizers" },
    ]);
    expect(await get(client, CONFIG_MAP, { namespace, name: "held" })).toBeUndefined();
  });

  test("spares an object with another uid", async () => {
    await apply(client, CONFIG_MAP, configMap(namespace, "spared"), { fieldManager });
    const ref = { namespace, name: "spared" };
    const error = await errorOf(remove(client, CONFIG_MAP, ref, { uid: crypto.randomUUID() }));
    expect(error).toMatchObject({ status: 409, reason: "Conflict" });
    expect(await get(client, CONFIG_MAP, ref)).toBeDefined();
  });
});

describe("who may do what", () => {
  test.skipIf(onEmbedded("permissions"))(
    "a missing permission names the verb, the resource and the namespace",
    async () => {
      const restricted = await restrictedClient(client, namespace, [
        { apiGroups: [""], resources: ["configmaps"], verbs: ["get"] },
      ]);
      const refused = [
        [
          () => apply(restricted, DEPLOYMENT, deployment("web"), { fieldManager }),
          `patch deployments.apps in namespace ${namespace}`,
        ],
        [() => list(restricted, CONFIG_MAP, { namespace }), `list configmaps in namespace ${namespace}`],
        [
          () => remove(restricted, CONFIG_MAP, { namespace, name: "a" }),
          `delete configmaps in namespace ${namespace}`,
        ],
        [() => list(restricted, NAMESPACE), "list namespaces."],
      ] as const;
      for (const [ask, permission] of refused) {
        const error = await errorOf(ask());
        expect(error).toMatchObject({ code: "forbidden", status: 403 });
        expect(error.message).toContain(permission);
      }
    },
  );

  test("a wrong token is an error of the credentials", async () => {
    const error = await errorOf(list(liveClient("wrong"), NAMESPACE));
    expect(error).toMatchObject({ code: "credentials", status: 401 });
  });

  test("no token is one too", async () => {
    const { server, ca } = adminAccess();
    const response = await new K3sApi({ baseUrl: server, certificateAuthority: ca, token: "" }).fetch(
      "/api/v1/namespaces",
    );
    expect([401, 403]).toContain(response.status);
  });

  test.skipIf(onEmbedded("permissions"))(
    "the cluster's identity is that of kube-system, and the endpoint alone where that may not be read",
    async () => {
      const uid = (await get(client, NAMESPACE, { name: "kube-system" }))?.metadata.uid;
      const identity = await identify(client);
      expect(identity).toEqual({ uid, endpoint: expect.stringMatching(/^[\w-]{22}$/) });
      expect(identify(client)).toBe(identify(client));
      const restricted = await restrictedClient(client, namespace, []);
      expect(await identify(restricted)).toEqual({ endpoint: identity.endpoint });
    },
  );
});

test("a certificate of an unknown authority", async () => {
  const { server, token } = adminAccess();
  const api = new K3sApi({ baseUrl: server, token, certificateAuthority: "" });
  expect(connectionFailure(await errorOf(api.fetch("/version")), client.connection)).toMatchObject({
    loss: "untrusted",
  });
  const insecure = new K3sApi({ baseUrl: server, token, insecureSkipTlsVerify: true });
  expect(await (await insecure.fetch("/version")).json()).toMatchObject({
    gitVersion: expect.stringMatching(/^v1\./),
  });
});

test("writes into a namespace that is being deleted", async () => {
  const doomed = await newNamespace(client);
  await apply(client, CONFIG_MAP, configMap(doomed, "a"), { fieldManager });
  const release = await holdNamespace(doomed);
  await remove(client, NAMESPACE, { name: doomed });
  const error = await errorOf(
    apply(client, CONFIG_MAP, configMap(doomed, "b"), { fieldManager, createOnly: true }),
  );
  await release();
  expect(error).toMatchObject({ code: "api", status: 403, causes: [{ reason: "NamespaceTerminating" }] });
  expect(error.message).toContain("is being deleted: wait until it is gone");
});

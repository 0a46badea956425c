import { describe, expect, test } from "bun:test";
import { valueAt } from "../../../../src/model/json.ts";
import { plainKinds } from "./plain-kinds.ts";
import { running, type Running } from "./running.ts";

const kinds = await plainKinds();

function removeOther({ objects, kind }: Running): ReturnType<Running["objects"]["delete"]> {
  return objects.delete(kind("v1/Namespace"), { name: "other" });
}

function namespace({ objects, kind }: Running): unknown {
  return objects.get(kind("v1/Namespace"), undefined, "other");
}

describe("namespaces", () => {
  test("go with everything in them", async () => {
    const cluster = running(kinds);
    cluster.make("a", { namespace: "other" });
    cluster.make("b");
    const { gone, object } = removeOther(cluster);
    expect([gone, valueAt(object, ["status", "phase"])]).toEqual([false, "Terminating"]);
    await cluster.queue.settled();
    expect(namespace(cluster)).toBeUndefined();
    expect(cluster.names()).toEqual(["b"]);
    expect(cluster.errors).toEqual([]);
  });

  test("take nothing new while they go", () => {
    const cluster = running(kinds);
    removeOther(cluster);
    expect(() => cluster.make("a", { namespace: "other" })).toThrow(
      'configmaps "a" is forbidden: unable to create new content in namespace other because it is being terminated',
    );
  });

  test("say what keeps them", async () => {
    const cluster = running(kinds);
    const { objects, kind, queue } = cluster;
    for (const name of ["a", "b"])
      cluster.make(name, { namespace: "other", finalizers: ["example.com/keep"] });
    removeOther(cluster);
    await queue.settled();
    const conditions = valueAt(namespace(cluster), ["status", "conditions"]) as Record<string, string>[];
    expect(conditions.map(({ type, status, reason, message }) => [type, status, reason, message])).toEqual([
      [
        "NamespaceDeletionDiscoveryFailure",
        "False",
        "ResourcesDiscovered",
        "All resources successfully discovered",
      ],
      [
        "NamespaceDeletionGroupVersionParsingFailure",
        "False",
        "ParsedGroupVersions",
        "All legacy kube types successfully parsed",
      ],
      [
        "NamespaceDeletionContentFailure",
        "False",
        "ContentDeleted",
        "All content successfully deleted, may be waiting on finalization",
      ],
      [
        "NamespaceContentRemaining",
        "True",
        "SomeResourcesRemain",
        "Some resources are remaining: configmaps. has 2 resource instances",
      ],
      [
        "NamespaceFinalizersRemaining",
        "True",
        "SomeFinalizersRemain",
        "Some content in the namespace has finalizers remaining: example.com/keep in 2 resource instances",
      ],
    ]);
    for (const name of ["a", "b"])
      objects.patch(
        kind("v1/ConfigMap"),
        { namespace: "other", name, type: "merge", patch: { metadata: { finalizers: null } } },
        { manager: "test" },
      );
    await queue.settled();
    expect(namespace(cluster)).toBeUndefined();
  });

  test("that have a finalizer of their own stay when they are empty", async () => {
    const cluster = running(kinds);
    const { objects, kind, queue } = cluster;
    const of = kind("v1/Namespace");
    const target = { name: "other", type: "merge" } as const;
    objects.patch(
      of,
      { ...target, patch: { metadata: { finalizers: ["example.com/keep"] } } },
      { manager: "test" },
    );
    removeOther(cluster);
    await queue.settled();
    expect(valueAt(namespace(cluster), ["spec"])).toEqual({});
    objects.patch(of, { ...target, patch: { metadata: { finalizers: null } } }, { manager: "test" });
    expect(namespace(cluster)).toBeUndefined();
  });

  test("pods go first, and take their time", async () => {
    const cluster = running(kinds);
    const { objects, kind, queue } = cluster;
    const pods = kind("v1/Pod");
    cluster.make("a", { namespace: "other" });
    const pod = { apiVersion: "v1", kind: "Pod", metadata: { name: "p", namespace: "other" } };
    objects.create(pods, { ...pod, spec: { nodeName: "local", containers: [] } }, { manager: "test" });
    removeOther(cluster);
    await queue.settled();
    expect(objects.get(pods, "other", "p")?.metadata.deletionTimestamp).toBeDefined();
    expect(cluster.names()).toEqual(["a"]);
    objects.delete(pods, { namespace: "other", name: "p" }, { gracePeriodSeconds: 0 });
    await queue.settled();
    expect(namespace(cluster)).toBeUndefined();
    expect(cluster.names()).toEqual([]);
  });
});

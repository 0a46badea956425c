import { describe, expect, test } from "bun:test";
import type { LiveObject } from "../../../../src/model/object.ts";
import { embedded, type Embedded } from "./embedded.ts";
import { plainKinds } from "./plain-kinds.ts";

const kinds = await plainKinds();
const trusted = { manager: "controller", trusted: true } as const;

function withDeployment(): Embedded & { live: () => LiveObject } {
  const cluster = embedded(kinds, "default");
  const of = cluster.kind("apps/v1/Deployment");
  const metadata = { name: "d", namespace: "default", labels: { a: "b" } };
  const spec = { replicas: 1, selector: { matchLabels: { a: "b" } }, template: { spec: { containers: [] } } };
  cluster.objects.apply(
    of,
    { apiVersion: "apps/v1", kind: "Deployment", metadata, spec },
    { manager: "user" },
  );
  const live = (): LiveObject => {
    const found = cluster.objects.get(of, "default", "d");
    if (found === undefined) throw new Error("the Deployment is gone");
    return found;
  };
  return { ...cluster, live };
}

describe("writes of controllers", () => {
  test("a status, and who owns it", () => {
    const { objects, kind, live } = withDeployment();
    const of = kind("apps/v1/Deployment");
    const status = { replicas: 1, observedGeneration: 1 };
    const { changed } = objects.update(
      of,
      { ...live(), status, spec: {} },
      { ...trusted, subresource: "status" },
    );
    expect(changed).toBe(true);
    const { metadata, spec, status: kept } = live() as LiveObject & { spec: { replicas: number } };
    expect([kept, spec.replicas, metadata.generation]).toEqual([status, 1, 1]);
    expect(metadata.managedFields).toMatchObject([
      { manager: "user", operation: "Apply" },
      {
        manager: "controller",
        operation: "Update",
        subresource: "status",
        fieldsV1: { "f:status": { "f:observedGeneration": {}, "f:replicas": {} } },
      },
    ]);
  });

  test("managedFields that nobody read between two writes are as if somebody had", () => {
    const outcome = (read: boolean): unknown => {
      const { objects, kind, live } = withDeployment();
      const of = kind("apps/v1/Deployment");
      for (const [manager, status] of [
        ["controller", { replicas: 1 }],
        ["controller", { replicas: 1, readyReplicas: 1 }],
        ["other", { replicas: 1, readyReplicas: 2, conditions: [] }],
        ["controller", { replicas: 3, readyReplicas: 2 }],
      ] as const) {
        objects.update(of, { ...live(), status }, { manager, trusted: true, subresource: "status" });
        if (read) void live().metadata.managedFields;
      }
      return live().metadata.managedFields;
    };
    expect(outcome(false)).toEqual(outcome(true) as never);
  });

  test("nothing is written when nothing changes", () => {
    const { objects, kind, live, store } = withDeployment();
    const of = kind("apps/v1/Deployment");
    objects.update(of, { ...live(), status: { replicas: 1 } }, { ...trusted, subresource: "status" });
    const before = store.revision;
    const same = objects.update(
      of,
      { ...live(), status: { replicas: 1 } },
      { ...trusted, subresource: "status" },
    );
    const main = objects.update(of, { ...live(), status: { replicas: 9 } }, trusted);
    expect([same.changed, main.changed, store.revision]).toEqual([false, false, before]);
  });

  test("a spec: the generation counts, the status stays", () => {
    const { objects, kind, live } = withDeployment();
    const of = kind("apps/v1/Deployment");
    objects.update(of, { ...live(), status: { replicas: 1 } }, { ...trusted, subresource: "status" });
    const spec = { ...(live()["spec"] as object), replicas: 2 };
    objects.update(of, { ...live(), spec, status: {} }, trusted);
    expect([live().metadata.generation, live()["status"]]).toEqual([2, { replicas: 1 }]);
  });

  test("a field of metadata that is undefined is taken away", () => {
    const { objects, kind, live } = withDeployment();
    const { metadata } = live();
    objects.update(
      kind("apps/v1/Deployment"),
      { ...live(), metadata: { ...metadata, labels: undefined } },
      trusted,
    );
    expect(live().metadata).not.toHaveProperty("labels");
  });

  test("an object read before its last write is refused", () => {
    const { objects, kind, live } = withDeployment();
    const of = kind("apps/v1/Deployment");
    const old = live();
    objects.update(of, { ...old, status: { replicas: 1 } }, { ...trusted, subresource: "status" });
    expect(() =>
      objects.update(of, { ...old, status: { replicas: 2 } }, { ...trusted, subresource: "status" }),
    ).toThrow('Operation cannot be fulfilled on deployments.apps "d": the object has been modified');
  });

  test("the last finalizer of what goes removes it", () => {
    const { objects, kind, live } = withDeployment();
    const of = kind("apps/v1/Deployment");
    const { metadata } = live();
    objects.update(of, { ...live(), metadata: { ...metadata, finalizers: ["example.com/x"] } }, trusted);
    objects.delete(of, { namespace: "default", name: "d" });
    const going = live();
    objects.update(of, { ...going, metadata: { ...going.metadata, finalizers: [] } }, trusted);
    expect(objects.get(of, "default", "d")).toBeUndefined();
  });

  test("creates: a generated name, nothing shared with the template", () => {
    const { objects, kind } = withDeployment();
    const of = kind("v1/Pod");
    const spec = { containers: [{ name: "c", image: "i" }] };
    const manifest = {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { generateName: "d-", namespace: "default" },
      spec,
    };
    const { object } = objects.create(of, manifest as never, trusted);
    expect(object.metadata.name).toMatch(/^d-[b-z2-9]{5}$/);
    expect(object["spec"]).toEqual(spec);
    expect(object["spec"]).not.toBe(spec);
    expect(object.metadata.managedFields).toMatchObject([{ manager: "controller", operation: "Update" }]);
  });
});

import { describe, expect, test } from "bun:test";
import { plainKinds } from "./plain-kinds.ts";
import { ownedBy, running } from "./running.ts";

const kinds = await plainKinds();
const KEEP = ["example.com/keep"];

describe("garbage collection", () => {
  test("background: dependents go after their owner, all the way down", async () => {
    const { make, names, objects, kind, queue, errors } = running(kinds);
    const owner = make("owner");
    const child = make("child", ownedBy(owner));
    make("grandchild", ownedBy(child));
    make("stranger");
    const { gone } = objects.delete(kind("v1/ConfigMap"), { namespace: "default", name: "owner" });
    expect(gone).toBe(true);
    await queue.settled();
    expect(names()).toEqual(["stranger"]);
    expect(errors).toEqual([]);
  });

  test("an object with another owner stays, without the reference to the one that is gone", async () => {
    const { make, get, objects, kind, queue } = running(kinds);
    const [one, two] = [make("one"), make("two")];
    const references = [one, two].flatMap((owner) => ownedBy(owner)["ownerReferences"]);
    make("child", { ownerReferences: references });
    objects.delete(kind("v1/ConfigMap"), { namespace: "default", name: "one" });
    await queue.settled();
    expect(get("child")?.metadata.ownerReferences?.map(({ name }) => name)).toEqual(["two"]);
  });

  test.each([
    ["an owner that never was", { name: "nobody", uid: "no-such-uid" }],
    ["another object of that name", { name: "owner", uid: "no-such-uid" }],
  ])("%s counts as gone", async (_, reference) => {
    const { make, names, queue } = running(kinds);
    make("owner");
    make("child", { ownerReferences: [{ apiVersion: "v1", kind: "ConfigMap", ...reference }] });
    await queue.settled();
    expect(names()).toEqual(["owner"]);
  });

  test("an owner in another namespace counts as gone", async () => {
    const { make, names, queue } = running(kinds);
    const owner = make("owner", { namespace: "other" });
    make("child", ownedBy(owner));
    await queue.settled();
    expect(names()).toEqual(["owner"]);
  });

  test("an object of the whole cluster is left alone when its owner is in a namespace", async () => {
    const { make, objects, kind, queue } = running(kinds);
    const owner = make("owner");
    const of = kind("rbac.authorization.k8s.io/v1/ClusterRole");
    const role = { apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRole" };
    objects.create(of, { ...role, metadata: { name: "role", ...ownedBy(owner) } }, { manager: "test" });
    objects.delete(kind("v1/ConfigMap"), { namespace: "default", name: "owner" });
    await queue.settled();
    expect(objects.get(of, undefined, "role")).toBeDefined();
  });

  test("an owner of a kind that is not served is looked for again later", async () => {
    const { make, names, queue } = running(kinds);
    make("child", { ownerReferences: [{ apiVersion: "example.com/v1", kind: "Nope", name: "x", uid: "1" }] });
    await queue.settled();
    expect(names()).toEqual(["child"]);
    expect(queue.nextTimer()).toBeGreaterThan(0);
  });

  test("foreground: the owner stays until what blocks it is gone", async () => {
    const { make, get, names, objects, kind, queue } = running(kinds);
    const of = kind("v1/ConfigMap");
    const owner = make("owner");
    make("blocking", { ...ownedBy(owner, { blockOwnerDeletion: true }), finalizers: KEEP });
    make("loose", { ...ownedBy(owner), finalizers: KEEP });
    make("quick", ownedBy(owner, { blockOwnerDeletion: true }));
    const { gone, object } = objects.delete(
      of,
      { namespace: "default", name: "owner" },
      { propagationPolicy: "Foreground" },
    );
    expect([gone, object.metadata.finalizers]).toEqual([false, ["foregroundDeletion"]]);
    await queue.settled();
    expect(names()).toEqual(["blocking", "loose", "owner"]);
    expect(get("blocking")?.metadata.deletionTimestamp).toBeDefined();
    const target = {
      namespace: "default",
      name: "blocking",
      type: "merge",
      patch: { metadata: { finalizers: null } },
    } as const;
    objects.patch(of, target, { manager: "test" });
    await queue.settled();
    expect(names()).toEqual(["loose"]);
  });

  test("foreground goes down: a dependent with dependents waits for them too", async () => {
    const { make, get, names, objects, kind, queue } = running(kinds);
    const of = kind("v1/ConfigMap");
    const owner = make("owner");
    const child = make("child", ownedBy(owner, { blockOwnerDeletion: true }));
    make("grandchild", { ...ownedBy(child, { blockOwnerDeletion: true }), finalizers: KEEP });
    objects.delete(of, { namespace: "default", name: "owner" }, { propagationPolicy: "Foreground" });
    await queue.settled();
    expect(get("child")?.metadata.finalizers).toEqual(["foregroundDeletion"]);
    const patch = { metadata: { finalizers: null } };
    objects.patch(
      of,
      { namespace: "default", name: "grandchild", type: "merge", patch },
      { manager: "test" },
    );
    await queue.settled();
    expect(names()).toEqual([]);
  });

  test("orphan: dependents stay, without owner", async () => {
    const { make, get, names, objects, kind, queue } = running(kinds);
    const owner = make("owner");
    make("child", ownedBy(owner));
    objects.delete(
      kind("v1/ConfigMap"),
      { namespace: "default", name: "owner" },
      { propagationPolicy: "Orphan" },
    );
    await queue.settled();
    expect(names()).toEqual(["child"]);
    expect(get("child")?.metadata).not.toHaveProperty("ownerReferences");
  });

  test("Jobs orphan their pods unless told otherwise", () => {
    const { objects, kind } = running(kinds);
    const of = kind("batch/v1/Job");
    const job = {
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: { name: "j", namespace: "default" },
      spec: {},
    };
    objects.create(of, job, { manager: "test" });
    const { object } = objects.delete(of, { namespace: "default", name: "j" });
    expect(object.metadata.finalizers).toEqual(["orphan"]);
  });

  test("a thousand dependents go", async () => {
    const { make, names, objects, kind, queue } = running(kinds);
    const owner = make("owner");
    for (let index = 0; index < 1_000; index += 1) make(`child-${index}`, ownedBy(owner));
    objects.delete(kind("v1/ConfigMap"), { namespace: "default", name: "owner" });
    await queue.settled();
    expect(names()).toEqual([]);
  });
});
